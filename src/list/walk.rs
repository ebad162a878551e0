//! A whole list, row by row: pages by cursor inside one snapshot, so that memory holds one page and
//! no statement runs long.

use rusqlite::Row;
use rusqlite::params_from_iter;
use rusqlite::types::{Value, ValueRef};

use super::cursor::Cursor;
use super::json::Member;
use super::page::{Members, select};
use super::query::{ListQuery, Position};
use super::spec::{Kind, Spec};
use super::sql::Clauses;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;

/// Rows that are in memory at once.
const PAGE: u32 = 500;

/// One value of a row, as its column's kind has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    Nothing,
    Text(String),
    Flag(bool),
    Integer(i64),
    Real(f64),
    /// A share of a hundred.
    Percent(f64),
    /// Minor units of that currency.
    Money(i64, String),
    /// A civil day, `2026-11-23`.
    Day(String),
    Moment(Moment),
}

/// Hands every row that `query` matches to `each`, with its id, in the query's order, whatever its limit and
/// position. Within one [`Sql`] the rows are those of one instant. Answers how many there were.
///
/// # Errors
/// What SQLite or `each` says.
pub fn walk(
    sql: &Sql<'_>,
    spec: &Spec,
    mut query: ListQuery,
    scope: &Clauses,
    mut each: impl FnMut(Id, &[Datum]) -> Result<()>,
) -> Result<u64> {
    let mut clauses = scope.clone();
    clauses.extend(&query.clauses);
    (query.limit, query.position) = (PAGE, Position::Offset(0));
    let mut count = 0;
    loop {
        let (page, last) = page(sql, spec, &query, &clauses)?;
        // One more than the page is fetched to see whether there is another.
        let is_last = page.len() <= PAGE as usize;
        for (id, row) in page.iter().take(PAGE as usize) {
            each(*id, row)?;
            count += 1;
        }
        match last.filter(|_| !is_last) {
            Some(cursor) => query.position = Position::After(cursor),
            None => return Ok(count),
        }
    }
}

/// A row with its record's id.
type Named = (Id, Vec<Datum>);

/// The rows of a page and one more, and where the page ends.
fn page(
    sql: &Sql<'_>,
    spec: &Spec,
    query: &ListQuery,
    clauses: &Clauses,
) -> Result<(Vec<Named>, Option<Cursor>)> {
    let (statement, members, values) = select(spec, query, clauses.clone(), None, false);
    let mut rows = Vec::with_capacity(PAGE as usize + 1);
    let mut last = None;
    sql.each(&statement, params_from_iter(values), |row| {
        if rows.len() < PAGE as usize {
            last = Some((row.get::<_, Value>(1)?, row.get::<_, String>(0)?));
        }
        rows.push((row.get(0)?, data(row, &members)?));
        Ok(())
    })?;
    let (sort, direction) = (query.sort.name.to_owned(), query.direction);
    Ok((rows, last.map(|(value, id)| Cursor { sort, direction, value, id })))
}

fn data(row: &Row<'_>, members: &Members) -> rusqlite::Result<Vec<Datum>> {
    let datum = |Member { kind, at, currency_at, .. }: &Member| {
        let currency = match currency_at {
            Some(at) => row.get_ref(*at)?.as_str()?,
            None => "",
        };
        Ok(match (kind, row.get_ref(*at)?) {
            (_, ValueRef::Null | ValueRef::Blob(_)) => Datum::Nothing,
            (Kind::Flag, ValueRef::Integer(flag)) => Datum::Flag(flag != 0),
            (Kind::Money(_), ValueRef::Integer(minor)) => Datum::Money(minor, currency.to_owned()),
            (_, ValueRef::Integer(number)) => Datum::Integer(number),
            (_, ValueRef::Real(number)) => Datum::Real(number),
            (Kind::Moment, ValueRef::Text(_)) => Datum::Moment(row.get(*at)?),
            (Kind::Day, day @ ValueRef::Text(_)) => Datum::Day(day.as_str()?.to_owned()),
            (_, text @ ValueRef::Text(_)) => Datum::Text(text.as_str()?.to_owned()),
        })
    };
    members.iter().map(datum).collect()
}
