// What a front desk does a hundred times a day, counted: presses, keys, milliseconds, bytes. Each has a
// limit, and the test fails above it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Clinic } from './clinic.mjs';
import { FULL, fill, visitsOf, zone } from './full.mjs';

let clinic;
before(async () => { clinic = await Clinic.open(); });
after(async () => { await clinic.close(); });

// A hand whose presses and keys count.
function hand(page) {
  const counted = { clicks: 0, keys: 0 };
  return {
    counted,
    async click(what) { counted.clicks += 1; await page.locator(what).first().click(); },
    async press(...keys) { for (const key of keys) { counted.keys += 1; await page.keyboard.press(key); } },
    async type(text) { counted.keys += text.length; await page.keyboard.type(text); },
    within(clicks, keys, what) {
      console.log(`# ${what}: ${counted.clicks} clicks, ${counted.keys} keys`);
      assert.ok(counted.clicks <= clicks && counted.keys <= keys, `${what}: ${counted.clicks} clicks, ${counted.keys} keys`);
    },
  };
}

async function person(page, name, more = {}) {
  const { call } = await visitsOf(page, FULL);
  const [first_name, last_name] = name.split(' ');
  return (await call('POST', '/api/patients', { first_name, last_name, date_of_birth: '1990-05-04', ...more })).data.patient;
}

