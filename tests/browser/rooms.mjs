// Every page there is, by a short name; what a role may not see is left out by its own lists.
import { first } from './clinic.mjs';

const one = async (page, list) => {
  const answer = await page.goto(list);
  if (answer.status() !== 200) return null;
  const link = page.locator('table.list tbody td a').first();
  return (await link.count()) ? link.getAttribute('href') : null;
};

// A backup to look at, made if there is none; null for those who may not make one.
async function copy(page) {
  const answer = await page.goto('/system/backups');
  if (answer.status() !== 200) return null;
  const link = page.locator('#copies tbody a').first();
  if (!(await link.count())) {
    await page.click('[data-main]');
    await page.waitForSelector('#copies tbody a');
  }
  return link.getAttribute('href');
}

// A patient's document to look at, added if there is none; null for those who may not add one.
async function paper(page, patient) {
  await page.goto(`${patient}/documents`);
  const link = page.locator('table.list a[href$="/edit"]').first();
  if (!(await link.count()) && await page.locator('#files').count()) {
    await page.setInputFiles('#files', { name: 'blood test.pdf', mimeType: 'application/pdf', buffer: PDF });
    await page.selectOption('#document_type', 'lab_result');
    await page.fill('#title', 'Blood test of the spring');
    await page.click('form#add .acts button');
    await page.locator('#kept-files tbody tr').first().waitFor();
  }
  return (await link.count()) ? link.getAttribute('href') : null;
}

// A patient's meal plan to work on, begun if there is none; null for those who may not begin one.
async function mealPlan(page, patient) {
  await page.goto(`${patient}/plans`);
  const link = page.locator('table.list tbody a').first();
  if (!(await link.count()) && await page.locator('#title').count()) {
    await page.fill('#title', 'Spring');
    await page.click('form.stack button');
    await page.waitForURL(/\/plans\/[0-9a-f-]+$/);
    return new URL(page.url()).pathname;
  }
  return (await link.count()) ? link.getAttribute('href') : null;
}

// A draft of an invoice to look at, written if there is none; null for those who may not write one.
async function sketch(page, patient) {
  const known = await one(page, '/invoices?status=DRAFT');
  if (known) return known;
  const answer = await page.goto(`${patient}/invoices/new`);
  if (answer.status() !== 200) return null;
  await page.fill('[name="lines.0.description"]', 'Advice by telephone');
  await page.fill('[name="lines.0.quantity"]', '1');
  await page.fill('[name="lines.0.unit_price"]', '25');
  await page.click('[data-main]');
  await page.waitForURL(/\/invoices\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname;
}

// The smallest that is a PDF.
export const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n');

export async function rooms(page) {
  const patient = await first(page, '/patients');
  const visit = await one(page, '/visits?status=SCHEDULED');
  const done = await one(page, '/visits?status=COMPLETED');
  const invoice = await one(page, '/invoices?status=PAID');
  const unpaid = await one(page, '/invoices?status_in=PENDING,OVERDUE');
  const draft = await sketch(page, patient);
  const user = await one(page, '/users?search=assistant');
  const log = await one(page, '/audit?action=UPDATE');
  const price = await one(page, '/settings/prices');
  const backup = await copy(page);
  const document = await paper(page, patient);
  const plan = await mealPlan(page, patient);
  const all = {
    today: '/', 'today-by-person': '/?by=person', 'today-owner': '/?view=owner', 'today-dietitian': '/?view=dietitian', 'today-desk': '/?view=desk', missed: '/attention/missed', unwritten: '/attention/unwritten', unseen: '/attention/unseen',
    calendar: '/calendar', absences: '/calendar/absences', week: '/calendar?view=week', month: '/calendar?view=month',
    agenda: '/calendar?view=list', sheet: '/calendar/sheet', patients: '/patients',
    nothing: '/patients?search=zzzz', narrowed: '/patients?age_min=30', search: '/search?search=a', whose: '/visits/new', billed: '/search?bill=yes',
    patient, 'patient-edit': `${patient}/edit`, 'patient-new': '/patients/new', summary: `${patient}/summary`,
    'timeline-visits': `${patient}?show=visit`, measurements: `${patient}/measurements?months=0`,
    documents: `${patient}/documents`, document, access: `${patient}/access`, booking: `${patient}/visits/new`, pay: `${patient}/pay`,
    plans: '/plans', 'patient-plans': `${patient}/plans`, plan, 'plan-days': plan && `${plan}?panel=days`,
    'plan-targets': plan && `${plan}?panel=targets`, 'plan-copy': plan && `${plan}?copy=0`, handout: plan && `${plan}/handout`,
    exchanges: '/exchanges', exchange: '/exchanges/00000000-0000-7000-a000-000000000101', 'exchange-edit': '/exchanges/00000000-0000-7000-a000-000000000101/edit',
    'exchange-group': '/exchanges/00000000-0000-7000-a000-000000000101/groups/00000000-0000-7000-a000-000000000201', recipes: '/recipes', 'recipe-new': '/recipes/new',
    photos: `${patient}/photos`,
    energy: `${patient}/energy`, 'energy-new': `${patient}/energy/new`,
    'medical-history': `${patient}/medical-history`, 'medical-history-edit': `${patient}/medical-history/edit`, 'contact-new': `${patient}/contacts/new`,
    consents: `${patient}/consents`, 'consent-texts': '/settings/consent-texts', 'consent-text-new': '/settings/consent-texts/new',
    goals: `${patient}/goals`, 'goal-new': `${patient}/goals/new`, 'patient-history': `${patient}/history`, 'patient-then': `${patient}?as_of=${new Date(Date.now() - 60 * 86400e3).toISOString()}`,
    frequencies: `${patient}/frequencies`, 'frequency-new': `${patient}/frequencies/new`,
    'target-sets': '/target-sets', 'target-set-new': '/target-sets/new',
    templates: '/note-templates', 'template-new': '/note-templates/new', unsigned: '/attention/unsigned',
    visits: '/visits', visit, 'visit-done': done, move: visit && `${visit}/move`, 'visit-edit': done && `${done}?edit=1`,
    'visit-history': done && `${done}/history`, signatures: done && `${done}/signatures`,
    'paper-sheet': done && `${done}/print/sheet`, 'paper-card': done && `${done}/print/card`,
    'paper-letter': done && `${done}/print/letter`, 'paper-note': done && `${done}/print/note`,
    invoices: '/invoices', payments: '/payments', invoice, unpaid, draft, 'draft-edit': draft && `${draft}/edit`,
    'invoice-new': `${patient}/invoices/new`,
    activity: '/reports', 'report-visits': '/reports/visits', 'report-patients': '/reports/patients',
    revenue: '/reports/money', users: '/users', user, 'user-new': '/users/new', roles: '/users/roles',
    audit: '/audit', log, chain: '/audit/verify', system: '/system', examination: '/system/examination',
    backups: '/system/backups', 'backup-plan': '/system/backups/plan', backup,
    'backup-restore': backup && `${backup}/restore`, settings: '/settings',
    types: '/settings/visit-types', 'type': '/settings/visit-types/FOLLOW_UP', 'type-new': '/settings/visit-types/new', hours: '/settings/hours', 'clinic-hours': '/settings/hours/clinic', reach: '/reach', done: '/reach/done', prices: '/settings/prices', price,
    'price-new': '/settings/prices/new', account: '/account', missing: '/nothing/here',
  };
  return Object.fromEntries(Object.entries(all).filter(([, path]) => path));
}
