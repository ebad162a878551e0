//! The form of a set of targets: what it is called and for whom, then four fields a nutrient.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::PATH;
use crate::error::{Error, Result};
use crate::http::Fields;
use crate::message::message;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::target_sets::{BASES, Row, STATES, TargetSet, kcal_per_gram};
use crate::shown::Shows;
use crate::ui::form::{Field, FormPage, Group, Kind};
use crate::ui::language::{Language, say};
use crate::ui::plans::day::capital;
use crate::ui::staff::Shell;

/// The nutrients that a set is usually written of.
const USUAL: [Tag; 17] = [
    Tag::ENERC_KCAL,
    Tag::PROCNT,
    Tag::CHOAVL,
    Tag::FAT,
    Tag::FASAT,
    Tag::FIBTG,
    Tag::WATER,
    Tag::NA,
    Tag::K,
    Tag::CA,
    Tag::P,
    Tag::MG,
    Tag::FE,
    Tag::ZN,
    Tag::VITC,
    Tag::VITD,
    Tag::FOLDFE,
];

/// The bounds of a target, as their fields begin and as they are called.
const BOUNDS: [(&str, &str); 3] =
    [("min", say("Least")), ("aim", say("Aim")), ("max", say("Most"))];

/// What a nutrient is called in the form: its fields, and its title in English and in French.
struct Named {
    tag: Tag,
    bounds: [&'static str; 3],
    basis: &'static str,
    titles: [&'static str; 2],
}

/// The words of every nutrient. Fields and groups have names for as long as the server runs, so these
/// are made once.
static NAMED: LazyLock<Vec<Named>> = LazyLock::new(|| Tag::all().map(named).collect());

fn named(tag: Tag) -> Named {
    let kept = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let nutrient = tag.nutrient();
    let title = |name| kept(format!("{} ({})", capital(name), nutrient.unit.symbol()));
    Named {
        tag,
        bounds: BOUNDS.map(|(bound, _)| kept(format!("{bound}.{}", nutrient.name))),
        basis: kept(format!("basis.{}", nutrient.name)),
        titles: [title(nutrient.english), title(nutrient.french)],
    }
}

/// The nutrients of the form: the usual ones, and what else the set has.
fn shown(set: Option<&TargetSet>) -> impl Iterator<Item = &'static Named> + use<> {
    let own: Vec<Tag> = set.map_or_else(Vec::new, |set| {
        set.details.targets.iter().filter_map(|row| row.nutrient.parse().ok()).collect()
    });
    NAMED.iter().filter(move |named| USUAL.contains(&named.tag) || own.contains(&named.tag))
}

fn basis_words(basis: &str) -> &'static str {
    match basis {
        "kg" => say("per kg of body weight"),
        "MJ" => say("per MJ of energy"),
        "E%" => say("% of the energy"),
        _ => say("a day"),
    }
}

fn group(named: &'static Named, language: Language) -> Group {
    let bounds = named.bounds.iter().zip(BOUNDS);
    let mut fields: Vec<Field> =
        bounds.map(|(name, (_, label))| Field::number(name, label)).collect();
    let gives_energy = kcal_per_gram(named.tag).is_some();
    let bases = BASES.iter().filter(|basis| **basis != "E%" || gives_energy);
    let bases = bases.map(|basis| ((*basis).to_owned(), language.t(basis_words(basis)).to_owned()));
    fields.push(Field::new(named.basis, say("Counted"), Kind::Choice(bases.collect())));
    let title = named.titles[usize::from(language == Language::French)];
    Group { title, fields }
}

/// The form, of a set or of a new one.
pub(super) fn form(shell: Shell, set: Option<&TargetSet>) -> FormPage {
    let language = shell.look.language;
    let what = vec![
        Field::line("name", say("Name")).required(),
        Field::line("source", say("Where the figures are from"))
            .hint(say("Printed beside every target that they become.")),
        Field::codes("sex", say("Sex"), &["MALE", "FEMALE"]),
        Field::new("from_years", say("From the age of"), Kind::Line("text")),
        Field::new("to_years", say("To the age of"), Kind::Line("text")),
        Field::codes("state", say("Only in"), STATES),
    ];
    let mut groups = vec![Group { title: "", fields: what }];
    groups.extend(shown(set).map(|named| group(named, language)));
    let back = (PATH, say("Target sets"));
    let page = FormPage::new(shell, say("New set"), PATH, back, say("Save"), groups);
    let mut page = page.making();
    page.about = say(
        "A set fills in the targets of a plan with a press. Leave empty what it says nothing of; what is by weight or energy is worked out for each patient.",
    );
    match set {
        Some(set) => page.filled(&values(set), Shows::nothing()),
        None => page,
    }
}

/// A set as its form has it.
fn values(set: &TargetSet) -> Value {
    let mut values = json!(set);
    for row in &set.details.targets {
        let bounds = BOUNDS.iter().zip([row.min, row.aim, row.max]);
        for ((bound, _), value) in bounds {
            values[format!("{bound}.{}", row.nutrient)] = json!(value);
        }
        values[format!("basis.{}", row.nutrient)] = json!(row.basis);
    }
    values
}

/// The names of the numbers of the form.
pub(super) fn numbers() -> Vec<&'static str> {
    let bounds = NAMED.iter().flat_map(|named| named.bounds);
    bounds.chain(["from_years", "to_years", "version"]).collect()
}

/// The API's body of what was typed: what it says of nutrients, over the rows that there are.
///
/// # Errors
/// 400 naming the field that is no number, or none that can be.
pub(super) fn body_of(mut typed: Map<String, Value>, now: &[Row]) -> Result<Map<String, Value>> {
    let mut rows = now.to_vec();
    let mut says = false;
    for named in NAMED.iter() {
        let bounds = named.bounds.map(|name| typed.remove(name));
        let basis = typed.remove(named.basis);
        if bounds.iter().chain([&basis]).all(Option::is_none) {
            continue;
        }
        says = true;
        let tag = named.tag.name();
        let at = rows.iter().position(|row| row.nutrient == tag).unwrap_or_else(|| {
            rows.push(Row {
                nutrient: tag.to_owned(),
                min: None,
                aim: None,
                max: None,
                basis: BASES[0].to_owned(),
            });
            rows.len() - 1
        });
        let row = &mut rows[at];
        let slots = [&mut row.min, &mut row.aim, &mut row.max];
        for ((slot, value), name) in slots.into_iter().zip(bounds).zip(named.bounds) {
            if let Some(value) = value {
                *slot = bound(value, name)?;
            }
        }
        if let Some(Value::String(basis)) = basis {
            row.basis = basis;
        }
        if let (Some(least), Some(most)) = (row.min, row.max)
            && most < least
        {
            let must = message("below-least", "must not be below the least");
            return Err(Error::field(named.bounds[2], must).and_nothing_changed());
        }
    }
    if says {
        rows.retain(|row| row.min.is_some() || row.aim.is_some() || row.max.is_some());
        typed.insert("targets".into(), json!(rows));
    }
    Ok(typed)
}

fn bound(value: Value, name: &str) -> Result<Option<f64>> {
    let mut fields = Fields::of(Map::from_iter([(name.to_owned(), value)]));
    let bound = fields.number(name, 0.0..=1e6).value();
    fields.finish()?;
    Ok(bound)
}
