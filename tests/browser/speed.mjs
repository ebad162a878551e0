// How long the server takes for each page of the demo clinic (5,000 patients), against the same
// data over the JSON API without its cache. Both are asked one after the other over loopback. A page
// whose question the API does not answer is timed alone.
//
//   scripts/browser.sh --speed
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PASSWORD } from './clinic.mjs';

const ROUNDS = Number(process.env.ROUNDS || 100);
const MOST = 3;
const program = process.env.PROGRAM;
const folder = mkdtempSync(join(tmpdir(), 'nutrivault-speed-'));
const env = {
  ...process.env, NUTRIVAULT_DATA: join(folder, 'data'), NUTRIVAULT_PORT: '0',
  NUTRIVAULT_LOG_LEVEL: 'error', NUTRIVAULT_AUTH__BCRYPT_COST: '4',
  NUTRIVAULT_CACHE__SHORT_TTL: '0', NUTRIVAULT_CACHE__MEDIUM_TTL: '0', NUTRIVAULT_CACHE__LONG_TTL: '0',
};
execFileSync(program, ['demo', '--seed', '7'], { env });
const server = spawn(program, ['serve'], { env });
const port = await new Promise((resolve) => {
  server.stdout.on('data', (data) => {
    const found = String(data).match(/listens on http:\S+:(\d+)/);
    if (found) resolve(Number(found[1]));
  });
});
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const ask = (path, headers = {}, method = 'GET', body) => new Promise((resolve, reject) => {
  const sent = request({ port, path, method, headers, agent }, (answer) => {
    const parts = [];
    answer.on('data', (part) => parts.push(part));
    answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() }));
  });
  sent.on('error', reject);
  sent.end(body);
});

