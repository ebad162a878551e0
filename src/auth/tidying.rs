//! What happens beside the requests: last uses are stored, and what has expired is swept out.

use std::time::Duration;

use rocket::Shutdown;
use rocket::fairing::AdHoc;
use tokio::time::sleep;

use super::session_store;
use super::sessions::Sessions;
use crate::db::{Database, Meter};
use crate::error::Result;
use crate::steady;

/// Uses of a session or key are stored at most so often.
const STEP: Duration = Duration::from_secs(60);
const STEPS_PER_SWEEP: u32 = 60;

/// Works from the start of the server to its shutdown.
pub fn stage() -> AdHoc {
    AdHoc::on_liftoff("auth tidying", |rocket| {
        Box::pin(async move {
            let state = (rocket.state::<Database>(), rocket.state::<Sessions>());
            let (Some(database), Some(sessions)) = state else { return };
            let (database, sessions) = (database.clone(), sessions.clone());
            let shutdown = rocket.shutdown();
            steady::spawn("the tidying of the sessions", move || {
                tidy(database.clone(), sessions.clone(), shutdown.clone())
            });
        })
    })
}

async fn tidy(database: Database, sessions: Sessions, mut shutdown: Shutdown) {
    for step in 0_u32.. {
        let ends = tokio::select! {
            () = sleep(STEP) => false,
            () = &mut shutdown => true,
        };
        let done = async {
            store_sightings(&database, &sessions).await?;
            if step % STEPS_PER_SWEEP == 0 && !ends { sweep(&database).await } else { Ok(()) }
        };
        if let Err(error) = done.await {
            log::warn!("last uses of sessions could not be stored: {error}");
        }
        if ends {
            return;
        }
    }
}

/// Stores when sessions and keys were last used.
pub(crate) async fn store_sightings(database: &Database, sessions: &Sessions) -> Result<()> {
    let sightings = sessions.sightings();
    if sightings.is_empty() {
        return Ok(());
    }
    database
        .write(&Meter::default().into(), move |tx| session_store::note_seen(tx, &sightings))
        .await
}

async fn sweep(database: &Database) -> Result<()> {
    let rows = database.write(&Meter::default().into(), session_store::sweep).await?;
    log::debug!("{rows} expired tokens and sessions were deleted");
    Ok(())
}
