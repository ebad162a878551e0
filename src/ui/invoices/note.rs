//! `/credit-notes/<id>`: a credit note as a document of its own, for the screen and on paper.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::ROOM;
use super::document::{both_rates, taxes};
use super::paper::Paper;
use crate::auth::may;
use crate::billing::store::note_document;
use crate::billing::view::{NoteDocument, NoteLineView};
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
    invoice_id: Id,
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
        Shows::record("billing", self.invoice_id)
    }
}

impl NotePage {
    fn of(document: &NoteDocument, shell: Shell) -> Result<Self> {
        let (language, note) = (shell.look.language, &document.note);
        let line = |line: &NoteLineView| {
            let rates = both_rates(line, language);
            (line.description.clone(), rates, language.money_of(&line.amount))
        };
        Ok(Self {
            title: language.fill(say("Credit note {}"), &[&note.number]),
            number: note.number.clone(),
            date: language.day(&note.date),
            invoice: (
                format!("{ROOM}/{}", document.billing_id),
                document.invoice_number.clone(),
                language.day(&document.invoice_date),
            ),
            reason: note.reason.clone(),
            lines: note.lines.iter().map(line).collect(),
            taxes: taxes(&note.lines, language),
            net: language.money_of(&note.amount),
            total: language.money_of(&note.total_amount),
            paper: Paper::of(document.snapshot.as_deref(), language)?,
            invoice_id: document.billing_id,
            shell,
        })
    }
}

#[get("/credit-notes/<id>")]
async fn read(
    caller: Staff<may::BillingRead>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, scope) = (id.get()?, caller.scope());
    let found = db.read(move |sql| note_document(sql, id, scope)).await?;
    let nowhere = message("refused-nothing-here", "There is nothing at this address.");
    let note = found.ok_or_else(|| Error::new(Status::NotFound, "NOT_FOUND", nowhere))?;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    html(Status::Ok, &NotePage::of(&note, shell)?)
}
