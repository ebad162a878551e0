//! What a set of the clinic's own comes to for a person.

use super::{Details, Row};
use crate::clinical::energy::Sex;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::references::Person;

fn set() -> Details {
    let row = |nutrient: &str, min, aim, max, basis: &str| Row {
        nutrient: nutrient.into(),
        min,
        aim,
        max,
        basis: basis.into(),
    };
    Details {
        name: "Renal, stage 3".into(),
        source: Some("KDOQI 2020".into()),
        sex: Some("FEMALE".into()),
        from_years: Some(19),
        to_years: Some(64),
        state: None,
        targets: vec![
            row("PROCNT", Some(0.55), None, Some(0.6), "kg"),
            row("FAT", None, Some(30.0), None, "E%"),
            row("K", None, None, Some(2000.0), "day"),
            row("THIA", None, Some(0.1), None, "MJ"),
        ],
    }
}

fn person(years: u32, weight_kg: Option<f64>, kcal: Option<f64>) -> Person<'static> {
    Person { sex: Sex::Female, age_months: years * 12, states: Vec::new(), weight_kg, kcal }
}

#[test]
fn amounts_by_weight_and_energy_become_those_of_a_day() {
    let targets = set().targets(&person(40, Some(60.0), Some(1800.0)));
    let of = |tag| targets.iter().find(|target| target.nutrient == tag).unwrap();
    assert_eq!((of(Tag::PROCNT).min, of(Tag::PROCNT).max), (Some(33.0), Some(36.0)));
    assert_eq!(of(Tag::FAT).aim, Some(60.0));
    assert_eq!(of(Tag::K).max, Some(2000.0));
    assert_eq!(of(Tag::THIA).aim, Some(0.75312));
    assert_eq!(of(Tag::K).source.as_deref(), Some("KDOQI 2020"));
}

#[test]
fn what_is_of_the_energy_is_of_what_the_set_itself_aims_at() {
    let mut set = set();
    let row = |nutrient: &str, aim, basis: &str| Row {
        nutrient: nutrient.into(),
        min: None,
        aim: Some(aim),
        max: None,
        basis: basis.into(),
    };
    set.targets =
        vec![row("ENERC_KCAL", 25.0, "kg"), row("SUGAR", 10.0, "E%"), row("CA", 1.0, "E%")];
    let targets = set.targets(&person(40, Some(80.0), Some(1500.0)));
    let aims: Vec<Option<f64>> = targets.iter().map(|target| target.aim).collect();
    assert_eq!(aims, [Some(2000.0), Some(50.0)], "calcium gives none");
}

#[test]
fn what_nobody_knows_has_no_target() {
    let targets = set().targets(&person(40, None, None));
    let tags: Vec<Tag> = targets.iter().map(|target| target.nutrient).collect();
    assert_eq!(tags, [Tag::K]);
}

#[test]
fn a_set_fits_those_whom_it_is_for() {
    assert!(set().fits(&person(19, None, None)) && set().fits(&person(64, None, None)));
    assert!(!set().fits(&person(18, None, None)) && !set().fits(&person(65, None, None)));
    let man = Person { sex: Sex::Male, ..person(40, None, None) };
    assert!(!set().fits(&man));
}
