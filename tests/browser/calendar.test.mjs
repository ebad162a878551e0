// The calendar: a free time is a link, a taken one is refused with the reason, every visit stands at
// its own minute, and is arrived, moved and found again without leaving the page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from './axe.mjs';
import { Clinic, first } from './clinic.mjs';
import { FULL, fill, visitsOf, zone } from './full.mjs';

let clinic;
before(async () => { clinic = await Clinic.open(); });
after(async () => { await clinic.close(); });

// A working day on which nobody has a visit yet.
const DAY = '2027-06-16';

async function book(page, search, time) {
  await page.goto(`/calendar?view=day&day=${DAY}`);
  const taken = page.locator('.lane', { has: page.locator(`.event time:text-is("${time}")`) });
  if (await taken.count()) await page.goto(`/visits/new?at=${DAY}T${time}&with=${await taken.first().getAttribute('data-with')}`);
  else await page.locator(`a.slot[href*="at=${DAY}T${time}"]`).first().click();
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
  assert.equal(await page.locator('.event[class*=" of2"]').count(), 2);
  const [one, two] = await page.locator('.event[class*=" of2"]').evaluateAll((all) => all.map((event) => event.getBoundingClientRect().x));
  assert.ok(one < two, 'they stand side by side');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('with fourteen dietitians all lanes fit, each visit stands at its minute, names and hours stay', async () => {
  const page = await clinic.staff('admin');
  await fill(page);
  await page.goto(`/calendar?view=day&day=${FULL}`);
  const { visits } = await visitsOf(page, FULL);
  assert.ok(visits.length >= 65, `${visits.length} visits`);
  const board = await page.evaluate(() => {
    const [frame, lane] = [document.querySelector('.hours-in-view'), document.querySelector('.lane')];
    const table = document.querySelector('#board');
    const room = lane.getBoundingClientRect();
    const minute = room.height / ((table.dataset.to - table.dataset.from) * 60);
    const blocks = [...document.querySelectorAll('.lane .event')].map((block) => {
      const [own, of] = [block.getBoundingClientRect(), block.closest('.lane')];
      const whose = of.getBoundingClientRect();
      return { id: block.dataset.id, with: of.dataset.with, at: table.dataset.from * 60 + (own.top - whose.top) / minute,
        lasts: own.height / minute, left: own.left, right: own.right, top: own.top, bottom: own.bottom, isInside: own.left >= whose.left - 0.5 && own.right <= whose.right + 0.5 };
    });
    return { blocks, minute, lanes: document.querySelectorAll('.lane').length, wide: frame.scrollWidth - frame.clientWidth };
  });
  assert.ok(board.lanes >= 14 && board.wide <= 0, `${board.lanes} lanes, ${board.wide} px too wide`);
  assert.equal(board.blocks.length, visits.length);
  const timeZone = await zone(page);
  for (const visit of visits) {
    const block = board.blocks.find((one) => one.id === visit.id);
    const clock = new Date(visit.visit_date).toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
    const [hours, minutes] = clock.split(':').map(Number);
    assert.ok(Math.abs(block.at - (hours * 60 + minutes)) < 0.5, `${clock}: ${block.at}`);
    assert.ok(Math.abs(block.lasts - visit.duration_minutes) < 0.7, `${visit.duration_minutes}: ${block.lasts}`);
    assert.ok(block.isInside && block.with === visit.dietitian_id);
  }
  for (const one of board.blocks) {
    for (const other of board.blocks) {
      const meets = one !== other && one.top + 0.5 < other.bottom && other.top + 0.5 < one.bottom && one.left + 0.5 < other.right && other.left + 0.5 < one.right;
      assert.ok(!meets, 'two blocks lie on each other');
    }
  }
  // On a small window both ways are scrolled, and what names a place stays.
  await page.setViewportSize({ width: 820, height: 600 });
  const seen = await page.evaluate(async () => {
    const frame = document.querySelector('.hours-in-view');
    const long = [];
    new PerformanceObserver((list) => long.push(...list.getEntries().map((entry) => entry.duration))).observe({ entryTypes: ['longtask'] });
    const lost = [];
    for (const x of [0, 0.3, 1]) {
      for (const y of [0, 0.2, 0.5, 1]) {
        frame.scrollTo((frame.scrollWidth - frame.clientWidth) * x, (frame.scrollHeight - frame.clientHeight) * y);
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        const room = frame.getBoundingClientRect();
        const at = (left, top) => document.elementFromPoint(left, top)?.closest('th');
        if (!at(room.left + 100, room.top + 12) || !at(room.left + 20, room.top + 200)) lost.push([x, y]);
      }
    }
    return { lost, long, moves: frame.scrollWidth > frame.clientWidth && frame.scrollHeight > frame.clientHeight };
  });
  assert.ok(seen.moves);
  assert.deepEqual(seen.lost, [], 'names or hours scrolled away');
  assert.deepEqual(seen.long.filter((ms) => ms > 50), [], 'no long task while scrolling');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

// The day with its present at that minute, whatever the time is now.
async function at(page, hour, minute) {
  await page.route(/\/calendar\?/, async (route) => {
    const answer = await route.fetch();
    const place = `h${hour} m${minute} d0 u0`;
    const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
    const body = (await answer.text())
      .replace(/<i class="present [^"]*"><\/i>/g, '').replace(/<span class="at now [^"]*">[^<]*<\/span>/g, '')
      .replace(/<p class="whose">/g, `<i class="present ${place}"></i><p class="whose">`)
      .replace('</span></th>\n<td class="lane"', `</span><span class="at now ${place}">${time}</span></th>\n<td class="lane"`);
    await route.fulfill({ response: answer, body });
  });
}

test('the day opens at now: from its beginning while that shows it, else with nothing cut under the heads', async () => {
  for (const height of [700, 900, 1700]) {
    for (const [hour, minute] of [[8, 5], [10, 40], [13, 0], [15, 50], [18, 40]]) {
      const page = await clinic.staff('admin', { viewport: { width: 1440, height } });
      await fill(page);
      await at(page, hour, minute);
      await page.goto(`/calendar?view=day&day=${FULL}`);
      const seen = await page.evaluate(() => {
        const frame = document.querySelector('.hours-in-view');
        const head = document.querySelector('.day thead th').getBoundingClientRect();
        const [line, room] = [document.querySelector('.lane > .present').getBoundingClientRect(), frame.getBoundingClientRect()];
        const left = [...document.querySelectorAll('.lane > .event')].map((block) => {
          const own = block.getBoundingClientRect();
          return own.top < head.bottom && own.bottom > head.bottom ? own.bottom - head.bottom : 99;
        });
        return { top: frame.scrollTop, last: frame.scrollHeight - frame.clientHeight, above: line.top - head.bottom, below: room.bottom - line.bottom, least: Math.min(...left) };
      });
      const where = `${hour}:${minute} in ${height} px: ${JSON.stringify(seen)}`;
      assert.ok(seen.above >= 0 && seen.below >= 0, `the present is in view at ${where}`);
      assert.ok(seen.top === 0 || seen.least >= 24 || seen.top >= seen.last - 1, `a visit is cut at ${where}`);
      const atTheTop = seen.above + seen.top;
      if (atTheTop + 81 < seen.below + seen.above) assert.equal(seen.top, 0, `from the beginning while that shows it: ${where}`);
      assert.deepEqual(page.faults, []);
      await page.context().close();
    }
  }
});

test('wherever the board is scrolled to, axe has nothing to complain of, with a script and without', async () => {
  for (const [hasScript, width, height] of [[true, 1440, 900], [false, 1000, 700]]) {
    const page = await clinic.staff('admin', { viewport: { width, height }, bypassCSP: true });
    await fill(page);
    // The page's scripts never come; what measures is no part of it.
    if (!hasScript) await page.route(/\/assets\/.*\.js/, (route) => route.abort());
    await page.goto(`/calendar?view=day&day=${FULL}`);
    for (const share of [0, 0.09, 0.17, 0.31, 0.58, 1]) {
      await page.evaluate((part) => {
        const frame = document.querySelector('.hours-in-view');
        frame.scrollTo((frame.scrollWidth - frame.clientWidth) * part, (frame.scrollHeight - frame.clientHeight) * part);
      }, share);
      assert.deepEqual(await violations(page, '.board-frame'), [], `${width} px, ${share} of the way`);
    }
    await page.context().close();
  }
});

// The first block that can be moved, and the middle of a place in its lane.
async function grip(page) {
  return page.evaluate(() => {
    const block = document.querySelector('.event[data-moves]');
    block.scrollIntoView({ block: 'center' });
    const [own, lane, table] = [block.getBoundingClientRect(), block.closest('.lane').getBoundingClientRect(), document.querySelector('#board')];
    const y = (minute) => lane.top + ((minute - table.dataset.from * 60) / ((table.dataset.to - table.dataset.from) * 60)) * lane.height;
    return { id: block.dataset.id, x: own.left + own.width / 2, y: own.top + 6, to: y(17 * 60 + 15) + 6, time: block.querySelector('time').textContent };
  });
}
const timeOf = (page, id) => page.locator(`#visit-${id} time`).textContent();

test('a visit is dropped by the mouse where it is to be, at once, and can be taken back', async () => {
  // High enough that nothing scrolls under the pointer while it drags.
  const page = await clinic.staff('admin', { viewport: { width: 1440, height: 1700 } });
  await book(page, 'o', '14:00');
  await page.waitForURL(/done=booked/);
  const id = new URL(page.url()).pathname.split('/')[2];
  await page.goto(`/calendar?view=day&day=${DAY}`);
  const here = page.url();
  const box = await page.locator(`#visit-${id}`).boundingBox();
  const hour = await page.evaluate(() => {
    const [lane, table] = [document.querySelector('.lane').getBoundingClientRect(), document.querySelector('#board')];
    return lane.height / (table.dataset.to - table.dataset.from);
  });
  await page.mouse.move(box.x + 20, box.y + 6);
  await page.mouse.down();
  await page.mouse.move(box.x + 20, box.y + 6 + hour, { steps: 4 });
  await page.mouse.move(box.x + 20, box.y + 6 + 2.25 * hour, { steps: 4 });
  assert.equal(await page.textContent('.event.ghost time'), '16:15', 'the ghost says where it would be');
  await page.mouse.up();
  await page.waitForSelector('.done.toast');
  assert.equal(page.url(), here, 'the page stays');
  assert.equal(await timeOf(page, id), '16:15');
  assert.equal(await page.locator('.ghost').count(), 0);
  await page.click('.done.toast button:has-text("Undo")');
  await page.waitForFunction((wanted) => document.querySelector(`#visit-${wanted} time`).textContent === '14:00', id);
  // What is asked about is asked in place, and nothing has moved when it is denied.
  const free = await page.locator(`#visit-${id}`).boundingBox();
  await page.mouse.move(free.x + 20, free.y + 6);
  await page.mouse.down();
  await page.mouse.move(free.x + 20, free.y + 6 - 4 * hour, { steps: 6 });
  await page.mouse.up();
  await page.waitForSelector('#asks[open]');
  assert.match(await page.textContent('#asks p'), /taken already|appointment/);
  await page.click('#asks button:has-text("Cancel")');
  assert.equal(await timeOf(page, id), '14:00');
  await page.goto(`/visits/${id}/move`);
  await page.fill('#visit_date', `${DAY}T17:30`);
  await page.click('form.stack button');
  await page.waitForURL(/done=moved/);
  await page.click('.done button:has-text("Undo")');
  await page.waitForURL(/done=moved-back/);
  await page.goto(`/calendar/sheet?day=${DAY}`);
  assert.match(await page.textContent('main'), /14:00–14:/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a finger that stays lifts a visit, one that moves on scrolls', async () => {
  const page = await clinic.staff('admin', { viewport: { width: 1100, height: 1200 }, hasTouch: true });
  await page.goto(`/calendar?view=day&day=${FULL}`);
  const wire = await page.context().newCDPSession(page);
  const touch = (type, x, y) => wire.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
  const swept = await grip(page);
  await touch('touchStart', swept.x, swept.y);
  for (let n = 1; n < 6; n += 1) await touch('touchMove', swept.x, swept.y + n * 20);
  await touch('touchEnd');
  assert.equal(await page.locator('.ghost, .toast').count(), 0);
  const held = await grip(page);
  await touch('touchStart', held.x, held.y);
  await page.waitForSelector('.event.ghost');
  for (let n = 1; n <= 8; n += 1) await touch('touchMove', held.x, held.y + ((held.to - held.y) * n) / 8);
  await touch('touchEnd');
  await page.waitForSelector('.done.toast, #asks[open]');
  if (await page.isVisible('#asks')) await page.locator('#asks button').first().click();
  await page.waitForFunction(([id, time]) => document.querySelector(`#visit-${id} time`).textContent !== time, [held.id, held.time]);
  assert.equal(await timeOf(page, held.id), '17:15');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a visit\'s card says who it is and marks it where it stands; Escape leads back', async () => {
  const page = await clinic.staff('admin');
  await page.goto(`/calendar?view=day&day=${FULL}`);
  const here = page.url();
  const block = page.locator('.event[data-moves]').nth(3);
  const id = await block.getAttribute('data-id');
  await block.scrollIntoViewIfNeeded();
  const place = await block.boundingBox();
  await block.click();
  await page.waitForSelector('#card:popover-open');
  for (const wanted of [/born/, /Arrived/, /Start/, /Move/, /Invoice/, /Open/, /No-show/]) assert.match(await page.textContent('#card'), wanted);
  assert.ok(await page.evaluate(() => document.querySelector('#card').contains(document.activeElement)));
  const acts = await page.locator('#card .acts > :not(details)').allTextContents();
  assert.deepEqual(acts.map((act) => act.trim()), ['Arrived', 'Start', 'Move', 'No-show', 'Invoice', 'Open']);
  assert.equal(await page.locator('#card .acts button:not(.plain)').count(), 1, 'one act is the next');
  await page.click('#card summary');
  for (const more of ['Cancel the appointment', 'Appointment card', 'The patient']) assert.ok(await page.locator(`#card .sheet :is(a, button):has-text("${more}")`).isVisible(), more);
  await page.waitForFunction(() => document.querySelector('#card').getBoundingClientRect().bottom <= innerHeight);
  await page.click('#card summary');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#card', { state: 'detached' });
  assert.ok(await page.evaluate((wanted) => document.activeElement.id === `visit-${wanted}`, id), 'the focus is back');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#card:popover-open');
  await page.click('#card button:has-text("Arrived")');
  await page.waitForSelector('.done.toast');
  assert.equal(page.url(), here);
  assert.match(await page.getAttribute(`#visit-${id}`, 'title'), /Arrived/);
  assert.deepEqual(await page.locator(`#visit-${id}`).boundingBox(), place, 'the block is where it was');
  await page.click('.done.toast button:has-text("Undo")');
  await page.waitForFunction((wanted) => !document.getElementById(`visit-${wanted}`).title.includes('Arrived'), id);
  assert.deepEqual(page.faults, []);
  await page.context().close();
  // Without a script the same is a page.
  const plain = await clinic.staff('admin', { javaScriptEnabled: false });
  await plain.goto(`/calendar/visits/${id}`);
  await plain.click('#card button:has-text("Arrived")');
  await plain.waitForURL(/calendar\/visits\/.*done=arrived/);
  await plain.click('.done button:has-text("Undo")');
  await plain.waitForURL(/done=reopened/);
  await plain.context().close();
});

test('the week of fourteen dietitians is one table of counts and free hours, whose cells lead to the days', async () => {
  const page = await clinic.staff('admin');
  await fill(page);
  await page.goto(`/calendar?view=week&day=${FULL}`);
  const { visits } = await visitsOf(page, FULL);
  const load = await page.evaluate(() => {
    const [frame, rows] = [document.querySelector('.scrolling'), [...document.querySelectorAll('.load tbody tr')]];
    return { wide: frame.scrollWidth - frame.clientWidth, rows: rows.map((row) => row.querySelectorAll('td a').length),
      cut: [...document.querySelectorAll('.load td a')].filter((link) => link.scrollWidth > link.clientWidth).map((link) => link.textContent) };
  });
  assert.ok(load.rows.length >= 14 && load.rows.every((cells) => cells === 7), `${load.rows}`);
  assert.ok(load.wide <= 0, `${load.wide} px too wide`);
  assert.deepEqual(load.cut, []);
  const counts = await page.locator(`.load td a[href*="day=${FULL}"] b`).allTextContents();
  const taking = visits.filter((visit) => ['SCHEDULED', 'COMPLETED'].includes(visit.status));
  assert.equal(counts.reduce((sum, count) => sum + Number(count), 0), taking.length);
  assert.deepEqual(await violations(page), []);
  const cell = page.locator(`.load td a[href*="day=${FULL}"]`).first();
  const [, whose] = /with=([^&]+)/.exec(await cell.getAttribute('href'));
  await cell.click();
  await page.waitForURL(/view=day/);
  assert.equal(await page.locator('.lane').getAttribute('data-with'), whose);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('by keys: days, from visit to visit, and the free time after one is booked', async () => {
  const page = await clinic.staff('admin');
  await page.goto(`/calendar?view=day&day=${FULL}`);
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(/day=2027-06-24/);
  await page.keyboard.press('ArrowLeft');
  await page.waitForURL(/day=2027-06-23/);
  const focus = () => page.evaluate(() => document.activeElement.dataset.id);
  await page.locator('.lane').nth(2).locator('.event').first().focus();
  const begun = await focus();
  await page.keyboard.press('ArrowDown');
  const below = await focus();
  assert.notEqual(below, begun);
  await page.keyboard.press('ArrowUp');
  assert.equal(await focus(), begun);
  // Free half hours are on the way.
  const isFree = () => page.evaluate(() => document.activeElement.matches('.slot'));
  for (let at = 0; at < 30 && !(await isFree()); at += 1) await page.keyboard.press('ArrowDown');
  assert.ok(await isFree(), 'a free time is reached by arrows');
  await page.locator(`.event[data-id="${begun}"]`).focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.evaluate(() => [...document.querySelectorAll('.lane')].indexOf(document.activeElement.closest('.lane'))), 3);
  const with_ = await page.evaluate(() => document.activeElement.closest('.lane').dataset.with);
  await page.keyboard.press('n');
  await page.waitForURL(/search\?book=yes/);
  assert.match(page.url(), new RegExp(`with=${with_}`));
  // Sorting asks the same question.
  await page.click('#results thead a');
  await page.waitForURL(/sort_by/);
  assert.match(page.url(), new RegExp(`book=yes.*at=.*with=${with_}`));
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a date is typed to its end before the day changes, and the field keeps the focus', async () => {
  const page = await clinic.staff('admin');
  await page.goto(`/calendar?view=day&day=${FULL}`);
  await page.focus('#day');
  await page.keyboard.type('06242027');
  assert.match(page.url(), /day=2027-06-23/, 'nothing is shown while it is typed');
  await page.keyboard.press('Enter');
  await page.waitForURL(/day=2027-06-24/);
  await page.waitForFunction(() => document.activeElement.id === 'day');
  await page.fill('#day', '2027-06-25');
  await page.waitForURL(/day=2027-06-25/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a menu is walked by arrows and left by Escape to where it was opened', async () => {
  const page = await clinic.staff('admin');
  await page.goto('/?by=time');
  const summary = page.locator('tr details.menu summary').first();
  await summary.focus();
  await page.keyboard.press('ArrowDown');
  const text = () => page.evaluate(() => document.activeElement.textContent.trim());
  const first = await text();
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await text(), first);
  await page.keyboard.press('ArrowUp');
  assert.equal(await text(), first);
  await page.keyboard.press('Escape');
  assert.ok(await summary.evaluate((element) => element === document.activeElement && !element.parentElement.open));
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a move from the day leads back to it, and Ctrl Z takes it back', async () => {
  const page = await clinic.staff('admin');
  await page.goto(`/calendar?view=day&day=${FULL}`);
  await page.locator('.event[data-moves]').nth(4).click();
  await page.click('#card a:has-text("Move")');
  await page.waitForFunction(() => document.activeElement.id === 'visit_date');
  const begun = await page.inputValue('#visit_date');
  await page.fill('#visit_date', `${FULL}T21:30`);
  await page.click('form.stack button');
  await page.locator('.done, button:has-text("anyway")').first().waitFor();
  const insist = page.locator('button:has-text("anyway")');
  if (await insist.count()) await insist.click();
  await page.waitForURL(/calendar\?view=day.*done=moved/);
  const id = new URL(page.url()).hash.slice(1);
  assert.equal(await page.textContent(`#${id} time`), '21:30');
  await page.keyboard.press('Control+z');
  await page.waitForURL(/done=moved-back/);
  assert.equal(await page.textContent(`#${id} time`), begun.slice(11));
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('on a phone the day is a list under its week, and a wipe leads on', async () => {
  const page = await clinic.staff('admin', { viewport: { width: 390, height: 844 }, hasTouch: true });
  await page.goto(`/calendar?view=day&day=${FULL}`);
  const dietitian = await page.locator('.lane').first().getAttribute('data-with');
  await page.goto(`/calendar?view=day&day=${FULL}&with=${dietitian}`);
  assert.equal(await page.locator('.strip a').count(), 7);
  assert.equal((await page.locator('.strip [aria-current=date] small').textContent()).trim(), '5');
  const rows = await page.locator('.lane > :is(.event, .slot.first)').evaluateAll((all) => all.map((row) => row.getBoundingClientRect().toJSON()));
  assert.ok(rows.length > 5 && rows.every((row) => row.height >= 44 && row.width > 350), JSON.stringify(rows));
  assert.ok(rows.every((row, at) => at === 0 || row.top >= rows[at - 1].bottom - 1), 'one below the other');
  const times = await page.locator('.lane > :is(.event time, .event, .slot.first)').evaluateAll((all) => all.map((row) => row.querySelector('time, b').textContent));
  assert.deepEqual(times, [...times].sort());
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  const wire = await page.context().newCDPSession(page);
  const touch = (type, x) => wire.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y: 500 }] });
  await touch('touchStart', 330);
  for (const x of [280, 200, 120, 60]) await touch('touchMove', x);
  await touch('touchEnd');
  await page.waitForURL(/day=2027-06-24/);
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

test('sixty-five visits of a day take at most six screens of a phone, each with its act', async () => {
  const page = await clinic.staff('admin', { viewport: { width: 390, height: 844 }, hasTouch: true });
  await fill(page, new Intl.DateTimeFormat('en-CA', { timeZone: await zone(page) }).format(new Date()));
  for (const view of ['owner', 'dietitian&whose=all', 'desk']) await fits(page, `/?view=${view}`);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

async function fits(page, address) {
  await page.goto(address);
  const rows = await page.locator('.agenda tr[id^=visit-]').count();
  assert.ok(rows >= 65, `${rows} visits`);
  const { high, wide } = await page.evaluate(() => ({ high: document.documentElement.scrollHeight, wide: document.documentElement.scrollWidth }));
  const excess = (rows - 65) * 54;
  console.log(`# ${address}: ${rows} visits on ${(high / 844).toFixed(1)} screens of a phone`);
  assert.ok(high - excess <= 6 * 844 && wide <= 390, `${high} px high, ${wide} px wide`);
  const acts = await page.locator('.agenda tr[id^=visit-] td.acts').evaluateAll((all) => all.map((cell) => [...cell.querySelectorAll('button, a.button')].filter((button) => button.offsetParent).length));
  assert.ok(acts.every((count) => count === 1), `${acts}`);
}

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
