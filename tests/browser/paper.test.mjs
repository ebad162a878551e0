// What comes out of the printer, on A4 and on Letter, in both languages: totals stand once, rows and
// lanes are whole, the words of the axes are not cut.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Clinic, PASSWORD } from './clinic.mjs';

let clinic, folder, token;
const DAY = '2027-06-16';
const PAPERS = ['A4', 'Letter'];

async function api(method, path, body) {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(clinic.address + path, { method, headers, body: body && JSON.stringify(body) });
  const told = await answer.json();
  assert.ok(told.success, JSON.stringify(told));
  return told.data;
}

before(async () => {
  clinic = await Clinic.open();
  folder = mkdtempSync(join(tmpdir(), 'nutrivault-paper-'));
  token = (await api('POST', '/api/auth/login', { username: 'admin', password: PASSWORD })).accessToken;
});
after(async () => {
  await clinic.close();
  rmSync(folder, { recursive: true, force: true });
});

// The printed page: its words, how many sheets it takes, and whether they lie.
async function printed(page, format) {
  const margin = { top: '10mm', bottom: '10mm', left: '10mm', right: '10mm' };
  const file = join(folder, 'page.pdf');
  writeFileSync(file, await page.pdf({ format, preferCSSPageSize: true, margin }));
  const words = execFileSync('pdftotext', ['-layout', file, '-']).toString();
  const about = execFileSync('pdfinfo', [file]).toString();
  const [, width, height] = about.match(/Page size: +([\d.]+) x ([\d.]+)/).map(Number);
  return { words, pages: Number(about.match(/Pages: +(\d+)/)[1]), lies: width > height };
}

// Somebody who reads that language.
async function reader(language) {
  const page = await clinic.staff('admin');
  await page.context().addCookies([{ name: 'nutrivault_language', value: language, url: clinic.address }]);
  return page;
}

const count = (text, words) => text.split(words).length - 1;

test('a long invoice has its totals once and breaks no row', async () => {
  const patient = (await api('GET', '/api/patients?limit=1')).patients[0].id;
  const lines = Array.from({ length: 60 }, (_, n) => ({ description: `Line ${n + 1} begins and a long word of it ends here ${n + 1}.`, quantity: 1, unit_price: 75.5, tax_rate: 20 }));
  const { id } = (await api('POST', '/api/billing', { patient_id: patient, lines, currency: 'EUR' })).billing;
  for (const [language, total] of [['en', '€5,436.00'], ['fr', '5 436,00 €']]) {
    const page = await reader(language);
    await page.goto(`/invoices/${id}`);
    for (const format of PAPERS) {
      const { words, pages, lies } = await printed(page, format);
      const plain = words.replace(/[  ]/g, ' ');
      assert.ok(pages > 1 && !lies, `${pages} pages`);
      assert.equal(count(plain, total), 2, `${language} ${format}: the total and what is owed, once\n${plain}`);
      for (const sheet of words.split('\f')) {
        for (let n = 1; n <= 60; n += 1) {
          const begins = new RegExp(`Line ${n} begins`).test(sheet);
          assert.equal(begins, new RegExp(`here\\s+${n}\\.|\\s${n}\\.`).test(sheet), `line ${n} is broken between pages`);
        }
      }
    }
    await page.context().close();
  }
});

test('a day of fourteen people lies whole on one sheet', async () => {
  const roles = (await api('GET', '/api/roles')).roles;
  const role = roles.find((known) => known.name === 'DIETITIAN').id;
  const patients = (await api('GET', '/api/patients?limit=60')).patients;
  const all = (await api('GET', '/api/users?limit=100')).users.filter((user) => user.role.name === 'DIETITIAN' && user.is_active);
  for (let n = all.length; n < 14; n += 1) {
    all.push((await api('POST', '/api/users', { username: `lane${n}`, email: `lane${n}@example.org`, password: 'Correct-horse-9-staple', first_name: 'Lane', last_name: `Number${n}`, role_id: role })).user);
  }
  for (const [n, user] of all.slice(0, 14).entries()) {
    for (const hour of ['08', '11', '18']) {
      await api('POST', '/api/visits', { patient_id: patients[n].id, dietitian_id: user.id, visit_date: `${DAY}T${hour}:00:00`, duration_minutes: 45, visit_type: 'FOLLOW_UP', allow_overlap: true });
    }
  }
  for (const language of ['en', 'fr']) {
    const page = await reader(language);
    await page.goto(`/calendar?view=day&day=${DAY}`);
    for (const format of PAPERS) {
      const { words, pages, lies } = await printed(page, format);
      assert.ok(lies && pages === 1, `${language} ${format}: ${pages} pages`);
      for (const user of all.slice(0, 14)) {
        assert.ok(words.includes(user.last_name.split(/[ -]/)[0].slice(0, 6)), `${user.last_name} is missing\n${words}`);
      }
      assert.ok(count(words, '18:00') >= 14 && count(words, '08:00') >= 14, words);
    }
    for (const view of ['week', 'month']) {
      await page.goto(`/calendar?view=${view}&day=${DAY}`);
      assert.ok((await printed(page, 'A4')).lies, view);
    }
    await page.context().close();
  }
});

