//! The foods of a source in SQL, as an import writes them.

use rusqlite::{named_params, params};
use serde_json::{Map, Value as Json, json};

use super::super::tables::{Entry, Food, Portion};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;
use crate::text::{fold, letters};

/// Foods of tables have numbers below this one, a source its own stretch of them; a clinic's own foods
/// have those above. So a search finds a source's foods between two numbers.
pub const FIRST_OWN: i64 = 1 << 40;

/// Stores a food with its values and portions.
///
/// # Errors
/// What SQLite says.
pub fn insert(tx: &Tx<'_>, source: i64, id: Id, food: &Food) -> Result<()> {
    let name = food.names.first().map_or("", |(_, name)| name);
    let named = |wanted: &str| {
        let found = food.names.iter().find(|(language, _)| *language == wanted);
        fold(found.map_or(name, |(_, name)| name))
    };
    let number: i64 = tx.one(
        "INSERT INTO foods (rowno, id, source_no, code, name, names, scientific_name, group_path, edible_share, \
         density, carbohydrate_basis, is_average, words, sorted_en, sorted_fr, created_at, updated_at) \
         VALUES ((SELECT coalesce(max(rowno), 0) + 1 FROM foods WHERE rowno < :own), :id, :source, :code, :name, :names, :scientific, :group, :edible, :density, :basis, \
         :average, :words, :en, :fr, :now, :now) RETURNING rowno",
        named_params! {
            ":own": FIRST_OWN,
            ":id": id,
            ":source": source,
            ":code": food.code,
            ":name": name,
            ":names": names_of(&food.names),
            ":scientific": food.scientific_name,
            ":group": json!(food.group).to_string(),
            ":edible": food.edible_share,
            ":density": food.density,
            ":basis": food.basis.name(),
            ":average": food.is_average,
            ":words": words(food.names.iter().map(|(_, name)| name.as_str()), food.scientific_name.as_deref()),
            ":en": named("en"),
            ":fr": named("fr"),
            ":now": tx.now(),
        },
        |row| row.get(0),
    )?;
    values(tx, number, &food.values)?;
    portions(tx, number, &food.portions)
}

fn values(tx: &Tx<'_>, food: i64, entries: &[Entry]) -> Result<()> {
    for entry in entries {
        let detail = entry.detail.as_deref();
        let confidence = detail.and_then(|detail| detail.confidence).map(String::from);
        tx.run(
            "INSERT INTO food_values (food_no, tag, state, amount, upper, least, most, confidence, rule, \
             source) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                food,
                entry.tag.name(),
                entry.value.state().name(),
                entry.value.amount(),
                entry.value.upper(),
                detail.and_then(|detail| detail.least),
                detail.and_then(|detail| detail.most),
                confidence,
                detail.and_then(|detail| detail.rule.as_deref()),
                detail.and_then(|detail| detail.text.as_deref()),
            ],
        )?;
    }
    Ok(())
}

fn portions(tx: &Tx<'_>, food: i64, portions: &[Portion]) -> Result<()> {
    for (position, portion) in (0_i64..).zip(portions) {
        tx.run(
            "INSERT INTO food_portions (id, food_no, position, names, grams, is_default) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                Id::new(),
                food,
                position,
                names_of(&portion.names),
                portion.grams,
                position == 0
            ],
        )?;
    }
    Ok(())
}

/// Names by their languages, as JSON.
fn names_of(names: &[(&'static str, String)]) -> String {
    let names: Map<String, Json> =
        names.iter().map(|(language, name)| ((*language).to_owned(), json!(name))).collect();
    Json::Object(names).to_string()
}

/// The words of names as searches have them, each once.
pub fn words<'n>(names: impl Iterator<Item = &'n str>, scientific: Option<&'n str>) -> String {
    let mut words: Vec<String> = Vec::new();
    for name in names.chain(scientific) {
        for key in [letters::key(name), letters::key_in_two(name)] {
            for word in letters::words(&key) {
                if !words.iter().any(|known| known == word) {
                    words.push(word.to_owned());
                }
            }
        }
    }
    words.join(" ")
}
