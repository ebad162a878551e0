//! The columns that searches read, folded anew where the program folds otherwise than the one that
//! wrote them.

use rusqlite::{Connection, Row, Transaction, TransactionBehavior, params};

use super::wal;
use crate::text::{contact_terms, contacts, names};

/// The rules of folding that this build writes by. Whoever changes [`names::index`],
/// [`names::name_terms`], [`contacts`], [`contact_terms::of`] or [`contact_terms::of_letters`] counts it up.
const RULES: i64 = 3;

/// The indexes of the folded columns, each kept by triggers of its name.
const INDEXES: [&str; 3] = ["patients_search", "patients_lookup", "patients_contacts"];

/// Rows that are held at once.
const CHUNK: usize = 5_000;

/// A patient's row, as far as it is searched.
struct Searched {
    rowno: i64,
    first: Option<String>,
    last: String,
    former: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    file_number: Option<String>,
}

/// Folds all patients anew unless they are folded by these rules, in one transaction.
///
/// The indexes are filled afterwards in one go: of 200,000 patients the same SQL took 42 s on a
/// busy machine; row by row, by what 20,000 took, it would have been 378 s.
///
/// # Errors
/// What SQLite says; then everything is as it was.
pub(super) fn refold(connection: &mut Connection) -> rusqlite::Result<()> {
    let version: i64 =
        connection.query_row("SELECT version FROM search_rules", [], |row| row.get(0))?;
    if version == RULES {
        return Ok(());
    }
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut triggers = Vec::new();
    for index in INDEXES {
        let trigger: String = tx.query_row(
            "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?1 || '_update'",
            [index],
            |row| row.get(0),
        )?;
        tx.execute_batch(&format!("DROP TRIGGER {index}_update"))?;
        triggers.push(trigger);
    }
    tx.execute_batch("DELETE FROM name_terms;")?;
    let mut last = i64::MIN;
    while let Some(next) = refold_after(&tx, last)? {
        last = next;
    }
    for (index, trigger) in INDEXES.iter().zip(triggers) {
        tx.execute_batch(&format!("INSERT INTO {index} ({index}) VALUES ('rebuild')"))?;
        tx.execute_batch(&trigger)?;
    }
    tx.execute("UPDATE search_rules SET version = ?1", [RULES])?;
    wal::advance_if_there(&tx)?;
    tx.commit()
}

/// Folds the rows that follow that one; the last of them, if there are any.
fn refold_after(tx: &Transaction<'_>, last: i64) -> rusqlite::Result<Option<i64>> {
    let rows: Vec<Searched> = tx
        .prepare_cached(
            "SELECT rowno, nullif(first_name, ''), last_name, former_names, email, phone, file_number \
             FROM patients WHERE rowno > ?1 ORDER BY rowno LIMIT ?2",
        )?
        .query_map(params![last, i64::try_from(CHUNK).unwrap_or(i64::MAX)], searched)?
        .collect::<rusqlite::Result<_>>()?;
    let mut written = tx.prepare_cached(
        "UPDATE patients SET name_words = ?2, contact_folded = ?3, number_parts = ?4, \
         contact_parts = ?5 WHERE rowno = ?1",
    )?;
    let mut learnt = tx.prepare_cached("INSERT OR IGNORE INTO name_terms (term) VALUES (?1)")?;
    for row in &rows {
        let (first, former) = (row.first.as_deref(), row.former.as_deref());
        let [email, phone, number] =
            [&row.email, &row.phone, &row.file_number].map(Option::as_deref);
        let contacts = contacts(email, phone, number);
        written.execute(params![
            row.rowno,
            names::index(first, &row.last, former),
            contacts,
            contact_terms::of(email, phone, number),
            contact_terms::of_letters(&contacts)
        ])?;
        for term in names::name_terms(first, &row.last, former) {
            learnt.execute([term])?;
        }
    }
    Ok(rows.last().map(|row| row.rowno))
}

fn searched(row: &Row<'_>) -> rusqlite::Result<Searched> {
    Ok(Searched {
        rowno: row.get(0)?,
        first: row.get(1)?,
        last: row.get(2)?,
        former: row.get(3)?,
        email: row.get(4)?,
        phone: row.get(5)?,
        file_number: row.get(6)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::db::connect;
    use crate::db::migrate::{MIGRATIONS, migrate};

    #[test]
    fn patients_of_an_older_version_are_found_by_the_new_rules() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = connect::writer(&folder.path().join("nutrivault.db")).unwrap();
        let before = MIGRATIONS.iter().position(|(name, _)| name.ends_with("_names")).unwrap();
        for (_, sql) in &MIGRATIONS[..before] {
            connection.execute_batch(sql).unwrap();
        }
        connection.pragma_update(None, "application_id", connect::APPLICATION_ID).unwrap();
        connection.pragma_update(None, "user_version", before as i64).unwrap();
        for number in 0..3 {
            connection
                .execute(
                    "INSERT INTO patients (id, first_name, last_name, first_name_folded, \
                     last_name_folded, name_words, contact_folded, date_of_birth, phone, \
                     created_at, updated_at) VALUES (?1, 'Jean-Luc', 'Müller', 'jean-luc', 'muller', \
                     '  jean-luc  luc  muller', '+33 6 12' || char(10, 10), '1980-01-01', \
                     '+33 6 12 34 56 78', '2026-01-01', '2026-01-01')",
                    [number.to_string()],
                )
                .unwrap();
        }
        migrate(&mut connection, folder.path(), Clock::default().now()).unwrap();
        let found = |question: &str| -> i64 {
            connection
                .query_row(
                    "SELECT count(*) FROM patients_search WHERE patients_search MATCH ?1",
                    [question],
                    |row| row.get(0),
                )
                .unwrap()
        };
        assert_eq!(found("\" jeanlucm\""), 3);
        assert_eq!(found("\" mueller|\""), 3);
        assert_eq!(found("\"+336123\""), 3);
        assert_eq!(found("\" jean-luc\""), 0, "nothing of the old folding is left");
        let terms: i64 = connection
            .query_row("SELECT count(*) FROM name_terms WHERE term = 'jeanluc'", [], |row| {
                row.get(0)
            })
            .unwrap();
        let version: i64 =
            connection.query_row("SELECT version FROM search_rules", [], |row| row.get(0)).unwrap();
        assert_eq!((terms, version), (1, RULES));
        for index in INDEXES {
            let check =
                format!("INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)");
            connection.execute_batch(&check).unwrap();
        }
        assert!(
            crate::db::shape::of(&connection, crate::db::migrate::CURRENT)
                .unwrap()
                .oddities
                .is_empty()
        );
    }
}
