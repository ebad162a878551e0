//! `/invoices`: the list, the document, issuing and cancelling.

use jiff::ToSpan;
use jiff::civil::Date;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::Value;

use super::ageing;
use super::document::{InvoicePage, parsed};
use super::store;
use crate::auth::{Caller, Permission, Scope, may};
use crate::billing::api::clerk_of;
use crate::billing::change::{self, Deleted};
use crate::billing::status::{OWED, is_owed};
use crate::billing::{BillingList, METHODS, list, store as billing};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::list::Listed;
use crate::money;
use crate::reports::Question;
use crate::reports::range::Range;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, Html, Kind, Sent, html};
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, ListPage, Listing, Row, Wanted};
use crate::ui::retyped::Retyped;
use crate::ui::staff::{Look, Shell, Staff};
use crate::ui::words::name_of;

pub const ROOM: &str = "/invoices";
const ORDER: (&str, &str) = ("invoice_date", "DESC");

pub fn routes() -> Vec<Route> {
    routes![all, read, issue, cancel]
}

#[get("/invoices")]
async fn all(
    caller: Staff<may::BillingList>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let said = parameters.get("done").map(str::to_owned);
    let wanted = Wanted::read(ROOM, parameters);
    let query = wanted.query(BillingList::SPEC, &zone, ORDER)?;
    let today = zone.day_of(now);
    let everything = Question {
        scope,
        range: Range::between(None, None, today)?,
        clinic: settings.0.clone(),
        now,
    };
    let (found, standing, rates) = db
        .read_much(move |sql| {
            let standing = ageing::read(sql, &everything)?;
            Ok((list::page(sql, &query, scope, &zone, now)?, standing, store::rates(sql)?))
        })
        .await?;
    let found = Listing::of(&found, "billing")?;
    let rows = found.rows.iter().map(|invoice| row(invoice, caller.look.language)).collect();
    let shell = Shell::new(&caller, caller.look, &settings, ROOM).saying(said.as_deref());
    let shows = Shows::names("billing", found.ids());
    let mut page = ListPage::new(shell, say("Invoices"), &wanted, (rows, found.total), shows);
    page.search_label = say("Number or patient");
    page.further = vec![("/payments", say("Payments")), ("/credits", say("Owed to patients"))];
    let may_bill = caller.may(Permission::BillingCreate);
    page.new = may_bill.then_some(("/search?bill=yes", say("New invoice")));
    page.tiles = ageing::tiles(&standing, &settings.0.currency, today, caller.look.language);
    page.empty = say("No invoice here. Draw one up from a visit or a patient's file.");
    let view = |label, status: &str, several: &str| {
        wanted.preset(label, &[("status", status), ("status_in", several)])
    };
    page.presets = vec![
        view(say("All"), "", ""),
        view(say("Drafts"), "DRAFT", ""),
        view(say("Unpaid"), "", OWED),
        view(say("Overdue"), "OVERDUE", ""),
        view(say("Paid"), "PAID", ""),
    ];
    if caller.may(Permission::ExportBilling) {
        page.exports = wanted.exports("/export/billing", ORDER);
    }
    page.headings = vec![
        wanted.heading(say("Invoice"), "", ORDER),
        wanted.heading(say("Patient"), "", ORDER),
        wanted.heading(say("Date"), "invoice_date", ORDER).day(),
        wanted.heading(say("Due"), "due_date", ORDER).day(),
        wanted.heading(say("Total"), "total_amount", ORDER).right(),
        wanted.heading(say("Still owed"), "", ORDER).right(),
        wanted.heading(say("Status"), "status", ORDER).narrow(),
    ];
    page.narrowed_by(
        &wanted,
        vec![
            Field::new("from_date", say("From"), Kind::Line("date")),
            Field::new("to_date", say("To"), Kind::Line("date")),
            Field::codes("payment_method", say("Method"), METHODS),
            tax_rate(&rates, wanted.get("tax_rate"), caller.look.language),
        ],
    );
    html(Status::Ok, &page)
}

/// Narrows the list to the invoices with a line of a rate: one of the price list's, or the one that
/// the address has.
fn tax_rate(known: &[i64], chosen: Option<&str>, language: Language) -> Field {
    let mut rates: Vec<String> = known.iter().copied().map(money::thousandths).collect();
    rates.extend(chosen.filter(|rate| !rates.iter().any(|known| known == rate)).map(str::to_owned));
    let option = |rate: String| (rate.clone(), language.percent(&rate));
    let options = rates.into_iter().map(option).collect();
    Field::new("tax_rate", say("Tax rate"), Kind::Choice(options))
}

