//! `/invoices/<id>`: the document, issuing and cancelling.

use jiff::ToSpan;
use jiff::civil::Date;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use super::act::{Act, AtInvoice};
use super::opened::page;
use super::{ROOM, listing, store};
use crate::auth::may;
use crate::billing::invoices;
use crate::billing::invoices::Deleted;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::settings::InForce;
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::{Language, say};
use crate::ui::retyped::Retyped;
use crate::ui::staff::Staff;

pub fn routes() -> Vec<Route> {
    routes![listing::all, read, issue, cancel]
}

#[get("/invoices/<id>")]
async fn read(
    caller: Staff<may::BillingRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let mut page = page(&caller, caller.look, id, &settings, &db).await?;
    page.shell = page.shell.saying(parameters.get("done"));
    html(Status::Ok, &page)
}

#[post("/invoices/<id>/issue", data = "<sent>")]
async fn issue(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let at = AtInvoice::of(&caller, caller.look, id.get()?, &settings, &db);
    let (id, clerk, seen) = (at.id, at.clerk(), sent.seen()?);
    let uses_credit = sent.get("use_credit") == "true";
    let mut page = at.page().await?;
    let is_as_seen =
        sent.get("version").is_empty() || sent.get("version") == page.version.to_string();
    if sent.get("confirm") != "yes" && is_as_seen {
        page.questions = questions(&db, id, &settings, caller.look.language).await?;
        page.uses_credit = uses_credit;
        if !page.questions.is_empty() {
            return html(Status::Ok, &page).map(Err);
        }
    }
    let issued = db.write(move |tx| invoices::issue(tx, &clerk, id, uses_credit, seen)).await;
    at.answer(issued, "issued", Retyped::default()).await
}

/// What a person who issues it is asked: the API stores what is valid.
async fn questions(db: &Db, id: Id, settings: &InForce, language: Language) -> Result<Vec<String>> {
    let today = settings.0.zone.day_of(db.database().clock().now());
    let Some(dates) = db.read(move |sql| store::dates(sql, id)).await? else {
        return Ok(Vec::new());
    };
    let mut asked = Vec::new();
    let day = |day: Date| language.day(&day.to_string());
    if let Some(last) = dates.last.filter(|last| *last > dates.invoice) {
        asked.push(language.fill(
            say("The last invoice of its series is dated {}, this one {}: it would bear the later number with the earlier date."),
            &[&day(last), &day(dates.invoice)],
        ));
    }
    if dates.invoice.year() != today.year() {
        asked.push(language.fill(
            say("It is dated in {}, another year than today's: its number will be one of that year."),
            &[&dates.invoice.year().to_string()],
        ));
    }
    if dates.due > dates.invoice.saturating_add(1.year()) {
        asked.push(
            language
                .fill(say("It is due on {}, more than a year after its date."), &[&day(dates.due)]),
        );
    }
    Ok(asked)
}

/// Cancels what is issued, deletes what is a draft.
#[post("/invoices/<id>/cancel", data = "<sent>")]
async fn cancel(
    caller: Staff<may::BillingDelete>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let at = AtInvoice::of(&caller, caller.look, id.get()?, &settings, &db);
    let (id, clerk, seen) = (at.id, at.clerk(), sent.seen()?);
    match db.write(move |tx| invoices::delete(tx, &clerk, id, seen)).await {
        Ok(Deleted::Removed) => Ok(Ok(Redirect::to(format!("{ROOM}?done=removed")))),
        cancelled => at.answer(cancelled, "cancelled", Retyped::default()).await,
    }
}
