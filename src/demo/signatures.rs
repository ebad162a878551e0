//! The demo clinic's signed notes: most of those that are two weeks old, a few of them amended since.

use serde_json::{Value, json};

use super::model::{Act, Kind, Made, Patient, Visit};
use super::random::Random;
use super::scene::Scene;
use crate::clock::Moment;
use crate::error::Result;
use crate::visits::signing::note::Note;
use crate::visits::signing::store as signing;
use crate::visits::store as notes;

/// Of a hundred notes so many are signed, …
const SIGNED: usize = 70;
/// … of a hundred signed ones so many were amended, …
const AMENDED: usize = 5;
/// … and of a hundred of those so many are signed again.
const AGAIN: usize = 75;
/// A clinic with more notes began to sign later: so many of the latest may be signed, and a clinic of
/// millions is made in minutes.
const MOST: usize = 25_000;
/// Younger ones are still worked on, minutes.
const YOUNG: i64 = 14 * 24 * 60;

const REASONS: [[&str; 3]; 2] = [
    [
        "The weight was typed for another patient.",
        "The doctor’s letter came afterwards.",
        "A medicine was missing.",
    ],
    [
        "Le poids avait été saisi pour un autre patient.",
        "Le courrier du médecin est arrivé après.",
        "Un médicament manquait.",
    ],
];

/// Signs them; what was done, for the trail.
///
/// # Errors
/// What SQLite says.
pub fn write(
    scene: &Scene<'_>,
    random: &mut Random,
    patients: &[Patient],
    visits: &[Visit],
) -> Result<Vec<Made>> {
    let latest = scene.calendar.midnight.plus_minutes(-YOUNG);
    let mut made = Vec::new();
    let held = visits.iter().filter(|visit| visit.is_completed() && visit.begins < latest);
    let earlier = held.clone().count().saturating_sub(MOST);
    for visit in held.skip(earlier) {
        let at = visit.begins.plus_minutes(visit.minutes + random.between(2, 180));
        let (is_signed, is_amended, is_again) =
            (random.percent(SIGNED), random.percent(AMENDED), random.percent(AGAIN));
        let amended = at.plus_minutes(random.between(60, 5 * 24 * 60));
        let reason = random.below(REASONS[0].len());
        if !is_signed || !sign(scene, visit, (1, at), &mut made)? || !is_amended {
            continue;
        }
        let is_french = std::ptr::eq(patients[visit.patient].people, super::people::local());
        let reason = REASONS[usize::from(is_french)][reason];
        let by = scene.staff.id(visit.dietitian);
        signing::amend(scene.tx, visit.id, (1, by, amended), reason)?;
        made.push(done(
            visit,
            amended,
            Act::Amended(json!({
                "edition": { "old": null, "new": 1 }, "reason": { "old": null, "new": reason },
            })),
        ));
        if is_again {
            sign(scene, visit, (2, amended.plus_minutes(7)), &mut made)?;
        }
    }
    Ok(made)
}

/// Signs a note; false for one in which nothing is written.
fn sign(
    scene: &Scene<'_>,
    visit: &Visit,
    (edition, at): (i64, Moment),
    made: &mut Vec<Made>,
) -> Result<bool> {
    let Some(detail) = notes::detail(scene.tx, visit.id, false)? else { return Ok(false) };
    let note = Note::of(&detail.visit.details);
    if note.is_empty() {
        return Ok(false);
    }
    let figures = notes::measurements(scene.tx, visit.id)?;
    let by = scene.staff.id(visit.dietitian);
    let digest = signing::sign(scene.tx, visit.id, (edition, by, at), &note, figures.get())?;
    let before = if edition > 1 { json!(edition - 1) } else { Value::Null };
    made.push(done(
        visit,
        at,
        Act::Signed(json!({
            "edition": { "old": before, "new": edition }, "digest": { "old": null, "new": digest },
        })),
    ));
    Ok(true)
}

fn done(visit: &Visit, at: Moment, act: Act) -> Made {
    Made { at, kind: Kind::Visit, id: visit.id, patient: visit.patient, by: visit.dietitian, act }
}
