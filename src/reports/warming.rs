//! The reports that people open first in the morning, asked before they do.

use std::sync::Arc;
use std::time::Duration;

use rocket::fairing::AdHoc;

use super::Question;
use super::api::{Known, REPORTS, key_of};
use super::range::Range;
use crate::auth::Scope;
use crate::cache::{Responses, Tier};
use crate::config::Config;
use crate::db::{Database, Meter};
use crate::error::Result;
use crate::notes::Notes;
use crate::settings::Current;

/// The first people are let in before the reports are looked after.
const AFTER: Duration = Duration::from_secs(1);

/// Keeps the answers of the default reports for everybody who sees the whole clinic, once after
/// the start, unless `cache.warm_reports` is off.
pub(super) fn at_start() -> AdHoc {
    AdHoc::on_liftoff("reports ahead", |rocket| {
        Box::pin(async move {
            let is_wanted = rocket.state::<Config>().is_some_and(|c| c.cache.warm_reports);
            let parts = (rocket.state::<Database>().cloned(), rocket.state::<Current>().cloned());
            let (true, (Some(database), Some(current))) = (is_wanted, parts) else { return };
            let Some(responses) = rocket.state::<Responses>().cloned() else { return };
            let shutdown = rocket.shutdown();
            tokio::spawn(async move {
                tokio::select! {
                    () = shutdown => {}
                    () = ask_all(&database, &current, &responses) => {}
                }
            });
        })
    })
}

async fn ask_all(database: &Database, current: &Current, responses: &Responses) {
    tokio::time::sleep(AFTER).await;
    for known in REPORTS {
        if let Err(error) = ask(database, current, responses, known).await {
            log::warn!("the report {} could not be asked ahead: {error}", known.name);
        }
    }
}

async fn ask(
    database: &Database,
    current: &Current,
    responses: &Responses,
    known: &Known,
) -> Result<()> {
    // Noted before the settings are read: see `settings::Current`.
    let born = database.generations().now();
    let (clinic, now) = (current.get(), database.clock().now());
    let range = Range::between(None, None, clinic.zone.day_of(now))?;
    let asked = Question { scope: Scope::All, notes: Notes::All, range, clinic, now };
    let (key, ask) = (key_of(known, &asked), known.ask);
    let meter = Arc::<Meter>::default();
    let question = database.read(&meter, move |sql| ask(sql, &asked));
    responses.serve_from(Tier::Long, key, born, question).await?;
    Ok(())
}
