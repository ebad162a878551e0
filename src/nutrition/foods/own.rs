//! A clinic's own foods in SQL.

use rusqlite::{named_params, params};
use serde_json::json;

use super::import::{FIRST_OWN, words};
use super::view::{CarbohydrateBasis, Names, NutrientView, SourceView};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::text::fold;

/// What is written of a clinic's own food.
pub struct Written {
    pub name: String,
    pub names: Names,
    pub scientific_name: Option<String>,
    pub group: Vec<String>,
    pub edible_share: Option<f64>,
    pub density: Option<f64>,
    pub basis: CarbohydrateBasis,
    pub is_archived: bool,
    pub portions: Vec<(Names, f64)>,
    pub nutrients: Vec<NutrientView>,
}

impl Written {
    fn words(&self) -> String {
        let names = self.names.values().map(String::as_str);
        words(std::iter::once(self.name.as_str()).chain(names), self.scientific_name.as_deref())
    }

    fn sorted(&self, language: &str) -> String {
        fold(super::view::name_in(&self.names, &self.name, language))
    }
}

/// # Errors
/// 400 for an id in use.
pub fn insert(tx: &Tx<'_>, id: Id, food: &Written, derived_from: Option<Id>, by: Id) -> Result<()> {
    let inserted = tx.run(
        include_str!("../../../sql/queries/foods/insert_own.sql"),
        named_params! {
            ":first": FIRST_OWN,
            ":id": id,
            ":family": SourceView::CLINIC,
            ":name": food.name,
            ":names": json!(food.names).to_string(),
            ":scientific": food.scientific_name,
            ":group": json!(food.group).to_string(),
            ":edible": food.edible_share,
            ":density": food.density,
            ":basis": food.basis.name(),
            ":archived": food.is_archived,
            ":derived": derived_from,
            ":words": food.words(),
            ":en": food.sorted("en"),
            ":fr": food.sorted("fr"),
            ":by": by,
            ":now": tx.now(),
        },
    );
    if let Err(error) = inserted {
        return Err(Error::of_insert(error, "foods.id"));
    }
    let count = "UPDATE food_sources SET foods = foods + 1 WHERE family = ?1";
    tx.run(count, [SourceView::CLINIC])?;
    fill(tx, id, food)
}

/// # Errors
/// What SQLite says.
pub fn rewrite(tx: &Tx<'_>, id: Id, food: &Written, by: Id) -> Result<()> {
    tx.run(
        "UPDATE foods SET name = :name, names = :names, group_path = :group, edible_share = :edible, \
         density = :density, carbohydrate_basis = :basis, is_archived = :archived, words = :words, \
         sorted_en = :en, sorted_fr = :fr, updated_by = :by, updated_at = :now, version = version + 1 \
         WHERE id = :id",
        named_params! {
            ":id": id,
            ":name": food.name,
            ":names": json!(food.names).to_string(),
            ":group": json!(food.group).to_string(),
            ":edible": food.edible_share,
            ":density": food.density,
            ":basis": food.basis.name(),
            ":archived": food.is_archived,
            ":words": food.words(),
            ":en": food.sorted("en"),
            ":fr": food.sorted("fr"),
            ":by": by,
            ":now": tx.now(),
        },
    )?;
    let number = "(SELECT rowno FROM foods WHERE id = ?1)";
    tx.run(&format!("DELETE FROM food_values WHERE food_no = {number}"), [id])?;
    fill(tx, id, food)
}

/// The values, and the portions: one that stays as it was keeps its id, for what names it.
fn fill(tx: &Tx<'_>, id: Id, food: &Written) -> Result<()> {
    let number: i64 = tx.one("SELECT rowno FROM foods WHERE id = ?1", [id], |row| row.get(0))?;
    for nutrient in &food.nutrients {
        tx.run(
            "INSERT INTO food_values (food_no, tag, state, amount, upper, least, most, confidence, rule, \
             source) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                number,
                nutrient.nutrient.name(),
                nutrient.state.name(),
                nutrient.amount,
                nutrient.upper,
                nutrient.min,
                nutrient.max,
                nutrient.confidence,
                nutrient.derived,
                nutrient.source_text,
            ],
        )?;
    }
    let kept = "SELECT id, names, grams FROM food_portions WHERE food_no = ?1";
    let mut known: Vec<(Id, String, f64)> =
        tx.all(kept, [number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    tx.run("DELETE FROM food_portions WHERE food_no = ?1", [number])?;
    for (position, (names, grams)) in (0_i64..).zip(&food.portions) {
        let names = json!(names).to_string();
        let same = known.iter().position(|known| known.1 == names && known.2 == *grams);
        let id = same.map_or_else(Id::new, |place| known.swap_remove(place).0);
        tx.run(
            "INSERT INTO food_portions (id, food_no, position, names, grams, is_default) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![id, number, position, names, grams, position == 0],
        )?;
    }
    Ok(())
}

/// Stars a food for somebody, or takes the star off.
///
/// # Errors
/// What SQLite says.
pub fn star(tx: &Tx<'_>, by: Id, id: Id, is_favourite: bool) -> Result<()> {
    let statement = "INSERT INTO food_marks (user_id, food_no, is_favourite) \
                     SELECT ?1, rowno, ?3 FROM foods WHERE id = ?2 \
                     ON CONFLICT (user_id, food_no) DO UPDATE SET is_favourite = excluded.is_favourite";
    tx.run(statement, params![by, id, is_favourite])?;
    Ok(())
}

/// Notes that somebody used these foods: they are found first from now on.
///
/// # Errors
/// What SQLite says.
pub fn note_use(tx: &Tx<'_>, by: Id, ids: &[Id]) -> Result<()> {
    let statement = "INSERT INTO food_marks (user_id, food_no, used_at) \
                     SELECT ?1, rowno, ?3 FROM foods WHERE id = ?2 \
                     ON CONFLICT (user_id, food_no) DO UPDATE SET used_at = excluded.used_at";
    for id in ids {
        tx.run(statement, params![by, id, tx.now()])?;
    }
    Ok(())
}

/// Whether somebody has starred it.
///
/// # Errors
/// What SQLite says.
pub fn is_starred(sql: &crate::db::Sql<'_>, by: Id, id: Id) -> Result<bool> {
    let statement = "SELECT EXISTS (SELECT 1 FROM food_marks t JOIN foods f ON f.rowno = t.food_no \
                     WHERE t.user_id = ?1 AND f.id = ?2 AND t.is_favourite = 1)";
    sql.one(statement, params![by, id], |row| row.get(0))
}
