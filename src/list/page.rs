//! One page of a list: at most two statements, rows written as they come.

use std::io::Write;

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::caches::ListCaches;
use super::cursor::Cursor;
use super::json::{Member, write_members};
use super::people::{self, UserDirectory};
use super::query::{ListQuery, Position};
use super::spec::{Kind, Spec};
use super::sql::{Clauses, FullText};
use super::total::{Total, count_sql};
use crate::db::Sql;
use crate::error::Result;

/// The rows of a page as JSON, to which related rows can be added.
pub struct Fetched {
    /// The answer up to its rows, and the rows, with commas between them and without the closing
    /// brace of the last one.
    json: Vec<u8>,
    rows: Vec<Ends>,
    ids: String,
    /// What is added to each row: empty, or one piece a row.
    added: Vec<Vec<u8>>,
    total: Option<i64>,
    next_cursor: Option<String>,
    limit: u32,
    offset: u64,
}

/// Where a row's id ends among the ids, and its members in the JSON.
struct Ends {
    id: usize,
    members: usize,
}

/// About what a row of most lists takes, bytes.
const ROW: usize = 750;

impl Fetched {
    /// Adds `,"<name>":[…]` to every row: `related` gives the JSON array of a row's id.
    pub fn add(&mut self, name: &str, mut related: impl FnMut(&str) -> Option<Vec<u8>>) {
        let mut added = std::mem::take(&mut self.added);
        added.resize(self.rows.len(), Vec::new());
        for (piece, id) in added.iter_mut().zip(self.ids()) {
            let array = related(id);
            let _ = write!(piece, ",\"{name}\":");
            piece.extend_from_slice(array.as_deref().unwrap_or(b"[]"));
        }
        self.added = added;
    }

