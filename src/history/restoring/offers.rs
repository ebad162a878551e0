//! Which versions of a record can be gone back to, asked before anybody presses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{Kept, differing, is_free};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::history::replay::{Later, Past, before};
use crate::history::store::{Versions, after_version};
use crate::history::{Change, Version};

/// Whether a record goes back to what a version left.
#[derive(Debug)]
pub(crate) enum Offer {
    /// It is that already.
    Present,
    Open,
    /// A value that is needed was erased.
    Erased,
    Refused(Error),
}

/// The versions of records, and the fields of them that go back.
#[derive(Debug, Default)]
pub(crate) struct Offers {
    pub versions: BTreeMap<i64, Offer>,
    fields: BTreeSet<(i64, String)>,
}

impl Offers {
    /// Whether that field goes back to what that version found.
    pub fn has_field(&self, seq: i64, field: &str) -> bool {
        self.fields.contains(&(seq, field.to_owned()))
    }

    /// These and those.
    pub fn extend(&mut self, other: Self) {
        self.versions.extend(other.versions);
        self.fields.extend(other.fields);
    }
}

/// What of those versions, the newest first, the record goes back to.
///
/// # Errors
/// 404 and 403 of the record; what SQLite says.
pub(crate) fn offers<K: Kept>(
    sql: &Sql<'_>,
    author: &K::Author,
    key: K::Key,
    versions: &Versions,
    now: Moment,
) -> Result<Offers> {
    let record = K::read(sql, author, key, now)?;
    let facts = record.facts();
    let mut offers = Offers::default();
    let id = K::id(key);
    let of_it = |one: &&Version| one.resource_type == K::KIND && one.resource_id == Some(id);
    let all: Vec<&Version> = versions.all.iter().filter(of_it).collect();
    // What newer versions did that stand on the leaves before.
    let later = match all.first().filter(|_| versions.is_continued) {
        Some(newest) => after_version(sql, K::KIND, id, newest.seq)?,
        None => Later::default(),
    };
    let Past { record: mut past, is_incomplete: mut is_erased } = before(facts.clone(), &later);
    for version in all {
        let body = differing::<K>(author, &facts, &past);
        let offer = match (is_erased, body.is_empty()) {
            (true, _) => Offer::Erased,
            (false, true) => Offer::Present,
            (false, false) => match record.judge(sql, author, body, now) {
                Ok(()) => Offer::Open,
                Err(error) => Offer::Refused(error),
            },
        };
        offers.versions.insert(version.seq, offer);
        let is_first = matches!(version.action.as_str(), "CREATE" | "IMPORT");
        is_erased |= version.is_erased;
        for (field, change) in version.changes.iter().flatten() {
            let old = Change::of(change).old;
            if let Some(old) = old.clone().filter(|_| !is_first && is_free::<K>(author, field))
                && facts.get(field).is_some_and(|now| *now != old)
                && record.judge(sql, author, one(field, old), now).is_ok()
            {
                offers.fields.insert((version.seq, field.clone()));
            }
            if past.contains_key(field) {
                past.insert(field.clone(), old.unwrap_or_default());
            }
        }
    }
    Ok(offers)
}

fn one(field: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(field.to_owned(), value)])
}
