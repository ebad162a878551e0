// From a phone in another network: the clinic's network is chosen in the wizard, the phone is told
// to trust the server by the page that explains, and logs in over TLS. The phone is a Chromium in a
// network namespace of its own, with a store of certificates of its own.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { Clinic } from './clinic.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, locale: 'en' };
const AGENT = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36';

// A network of two: the clinic's server at .1, and a namespace with the phone at .2.
class Network {
  constructor() {
    const id = process.pid % 10000;
    this.name = `phone${id}`;
    this.net = `10.${100 + (id % 100)}.${Math.floor(id / 100)}`;
    this.server = `${this.net}.1`;
    this.folder = mkdtempSync(join(tmpdir(), 'nutrivault-phone-'));
    try {
      this.ip(`netns add ${this.name}`);
      this.ip(`link add nv${id} type veth peer name eth0 netns ${this.name}`);
      this.ip(`addr add ${this.server}/30 dev nv${id}`);
      this.ip(`link set nv${id} up`);
      this.ip(`-n ${this.name} addr add ${this.net}.2/30 dev eth0`);
      this.ip(`-n ${this.name} link set eth0 up`);
      this.ip(`-n ${this.name} link set lo up`);
    } catch (error) {
      this.close();
      throw new Error(`This test makes a network namespace with ip (iproute2), as root, and could not: ${error.stderr ?? error.message}`);
    }
    mkdirSync(join(this.folder, '.pki/nssdb'), { recursive: true });
    this.certutil('-N', '--empty-password');
    this.browser = join(this.folder, 'chromium');
    writeFileSync(this.browser, `#!/bin/sh\nHOME=${this.folder}; export HOME\nexec ip netns exec ${this.name} ${process.env.CHROMIUM} "$@"\n`);
    chmodSync(this.browser, 0o755);
  }

  ip(line) { execFileSync('ip', line.split(' '), { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' }); }

  // The phone's store of certificates.
  certutil(...words) {
    try {
      execFileSync('certutil', ['-d', `sql:${join(this.folder, '.pki/nssdb')}`, ...words], { stdio: 'pipe', encoding: 'utf8' });
    } catch (error) {
      throw new Error(`This test trusts a certificate with certutil (libnss3-tools), and could not: ${error.stderr || error.message}`);
    }
  }

  async phone() {
    const browser = await chromium.launch({ executablePath: this.browser, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-quic'] });
    const page = await (await browser.newContext({ ...PHONE, userAgent: AGENT, acceptDownloads: true })).newPage();
    page.faults = [];
    page.on('pageerror', (error) => page.faults.push(error.message));
    page.on('console', (message) => { if (message.type() === 'error') page.faults.push(message.text()); });
    return page;
  }

  close() {
    try { this.ip(`netns del ${this.name}`); } catch { /* there was none */ }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function setUp(page, clinic) {
  await page.goto(clinic.link);
  await page.click('button[value="next"]');
  await page.fill('#name', 'Maple & Thyme');
  await page.click('button[value="next"]');
  await page.fill('#time_zone', 'Europe/London');
  await page.click('button[value="next"]');
  for (const [field, value] of [['first_name', 'Ann'], ['last_name', 'Ash'], ['email', 'ann@maple.example'], ['username', 'ann'], ['password', 'seven green apples'], ['password_again', 'seven green apples']]) {
    await page.fill(`#${field}`, value);
  }
  await page.click('button[value="next"]');
  await page.waitForURL(/\/reach/);
}

test('a phone of the network trusts the server in six steps that stand on the pages, and logs in over TLS', async (t) => {
  const network = new Network();
  t.after(() => network.close());
  const clinic = await Clinic.open({ isNew: true });
  t.after(() => clinic.close());
  const steps = [];

  const pc = await clinic.person();
  await setUp(pc, clinic);
  // Step 1, on the PC: the clinic's network.
  steps.push('choose the network');
  await pc.check('input[value="network"]');
  await pc.click('main button');
  await pc.waitForURL(/reach\/done/);
  const told = await pc.textContent('main');
  assert.doesNotMatch(told, /stop NutriVault/);
  const shown = await pc.textContent('.fingerprint');
  const trust = told.match(new RegExp(`http://${network.server.replaceAll('.', '\\.')}:\\d+/trust`))?.[0]
    ?? told.match(/http:\/\/\S+\/trust/)[0].replace(/\/\/[^:/]+/, `//${network.server}`);

  // Step 2, on the phone: the address that the PC shows.
  steps.push('open the page that explains');
  let phone = await network.phone();
  const port = new URL(trust).port;
  assert.match((await phone.goto(`http://${network.server}:${port}/login`).catch((error) => error)).message, /ERR_CERT_AUTHORITY_INVALID/,
    'a login in the clear leads to TLS, which nobody trusts yet');
  // The browser's own page about it may still be on its way.
  await phone.waitForURL(/^chrome-error:/);
  await phone.waitForLoadState();
  phone.faults.length = 0;
  await phone.goto(trust);
  assert.equal(await phone.locator('details[open] summary').textContent(), 'Android');
  assert.ok(await phone.locator('details[open] img').evaluate((image) => image.naturalWidth > 0));
  assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'the page is wider than the phone');

  // Step 3: the fingerprints.
  steps.push('compare the fingerprints');
  assert.equal(await phone.textContent('.fingerprint'), shown);

  // Step 4: the certificate.
  steps.push('load the certificate');
  const [download] = await Promise.all([phone.waitForEvent('download'), phone.click('details[open] a.button')]);
  const file = join(network.folder, download.suggestedFilename());
  await download.saveAs(file);
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex').toUpperCase();
  assert.equal(digest, shown.replaceAll(':', ''));

  // Step 5: the phone's settings, as the pictures show.
  steps.push('trust it in the settings');
  assert.ok(await phone.locator('details[open] ol.steps li').count() === 3);
  const login = await phone.getAttribute('a[data-main]', 'href');
  network.certutil('-A', '-n', 'NutriVault', '-t', 'C,,', '-i', file);
  assert.deepEqual(phone.faults, []);
  await phone.context().browser().close();

  // Step 6: the login, over TLS and without a warning.
  steps.push('log in');
  phone = await network.phone();
  t.after(() => phone.context().browser().close());
  const answer = await phone.goto(login);
  assert.ok(answer.url().startsWith(`https://${network.server}:`), answer.url());
  assert.ok(await answer.securityDetails());
  await phone.fill('#username', 'ann');
  await phone.fill('#password', 'seven green apples');
  await phone.click('form.stack button');
  await phone.waitForSelector('nav.rooms');
  const cookies = await phone.context().cookies();
  assert.ok(cookies.find((cookie) => cookie.name.endsWith('nutrivault_session')).secure);
  // The old address leads to the encrypted one from now on.
  assert.ok((await phone.goto(`http://${network.server}:${port}/patients`)).url().startsWith('https://'));
  assert.deepEqual(phone.faults, []);
  assert.deepEqual(pc.faults, []);
  assert.ok(steps.length <= 6, steps.join(', '));

  // In the clear, when somebody chooses that, the login says what it means.
  await pc.goto('/reach');
  await pc.check('input[value="plain"]');
  await pc.click('main button');
  await pc.waitForURL(/reach\/done/);
  assert.match(await pc.textContent('main .problem'), /Without encryption/);
  await phone.context().clearCookies();
  await phone.goto(`http://${network.server}:${port}/`);
  assert.match(await phone.textContent('.problem'), /not encrypted/);
});