    /// The id of each row.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let mut begin = 0;
        self.rows.iter().map(move |row| &self.ids[std::mem::replace(&mut begin, row.id)..row.id])
    }

    /// How many rows there are in all; 0 where nobody counted.
    pub fn total(&self) -> u64 {
        self.total.and_then(|total| u64::try_from(total).ok()).unwrap_or(0)
    }

    /// The ids of the rows as a JSON array, for `IN (SELECT value FROM json_each(?))`.
    pub fn ids_json(&self) -> String {
        serde_json::to_string(&self.ids().collect::<Vec<_>>()).unwrap_or_default()
    }

    /// The object of the first row, if there is one.
    pub fn into_first(mut self) -> Option<Vec<u8>> {
        let end = self.rows.first()?.members;
        self.json.truncate(end);
        self.json.push(b'}');
        let begin = self.json.iter().position(|byte| *byte == b'[')? + 1;
        Some(self.json.split_off(begin))
    }

    /// The whole answer: `{"success":true,"data":{"<plural>":[…],"total":…}}`.
    pub fn into_json(mut self) -> Vec<u8> {
        if !self.added.is_empty() {
            self.json = self.with_additions();
        }
        if !self.rows.is_empty() {
            self.json.push(b'}');
        }
        let json = |text: Option<String>| text.map_or("null".to_owned(), |t| format!("\"{t}\""));
        let total = self.total.map_or("null".to_owned(), |total| total.to_string());
        let _ = write!(
            self.json,
            "],\"total\":{total},\"limit\":{},\"offset\":{},\"next_cursor\":{}}}}}",
            self.limit,
            self.offset,
            json(self.next_cursor)
        );
        self.json
    }

    fn with_additions(&self) -> Vec<u8> {
        let size = self.added.iter().map(Vec::len).sum::<usize>();
        let mut json = Vec::with_capacity(self.json.len() + size + 160);
        let mut begin = 0;
        for (row, piece) in self.rows.iter().zip(&self.added) {
            json.extend_from_slice(
                &self.json[std::mem::replace(&mut begin, row.members)..row.members],
            );
            json.extend_from_slice(piece);
        }
        json
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
    let is_in_order = is_in_order(sql, spec, query, &clauses)?;
    let (statement, members, values) = select(spec, query, clauses, total.to_count(), is_in_order);
    let users = users_shown(sql, &members)?;
    let limit = query.limit as usize;
    let mut json = Vec::with_capacity(limit.min(40) * ROW + 160);
    let _ = write!(json, "{{\"success\":true,\"data\":{{\"{}\":[", spec.plural);
    let (mut rows, mut ids) = (Vec::with_capacity(limit.min(100)), String::new());
    let (mut last, mut has_more) = (None, false);
    sql.each(&statement, params_from_iter(values), |row| {
        match rows.len() {
            0 => total.counted(row.get(2)?),
            many if many == limit => {
                has_more = true;
                return Ok(());
            }
            _ => json.extend_from_slice(b"},"),
        }
        json.push(b'{');
        write_members(&mut json, row, &members, users.as_ref())?;
        let id = row.get_ref(0)?.as_str()?;
        ids.push_str(id);
        rows.push(Ends { id: ids.len(), members: json.len() });
        if rows.len() == limit {
            last = Some((row.get::<_, Value>(1)?, id.to_owned()));
        }
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
    let added = Vec::new();
    Ok(Fetched { json, rows, ids, added, total, next_cursor, limit: query.limit, offset })
}

/// The users, where the rows show any.
pub(super) fn users_shown(sql: &Sql<'_>, members: &Members) -> Result<Option<UserDirectory>> {
    if !members.iter().any(|member| member.kind == Kind::User) {
        return Ok(None);
    }
    let users = match sql.kept::<ListCaches>() {
        Some((kept, born)) => kept.people.of(sql, born),
        None => people::read(sql),
    };
    users.map(Some)
}

/// Whether the index of a search has its matches in the order that is asked for.
pub(super) fn is_in_order(
    sql: &Sql<'_>,
    spec: &Spec,
    query: &ListQuery,
    clauses: &Clauses,
) -> Result<bool> {
    if clauses.matched().is_none() || query.sort.name != spec.default_sort {
        return Ok(false);
    }
    let kept = "SELECT is_in_order FROM list_totals WHERE list = ?1";
    sql.one(kept, [spec.plural], |row| row.get(0))
}

pub(super) type Members = Vec<Member>;

/// The members of a row, each at its place behind the three columns of the list itself.
fn members(query: &ListQuery, columns: &mut String) -> Members {
    let mut members = Members::with_capacity(query.shown.len());
    let mut at = 3;
    for column in &query.shown {
        columns.extend([", ", column.sql]);
        let mut member = Member { name: column.name, kind: column.kind, at, currency_at: None };
        if let Kind::Money(currency) = column.kind {
            columns.extend([", ", currency]);
            at += 1;
            member.currency_at = Some(at);
        }
        at += 1;
        members.push(member);
    }
    members
}

pub(super) fn select(
    spec: &Spec,
    query: &ListQuery,
    mut clauses: Clauses,
    counted: Option<&Clauses>,
    is_in_order: bool,
) -> (String, Members, Vec<Value>) {
    let sort_sql = query.sort.sort.unwrap_or(spec.id);
    let mut columns = String::with_capacity(1024);
    columns.extend([spec.id, ", ", sort_sql, ", "]);
    match counted {
        Some(what) => columns.extend(["(", &count_sql(spec, what), ")"]),
        None => columns.push_str("NULL"),
    }
    let members = members(query, &mut columns);
    if let Position::After(cursor) = &query.position {
        cursor.continue_after(sort_sql, query.sort.nullable, spec.id, &mut clauses);
    }
    let direction = query.direction.sql();
    let order = format!("ORDER BY {sort_sql} {direction}, {} {direction}", spec.id);
    // Limit and offset are values too: the statement of every page is then the same, prepared once.
    let chosen = match clauses.matched().filter(|_| is_in_order) {
        // Read off the index: twenty of a thousand matches are fetched, and none is sorted.
        Some((FullText { name, rowno }, question)) => {
            let from = format!(
                "FROM {name} CROSS JOIN {} ON {rowno} = {name}.rowid WHERE {name} MATCH {question}",
                spec.from
            );
            clauses = clauses.match_first();
            let rest = clauses.and_sql();
            format!("{from}{rest} ORDER BY {name}.rowid {direction} LIMIT ? OFFSET ?")
        }
        None => format!("FROM {}{} {order} LIMIT ? OFFSET ?", spec.from, clauses.where_sql()),
    };
    let statement = if query.searches {
        // Matches are sorted, and SQLite would carry every column of every match through the
        // sorter, notes and all. So the ids of the page are chosen first.
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
