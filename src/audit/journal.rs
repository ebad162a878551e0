//! Writing queued rows behind the requests: in batches, and never silently fewer than were queued.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Map, json};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::chain::Chain;
use super::gathering::{Event, Gathering, Row};
use super::recent::Recent;
use super::record::append;
use super::{Action, Actor, Entry};
use crate::clock::Moment;
use crate::db::{Database, Meter, Tx};
use crate::error::Result;

/// A batch is written at the latest this long after its first row was queued.
const GATHER: Duration = Duration::from_millis(500);
const LONGEST_BATCH: usize = 1024;
/// Records that the rows of one transaction name at most: a large export must not hold up who writes.
const MOST_NAMED: usize = 5_000;
/// While rows are known to be lost, the gap is tried this often without new rows.
const RETRY_GAP: Duration = Duration::from_secs(5);
/// A busy database is asked this often before the batch counts as lost.
const ATTEMPTS: u32 = 3;

/// What goes through the queue.
pub(super) enum Message {
    Event(Event),
    /// Answered when everything queued before it has been dealt with.
    Flush(oneshot::Sender<()>),
}

/// How many rows went which way since the start.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) written: AtomicU64,
    pub(super) lost: AtomicU64,
}

/// Rows that could not be written, until a row says so.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Gap {
    lost: u64,
    from: Moment,
    to: Moment,
}

/// The task behind the queue.
pub(super) struct Journal {
    database: Database,
    queue: mpsc::Receiver<Message>,
    recent: Arc<Recent>,
    tally: Arc<Tally>,
    gathering: Gathering,
    /// Rows that are known to be lost, until one says so.
    gap: Option<Gap>,
}

impl Journal {
    /// What comes through this queue goes into that database.
    pub(super) fn new(
        database: Database,
        queue: mpsc::Receiver<Message>,
        recent: Arc<Recent>,
        tally: Arc<Tally>,
    ) -> Self {
        Self { database, queue, recent, tally, gathering: Gathering::default(), gap: None }
    }

    /// Writes until the queue's other end is dropped.
    pub(super) async fn run(&mut self) {
        loop {
            let first = match self.gap {
                None => self.queue.recv().await,
                Some(_) => match timeout(RETRY_GAP, self.queue.recv()).await {
                    Ok(message) => message,
                    Err(_) => {
                        self.write(Vec::new()).await;
                        continue;
                    }
                },
            };
            let Some(first) = first else { break };
            let (batch, flushes) = self.gather(first).await;
            self.write(batch).await;
            for flush in flushes {
                // Whoever asked may have stopped waiting.
                let _ = flush.send(());
            }
        }
        if let Some(gap) = self.gap {
            log::error!("{} audit rows were lost, and no row could say so", gap.lost);
        }
    }

    /// The rows that arrive within a moment, or until somebody waits for them.
    async fn gather(&mut self, first: Message) -> (Vec<Event>, Vec<oneshot::Sender<()>>) {
        let (mut batch, mut flushes) = (Vec::new(), Vec::new());
        let deadline = Instant::now() + GATHER;
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Event(event) => batch.push(event),
                Message::Flush(waiting) => {
                    flushes.push(waiting);
                    break;
                }
            }
            if batch.len() == LONGEST_BATCH {
                break;
            }
            next = timeout_at(deadline, self.queue.recv()).await.unwrap_or_default();
        }
        (batch, flushes)
    }

    /// Writes the batch: in one transaction, but for rows that name very many records.
    async fn write(&mut self, batch: Vec<Event>) {
        let mut rows = self.gathering.rows(batch);
        while !rows.is_empty() || self.gap.is_some() {
            let rest = rows.split_off(bounded(&rows));
            self.write_at_once(rows).await;
            if rest.is_empty() {
                break;
            }
            rows = rest;
        }
    }

    /// Writes these rows in one transaction, after the row of an earlier gap.
    async fn write_at_once(&mut self, batch: Vec<Row>) {
        let batch = Arc::new(batch);
        match self.try_to_write(&batch).await {
            Ok(()) => {
                self.tally.written.fetch_add(batch.len() as u64, Ordering::Relaxed);
                if let Some(gap) = self.gap.take() {
                    log::warn!(
                        "audit rows are written again; {} were lost, an AUDIT_GAP row says so",
                        gap.lost
                    );
                }
            }
            Err(error) => {
                if self.gap.is_none() {
                    log::error!("AUDIT ROWS ARE BEING LOST, reads go on unrecorded: {error}");
                }
                self.lose(&batch);
            }
        }
    }

    async fn try_to_write(&self, batch: &Arc<Vec<Row>>) -> Result<()> {
        let gap = self.gap;
        let mut attempt = 1;
        loop {
            let rows = Arc::clone(batch);
            let written = self
                .database
                .write(&Arc::new(Meter::default()), move |tx| write_batch(tx, &rows, gap))
                .await;
            match written {
                Err(error) if error.status().code == 503 && attempt < ATTEMPTS => attempt += 1,
                result => return result,
            }
            sleep(GATHER).await;
        }
    }

    fn lose(&mut self, batch: &[Row]) {
        let (Some(first), Some(last)) = (batch.first(), batch.last()) else { return };
        let count = batch.len() as u64;
        self.tally.lost.fetch_add(count, Ordering::Relaxed);
        self.gap = Some(match self.gap {
            None => Gap { lost: count, from: first.at, to: last.at },
            Some(gap) => Gap { lost: gap.lost + count, to: last.at, ..gap },
        });
        // Reads that were coalesced into a lost row are to be written when they happen again.
        self.recent.clear();
        self.gathering.clear();
    }
}

/// How many of these rows, at least one, name no more records than a transaction stores.
fn bounded(rows: &[Row]) -> usize {
    let mut named = 0;
    let fits = |row: &&Row| {
        named += row.entry.listed.len();
        named <= MOST_NAMED
    };
    rows.iter().take_while(fits).count().max(1).min(rows.len())
}

fn write_batch(tx: &Tx<'_>, rows: &[Row], gap: Option<Gap>) -> Result<()> {
    let mut chain = Chain::load(tx)?;
    if let Some(gap) = gap {
        append(tx, &mut chain, &Actor::server(), &gap.entry(), &tx.now().to_string())?;
    }
    for Row { actor, entry, at } in rows {
        append(tx, &mut chain, actor, entry, &at.to_string())?;
    }
    chain.save(tx)
}

impl Gap {
    fn entry(self) -> Entry {
        let mut changes = Map::new();
        changes.insert("lost".into(), json!(self.lost));
        changes.insert("from".into(), json!(self.from));
        changes.insert("to".into(), json!(self.to));
        let mut entry = Entry::new(Action::AuditGap, "audit_log").changing(changes);
        entry.status = "ERROR";
        entry.severity = "CRITICAL";
        entry.error_message = Some("audit rows could not be written".into());
        entry
    }
}
