//! Drawing up an invoice, and changing a draft: lines, dates, notes, totals as they are typed.

mod merging;

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::{Map, Value, json};

use super::document::parsed;
use super::pages::{ROOM, shown};
use super::store;
use crate::auth::may;
use crate::billing::api::clerk_of;
use crate::billing::change;
use crate::billing::discounts::DiscountInput;
use crate::billing::input::{Changes, NewInvoice};
use crate::billing::lines;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Fields, Parameters, PathId, Precondition};
use crate::ids::Id;
use crate::money;
use crate::patients;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::shows_no_record;
use crate::ui::bases::Bases;
use crate::ui::form::{Html, LongForm, Sent, html, in_words};
use crate::ui::language::say;
use crate::ui::staff::{Look, Shell, Staff};
use crate::ui::words::bare;

/// Rows that stand empty below the lines there are.
const SPARE: usize = 3;
const PARTS: [&str; 9] = [
    "service_id",
    "description",
    "quantity",
    "unit_price",
    "exact_unit_price",
    "discount_percent",
    "discount_amount",
    "tax_rate",
    "second_tax_rate",
];
/// What an empty row may say without being a line.
const RATES: [&str; 5] =
    ["quantity", "discount_percent", "discount_amount", "tax_rate", "second_tax_rate"];

pub fn routes() -> Vec<Route> {
    routes![new, create, edit, update, totals]
}

type Act = std::result::Result<Redirect, Html>;

