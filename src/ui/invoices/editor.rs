//! The editor: drawing up an invoice, and changing a draft.

mod merging;

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::{Value, json};

use super::ROOM;
use super::act::Act;
use super::opened::shown;
use super::rows::{Typed, body_of, typed_rows};
use super::store::{self, Offer};
use super::totals::Totals;
use crate::auth::may;
use crate::billing::api::clerk_of;
use crate::billing::input::{Changes, NewInvoice};
use crate::billing::invoices;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Fields, Parameters, PathId, Precondition};
use crate::ids::Id;
use crate::money::thousandths_text;
use crate::patients;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::bases::Bases;
use crate::ui::form::{Html, LongForm, Sent, html, in_words};
use crate::ui::language::say;
use crate::ui::staff::{Look, Shell, Staff};

/// Rows that stand empty below the lines there are.
const SPARE: usize = 3;
pub fn routes() -> Vec<Route> {
    routes![new, create, edit, update]
}

/// The editor.
#[derive(Template)]
#[template(path = "ui/invoices/editor.html", config = "src/ui/askama.toml")]
struct EditorPage {
    shell: Shell,
    title: String,
    action: String,
    back: (String, String),
    visit: String,
    version: i64,
    currency: String,
    offers: Vec<Offer>,
    rows: Vec<Typed>,
    invoice_date: String,
    due_date: String,
    notes: String,
    /// On the whole invoice.
    discount_percent: String,
    discount_amount: String,
    totals: Totals,
    problem: Option<String>,
    wrong: Vec<(String, String)>,
    /// What the fields were when the draft was opened.
    bases: Bases,
    shows: Shows,
}

impl Discloses for EditorPage {
    fn shows(&self) -> Shows {
        self.shows.clone()
    }
}

#[get("/patients/<id>/invoices/new")]
async fn new(
    caller: Staff<may::BillingCreate>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let asked = (id, settings.0.currency.as_str());
    let mut page = blank(&caller, caller.look, asked, &settings, &db).await?;
    page.visit = parameters.get("visit").unwrap_or_default().to_owned();
    page.shell = page.shell.saying(parameters.get("done"));
    html(Status::Ok, &page)
}

async fn blank(
    caller: &crate::auth::Caller,
    look: Look,
    (patient, currency): (Id, &str),
    settings: &InForce,
    db: &Db,
) -> Result<EditorPage> {
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let code = currency.to_owned();
    let (file, offers) = db
        .read(move |sql| {
            let detail = patients::store::detail(sql, patient, now)?;
            let file = detail.ok_or_else(|| patients::store::unknown(patient))?.patient;
            file.must_be_in(scope)?;
            Ok((file, store::offers(sql, &code, look.language)?))
        })
        .await?;
    let clerk = clerk_of(caller, settings);
    let today = settings.0.zone.day_of(now);
    let name = file.details.full_name();
    let mut page = EditorPage {
        title: look.language.fill(say("New invoice for {}"), &[&name]),
        shell: Shell::new(caller, look, settings, ROOM),
        action: format!("/patients/{patient}/invoices"),
        back: (format!("/patients/{patient}"), name),
        visit: String::new(),
        version: 0,
        currency: currency.to_owned(),
        offers,
        rows: Vec::new(),
        invoice_date: today.to_string(),
        due_date: clerk.due_after(today).to_string(),
        notes: String::new(),
        discount_percent: String::new(),
        discount_amount: String::new(),
        totals: Totals::none(look),
        problem: None,
        wrong: Vec::new(),
        bases: Bases::default(),
        shows: Shows::record("patient", patient),
    };
    page.spare();
    Ok(page)
}

impl EditorPage {
    fn spare(&mut self) {
        let blank = |row: &Typed| row.service_id.is_empty() && row.description.is_empty();
        let spare = self.rows.iter().rev().take_while(|row| blank(row)).count();
        for _ in spare..SPARE {
            self.rows.push(Typed::default());
        }
    }

    /// The page as it was typed, with room for another line.
    async fn longer(self, sent: &Sent, db: &Db) -> Self {
        let mut page = self.typed(sent, db).await;
        page.rows.push(Typed::default());
        page
    }

    async fn typed(mut self, sent: &Sent, db: &Db) -> Self {
        let look = self.shell.look;
        let sent = &sent.merged(&self.bases);
        self.rows = typed_rows(sent);
        self.invoice_date = sent.get("invoice_date").to_owned();
        self.due_date = sent.get("due_date").to_owned();
        self.notes = sent.get("notes").to_owned();
        self.discount_percent = sent.get("discount_percent").to_owned();
        self.discount_amount = sent.get("discount_amount").to_owned();
        self.visit = sent.get("visit_id").to_owned();
        self.totals = Totals::of(body_of(sent), look, self.currency.clone(), db).await;
        self.spare();
        self
    }

    async fn refused(self, sent: &Sent, error: &Error, db: &Db) -> Self {
        let (look, contested) = (self.shell.look, self.contested(sent));
        let mut page = self.typed(sent, db).await;
        page.problem = Some(in_words(error, look.language));
        page.wrong = error.details().iter().map(|detail| wrong(detail, look)).collect();
        page.wrong.extend(contested);
        page
    }
}

