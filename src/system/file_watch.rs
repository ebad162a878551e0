//! The watch over the database's files: that they are still those which the server has opened, also
//! where nobody changes anything.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rocket::fairing::AdHoc;
use tokio::time::{MissedTickBehavior, interval};

use crate::backups;
use crate::db::{Database, Displaced};
use crate::steady;

const LOOK_EVERY: Duration = Duration::from_secs(1);
const SAY_EVERY: Duration = Duration::from_secs(600);

/// Looks from liftoff to shutdown.
pub(super) fn over_the_files() -> AdHoc {
    AdHoc::on_liftoff("file watch", |rocket| {
        Box::pin(async move {
            let Some(database) = rocket.state::<Database>().cloned() else { return };
            let shutdown = rocket.shutdown();
            steady::spawn("the watch over the files", move || {
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
    let mut said: Option<(Displaced, Instant)> = None;
    loop {
        ticks.tick().await;
        let looking = database.clone();
        let Ok(found) = tokio::task::spawn_blocking(move || looking.look()).await else { continue };
        let Some(displaced) = found else {
            if said.take().is_some() {
                log::warn!("the database's files are in their places again: changes are taken");
            }
            continue;
        };
        let is_new = said.is_none_or(|(known, _)| known != displaced);
        if is_new || said.is_none_or(|(_, at)| at.elapsed() >= SAY_EVERY) {
            log::error!("{}", displaced.sentence(database.path()));
            said = Some((displaced, Instant::now()));
        }
        if is_new {
            let saving = database.clone();
            let _ = tokio::task::spawn_blocking(move || save(&saving, displaced)).await;
        }
    }
}

/// Saves what only this process can still reach.
fn save(database: &Database, displaced: Displaced) {
    let saved = match displaced {
        // The log that has no name any more is still open: what is in it goes into the file.
        Displaced::LogGone | Displaced::LogReplaced => {
            database.fold_here().map(|()| None).map_err(|error| format!("{error}."))
        }
        Displaced::Gone | Displaced::Replaced if database.is_nameless() => copy(database).map(Some),
        _ => return,
    };
    match saved {
        Ok(None) => log::warn!("everything that was stored is folded into the database"),
        Ok(Some(file)) => log::warn!(
            "the database as it was before, with every change that was stored, is saved as {}: `nutrivault restore` goes back to it",
            file.display()
        ),
        Err(why) => log::error!(
            "what was stored before could not be saved: {why} Do not stop this server: what it has open would be gone."
        ),
    }
}

fn copy(database: &Database) -> Result<PathBuf, String> {
    let stamp = database.clock().now().to_string().replace([':', '.'], "-");
    let file = database.path().with_file_name(format!("rescued-{stamp}.db"));
    let folder = file.parent().unwrap_or(&file);
    backups::room_for(database.size_here().map_err(|error| error.to_string())?, folder)?;
    database.copy_here(&file).map_err(|error| {
        let _ = std::fs::remove_file(&file);
        format!("{}: {error}.", file.display())
    })?;
    Ok(file)
}
