//! What the front desk works with: who is away, who waits for an earlier appointment, and appointments
//! that were booked as a series.

use super::desk_store as store;
use super::model::{ASSISTANT, Patient};
use super::random::Random;
use super::scene::Scene;
use super::staff;
use crate::error::Result;

/// From how many days on somebody is away: the coming week is as it was booked.
const FIRST_ABSENCE: i64 = 9;
/// Days that are looked at for one without an appointment.
const LOOKED_AT: i64 = 80;
/// Why dietitians are away.
const REASONS: [&str; 3] = ["Leave", "Training day", "Conference"];
/// In how many days the whole clinic is closed.
const CLOSURE: i64 = 100;
/// Who waits: minutes, and why.
const WAITING: [(i64, &str); 4] = [
    (30, "Can come at short notice, works next door"),
    (45, "Mornings only"),
    (30, "Before the holidays, if possible"),
    (60, "First consultation, sent by the family doctor"),
];

/// Writes them.
///
/// # Errors
/// What SQLite says.
pub fn write(scene: &Scene<'_>, random: &mut Random, patients: &[Patient]) -> Result<()> {
    let (calendar, clerk) = (scene.calendar, scene.staff.id(ASSISTANT));
    let at = calendar.midnight;
    for (place, reason) in staff::dietitians().into_iter().zip(REASONS) {
        let dietitian = scene.staff.id(place);
        for days in FIRST_ABSENCE..LOOKED_AT {
            let day = calendar.whole_day(calendar.moved(calendar.today, days));
            if calendar.is_weekday(days) && !store::has_visits(scene.tx, dietitian, day)? {
                let absence = (random.id(at), Some(dietitian), reason);
                store::insert_absence(scene.tx, absence, day, (clerk, at))?;
                break;
            }
        }
    }
    let closed = calendar.whole_day(calendar.moved(calendar.today, CLOSURE));
    store::insert_absence(scene.tx, (random.id(at), None, "Inventory"), closed, (clerk, at))?;
    let waiting = patients.iter().filter(|patient| patient.dietitian.is_some());
    for (patient, (minutes, note)) in waiting.step_by(7).zip(WAITING) {
        let dietitian = patient.dietitian.map(|place| scene.staff.id(place));
        let with = dietitian.filter(|_| random.percent(50));
        let since = at.plus_minutes(-random.between(600, 20_000)).max(patient.registered);
        let entry = (random.id(since), patient.id, with);
        store::insert_waiting(scene.tx, entry, (minutes, note), (clerk, since))?;
    }
    store::make_a_series(scene.tx, random.id(at), at)
}
