//! Everything that happened to a patient, newest first.

use std::io::Write;

use jiff::civil::Date;
use rusqlite::params;
use rusqlite::types::Value;

use super::store;
use crate::auth::Scope;
use crate::cache::{Page, Tag};
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::figures::spelled;
use crate::http::Parameters;
use crate::ids::Id;
use crate::list::{Cursor, Direction};
use crate::money;
use crate::shown::Shows;

/// What the timeline's cursors call its order.
const ORDER: &str = "timeline";
const DEFAULT_LIMIT: u32 = 20;
const MOST: u32 = 100;

/// A stretch of the timeline: at most `limit` entries that come before a place in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stretch {
    limit: u32,
    at: String,
    id: String,
}

impl Stretch {
    /// Reads `limit` and `cursor`.
    ///
    /// # Errors
    /// 400 naming the parameter.
    pub fn read(mut parameters: Parameters) -> Result<Self> {
        let limit = parameters.take("limit").map_or(Ok(DEFAULT_LIMIT), |limit| limit.parse());
        let limit = limit.ok().filter(|limit| (1..=MOST).contains(limit));
        let limit =
            limit.ok_or_else(|| Error::field("limit", "must be a whole number from 1 to 100"))?;
        let (at, id) = match parameters.take("cursor") {
            // Sorts after every instant.
            None => ("~".to_owned(), String::new()),
            Some(cursor) => place(&cursor).ok_or_else(|| {
                Error::field("cursor", "must be the next_cursor of an earlier answer")
            })?,
        };
        parameters.finish()?;
        Ok(Self { limit, at, id })
    }

    /// The same for a cache key.
    pub fn key(&self) -> String {
        format!("{}|{}|{}", self.limit, self.at, self.id)
    }
}

fn place(cursor: &str) -> Option<(String, String)> {
    let cursor = Cursor::decode(cursor).filter(|cursor| cursor.sort == ORDER)?;
    match cursor.value {
        // An id of fixed shape keeps the parts of a cache key apart.
        Value::Text(at) => Some((at, cursor.id.parse::<Id>().ok()?.to_string())),
        _ => None,
    }
}

fn cursor_after(at: String, id: String) -> String {
    let (sort, direction) = (ORDER.to_owned(), Direction::Descending);
    Cursor { sort, direction, value: Value::Text(at), id }.encode()
}

/// The entries of that stretch, each kind limited before they are merged. An invoice becomes
/// overdue at midnight, so the answer lives no longer.
///
/// # Errors
/// 404 and 403 for the patient; what SQLite says.
pub(crate) fn page(
    sql: &Sql<'_>,
    id: Id,
    scope: Scope,
    stretch: &Stretch,
    zone: &Zone,
    now: Moment,
) -> Result<Page> {
    store::must_see(sql, id, scope)?;
    let (json, next) = entries(sql, id, stretch, zone.day_of(now))?;
    let mut body = br#"{"success":true,"data":{"timeline":["#.to_vec();
    body.extend_from_slice(&json);
    let next = next.map_or("null".to_owned(), |cursor| format!("\"{cursor}\""));
    // Writing into memory cannot fail.
    let _ = write!(body, "],\"next_cursor\":{next}}}}}");
    let tags = vec![Tag::Patient(id), Tag::Users];
    let until = Some(zone.next_midnight(now));
    Ok(Page { until, ..Page::new(body, tags, Shows::record("patient", id)) })
}

fn entries(
    sql: &Sql<'_>,
    id: Id,
    stretch: &Stretch,
    today: Date,
) -> Result<(Vec<u8>, Option<String>)> {
    let mut json = Vec::new();
    let mut last = None;
    let mut count = 0;
    let mut has_more = false;
    let values =
        params![id, stretch.at, stretch.id, i64::from(stretch.limit) + 1, today.to_string()];
    let statement = spelled(include_str!("../../sql/queries/patients/timeline.sql"), "?5");
    sql.each(&statement, values, |row| {
        if count == stretch.limit {
            has_more = true;
            return Ok(());
        }
        if count > 0 {
            json.push(b',');
        }
        count += 1;
        let (kind, id, at): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let _ = write!(json, r#"{{"type":"{kind}","id":"{id}","at":"{at}""#);
        // An object made by SQL, whose braces are those of this entry.
        let fields: String = row.get(3)?;
        let members = fields.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let _ = write!(json, ",{}", members.unwrap_or_default());
        if let Some(currency) = row.get::<_, Option<String>>(4)? {
            for (name, column) in [("amount", 5), ("balance", 6)] {
                if let Some(minor) = row.get::<_, Option<i64>>(column)? {
                    let _ = write!(json, ",\"{name}\":{}", money::to_json(minor, &currency));
                }
            }
        }
        json.push(b'}');
        last = Some((at, id));
        Ok(())
    })?;
    let next = last.filter(|_| has_more).map(|(at, id)| cursor_after(at, id));
    Ok((json, next))
}
