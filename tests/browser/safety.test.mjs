// Nothing typed is lost, and nothing stored runs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Clinic, first, logIn } from './clinic.mjs';
import { rooms } from './rooms.mjs';

let clinic;
before(async () => { clinic = await Clinic.open(); });
after(async () => { await clinic.close(); });

const MARKUP = '<img src=x onerror=alert(1)>';

test('a name of markup and a note of script show as text on every page and export', async () => {
  const page = await clinic.staff('admin');
  for (const name of [MARKUP, '=HYPERLINK("x")']) {
    await page.goto('/patients/new');
    await page.fill('#first_name', name);
    await page.fill('#last_name', name);
    await page.fill('#date_of_birth', '1990-01-01');
    await page.fill('#allergies', '<script>alert(2)</script>');
    await page.fill('#medical_notes', '<script>alert(3)</script>');
    await page.click('button:has-text("Register")');
    await page.waitForURL(/patients\/[0-9a-f-]{36}/);
    assert.match(await page.textContent('h1'), name === MARKUP ? /onerror/ : /HYPERLINK/);
    const patient = new URL(page.url()).pathname;
    await page.goto(`${patient}/visits/new`);
    if (!(await page.inputValue('#dietitian_id'))) await page.selectOption('#dietitian_id', { index: 1 });
    await page.fill('#chief_complaint', '"><script>alert(4)</script>');
    await page.click('form.stack button');
    await page.waitForURL(/done=booked/);
    await page.goto(new URL(page.url()).pathname.replace('/booked', ''));
    await page.fill('#weight_kg', '70');
    await page.fill('#assessment', '</textarea><script>alert(5)</script>');
    await page.click('button:has-text("Finish and invoice")');
    await page.waitForURL(/invoices\//);
    await page.click('button:has-text("Issue")');
    await page.waitForURL(/done=issued/);
    const invoice = new URL(page.url()).pathname;
    const visit = await first(page, '/visits?search=onerror').catch(() => null);
    const mine = {
      patient, summary: `${patient}/summary`, edit: `${patient}/edit`, access: `${patient}/access`,
      measurements: `${patient}/measurements`, pay: `${patient}/pay`, invoice, visit,
      found: '/search?search=onerror', byName: '/patients?search=HYPERLINK',
    };
    for (const media of ['screen', 'print']) {
      await page.emulateMedia({ media });
      for (const path of Object.values({ ...(await rooms(page)), ...mine })) {
        if (!path) continue;
        await page.goto(path);
        assert.equal(await page.locator('img:not([src^="/logo/"], [src^="/documents/"]), main script').count(), 0, `${path} made an element of a text`);
      }
    }
    await page.emulateMedia({ media: null });
  }
  for (const report of ['activity', 'visits', 'patients', 'money']) {
    const csv = await (await page.request.get(`/reports/${report}/csv`)).text();
    assert.ok(!/(^|,|")=HYPERLINK/m.test(csv), `a formula in the export of ${report}`);
  }
  const faults = page.faults.filter((fault) => !fault.includes('404'));
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('two people edit one patient: the second sees both versions and loses nothing', async () => {
  const [one, two] = [await clinic.staff('admin'), await clinic.staff('assistant')];
  const patient = await first(one, '/patients');
  await one.goto(`${patient}/edit`);
  await two.goto(`${patient}/edit`);
  await one.fill('#medical_notes', 'From the first.');
  await one.fill('#phone', '01 02 03 04 05');
  await one.click('button:has-text("Save")');
  await one.waitForURL(/done=saved/);
  await two.fill('#medical_notes', 'From the second.');
  await two.click('form.stack .acts button');
  await two.waitForLoadState();
  assert.equal(await two.inputValue('#medical_notes'), 'From the second.');
  assert.match(await two.textContent('#medical_notes-about'), /From the first\./);
  await two.click('form.stack .acts button');
  await two.waitForURL(/done=saved/);
  assert.match(await two.textContent('main'), /From the second\./);
  assert.match(await two.textContent('main'), /01 02 03 04 05/, 'what only the first changed is gone');
  await one.context().close();
  await two.context().close();
});

test('two people write into one visit, and Enter in a field saves it without finishing it', async () => {
  const [one, two] = [await clinic.staff('admin'), await clinic.staff('assistant')];
  const visit = await first(one, '/visits?status=SCHEDULED');
  await one.goto(visit);
  await two.goto(visit);
  await one.fill('#weight_kg', '71');
  await one.press('#weight_kg', 'Enter');
  await one.waitForURL(/done=measured/);
  assert.match(await one.textContent('header.visit-head'), /Scheduled/);
  await two.fill('#assessment', 'From the second.');
  await two.fill('#hip_circumference_cm', '99');
  await two.click('button[value="save"]');
  await two.waitForSelector('[role="alert"]');
  assert.equal(await two.inputValue('#weight_kg'), '71');
  assert.equal(await two.inputValue('#assessment'), 'From the second.');
  await two.click('button[value="save"]');
  await two.waitForURL(/done=measured/);
  await one.goto(visit);
  assert.equal(await one.inputValue('#weight_kg'), '71');
  assert.equal(await one.inputValue('#hip_circumference_cm'), '99');
  assert.equal(await one.inputValue('#assessment'), 'From the second.');
  await one.context().close();
  await two.context().close();
});

async function typed(page, visit, text) {
  await page.goto(visit);
  const kept = page.waitForResponse((answer) => answer.url().includes('/drafts/visit/'));
  await page.fill('#assessment', text);
  assert.equal((await kept).status(), 204);
}

test('a typed note survives a closed tab, a restart of the server and an ended session', async () => {
  let page = await clinic.staff('admin');
  const visit = await first(page, '/visits?status=SCHEDULED');
  await typed(page, visit, 'Survives the tab.');
  await page.close();
  page = await clinic.staff('admin');
  await page.goto(visit);
  assert.equal(await page.inputValue('#assessment'), 'Survives the tab.');

  await typed(page, visit, 'Survives the restart.');
  await clinic.stop();
  await clinic.serve();
  await page.goto(visit);
  assert.equal(await page.inputValue('#assessment'), 'Survives the restart.');

  // The session ends while the note is typed; what is saved afterwards waits for the login.
  await page.fill('#assessment', 'Survives the session.');
  await page.context().clearCookies({ name: 'nutrivault_session' });
  await page.click('button[value="save"]');
  await page.waitForSelector('#username');
  await page.fill('#username', 'admin');
  await page.fill('#password', 'NutriVault-demo-1');
  await page.click('form.stack button');
  await page.click('button:has-text("Save it now")');
  await page.waitForURL(/done=measured/);
  assert.equal(await page.inputValue('#assessment'), 'Survives the session.');
  await page.context().close();
});

test('whoever is led to the login returns to where they were', async () => {
  const page = await clinic.person();
  await page.goto('/invoices?status=PAID');
  await page.waitForSelector('#username');
  await logIn(page, 'admin');
  assert.match(page.url(), /\/invoices\?status=PAID$/);
  await page.context().close();
});

// Links are followed. Forms are sent with a body that is no text: whoever may send them is told so
// (400, and 415 where files are waited for) and nothing changes, whoever may not is refused (403)
// before the body is read.
test('no page offers what would be refused: every link and form of every page, for every role', async () => {
  for (const username of ['admin', 'dietitian', 'assistant', 'viewer']) {
    const page = await clinic.staff(username);
    const [links, forms] = [new Map(), new Map()];
    for (const path of Object.values(await rooms(page))) {
      const answer = await page.goto(path);
      if (answer.status() !== 200) continue;
      const found = await page.evaluate(() => ({
        links: [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href')),
        // One without an address is given it by the script that shows it.
        forms: [...document.querySelectorAll('form[method="post"][action]')].map((form) => form.getAttribute('action')),
      }));
      // The calendar's free times are one link many times.
      const known = (href) => href.replace(/at=[^&]*/, 'at=');
      for (const href of found.links) if (href.startsWith('/')) links.set(known(href), [href.split('#')[0], path]);
      for (const action of found.forms) forms.set(action, path);
    }
    assert.ok(links.size > 50, `${username} is offered ${links.size} links`);
    for (const [href, path] of links.values()) {
      const { status } = await page.evaluate(async (address) => {
        const answer = await fetch(address, { redirect: 'follow' });
        return { status: answer.status };
      }, href);
      assert.equal(status, 200, `${username} is offered ${href} on ${path}`);
    }
    forms.delete('/logout');
    for (const [action, path] of forms) {
      const answer = await page.request.post(action, {
        headers: { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/x-www-form-urlencoded' },
        data: Buffer.from([0xff, 0xfe]), maxRedirects: 0,
      });
      assert.ok([400, 415].includes(answer.status()), `${username} is offered ${action} on ${path}: ${answer.status()}`);
    }
    await page.context().close();
  }
});
