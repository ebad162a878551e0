//! Whether the file has the tables, indexes and guards of this build.

use rusqlite::Connection;

use super::said::{Said, told};
use super::{Finding, RESTORE};
use crate::db::head::{Belonging, belonging};
use crate::db::migrate::{CURRENT, version_of};
use crate::db::shape::{self, Oddity};

/// Whether this build can use the schema as it is.
pub(super) fn version(connection: &Connection) -> Finding {
    const CHECK: &str = "schema version";
    match version_of(connection) {
        Ok(version) if version == CURRENT => {
            Finding::fine(CHECK, told("It is {}.").number(version as u64))
        }
        Ok(version) => Finding::warning(
            CHECK,
            told("It is {}, older than this program's {}.")
                .number(version as u64)
                .number(CURRENT as u64),
            told("`nutrivault migrate` brings it up to date, after a verified copy."),
        ),
        Err(why) => {
            let is_newer = matches!(belonging(connection), Ok(Belonging::Newer(_)));
            let todo =
                if is_newer { told("Use the program that wrote the file.") } else { RESTORE };
            Finding::damage(CHECK, told("It cannot be used: {}").text(why), todo)
        }
    }
}

/// Compares every object with those that the migrations make.
pub(super) fn objects(connection: &Connection) -> Finding {
    const CHECK: &str = "schema";
    let shape = match shape::of(connection, CURRENT) {
        Ok(shape) => shape,
        Err(error) => return Finding::broken_off(CHECK, &error),
    };
    if !shape.oddities.is_empty() {
        let is_foreign = shape.oddities.iter().all(|odd| matches!(odd, Oddity::Foreign { .. }));
        let odd = shape.oddities.iter().map(in_words).collect();
        let todo = match is_foreign {
            true => told(
                "What is foreign acts in the clinic's name, and no copy with it is restored. If it is another program's, let that program take it away; else read what the audit chain says, and go back to the newest backup from before with `nutrivault restore FILE`.",
            ),
            false => told(
                "Read what the audit chain says, then go back to the newest backup with `nutrivault restore FILE`.",
            ),
        };
        return Finding::damage(CHECK, told("Somebody changed it: {}.").several(odd, ", "), todo);
    }
    if !shape.missing_indexes.is_empty() {
        return Finding::warning(
            CHECK,
            told("Indexes are missing: {}.").text(shape.missing_indexes.join(", ")),
            told("Restart the server: it makes them anew."),
        );
    }
    Finding::fine(
        CHECK,
        told("All {} tables, indexes and guards are there.").number(shape.expected as u64),
    )
}

fn in_words(odd: &Oddity) -> Said {
    match odd {
        Oddity::Foreign { kind, name } => {
            told("the {} {} does not belong to NutriVault").text(kind).text(name)
        }
        Oddity::Missing { kind, name } => told("the {} {} is missing").text(kind).text(name),
        Oddity::Changed { kind, name } => told("the {} {} differs").text(kind).text(name),
    }
}
