//! Templates of notes and goals, as a clinic that works with them has some.

use std::collections::HashMap;

use super::model::{ADMIN, Patient, Template};
use super::random::Random;
use super::scene::Scene;
use super::store;
use crate::error::Result;
use crate::ids::Id;

/// Of so many patients in a hundred who were weighed a goal is known.
const WITH_A_GOAL: usize = 30;

const TEMPLATES: [Template; 6] = [
    Template {
        kind: "note",
        name: "First consultation",
        language: "en",
        visit_type: Some("INITIAL_CONSULTATION"),
        texts: [
            Some("{age}, {sex}. Weight {weight} kg.\nUsual day:\nSleep:\nActivity:"),
            Some("Plate method explained."),
            Some("- Three meals at regular hours\n- Water instead of sweet drinks"),
            None,
        ],
    },
    Template {
        kind: "note",
        name: "Follow-up",
        language: "en",
        visit_type: Some("FOLLOW_UP"),
        texts: [
            Some(
                "{weight} kg ({weight_change} since last time). Goal: {goal}.\nWent well:\nDifficult:",
            ),
            None,
            Some("- "),
            None,
        ],
    },
    Template {
        kind: "note",
        name: "Première consultation",
        language: "fr",
        visit_type: Some("INITIAL_CONSULTATION"),
        texts: [
            Some("{âge}, {sexe}. Poids {poids} kg.\nJournée type :\nSommeil :\nActivité :"),
            Some("Méthode de l’assiette expliquée."),
            Some("- Trois repas à heures régulières\n- De l’eau à la place des boissons sucrées"),
            None,
        ],
    },
    Template {
        kind: "note",
        name: "Suivi",
        language: "fr",
        visit_type: Some("FOLLOW_UP"),
        texts: [
            Some(
                "{poids} kg ({évolution} depuis la dernière fois). Objectif : {objectif}.\nRéussi :\nDifficile :",
            ),
            None,
            Some("- "),
            None,
        ],
    },
    Template {
        kind: "block",
        name: "plate",
        language: "en",
        visit_type: None,
        texts: [
            None,
            None,
            None,
            Some("Half of the plate vegetables, a quarter starch, a quarter protein."),
        ],
    },
    Template {
        kind: "block",
        name: "assiette",
        language: "fr",
        visit_type: None,
        texts: [
            None,
            None,
            None,
            Some(
                "La moitié de l’assiette en légumes, un quart de féculents, un quart de protéines.",
            ),
        ],
    },
];

/// Writes them.
///
/// # Errors
/// What SQLite says.
pub fn write(scene: &Scene<'_>, random: &mut Random, patients: &[Patient]) -> Result<()> {
    let admin = scene.staff.id(ADMIN);
    for template in &TEMPLATES {
        let id = random.id(scene.opened);
        store::insert_template(scene.tx, id, template, scene.opened, admin)?;
    }
    let dietitians: HashMap<Id, usize> =
        patients.iter().filter_map(|one| Some((one.id, one.dietitian?))).collect();
    let by = |patient: Id| dietitians.get(&patient).map(|place| scene.staff.id(*place));
    for (patient, kg, at) in store::first_weights(scene.tx)? {
        if !random.percent(WITH_A_GOAL) {
            continue;
        }
        let by = by(patient).unwrap_or(admin);
        let target = (kg * 0.92).round();
        let until = scene.calendar.moved(scene.calendar.day_of(at), 365).to_string();
        let goal = (random.id(at), patient, format!("{target} kg"));
        store::insert_weight_goal(scene.tx, goal, (kg, target), &until, (at, by))?;
        if random.percent(50) {
            let walk = (random.id(at), patient, "30 min × 5 / 7".to_owned());
            let done = random.between(1, 5) as f64;
            store::insert_habit(scene.tx, walk, (done, 5.0), (at, by))?;
        }
    }
    Ok(())
}
