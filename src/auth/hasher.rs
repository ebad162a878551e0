//! bcrypt, on threads of its own: a guess costs a quarter of a second of processor time, which
//! nobody who only reads a list should wait for.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use parking_lot::Mutex;
use tokio::sync::oneshot;

use crate::config;
use crate::error::{Error, Result};
use crate::leisure::{self, Priority};
use crate::message::message;
use crate::steady;

/// Beyond these, somebody who logs in is told to come back: they would wait for a quarter of a minute.
const QUEUE: usize = 64;

/// More than 72 bytes bcrypt would silently cut off.
pub const LONGEST_PASSWORD: usize = 72;

type Job = Box<dyn FnOnce() + Send>;

/// The threads that hash and verify passwords. Managed state.
pub struct Hasher {
    queue: SyncSender<Job>,
    cost: u32,
}

impl Hasher {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn start(config: &config::Auth) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel::<Job>(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        for number in 0..config.bcrypt_threads {
            let jobs = Arc::clone(&jobs);
            thread::Builder::new()
                .name(format!("passwords-{number}"))
                .spawn(move || work_off(&jobs))?;
        }
        Ok(Self { queue, cost: config.bcrypt_cost })
    }

    /// The hash to store for this password.
    ///
    /// # Errors
    /// 503 when the queue is full; 500 for what the policy should have refused.
    pub async fn hash(&self, password: String) -> Result<String> {
        let cost = self.cost;
        self.run(move || hash_here(&password, cost)).await?
    }

    /// Whether this is the password of that hash. Without a hash (nobody has this name) the
    /// answer is no, after the same work; so it is for a hash of a lower cost, and for one that is
    /// never computed.
    ///
    /// # Errors
    /// 503 when the queue is full.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        let cost = self.cost;
        self.run(move || match hash.filter(|hash| is_computed(hash)) {
            Some(hash) => verify_evenly(&password, &hash, cost),
            None => {
                verify_evenly(&password, &nobodys_hash(cost), cost);
                false
            }
        })
        .await
    }

    /// Whether a stored hash was made at another cost than today's.
    pub fn is_outdated(&self, hash: &str) -> bool {
        cost_of(hash) != Some(self.cost)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move || {
            // Nobody waits any more when the client has gone.
            if !answer.is_closed() {
                let _gone = answer.send(work());
            }
        });
        match self.queue.try_send(job) {
            Ok(()) => answered.await.map_err(Error::internal),
            Err(TrySendError::Full(_)) => Err(Error::busy(message(
                "refused-logins",
                "Many people are logging in at this moment. Try again in a few seconds.",
            ))),
            Err(TrySendError::Disconnected(_)) => Err(Error::internal("no password thread")),
        }
    }
}

fn work_off(jobs: &Mutex<Receiver<Job>>) {
    if let Err(error) = leisure::lower(Priority::Lowest) {
        log::debug!("password threads run at normal priority: {error}");
    }
    loop {
        let job = jobs.lock().recv();
        match job {
            // One bad job must not take away the thread that everybody's logins need; who waits for
            // it is told that it failed.
            Ok(job) => {
                if catch_unwind(AssertUnwindSafe(job)).is_err() {
                    steady::note_panic("the check of a password");
                }
            }
            Err(_server_gone) => return,
        }
    }
}

/// The hash of a password, on this thread: for the command line.
///
/// # Errors
/// 500 for a password longer than bcrypt reads, or with a NUL.
pub fn hash_here(password: &str, cost: u32) -> Result<String> {
    if !is_whole(password) {
        return Err(Error::internal("a password that bcrypt would cut off reached the hasher"));
    }
    bcrypt::hash(password, cost).map_err(Error::internal)
}

/// Whether this is the password of that hash, on this thread. A password that bcrypt would cut
/// off matches nothing.
pub fn verify_here(password: &str, hash: &str) -> bool {
    // A hash that cannot be read belongs to no password.
    is_whole(password) && is_computed(hash) && bcrypt::verify(password, hash).unwrap_or(false)
}

/// bcrypt reads 72 bytes, up to a NUL. (The crate's `non_truncating_*` refuse the 72nd byte too,
/// to keep room for the NUL that ends the key; the key is unambiguous without it.)
fn is_whole(password: &str) -> bool {
    password.len() <= LONGEST_PASSWORD && !password.contains('\0')
}

/// Verifies in the time of `cost` even where the hash is cheaper: 2^c rounds and then
/// 2^c + 2^(c+1) + … + 2^(cost−1) more are 2^cost.
fn verify_evenly(password: &str, hash: &str, cost: u32) -> bool {
    let matches = verify_here(password, hash);
    let from = cost_of(hash).unwrap_or(cost);
    for missing in from..cost {
        let _spent = bcrypt::hash_with_salt(password, missing, [0; 16]);
    }
    matches
}

