// Money at the desk: one sum over several invoices, change, the receipt, the day's cash-up.
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
});
after(async () => { await clinic.close(); });

async function owing(name) {
  const { patient } = await api('POST', '/api/patients', { first_name: 'Cassia', last_name: name, date_of_birth: '1970-02-03' });
  const invoices = [];
  for (const amount of [20, 25, 30]) {
    invoices.push((await api('POST', '/api/billing', { patient_id: patient.id, amount, tax_amount: 0, currency: 'EUR' })).billing);
  }
  return { id: patient.id, invoices };
}
const balances = async (invoices) => Promise.all(invoices.map(async ({ id }) => (await api('GET', `/api/billing/${id}`)).billing.balance));

for (const [way, javaScriptEnabled] of [['with a script', true], ['without one', false]]) {
  test(`fifty in cash pay three invoices in turn, with a receipt, in four clicks from the patient, ${way}`, async () => {
    const { id, invoices } = await owing(`Fifty${javaScriptEnabled}`);
    const page = await clinic.staff('admin', { javaScriptEnabled });
    await page.goto(`/patients/${id}`);
    let clicks = 0;
    const click = async (what) => { clicks += 1; await page.locator(what).first().click(); };
    const link = page.locator(`a[href*="/patients/${id}/pay"]`).first();
    if (!(await link.isVisible())) await click(`details:has(a[href*="/patients/${id}/pay"]) > summary`);
    await click(`a[href*="/patients/${id}/pay"]`);
    await page.waitForSelector('#received');
    if (!javaScriptEnabled) await click('#received');
    await page.keyboard.type('50');
    if (javaScriptEnabled) {
      assert.deepEqual(await page.locator('[data-owed]').evaluateAll((all) => all.map((input) => input.value)), ['20.00', '25.00', '5.00']);
    }
    await click('button:has-text("Record the payment")');
    await page.waitForURL(/receipts\/[0-9a-f-]{36}/);
    assert.match(await page.textContent('article.slip'), /€50\.00/);
    for (const invoice of invoices) assert.match(await page.textContent('article.slip'), new RegExp(invoice.invoice_number));
    assert.match(await page.textContent('article.slip'), /born 3 Feb 1970/);
    assert.ok(clicks <= 4, `${clicks} clicks`);
    console.log(`# fifty over three invoices with a receipt: ${clicks} clicks`);
    assert.deepEqual(await balances(invoices), [0, 0, 25]);
    // The receipt prints on one sheet, and says when it no longer holds.
    assert.equal((await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page[^s]/g).length, 1);
    await page.click('summary:has-text("Undo this payment")');
    await page.click('details[open] button:has-text("Undo this payment")');
    await page.waitForURL(/done=reversed/);
    assert.match(await page.textContent('article.slip'), /no longer valid.*taken back on/s);
    assert.deepEqual(await balances(invoices), [20, 25, 30]);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

test('cash above what is owed is change; above it nothing else is taken', async () => {
  const { id, invoices } = await owing('Change');
  const page = await clinic.staff('admin');
  await page.goto(`/patients/${id}/pay`);
  await page.fill('#received', '100');
  assert.equal(await page.textContent('#change-due'), '25.00');
  await page.selectOption('#method', 'CREDIT_CARD');
  await page.click('button:has-text("Record the payment")');
  await page.waitForSelector('.problem');
  assert.equal(await page.inputValue('#received'), '100', 'what was typed stands');
  await page.selectOption('#method', 'CASH');
  await page.fill('#received', '100');
  await page.click('button:has-text("Record the payment")');
  await page.waitForURL(/receipts\//);
  assert.equal(await page.textContent('#change'), '€25.00');
  assert.deepEqual(await balances(invoices), [0, 0, 0]);
  await page.goto(`/invoices/${invoices[0].id}`);
  assert.match(await page.textContent('article.paper'), /Cash.*€20\.00.*Paid in full/s);
  await page.context().close();
});

test('the day is cashed up by method, as its payments are', async () => {
  const page = await clinic.staff('admin');
  await page.goto('/payments');
  await page.click('a:has-text("Cash-up")');
  await page.waitForURL(/payments\/day/);
  const cash = page.locator('tr', { hasText: 'Cash' }).first();
  const link = await cash.locator('a').getAttribute('href');
  const left = (await cash.locator('td').nth(2).textContent()).replace(/[€,]/g, '');
  await page.goto(link);
  const sums = await page.locator('#results td.right, table.list td.right').allTextContents();
  const number = (text) => Number(text.replace('−', '-').replace(/[^\d.-]/g, ''));
  assert.equal(sums.map(number).reduce((a, b) => a + b, 0).toFixed(2), Number(left.replace('−', '-')).toFixed(2));
  await page.context().close();
});
