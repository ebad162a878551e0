//! The watch over the disk: the log says when room gets short, and when there is some again.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rocket::fairing::AdHoc;
use tokio::time::{MissedTickBehavior, interval};

use crate::config::Config;
use crate::disk::Shortage;
use crate::steady;

const LOOK_EVERY: Duration = Duration::from_secs(2);
const SAY_EVERY: Duration = Duration::from_secs(3600);

/// Looks from liftoff to shutdown.
pub(super) fn over_the_disk() -> AdHoc {
    AdHoc::on_liftoff("disk watch", |rocket| {
        Box::pin(async move {
            let Some(config) = rocket.state::<Config>() else { return };
            let (folder, shutdown) = (config.data.clone(), rocket.shutdown());
            steady::spawn("the watch over the disk", move || {
                let (folder, shutdown) = (folder.clone(), shutdown.clone());
                async move {
                    tokio::select! { () = shutdown => {}, () = watch(folder) => {} }
                }
            });
        })
    })
}

async fn watch(folder: PathBuf) {
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut said: Option<(Shortage, Instant)> = None;
    loop {
        ticks.tick().await;
        let looked = folder.clone();
        // A disk that hangs holds up nobody else.
        let Ok(found) = tokio::task::spawn_blocking(move || Shortage::at(&looked)).await else {
            continue;
        };
        match found {
            None if said.take().is_some() => {
                log::warn!("there is room on the disk of {} again", folder.display());
            }
            Some(shortage) if is_to_be_said(shortage, said) => {
                let level = match shortage {
                    Shortage::Full => log::Level::Error,
                    Shortage::Low => log::Level::Warn,
                };
                log::log!(level, "{}", shortage.sentence(&folder));
                said = Some((shortage, Instant::now()));
            }
            _ => {}
        }
    }
}

fn is_to_be_said(shortage: Shortage, said: Option<(Shortage, Instant)>) -> bool {
    said.is_none_or(|(known, at)| known != shortage || at.elapsed() >= SAY_EVERY)
}
