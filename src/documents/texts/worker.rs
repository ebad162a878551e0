//! Documents read one after another: those that are new as soon as they are stored, and those of before
//! after the start.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rocket::fairing::AdHoc;
use rusqlite::params;
use tokio::sync::oneshot;
use tokio::time::sleep;

use super::{Apart, apart, office, text_of};
use crate::db::{Database, Meter, Sql, Tx};
use crate::documents::{LARGEST_FILE, store};
use crate::error::{Error, Result};
use crate::generations::Tag;
use crate::ids::Id;
use crate::steady;

/// The first people are let in before documents are read.
const AFTER: Duration = Duration::from_secs(1);
/// How soon after it was stored a document is looked at, at most.
const STEP: Duration = Duration::from_millis(500);
/// When those are tried again that could not be read, the database being busy for one.
const AGAIN: Duration = Duration::from_secs(60);
/// What one may take to come out of the database.
const BUDGET: Duration = Duration::from_secs(20);
/// Documents that are looked for at once.
const BATCH: usize = 100;

/// Reads documents from the start of the server to its shutdown.
pub(in crate::documents) fn at_start() -> AdHoc {
    AdHoc::on_liftoff("texts of documents", |rocket| {
        Box::pin(async move {
            let Some(database) = rocket.state::<Database>().cloned() else { return };
            let worker = Worker { database, is_apart: rocket.state::<Apart>().is_some() };
            let shutdown = rocket.shutdown();
            steady::spawn("the reading of documents", move || {
                let (worker, mut shutdown) = (worker.clone(), shutdown.clone());
                async move {
                    tokio::select! {
                        () = &mut shutdown => {}
                        () = worker.follow() => {}
                    }
                }
            });
        })
    })
}

/// Who reads.
#[derive(Clone)]
struct Worker {
    database: Database,
    /// Whether in processes of their own; a test's own program has no command for it.
    is_apart: bool,
}

/// A document that nobody has read yet.
struct Unread {
    row: i64,
    id: Id,
    mime: String,
    /// Whether its kind is one that can be read in, and it is no larger than what is kept.
    is_readable: bool,
}

impl Worker {
    /// Reads what is there, and then whatever comes: documents never come below one that is there.
    async fn follow(&self) {
        sleep(AFTER).await;
        let mut floor = 0;
        loop {
            let born = self.database.generations().now();
            match self.walk(floor).await {
                Ok(highest) => floor = highest,
                Err(error) => {
                    log::warn!(
                        "the text of a document could not be kept, and is tried again: {error}"
                    );
                    sleep(AGAIN).await;
                    continue;
                }
            }
            while self.database.generations().is_current(born, &[Tag::Documents]) {
                sleep(STEP).await;
            }
        }
    }

    /// Reads those above that row, the newest first, and returns the highest that was there; one that
    /// fails keeps no other from its turn.
    async fn walk(&self, floor: i64) -> Result<i64> {
        let meter = Arc::<Meter>::default();
        let highest = |sql: &Sql<'_>| {
            sql.one("SELECT coalesce(max(rowid), 0) FROM documents", [], |row| row.get(0))
        };
        let highest: i64 = self.database.read_at_leisure(BUDGET, &meter, highest).await?;
        let (mut below, mut failed) = (i64::MAX, None);
        loop {
            let meter = Arc::<Meter>::default();
            let batch = move |sql: &Sql<'_>| unread(sql, floor, below);
            let batch = self.database.read_at_leisure(BUDGET, &meter, batch).await?;
            let Some(last) = batch.last() else { break };
            below = last.row;
            for document in batch {
                failed = self.take_down(document).await.err().or(failed);
            }
        }
        failed.map_or(Ok(highest), Err)
    }

    /// Reads a document and keeps its text. Its bytes are out of the database before they are looked at:
    /// no question stays open meanwhile.
    async fn take_down(&self, document: Unread) -> Result<()> {
        let Unread { id, mime, is_readable, .. } = document;
        let meter = Arc::<Meter>::default();
        let text = match is_readable {
            false => String::new(),
            true => {
                let content = move |sql: &Sql<'_>| {
                    let mut bytes = Vec::new();
                    store::content(sql, id, &mut bytes)?;
                    Ok(bytes)
                };
                let bytes = self.database.read_at_leisure(BUDGET, &meter, content).await?;
                self.read(mime, bytes).await?
            }
        };
        let keep = move |tx: &Tx<'_>| {
            tx.run(
                "INSERT INTO document_texts (document_id, text) \
                 SELECT d.id, ?2 FROM documents d WHERE d.id = ?1 \
                 ON CONFLICT (document_id) DO NOTHING",
                params![id, text],
            )?;
            Ok(())
        };
        self.database.write(&meter, keep).await
    }

    async fn read(&self, mime: String, bytes: Vec<u8>) -> Result<String> {
        let is_apart = self.is_apart;
        let (answer, answered) = oneshot::channel();
        let reading = move || {
            let text = match is_apart {
                true => apart::read(&mime, &bytes),
                false => Ok(text_of(&mime, &bytes)),
            };
            // Nobody listens any more at the end of the server.
            let _gone = answer.send(text);
        };
        thread::Builder::new().name("documents".into()).spawn(reading).map_err(Error::internal)?;
        let text = answered.await.map_err(Error::internal)?;
        text.map_err(Error::internal)
    }
}

fn unread(sql: &Sql<'_>, floor: i64, below: i64) -> Result<Vec<Unread>> {
    let statement = format!(
        "SELECT d.rowid, d.id, d.mime_type, d.file_size FROM documents d \
         WHERE d.rowid > ?1 AND d.rowid < ?2 \
         AND NOT EXISTS (SELECT 1 FROM document_texts t WHERE t.document_id = d.id) \
         ORDER BY d.rowid DESC LIMIT {BATCH}"
    );
    sql.all(&statement, [floor, below], |row| {
        let (row, id, mime, size): (i64, Id, String, i64) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let is_small = size.unsigned_abs() <= LARGEST_FILE;
        let is_readable = is_small
            && (mime == "application/pdf" || mime.starts_with("text/") || office::is_known(&mime));
        Ok(Unread { row, id, mime, is_readable })
    })
}
