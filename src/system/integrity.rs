//! SQLite's own quick check, remembered for a while: nobody waits long for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::time::timeout;

use crate::db::migrate::CURRENT;
use crate::db::{Database, Meter, shape};

/// A verdict is asked for again after this long.
const KEPT: Duration = Duration::from_secs(300);
/// How long a request waits for a verdict that is being found.
const PATIENCE: Duration = Duration::from_secs(2);

/// The last verdict. Managed state.
#[derive(Clone, Default)]
pub struct Integrity(Arc<Known>);

#[derive(Default)]
struct Known {
    last: Mutex<Option<(Instant, String)>>,
    is_checking: AtomicBool,
}

impl Integrity {
    /// The verdict while there is none yet.
    pub const PENDING: &str = "being checked";

    /// `ok`, what the check found, or that it is not known yet.
    pub async fn verdict(&self, database: &Database) -> String {
        let is_due = self.0.last.lock().as_ref().is_none_or(|(at, _)| at.elapsed() >= KEPT);
        if is_due && !self.0.is_checking.swap(true, Ordering::AcqRel) {
            let (known, database) = (Arc::clone(&self.0), database.clone());
            let check = tokio::spawn(async move {
                let verdict = quick_check(&database).await;
                *known.last.lock() = Some((Instant::now(), verdict));
                known.is_checking.store(false, Ordering::Release);
            });
            // Beyond our patience it goes on, and the next request sees its verdict.
            let _ = timeout(PATIENCE, check).await;
        }
        let last = self.0.last.lock();
        last.as_ref().map_or_else(|| Self::PENDING.into(), |(_, verdict)| verdict.clone())
    }
}

async fn quick_check(database: &Database) -> String {
    let meter = Arc::new(Meter::default());
    let checked = database.read(&meter, |sql| {
        // Not through the query log: it is meant to take long.
        let check = sql.connection().query_row("PRAGMA quick_check(1)", [], |row| row.get(0));
        let verdict: String = check?;
        let odd = shape::of(sql.connection(), CURRENT)?.oddities;
        Ok(match odd.first() {
            Some(odd) if verdict == "ok" => format!("{odd}: run `nutrivault doctor`"),
            _ => verdict,
        })
    });
    match checked.await {
        Ok(verdict) => verdict,
        Err(error) if error.status().code == 503 => {
            "not known: the check takes longer than a question may; run `nutrivault doctor`".into()
        }
        Err(error) => {
            log::error!("the quick check failed: {error}");
            "the check failed: see the log, run `nutrivault doctor`".into()
        }
    }
}
