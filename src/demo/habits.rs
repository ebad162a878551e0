//! The demo clinic's own sets of targets, and how often some of its patients eat what.

use super::model::{ADMIN, Patient};
use super::random::Random;
use super::scene::Scene;
use crate::error::Result;
use crate::nutrition::frequencies::{self, KINDS, NewFrequency, OFTEN};
use crate::nutrition::target_sets::{self, Details, Row};

/// Every so manyth patient was asked, up to [`MOST`].
const EVERY: usize = 7;
const MOST: usize = 30;

/// Writes both.
///
/// # Errors
/// What SQLite says.
pub fn write(scene: &Scene<'_>, random: &mut Random, patients: &[Patient]) -> Result<()> {
    let admin = scene.staff.id(ADMIN);
    for details in sets() {
        target_sets::store::insert(scene.tx, random.id(scene.opened), &details, admin)?;
    }
    let cared = patients.iter().filter_map(|patient| Some((patient, patient.dietitian?)));
    for (number, (patient, dietitian)) in cared.step_by(EVERY).take(MOST).enumerate() {
        let often = |kind: &&str| ((*kind).to_owned(), OFTEN[random.below(OFTEN.len())].to_owned());
        let answers = KINDS.iter().map(often).collect();
        let said = ["Less on weekdays than at the weekend.", "Moins en semaine que le week-end."];
        let notes = (number % 3 == 0).then(|| said[number % 2].to_owned());
        let new = NewFrequency { id: None, answers, notes };
        let of = (random.id(scene.opened), patient.id);
        frequencies::store::insert(scene.tx, of, &new, scene.staff.id(dietitian))?;
    }
    Ok(())
}

/// Two sets that many clinics would write: older people, and losing weight.
fn sets() -> [Details; 2] {
    let row = |nutrient: &str, (min, aim, max), basis: &str| Row {
        nutrient: nutrient.to_owned(),
        min,
        aim,
        max,
        basis: basis.to_owned(),
    };
    let of = |name: &str, source: &str, from_years, targets| Details {
        name: name.to_owned(),
        source: Some(source.to_owned()),
        sex: None,
        from_years: Some(from_years),
        to_years: None,
        state: None,
        targets,
    };
    [
        of(
            "Sixty-five and older",
            "PROT-AGE 2013; EFSA",
            65,
            vec![
                row("PROCNT", (Some(1.0), None, Some(1.2)), "kg"),
                row("CA", (None, Some(950.0), None), "day"),
                row("VITD", (None, Some(15.0), None), "day"),
            ],
        ),
        of(
            "Losing weight",
            "The clinic's own",
            18,
            vec![
                row("PROCNT", (Some(1.2), None, Some(1.5)), "kg"),
                row("FAT", (Some(20.0), None, Some(35.0)), "E%"),
                row("FIBTG", (Some(25.0), None, None), "day"),
            ],
        ),
    ]
}
