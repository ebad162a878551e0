//! Backups that are known to restore.
//!
//! A copy is taken from one snapshot of the live database, carries its own manifest (what it
//! must contain, a digest of every table and one of every byte), and counts as made only after it
//! has been read back and compared. The server makes one a day by its `Plan`; the `Keeper` is who
//! works on copies, one thing at a time. A restore checks the candidate the same way before
//! anything is touched, prepares the new database beside the old one, and swaps them with one
//! rename; what the pages order is staged, and swapped at the next start.

mod api;
mod bringing;
mod by_hand;
mod candidate;
mod course;
mod difference;
mod digest;
mod keeper;
mod key;
mod memory;
mod plan;
mod restoration;
mod room;
mod rotation;
mod schedule;
mod second;
mod shelf;
mod snapshot;
pub mod staging;
mod stamp;
pub mod store;

use std::fmt;
use std::sync::Arc;

use rocket::fairing::AdHoc;
use serde::{Deserialize, Serialize};

use crate::audit::verification::Verification;
use crate::config::Config;
use crate::db::Database;
use crate::settings::Current;

pub use bringing::UploadPermit;
pub use by_hand::take_in;
pub use candidate::{Candidate, Flaw, Refusal, examine, examine_here};
pub use course::{Course, Phase, Stop};
pub use difference::Difference;
pub use keeper::{Keeper, Trouble, Work};
pub use key::SealKey;
pub use memory::{Recollection, contradiction_in, recollect};
pub use plan::{Plan, PlanChange};
pub use restoration::{Change, Judge, Restored, compare, restore};
pub use room::{for_copy_of as room_for, free};
pub use second::{Disk, Place, copy as copy_to_second, folder as second_folder};
pub use shelf::{Kept, named, shelf};
pub use snapshot::{Made, take};
pub use store::{Counts, Digests, Run, note};

/// Why a copy was made.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Origin {
    /// Somebody wanted it.
    #[default]
    Manual,
    /// By the plan; only these make room for newer ones.
    Schedule,
    /// What a restore replaced.
    Restore,
}

impl Origin {
    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Manual => "MANUAL",
            Self::Schedule => "SCHEDULE",
            Self::Restore => "RESTORE",
        }
    }

    /// How the names of its files begin.
    fn prefix(self) -> &'static str {
        match self {
            Self::Manual => "nutrivault",
            Self::Schedule => "daily",
            Self::Restore => "before-restore",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What a backup must contain: it lies inside the copy, so that a renamed file proves itself.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Manifest {
    /// UTC.
    pub made_at: String,
    /// The first link of its audit trail: whose backup it is.
    #[serde(default)]
    pub lineage: Option<String>,
    /// The program that made it.
    pub program: String,
    #[serde(default)]
    pub origin: Origin,
    pub schema_version: usize,
    /// The rows of every table.
    pub rows: Counts,
    /// The digest of every table; none in copies of older programs.
    #[serde(default)]
    pub digests: Digests,
    /// The number and the hash of the last audit row, and its instant.
    pub audit_seq: i64,
    pub audit_head: String,
    pub newest: Option<String>,
    /// Names the place of the file's digest.
    pub seal: String,
    /// Names the key of the proof that stands behind the digest; none in copies of older programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// The newest copy that passes every check, among the newest few.
pub fn newest_good(config: &Config) -> Option<Kept> {
    const TRIED: usize = 5;
    let sealed = shelf(&config.backups()).ok()?.into_iter().filter(|copy| copy.manifest.is_some());
    let mut good = sealed.take(TRIED).filter_map(|copy| {
        let found = examine_here(config, &copy.file).ok()?;
        Some((found.is_made_here, copy))
    });
    let first = good.next()?;
    // What is proved goes before what only is whole.
    let proved = if first.0 { None } else { good.find(|(is_made_here, _)| *is_made_here) };
    Some(proved.unwrap_or(first).1)
}

/// The keeper of the copies, and the schedule.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("backups", |rocket| async {
        let known =
            (rocket.state::<Config>(), rocket.state::<Database>(), rocket.state::<Current>());
        let (Some(config), Some(database), Some(settings)) = known else { return rocket };
        let keeper = Keeper::new(config.clone(), database.clone(), settings.clone());
        if let Some(verification) = rocket.state::<Verification>() {
            let config = config.clone();
            let remembered =
                move |database: &Database| Ok(memory::recollect_here(database, &config)?.bad);
            verification.remember(Arc::new(remembered));
        }
        rocket.manage(keeper).attach(schedule::daily()).mount("/api/system/backups", api::routes())
    })
}