fn row(invoice: &Value, language: Language) -> Row {
    let text = |name: &str| invoice[name].as_str().unwrap_or_default();
    let number = match text("invoice_number") {
        "" => language.t(say("Draft invoice")),
        number => number,
    };
    let money =
        |name: &str| Cell::styled(language.money(&invoice[name], text("currency")), "right");
    Row {
        href: format!("{ROOM}/{}", text("id")),
        cells: vec![
            Cell::styled(number, "figures"),
            Cell::plain(name_of(&invoice["patient"])),
            Cell::styled(language.day(text("invoice_date")), "figures"),
            Cell::styled(language.day(text("due_date")), "figures quiet"),
            money("total_amount"),
            match invoice["balance"].as_f64() {
                Some(owed) if is_owed(text("status")) || owed < 0.0 => money("balance"),
                _ => Cell::styled("", "right"),
            },
            Cell::status(language.code(text("status")), badge(text("status"))),
        ],
    }
}

/// The colour of a status.
pub fn badge(status: &str) -> &'static str {
    match status {
        "PAID" => "green",
        "PENDING" => "blue",
        "PARTIAL" => "amber",
        "OVERDUE" => "red",
        _ => "grey",
    }
}

/// The invoice as JSON, if the scope shows it.
pub(super) async fn shown(
    db: &Db,
    id: Id,
    scope: Scope,
    settings: &InForce,
) -> Result<(Value, Id)> {
    let today = settings.0.zone.day_of(db.database().clock().now());
    let (json, patient) = db
        .read(move |sql| {
            let shown = billing::shown(sql, id, today)?.ok_or_else(|| billing::unknown(id))?;
            shown.must_be_in(id, scope)?;
            Ok((shown.json, shown.patient_id))
        })
        .await?;
    Ok((parsed(&json)?, patient))
}

/// The page of the invoice, and what was wrong with what was asked of it.
pub(super) async fn page(
    caller: &Caller,
    look: Look,
    id: Id,
    settings: &InForce,
    db: &Db,
) -> Result<InvoicePage> {
    let (invoice, patient) = shown(db, id, caller.scope(), settings).await?;
    let currency = invoice["currency"].as_str().unwrap_or_default().to_owned();
    let code = currency.clone();
    let credit = db.read(move |sql| billing::credit_sum(sql, patient, &code)).await?;
    let today = settings.0.zone.day_of(db.database().clock().now()).to_string();
    let shell = Shell::new(caller, look, settings, ROOM);
    let mut page = InvoicePage::of(id, &invoice, caller, shell, settings, today);
    let sum = money::to_value(credit, &currency);
    page.credit = (credit > 0).then(|| look.language.money(&sum, &currency));
    Ok(page)
}

/// The page again with what was wrong, where another try may help.
pub(super) async fn refused(
    caller: &Caller,
    look: Look,
    id: Id,
    settings: &InForce,
    db: &Db,
    (error, retyped): (Error, Retyped),
) -> Result<Html> {
    if !matches!(error.status().code, 400 | 409) {
        return Err(error);
    }
    let mut page = page(caller, look, id, settings, db).await?;
    page.problem = Some(look.language.in_full(&error, |_| true));
    page.retyped = retyped;
    html(error.status(), &page)
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

type Act = std::result::Result<Redirect, Html>;

#[post("/invoices/<id>/issue", data = "<sent>")]
async fn issue(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let (id, clerk) = (id.get()?, clerk_of(&caller, &settings));
    let uses_credit = sent.get("use_credit") == "true";
    if sent.get("confirm") != "yes" {
        let mut page = page(&caller, caller.look, id, &settings, &db).await?;
        page.questions = questions(&db, id, &settings, caller.look.language).await?;
        page.uses_credit = uses_credit;
        if !page.questions.is_empty() {
            return html(Status::Ok, &page).map(Err);
        }
    }
    match db.write(move |tx| change::issue(tx, &clerk, id, uses_credit)).await {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=issued")))),
        Err(error) => {
            let refusal = (error, Retyped::default());
            refused(&caller, caller.look, id, &settings, &db, refusal).await.map(Err)
        }
    }
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
#[post("/invoices/<id>/cancel", data = "<_sent>")]
async fn cancel(
    caller: Staff<may::BillingDelete>,
    id: PathId,
    settings: InForce,
    db: Db,
    _sent: Sent,
) -> Result<Act> {
    let (id, clerk) = (id.get()?, clerk_of(&caller, &settings));
    match db.write(move |tx| change::delete(tx, &clerk, id)).await {
        Ok(Deleted::Removed) => Ok(Ok(Redirect::to(format!("{ROOM}?done=removed")))),
        Ok(Deleted::Cancelled) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=cancelled")))),
        Err(error) => {
            let refusal = (error, Retyped::default());
            refused(&caller, caller.look, id, &settings, &db, refusal).await.map(Err)
        }
    }
}
