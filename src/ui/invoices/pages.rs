//! `/invoices`: the list, the document, issuing and cancelling.

use jiff::ToSpan;
use jiff::civil::Date;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde::Deserialize;

use super::act::{Act, AtInvoice};
use super::ageing;
use super::document::InvoicePage;
use super::store;
use crate::auth::{Caller, Permission, Scope, may};
use crate::billing::service::{self, Deleted};
use crate::billing::status::{OWED, is_owed};
use crate::billing::view::InvoiceView;
use crate::billing::{BillingList, METHODS, list, store as billing};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::list::{Embedded, Listed, list_row};
use crate::money::{self, Amount};
use crate::reports::Question;
use crate::reports::range::Range;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, Html, Kind, Sent, html};
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, Heading, ListPage, Row, Wanted};
use crate::ui::retyped::Retyped;
use crate::ui::staff::{Look, Shell, Staff};

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
            let found = list::rows::<InvoiceRow>(sql, &query, scope, today)?;
            Ok((found, standing, store::rates(sql)?))
        })
        .await?;
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
    page.headings = headings(&wanted);
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

fn headings(wanted: &Wanted) -> Vec<Heading> {
    vec![
        wanted.heading(say("Invoice"), "", ORDER),
        wanted.heading(say("Patient"), "", ORDER),
        wanted.heading(say("Date"), "invoice_date", ORDER).day(),
        wanted.heading(say("Due"), "due_date", ORDER).day(),
        wanted.heading(say("Total"), "total_amount", ORDER).right(),
        wanted.heading(say("Still owed"), "", ORDER).right(),
        wanted.heading(say("Status"), "status", ORDER).narrow(),
    ]
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

list_row! {
    /// An invoice as its list shows it.
    struct InvoiceRow {
        id: Id,
        invoice_number: Option<String>,
        patient: Embedded<Patient>,
        invoice_date: String,
        due_date: String,
        total_amount: Amount,
        balance: Amount,
        status: String,
    }
}

/// Whose invoice it is.
#[derive(Deserialize)]
struct Patient {
    first_name: Option<String>,
    last_name: String,
}

impl Patient {
    fn name(&self) -> String {
        let first = self.first_name.as_deref().unwrap_or_default();
        format!("{first} {}", self.last_name).trim().to_owned()
    }
}

fn row(invoice: &InvoiceRow, language: Language) -> Row {
    let number = match invoice.invoice_number.as_deref() {
        None | Some("") => language.t(say("Draft invoice")),
        Some(number) => number,
    };
    let money = |amount: &Amount| Cell::styled(language.money_of(amount), "right");
    let (status, balance) = (invoice.status.as_str(), &invoice.balance);
    Row {
        href: format!("{ROOM}/{}", invoice.id),
        cells: vec![
            Cell::styled(number, "figures"),
            Cell::plain(invoice.patient.0.name()),
            Cell::styled(language.day(&invoice.invoice_date), "figures"),
            Cell::styled(language.day(&invoice.due_date), "figures quiet"),
            money(&invoice.total_amount),
            match is_owed(status) || balance.minor < 0 {
                true => money(balance),
                false => Cell::styled("", "right"),
            },
            Cell::status(language.code(status), badge(status)),
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

/// The invoice, if the scope shows it.
pub(super) async fn shown(
    db: &Db,
    id: Id,
    scope: Scope,
    settings: &InForce,
) -> Result<InvoiceView> {
    let today = settings.0.zone.day_of(db.database().clock().now());
    db.read(move |sql| {
        let shown = billing::shown(sql, id, today)?.ok_or_else(|| billing::unknown(id))?;
        shown.must_be_in(scope)?;
        Ok(shown.invoice)
    })
    .await
}

/// The page of the invoice, and what was wrong with what was asked of it.
pub(super) async fn page(
    caller: &Caller,
    look: Look,
    id: Id,
    settings: &InForce,
    db: &Db,
) -> Result<InvoicePage> {
    let invoice = shown(db, id, caller.scope(), settings).await?;
    let (patient, currency) = (invoice.patient_id, invoice.currency.clone());
    let credit = db.read(move |sql| billing::credit_sum(sql, patient, &currency)).await?;
    let credit = Amount::new(credit, invoice.currency.as_str());
    let today = settings.0.zone.day_of(db.database().clock().now());
    let shell = Shell::new(caller, look, settings, ROOM);
    let mut page = InvoicePage::of(&invoice, caller, shell, settings, today);
    page.credit = (credit.minor > 0).then(|| look.language.money_of(&credit));
    Ok(page)
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
    let (id, clerk) = (at.id, at.clerk());
    let uses_credit = sent.get("use_credit") == "true";
    if sent.get("confirm") != "yes" {
        let mut page = at.page().await?;
        page.questions = questions(&db, id, &settings, caller.look.language).await?;
        page.uses_credit = uses_credit;
        if !page.questions.is_empty() {
            return html(Status::Ok, &page).map(Err);
        }
    }
    let issued = db.write(move |tx| service::issue(tx, &clerk, id, uses_credit)).await;
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
#[post("/invoices/<id>/cancel", data = "<_sent>")]
async fn cancel(
    caller: Staff<may::BillingDelete>,
    id: PathId,
    settings: InForce,
    db: Db,
    _sent: Sent,
) -> Result<Act> {
    let at = AtInvoice::of(&caller, caller.look, id.get()?, &settings, &db);
    let (id, clerk) = (at.id, at.clerk());
    match db.write(move |tx| service::delete(tx, &clerk, id)).await {
        Ok(Deleted::Removed) => Ok(Ok(Redirect::to(format!("{ROOM}?done=removed")))),
        cancelled => at.answer(cancelled, "cancelled", Retyped::default()).await,
    }
}
