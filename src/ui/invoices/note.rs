//! `/credit-notes/<id>`: a credit note as a document of its own, for the screen and on paper.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};
use serde_json::Value;

use super::document::{Paper, both_rates, paper, taxes};
use super::pages::ROOM;
use super::store;
use crate::auth::may;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::PathId;
use crate::ids::Id;
use crate::message::message;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::form::{Html, html};
use crate::ui::language::say;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![read]
}

/// The page, which prints as the paper.
#[derive(Template)]
#[template(path = "ui/invoices/note.html", config = "src/ui/askama.toml")]
struct NotePage {
    /// The invoice that it takes from, which it shows.
    invoice_id: Option<Id>,
    shell: Shell,
    title: String,
    number: String,
    date: String,
    /// Its address, its number and its date.
    invoice: (String, String, String),
    reason: String,
    /// What is taken back, its rates and its net.
    lines: Vec<(String, String, String)>,
    /// Rate, net and tax of each rate.
    taxes: Vec<(String, String, String)>,
    net: String,
    total: String,
    paper: Paper,
}

impl Discloses for NotePage {
    fn shows(&self) -> Shows {
        self.invoice_id.map_or_else(Shows::nothing, |id| Shows::record("billing", id))
    }
}

impl NotePage {
    fn of(note: &Value, shell: Shell, settings: &InForce) -> Self {
        let language = shell.look.language;
        let text = |name: &str| note[name].as_str().unwrap_or_default();
        let currency = text("currency");
        let money = |value: &Value| language.money(&shortest(value), currency);
        let empty = Vec::new();
        let lines = note["lines"].as_array().unwrap_or(&empty);
        Self {
            title: language.fill(say("Credit note {}"), &[text("number")]),
            number: text("number").to_owned(),
            date: language.day(text("date")),
            invoice: (
                format!("{ROOM}/{}", text("billing_id")),
                text("invoice_number").to_owned(),
                language.day(text("invoice_date")),
            ),
            reason: text("reason").to_owned(),
            lines: lines
                .iter()
                .map(|line| {
                    let what = line["description"].as_str().unwrap_or_default().to_owned();
                    (what, both_rates(line, &shell), money(&line["amount"]))
                })
                .collect(),
            taxes: taxes(lines, currency, &shell),
            net: money(&note["amount"]),
            total: money(&note["total_amount"]),
            paper: paper(note, settings),
            invoice_id: None,
            shell,
        }
    }
}

/// The same number without a fraction of nothing.
fn shortest(value: &Value) -> Value {
    let digits = value.to_string();
    serde_json::from_str(digits.strip_suffix(".0").unwrap_or(&digits)).unwrap_or_default()
}

#[get("/credit-notes/<id>")]
async fn read(
    caller: Staff<may::BillingRead>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, scope) = (id.get()?, caller.scope());
    let found = db.read(move |sql| store::note(sql, id, scope)).await?;
    let nowhere = message("refused-nothing-here", "There is nothing at this address.");
    let note = found.ok_or_else(|| Error::new(Status::NotFound, "NOT_FOUND", nowhere))?;
    let of = |name: &str| note[name].as_str().and_then(|id| id.parse::<Id>().ok());
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let mut page = NotePage::of(&note, shell, &settings);
    page.invoice_id = of("billing_id");
    html(Status::Ok, &page)
}