const form = `username=admin&password=${PASSWORD}`;
const entered = await ask('/login', { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/x-www-form-urlencoded' }, 'POST', form);
const cookie = entered.headers['set-cookie'].find((one) => one.startsWith('nutrivault_session=')).split(';')[0];
const login = await ask('/api/auth/login', { 'Content-Type': 'application/json' }, 'POST', JSON.stringify({ username: 'admin', password: PASSWORD }));
const bearer = { Authorization: `Bearer ${JSON.parse(login.text).data.accessToken}` };
const api = async (path) => JSON.parse((await ask(path, bearer)).text).data;

const visit = (await api('/api/visits?status=COMPLETED&limit=1')).visits[0];
const patient = visit.patient_id;
const invoice = (await api('/api/billing?status=PAID&limit=1')).billing[0].id;
const user = (await api('/api/users?limit=1')).users[0].id;
const log = (await api('/api/audit-logs?limit=1')).logs[0].id;
const service = (await api('/api/services?limit=1')).services[0];
const today = new Date().toISOString().slice(0, 10);
const plus = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const file = `/api/patients/${patient}`;
const people = '/api/users?limit=25';
await crowd();
const found = async (from, to) => (await api(`/api/visits?from_date=${from}&to_date=${to}&limit=1`)).total;
// All visits between two days, a hundred at a time.
const visitsBetween = async (from, to) => {
  const total = await found(from, to);
  return Array.from({ length: Math.ceil(total / 100) }, (_, at) => `/api/visits?from_date=${from}&to_date=${to}&limit=100&offset=${100 * at}&sort_by=visit_date&sort_order=ASC`);
};
const [monday, sunday] = [0, 6].map((at) => plus(at - (new Date().getUTCDay() + 6) % 7));
// A month shows four visits a day, out of all that it counts.
const month = today.slice(0, 7);
const day = await visitsBetween(today, today);
const pages = {
  '/?view=owner': ['/api/reports/dashboard', ...day],
  '/?view=desk': [...day, '/api/waiting-list', people],
  '/?view=dietitian&whose=all': ['/api/reports/dashboard', ...day],
  '/calendar': [...day, people],
  '/calendar?view=week': [...(await visitsBetween(monday, sunday)), people],
  '/calendar?view=list': [...(await visitsBetween(monday, sunday)), people],
  '/calendar?view=month': [...(await visitsBetween(`${month}-01`, `${month}-${new Date(Date.UTC(+month.slice(0, 4), +month.slice(5), 0)).getUTCDate()}`)), people],
  '/patients': ['/api/patients?limit=25&sort_by=last_name&sort_order=ASC', people],
  '/patients?search=mar': ['/api/patients?limit=25&search=mar&sort_by=last_name&sort_order=ASC', people],
  [`/patients/${patient}`]: [file, `${file}/timeline?limit=50`],
  [`/patients/${patient}/measurements?months=0`]: [file, `${file}/measurements`],
  [`/patients/${patient}/summary`]: [file, `${file}/measurements`],
  [`/patients/${patient}/edit`]: [file, people],
  [`/patients/${patient}/visits/new`]: [file, people],
  '/visits': ['/api/visits?limit=25', people],
  [`/visits/${visit.id}`]: [`/api/visits/${visit.id}`, file, `${file}/measurements`],
  '/invoices': ['/api/billing?limit=25&sort_by=invoice_date', '/api/billing/stats'],
  [`/invoices/${invoice}`]: [`/api/billing/${invoice}`],
  '/payments': [],
  '/reports': ['/api/reports/overview'],
  '/reports/visits': ['/api/reports/visits'],
  '/reports/patients': ['/api/reports/patients'],
  '/reports/money': ['/api/reports/financial'],
  '/attention/unseen': [],
  '/attention/unwritten': ['/api/visits?limit=100&status=COMPLETED'],
  '/users': ['/api/users?limit=25&sort_by=username&sort_order=ASC'],
  [`/users/${user}`]: [`/api/users/${user}`, '/api/roles'],
  '/audit': ['/api/audit-logs?limit=25', people],
  [`/audit/${log}`]: [`/api/audit-logs/${log}`],
  '/system': ['/api/system/status'],
  '/settings': ['/api/settings'],
  '/settings/prices': ['/api/services?limit=25'],
  [`/settings/prices/${service.id}`]: ['/api/services?limit=25'],
};

// Fourteen dietitians, each with five visits on every day of this month.
async function crowd() {
  const send = async (path, body) => JSON.parse((await ask(path, { ...bearer, 'Content-Type': 'application/json' }, 'POST', JSON.stringify(body))).text).data;
  const role = (await api('/api/roles')).roles.find((one) => one.name === 'DIETITIAN').id;
  const staff = (await api('/api/users?limit=100')).users.filter((one) => one.role.name === 'DIETITIAN' && one.is_active);
  for (let n = staff.length; n < 14; n += 1) {
    staff.push((await send('/api/users', { username: `crowd${n}`, email: `crowd${n}@example.org`, password: 'Correct-horse-9-staple', first_name: 'Of', last_name: `Fourteen${n}`, role_id: role })).user);
  }
  const { patients } = await api('/api/patients?limit=100');
  for (let day = 1; day <= 28; day += 1) {
    for (const [lane, user] of staff.slice(0, 14).entries()) {
      for (let n = 0; n < 5; n += 1) {
        const at = 8 * 60 + lane * 7 + n * 97;
        const time = `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
        await send('/api/visits', { patient_id: patients[(lane * 5 + n) % 100].id, dietitian_id: user.id, visit_date: `${today.slice(0, 8)}${String(day).padStart(2, '0')}T${time}:00`, duration_minutes: 30, visit_type: 'FOLLOW_UP', allow_overlap: true });
      }
    }
  }
}

const p95 = (times) => times.sort((one, other) => one - other)[Math.floor(times.length * 0.95)];
const timed = async (act) => { const from = performance.now(); await act(); return performance.now() - from; };
const slow = [];
console.log('   page ms    JSON ms   times  page (95th percentile of %d)', ROUNDS);
for (const [path, parts] of Object.entries(pages)) {
  const [page, json] = [[], []];
  for (let round = 0; round < ROUNDS + 5; round += 1) {
    const took = [
      await timed(async () => assert.equal((await ask(path, { Cookie: cookie, Accept: 'text/html' })).status, 200, path)),
      await timed(async () => { for (const part of parts) assert.equal((await ask(part, bearer)).status, 200, part); }),
    ];
    // The first rounds warm caches of SQLite and of this process up.
    if (round >= 5) { page.push(took[0]); json.push(took[1]); }
  }
  const [own, other] = [p95(page), p95(json)];
  const name = path.replace(/[0-9a-f-]{36}/g, '<id>');
  if (!parts.length) { console.log(`${own.toFixed(2).padStart(10)} ${'–'.padStart(10)} ${'–'.padStart(7)}  ${name}`); continue; }
  console.log(`${own.toFixed(2).padStart(10)} ${other.toFixed(2).padStart(10)} ${(own / other).toFixed(2).padStart(7)}  ${name}`);
  if (own > MOST * other) slow.push(name);
}
server.kill('SIGTERM');
agent.destroy();
rmSync(folder, { recursive: true, force: true });
assert.deepEqual(slow, [], `slower than ${MOST} times the same data as JSON`);
