//! One payment of a patient over several invoices, their deposits, and what is given back of them.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::json;

use super::ROOM;
use super::act::Act;
use super::payments::{leaving, taken_in};
use super::spread::body_of;
use super::store::{self, Owed};
use crate::auth::may;
use crate::billing::api::clerk_of;
use crate::billing::payment_input::NewReceipt;
use crate::billing::{METHODS, receipts, store as billing};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Fields, Parameters, PathId};
use crate::ids::Id;
use crate::money::{self, Amount};
use crate::patients;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::form::{Html, Sent, html};
use crate::ui::retyped::Retyped;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![owed, spread, refund, take_back]
}

/// An owed invoice with what is paid on it now.
struct Share {
    id: Id,
    number: String,
    due: String,
    balance: String,
    amount: String,
}

/// A deposit of which something is left.
struct Kept {
    id: Id,
    day: String,
    rest: String,
}

/// The page of one payment over several invoices, of deposits and of what is given back.
#[derive(Template)]
#[template(path = "ui/invoices/receipt.html", config = "src/ui/askama.toml")]
struct ReceiptPage {
    shell: Shell,
    patient: Id,
    name: String,
    currency: String,
    /// The same page in the other currencies that the patient has something in.
    others: Vec<(String, String)>,
    shares: Vec<Share>,
    /// What the patient has with the clinic: in words, and as it is typed.
    credit: Option<(String, String)>,
    deposits: Vec<Kept>,
    /// What is paid without an invoice, as typed.
    deposit: String,
    methods: Vec<(&'static str, String)>,
    today: String,
    problem: Option<String>,
    /// What was typed into the form that was refused.
    retyped: Retyped,
}

impl Discloses for ReceiptPage {
    fn shows(&self) -> Shows {
        Shows::record("patient", self.patient)
    }
}

async fn receipt(
    caller: &Staff<may::BillingUpdate>,
    (patient, code): (Id, &str),
    settings: &InForce,
    db: &Db,
) -> Result<ReceiptPage> {
    let (scope, now, currency) = (caller.scope(), db.database().clock().now(), code.to_owned());
    let (file, owed, credit, deposits, currencies) = db
        .read(move |sql| {
            let detail = patients::store::detail(sql, patient, now)?;
            let file = detail.ok_or_else(|| patients::store::unknown(patient))?.patient;
            file.must_be_in(scope)?;
            let credit = billing::credit_sum(sql, patient, &currency)?;
            let deposits = store::deposits(sql, patient, &currency)?;
            let currencies = store::currencies(sql, patient)?;
            Ok((file, store::owed(sql, patient, &currency)?, credit, deposits, currencies))
        })
        .await?;
    let language = caller.look.language;
    let share = |owed: Owed| {
        let balance = Amount::new(owed.balance, owed.currency);
        Share {
            id: owed.id,
            number: owed.number,
            due: language.day(&owed.due),
            balance: language.money_of(&balance),
            amount: language.typed(&balance),
        }
    };
    Ok(ReceiptPage {
        shell: Shell::new(caller, caller.look, settings, ROOM),
        patient,
        name: file.details.full_name(),
        currency: code.to_owned(),
        others: others(patient, currencies, (code, &settings.0.currency)),
        shares: owed.into_iter().map(share).collect(),
        credit: (credit > 0).then(|| {
            let credit = Amount::new(credit, code);
            (language.money_of(&credit), language.typed(&credit))
        }),
        deposits: deposits
            .into_iter()
            .map(|(id, day, rest)| Kept {
                id,
                day: language.day(&day),
                rest: language.money_of(&Amount::new(rest, code)),
            })
            .collect(),
        deposit: String::new(),
        methods: METHODS.iter().map(|method| (*method, language.code(method))).collect(),
        today: settings.0.zone.day_of(now).to_string(),
        problem: None,
        retyped: Retyped::default(),
    })
}

/// The page in each other currency that the patient has something in, the clinic's among them.
fn others(
    patient: Id,
    mut currencies: Vec<String>,
    (shown, clinic): (&str, &str),
) -> Vec<(String, String)> {
    currencies.push(clinic.to_owned());
    currencies.sort();
    currencies.dedup();
    let others = currencies.into_iter().filter(|other| other != shown);
    others.map(|code| (format!("/patients/{patient}/pay?currency={code}"), code)).collect()
}

#[get("/patients/<id>/pay")]
async fn owed(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let currency = parameters.get("currency").filter(|code| money::is_currency(code));
    let currency = currency.unwrap_or(&settings.0.currency);
    let page = receipt(&caller, (id, currency), &settings, &db).await?;
    html(Status::Ok, &page)
}

/// The currency that a form of the page was in.
fn currency_of<'s>(sent: &'s Sent, settings: &'s InForce) -> &'s str {
    let named = Some(sent.currency()).filter(|code| money::is_currency(code));
    named.unwrap_or(&settings.0.currency)
}

#[post("/patients/<id>/pay", data = "<sent>")]
async fn spread(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let (id, clerk) = (id.get()?, clerk_of(&caller, &settings));
    let body = body_of(&sent, id, sent.currency());
    let deposit = sent.only(&["deposit_amount"]).filled(&["deposit_amount"]);
    let read = taken_in("deposit_amount", &deposit)
        .and_then(|()| NewReceipt::read(Fields::of(body.clone())));
    let recorded = match read {
        Ok(new) => db.write(move |tx| receipts::take(tx, &clerk, new, &body)).await,
        Err(error) => Err(error),
    };
    match recorded {
        Ok(receipt) => Ok(Ok(Redirect::to(format!("/receipts/{}?done=paid", receipt.id)))),
        Err(error) if matches!(error.status().code, 400 | 409) => {
            let asked = (id, currency_of(&sent, &settings));
            let mut page = receipt(&caller, asked, &settings, &db).await?;
            for share in &mut page.shares {
                share.amount = sent.get(&format!("share.{}", share.id)).to_owned();
            }
            page.deposit = sent.get("deposit_amount").to_owned();
            page.retyped = Retyped::of("pay", &sent);
            page.problem = Some(caller.look.language.in_full(&error, |_| true));
            html(error.status(), &page).map(Err)
        }
        Err(error) => Err(error),
    }
}

/// Money given back out of the patient's credit, the oldest first.
#[post("/patients/<id>/refund", data = "<sent>")]
async fn refund(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let (id, clerk) = (id.get()?, clerk_of(&caller, &settings));
    let body = sent.only(&["id", "amount", "method", "date", "reference"]).filled(&["amount"]);
    let mut body = leaving(body);
    body.insert("patient_id".into(), json!(id));
    body.insert("currency".into(), json!(sent.currency()));
    body.insert("allocations".into(), json!([]));
    let given = match NewReceipt::read(Fields::of(body.clone())) {
        Ok(new) => db.write(move |tx| receipts::take(tx, &clerk, new, &body)).await,
        Err(error) => Err(error),
    };
    match given {
        Ok(_) => Ok(Ok(Redirect::to(format!("/patients/{id}?done=refunded")))),
        Err(error) => {
            let asked = (id, currency_of(&sent, &settings));
            let refusal = (error, Retyped::of("refund", &sent));
            again(&caller, asked, &settings, &db, refusal).await.map(Err)
        }
    }
}

/// Takes a deposit back; what it was used for is owed again.
#[post("/patients/<id>/deposits/<deposit>/reverse", data = "<_sent>")]
async fn take_back(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    deposit: PathId,
    settings: InForce,
    db: Db,
    _sent: Sent,
) -> Result<Act> {
    let (id, deposit, clerk) = (id.get()?, deposit.get()?, clerk_of(&caller, &settings));
    match db.write(move |tx| receipts::reverse_all(tx, &clerk, deposit)).await {
        Ok(_) => Ok(Ok(Redirect::to(format!("/patients/{id}?done=reversed")))),
        Err(error) => {
            let asked = (id, settings.0.currency.as_str());
            again(&caller, asked, &settings, &db, (error, Retyped::default())).await.map(Err)
        }
    }
}

/// The page with what was wrong.
async fn again(
    caller: &Staff<may::BillingUpdate>,
    asked: (Id, &str),
    settings: &InForce,
    db: &Db,
    (error, retyped): (Error, Retyped),
) -> Result<Html> {
    if !matches!(error.status().code, 400 | 409) {
        return Err(error);
    }
    let mut page = receipt(caller, asked, settings, db).await?;
    page.problem = Some(caller.look.language.in_full(&error, |_| true));
    page.retyped = retyped;
    html(error.status(), &page)
}
