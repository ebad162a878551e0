// Every page, in both languages, light and dark, wide and narrow: nothing to complain of for
// axe-core, nothing in the console, nothing asked of another host, nothing wider than the screen.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { Clinic, first } from './clinic.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.SCREENSHOTS;
let clinic;
before(async () => { clinic = await Clinic.open(); });
after(async () => { await clinic.close(); });

async function rooms(page) {
  const patient = await first(page, '/patients');
  const visit = await first(page, '/visits?status=SCHEDULED');
  const done = await first(page, '/visits?status=COMPLETED');
  const invoice = await first(page, '/invoices?status=PAID');
  const unpaid = await first(page, '/invoices?status_in=PENDING,OVERDUE');
  const user = await first(page, '/users');
  const log = await first(page, '/audit?action=UPDATE');
  await page.goto('/system/backups');
  if (await page.locator('#copies tbody a').count() === 0) {
    await page.click('[data-main]');
    await page.waitForSelector('#copies tbody a');
  }
  const backup = await first(page, '/system/backups');
  const price = await first(page, '/settings/prices');
  return {
    today: '/', calendar: '/calendar', week: '/calendar?view=week', month: '/calendar?view=month',
    agenda: '/calendar?view=list', patients: '/patients', nothing: '/patients?search=zzzz',
    search: '/search?search=a', whose: '/visits/new', patient, 'patient-edit': `${patient}/edit`,
    'patient-new': '/patients/new', measurements: `${patient}/measurements?months=0`,
    access: `${patient}/access`, booking: `${patient}/visits/new`, pay: `${patient}/pay`,
    visits: '/visits', visit, 'visit-done': done, move: `${visit}/move`,
    invoices: '/invoices', invoice, unpaid, 'invoice-new': `${patient}/invoices/new`,
    activity: '/reports', 'report-visits': '/reports/visits', 'report-patients': '/reports/patients',
    revenue: '/reports/money', users: '/users', user, 'user-new': '/users/new', roles: '/users/roles',
    audit: '/audit', log, chain: '/audit/verify', system: '/system', backups: '/system/backups', 'backup-plan': '/system/backups/plan',
    backup, 'backup-restore': `${backup}/restore`, examination: '/system/examination', settings: '/settings',
    prices: '/settings/prices', price, account: '/account', missing: '/nothing/here',
  };
}

async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return (await globalThis.axe.run(document, { runOnly: tags })).violations;
  });
  return found.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

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

test('every page fits a screen of 320 px', async () => {
  const page = await clinic.staff('admin', { viewport: { width: 320, height: 640 } });
  for (const [name, path] of Object.entries(await rooms(page))) {
    await page.goto(path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
  }
});

test('a first view with style and script stays under 60 kB and shifts nothing', async () => {
  for (const path of ['/', '/patients', '/calendar', '/invoices']) {
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
    await page.goto(path, { waitUntil: 'networkidle' });
    assert.ok(bytes < 60_000, `${path}: ${bytes} bytes`);
    assert.equal(await page.evaluate(() => globalThis.shift), 0, path);
    await page.context().close();
  }
});