/// Where the fault is, as an anchor, and what it is: `lines[1].quantity` is the second row's.
fn wrong(detail: &crate::error::FieldError, look: Look) -> (String, String) {
    if detail.field == "lines" && detail.message.key() == Some("lines-range") {
        let text = look.t(say("Choose a service or describe it."));
        return ("lines.0.service_id".into(), text.to_owned());
    }
    let text = look.language.field_and_why(detail);
    let parts = detail.field.strip_prefix("lines[").and_then(|rest| rest.split_once(']'));
    match parts {
        Some((place, part)) => {
            let part = part.trim_start_matches('.');
            (format!("lines.{place}.{part}"), text)
        }
        // What the lines come to.
        None if detail.field == "lines" => ("lines.0.unit_price".into(), text),
        None => (detail.field.clone(), text),
    }
}

#[post("/patients/<id>/invoices", data = "<sent>")]
async fn create(
    caller: Staff<may::BillingCreate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: LongForm,
) -> Result<Act> {
    let (id, clerk) = (id.get()?, clerk_of(&caller, &settings));
    if !sent.get("more").is_empty() {
        let asked = (id, settings.0.currency.as_str());
        let page = blank(&caller, caller.look, asked, &settings, &db).await?;
        return html(Status::Ok, &page.longer(&sent, &db).await).map(Err);
    }
    let mut body = body_of(&sent);
    body.insert("patient_id".into(), json!(id));
    // It gets its number when somebody issues it, having looked at it.
    body.insert("status".into(), json!("DRAFT"));
    let created = match NewInvoice::read(Fields::of(body.clone())) {
        Ok(new) => {
            db.write(move |tx| Ok(invoices::create(tx, &clerk, new, &body)?.invoice.id)).await
        }
        Err(error) => Err(error),
    };
    match created {
        Ok(id) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=drafted")))),
        Err(error) if matches!(error.status().code, 400 | 409) => {
            let asked = (id, settings.0.currency.as_str());
            let page = blank(&caller, caller.look, asked, &settings, &db).await?;
            html(error.status(), &page.refused(&sent, &error, &db).await).map(Err)
        }
        Err(error) => Err(error),
    }
}

async fn opened(
    caller: &crate::auth::Caller,
    look: Look,
    id: Id,
    settings: &InForce,
    db: &Db,
) -> Result<EditorPage> {
    let invoice = shown(db, id, caller.scope(), settings).await?;
    let asked = (invoice.patient_id, invoice.currency.as_str());
    let mut page = blank(caller, look, asked, settings, db).await?;
    page.shows = Shows::record("billing", id);
    page.title = look.language.fill(say("Draft invoice for {}"), &[&page.back.1]);
    page.action = format!("{ROOM}/{id}");
    page.back = (format!("{ROOM}/{id}"), look.t(say("Draft invoice")).to_owned());
    page.version = invoice.version;
    page.rows = invoice.lines.iter().map(|line| Typed::of(line, look.language)).collect();
    page.totals = Totals::stored(&invoice, look);
    if let Some(percent) = invoice.discount_percent {
        page.discount_percent = look.language.decimal(&thousandths_text(percent.0));
    } else if invoice.discount_amount.minor > 0 {
        page.discount_amount = look.language.typed(&invoice.discount_amount);
    }
    (page.invoice_date, page.due_date) = (invoice.invoice_date, invoice.due_date);
    page.notes = invoice.notes.unwrap_or_default();
    page.spare();
    Ok(page.merging())
}

#[get("/invoices/<id>/edit")]
async fn edit(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let page = opened(&caller, caller.look, id.get()?, &settings, &db).await?;
    html(Status::Ok, &page)
}

#[post("/invoices/<id>", data = "<sent>")]
async fn update(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: LongForm,
) -> Result<Act> {
    let (id, clerk) = (id.get()?, clerk_of(&caller, &settings));
    if !sent.get("more").is_empty() {
        let page = opened(&caller, caller.look, id, &settings, &db).await?;
        return html(Status::Ok, &page.longer(&sent, &db).await).map(Err);
    }
    let mut body = body_of(&sent.typed());
    body.remove("visit_id");
    body.entry("notes").or_insert(Value::Null);
    body.extend(sent.only(&["version"]).filled(&["version"]));
    let mut fields = Fields::of(body);
    let changes = Changes::read(&mut fields);
    let precondition = Precondition::read(None, &mut fields);
    let updated = match fields.finish() {
        Ok(()) => db.write(move |tx| invoices::update(tx, &clerk, id, changes, precondition)).await,
        Err(error) => Err(error),
    };
    match updated {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=drafted")))),
        Err(error) if matches!(error.status().code, 400 | 409) => {
            let page = opened(&caller, caller.look, id, &settings, &db).await?;
            html(error.status(), &page.refused(&sent, &error, &db).await).map(Err)
        }
        Err(error) => Err(error),
    }
}
