//! Foods by the beginnings of the words of their names.

use super::{Fact, Finding, Kind};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::list::Search;
use crate::nutrition::foods::finding::{self, Wanted};
use crate::nutrition::foods::view::name_in;

/// Shorter words begin nearly every food.
const SHORTEST: usize = 3;

/// The foods that somebody would find first who reads that language.
pub(super) fn find(
    sql: &Sql<'_>,
    search: &Search,
    (by, language): (Id, &str),
    most: usize,
) -> Result<Vec<Finding>> {
    let typed: Vec<&str> = search.words.iter().map(|word| word.typed.as_str()).collect();
    if typed.iter().any(|word| word.chars().count() < SHORTEST) {
        return Ok(Vec::new());
    }
    let Some(wanted) = Wanted::of(&typed.join(" "), by, language, None) else {
        return Ok(Vec::new());
    };
    let found = finding::find(sql, &wanted, 0, most)?;
    let shown = |food: finding::Found| {
        let name = name_in(&food.names, &food.name, language).to_owned();
        Finding::new(Kind::Food, food.id, name, vec![Fact::Text(food.source)])
    };
    Ok(found.into_iter().map(shown).collect())
}
