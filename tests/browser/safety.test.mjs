// Nothing typed is lost, and nothing stored runs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Clinic, first, logIn } from './clinic.mjs';

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
    await page.fill('#weight_kg', '70');
    await page.fill('#assessment', '</textarea><script>alert(5)</script>');
    await page.click('button:has-text("Finish and invoice")');
    await page.waitForURL(/invoices\//);
    await page.click('button:has-text("Issue")');
    await page.waitForURL(/done=issued/);
    const invoice = new URL(page.url()).pathname;
    for (const path of ['/', '/calendar', '/calendar?view=month', '/calendar?view=list', '/visits',
      '/invoices', '/patients', patient, `${patient}/edit`, `${patient}/measurements`,
      `${patient}/access`, invoice, '/reports/money', '/audit', `/search?search=onerror`]) {
      await page.goto(path);
    }
    await page.emulateMedia({ media: 'print' });
    await page.goto(invoice);
    await page.emulateMedia({ media: null });
  }
  const csv = await page.request.get('/reports/money/csv');
  assert.ok(!/(^|,)=HYPERLINK/m.test(await csv.text()), 'a formula in the export');
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

test('no page offers what would be refused: every link and form of every role answers', async () => {
  for (const username of ['admin', 'dietitian', 'assistant', 'viewer']) {
    const page = await clinic.staff(username);
    const patient = await first(page, '/patients');
    const visit = await first(page, '/visits');
    const invoice = await first(page, '/invoices');
    for (const path of ['/', '/calendar', '/patients', patient, visit, invoice, '/visits', '/invoices', '/account']) {
      await page.goto(path);
      const links = await page.$$eval('a[href]', (all) => all.map((a) => a.getAttribute('href')));
      for (const href of new Set(links.filter((link) => link.startsWith('/') && !link.includes('csv')).slice(0, 60))) {
        const answer = await page.request.get(href);
        assert.notEqual(answer.status(), 403, `${username} is offered ${href} on ${path}`);
      }
    }
    await page.context().close();
  }
});
