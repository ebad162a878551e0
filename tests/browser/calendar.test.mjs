// The calendar: a free time is a link, a taken one is refused with the reason, a visit is moved by
// dragging and by a form, and paper fits its visits.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Clinic, first } from './clinic.mjs';

let clinic;
before(async () => { clinic = await Clinic.open(); });
after(async () => { await clinic.close(); });

// A working day on which nobody has a visit yet.
const DAY = '2027-06-16';

async function book(page, search, time) {
  await page.goto(`/calendar?view=day&day=${DAY}`);
  const free = page.locator(`td[data-at="${DAY}T${time}"] a.slot`).first();
  const taken = page.locator(`td[data-at="${DAY}T${time}"]`).first();
  if (await free.count()) await free.click();
  else await page.goto(`/visits/new?at=${DAY}T${time}&with=${await taken.getAttribute('data-with')}`);
  await page.fill('#search', search);
  await page.press('#search', 'Enter');
  await page.locator('#results table.list tbody a').first().click();
  await page.waitForSelector('#visit_date');
  assert.equal(await page.inputValue('#visit_date'), `${DAY}T${time}`);
  await page.click('form.stack button');
}

test('a free time leads to a booking, a taken one is refused with its reason and can be insisted on', async () => {
  const page = await clinic.staff('admin');
  await book(page, 'a', '10:00');
  await page.waitForURL(/done=booked/);
  await book(page, 'e', '10:00');
  await page.waitForSelector('.problem');
  assert.match(await page.textContent('.problem'), /taken already/);
  assert.match(await page.textContent('main'), /has an appointment.*10:00/s, 'beside the field stands whose');
  await page.click('button:has-text("Double-book anyway")');
  await page.waitForURL(/done=booked/);
  await page.goto(`/calendar?view=day&day=${DAY}`);
  assert.equal(await page.locator('td.of2 .event').count(), 2);
  const [one, two] = await page.locator('td.of2 .event').evaluateAll((all) => all.map((event) => event.getBoundingClientRect().x));
  assert.ok(one < two, 'they stand side by side');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a visit is moved by dragging it, and by a form', async () => {
  // High enough that nothing scrolls under the pointer while it drags.
  const page = await clinic.staff('admin', { viewport: { width: 1440, height: 1700 } });
  await book(page, 'o', '14:00');
  await page.waitForURL(/done=booked/);
  const visit = new URL(page.url()).pathname.replace('/booked', '');
  await page.goto(`/calendar?view=day&day=${DAY}`);
  await page.locator(`.event[data-id="${visit.split('/')[2]}"]`).dragTo(page.locator(`td[data-at="${DAY}T16:00"]`).first());
  await page.waitForURL(/\/move/);
  assert.equal(await page.inputValue('#visit_date'), `${DAY}T16:00`);
  await page.click('form.stack button');
  await page.waitForURL(/done=moved/);
  await page.goto(`${visit}/move`);
  await page.fill('#visit_date', `${DAY}T17:30`);
  await page.click('form.stack button');
  await page.waitForURL(/done=moved/);
  await page.goto(`/calendar/sheet?day=${DAY}`);
  assert.match(await page.textContent('main'), /17:30–18:/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('one press on the start page changes its row where it stands, is said, and can be taken back', async () => {
  const page = await clinic.staff('admin');
  await page.goto('/?by=time');
  const form = page.locator('form[action$="/mark/arrived"]').first();
  const row = `#${await form.getAttribute('data-row')}`;
  const place = await page.locator(row).boundingBox();
  await form.locator('button').click();
  await page.waitForSelector('.done.toast');
  assert.match(await page.textContent('.done'), /arrived/);
  assert.equal((await page.locator(row).boundingBox()).y, place.y, 'the row is still under the pointer');
  assert.ok(await page.evaluate((wanted) => document.querySelector(wanted).contains(document.activeElement), row));
  await page.locator(`${row} form[action$="/mark/started"] button`).click();
  await page.waitForSelector(`${row} form[action$="/mark/completed"]`);
  await page.click('.done button:has-text("Undo")');
  await page.waitForSelector(`${row} form[action$="/mark/started"]`);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('an invoice fits one sheet of A4 and of Letter, without the frame of the page', async () => {
  const page = await clinic.staff('admin');
  await page.goto(await first(page, '/invoices?status=PAID'));
  for (const format of ['A4', 'Letter']) {
    const paper = (await page.pdf({ format })).toString('latin1');
    assert.equal(paper.match(/\/Type\s*\/Page[^s]/g).length, 1, format);
  }
  await page.emulateMedia({ media: 'print' });
  for (const hidden of ['.side', '.top', 'header.page .acts', '.aside']) {
    assert.ok(!(await page.isVisible(hidden)), hidden);
  }
  assert.match(await page.textContent('article.paper'), /Total/);
  await page.context().close();
});