/// A hash of that cost which takes as long as any to be verified.
fn nobodys_hash(cost: u32) -> String {
    format!("$2b${cost:02}${}", ".".repeat(53))
}

fn cost_of(hash: &str) -> Option<u32> {
    hash.get(4..6)?.parse().ok()
}

/// Whether a password is ever held against this hash.
pub fn is_computed(hash: &str) -> bool {
    cost_of(hash).is_some_and(|cost| config::BCRYPT_COSTS.contains(&cost))
}

/// Whether it is a bcrypt hash of a cost that is never computed. What is no such hash at all belongs
/// to no password, and harms nobody.
pub fn is_beyond(hash: &str) -> bool {
    hash.starts_with("$2") && !is_computed(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hasher(cost: u32) -> Hasher {
        let auth = config::Auth { bcrypt_cost: cost, ..config::Config::default().auth };
        Hasher::start(&auth).unwrap()
    }

    #[rocket::async_test]
    async fn a_password_matches_its_hash_and_nothing_else_does() {
        let hasher = hasher(4);
        let hash = hasher.hash("a long passphrase".into()).await.unwrap();
        assert!(hasher.verify("a long passphrase".into(), Some(hash.clone())).await.unwrap());
        assert!(!hasher.verify("another passphrase".into(), Some(hash)).await.unwrap());
        assert!(!hasher.verify("a long passphrase".into(), None).await.unwrap());
    }

    #[test]
    fn seventy_two_bytes_count_to_the_last_and_more_match_nothing() {
        let longest = "x".repeat(72);
        let hash = hash_here(&longest, 4).unwrap();
        assert!(verify_here(&longest, &hash));
        assert!(!verify_here(&longest[..71], &hash));
        assert!(!verify_here(&format!("{longest}y"), &hash));
        assert!(hash_here(&format!("{longest}y"), 4).is_err());
        assert!(hash_here("nul\0nul", 4).is_err());
    }

    #[test]
    fn imported_hashes_of_other_prefixes_and_costs_verify() {
        let hash = hash_here("correct horse", 5).unwrap();
        for prefix in ["$2a$", "$2b$", "$2y$"] {
            let imported = format!("{prefix}{}", &hash[4..]);
            assert!(verify_evenly("correct horse", &imported, 6), "{prefix}");
            assert!(!verify_evenly("wrong horse", &imported, 6), "{prefix}");
        }
        assert!(hasher(4).is_outdated(&hash) && !hasher(5).is_outdated(&hash));
    }

    #[test]
    fn nobodys_hash_is_one_that_bcrypt_works_on() {
        assert_eq!(bcrypt::verify("anything", &nobodys_hash(4)).ok(), Some(false));
    }

    #[rocket::async_test]
    async fn a_hash_of_an_endless_cost_is_refused_after_the_work_of_any_other() {
        let begun = std::time::Instant::now();
        let hash = hash_here("a long passphrase", 4).unwrap();
        for cost in ["03", "15", "20", "31", "+9", "99"] {
            let forged = format!("{}{cost}{}", &hash[..4], &hash[6..]);
            let is_right = hasher(4).verify("a long passphrase".into(), Some(forged.clone())).await;
            assert!(!is_right.unwrap(), "{forged}");
            assert!(!verify_here("a long passphrase", &forged), "{forged}");
            assert_eq!(is_beyond(&forged), cost != "+9", "{forged}");
        }
        assert!(!is_beyond(&hash) && !is_beyond("sha256:0123"));
        assert!(begun.elapsed().as_secs() < 2);
    }

    #[rocket::async_test]
    async fn a_check_that_panics_fails_alone() {
        let hasher = hasher(4);
        let failed = hasher.run(|| panic!("a check that panics")).await;
        let failed: Result<()> = failed;
        assert_eq!(failed.unwrap_err().status().code, 500);
        assert!(!hasher.verify("a long passphrase".into(), None).await.unwrap());
    }

    #[rocket::async_test]
    async fn a_full_queue_is_answered_at_once() {
        let hasher = hasher(6);
        let waiting: Vec<_> =
            (0..QUEUE * 3).map(|_| Box::pin(hasher.hash("a long passphrase".into()))).collect();
        let answers = rocket::futures::future::join_all(waiting).await;
        let busy = answers.iter().filter(|a| a.as_ref().is_err_and(|e| e.code() == "BUSY")).count();
        assert!(busy > 0 && busy < answers.len(), "{busy} of {}", answers.len());
    }
}
