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
    let mut total = Total::of(sql, spec, query, &clauses);
    let (statement, members, values) = select(spec, query, clauses, total.to_count());
    let mut rows = Vec::new();
    let mut last = None;
    let mut has_more = false;
    sql.each(&statement, params_from_iter(values), |row| {
        if rows.len() == query.limit as usize {
            has_more = true;
            return Ok(());
        }
        if rows.is_empty() {
            total.counted(row.get(2)?);
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
    let total = total.finish(sql, spec)?;
    Ok(Fetched { rows, total, next_cursor, limit: query.limit, offset })
}

/// The total of a list on its way: not asked for, known from before, or counted by the statement
/// that fetches the page. One statement either way, unless the page turns out to be empty.
enum Total {
    NotAsked,
    Known(i64),
    Open { question: Clauses },
    Counted { question: Clauses, total: i64 },
}

impl Total {
    fn of(sql: &Sql<'_>, spec: &Spec, query: &ListQuery, clauses: &Clauses) -> Self {
        if !query.counts {
            return Self::NotAsked;
        }
        let known = spec
            .counts
            .zip(sql.totals())
            .and_then(|(areas, (totals, _))| totals.get(&key(spec, clauses), areas));
        known.map_or_else(|| Self::Open { question: clauses.clone() }, Self::Known)
    }

    /// What the page's statement is to count, if anything.
    fn to_count(&self) -> Option<&Clauses> {
        match self {
            Self::Open { question } => Some(question),
            _ => None,
        }
    }

    fn counted(&mut self, total: Option<i64>) {
        if let (Self::Open { question }, Some(total)) = (&mut *self, total) {
            *self = Self::Counted { question: std::mem::take(question), total };
        }
    }

    fn finish(self, sql: &Sql<'_>, spec: &Spec) -> Result<Option<i64>> {
        let (question, total) = match self {
            Self::NotAsked => return Ok(None),
            Self::Known(total) => return Ok(Some(total)),
            Self::Counted { question, total } => (question, total),
            Self::Open { question } => {
                let values = params_from_iter(question.values());
                let total = sql.one(&count_sql(spec, &question), values, |row| row.get(0))?;
                (question, total)
            }
        };
        if let (Some(_), Some((totals, born))) = (spec.counts, sql.totals()) {
            totals.keep(key(spec, &question), born, total);
        }
        Ok(Some(total))
    }
}

fn count_sql(spec: &Spec, clauses: &Clauses) -> String {
    if let Some(whole) = spec.whole.filter(|whole| clauses.are(whole.given)) {
        return whole.sql.to_owned();
    }
    format!("SELECT count(*) FROM {}{}", spec.from, clauses.where_sql())
}

fn key(spec: &Spec, clauses: &Clauses) -> String {
    format!("{}{}{:?}", spec.plural, clauses.where_sql(), clauses.values())
}

/// Name, kind and place of each member of a row's object, and the place of its currency.
pub(super) type Members = Vec<(&'static str, Kind, usize, Option<usize>)>;

pub(super) fn select(
    spec: &Spec,
    query: &ListQuery,
    mut clauses: Clauses,
    counted: Option<&Clauses>,
) -> (String, Members, Vec<Value>) {
    let sort_sql = query.sort.sort.unwrap_or(spec.id);
    let total = counted.map_or("NULL".to_owned(), |what| format!("({})", count_sql(spec, what)));
    let mut columns = vec![spec.id.to_owned(), sort_sql.to_owned(), total];
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
    let order = format!("ORDER BY {sort_sql} {direction}, {} {direction}", spec.id);
    // Limit and offset are values too: the statement of every page is then the same, prepared once.
    let chosen = format!("FROM {}{} {order} LIMIT ? OFFSET ?", spec.from, clauses.where_sql());
    let columns = columns.join(", ");
    let may_sort = query.searches || query.sort.name != spec.default_sort;
    let statement = if may_sort {
        // Where SQLite has to sort, it would carry every column of every match through the sorter,
        // notes and all. So the ids of the page are chosen first.
        let id = spec.id;
        format!("SELECT {columns} FROM {} WHERE {id} IN (SELECT {id} {chosen}) {order}", spec.from)
    } else {
        format!("SELECT {columns} {chosen}")
    };
    let statement = clauses.dated(statement);
    let offset = match query.position {
        Position::Offset(offset) => i64::try_from(offset).unwrap_or(i64::MAX),
        Position::After(_) => 0,
    };
    let mut values = counted.map_or_else(Vec::new, |what| what.values().to_vec());
    values.extend(clauses.into_values());
    values.extend([Value::Integer(i64::from(query.limit) + 1), Value::Integer(offset)]);
    (statement, members, values)
}
