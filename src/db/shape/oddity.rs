//! One thing in a schema that is not as our migrations make it.

use std::collections::BTreeMap;
use std::fmt;

use rusqlite::Connection;

use super::{Key, fresh};

/// What is odd, with the kind and the name of the object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Oddity {
    Foreign { kind: String, name: String },
    Missing { kind: String, name: String },
    Changed { kind: String, name: String },
}

impl Oddity {
    pub(super) fn foreign((kind, name): &Key) -> Self {
        Self::Foreign { kind: kind.clone(), name: name.clone() }
    }

    pub(super) fn missing((kind, name): &Key) -> Self {
        Self::Missing { kind: kind.clone(), name: name.clone() }
    }

    pub(super) fn changed((kind, name): &Key) -> Self {
        Self::Changed { kind: kind.clone(), name: name.clone() }
    }
}

impl Oddity {
    /// What could do most harm comes first.
    pub(super) fn rank(&self) -> usize {
        const KINDS: [&str; 5] = ["trigger", "view", "table", "generated column", "column"];
        let (Self::Foreign { kind, .. } | Self::Missing { kind, .. } | Self::Changed { kind, .. }) =
            self;
        let later = if matches!(self, Self::Foreign { .. }) { 0 } else { KINDS.len() };
        match KINDS.iter().position(|known| known == kind) {
            Some(place) => place + later,
            None => 2 * KINDS.len(),
        }
    }
}

impl Oddity {
    /// The name of the object, short and in one line.
    pub fn name(&self) -> String {
        let (Self::Foreign { name, .. } | Self::Missing { name, .. } | Self::Changed { name, .. }) =
            self;
        shown(name)
    }
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign { kind, name } => {
                write!(f, "the {kind} {} does not belong to NutriVault", shown(name))
            }
            Self::Missing { kind, name } => write!(f, "the {kind} {} is missing", shown(name)),
            Self::Changed { kind, name } => {
                write!(f, "the {kind} {} is not as NutriVault makes it", shown(name))
            }
        }
    }
}

/// A name that somebody else has chosen, short and in one line.
pub(crate) fn shown(name: &str) -> String {
    const LONGEST: usize = 80;
    let short: String = name.chars().take(LONGEST).collect();
    let plain: String = short.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if name.chars().count() > LONGEST { format!("{plain}…") } else { plain }
}

/// What of a changed object is odd: of a table its columns, if they are what differs.
pub(super) fn of_changed(
    connection: &Connection,
    key: &Key,
    version: usize,
) -> rusqlite::Result<Vec<Oddity>> {
    let (kind, name) = key;
    let is_plain = "SELECT count(*) = 1 FROM main.sqlite_schema \
                    WHERE name = ?1 AND type = 'table' AND sql LIKE 'CREATE TABLE%'";
    let is_plain: bool = connection.query_row(is_plain, [name], |row| row.get(0))?;
    if kind != "table" || !is_plain {
        return Ok(vec![Oddity::changed(key)]);
    }
    let (found, ours) = (columns(connection, name)?, columns(&fresh(version)?, name)?);
    let column = |column: &String| format!("{name}.{column}");
    let mut odd = Vec::new();
    for (name, kind) in found.iter().filter(|(name, _)| !ours.contains_key(*name)) {
        odd.push(Oddity::Foreign { kind: (*kind).to_owned(), name: column(name) });
    }
    for (name, kind) in ours.iter().filter(|(name, _)| !found.contains_key(*name)) {
        odd.push(Oddity::Missing { kind: (*kind).to_owned(), name: column(name) });
    }
    if odd.is_empty() {
        odd.push(Oddity::changed(key));
    }
    Ok(odd)
}

/// The columns of a table, each with the word for its kind.
fn columns(
    connection: &Connection,
    table: &str,
) -> rusqlite::Result<BTreeMap<String, &'static str>> {
    let mut statement =
        connection.prepare("SELECT name, hidden FROM pragma_table_xinfo(?1, 'main')")?;
    let columns = statement.query_map([table], |row| {
        let kind = if row.get::<_, i64>(1)? >= 2 { "generated column" } else { "column" };
        Ok((row.get(0)?, kind))
    })?;
    columns.collect()
}
