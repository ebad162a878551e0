//! Reference intakes of EFSA and of the National Academies (NASEM): what a person of that sex, age and
//! state shall have of each nutrient a day, as targets of a plan.
//!
//! What is said of a state goes before what is said of everybody, whatever kind of figure either is: of
//! folate EFSA has an AI in pregnancy (600 µg) and a PRI for everybody (330 µg). Of one state the aim is
//! the PRI or RDA, else the AI: an average requirement is for groups and never an aim. UL, safe level and
//! CDRR are the most; a range of energy is both ends. What has no row has no target.

pub(crate) mod api;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
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

/// A part of a state, and the state that it is of.
const PARTS: &[(&str, &str)] = &[
    ("pregnant_t1", "pregnant"),
    ("pregnant_t2", "pregnant"),
    ("pregnant_t3", "pregnant"),
    ("lactating_0_6", "lactating"),
    ("lactating_7_up", "lactating"),
];

/// How much a row's state says of a person: a part of a state more than the whole, that more than what
/// is taken of everybody of that sex and age.
fn narrowness(state: &str) -> u8 {
    match state {
        "-" => 0,
        "pregnant" | "lactating" => 2,
        part if PARTS.iter().any(|(known, _)| *known == part) => 3,
        _ => 1,
    }
}

/// What is said of a person, with what follows from it and what is taken where nothing is said.
fn states_of<'p>(person: &Person<'p>) -> Vec<&'p str> {
    let mut states = person.states.clone();
    for (part, whole) in PARTS {
        if states.contains(part) && !states.contains(whole) {
            states.push(whole);
        }
    }
    if !states.iter().any(|state| state.ends_with("menopausal")) {
        let is_after = person.age_months >= MENOPAUSE_MONTHS;
        states.push(if is_after { "postmenopausal" } else { "premenopausal" });
    }
    if !states.iter().any(|state| state.starts_with("phytate")) {
        states.push("phytate_600");
    }
    states
}

/// The targets of a day.
pub(crate) fn targets(system: System, person: &Person<'_>) -> Vec<Target> {
    let asked = Person { states: states_of(person), ..person.clone() };
    Tag::all().filter_map(|tag| target(system, tag, &asked)).collect()
}

/// What is aimed at, the best founded first.
const AIMS: &[&str] = &["PRI", "RDA", "AI"];

fn target(system: System, tag: Tag, person: &Person<'_>) -> Option<Target> {
    let one = |kinds: &[&str]| amount(system, tag, kinds, person);
    let (aim, range, most) = (one(AIMS), one(&["RI", "AMDR"]), one(&["UL", "CDRR", "SAFE"]));
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

/// The figure of the narrowest state; of one state that of the first of these kinds.
fn amount(system: System, tag: Tag, kinds: &[&str], person: &Person<'_>) -> Option<Found> {
    let fits = |row: &&Row| {
        row.system == system
            && kinds.contains(&row.kind)
            && name_of(system, tag, row.kind) == Some(row.tag)
            && row.sex.is_none_or(|sex| sex == person.sex)
            && (row.from_month..row.to_month).contains(&person.age_months)
            && (row.state == "-" || person.states.contains(&row.state))
    };
    let rows: Vec<&Row> = ROWS.iter().filter(fits).collect();
    let own = rows.iter().filter(|row| !row.is_added);
    let place = |row: &Row| kinds.iter().position(|kind| *kind == row.kind);
    let base = own.min_by_key(|row| (Reverse(narrowness(row.state)), place(row)))?;
    let mut found = in_grams(base, tag, person)?;
    for more in rows.iter().filter(|row| row.is_added && row.kind == base.kind) {
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
