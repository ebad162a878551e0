// A working day as one story: by mouse, by keyboard alone, and without any script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Clinic, PASSWORD } from './clinic.mjs';

let clinic;
before(async () => { clinic = await Clinic.open(); });
after(async () => { await clinic.close(); });

const names = ['Ottilie Morgentau', 'Benedikt Nachtigall', 'Clementine Abendrot'];

async function register(page, name) {
  const [firstName, lastName] = name.split(' ');
  await page.goto('/patients/new');
  await page.fill('#first_name', firstName);
  await page.fill('#last_name', lastName);
  await page.fill('#date_of_birth', '1990-05-04');
  await page.selectOption('#gender', 'FEMALE');
  await page.click('button:has-text("Register the patient")');
  await page.waitForURL(/patients\/[0-9a-f-]{36}/);
}

async function finish(page) {
  await page.fill('#weight_kg', '70');
  await page.fill('#height_cm', '175');
  await page.fill('#waist_circumference_cm', '80,5');
  await page.fill('#assessment', 'Eats late.');
  await page.click('button:has-text("Finish and invoice")');
  await page.waitForURL(/invoices\/[0-9a-f-]{36}/);
  await page.click('button:has-text("Issue the invoice")');
  await page.waitForLoadState();
  assert.match(await page.textContent('h1'), /INV-/);
}

async function payInPart(page) {
  await page.fill('#amount', '10,50');
  await page.click('button:has-text("Record the payment")');
  await page.waitForLoadState();
  assert.match(await page.textContent('header.page'), /Partly paid/);
}

for (const [way, javaScriptEnabled, name] of [['by mouse', true, names[0]], ['without script', false, names[1]]]) {
  test(`a working day ${way}`, async () => {
    const page = await clinic.staff('admin', { javaScriptEnabled });
    await register(page, name);
    // From the name to a booked visit: four clicks.
    await page.goto('/');
    let clicks = 0;
    const click = async (what) => { clicks += 1; await page.click(what); await page.waitForLoadState(); };
    await click('#find');
    await page.keyboard.type(name.split(' ')[1]);
    await page.keyboard.press('Enter');
    await page.waitForURL(/patients\//);
    await click('a:has-text("Book an appointment")');
    if (!(await page.inputValue('#dietitian_id'))) await page.selectOption('#dietitian_id', { index: 1 });
    await click('button[data-main]');
    await page.waitForURL(/visits\/[0-9a-f-]{36}\/booked\?done=booked/);
    assert.ok(clicks <= 4, `${clicks} clicks`);
    console.log(`# ${way}: from the name to a booked visit in ${clicks} clicks`);
    await page.goto(new URL(page.url()).pathname.replace('/booked', ''));
    await page.click('button:has-text("Arrived")');
    await page.waitForLoadState();
    assert.match(await page.textContent('header.visit-head'), /Arrived/);
    await finish(page);
    await payInPart(page);
    await page.goto('/reports/money');
    assert.match(await page.textContent('main'), /Received/);
    const menu = page.locator('details.menu summary').last();
    await menu.click();
    await page.click('.menu[open] button:has-text("Log out")');
    await page.waitForLoadState();
    assert.ok(await page.isVisible('#username'));
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

test('from the name to a booked visit in twelve keys, and the day without a mouse', async () => {
  const setup = await clinic.staff('admin');
  await register(setup, names[2]);
  const id = setup.url().match(/patients\/([0-9a-f-]{36})/)[1];
  await setup.goto(`/patients/${id}/edit`);
  await setup.selectOption('#assigned_dietitian_id', { index: 1 });
  await setup.click('button:has-text("Save")');
  await setup.waitForURL(/done=saved/);
  await setup.context().close();

  const page = await clinic.person();
  await page.goto('/');
  await page.waitForFunction(() => document.activeElement.id === 'username');
  await page.keyboard.type('admin');
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#find');
  let keys = 0;
  const press = async (key) => { keys += 1; await page.keyboard.press(key); };
  await press('/');
  await page.keyboard.type('Abendrot');
  await press('Enter');
  await page.waitForURL(/patients\/[0-9a-f-]{36}/);
  await press('n');
  await page.waitForURL(/visits\/new/);
  await page.waitForFunction(() => document.activeElement.id === 'visit_date');
  await press('Enter');
  await page.waitForURL(/visits\/[0-9a-f-]{36}\/booked\?done=booked/);
  assert.ok(keys <= 12, `${keys} keys`);
  console.log(`# from the name to a booked visit in ${keys} keys and the name`);
  await page.goto(new URL(page.url()).pathname.replace('/booked', ''));

  const focus = async (selector) => {
    for (let tries = 0; tries < 120; tries += 1) {
      if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`no Tab leads to ${selector}`);
  };
  await focus('#weight_kg');
  await page.keyboard.type('70');
  await focus('#height_cm');
  await page.keyboard.type('175');
  await page.waitForFunction(() => document.querySelector('#figures').textContent.includes('22.86'));
  await focus('#waist_circumference_cm');
  await page.keyboard.type('80.5');
  assert.match(await page.textContent('#figures'), /1,482\.75 kcal|1,472|1,4\d\d/);
  await focus('#assessment');
  await page.keyboard.type('Sleeps well.');
  await focus('button[value="invoice"]');
  await page.keyboard.press('Enter');
  await page.waitForURL(/invoices\/[0-9a-f-]{36}/);
  await focus('form[action$="/issue"] button');
  await page.keyboard.press('Enter');
  await page.waitForURL(/done=issued/);
  await focus('#amount');
  await page.keyboard.type('5');
  await focus('form[action$="/pay"] button');
  await page.keyboard.press('Enter');
  await page.waitForURL(/done=paid/);
  await focus('details.menu summary');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('the search follows what is typed and never touches the field', async () => {
  const page = await clinic.staff('admin');
  await page.goto('/patients');
  const input = page.locator('#search');
  await input.pressSequentially('morgentau', { delay: 40 });
  await page.waitForFunction(() => document.querySelectorAll('#results tbody tr').length === 1);
  assert.equal(await input.inputValue(), 'morgentau');
  assert.ok(await page.evaluate(() => document.activeElement.id === 'search'));
  await page.waitForURL(/search=morgentau/);
  await page.context().close();
});

test('payments are sorted by their headings, and the address keeps the order', async () => {
  const page = await clinic.staff('admin');
  await page.goto('/payments');
  const sums = () => page.locator('table.list tbody td.right').evaluateAll((cells) =>
    cells.map((cell) => Number(cell.textContent.replace('−', '-').replace(/[^0-9.-]/g, ''))));
  const head = page.locator('th', { hasText: 'Amount' });
  await head.locator('a').click();
  await page.waitForURL(/sort_by=amount&sort_order=ASC/);
  assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  const rising = await sums();
  assert.deepEqual(rising, [...rising].sort((one, other) => one - other));
  await head.locator('a').click();
  await page.waitForURL(/sort_by=amount&sort_order=DESC/);
  const falling = await sums();
  assert.deepEqual(falling, [...falling].sort((one, other) => other - one));
  assert.ok(falling[0] > rising[0]);
  await page.click('a[rel=next]');
  await page.waitForURL(/offset=25/);
  assert.ok((await sums())[0] <= falling.at(-1), 'the next page goes on in the same order');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
