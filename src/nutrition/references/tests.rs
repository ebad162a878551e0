//! Reference intakes held against their tables.

use super::*;

fn person(sex: Sex, years: u32, states: &[&'static str]) -> Person<'static> {
    Person {
        sex,
        age_months: years * 12,
        states: states.to_vec(),
        weight_kg: Some(70.0),
        kcal: Some(2000.0),
    }
}

#[track_caller]
fn aims(system: System, person: &Person<'_>, tag: Tag, expected: f64) {
    let all = targets(system, person);
    let found = all.iter().find(|target| target.nutrient == tag).and_then(|target| target.aim);
    assert_eq!(found, Some(expected), "{system:?} {tag} {person:?}");
}

#[test]
fn the_aims_are_those_of_the_tables() {
    let (man, woman) = (Sex::Male, Sex::Female);
    let efsa = |sex, years, states: &[&'static str], tag, expected| {
        aims(System::Efsa, &person(sex, years, states), tag, expected);
    };
    efsa(woman, 30, &[], Tag::FE, 16.0);
    efsa(woman, 55, &["postmenopausal"], Tag::FE, 11.0);
    efsa(woman, 30, &["pregnant", "pregnant_t2", "phytate_300"], Tag::ZN, 9.1);
    efsa(man, 20, &[], Tag::CA, 1000.0);
    efsa(man, 25, &[], Tag::CA, 950.0);
    efsa(man, 30, &[], Tag::PROCNT, 58.1);
    efsa(woman, 30, &["pregnant", "pregnant_t2"], Tag::PROCNT, 67.1);
    efsa(man, 30, &[], Tag::WATER, 2500.0);
    efsa(man, 30, &[], Tag::VITA_RE, 750.0);
    efsa(woman, 30, &[], Tag::THIA, 0.8368);
    efsa(woman, 30, &[], Tag::FOLDFE, 330.0);
    efsa(woman, 30, &["pregnant"], Tag::FOLDFE, 600.0);
    efsa(woman, 30, &["lactating"], Tag::FOLDFE, 500.0);
    // A part of a state is of that state.
    efsa(woman, 30, &["pregnant_t2"], Tag::FOLDFE, 600.0);
    efsa(woman, 30, &["pregnant_t2", "phytate_300"], Tag::ZN, 9.1);
    efsa(woman, 30, &["pregnant_t2"], Tag::PROCNT, 67.1);
    efsa(woman, 30, &["lactating_0_6"], Tag::PROCNT, 77.1);
    efsa(woman, 30, &["lactating_0_6"], Tag::FOLDFE, 500.0);
    let nasem = |sex, years, states: &[&'static str], tag, expected| {
        aims(System::Nasem, &person(sex, years, states), tag, expected);
    };
    nasem(woman, 30, &[], Tag::FE, 18.0);
    nasem(woman, 30, &[], Tag::MG, 310.0);
    nasem(woman, 31, &[], Tag::MG, 320.0);
    nasem(man, 71, &[], Tag::VITD, 20.0);
    nasem(man, 71, &[], Tag::CA, 1200.0);
    nasem(woman, 17, &["pregnant"], Tag::FE, 27.0);
    nasem(woman, 17, &["pregnant"], Tag::P, 1250.0);
}

#[test]
fn ranges_of_energy_become_grams_and_levels_the_most() {
    let all = targets(System::Efsa, &person(Sex::Male, 30, &[]));
    let of = |tag| all.iter().find(|target: &&Target| target.nutrient == tag).unwrap();
    assert_eq!((of(Tag::CHOAVL).min, of(Tag::CHOAVL).max), (Some(225.0), Some(300.0)));
    assert_eq!(of(Tag::NA).max, Some(2000.0));
    assert_eq!(of(Tag::RETOL).max, Some(3000.0));
    assert!(of(Tag::FE).source.as_deref().unwrap().starts_with("EFSA PRI"));
    let unknown = Person { weight_kg: None, kcal: None, ..person(Sex::Male, 30, &[]) };
    let all = targets(System::Efsa, &unknown);
    assert!(all.iter().all(|target| ![Tag::PROCNT, Tag::THIA].contains(&target.nutrient)));
    // Nobody under eighteen is given EFSA's upper levels: those of the export are older.
    let child = targets(System::Efsa, &person(Sex::Male, 9, &[]));
    let source = |target: &Target| target.source.clone().unwrap_or_default();
    assert!(child.iter().all(|target| !source(target).contains("UL")));
    // Of the first weeks nobody publishes any: then there are no targets.
    assert!(targets(System::Efsa, &person(Sex::Male, 0, &[])).is_empty());
    assert!(targets(System::Nasem, &person(Sex::Male, 1, &[])).len() > 5);
}

/// Worked out beside [`amount`]: of every row that is an aim, whoever it is for is given it, but where
/// another row says more of the same person.
#[test]
fn of_every_row_of_a_state_whoever_is_in_that_state_is_given_it() {
    let aims = || ROWS.iter().filter(|row| AIMS.contains(&row.kind) && !row.is_added);
    let mut held = 0;
    for (row, sex) in aims().flat_map(|row| [Sex::Male, Sex::Female].map(|sex| (row, sex))) {
        let tag = Tag::all().find(|tag| name_of(row.system, *tag, row.kind) == Some(row.tag));
        let Some(tag) = tag.filter(|_| row.sex.is_none_or(|own| own == sex)) else { continue };
        let state = Some(row.state).filter(|state| *state != "-");
        let mut person = person(sex, 0, &[]);
        person.age_months = row.from_month;
        person.states = state.into_iter().collect();
        let known = states_of(&person);
        let fits = |other: &&Row| {
            other.system == row.system
                && other.tag == row.tag
                && other.sex.is_none_or(|own| own == sex)
                && (other.from_month..other.to_month).contains(&row.from_month)
        };
        let says_more = |other: &Row| {
            let is_narrower =
                known.contains(&other.state) && narrowness(other.state) > narrowness(row.state);
            let is_better = other.state == row.state && row.kind == "AI" && other.kind != "AI";
            is_narrower || is_better
        };
        if aims().filter(fits).any(says_more) {
            continue;
        }
        let added = ROWS.iter().filter(fits).filter(|other| {
            other.is_added && other.kind == row.kind && known.contains(&other.state)
        });
        let low = |row: &Row| in_grams(row, tag, &person).unwrap().low;
        let expected = low(row) + added.map(low).sum::<f64>();
        let targets = targets(row.system, &person);
        let target = targets.iter().find(|target| target.nutrient == tag).unwrap();
        let given = target.aim.unwrap();
        assert!((given - expected).abs() < 1e-9, "{tag} {} {given} {expected}", row.state);
        assert!(target.source.as_deref().unwrap().contains(row.kind), "{tag} {}", row.state);
        held += 1;
    }
    assert!(held > 500, "{held}");
}

#[test]
fn every_line_of_the_table_is_read() {
    let lines = include_str!("intakes.tsv").lines().filter(|line| !line.starts_with('#'));
    assert_eq!(ROWS.len(), lines.count());
    assert!(ROWS.len() > 1_000);
}
