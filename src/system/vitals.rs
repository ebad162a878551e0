//! Everything that is measured, at one moment: what `/metrics`, the status and the System page say
//! comes from here.

use std::sync::Arc;

use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

use super::log_watch::LogWatch;
use super::process::Process;
use super::pulse::{LastMinute, Pulse};
use super::sizes::{size_of, wal_of};
use super::tiers::Tiers;
use super::traffic::Traffic;
use crate::audit::{QueueState, ReadLog};
use crate::auth::Sessions;
use crate::backups::Keeper;
use crate::backups::store::Record;
use crate::cache::Responses;
use crate::db::{Database, Load, PoolState};
use crate::disk;
use crate::histogram::Reading;

/// The figures of one moment.
pub struct Vitals {
    pub(super) traffic: Arc<Traffic>,
    pub pool: PoolState,
    pub cache: Tiers,
    pub load: Load,
    pub scheduler_delays: Reading,
    pub last_minute: LastMinute,
    pub process: Process,
    pub slow_queries: u64,
    pub audit_queue: QueueState,
    /// What is known of the backups.
    pub backups: Option<Record>,
    /// Tokens in memory whose holders may come in.
    pub sessions: usize,
    pub database_bytes: u64,
    pub wal_bytes: u64,
    /// Bytes of it that somebody keeps from being folded in.
    pub held_bytes: u64,
    /// Bytes that are free on the disk of the clinic's data; none where nobody knows.
    pub free_bytes: Option<u64>,
}

impl Vitals {
    /// Seconds since the start.
    pub fn uptime_s(&self) -> u64 {
        self.traffic.uptime().as_secs()
    }

    /// How long answers took since the start.
    pub fn answers(&self) -> Reading {
        self.traffic.times()
    }

    fn of(request: &Request<'_>) -> Option<Self> {
        let rocket = request.rocket();
        let database = rocket.state::<Database>()?;
        let pulse = rocket.state::<Arc<Pulse>>()?;
        Some(Self {
            traffic: Arc::clone(rocket.state::<Arc<Traffic>>()?),
            pool: database.pool_state(),
            cache: Tiers::of(rocket.state::<Responses>()?),
            load: database.load(),
            scheduler_delays: pulse.scheduler_delays(),
            last_minute: pulse.last_minute(),
            process: Process::now(),
            slow_queries: database.query_log().count(),
            audit_queue: rocket.state::<ReadLog>()?.state(),
            backups: rocket.state::<Keeper>().map(Keeper::record),
            sessions: rocket.state::<Sessions>()?.count(database.clock().now()),
            database_bytes: size_of(database.path()),
            wal_bytes: size_of(&wal_of(database.path())),
            held_bytes: rocket.state::<Arc<LogWatch>>()?.held_bytes(),
            free_bytes: database.path().parent().and_then(|folder| disk::free(folder).ok()),
        })
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Vitals {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match Self::of(request) {
            Some(vitals) => Outcome::Success(vitals),
            None => Outcome::Error((rocket::http::Status::InternalServerError, ())),
        }
    }
}
