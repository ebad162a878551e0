//! The list of foods: what it shows, filters, sorts and searches.

use rusqlite::types::{Type, Value};
use serde_json::value::RawValue;

use super::finding;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::list::{
    Clauses, Column, Embedded, Kind, Listed, Search, Shape, Spec, list_row, write_object,
};

/// GET /api/foods.
pub struct FoodList;

impl Listed for FoodList {
    const SPEC: &'static Spec = &SPEC;
}

const SOURCE: &str = "json_object('id', s.id, 'name', s.name, 'version', s.edition)";

const COLUMNS: &[Column] = &[
    Column::shown("id", "f.id", Kind::Id),
    Column::shown("source_id", "s.id", Kind::Id).filter(),
    Column::shown("source", SOURCE, Kind::Object),
    Column::shown("code", "f.code", Kind::Text).filter().sort("f.code"),
    Column::shown("name", "f.name", Kind::Text).filter().sort("f.sorted_en"),
    Column::shown("name_fr", "f.sorted_fr", Kind::Text).hidden().sort("f.sorted_fr"),
    Column::shown("names", "f.names", Kind::Json),
    Column::shown("group", "f.group_path", Kind::Json),
    Column::shown("edible_share", "f.edible_share", Kind::Real).filter(),
    Column::shown("carbohydrate_basis", "f.carbohydrate_basis", Kind::Text).filter(),
    Column::shown("is_average", "f.is_average", Kind::Flag).filter(),
    Column::shown("is_archived", "f.is_archived", Kind::Flag).filter(),
    Column::shown("created_at", "f.created_at", Kind::Moment).filter().sort("f.created_at"),
    Column::shown("updated_at", "f.updated_at", Kind::Moment).filter().sort("f.updated_at"),
    Column::shown("version", "f.version", Kind::Integer),
];

/// What rows have on request: the same as a food alone has.
pub(super) const INCLUDED: &[&str] = &["portions", "nutrients"];

static SPEC: Spec = Spec {
    plural: "foods",
    from: "foods f CROSS JOIN food_sources s ON s.rowno = f.source_no",
    id: "f.id",
    columns: COLUMNS,
    default_sort: "name",
    default_limit: 10,
    most: 100,
    counts: None,
    whole: None,
    includes: INCLUDED,
    clinical: &[],
    dates: None,
    extras: &[],
    search: add,
};

/// Every word is the beginning of a word of one of the names.
fn add(asked: &Search, clauses: &mut Clauses) {
    let typed: Vec<&str> = asked.words.iter().map(|word| word.typed.as_str()).collect();
    let words = finding::words_of(&typed.join(" "));
    if words.is_empty() {
        return;
    }
    let condition = "f.rowno IN (SELECT rowid FROM foods_search WHERE foods_search MATCH ?)";
    clauses.and_with(condition, [Value::Text(finding::expression(&words))]);
}

/// Foods that can be chosen: those of the sources in use. Retired ones are seen where they were used.
pub fn in_use() -> Clauses {
    let mut clauses = Clauses::default();
    clauses.and("s.state = 'active'");
    clauses
}

/// The table of a row.
#[derive(serde::Deserialize)]
pub struct SourceName {
    pub name: String,
    pub version: String,
}

list_row! {
    /// A food as the list shows it.
    pub struct FoodRow {
        pub id: Id,
        pub name: String,
        pub names: Embedded<super::view::Names>,
        pub group: Embedded<Vec<String>>,
        pub source: Embedded<SourceName>,
        pub carbohydrate_basis: String,
        pub is_archived: bool,
        pub updated_at: Moment,
    }
}

/// The rows of these foods, in their order, as the list has them.
///
/// # Errors
/// What SQLite says.
pub fn rows_of(sql: &Sql<'_>, ids: &[Id]) -> Result<Vec<Box<RawValue>>> {
    let shown: Vec<&Column> =
        COLUMNS.iter().filter(|column| column.shape == Shape::Always).collect();
    let names: Vec<&str> = shown.iter().map(|column| column.sql).collect();
    let statement = format!(
        "SELECT {} FROM json_each(?1) asked CROSS JOIN foods f ON f.id = asked.value \
         CROSS JOIN food_sources s ON s.rowno = f.source_no ORDER BY asked.key",
        names.join(", ")
    );
    let columns: Vec<Column> = shown.into_iter().copied().collect();
    let asked = serde_json::to_string(ids).map_err(Error::internal)?;
    sql.all(&statement, [asked], |row| {
        let mut json = Vec::new();
        write_object(&mut json, row, &columns, 0, None)?;
        let wrong =
            |error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error));
        let text = String::from_utf8_lossy(&json).into_owned();
        RawValue::from_string(text).map_err(wrong)
    })
}
