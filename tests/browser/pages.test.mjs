// Every page, in both languages, light and dark, wide and narrow: nothing to complain of for
// axe-core, nothing in the console, nothing asked of another host, nothing wider than the screen.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { violations } from './axe.mjs';
import { Clinic } from './clinic.mjs';
import { rooms } from './rooms.mjs';

const shots = process.env.SCREENSHOTS;
let clinic;
before(async () => { clinic = await Clinic.open(); });
after(async () => { await clinic.close(); });

for (const locale of ['en', 'fr']) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, height] of [[1440, 900], [390, 844]]) {
      test(`every page: ${locale}, ${colorScheme}, ${width} px`, async () => {
        const options = { locale, colorScheme, viewport: { width, height }, bypassCSP: true };
        const visitor = await clinic.person(options);
        await visitor.goto('/');
        assert.deepEqual(await violations(visitor), [], 'the login');
        const page = await clinic.staff('admin', options);
        const wrong = [];
        for (const [name, path] of Object.entries(await rooms(page))) {
          await page.goto(path);
          for (const one of await violations(page)) wrong.push(`${name} ${one}`);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          if (wide > 0) wrong.push(`${name} is ${wide} px too wide`);
          const lang = await page.getAttribute('html', 'lang');
          if (lang !== locale) wrong.push(`${name} says that it is ${lang}`);
          if (shots) {
            mkdirSync(shots, { recursive: true });
            await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}-${locale}.png` });
          }
        }
        const faults = page.faults.filter((fault) => !fault.includes('404'));
        assert.deepEqual([...wrong, ...faults], []);
        await page.context().close();
        await visitor.context().close();
      });
    }
  }
}

// A phone, a tablet either way, and the narrowest window that shows the widths of the lists.
test('every page fits a screen of 320, 800, 1024 and 1360 px', async () => {
  const page = await clinic.staff('admin', { viewport: { width: 320, height: 640 } });
  const wrong = [];
  for (const [name, path] of Object.entries(await rooms(page))) {
    await page.goto(path);
    for (const width of [320, 800, 1024, 1360]) {
      await page.setViewportSize({ width, height: 640 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) wrong.push(`${name} is ${wide} px too wide for ${width}`);
    }
  }
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('the first view of every page, with style and script, stays under 60 kB and shifts nothing', async () => {
  const scout = await clinic.staff('admin');
  const all = await rooms(scout);
  const page = await clinic.staff('admin');
  let bytes = 0;
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
  await page.addInitScript(() => {
    globalThis.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const sizes = [];
  for (const [name, path] of Object.entries(all)) {
    bytes = 0;
    await page.goto(path, { waitUntil: 'networkidle' });
    sizes.push([bytes, name]);
    assert.ok(bytes < 60_000, `${name}: ${bytes} bytes`);
    // Less than 0.005 is what every tool rounds to none: a busy machine paints half a heading.
    const shift = await page.evaluate(() => globalThis.shift);
    assert.ok(shift < 0.005, `${name} shifts by ${shift}`);
  }
  const [most, name] = sizes.sort((one, other) => other[0] - one[0])[0];
  console.log(`# the heaviest first view: ${name}, ${most} bytes`);
});

test('the keys are listed by ?, and single letters can be switched off', async () => {
  const page = await clinic.staff('admin');
  await page.goto('/patients');
  await page.keyboard.press('?');
  assert.ok(await page.isVisible('#keys-list'));
  await page.keyboard.press('Escape');
  assert.ok(!(await page.isVisible('#keys-list')));
  await page.keyboard.press('c');
  await page.waitForURL(/calendar/);
  await page.goto('/account');
  await page.uncheck('input[name="keys"]');
  await page.click('form[action="/account/look"] button');
  await page.waitForURL(/done=saved/);
  await page.keyboard.press('c');
  await page.keyboard.press('?');
  assert.match(page.url(), /account/);
  assert.equal(await page.locator('#keys-list').count(), 0);
  await page.context().close();
});

test('the values of a chart are told by pointer and by key', async () => {
  const page = await clinic.staff('admin');
  await page.goto('/reports/money');
  const chart = page.locator('svg.chart').first();
  await chart.focus();
  await page.keyboard.press('End');
  const last = await page.locator('.told').first().textContent();
  assert.match(last, /€/);
  await page.keyboard.press('ArrowLeft');
  assert.notEqual(await page.locator('.told').first().textContent(), last);
  await page.context().close();
});

test('the share of no-shows is drawn month by month, and each month leads to the appointments that it counts', async () => {
  const page = await clinic.staff('admin');
  await page.goto('/reports/visits');
  const figure = page.locator('figure', { hasText: 'No-shows per month' });
  assert.equal(await figure.locator('svg .bar').count(), 12);
  const months = await figure.locator('tbody tr').evaluateAll((rows) => rows.map((row) => ({
    href: row.querySelector('a').getAttribute('href'),
    cells: [...row.cells].map((cell) => cell.textContent),
  })));
  assert.equal(months.length, 12);
  const some = months.find(({ cells }) => cells[2] !== '0');
  const [, share, missed, visits] = some.cells;
  assert.equal(parseFloat(share), Math.round(missed / visits * 10_000) / 100, some.cells.join());
  await page.goto(some.href);
  assert.match(await page.textContent('.pager'), new RegExp(`of ${missed}$`, 'm'));
  await page.goto('/reports/visits?from_date=2001-01-01&to_date=2001-02-28');
  assert.equal(await figure.locator('tbody tr').count(), 2, 'an empty month is a month too');
  await page.context().close();
});

test('on a phone every room is two presses away, without script too, and no line of an invoice is wider than the screen', async () => {
  const page = await clinic.staff('admin', { javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  for (const [name, path] of [['Consultations', '/visits'], ['Users', '/users'], ['Audit trail', '/audit'], ['System', '/system'], ['Settings', '/settings']]) {
    await page.goto('/');
    assert.ok(!(await page.isVisible('.more .sheet')));
    await page.click('.more summary');
    await page.click(`.more .sheet a:has-text("${name}")`);
    await page.waitForURL(new RegExp(`${path}$`));
    assert.match(await page.getAttribute('.more summary', 'class'), /here/);
  }
  const scout = await clinic.staff('admin');
  const all = await rooms(scout);
  for (const path of [all['invoice-new'], all['draft-edit'], all.invoice]) {
    await page.goto(path);
    const region = page.locator('.scrolling').first();
    assert.ok(await region.evaluate((one) => one.scrollWidth <= one.clientWidth), `${path} scrolls sideways`);
  }
  await scout.context().close();
  await page.context().close();
});

test('the System page says every figure, and the examination speaks the language of its reader', async () => {
  const page = await clinic.staff('admin');
  await page.goto('/language/fr');
  await page.goto('/system');
  const facts = await page.locator('main dl.facts dd').allTextContents();
  assert.ok(facts.length >= 18, `${facts.length} figures`);
  assert.deepEqual(facts.filter((fact) => !fact.trim()), []);
  for (const time of await page.locator('code + *, td:has(code) + td').allTextContents()) {
    assert.match(time, /^\d[\d\u202f,]*\u00a0ms$/);
  }
  await page.goto('/system/examination');
  assert.equal(await page.locator('main [lang]').count(), 0, 'nothing is left in another language');
  assert.match(await page.textContent('main'), /Chaque page et chaque index est entier\./);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
