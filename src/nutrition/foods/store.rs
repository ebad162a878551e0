//! Foods in SQL: one food whole, and what is in many at once.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Row;
use rusqlite::types::Type;

use super::value::{Composition, State, Value};
use super::view::{
    CarbohydrateBasis, FoodBrief, FoodView, Names, NutrientView, PortionView, SourceView,
};
use crate::db::Sql;
use crate::error::{Error, Result, Thing};
use crate::ids::Id;
use crate::nutrition::nutrients::Tag;

/// A food with all that is known of it; one of a retired edition too.
///
/// # Errors
/// 404.
pub fn view(sql: &Sql<'_>, id: Id) -> Result<FoodView> {
    let found = sql.maybe(include_str!("../../../sql/queries/foods/food.sql"), [id], read_food)?;
    let (number, mut food) =
        found.ok_or_else(|| Error::not_found(Thing::Food).about("food", id))?;
    food.portions = portions_of(sql, number)?;
    food.nutrients = nutrients_of(sql, number)?;
    Ok(food)
}

fn read_food(row: &Row<'_>) -> rusqlite::Result<(i64, FoodView)> {
    let food = FoodView {
        id: row.get("id")?,
        source_id: row.get("source_id")?,
        source: read_source(row)?,
        code: row.get("code")?,
        name: row.get("name")?,
        names: from_json(row, "names")?,
        scientific_name: row.get("scientific_name")?,
        group: from_json(row, "group_path")?,
        edible_share: row.get("edible_share")?,
        density: row.get("density")?,
        carbohydrate_basis: read_basis(row)?,
        is_average: row.get("is_average")?,
        is_archived: row.get("is_archived")?,
        derived_from: row.get("derived_from_id")?,
        portions: Vec::new(),
        nutrients: Vec::new(),
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        version: row.get("version")?,
    };
    Ok((row.get("rowno")?, food))
}

pub(super) fn read_source(row: &Row<'_>) -> rusqlite::Result<SourceView> {
    Ok(SourceView {
        id: row.get("source_id")?,
        family: row.get("source_family")?,
        name: row.get("source_name")?,
        version: row.get("source_edition")?,
        licence: row.get("source_licence")?,
        citation: row.get("source_citation")?,
        url: row.get("source_url")?,
        note: row.get("source_note")?,
        state: row.get("source_state")?,
        imported_at: row.get("source_imported_at")?,
    })
}

fn read_basis(row: &Row<'_>) -> rusqlite::Result<CarbohydrateBasis> {
    let name: String = row.get("carbohydrate_basis")?;
    Ok(CarbohydrateBasis::named(&name).unwrap_or(CarbohydrateBasis::Available))
}

/// A column that holds JSON.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: &str,
) -> rusqlite::Result<T> {
    let at = row.as_ref().column_index(column)?;
    let text: String = row.get(at)?;
    let wrong = |error| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(error));
    serde_json::from_str(&text).map_err(wrong)
}

fn read_portion(row: &Row<'_>) -> rusqlite::Result<PortionView> {
    let names: Names = from_json(row, "names")?;
    let name = names.get("en").or_else(|| names.values().next()).cloned().unwrap_or_default();
    Ok(PortionView {
        id: row.get("id")?,
        name,
        names,
        grams: row.get("grams")?,
        is_default: row.get("is_default")?,
    })
}

fn portions_of(sql: &Sql<'_>, number: i64) -> Result<Vec<PortionView>> {
    let statement = "SELECT id, names, grams, is_default FROM food_portions WHERE food_no = ?1 \
                     ORDER BY position, rowno";
    sql.all(statement, [number], read_portion)
}

fn nutrients_of(sql: &Sql<'_>, number: i64) -> Result<Vec<NutrientView>> {
    let statement = "SELECT tag, state, amount, upper, least, most, confidence, rule, source \
                     FROM food_values WHERE food_no = ?1";
    let mut nutrients: Vec<NutrientView> = Tag::all().map(NutrientView::missing).collect();
    sql.each(statement, [number], |row| {
        if let Some(nutrient) = read_nutrient(row)? {
            let at = nutrient.nutrient.index();
            nutrients[at] = nutrient;
        }
        Ok(())
    })?;
    Ok(nutrients)
}

/// A value of a food; none of a nutrient that is not known here.
fn read_nutrient(row: &Row<'_>) -> rusqlite::Result<Option<NutrientView>> {
    let Ok(tag) = row.get_ref("tag")?.as_str()?.parse::<Tag>() else { return Ok(None) };
    Ok(Some(NutrientView {
        state: State::named(row.get_ref("state")?.as_str()?).unwrap_or(State::Missing),
        amount: row.get("amount")?,
        upper: row.get("upper")?,
        min: row.get("least")?,
        max: row.get("most")?,
        confidence: row.get("confidence")?,
        derived: row.get("rule")?,
        source_text: row.get("source")?,
        ..NutrientView::missing(tag)
    }))
}