/// A row of the editor as typed.
#[derive(Default)]
struct Typed {
    service_id: String,
    description: String,
    quantity: String,
    unit_price: String,
    discount_percent: String,
    /// A discount that was given as a sum: the row keeps it unless a percentage takes its place.
    discount_amount: String,
    tax_rate: String,
    second_tax_rate: String,
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
    offers: Vec<(String, String)>,
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

/// What the lines come to, of each rate.
#[derive(Default, Template)]
#[template(path = "ui/invoices/totals.html", config = "src/ui/askama.toml")]
struct Totals {
    look: Look,
    /// On the whole invoice.
    discount: String,
    rates: Vec<(String, String, String)>,
    total: String,
}

shows_no_record!(Totals);

/// The lines that were typed; a row without anything in it is none.
fn lines_of(sent: &Sent) -> Vec<Map<String, Value>> {
    let mut lines = Vec::new();
    for place in 0..lines::MOST {
        let row = sent.with_prefix(&format!("lines.{place}."));
        if row.all().is_empty() {
            break;
        }
        let numbers = ["unit_price", RATES[0], RATES[1], RATES[2], RATES[3], RATES[4]];
        let mut line = row.filled(&numbers);
        line.retain(|name, _| PARTS.contains(&name.as_str()));
        if line.contains_key("discount_percent") {
            line.remove("discount_amount");
        }
        if line.keys().any(|name| !RATES.contains(&name.as_str())) {
            lines.push(exactly_priced(line, sent.currency()));
        }
    }
    lines
}

/// A price finer than the currency goes by its own name.
fn exactly_priced(mut line: Map<String, Value>, currency: &str) -> Map<String, Value> {
    let is_finer = |price: &Value| {
        let price = money::Decimal::of_json(price);
        price.is_some_and(|price| price.is_finer_than(money::decimals(currency)))
    };
    if line.get("unit_price").is_some_and(is_finer)
        && let Some(price) = line.remove("unit_price")
    {
        line.insert("exact_unit_price".into(), price);
    }
    line
}

fn body_of(sent: &Sent) -> Map<String, Value> {
    let discount = ["discount_percent", "discount_amount"];
    let named = ["invoice_date", "due_date", "notes", "visit_id", discount[0], discount[1]];
    let mut body = sent.only(&named).filled(&discount);
    if !discount.iter().any(|name| body.contains_key(*name)) {
        // None, also where the draft had one.
        body.insert("discount_amount".into(), json!(0));
    }
    let lines = lines_of(sent).into_iter().map(Value::Object).collect();
    body.insert("lines".into(), Value::Array(lines));
    body
}

fn typed_rows(sent: &Sent) -> Vec<Typed> {
    let mut rows: Vec<Typed> = Vec::new();
    for place in 0..lines::MOST {
        let row = sent.with_prefix(&format!("lines.{place}."));
        if row.all().is_empty() {
            break;
        }
        let part = |name: &str| row.get(name).to_owned();
        rows.push(Typed {
            service_id: part("service_id"),
            description: part("description"),
            quantity: part("quantity"),
            unit_price: part("unit_price"),
            discount_percent: part("discount_percent"),
            discount_amount: part("discount_amount"),
            tax_rate: part("tax_rate"),
            second_tax_rate: part("second_tax_rate"),
        });
    }
    rows
}

async fn totals_of(mut body: Map<String, Value>, look: Look, currency: String, db: &Db) -> Totals {
    body.retain(|name, _| {
        ["lines", "discount_percent", "discount_amount"].contains(&name.as_str())
    });
    let mut fields = Fields::of(body);
    let (read, discount) = (lines::read(&mut fields), DiscountInput::read(&mut fields));
    let Some(read) = fields.finish().ok().and(read) else {
        return Totals { look, ..Totals::default() };
    };
    let code = currency.clone();
    let resolved = db.read(move |sql| lines::resolve_discounted(sql, read, &discount, &code)).await;
    let (resolved, discount) = resolved.unwrap_or_default();
    let show = |sum: i64| look.language.money(&money::to_value(sum, &currency), &currency);
    let mut rates: Vec<(i64, i64, i64)> = Vec::new();
    let mut add =
        |rate: i64, net: i64, tax: i64| match rates.iter_mut().find(|(at, _, _)| *at == rate) {
            Some((_, sum, taxes)) => (*sum, *taxes) = (*sum + net, *taxes + tax),
            None => rates.push((rate, net, tax)),
        };
    for line in &resolved {
        let first = line.tax_amount - line.second_tax_amount;
        add(line.tax_rate_milli.unwrap_or(0), line.amount, first);
        if let Some(rate) = line.second_tax_rate_milli {
            add(rate, line.amount, line.second_tax_amount);
        }
    }
    let total: i64 = resolved.iter().map(|line| line.amount + line.tax_amount).sum();
    let named = |(rate, net, tax): (i64, i64, i64)| {
        let percent = format!("{}.{:03}", rate / 1000, rate % 1000);
        (look.language.percent(&percent), show(net), show(tax))
    };
    Totals {
        look,
        discount: if discount.amount > 0 { show(-discount.amount) } else { String::new() },
        rates: rates.into_iter().map(named).collect(),
        total: show(total),
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
        totals: Totals { look, ..Totals::default() },
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

    async fn refused(mut self, sent: &Sent, error: &Error, db: &Db) -> Self {
        let look = self.shell.look;
        let contested = self.contested(sent);
        let sent = &sent.merged(&self.bases);
        self.rows = typed_rows(sent);
        self.invoice_date = sent.get("invoice_date").to_owned();
        self.due_date = sent.get("due_date").to_owned();
        self.notes = sent.get("notes").to_owned();
        self.discount_percent = sent.get("discount_percent").to_owned();
        self.discount_amount = sent.get("discount_amount").to_owned();
        self.visit = sent.get("visit_id").to_owned();
        self.totals = totals_of(body_of(sent), look, self.currency.clone(), db).await;
        self.problem = Some(in_words(error, look.language));
        self.wrong = error.details().iter().map(|detail| wrong(detail, look)).collect();
        self.wrong.extend(contested);
        self.spare();
        self
    }
}

/// Where the fault is, as an anchor, and what it is: `lines[1].quantity` is the second row's.
fn wrong(detail: &crate::error::FieldError, look: Look) -> (String, String) {
    let text = look.language.field_and_why(detail);
    let parts = detail.field.strip_prefix("lines[").and_then(|rest| rest.split_once(']'));
    match parts {
        Some((place, part)) => {
            let part = part.trim_start_matches('.');
            (format!("lines.{place}.{part}"), text)
        }
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
    let (id, clerk, user) = (id.get()?, clerk_of(&caller, &settings), caller.id());
    let mut body = body_of(&sent);
    body.insert("patient_id".into(), json!(id));
    // It gets its number when somebody issues it, having looked at it.
    body.insert("status".into(), json!("DRAFT"));
    let created = match NewInvoice::read(Fields::of(body.clone())) {
        Ok(new) => {
            db.write(move |tx| {
                let shown = change::create(tx, &clerk, new, &body)?;
                let id = parsed(&shown.json)?["id"].as_str().and_then(|id| id.parse::<Id>().ok());
                match id {
                    Some(id) => Ok(Some(id)),
                    None => store::newest_draft(tx, shown.patient_id, user),
                }
            })
            .await
        }
        Err(error) => Err(error),
    };
    match created {
        Ok(Some(id)) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=drafted")))),
        Ok(None) => Ok(Ok(Redirect::to(ROOM))),
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
    let (invoice, patient) = shown(db, id, caller.scope(), settings).await?;
    let text = |name: &str| invoice[name].as_str().unwrap_or_default().to_owned();
    let mut page = blank(caller, look, (patient, &text("currency")), settings, db).await?;
    page.shows = Shows::record("billing", id);
    page.title = look.language.fill(say("Draft invoice for {}"), &[&page.back.1]);
    page.action = format!("{ROOM}/{id}");
    page.back = (format!("{ROOM}/{id}"), look.t(say("Draft invoice")).to_owned());
    page.version = invoice["version"].as_i64().unwrap_or(0);
    (page.invoice_date, page.due_date, page.notes) =
        (text("invoice_date"), text("due_date"), text("notes"));
    let empty = Vec::new();
    let lines = invoice["lines"].as_array().unwrap_or(&empty);
    let show = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => look.language.decimal(bare(&number.to_string())),
        _ => String::new(),
    };
    page.rows = lines
        .iter()
        .map(|line| Typed {
            service_id: show(&line["service_id"]),
            description: show(&line["description"]),
            quantity: show(&line["quantity"]),
            unit_price: match &line["exact_unit_price"] {
                Value::Null => look.language.amount(&line["unit_price"], &page.currency),
                exact => show(exact),
            },
            discount_percent: show(&line["discount_percent"]),
            discount_amount: match &line["discount_percent"] {
                Value::Null if line["discount_amount"].as_f64() != Some(0.0) => {
                    look.language.amount(&line["discount_amount"], &page.currency)
                }
                _ => String::new(),
            },
            tax_rate: match line.as_object().and_then(|line| implied_rate(line, &page.currency)) {
                Some(rate) => show(&money::thousandths_value(rate)),
                None => show(&line["tax_rate"]),
            },
            second_tax_rate: show(&line["second_tax_rate"]),
        })
        .collect();
    let kept = lines.iter().filter_map(|line| {
        let mut line = line.as_object()?.clone();
        if let Some(rate) = implied_rate(&line, &page.currency) {
            line.insert("tax_rate".into(), money::thousandths_value(rate));
        }
        line.retain(|name, value| PARTS.contains(&name.as_str()) && !value.is_null());
        Some(Value::Object(line))
    });
    let mut body = Map::from_iter([("lines".to_owned(), kept.collect())]);
    for name in ["discount_percent", "discount_amount"] {
        body.insert(name.to_owned(), invoice[name].clone());
    }
    let is_percent = invoice["discount_percent"].is_number();
    page.discount_percent = show(&invoice["discount_percent"]);
    if !is_percent && invoice["discount_amount"].as_f64().is_some_and(|sum| sum > 0.0) {
        page.discount_amount = look.language.amount(&invoice["discount_amount"], &page.currency);
    }
    page.totals = totals_of(body, look, page.currency.clone(), db).await;
    page.spare();
    Ok(page.merging())
}

/// The rate of a line of which only net and tax were given, where one makes that tax.
fn implied_rate(line: &Map<String, Value>, currency: &str) -> Option<i64> {
    let minor = |name: &str| {
        let sum = line.get(name).and_then(money::Decimal::of_json)?;
        sum.in_minor(currency).ok()
    };
    match line.get("tax_rate") {
        Some(Value::Null) => lines::rate_of(minor("amount")?, minor("tax_amount")?),
        _ => None,
    }
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
    let mut body = body_of(&sent.typed());
    body.remove("visit_id");
    body.entry("notes").or_insert(Value::Null);
    body.extend(sent.only(&["version"]).filled(&["version"]));
    let mut fields = Fields::of(body);
    let changes = Changes::read(&mut fields);
    let precondition = Precondition::read(None, &mut fields);
    let updated = match fields.finish() {
        Ok(()) => db.write(move |tx| change::update(tx, &clerk, id, changes, precondition)).await,
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

/// What the lines come to while they are typed, by the same rules that will store them.
#[post("/invoices/totals", data = "<sent>")]
async fn totals(caller: Staff<may::BillingCreate>, db: Db, sent: LongForm) -> Result<Html> {
    let currency = sent.currency().to_owned();
    html(Status::Ok, &totals_of(body_of(&sent), caller.look, currency, &db).await)
}
