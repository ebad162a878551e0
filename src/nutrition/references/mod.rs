//! Reference intakes of EFSA and of the National Academies (NASEM): what a person of that sex, age and
//! state shall have of each nutrient a day, as targets of a plan.
//!
//! The aim is the PRI or RDA, else the AI: an average requirement is for groups and never an aim. UL,
//! safe level and CDRR are the most; a range of energy is both ends. What has no row has no target.

pub(crate) mod api;

use std::sync::LazyLock;

use super::nutrients::Tag;
use super::plans::model::Target;
use crate::clinical::energy::Sex;

/// Who publishes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum System {
    Efsa,
    Nasem,
}

impl System {
    pub const CODES: &'static [&'static str] = &["EFSA", "NASEM"];

    pub fn of_code(code: &str) -> Option<Self> {
        match code {
            "EFSA" => Some(Self::Efsa),
            "NASEM" => Some(Self::Nasem),
            _ => None,
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Self::Efsa => "EFSA",
            Self::Nasem => "NASEM",
        }
    }
}

/// Whom targets are for.
#[derive(Clone, Debug)]
pub(crate) struct Person<'p> {
    pub sex: Sex,
    pub age_months: u32,
    /// `pregnant` with `pregnant_t2`, `lactating`, `postmenopausal`, `phytate_300` and the like.
    pub states: Vec<&'p str>,
    /// What amounts by weight and by energy are made of.
    pub weight_kg: Option<f64>,
    pub kcal: Option<f64>,
}

struct Row {
    system: System,
    tag: &'static str,
    sex: Option<Sex>,
    from_month: u32,
    to_month: u32,
    state: &'static str,
    kind: &'static str,
    low: f64,
    high: Option<f64>,
    unit: &'static str,
    basis: &'static str,
    is_added: bool,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let lines = include_str!("intakes.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(row).collect()
});

fn row(line: &'static str) -> Option<Row> {
    let mut cells = line.split('\t');
    let mut next = || cells.next();
    Some(Row {
        system: System::of_code(next()?)?,
        tag: next()?,
        sex: match next()? {
            "M" => Some(Sex::Male),
            "F" => Some(Sex::Female),
            _ => None,
        },
        from_month: next()?.parse().ok()?,
        to_month: next()?.parse().ok()?,
        state: next()?,
        kind: next()?,
        low: next()?.parse().ok()?,
        high: next()?.parse().ok(),
        unit: next()?,
        basis: next()?,
        is_added: next()? == "+",
    })
}

/// From this age a woman's needs are taken as those after the menopause, unless it is said.
const MENOPAUSE_MONTHS: u32 = 51 * 12;

/// The targets of a day.
pub(crate) fn targets(system: System, person: &Person<'_>) -> Vec<Target> {
    let mut states = person.states.clone();
    if !states.iter().any(|state| state.ends_with("menopausal")) {
        let is_after = person.age_months >= MENOPAUSE_MONTHS;
        states.push(if is_after { "postmenopausal" } else { "premenopausal" });
    }
    if !states.iter().any(|state| state.starts_with("phytate")) {
        states.push("phytate_600");
    }
    let asked = Person { states, ..person.clone() };
    Tag::all().filter_map(|tag| target(system, tag, &asked)).collect()
}

fn target(system: System, tag: Tag, person: &Person<'_>) -> Option<Target> {
    let one = |kinds: &[&str]| kinds.iter().find_map(|kind| amount(system, tag, kind, person));
    let aim = one(&["PRI", "RDA", "AI"]);
    let range = one(&["RI", "AMDR"]);
    let most = one(&["UL", "CDRR", "SAFE"]);
    let found = [&aim, &range, &most];
    let named: Vec<&str> = found.into_iter().flatten().map(|found| found.kind).collect();
    if named.is_empty() {
        return None;
    }
    let low = range.as_ref().map(|range| range.low);
    Some(Target {
        nutrient: tag,
        min: low,
        aim: aim.map(|aim| aim.low),
        max: most.map(|most| most.low).or(range.and_then(|range| range.high)),
        source: Some(format!("{} {}", system.code(), named.join(", "))),
    })
}

/// An amount a day, in the nutrient's unit.
struct Found {
    kind: &'static str,
    low: f64,
    high: Option<f64>,
}

fn amount(system: System, tag: Tag, kind: &str, person: &Person<'_>) -> Option<Found> {
    let name = name_of(system, tag, kind)?;
    let fits = |row: &&Row| {
        row.system == system
            && row.tag == name
            && row.kind == kind
            && row.sex.is_none_or(|sex| sex == person.sex)
            && (row.from_month..row.to_month).contains(&person.age_months)
            && (row.state == "-" || person.states.contains(&row.state))
    };
    let rows: Vec<&Row> = ROWS.iter().filter(fits).collect();
    let own = rows.iter().filter(|row| !row.is_added);
    // What is said of a state goes before what is said of everybody.
    let base = own.max_by_key(|row| row.state != "-")?;
    let mut found = in_grams(base, tag, person)?;
    for more in rows.iter().filter(|row| row.is_added) {
        found.low += in_grams(more, tag, person)?.low;
    }
    found.low = crate::clinical::energy::without_noise(found.low);
    Some(found)
}

/// How a table calls a nutrient. Levels of one form are those of that form.
fn name_of(system: System, tag: Tag, kind: &str) -> Option<&'static str> {
    let is_most = kind == "UL";
    Some(match (tag, system) {
        (Tag::VITA_RE, System::Efsa) | (Tag::VITA_RAE, System::Nasem) if !is_most => "VITA",
        (Tag::RETOL, _) if is_most => "VITA",
        (Tag::FOLAC, _) if is_most => "FOLDFE",
        (Tag::VITE, System::Efsa) | (Tag::TOCPHA, System::Nasem) => "VITE",
        // Of magnesium and niacin the level is of what is added, not of food.
        (Tag::FOLDFE | Tag::MG | Tag::NIAEQ, _) if is_most => return None,
        (Tag::VITA_RE | Tag::VITA_RAE | Tag::VITE | Tag::TOCPHA | Tag::RETOL | Tag::FOLAC, _) => {
            return None;
        }
        (tag, _) => tag.name(),
    })
}

fn in_grams(row: &Row, tag: Tag, person: &Person<'_>) -> Option<Found> {
    let factor = match (row.unit, tag.nutrient().unit.symbol()) {
        ("L", "g") | ("g", "mg") | ("mg", "µg") => 1000.0,
        ("mg", "g") | ("µg", "mg") => 0.001,
        _ => 1.0,
    };
    let whole = match row.basis {
        "kg" => person.weight_kg?,
        "MJ" => person.kcal? * 4.184 / 1000.0,
        "E%" => person.kcal? / 100.0 / kcal_per_gram(tag),
        _ => 1.0,
    };
    let of = |value: f64| crate::clinical::energy::without_noise(value * factor * whole);
    Some(Found { kind: row.kind, low: of(row.low), high: row.high.map(of) })
}

fn kcal_per_gram(tag: Tag) -> f64 {
    match tag {
        Tag::CHOAVL | Tag::PROCNT => 4.0,
        _ => 9.0,
    }
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn every_line_of_the_table_is_read() {
        let lines = include_str!("intakes.tsv").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(ROWS.len(), lines.count());
        assert!(ROWS.len() > 1_000);
    }
}
