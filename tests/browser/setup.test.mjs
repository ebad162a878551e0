// A clinic that is opened for the first time, and forms whose sender's session has ended.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Clinic, logIn } from './clinic.mjs';

test('a new clinic is set up behind the printed link, and the link works once', async () => {
  const clinic = await Clinic.open({ isNew: true });
  try {
    const page = await clinic.person({ locale: 'fr' });
    await page.goto('/');
    assert.match(await page.textContent('.note'), /ouvrez le lien/);
    await page.goto(clinic.link);
    await page.selectOption('#language', 'en');
    await page.click('button[value="next"]');
    await page.fill('#name', 'Maple & Thyme');
    await page.fill('#address', '1 High Street\nLeeds');
    await page.click('button[value="next"]');
    await page.fill('#time_zone', 'Europe/Nowhere');
    await page.fill('#currency', 'GBP');
    await page.click('button[value="next"]');
    assert.match(await page.textContent('#time_zone-about'), /must be a zone like/);
    await page.fill('#time_zone', 'Europe/London');
    await page.click('button[value="next"]');
    // Back and forth loses nothing.
    await page.click('button[value="back"]');
    assert.equal(await page.inputValue('#currency'), 'GBP');
    await page.click('button[value="next"]');
    await page.fill('#first_name', 'Ann');
    await page.fill('#last_name', 'Ash');
    await page.fill('#email', 'ann@maple.example');
    await page.fill('#username', 'ann');
    await page.fill('#password', 'short');
    await page.fill('#password_again', 'short');
    await page.click('button[value="next"]');
    assert.match(await page.textContent('#password-about'), /10/);
    await page.fill('#password', 'seven green apples');
    await page.fill('#password_again', 'seven green apples');
    await page.click('button[value="next"]');
    await page.waitForURL(/\/reach/);
    await page.check('input[value="network"]');
    await page.click('main button');
    await page.waitForURL(/reach\/done/);
    // In force at once: where it is found, and how each PC and phone learns to trust it.
    assert.match(await page.textContent('main'), /Once on each other PC and phone/);
    assert.match(await page.textContent('.fingerprint'), /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    await page.click('a:has-text("Start the day")');
    assert.match(await page.textContent('.brand'), /Maple & Thyme/);
    const again = await clinic.person();
    assert.equal((await again.goto(clinic.link)).status(), 404);
    assert.equal((await again.goto('/setup/guessed')).status(), 404);
    const faults = [...page.faults, ...again.faults].filter((fault) => !fault.includes('404'));
    assert.deepEqual(faults, []);
  } finally {
    await clinic.close();
  }
});

test('what was typed into any form survives the end of the session', async (t) => {
  const clinic = await Clinic.open();
  t.after(() => clinic.close());
  const page = await clinic.staff('admin');
  await page.goto('/patients/new');
  await page.fill('#first_name', 'Late');
  await page.fill('#last_name', 'Evening');
  await page.fill('#date_of_birth', '1980-02-03');
  await page.fill('#medical_notes', 'Typed before the session ended.');
  await page.context().clearCookies({ name: 'nutrivault_session' });
  await page.click('button:has-text("Register")');
  await page.waitForSelector('#username');
  await page.fill('#username', 'admin');
  await page.fill('#password', 'not this one');
  await page.click('form.stack button');
  await logIn(page, 'admin');
  assert.match(await page.textContent('main'), /Typed before the session ended\./);
  await page.click('button:has-text("Save it now")');
  await page.waitForURL(/done=created/);
  assert.match(await page.textContent('main'), /Typed before the session ended\./);
  await page.context().close();
});