/// What is in these foods, by two statements at most however many they are. Unknown ids are absent.
///
/// # Errors
/// What SQLite says.
pub fn compositions(sql: &Sql<'_>, ids: &[Id]) -> Result<HashMap<Id, Composition>> {
    let statement = include_str!("../../../sql/queries/foods/compositions.sql");
    let mut numbered: BTreeMap<i64, (Id, Composition)> = BTreeMap::new();
    sql.each(statement, [json_of(ids)?], |row| {
        let number: i64 = row.get(0)?;
        if let std::collections::btree_map::Entry::Vacant(new) = numbered.entry(number) {
            new.insert((row.get(1)?, Composition::default()));
        }
        let Some((_, composition)) = numbered.get_mut(&number) else { return Ok(()) };
        // A food without values has one row without a tag.
        let Ok(tag) = row.get_ref(2)?.as_str().unwrap_or_default().parse::<Tag>() else {
            return Ok(());
        };
        let state = row.get_ref(3)?.as_str()?;
        composition.set(tag, Value::of_columns(state, row.get(4)?, row.get(5)?));
        Ok(())
    })?;
    Ok(numbered.into_values().collect())
}

/// What lists and plans show of these foods, with their portions. Unknown ids are absent.
///
/// # Errors
/// What SQLite says.
pub fn briefs(sql: &Sql<'_>, ids: &[Id]) -> Result<HashMap<Id, FoodBrief>> {
    let ids = json_of(ids)?;
    let mut briefs = HashMap::new();
    sql.each(include_str!("../../../sql/queries/foods/briefs.sql"), [&ids], |row| {
        let id: Id = row.get("id")?;
        let brief = FoodBrief {
            id,
            source_id: row.get("source_id")?,
            name: row.get("name")?,
            names: from_json(row, "names")?,
            group: from_json(row, "group_path")?,
            edible_share: row.get("edible_share")?,
            density: row.get("density")?,
            carbohydrate_basis: read_basis(row)?,
            portions: Vec::new(),
        };
        briefs.insert(id, brief);
        Ok(())
    })?;
    sql.each(include_str!("../../../sql/queries/foods/portions.sql"), [&ids], |row| {
        if let Some(brief) = briefs.get_mut(&row.get::<_, Id>("food_id")?) {
            brief.portions.push(read_portion(row)?);
        }
        Ok(())
    })?;
    Ok(briefs)
}

/// What belongs to each of these foods as JSON: its portions, or every nutrient in the order of display.
///
/// # Errors
/// What SQLite says.
pub(super) fn related(sql: &Sql<'_>, name: &str, ids: &[Id]) -> Result<HashMap<Id, Vec<u8>>> {
    match name {
        "portions" => as_json(portions_by_food(sql, ids)?),
        _ => as_json(nutrients_by_food(sql, ids)?),
    }
}

fn as_json<T: serde::Serialize>(by_food: HashMap<Id, Vec<T>>) -> Result<HashMap<Id, Vec<u8>>> {
    let json = |(id, rows): (Id, Vec<T>)| -> Result<(Id, Vec<u8>)> {
        Ok((id, serde_json::to_vec(&rows).map_err(Error::internal)?))
    };
    by_food.into_iter().map(json).collect()
}

fn portions_by_food(sql: &Sql<'_>, ids: &[Id]) -> Result<HashMap<Id, Vec<PortionView>>> {
    let mut by_food: HashMap<Id, Vec<PortionView>> = HashMap::new();
    sql.each(include_str!("../../../sql/queries/foods/portions.sql"), [json_of(ids)?], |row| {
        by_food.entry(row.get("food_id")?).or_default().push(read_portion(row)?);
        Ok(())
    })?;
    Ok(by_food)
}

fn nutrients_by_food(sql: &Sql<'_>, ids: &[Id]) -> Result<HashMap<Id, Vec<NutrientView>>> {
    let blank = || Tag::all().map(NutrientView::missing).collect::<Vec<_>>();
    let mut by_food: HashMap<Id, Vec<NutrientView>> = ids.iter().map(|id| (*id, blank())).collect();
    sql.each(include_str!("../../../sql/queries/foods/values.sql"), [json_of(ids)?], |row| {
        let Some(nutrients) = by_food.get_mut(&row.get::<_, Id>("food_id")?) else {
            return Ok(());
        };
        if let Some(nutrient) = read_nutrient(row)? {
            let at = nutrient.nutrient.index();
            nutrients[at] = nutrient;
        }
        Ok(())
    })?;
    Ok(by_food)
}

/// The ids as a JSON array, for statements that take many.
fn json_of(ids: &[Id]) -> Result<String> {
    serde_json::to_string(ids).map_err(Error::internal)
}
