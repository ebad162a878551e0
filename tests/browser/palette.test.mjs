// The search of every page: found while typing, told apart, opened by keys; and from a caller's name
// to a booked appointment.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Clinic, PASSWORD } from './clinic.mjs';

let clinic;
let api;
before(async () => {
  clinic = await Clinic.open();
  const page = await clinic.person();
  const { accessToken } = (await (await page.request.post('/api/auth/login', { data: { username: 'admin', password: PASSWORD } })).json()).data;
  await page.context().close();
  api = async (method, path, body) => {
    const answer = await fetch(clinic.address + path, { method, headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
    return (await answer.json()).data;
  };
  for (const [number, born] of [['A-71', '1988-03-14'], ['A-72', '1981-09-02']]) {
    await api('POST', '/api/patients', { first_name: 'Théodora', last_name: 'Zwillinger', date_of_birth: born, file_number: number });
  }
});
after(async () => { await clinic.close(); });

test('people of one name are told apart while typing, and one is opened by keys alone', async () => {
  const page = await clinic.staff('admin');
  await page.goto('/invoices');
  await page.keyboard.press('Control+k');
  await page.evaluate(() => {
    const found = new MutationObserver(() => {
      if (document.querySelector('#palette [role=option]')?.textContent.includes('Zwillinger')) window.answered ??= performance.now();
    });
    found.observe(document.querySelector('#palette'), { childList: true, subtree: true });
    document.querySelector('#find').addEventListener('input', () => { window.lastKey = performance.now(); window.answered = undefined; });
  });
  await page.keyboard.type('zwilling', { delay: 20 });
  await page.waitForFunction(() => window.answered);
  const took = await page.evaluate(() => window.answered - window.lastKey);
  console.log(`# first answers ${Math.round(took)} ms after the last key`);
  const rows = await page.locator('#palette [role=option]').allTextContents();
  assert.match(rows[0] + rows[1], /A-71/);
  assert.match(rows[0] + rows[1], /A-72/);
  assert.match(rows[0] + rows[1], /14 Mar 1988/);
  assert.match(rows.join('\n'), /Book an appointment for Théodora Zwillinger/);
  assert.match(rows.join('\n'), /Register “zwilling” and book/);
  const chosen = () => page.locator('#palette [aria-selected=true]').textContent();
  const [one] = [await chosen()];
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await chosen(), one);
  await page.keyboard.press('ArrowUp');
  assert.equal(await chosen(), one);
  await page.keyboard.press('Escape');
  assert.ok(!(await page.isVisible('#palette')));
  await page.keyboard.press('ArrowDown');
  await page.waitForSelector('#palette [aria-selected=true]');
  await page.keyboard.press('Enter');
  await page.waitForURL(/patients\/[0-9a-f-]{36}/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('rooms, what can be made anew, invoices and foods are found; nobody finds what they may not see', async () => {
  const page = await clinic.staff('admin');
  await page.goto('/');
  const look = async (typed) => {
    await page.fill('#find', '');
    await page.focus('#find');
    const answered = page.waitForResponse((answer) => answer.url().endsWith('?q=' + encodeURIComponent(typed)));
    await page.fill('#find', typed);
    await answered;
    await page.waitForFunction(() => !document.querySelector('#palette').hidden);
    await page.waitForTimeout(60);
    return (await page.locator('#palette a').evaluateAll((all) => all.map((row) => row.getAttribute('href')))).join('\n');
  };
  assert.match(await look('calen'), /^\/calendar$/m);
  assert.match(await look('new pat'), /^\/patients\/new/m);
  const invoice = (await api('GET', '/api/billing?limit=1&status=PAID')).billing[0];
  assert.match(await look(invoice.invoice_number), new RegExp(`/invoices/${invoice.id}`));
  assert.match(await look('apple'), /\/foods\//);
  assert.deepEqual(page.faults, []);
  await page.context().close();
  const reader = await clinic.staff('viewer');
  await reader.goto('/');
  await reader.fill('#find', 'zwillinger');
  await reader.waitForSelector('#palette [role=option]');
  const ways = await reader.locator('#palette a').evaluateAll((all) => all.map((row) => row.getAttribute('href')));
  assert.ok(ways.every((way) => !/new|pay/.test(way)), `a viewer is offered ${ways}`);
  await reader.context().close();
});

for (const [way, javaScriptEnabled] of [['with a script', true], ['without one', false]]) {
  test(`a new caller is registered and booked in six clicks, their name, birth date and phone, ${way}`, async () => {
    const page = await clinic.staff('admin', { javaScriptEnabled });
    await page.goto('/');
    let clicks = 0;
    const click = async (what) => { clicks += 1; await page.locator(what).first().click(); };
    const name = javaScriptEnabled ? 'Quirina Ohnegleichen' : 'Bodo Nirgendwo';
    if (javaScriptEnabled) {
      await click('#find');
      await page.keyboard.type(name);
      // The answers follow what is typed.
      await page.locator('#palette a', { hasText: name }).first().waitFor();
      await click('#palette a:has-text("and book")');
    } else {
      await page.goto('/visits/new');
      await page.fill('#search', name);
      await page.press('#search', 'Enter');
      await click('a:has-text("Register “")');
    }
    await page.waitForSelector('#date_of_birth');
    assert.equal(`${await page.inputValue('#first_name')} ${await page.inputValue('#last_name')}`, name);
    await click('#date_of_birth');
    await page.fill('#date_of_birth', '1990-05-04');
    await click('#phone');
    // Two callers of one number would be asked about.
    await page.fill('#phone', javaScriptEnabled ? '06 39 98 11 22' : '06 39 98 33 44');
    await click('form.stack button:has-text("Register and book")');
    await page.waitForURL(/visits\/new/);
    assert.ok(await page.inputValue('#visit_date'), 'a free time is proposed');
    await click('button[data-main]');
    await page.waitForURL(/visits\/[0-9a-f-]{36}\/booked\?done=booked/);
    console.log(`# a new caller is registered and booked in ${clicks} clicks`);
    assert.ok(clicks <= 6, `${clicks} clicks`);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

test('whoever finds no time waits with the days on which they could come', async () => {
  const page = await clinic.staff('admin', { javaScriptEnabled: false });
  const { patients } = await api('GET', '/api/patients?search=zwillinger&limit=1');
  await page.goto(`/patients/${patients[0].id}/visits/new`);
  await page.click('summary:has-text("waiting list")');
  await page.fill('#not_before', '2027-05-01');
  await page.fill('#not_after', '2027-05-20');
  await page.click('button:has-text("Put on the waiting list")');
  await page.waitForURL(/done=waits/);
  assert.match(await page.textContent('main'), /1 May 2027 – 20 May 2027/);
  await page.context().close();
});

test('who waits is booked from the list with the note in sight, and waits no more', async () => {
  const page = await clinic.staff('admin');
  const { patients } = await api('GET', '/api/patients?search=zwillinger&limit=1');
  await page.goto(`/patients/${patients[0].id}/visits/new`);
  assert.match(await page.textContent('#visit_type-about'), /\d+ minutes/);
  assert.ok(await page.locator('.free-day').evaluateAll((days) => days.every((day) => day.querySelectorAll(':scope > .times > button').length <= 6)));
  await page.click('summary:has-text("waiting list")');
  await page.fill('#waiting-note', 'Only after school');
  await page.click('button:has-text("Put on the waiting list")');
  await page.waitForURL(/done=waits/);
  const entry = new URL(page.url()).searchParams.get('undo');
  await page.click(`#waits-${entry} a:has-text("Book")`);
  await page.waitForSelector('#visit_date');
  assert.match(await page.textContent('main'), /Only after school/);
  await page.click('[data-main]');
  await page.waitForURL(/done=booked/);
  await page.goto('/calendar/waiting');
  assert.equal(await page.locator(`#waits-${entry}`).count(), 0);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('an invoice takes another line at once, filled from the price list, and Enter sends none', async () => {
  const page = await clinic.staff('admin');
  const { patients } = await api('GET', '/api/patients?search=zwillinger&limit=1');
  await page.goto(`/patients/${patients[0].id}/invoices/new`);
  const rows = page.locator('table.lines tbody tr');
  const count = await rows.count();
  await page.click('button[name=more]');
  assert.equal(await rows.count(), count + 1);
  await page.selectOption(`[name="lines.${count}.service_id"]`, { index: 1 });
  assert.ok(await page.inputValue(`[name="lines.${count}.description"]`));
  assert.ok(await page.inputValue(`[name="lines.${count}.unit_price"]`));
  await page.press(`[name="lines.${count}.quantity"]`, 'Enter');
  assert.equal(await rows.count(), count + 2);
  await page.click('button:has-text("Save the draft")');
  await page.waitForURL(/done=drafted/);
  assert.ok(await page.evaluate(() => document.activeElement.matches('.done')));
  assert.deepEqual(page.faults, []);
  await page.context().close();
  // Without a script the button asks for the form with more room.
  const plain = await clinic.staff('admin', { javaScriptEnabled: false });
  await plain.goto(`/patients/${patients[0].id}/invoices/new`);
  await plain.fill('[name="lines.0.description"]', 'Half an hour');
  await plain.click('button[name=more]');
  assert.equal(await plain.inputValue('[name="lines.0.description"]'), 'Half an hour');
  assert.ok(await plain.locator('table.lines tbody tr').count() > count);
  await plain.context().close();
});

test('a visit type that is renamed has its new name in reports and files', async () => {
  const { visit_types: types } = await api('GET', '/api/visit-types');
  const one = types.find((type) => type.code === 'FOLLOW_UP');
  await api('PUT', '/api/visit-types/FOLLOW_UP', { ...one, name: 'Check-in by the river', is_hidden: true });
  const page = await clinic.staff('admin');
  await page.goto('/reports/visits');
  assert.match(await page.textContent('main'), /Check-in by the river/);
  for (const file of ['/reports/visits/csv', '/export/visits?format=csv']) {
    const link = await page.request.get(file);
    assert.equal(link.status(), 200, file);
    assert.match(await link.text(), /Check-in by the river/, file);
  }
  assert.match(await (await fetch(`${clinic.address}/api/export/visits`, { headers: {} })).text(), /AUTHENTICATION_REQUIRED/);
  await api('PUT', '/api/visit-types/FOLLOW_UP', { name: null, is_hidden: false });
  await page.context().close();
});
