//! The watch over the pool: while somebody waits for a connection, the log says so.

use std::time::{Duration, Instant};

use rocket::fairing::AdHoc;
use tokio::time::{MissedTickBehavior, interval};

use crate::db::{Database, PoolState};
use crate::steady;

const LOOK_EVERY: Duration = Duration::from_secs(1);
const SAY_EVERY: Duration = Duration::from_secs(30);

/// Looks at the pool from liftoff to shutdown.
pub(super) fn pool() -> AdHoc {
    AdHoc::on_liftoff("pool watch", |rocket| {
        Box::pin(async move {
            let Some(database) = rocket.state::<Database>().cloned() else { return };
            let shutdown = rocket.shutdown();
            steady::spawn("the watch over the pool", move || {
                let (database, shutdown) = (database.clone(), shutdown.clone());
                async move {
                    tokio::select! { () = shutdown => {}, () = watch(database) => {} }
                }
            });
        })
    })
}

async fn watch(database: Database) {
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut said = None;
    loop {
        ticks.tick().await;
        let state = database.pool_state();
        if is_to_be_said(state, said, Instant::now()) {
            log::warn!("{}", sentence(state));
            said = Some(Instant::now());
        }
    }
}

fn is_to_be_said(state: PoolState, said: Option<Instant>, now: Instant) -> bool {
    !state.is_healthy() && said.is_none_or(|then| now.duration_since(then) >= SAY_EVERY)
}

fn sentence(state: PoolState) -> String {
    let PoolState { size, available, using, waiting } = state;
    format!("pool unhealthy: size={size}, available={available}, using={using}, waiting={waiting}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_with_people_waiting_is_told_of_twice_a_minute() {
        let busy = PoolState { size: 10, available: 0, using: 10, waiting: 3 };
        let now = Instant::now();
        assert!(is_to_be_said(busy, None, now));
        assert!(!is_to_be_said(busy, Some(now), now + Duration::from_secs(29)));
        assert!(is_to_be_said(busy, Some(now), now + Duration::from_secs(30)));
        assert!(!is_to_be_said(PoolState { waiting: 0, ..busy }, None, now));
        assert_eq!(sentence(busy), "pool unhealthy: size=10, available=0, using=10, waiting=3");
    }
}
