//! `/receipts/<id>`: the receipt of what a patient handed over, to be printed; what was taken back of
//! it says so.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use super::ROOM;
use crate::auth::{Permission, may};
use crate::billing::api::clerk_of;
use crate::billing::view::ReceiptView;
use crate::billing::{receipts, store as billing};
use crate::db::{Db, Sql};
use crate::error::{Error, Result, Thing};
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::money::Amount;
use crate::patients::{self, PatientView};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::{Language, say};
use crate::ui::letterhead::Letterhead;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![show, take_back]
}

/// What of the money went where, in words.
struct Share {
    /// The invoice's page and number; none for a deposit.
    invoice: Option<(String, String)>,
    what: String,
    day: String,
    amount: String,
    /// The day on which it was taken back.
    taken_back: Option<String>,
}

/// The page, and the paper.
#[derive(Template)]
#[template(path = "ui/invoices/slip.html", config = "src/ui/askama.toml")]
struct SlipPage {
    shell: Shell,
    id: Id,
    title: String,
    patient: Id,
    who: String,
    about: String,
    when: String,
    letterhead: Letterhead,
    shares: Vec<Share>,
    /// What was received, and how; money given back is said so.
    method: String,
    amount: String,
    is_given_back: bool,
    reference: String,
    /// What was handed over, and the change.
    change: Option<(String, String)>,
    outstanding: Vec<String>,
    clerk: String,
    /// Whether nothing of it stands any more.
    is_taken_back: bool,
    may_take_back: bool,
    may_book: bool,
}

impl Discloses for SlipPage {
    fn shows(&self) -> Shows {
        Shows::record("patient", self.patient)
    }
}

/// A share as stored.
struct Stored {
    amount: i64,
    invoice: Option<Id>,
    number: Option<String>,
    day: Option<String>,
    what: Option<String>,
    /// Lines of the invoice beside that one.
    others: i64,
    taken_back: Option<String>,
}

/// What the page is made of.
struct Found {
    receipt: ReceiptView,
    shares: Vec<Stored>,
    file: PatientView,
    clerk: String,
}

impl Found {
    fn read(sql: &Sql<'_>, id: Id, now: crate::clock::Moment) -> Result<Self> {
        let receipt = billing::receipt(sql, id)?.ok_or_else(|| Error::not_found(Thing::Payment))?;
        let shares = sql.all(include_str!("../../../sql/queries/ui/receipt.sql"), [id], |row| {
            Ok(Stored {
                amount: row.get("amount")?,
                invoice: row.get("invoice")?,
                number: row.get("invoice_number")?,
                day: row.get("invoice_date")?,
                what: row.get("what")?,
                others: row.get("others")?,
                taken_back: row.get("taken_back")?,
            })
        })?;
        let patient = receipt.patient_id;
        let file = patients::store::detail(sql, patient, now)?
            .ok_or_else(|| patients::store::unknown(patient))?;
        let clerk = match receipt.created_by {
            Some(by) => crate::users::store::load(sql, by)?
                .map(|user| format!("{} {}", user.first_name, user.last_name)),
            None => None,
        };
        Ok(Self { receipt, shares, file, clerk: clerk.unwrap_or_default() })
    }
}

#[get("/receipts/<id>")]
async fn show(
    caller: Staff<may::BillingRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, scope, now) = (id.get()?, caller.scope(), db.database().clock().now());
    let found = db
        .read(move |sql| {
            let found = Found::read(sql, id, now)?;
            found.file.patient.must_be_in(scope)?;
            Ok(found)
        })
        .await?;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM).saying(parameters.get("done"));
    let may = (caller.may(Permission::BillingUpdate), caller.may(Permission::VisitsCreate));
    html(Status::Ok, &page(shell, id, found, &settings, may))
}

fn page(
    shell: Shell,
    id: Id,
    found: Found,
    settings: &InForce,
    (may_update, may_book): (bool, bool),
) -> SlipPage {
    let Found { receipt, shares, file, clerk } = found;
    let (language, currency) = (shell.look.language, receipt.currency.as_str());
    let sum = |minor: i64| language.money_of(&Amount::new(minor, currency));
    let details = &file.patient.details;
    let is_given_back = receipt.amount.minor < 0;
    let is_taken_back = !shares.is_empty() && shares.iter().all(|one| one.taken_back.is_some());
    let share = |one: Stored| Share {
        invoice: one.invoice.map(|id| (format!("{ROOM}/{id}"), one.number.unwrap_or_default())),
        what: match (one.what, one.others) {
            (None, _) => language.t(say("Deposit")).to_owned(),
            (Some(what), 1..) => {
                language.fill(say("{} and {} more"), &[&what, &one.others.to_string()])
            }
            (Some(what), _) => what,
        },
        day: one.day.as_deref().map(|day| language.day(day)).unwrap_or_default(),
        amount: sum(one.amount),
        taken_back: one.taken_back.as_deref().map(|day| language.day(day)),
    };
    let given = receipt.handed_over.as_ref().map(|sum| sum.minor);
    let change = given.filter(|given| *given > receipt.amount.minor && !is_given_back);
    SlipPage {
        title: language.fill(say("Receipt {}"), &[&name_of(id)]),
        patient: receipt.patient_id,
        who: details.full_name(),
        about: about(&file, language),
        when: language.moment_text(&receipt.created_at, &settings.0.zone),
        letterhead: Letterhead::of(settings),
        shares: shares.into_iter().map(share).collect(),
        method: language.code(&receipt.method),
        amount: sum(receipt.amount.minor.abs()),
        is_given_back,
        reference: receipt.reference.clone().unwrap_or_default(),
        change: change.map(|given| (sum(given), sum(given - receipt.amount.minor))),
        outstanding: outstanding(&file, language),
        clerk,
        is_taken_back,
        may_book,
        may_take_back: may_update && !is_given_back && !is_taken_back,
        id,
        shell,
    }
}

/// The last letters of its id: what tells receipts apart at the desk.
fn name_of(id: Id) -> String {
    let text = id.to_string().to_uppercase();
    text.get(text.len().saturating_sub(8)..).unwrap_or_default().to_owned()
}

/// What tells people of one name apart.
fn about(file: &PatientView, language: Language) -> String {
    let details = &file.patient.details;
    let born = language.fill(say("born {}"), &[&language.date(details.date_of_birth)]);
    match &details.file_number {
        Some(number) => format!("{born} · {}", language.fill(say("file {}"), &[number])),
        None => born,
    }
}

/// What is owed now, by currency.
fn outstanding(file: &PatientView, language: Language) -> Vec<String> {
    let owed = file.summary.balances.iter().flatten();
    let owed = owed.filter(|one| one.outstanding.minor > 0);
    owed.map(|one| language.money_of(&one.outstanding)).collect()
}

/// Takes all of it back; what it paid is owed again.
#[post("/receipts/<id>/reverse", data = "<_sent>")]
async fn take_back(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, clerk) = (id.get()?, clerk_of(&caller, &settings));
    db.write(move |tx| receipts::reverse_all(tx, &clerk, id)).await?;
    Ok(Redirect::to(format!("/receipts/{id}?done=reversed")))
}
