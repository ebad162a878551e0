//! The schedule: looks a few times a minute whether the day's copy is due, and at once at the start.

use std::time::{Duration, Instant};

use rocket::fairing::AdHoc;
use tokio::time::{MissedTickBehavior, interval};

use super::{Keeper, Origin};
use crate::audit::Actor;
use crate::steady;

const LOOK_EVERY: Duration = Duration::from_secs(15);
/// The end of the audit trail goes to the log once a day, and what was cut off on its way is swept,
/// also where no backup is planned.
const TELL_EVERY: Duration = Duration::from_secs(24 * 3600);

/// Looks from liftoff to shutdown.
pub(super) fn daily() -> AdHoc {
    AdHoc::on_liftoff("backup schedule", |rocket| {
        Box::pin(async move {
            let Some(keeper) = rocket.state::<Keeper>().cloned() else { return };
            let shutdown = rocket.shutdown();
            steady::spawn("the schedule of the backups", move || {
                let (keeper, shutdown) = (keeper.clone(), shutdown.clone());
                async move {
                    tokio::select! { () = shutdown => {}, () = follow(keeper) => {} }
                }
            });
        })
    })
}

async fn follow(keeper: Keeper) {
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut told: Option<Instant> = None;
    loop {
        ticks.tick().await;
        if told.is_none_or(|at| at.elapsed() >= TELL_EVERY) {
            told = Some(Instant::now());
            let telling = keeper.clone();
            let daily = move || {
                telling.recollect();
                telling.sweep();
            };
            let _ = tokio::task::spawn_blocking(daily).await;
        }
        let looking = keeper.clone();
        match tokio::task::spawn_blocking(move || looking.look()).await {
            Ok(Ok((record, plan))) => {
                if keeper.is_due(&record, &plan)
                    && !keeper.back_up(Origin::Schedule, Actor::server())
                {
                    log::info!("the day's backup waits: another copy is being worked on");
                }
            }
            Ok(Err(error)) => log::error!("the plan of the backups cannot be read: {error}"),
            Err(error) => log::error!("the plan of the backups cannot be read: {error}"),
        }
    }
}
