// A week of meals planned by keyboard: keys beside the names, how soon the sums follow, what is sent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from './axe.mjs';
import { Clinic, first } from './clinic.mjs';

let clinic;
before(async () => { clinic = await Clinic.open(); });
after(async () => { await clinic.close(); });

const FOODS = ['150 g rice', '2 tbsp olive oil', '1 apple', '70 g wholemeal bread', '200 g milk', '120 g cod', '20 g walnuts'];

async function begun(page) {
  const patient = await first(page, '/patients');
  await page.goto(`${patient}/plans`);
  await page.fill('#title', 'A week by keyboard');
  await page.press('#title', 'Enter');
  await page.waitForURL(/\/plans\/[0-9a-f-]{36}/);
}

test('seven days of five meals take at most four keys an item beside its name, and the sums follow at once', async () => {
  const page = await clinic.staff('admin');
  await begun(page);
  await page.locator('[name="add.0.0"]').focus();
  const took = [];
  let keys = 0;
  let items = 0;
  for (let item = 0; item < 35; item += 1) {
    await page.keyboard.type(FOODS[item % FOODS.length]);
    await page.evaluate(() => {
      const plan = document.getElementById('plan');
      const begin = performance.now();
      window.took = undefined;
      new MutationObserver((_, watcher) => {
        if (document.getElementById('plan') === plan) return;
        window.took = performance.now() - begin;
        watcher.disconnect();
      }).observe(plan.parentNode, { childList: true });
    });
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.took);
    took.push(await page.evaluate(() => window.took));
    items += 1;
    keys += 1;
    const name = await page.evaluate(() => document.activeElement.name);
    assert.match(name, /^add\./, `after item ${items} the cursor is still in its meal`);
    if (items === 35) break;
    let steps = 0;
    do {
      await page.keyboard.press('Tab');
      steps += 1;
    } while (!(await page.evaluate((old) => document.activeElement.name?.startsWith('add.') && document.activeElement.name !== old, name)) && steps < 9);
    keys += steps;
    assert.ok(steps <= 3, `${steps} keys to the next meal after ${name}`);
  }
  took.sort((one, two) => one - two);
  console.log(`# ${items} items: ${keys} keys beside their names; sums after ${Math.round(took[17])} ms (worst ${Math.round(took[34])})`);
  assert.ok(keys <= 4 * items);
  assert.ok(took[17] <= 100, `sums after ${took}`);
  assert.equal(await page.locator('.plan li').count(), 35);
  assert.equal(await page.locator('.plan li.words').count(), 0, 'each name is a food of the table');
  assert.deepEqual(await violations(page), []);
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
  await page.goto(page.url(), { waitUntil: 'networkidle' });
  console.log(`# the page of the week: ${bytes} bytes`);
  assert.ok(bytes > 10_000 && bytes < 60_000, `${bytes} bytes`);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('without a script the same is typed, and the sums come with Save', async () => {
  const page = await clinic.staff('admin', { javaScriptEnabled: false });
  await begun(page);
  for (const [cell, food] of [['add.0.0', '150 g rice'], ['add.0.1', '1 apple'], ['add.6.4', '2 tbsp olive oil']]) {
    await page.fill(`[name="${cell}"]`, food);
  }
  await page.locator('form[data-plan-form] button:not([name])').first().click();
  await page.waitForLoadState();
  assert.equal(await page.locator('.plan li').count(), 3);
  assert.match(await page.textContent('.plan thead'), /kcal/);
  await page.context().close();
});
