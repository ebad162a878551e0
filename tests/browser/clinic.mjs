// A served demo clinic and a browser, for one file of tests.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const PASSWORD = 'NutriVault-demo-1';
const program = process.env.PROGRAM;
const browserPath = process.env.CHROMIUM;

export class Clinic {
  // With a small made-up clinic in it; `isNew` leaves the folder empty.
  static async open({ isNew = false } = {}) {
    const clinic = new Clinic();
    clinic.folder = mkdtempSync(join(tmpdir(), 'nutrivault-browser-'));
    clinic.environment = {
      ...process.env,
      NUTRIVAULT_DATA: join(clinic.folder, 'data'),
      NUTRIVAULT_PORT: '0',
      NUTRIVAULT_AUTH__BCRYPT_COST: '4',
      NUTRIVAULT_AUTH__ADDRESS_BURST: '1000',
      NUTRIVAULT_LOG_LEVEL: 'error',
    };
    const size = ['--patients', '60', '--visits', '300', '--invoices', '150', '--audit', '200', '--seed', '7'];
    if (!isNew) execFileSync(program, ['demo', ...size], { env: clinic.environment });
    await clinic.serve();
    clinic.browser = await chromium.launch({
      executablePath: browserPath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-quic'],
    });
    return clinic;
  }

  // Starts the server; a second time on the port that the pages know.
  async serve() {
    const port = this.address ? new URL(this.address).port : '0';
    this.server = spawn(program, ['serve'], { env: { ...this.environment, NUTRIVAULT_PORT: port } });
    if (process.env.SERVER_LOG) this.server.stderr.pipe(process.stderr);
    else this.server.stderr.resume();
    this.address = await new Promise((resolve, reject) => {
      let said = '';
      this.server.on('exit', () => reject(new Error(`the server ended: ${said}`)));
      this.server.stdout.on('data', (data) => {
        said += data;
        const found = said.match(/listens on (http:\S+)/);
        if (found) resolve(found[1].replace('0.0.0.0', '127.0.0.1'));
        this.link = said.match(/http:\S+(\/setup\/\S+)/)?.[1] ?? this.link;
      });
    });
  }

  async stop() {
    const ended = new Promise((resolve) => this.server.on('exit', resolve));
    this.server.removeAllListeners('exit');
    this.server.on('exit', () => {});
    const done = new Promise((resolve) => this.server.once('close', resolve));
    this.server.kill('SIGTERM');
    await Promise.race([ended, done]);
  }

  async close() {
    await this.browser.close();
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  // Somebody at a browser of their own. What goes wrong in it is kept in `page.faults`.
  async person(options = {}) {
    const context = await this.browser.newContext({
      baseURL: this.address, locale: 'en', viewport: { width: 1440, height: 900 }, ...options,
    });
    const page = await context.newPage();
    page.faults = [];
    page.on('console', (message) => {
      // A refused form answers 400 or 409, which Chromium tells the console too.
      const isStatus = /status of (400|401|409)/.test(message.text());
      if (message.type() === 'error' && !isStatus) page.faults.push(message.text());
    });
    page.on('pageerror', (error) => page.faults.push(error.message));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(this.address) && !url.startsWith('data:')) page.faults.push(`asked ${url}`);
    });
    page.on('dialog', (dialog) => { page.faults.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
    return page;
  }

  async staff(username, options) {
    const page = await this.person(options);
    await logIn(page, username);
    return page;
  }
}

export async function logIn(page, username) {
  if (!(await page.isVisible('#username'))) await page.goto('/');
  await page.fill('#username', username);
  await page.fill('#password', PASSWORD);
  await page.click('form.stack button');
  await page.waitForLoadState();
}

// The address of the first row of a list.
export async function first(page, list) {
  await page.goto(list);
  return page.locator('table.list tbody td a').first().getAttribute('href');
}
