//! What a change of the clinic's currency or zone will move, said before it is done.

use crate::clock::Zone;
use crate::db::Db;
use crate::error::Result;
use crate::money::is_currency;
use crate::settings::Settings;
use crate::ui::form::Sent;
use crate::ui::language::{Language, say};

use super::store;

/// In words, one sentence each; none where neither changes.
///
/// # Errors
/// What SQLite says.
pub(super) async fn questions(
    sent: &Sent,
    now: &Settings,
    db: &Db,
    language: Language,
) -> Result<Vec<String>> {
    let mut asked = Vec::new();
    let currency = sent.get("currency").trim().to_owned();
    if currency != now.currency && is_currency(&currency) {
        let old = now.currency.clone();
        let count = db.read(move |sql| store::invoices_in(sql, &old)).await?;
        let count = language.number(&count.to_string());
        asked.push(language.fill(
            say("New invoices and the figures at the top will be in {}. {} invoices in {} stay as they are and are named beside the figures."),
            &[&currency, &count, &now.currency],
        ));
    }
    let zone = sent.get("time_zone").trim();
    if zone != now.time_zone
        && let Some(zone) = Zone::named(zone)
    {
        let moment = db.database().clock().now();
        let (count, next) = db.read(move |sql| store::visits_to_come(sql, moment)).await?;
        asked.push(match next {
            Some(next) => {
                let clock = |zone: &Zone| {
                    zone.wall_clock(next).strftime("%Y-%m-%d %H:%M").to_string()
                };
                let count = language.count(count, say("1 appointment to come"), say("{} appointments to come"));
                language.fill(
                    say("{}: no moment is changed, the next one, at {}, will be shown at {}. Days, months and due dates of all reports follow the new zone."),
                    &[&count, &clock(&now.zone), &clock(&zone)],
                )
            }
            None => language
                .t(say("Days, months and due dates of all reports follow the new zone. No appointment is to come."))
                .to_owned(),
        });
    }
    Ok(asked)
}
