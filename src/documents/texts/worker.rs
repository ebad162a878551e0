//! Documents read one after another: those that are new as soon as they are stored, and those of before
//! after the start.

use std::sync::Arc;
use std::time::Duration;

use rocket::fairing::AdHoc;
use rusqlite::params;
use tokio::time::sleep;

use super::{office, text_of};
use crate::db::{Database, Meter, Sql, Tx};
use crate::documents::{LARGEST_FILE, store};
use crate::error::Result;
use crate::generations::Tag;
use crate::ids::Id;
use crate::steady;

/// The first people are let in before documents are read.
const AFTER: Duration = Duration::from_secs(1);
/// How soon after it was stored a document is looked at, at most.
const STEP: Duration = Duration::from_millis(500);
/// What one may take to come out of the database.
const BUDGET: Duration = Duration::from_secs(20);

/// Reads documents from the start of the server to its shutdown.
pub(in crate::documents) fn at_start() -> AdHoc {
    AdHoc::on_liftoff("texts of documents", |rocket| {
        Box::pin(async move {
            let Some(database) = rocket.state::<Database>().cloned() else { return };
            let shutdown = rocket.shutdown();
            steady::spawn("the reading of documents", move || {
                let (database, mut shutdown) = (database.clone(), shutdown.clone());
                async move {
                    tokio::select! {
                        () = &mut shutdown => {}
                        () = follow(&database) => {}
                    }
                }
            });
        })
    })
}

/// Reads what is there, and then whatever comes.
async fn follow(database: &Database) {
    sleep(AFTER).await;
    loop {
        let born = database.generations().now();
        loop {
            match next(database).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    log::warn!("the text of a document could not be kept: {error}");
                    break;
                }
            }
        }
        while database.generations().is_current(born, &[Tag::Documents]) {
            sleep(STEP).await;
        }
    }
}

/// Documents that are looked for at once.
const BATCH: usize = 100;

/// Reads documents that nobody has read yet, the newest first; false when there is none.
async fn next(database: &Database) -> Result<bool> {
    let meter = Arc::<Meter>::default();
    let unread = database.read_at_leisure(BUDGET, &meter, unread).await?;
    let is_some = !unread.is_empty();
    for Unread { id, mime, is_readable } in unread {
        // On a thread of low priority: it takes a processor only where nobody else wants it.
        let text = database.read_at_leisure(BUDGET, &meter, move |sql| {
            let mut bytes = Vec::new();
            if is_readable {
                store::content(sql, id, &mut bytes)?;
            }
            Ok(text_of(&mime, &bytes))
        });
        let text = text.await?;
        let keep = move |tx: &Tx<'_>| {
            tx.run(
                "INSERT INTO document_texts (document_id, text) \
                 SELECT d.id, ?2 FROM documents d WHERE d.id = ?1 \
                 ON CONFLICT (document_id) DO NOTHING",
                params![id, text],
            )?;
            Ok(())
        };
        database.write(&meter, keep).await?;
    }
    Ok(is_some)
}

/// A document that nobody has read yet.
struct Unread {
    id: Id,
    mime: String,
    /// Whether its kind is one that can be read in, and it is no larger than what is kept.
    is_readable: bool,
}

fn unread(sql: &Sql<'_>) -> Result<Vec<Unread>> {
    let statement = format!(
        "SELECT d.id, d.mime_type, d.file_size FROM documents d \
         WHERE NOT EXISTS (SELECT 1 FROM document_texts t WHERE t.document_id = d.id) \
         ORDER BY d.created_at DESC LIMIT {BATCH}"
    );
    sql.all(&statement, [], |row| {
        let (id, mime, size): (Id, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let is_small = size.unsigned_abs() <= LARGEST_FILE;
        let is_readable = is_small
            && (mime == "application/pdf" || mime.starts_with("text/") || office::is_known(&mime));
        Ok(Unread { id, mime, is_readable })
    })
}
