// The pictures of the README, from the demo clinic.
//
//   scripts/browser.sh --pictures
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Clinic, first } from './clinic.mjs';

const folder = process.env.PICTURES;
mkdirSync(folder, { recursive: true });
const clinic = await Clinic.open();
const picture = async (name, path, options = {}) => {
  const page = await clinic.staff(options.username ?? 'admin', { viewport: { width: 1200, height: 750 }, ...options });
  await page.goto(typeof path === 'string' ? path : await path(page));
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.context().close();
};
await picture('today', '/');
await picture('calendar', '/calendar', { colorScheme: 'dark' });
await picture('patient', (page) => first(page, '/patients'));
await picture('visit', async (page) => first(page, '/visits?status=COMPLETED'));
await picture('invoice', async (page) => first(page, '/invoices?status=PARTIAL'));
await picture('phone', '/', { viewport: { width: 390, height: 780 } });
await clinic.close();
