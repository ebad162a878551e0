//! Whether the head of a file says what the file holds.
//!
//! Which program a database belongs to and which schema it has stand in two fields of the first
//! page. A few wrong bytes there make a sound clinic look like somebody else's, or like one of a
//! newer program: advice that would lead away from the backup. So what they say is held against
//! the tables, their columns and their guards.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::Connection;

use super::connect::APPLICATION_ID;
use super::migrations::{CURRENT, MIGRATIONS};
use super::raw;
use super::wal::{log_of, page_one};

/// Some releases ahead: a migration or two that only change data leave the tables as they are.
const ALMOST_CURRENT: usize = CURRENT + 3;
/// No program counts that far.
const FARTHEST: usize = 1000;

/// What a file is.
#[derive(Debug, PartialEq, Eq)]
pub enum Belonging {
    /// Nothing yet.
    Empty,
    /// Ours, of that schema version.
    Ours(usize),
    /// Ours, but this program does not know its version yet.
    Newer(usize),
    /// Somebody else's.
    Foreign,
    /// Ours by its tables, whatever its head says; a sentence about that.
    Garbled(String),
}

/// What the file is that this connection has open.
///
/// # Errors
/// What SQLite says.
pub fn belonging(connection: &Connection) -> rusqlite::Result<Belonging> {
    let number = |question| connection.query_row(question, [], |row| row.get::<_, i64>(0));
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    let application = number("PRAGMA application_id")?;
    let said = number("PRAGMA user_version")?;
    let is_marked = application == i64::from(APPLICATION_ID);
    if tables == 0 {
        return Ok(match (application, said) {
            (0, 0) => Belonging::Empty,
            _ if is_marked => {
                Belonging::Garbled("It has the mark of NutriVault and no tables.".into())
            }
            _ => Belonging::Foreign,
        });
    }
    let said = usize::try_from(said).unwrap_or(usize::MAX);
    // What every start meets: what is missing in it, the doctor finds.
    if is_marked && said == CURRENT {
        return Ok(Belonging::Ours(said));
    }
    let (found, known) = (objects(connection)?, history()?);
    let fits = |version: usize| is_of(&found, &known, version);
    if !is_marked {
        let is_ours = known[0].is_subset(&found);
        let what = "It has NutriVault's tables, but the mark of another program.".to_owned();
        return Ok(if is_ours { Belonging::Garbled(what) } else { Belonging::Foreign });
    }
    let garbled = |version: usize| {
        Belonging::Garbled(format!(
            "It says that its schema has version {said}, but its tables are those of {version}."
        ))
    };
    let is_exact = known.last() == Some(&found);
    Ok(match said {
        1..=CURRENT if fits(said) => Belonging::Ours(said),
        _ if said > ALMOST_CURRENT && is_exact => garbled(CURRENT),
        _ if said > CURRENT && said < FARTHEST => Belonging::Newer(said),
        _ => match (1..=CURRENT).rev().find(|version| fits(*version)) {
            Some(version) => garbled(version),
            None => Belonging::Garbled(format!(
                "It says that its schema has version {said}, and its tables are those of none."
            )),
        },
    })
}

/// Whether the fields of the head that say how the file is laid out have values that SQLite writes
/// (sqlite.org/fileformat2.html §1.3). With others it may read the file and refuse to write it.
pub fn is_laid_out(file: &Path) -> std::io::Result<bool> {
    let head = head(file)?;
    let (writes, reads) = (head[18], head[19]);
    Ok(head.starts_with(b"SQLite format 3\0")
        && (1..=2).contains(&writes)
        && (1..=2).contains(&reads)
        && head[21..24] == [64, 32, 32]
        && head[44..48] == [0, 0, 0, 4]
        && head[56..60] == [0, 0, 0, 1])
}

/// The head of the file with what stands in its log: that of a new clinic is there first.
///
/// # Errors
/// What the disk says.
pub fn head(file: &Path) -> std::io::Result<[u8; raw::HEAD]> {
    let in_log = page_one(&log_of(file))?;
    match in_log.as_deref().and_then(|page| page.first_chunk()) {
        Some(head) => Ok(*head),
        None => raw::head(file),
    }
}

/// Tables with their columns, and guards, by name. Of indexes nobody's way depends on.
fn objects(connection: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    let mut statement = connection.prepare(
        "SELECT s.type || ' ' || s.name || coalesce('.' || c.name, '') FROM sqlite_schema s \
         LEFT JOIN pragma_table_xinfo(s.name) c ON s.type = 'table' \
         WHERE s.type <> 'index' AND s.name NOT LIKE 'sqlite_%' AND s.name <> 'backup_manifest'",
    )?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// The objects of each version, from the first one.
fn history() -> rusqlite::Result<Vec<BTreeSet<String>>> {
    let empty = Connection::open_in_memory()?;
    let after = |(_, sql): &(&str, &str)| {
        empty.execute_batch(sql)?;
        objects(&empty)
    };
    MIGRATIONS.iter().map(after).collect()
}

/// Whether these objects are those of the version: all of its own, none of a later one.
fn is_of(found: &BTreeSet<String>, known: &[BTreeSet<String>], version: usize) -> bool {
    let (Some(own), Some(last)) = (known.get(version.wrapping_sub(1)), known.last()) else {
        return false;
    };
    own.is_subset(found) && last.difference(own).all(|later| !found.contains(later))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_version(version: usize) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        for (_, sql) in &MIGRATIONS[..version] {
            connection.execute_batch(sql).unwrap();
        }
        say(&connection, APPLICATION_ID, version);
        connection
    }

    fn say(connection: &Connection, application: i32, version: usize) {
        connection.pragma_update(None, "application_id", application).unwrap();
        connection.pragma_update(None, "user_version", i32::try_from(version).unwrap()).unwrap();
    }

    #[test]
    fn every_version_is_known_for_what_it_is() {
        for version in 1..=CURRENT {
            assert_eq!(belonging(&of_version(version)).unwrap(), Belonging::Ours(version));
        }
        let newer = of_version(CURRENT);
        newer.execute_batch("CREATE TABLE later (id INTEGER)").unwrap();
        for version in [CURRENT + 1, CURRENT + 50] {
            say(&newer, APPLICATION_ID, version);
            assert_eq!(belonging(&newer).unwrap(), Belonging::Newer(version));
        }
    }

    #[test]
    fn a_head_that_does_not_fit_the_tables_is_garbled() {
        let clinic = of_version(CURRENT);
        for (application, version) in [
            (0, 0),
            (7, CURRENT),
            (APPLICATION_ID ^ 0xff, CURRENT),
            (APPLICATION_ID, 0),
            (APPLICATION_ID, 1),
            (APPLICATION_ID, 6),
            (APPLICATION_ID, 999),
            (APPLICATION_ID, 0x7f00_0007),
        ] {
            say(&clinic, application, version);
            let found = belonging(&clinic).unwrap();
            assert!(matches!(found, Belonging::Garbled(_)), "{application} {version}: {found:?}");
        }
        let foreign = Connection::open_in_memory().unwrap();
        foreign.execute_batch("CREATE TABLE patients (id INTEGER)").unwrap();
        assert_eq!(belonging(&foreign).unwrap(), Belonging::Foreign);
    }
}
