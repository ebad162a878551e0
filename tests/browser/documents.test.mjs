// A patient's documents: added, looked at, described, deleted and brought back; what is refused is
// said beside the form, and what was typed is still in it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Clinic, first } from './clinic.mjs';
import { PDF } from './rooms.mjs';

let clinic;
before(async () => { clinic = await Clinic.open(); });
after(async () => { await clinic.close(); });

// A picture of one pixel.
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const pdf = (name) => ({ name, mimeType: 'application/pdf', buffer: PDF });

for (const [way, javaScriptEnabled] of [['with script', true], ['without script', false]]) {
  test(`a document is added, kept, viewed, described, deleted and brought back, ${way}`, async () => {
    const page = await clinic.staff('admin', { javaScriptEnabled });
    const file = `${await first(page, '/patients')}/documents`;
    const name = `letter ${way}.pdf`;
    await page.goto(file);
    await page.setInputFiles('#files', [pdf(name), { name: 'meal.png', mimeType: 'image/png', buffer: PNG }]);
    await page.selectOption('#document_type', 'diet_plan');
    const row = page.locator('table.list tbody tr', { hasText: name });
    await page.click('form#add .acts button');
    // With script each file goes by itself, and the page stays where it is.
    if (javaScriptEnabled) await page.waitForFunction(() => document.querySelectorAll('#kept-files tbody tr').length > 1);
    else await page.waitForURL(/done=stored/);
    await row.waitFor();
    assert.match(await row.textContent(), /Diet plan/);

    const coming = page.waitForEvent('download');
    await row.locator('a[download]').click();
    const download = await coming;
    assert.equal(download.suggestedFilename(), name);
    assert.deepEqual(readFileSync(await download.path()), PDF);

    const shown = page.locator('tbody tr', { hasText: 'meal.png' }).first().locator('a.button[href*="show=yes"]');
    const answer = await page.goto(await shown.getAttribute('href'));
    assert.equal(answer.headers()['content-type'], 'image/png');
    assert.ok(!answer.headers()['content-disposition']?.startsWith('attachment'));

    await page.goto(file);
    await row.locator('a[href$="/edit"]').click();
    await page.waitForURL(/\/edit$/);
    assert.match(await page.textContent('h1'), new RegExp(name));
    await page.selectOption('#document_type', 'prescription');
    await page.fill('#title', `From Dr Lind, ${way}`);
    await page.click('form.stack .acts button');
    await page.waitForURL(/done=saved/);
    assert.match(await row.textContent(), new RegExp(`Prescription.*From Dr Lind, ${way}`, 's'));

    await row.locator('button:has-text("Delete")').click();
    await page.waitForURL(/done=hidden/);
    assert.equal(await row.count(), 0);
    await page.click('.done button:has-text("Undo")');
    await page.waitForURL(/done=shown/);
    assert.equal(await row.count(), 1);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

test('a refused file is told beside the form, with what helps, and nothing typed is lost', async () => {
  const page = await clinic.staff('admin');
  await page.goto(`${await first(page, '/patients')}/documents`);
  const rows = await page.locator('table.list tbody tr').count();
  for (const [file, reason] of [
    [{ name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([PDF, Buffer.alloc(11 << 20)]) }, /scan\.pdf.*larger than 10 MB.*lower resolution/s],
    [{ name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<html><script>alert(1)</script></html>') }, /page\.html.*kind that is not kept here.*Send PDF/s],
  ]) {
    await page.setInputFiles('#files', file);
    await page.selectOption('#document_type', 'lab_result');
    await page.fill('#title', 'Blood test');
    await page.fill('#description', 'Fasting.');
    await page.click('form#add .acts button');
    const told = page.locator('.going-up li', { hasText: file.name });
    await told.locator('.wrong').waitFor();
    assert.match(await told.textContent(), reason);
    assert.equal(await page.inputValue('#title'), 'Blood test');
    assert.equal(await page.inputValue('#description'), 'Fasting.');
    assert.equal(await page.inputValue('#document_type'), 'lab_result');
    assert.equal(await page.locator('table.list tbody tr').count(), rows);
  }
  const faults = page.faults.filter((fault) => !/status of 41[35]/.test(fault));
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('two people describe one document: the second sees what the first wrote and loses nothing', async () => {
  const [one, two] = [await clinic.staff('admin'), await clinic.staff('admin')];
  const file = `${await first(one, '/patients')}/documents`;
  await one.goto(file);
  await one.setInputFiles('#files', pdf('both.pdf'));
  await one.click('form#add .acts button');
  const edit = await one.locator('tr', { hasText: 'both.pdf' }).locator('a[href$="/edit"]').getAttribute('href');
  await one.goto(edit);
  await two.goto(edit);
  await one.fill('#title', 'Of the first');
  await one.click('form.stack .acts button');
  await one.waitForURL(/done=saved/);
  await two.fill('#title', 'Of the second');
  await two.click('form.stack .acts button');
  await two.waitForSelector('.problem');
  assert.equal(await two.inputValue('#title'), 'Of the second');
  assert.match(await two.textContent('#title-about'), /Of the first/);
  await two.click('form.stack .acts button');
  await two.waitForURL(/done=saved/);
  assert.match(await two.textContent('table.list'), /Of the second/);
  await one.context().close();
  await two.context().close();
});