test('from a known name to an appointment with another dietitian on a given day: three clicks and twelve keys', async () => {
  const page = await clinic.staff('assistant');
  const { call } = await visitsOf(page, FULL);
  const people = (await call('GET', '/api/users?limit=100')).data.users.filter((one) => one.role.name === 'DIETITIAN' && one.is_active);
  const [own, other] = people;
  await person(page, 'Ulrike Vorabend', { assigned_dietitian_id: own.id });
  await page.goto('/');
  const { click, counted, press, type, within } = hand(page);
  await press('/');
  // The name is known; how it is typed is the caller's.
  await page.keyboard.type('Vorabend');
  await click('#palette a[href^="/patients/"][href$="/visits/new"]');
  await page.waitForFunction(() => document.activeElement.id === 'visit_date');
  assert.equal(await page.inputValue('#dietitian_id'), own.id, 'who treats her is proposed');
  await type('06152027');
  await click('#dietitian_id');
  // The list that it opens is the browser's, where no test reaches: a letter and Enter choose in it.
  await page.keyboard.press('Escape');
  await page.selectOption('#dietitian_id', other.id);
  counted.keys += 2;
  const time = page.locator('#free button[value^="2027-06-15T"]').first();
  await time.waitFor();
  await click('#free button[value^="2027-06-15T"]');
  await page.waitForFunction(() => document.activeElement.matches('[data-main]'));
  await press('Enter');
  await page.waitForURL(/visits\/[0-9a-f-]{36}\/booked\?done=booked/);
  const id = new URL(page.url()).pathname.split('/')[2];
  const booked = (await call('GET', `/api/visits/${id}`)).data.visit;
  assert.equal(booked.dietitian_id, other.id);
  assert.match(new Date(booked.visit_date).toLocaleDateString('en-CA', { timeZone: await zone(page) }), /2027-06-15/);
  within(3, 12, 'a known name with another dietitian on a given day');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

for (const [way, javaScriptEnabled] of [['with a script', true], ['without one', false]]) {
  test(`arrived is one click, and the row is still under the pointer, ${way}`, async () => {
    const page = await clinic.staff('assistant', { javaScriptEnabled });
    await fill(page, new Intl.DateTimeFormat('en-CA', { timeZone: await zone(page) }).format(new Date()));
    await page.goto('/?by=time');
    // One far down the list, so that a page that jumps to its top is seen.
    const forms = page.locator('form[action$="/mark/arrived"]');
    const form = forms.nth(Math.min(await forms.count() - 1, 30));
    const row = await form.getAttribute('data-row');
    await form.scrollIntoViewIfNeeded();
    const box = await form.locator('button').boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.click(x, y);
    if (javaScriptEnabled) await page.waitForSelector('.done.toast');
    else await page.waitForURL(/done=arrived/);
    const under = await page.evaluate(([x, y]) => document.elementFromPoint(x, y)?.closest('tr')?.id, [x, y]);
    const seen = await page.locator(`#${row}`).boundingBox();
    if (javaScriptEnabled) assert.equal(under, row);
    else assert.ok(seen.y >= 0 && seen.y < 900, `the row is in view: ${seen.y}`);
    assert.equal(await page.locator(`#${row} form[action$="/mark/started"]`).count(), 1, 'what comes next is offered');
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

// Minutes of a wall clock between midnight and that instant.
const wall = (at, timeZone) => {
  const [hours, minutes] = new Date(at).toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).split(':').map(Number);
  return hours * 60 + minutes;
};

test('in the weeks in which clocks change every visit stands where the wall clock shows it', async () => {
  const page = await clinic.staff('admin');
  const { call } = await visitsOf(page, FULL);
  const timeZone = await zone(page);
  const dietitian = (await call('GET', '/api/users?limit=100')).data.users.find((one) => one.role.name === 'DIETITIAN' && one.is_active);
  const { patients } = (await call('GET', '/api/patients?limit=20')).data;
  // Around 02:00 and 03:00 of the day, and in the days around it; of the hour that comes twice both.
  for (const [sunday, hours] of [['2027-03-28', [-1, 0, 1, 2, 8, -44, -20]], ['2027-10-31', [-2, -1, 0, 1, 2, 9, -44, -20]]]) {
    const change = new Date(`${sunday}T01:00:00Z`).getTime();
    const made = [];
    for (const [n, hour] of hours.entries()) {
      const at = new Date(change + hour * 3_600_000 + (n * 7 % 60) * 60_000).toISOString();
      const answer = await call('POST', '/api/visits', { patient_id: patients[n].id, dietitian_id: dietitian.id, visit_date: at, duration_minutes: 45, allow_overlap: true });
      made.push(answer.data.visit);
    }
    await page.goto(`/calendar?view=week&day=${sunday}&with=${dietitian.id}`);
    const blocks = await page.evaluate(() => {
      const table = document.querySelector('#board');
      return [...document.querySelectorAll('.lane .event')].map((block) => {
        const [own, lane] = [block.getBoundingClientRect(), block.closest('.lane').getBoundingClientRect()];
        const minute = lane.height / ((table.dataset.to - table.dataset.from) * 60);
        return { id: block.dataset.id, day: block.closest('.lane').dataset.day, at: table.dataset.from * 60 + (own.top - lane.top) / minute, lasts: own.height / minute, x: own.left, right: own.right, top: own.top, bottom: own.bottom };
      });
    });
    for (const visit of made) {
      const block = blocks.find((one) => one.id === visit.id);
      assert.ok(block, `${visit.visit_date} is shown`);
      const ends = new Date(new Date(visit.visit_date).getTime() + visit.duration_minutes * 60_000).toISOString();
      const [from, to] = [wall(visit.visit_date, timeZone), wall(ends, timeZone)];
      assert.equal(block.day, new Date(visit.visit_date).toLocaleDateString('en-CA', { timeZone }));
      assert.ok(Math.abs(block.at - from) < 0.5, `${visit.visit_date}: ${from}, at ${block.at}`);
      // Where the hour came twice it is as long as it lasts.
      const lasts = Math.max(to - from, visit.duration_minutes);
      assert.ok(Math.abs(block.lasts - lasts) < 0.7, `${visit.visit_date}: ${lasts}, lasts ${block.lasts}`);
    }
    for (const one of blocks) {
      for (const other of blocks) {
        const meets = one !== other && one.top + 0.5 < other.bottom && other.top + 0.5 < one.bottom && one.x + 0.5 < other.right && other.x + 0.5 < one.right;
        assert.ok(!meets, `two blocks of ${sunday} lie on each other`);
      }
    }
  }
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a full calendar and a full day: under 60 kB at first sight, no long task while the wheel turns', async () => {
  const page = await clinic.staff('admin');
  await fill(page);
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: await zone(page) }).format(new Date());
  await fill(page, today);
  let bytes = 0;
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
  await page.addInitScript(() => {
    globalThis.long = [];
    new PerformanceObserver((list) => globalThis.long.push(...list.getEntries().map((entry) => entry.duration))).observe({ entryTypes: ['longtask'] });
  });
  const views = ['', '&view=week', '&view=month', '&view=list'].map((view) => `/calendar?day=${FULL}${view}`);
  for (const address of [...views, '/?view=owner', '/?view=desk', '/?view=dietitian&whose=all']) {
    bytes = 0;
    await page.goto(address, { waitUntil: 'networkidle' });
    console.log(`# ${address}: ${bytes} bytes`);
    assert.ok(bytes < 60_000, `${address}: ${bytes} bytes`);
    await page.evaluate(() => { globalThis.long.length = 0; });
    await page.mouse.move(700, 500);
    for (let turn = 0; turn < 24; turn += 1) {
      await page.mouse.wheel(turn % 3 === 2 ? 200 : 0, turn < 12 ? 240 : -240);
      await page.waitForTimeout(16);
    }
    const long = await page.evaluate(() => globalThis.long);
    assert.deepEqual(long.filter((ms) => ms > 50), [], `${address}: no long task while scrolling`);
  }
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('the search answers within 100 ms of the last key', async () => {
  const page = await clinic.staff('assistant');
  await person(page, 'Philippa Zeitnah');
  await page.goto('/');
  const took = [];
  for (const typed of ['zeit', 'zeitn', 'phil', 'philippa', 'zeitnah', 'zei', 'philip', 'zeitna', 'phili', 'zeitnah p', 'philippa z']) {
    await page.fill('#find', '');
    await page.focus('#find');
    await page.evaluate(() => {
      globalThis.answered = undefined;
      const list = document.querySelector('#palette');
      new MutationObserver(() => {
        if (!list.textContent.includes('Zeitnah')) return;
        globalThis.answered ??= performance.now();
      }).observe(list, { childList: true, subtree: true });
      // Only what comes after the last key is its answer.
      document.querySelector('#find').addEventListener('input', () => { globalThis.typed = performance.now(); globalThis.answered = undefined; });
      list.replaceChildren();
    });
    await page.keyboard.type(typed, { delay: 25 });
    await page.waitForFunction((text) => document.querySelector('#find').value === text && globalThis.answered, typed);
    took.push(await page.evaluate(() => globalThis.answered - globalThis.typed));
  }
  took.sort((one, other) => one - other);
  const [middle, last] = [took[Math.floor(took.length / 2)], took.at(-1)];
  console.log(`# first answers after the last key: ${middle.toFixed(0)} ms, at most ${last.toFixed(0)}`);
  assert.ok(middle <= 100, `${took.map(Math.round)} ms`);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('rows of lists are 36 px high, and 40 for whoever wants more room', async () => {
  const page = await clinic.staff('admin');
  const heights = () => page.$$eval('table.list tbody tr', (rows) => rows.map((row) => row.getBoundingClientRect().height));
  for (const [room, [least, most]] of [['/patients', [35, 37]], ['/invoices', [35, 37]], ['/visits', [35, 37]]]) {
    await page.goto(room);
    // A name that needs two lines has them.
    const all = await heights();
    const wrong = all.filter((height) => height < least || height > most);
    assert.ok(all.length > 15 && wrong.length <= all.length / 8, `${room}: ${wrong}`);
  }
  await page.goto('/account');
  await page.check('[name=rows]');
  await page.locator('form[action="/account/look"] button').click();
  await page.waitForURL(/done=saved-look/);
  await page.goto('/patients');
  const wide = await heights();
  assert.ok(wide.filter((height) => height < 39 || height > 41).length <= wide.length / 8, `${wide}`);
  await page.context().close();
});
