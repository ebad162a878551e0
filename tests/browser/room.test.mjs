// How much a consultation costs the hand: seven measures, four sections of a note (two from a template, one copied,
// one typed), the next appointment, a signature, an issued invoice and the sheet for the patient; by mouse and by
// keyboard alone. And twenty notes as they are pasted, on screen and on paper.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Clinic } from './clinic.mjs';

let clinic;
before(async () => { clinic = await Clinic.open(); });
after(async () => { await clinic.close(); });

const MEASURES = ['77.2', '163', '88', '101', '31.5', '128', '82'];

async function patientWithOneVisit(page, name) {
  await page.goto('/patients/new');
  await page.fill('#first_name', name);
  await page.fill('#last_name', 'Counted');
  await page.fill('#date_of_birth', '1972-05-04');
  await page.selectOption('#gender', 'FEMALE');
  await page.click('button:has-text("Register the patient")');
  await page.waitForURL(/patients\/[0-9a-f-]{36}/);
  const patient = new URL(page.url()).pathname;
  const book = async (at) => {
    await page.goto(`${patient}/visits/new`);
    await page.selectOption('#dietitian_id', { index: 1 });
    await page.fill('#visit_date', at);
    for (let tries = 0; tries < 3 && !/booked/.test(page.url()); tries += 1) {
      await page.click('button[data-main], form.stack .acts button');
      await page.waitForLoadState();
    }
    await page.goto(new URL(page.url()).pathname.replace('/booked', ''));
    return new URL(page.url()).pathname;
  };
  await book('2026-04-06T07:00');
  await page.fill('#weight_kg', '78.4');
  await page.fill('#height_cm', '163');
  await page.fill('#monitoring_evaluation', 'Weigh every Monday.');
  await page.click('button[name=then][value=finish]');
  await page.waitForURL(/done=completed/);
  return { patient, visit: await book('2026-05-04T07:00') };
}

async function template(page) {
  await page.goto('/note-templates/new');
  await page.fill('#name', 'Aa of two sections');
  await page.fill('#assessment', '{weight} kg, {age}.');
  await page.fill('#intervention', 'Plate method.');
  await page.click('form.stack .acts button');
  await page.waitForURL(/done=saved/);
}

// What was done in the room is all there.
async function held(page, patient) {
  assert.match(page.url(), /print\/sheet/);
  assert.match(await page.textContent('article'), /Half a plate of vegetables/);
  await page.goto(`${patient}?show=visit`);
  assert.match(await page.textContent('.timeline'), /Scheduled/, 'the next appointment is booked');
  await page.goto(`${patient}`);
}

async function inView(page) {
  const seen = await page.evaluate(() => ({
    page: document.documentElement.scrollHeight,
    finish: document.querySelector('.finish').getBoundingClientRect().bottom,
    weight: document.querySelector('#weight_kg').getBoundingClientRect().top,
    earlier: document.querySelector('#earlier').getBoundingClientRect().top,
  }));
  assert.ok(seen.page <= 900 && seen.finish <= 900 && seen.weight > 0 && seen.earlier > 0, JSON.stringify(seen));
}

async function note(page, visit) {
  await page.goto(visit);
  const text = await page.textContent('.note-col');
  for (const part of [/77\.2 kg, 54 years\./, /Plate method\./, /Weigh every Monday\./, /Half a plate of vegetables/, /Signed by/]) assert.match(text, part);
  await page.click('.facts a[href^="/invoices/"], a[href^="/invoices/"]:not([href="/invoices"])').catch(() => {});
}