test('a name that is too long for its quarter of an hour says that it goes on', async () => {
  const day = '2027-06-17';
  const dietitian = (await api('GET', '/api/users?limit=100')).users.find((user) => user.role.name === 'DIETITIAN' && user.is_active).id;
  const name = { first_name: 'Maximiliana Konstantina Aleksandrowna', last_name: 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh', date_of_birth: '1980-01-02' };
  const { id } = (await api('POST', '/api/patients', name)).patient;
  for (const [hour, minutes] of [['08', 15], ['09', 30], ['10', 45], ['11', 60], ['13', 120]]) {
    await api('POST', '/api/visits', { patient_id: id, dietitian_id: dietitian, visit_date: `${day}T${hour}:00:00`, duration_minutes: minutes, allow_overlap: true });
  }
  const page = await reader('en');
  for (const media of ['screen', 'print']) {
    await page.emulateMedia({ media });
    await page.setViewportSize({ width: media === 'print' ? 700 : 1280, height: 900 });
    await page.goto(`/calendar?view=day&day=${day}`);
    const blocks = await page.locator('.day .event').evaluateAll((all) => all.map((block) => {
      const [name, room] = [block.querySelector('b'), block.getBoundingClientRect()];
      const own = name.getBoundingClientRect();
      const isCut = name.scrollWidth > name.clientWidth && getComputedStyle(name).textOverflow === 'ellipsis';
      return { isCut, isInside: own.bottom <= room.bottom + 0.5 && own.right <= room.right + 0.5 };
    }));
    assert.equal(blocks.length, 5);
    for (const block of blocks) assert.ok(block.isCut && block.isInside, `${media}: ${JSON.stringify(blocks)}`);
  }
  await page.context().close();
});

test('the words of an axis are whole and sums below zero are drawn', async () => {
  const patient = (await api('GET', '/api/patients?limit=1')).patients[0].id;
  const date = `${new Date().getFullYear() - 1}-12-05`;
  const { id } = (await api('POST', '/api/billing', { patient_id: patient, amount: 5000000, currency: 'EUR', invoice_date: date })).billing;
  await api('POST', `/api/billing/${id}/credit-note`, { amount: 3500000, reason: 'By mistake' });
  for (const [language, label] of [['en', '−4,000,000'], ['fr', '−4 000 000']]) {
    const page = await reader(language);
    await page.goto('/reports/money');
    const drawn = await page.locator('svg.chart').first().evaluate((svg) => ({
      box: svg.getBoundingClientRect().left,
      words: [...svg.querySelectorAll('text')].map((text) => text.getBoundingClientRect().left),
      below: svg.querySelectorAll('.bar.below').length,
    }));
    assert.ok(drawn.below > 0, 'a sum below zero is drawn');
    assert.ok(drawn.words.every((left) => left >= drawn.box), 'no word begins outside');
    for (const format of PAPERS) {
      const { words } = await printed(page, format);
      assert.ok(words.replace(/[  ]/g, ' ').includes(label), `${language} ${format}\n${words}`);
    }
    await page.context().close();
  }
});

test('a cancelled invoice says so on paper and asks for nothing', async () => {
  const patient = (await api('GET', '/api/patients?limit=1')).patients[0].id;
  const lines = [{ description: 'Advice', quantity: 1, unit_price: 40, tax_rate: 0 }];
  const { id } = (await api('POST', '/api/billing', { patient_id: patient, lines, currency: 'EUR' })).billing;
  await api('DELETE', `/api/billing/${id}`);
  for (const [language, said, owed] of [['en', 'Cancelled', 'Outstanding'], ['fr', 'Annulée', 'Reste dû']]) {
    const page = await reader(language);
    await page.goto(`/invoices/${id}`);
    const { words } = await printed(page, 'A4');
    assert.ok(words.includes(said) && !words.includes(owed), words);
    await page.context().close();
  }
});

test('private notes and what only a screen can do are not printed with a consultation; pages have numbers', async () => {
  const visit = (await api('GET', '/api/visits?status=COMPLETED&limit=100')).visits.find((one) => !one.signed_at);
  await api('PUT', `/api/visits/${visit.id}`, { version: visit.version, assessment: 'Sleeps well', private_notes: 'Afraid of the scales' });
  const page = await reader('en');
  await page.goto(`/visits/${visit.id}`);
  const { words, pages } = await printed(page, 'A4');
  assert.ok(words.includes('Sleeps well') && !words.includes('Afraid of the scales'), words);
  for (const act of ['New goal', 'Prescribe energy', 'Choose File', 'All of the file']) assert.ok(!words.includes(act), `${act}\n${words}`);
  for (let n = 1; n <= pages; n += 1) assert.match(words.split('\f')[n - 1], new RegExp(`${n} ?/ ?${pages}\\s*$`));
  await page.context().close();
});
