// A day as full as a clinic's gets: fourteen dietitians, five visits each, at odd minutes and over each other.
import { PASSWORD } from './clinic.mjs';

// What the API knows of a day.
export async function visitsOf(page, day) {
  const login = await page.request.post('/api/auth/login', { data: { username: 'admin', password: PASSWORD } });
  const { accessToken } = (await login.json()).data;
  const call = async (method, path, data) => (await page.request.fetch(path, {
    method, data, headers: { Authorization: `Bearer ${accessToken}` },
  })).json();
  return { call, visits: (await call('GET', `/api/visits?from_date=${day}&to_date=${day}&limit=100`)).data.visits };
}

// A working day on which nobody has a visit yet.
export const FULL = '2027-06-23';
export async function fill(page, day = FULL) {
  const { call, visits } = await visitsOf(page, day);
  if (visits.length >= 65) return;
  const role = (await call('GET', '/api/roles')).data.roles.find((one) => one.name === 'DIETITIAN').id;
  const all = (await call('GET', '/api/users?limit=100')).data.users.filter((one) => one.role.name === 'DIETITIAN' && one.is_active);
  for (let n = all.length; n < 14; n += 1) {
    const user = { username: `full${n}`, email: `full${n}@example.org`, password: 'Correct-horse-9-staple', first_name: 'Fourteen', last_name: `Lane${n}`, role_id: role };
    all.push((await call('POST', '/api/users', user)).data.user);
  }
  const patients = (await call('GET', '/api/patients?limit=60')).data.patients;
  for (const [lane, user] of all.slice(0, 14).entries()) {
    for (let n = 0; n < 5; n += 1) {
      const at = 8 * 60 + lane * 7 + n * 97;
      const time = `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
      await call('POST', '/api/visits', {
        patient_id: patients[(lane * 5 + n) % patients.length].id, dietitian_id: user.id, allow_overlap: true,
        visit_date: `${day}T${time}:00`, duration_minutes: [30, 45, 20, 110, 15][n], visit_type: ['FOLLOW_UP', 'ONLINE', 'IN_PERSON', 'INITIAL_CONSULTATION', 'EMERGENCY'][n],
      });
    }
  }
}

// The clinic's time zone.
export async function zone(page) {
  return (await (await visitsOf(page, FULL)).call('GET', '/api/settings')).data.settings.time_zone;
}