test('a whole consultation takes at most nine clicks beside typing', async () => {
  const page = await clinic.staff('admin');
  await template(page);
  const { patient, visit } = await patientWithOneVisit(page, 'Mouse');
  let clicks = 0;
  const click = async (selector) => { clicks += 1; await page.click(selector); };
  await inView(page);
  for (const [at, value] of MEASURES.entries()) {
    if (at) await page.keyboard.press('Tab');
    await page.keyboard.type(value);
  }
  // A list takes two: it opens, and one is chosen.
  clicks += 2;
  await page.selectOption('#template', { label: 'Aa of two sections' });
  await click('button[name=then][value=template]');
  await page.waitForURL(/#assessment/);
  // It goes on in the section that was copied into.
  await click('button[data-copy=monitoring_evaluation]');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Half a plate of vegetables.');
  await inView(page);
  await click('label.time:has(input[name=next_at]:not([value=other]))');
  await click('input[name=sign]');
  await click('button[name=then][value=invoice]');
  await page.waitForURL(/invoices/);
  await click('button:has-text("Issue the invoice")');
  await page.waitForURL(/done=issued/);
  await click('a:has-text("For the patient")');
  await page.waitForURL(/print/);
  console.log(`# ${clicks} clicks`);
  await held(page, patient);
  await note(page, visit);
  assert.ok(clicks <= 9, `${clicks} clicks`);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a whole consultation takes at most forty keys beside typing, without a mouse', async () => {
  const page = await clinic.staff('admin');
  const { patient, visit } = await patientWithOneVisit(page, 'Keys');
  let keys = 0;
  const press = async (key) => { keys += 1; await page.keyboard.press(key); };
  const at = () => page.evaluate(() => document.activeElement.id || document.activeElement.value || document.activeElement.textContent.trim().slice(0, 30));
  const until = async (wanted, key = 'Tab') => {
    for (let tries = 0; tries < 40; tries += 1) {
      await press(key);
      if (process.env.STOPS) console.log(`# ${keys} ${await at()}`);
      if (await page.evaluate((selector) => document.activeElement.matches(selector), wanted)) return;
    }
    assert.fail(`${wanted} is not reached; at ${await at()}`);
  };
  assert.equal(await at(), 'weight_kg', 'the weight is first');
  for (const [place, value] of MEASURES.entries()) {
    if (place) await until(`#${['weight_kg', 'height_cm', 'waist_circumference_cm', 'hip_circumference_cm', 'body_fat_percentage', 'blood_pressure_systolic', 'blood_pressure_diastolic'][place]}`);
    await page.keyboard.type(value);
  }
  await until('#template');
  await press('a');
  await press('Tab');
  await press('Enter');
  await page.waitForURL(/#assessment/);
  await page.waitForFunction(() => document.activeElement.id === 'assessment');
  await until('#monitoring_evaluation');
  // What stood there the last time is the first that a slash offers.
  await press('/');
  await page.waitForSelector('#block-list li');
  await press('Enter');
  assert.equal(await page.inputValue('#monitoring_evaluation'), 'Weigh every Monday.');
  await press('Tab');
  await page.keyboard.type('Half a plate of vegetables.');
  await inView(page);
  await until('input[name=next_at]');
  await press('Space');
  await until('input[name=sign]');
  await press('Space');
  await press('Control+Enter');
  await page.waitForURL(/invoices/);
  await press('n');
  await page.waitForURL(/done=issued/);
  // What was done has the focus: the page goes on from there.
  assert.ok(await page.evaluate(() => document.activeElement.matches('.done')));
  await until('a[href$="/print/sheet"]');
  await press('Enter');
  await page.waitForURL(/print/);
  console.log(`# ${keys} keys`);
  await held(page, patient);
  await note(page, visit);
  assert.ok(keys <= 40, `${keys} keys`);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

const LONG = 'Ligne très longue, déjeuner 🍎, 12:30 – marche.\n';
const NOTES = [
  'Breakfast\tLunch\tDinner\n2 eggs\tsalad\tsoup\n–\t1 apple\t–',
  '| Day | kcal |\n|-----|------|\n| Mon | 1,850 |\n| Tue | 2,010 |',
  '    indented by four\n\tindented by a tab\n  * two\n      - deeper',
  '1. Weigh\n2. Measure\n\n\n3. After two empty lines',
  'Feels 😀 today, 👩🏽‍⚕️ advised 🥦🥕; keycap 1️⃣',
  'المريض يشعر بتحسن\nالوزن: ٧٧٫٢ كغ',
  'המטופלת מרגישה טוב יותר\nמשקל 77.2 ק״ג (−1.2)',
  'Mixed: שלום and مرحبا in one line, then back',
  '体重は七十七キロです。\n朝食：納豆、味噌汁',
  'Пациентка жалуется на усталость.\n— Сон: 5 ч',
  'Decomposed e\u0301 beside composed é',
  'Math: BMI < 25 && WHtR > 0.5 & "quoted" \'single\' <b>not bold</b> &amp; &lt;',
  "<script>alert('x')</script>\n<!-- comment --> ]]>",
  'Non-breaking\u00a0space, thin\u202fspace, zero\u200bwidth',
  'Quotes “curly” ‘single’ «\u00a0guillemets\u00a0» – dash — em… €1,234.50',
  'Begins plainly\n\nand has one empty line',
  'spaces   \nin the middle   \nof lines',
  'https://example.org/a?b=c&d=e#f\nC:\\notes\\visit.txt\n{variable} %20 ${x} {{ y }}',
  'Glucose\t08:00\t6.2\n\t12:00\t7.1\n\t18:00\t5.9\nmmol/L ± 0.1 ≤ 7.0 µg',
  LONG.repeat(Math.floor(20000 / [...LONG].length)).trimEnd(),
];

// The text of a PDF, letters only: where a printer breaks lines is its own affair.
function lettersOf(bytes) {
  const folder = mkdtempSync(join(tmpdir(), 'nutrivault-paper-'));
  try {
    writeFileSync(join(folder, 'a.pdf'), bytes);
    return execFileSync('pdftotext', ['-raw', join(folder, 'a.pdf'), '-']).toString();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const letters = (text) => text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');
// Whether this machine can print that script at all.
const prints = (language) => execFileSync('fc-list', [`:lang=${language}`]).toString().trim() !== '';
const has = (tool) => { try { execFileSync(tool, ['-v'], { stdio: 'ignore' }); return true; } catch { return false; } };

test('twenty notes as they are pasted keep their form on screen and on paper', async () => {
  const page = await clinic.staff('admin');
  const { visit } = await patientWithOneVisit(page, 'Pasted');
  for (const [at, text] of NOTES.entries()) {
    await page.goto(`${visit}?edit=1`);
    await page.fill('#assessment', text);
    await page.keyboard.press('Control+s');
    await page.waitForURL(/done=measured/);
    await page.goto(`${visit}?edit=1`);
    assert.equal(await page.inputValue('#assessment'), text, `note ${at} in its form`);
    await page.goto(`${visit}/print/note`);
    const shown = page.locator('article .written, article .texts').filter({ hasText: text.trim().split(/[\n\t]/)[0].slice(0, 20) }).first();
    assert.equal((await shown.evaluate((node) => node.textContent)).trim(), text.trim(), `note ${at} on screen`);
    const form = await shown.evaluate((node) => {
      const style = getComputedStyle(node);
      return { space: style.whiteSpace, wraps: style.overflowWrap, out: node.scrollWidth > node.clientWidth + 1, dir: node.getAttribute('dir'), lines: Math.round(node.getBoundingClientRect().height / parseFloat(style.lineHeight)) };
    });
    assert.match(form.space, /pre-wrap|break-spaces/, `note ${at} keeps its lines`);
    assert.ok(!form.out && form.dir === 'auto' && form.lines >= text.split('\n').length, `note ${at}: ${JSON.stringify(form)}`);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g).length;
    assert.ok(pages >= 1 && (text.length < 5000 ? pages === 1 : pages > 3), `note ${at}: ${pages} pages`);
    if (has('pdftotext')) {
      const printed = lettersOf(pdf);
      // A paper that turns from right to left is read in another order.
      const isTurned = /[\u0590-\u06ff]/.test(text);
      if (/[\u3040-\u9fff]/.test(text) && !prints('ja')) continue;
      if (isTurned) for (const letter of letters(text)) assert.ok(letters(printed).includes(letter), `note ${at}: ${letter}`);
      else for (const line of text.split('\n').map(letters).filter(Boolean)) assert.ok(letters(printed).includes(line), `note ${at} on paper: ${line}`);
    }
  }
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a table that is pasted stands in columns, and what a word processor copies is taken as it is', async () => {
  const page = await clinic.staff('admin', { permissions: ['clipboard-read', 'clipboard-write'] });
  const { visit } = await patientWithOneVisit(page, 'Table');
  const table = 'Breakfast\tLunch\tDinner\r\n2 eggs\tsalad\tsoup\r\n–\t1 apple\t–';
  const listed = '•\tOats\u000bwith milk\r\n•\tA walk';
  const paste = async (id, text) => {
    await page.evaluate((clip) => navigator.clipboard.writeText(clip), text);
    await page.focus(`#${id}`);
    await page.keyboard.press('Control+v');
  };
  await paste('assessment', table);
  await paste('recommendations', listed);
  await Promise.all([page.waitForURL(/done=measured/), page.keyboard.press('Control+s')]);
  assert.equal(await page.inputValue('#assessment'), table.replaceAll('\r\n', '\n'));
  assert.equal(await page.inputValue('#recommendations'), '•\tOats\nwith milk\n•\tA walk');
  await page.goto(`${visit}/print/note`);
  for (const media of ['screen', 'print']) {
    await page.emulateMedia({ media });
    const at = await page.evaluate(() => {
      const text = [...document.querySelectorAll('article .written')].find((one) => /Breakfast/.test(one.textContent)).firstChild;
      const left = (word) => {
        const range = document.createRange();
        const from = text.data.indexOf(word);
        range.setStart(text, from);
        range.setEnd(text, from + word.length);
        return Math.round(range.getBoundingClientRect().left);
      };
      return ['Lunch', 'salad', '1 apple', 'Dinner', 'soup'].map(left);
    });
    assert.ok(at[0] === at[1] && at[1] === at[2] && at[3] === at[4] && at[3] > at[0], `${media}: ${at}`);
  }
  await page.goto(`${visit}/print/sheet`);
  assert.deepEqual(await page.locator('.ticks li:has(i) span').filter({ hasText: /Oats|milk|walk/ }).allTextContents(), ['Oats', 'with milk', 'A walk']);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
