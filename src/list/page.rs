//! One page of a list: at most two statements, rows written as they come.

use std::io::Write;

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::cursor::Cursor;
use super::json::write_members;
use super::query::{ListQuery, Position};
use super::spec::{Kind, Spec};
use super::sql::Clauses;
use crate::db::Sql;
use crate::error::Result;

/// The rows of a page, each an object still open at its end, so that related rows can be added.
pub struct Fetched {
    /// The id and the open object of each row.
    pub rows: Vec<(String, Vec<u8>)>,
    total: Option<i64>,
    next_cursor: Option<String>,
    limit: u32,
    offset: u64,
}

impl Fetched {
    /// Adds `,"<name>":[…]` to every row: `related` gives the JSON array of a row's id.
    pub fn add(&mut self, name: &str, related: impl Fn(&str) -> Option<Vec<u8>>) {
        for (id, row) in &mut self.rows {
            let array = related(id);
            let _ = write!(row, ",\"{name}\":");
            row.extend_from_slice(array.as_deref().unwrap_or(b"[]"));
        }
    }

    /// The ids of the rows as a JSON array, for `IN (SELECT value FROM json_each(?))`.
    pub fn ids_json(&self) -> String {
        let ids: Vec<&str> = self.rows.iter().map(|(id, _)| id.as_str()).collect();
        serde_json::to_string(&ids).unwrap_or_default()
    }

    /// The whole answer: `{"success":true,"data":{"<plural>":[…],"total":…}}`.
    pub fn into_json(self, plural: &str) -> Vec<u8> {
        let size = self.rows.iter().map(|(_, row)| row.len() + 2).sum::<usize>() + 160;
        let mut out = Vec::with_capacity(size);
        let _ = write!(out, "{{\"success\":true,\"data\":{{\"{plural}\":[");
        for (position, (_, row)) in self.rows.iter().enumerate() {
            if position > 0 {
                out.push(b',');
            }
            out.extend_from_slice(row);
            out.push(b'}');
        }
        let json = |text: Option<String>| text.map_or("null".to_owned(), |t| format!("\"{t}\""));
        let total = self.total.map_or("null".to_owned(), |total| total.to_string());
        let _ = write!(
            out,
            "],\"total\":{total},\"limit\":{},\"offset\":{},\"next_cursor\":{}}}}}",
            self.limit,
            self.offset,
            json(self.next_cursor)
        );
        out
    }
}

/// Fetches the page that `query` asks for. `scope` holds what the caller may see.
///
/// # Errors
/// What SQLite says.
pub fn fetch(sql: &Sql<'_>, spec: &Spec, query: &ListQuery, scope: &Clauses) -> Result<Fetched> {
    let mut clauses = scope.clone();
    clauses.extend(&query.clauses);
    let total = match query.counts {
        true => Some(count(sql, spec, &clauses)?),
        false => None,
    };
    let (statement, members, values) = select(spec, query, clauses);
    let mut rows = Vec::new();
    let mut last = None;
    let mut has_more = false;
    sql.each(&statement, params_from_iter(values), |row| {
        if rows.len() == query.limit as usize {
            has_more = true;
            return Ok(());
        }
        let id: String = row.get(0)?;
        let mut object = Vec::with_capacity(512);
        object.push(b'{');
        write_members(&mut object, row, &members)?;
        last = Some((row.get::<_, Value>(1)?, id.clone()));
        rows.push((id, object));
        Ok(())
    })?;
    let next_cursor = last.filter(|_| has_more).map(|(value, id)| {
        let (sort, direction) = (query.sort.name.to_owned(), query.direction);
        Cursor { sort, direction, value, id }.encode()
    });
    let offset = match query.position {
        Position::Offset(offset) => offset,
        Position::After(_) => 0,
    };
    Ok(Fetched { rows, total, next_cursor, limit: query.limit, offset })
}

fn count(sql: &Sql<'_>, spec: &Spec, clauses: &Clauses) -> Result<i64> {
    let statement = format!("SELECT count(*) FROM {}{}", spec.from, clauses.where_sql());
    sql.one(&statement, params_from_iter(clauses.values()), |row| row.get(0))
}

/// Name, kind and place of each member of a row's object, and the place of its currency.
type Members = Vec<(&'static str, Kind, usize, Option<usize>)>;

fn select(spec: &Spec, query: &ListQuery, mut clauses: Clauses) -> (String, Members, Vec<Value>) {
    let sort_sql = query.sort.sort.unwrap_or(spec.id);
    let mut columns = vec![spec.id.to_owned(), sort_sql.to_owned()];
    let mut members = Members::new();
    for column in &query.shown {
        let at = columns.len();
        columns.push(column.sql.to_owned());
        let currency_at = match column.kind {
            Kind::Money(currency) => {
                columns.push(currency.to_owned());
                Some(at + 1)
            }
            _ => None,
        };
        members.push((column.name, column.kind, at, currency_at));
    }
    if let Position::After(cursor) = &query.position {
        cursor.continue_after(sort_sql, query.sort.nullable, spec.id, &mut clauses);
    }
    let direction = query.direction.sql();
    let mut statement = format!(
        "SELECT {} FROM {}{} ORDER BY {sort_sql} {direction}, {} {direction} LIMIT {}",
        columns.join(", "),
        spec.from,
        clauses.where_sql(),
        spec.id,
        query.limit + 1
    );
    if let Position::Offset(offset @ 1..) = query.position {
        statement.push_str(&format!(" OFFSET {offset}"));
    }
    let values = clauses.into_values();
    (statement, members, values)
}
