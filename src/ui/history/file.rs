//! `/patients/<id>?as_of=`: a patient's file as it stood at an instant, with the visits, what was measured and
//! the invoices that there were.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};
use serde_json::{Map, Value};

use super::words::{Names, Words};
use crate::auth::{Permission, may};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::history::as_of::AsOf;
use crate::history::past::{self, Parts, PastInvoice, PastVisit};
use crate::http::PathId;
use crate::ids::Id;
use crate::patients;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::dietitians::Dietitians;
use crate::ui::doubts::Doubts;
use crate::ui::form::{Html, html};
use crate::ui::kinds::Kinds;
use crate::ui::language::say;
use crate::ui::staff::{Shell, Staff};
use crate::ui::words::input_moment;

pub fn routes() -> Vec<Route> {
    routes![file]
}

/// Fields that say nothing of a person, or stand elsewhere on the page.
const LEFT_OUT: [&str; 13] = [
    "id",
    "patient_id",
    "visit_id",
    "version",
    "created_by",
    "updated_by",
    "created_at",
    "updated_at",
    "series_id",
    "visit_date",
    "visit_type",
    "status",
    "lines",
];

/// A field with its value in words.
struct Fact {
    label: String,
    value: String,
    /// Whether it takes a line of its own.
    is_long: bool,
}

/// Letters that find room beside other facts.
const SHORT: usize = 48;

impl Fact {
    fn of(label: String, value: String) -> Self {
        let is_long = value.contains('\n') || value.chars().count() > SHORT;
        Self { label, value, is_long }
    }
}

/// A visit as it was.
struct Visit {
    /// None where it is there no more.
    href: Option<String>,
    when: String,
    kind: String,
    status: String,
    facts: Vec<Fact>,
    measured: Vec<Vec<Fact>>,
}

/// An invoice as it was.
struct Invoice {
    /// None where it is there no more.
    href: Option<String>,
    number: String,
    date: String,
    status: String,
    total: String,
    balance: String,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/history/file.html", config = "src/ui/askama.toml")]
struct FilePage {
    shell: Shell,
    id: Id,
    name: String,
    /// The instant, in words and as a form has it.
    when: String,
    at: String,
    /// What is not exact.
    inexact: Vec<String>,
    /// The instant, where it is asked back.
    doubts: Doubts,
    facts: Vec<Fact>,
    visits: Option<Vec<Visit>>,
    invoices: Option<Vec<Invoice>>,
    /// What the column of their numbers is called.
    number: String,
    shows: Shows,
}

impl Discloses for FilePage {
    fn shows(&self) -> Shows {
        self.shows.clone()
    }
}

impl Words<'_> {
    fn facts(&self, fields: &Map<String, Value>) -> Vec<Fact> {
        let is_told = |(name, value): &(&String, &Value)| {
            !value.is_null() && !LEFT_OUT.contains(&name.as_str())
        };
        let told =
            |(name, value): (&String, &Value)| Fact::of(self.label(name), self.told(name, value));
        fields.iter().filter(is_told).map(told).collect()
    }

    fn visit(&self, visit: &PastVisit) -> Visit {
        let kinds = Kinds::of(self.settings, self.language);
        let measured = visit.measurements.iter().flatten();
        Visit {
            href: visit.is_there.then(|| format!("/visits/{}", visit.id)),
            when: self.language.moment_text(visit.begins(), &self.settings.0.zone),
            kind: kinds.word(visit.text("visit_type")),
            status: self.language.appointment(visit.text("status").unwrap_or_default()),
            facts: self.facts(&visit.fields),
            measured: measured.map(|one| self.facts(one)).collect(),
        }
    }

    fn invoice(&self, invoice: &PastInvoice) -> Invoice {
        let sum = |name: &str| {
            invoice.sum(name).map(|sum| self.language.money_of(&sum)).unwrap_or_default()
        };
        let status = self.language.code(invoice.text("status").unwrap_or_default());
        Invoice {
            href: invoice.is_there.then(|| format!("/invoices/{}", invoice.id)),
            number: invoice.text("invoice_number").unwrap_or(&status).to_owned(),
            date: self.language.day(invoice.text("invoice_date").unwrap_or_default()),
            total: invoice.total().map(|sum| self.language.money_of(&sum)).unwrap_or_default(),
            balance: sum("balance"),
            status,
        }
    }

    /// What of the file is not exact, a sentence for each cause.
    fn inexact(&self, file: &past::PastFile) -> Vec<String> {
        let t = |text: &'static str| self.language.t(text).to_owned();
        let since = file.known_since.as_deref().unwrap_or_default();
        let mut doubts = Vec::new();
        if file.as_of.to_string().as_str() < since {
            let since = self.language.moment_text(since, &self.settings.0.zone);
            doubts.push(self.language.fill(
                say("The audit trail knows values since {}: what was changed before is shown as it was then."),
                &[&since],
            ));
        }
        if file.doubt.is_erased {
            doubts.push(t(say("Some values of that time were erased since.")));
        }
        if file.doubt.is_cut {
            doubts.push(t(say(
                "There are more consultations or invoices than fit here: the last ones are shown.",
            )));
        }
        doubts
    }
}

#[get("/patients/<id>", rank = 1)]
async fn file(
    as_of: AsOf,
    caller: Staff<may::PatientsRead>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, language) = (id.get()?, caller.look.language);
    let now = db.database().clock().now();
    let mut at = match as_of.glance(&caller, &settings, now) {
        Ok(at) => at,
        Err(error) => return asked_back(&as_of, error, (&caller, id), &settings, &db).await,
    };
    // What lies ahead is as it is now.
    at.instant = at.instant.min(now);
    let parts = Parts {
        visits: caller.may(Permission::VisitsRead),
        billing: caller.may(Permission::BillingRead),
    };
    let (file, name, people) = db
        .read_much(move |sql| {
            let file = past::file(sql, id, at, parts)?;
            let name = patients::store::name(sql, id, at.scope)?;
            Ok((file, name, Dietitians::read(sql, language)?))
        })
        .await?;
    let (names, currency) = (Names::default(), String::new());
    let kind = "patient";
    let words = Words { language, kind, settings: &settings, people, names, currency };
    let visits = file.visits.iter().flatten().map(|visit| visit.id);
    let invoices = file.billing.iter().flatten().map(|invoice| invoice.id);
    let page = FilePage {
        shows: Shows::record("patient", id)
            .and(Shows::texts("visit", visits))
            .and(Shows::texts("billing", invoices)),
        id,
        name,
        when: language.moment(at.instant, &settings.0.zone),
        at: input_moment(at.instant, &settings.0.zone),
        inexact: words.inexact(&file),
        doubts: Doubts::default(),
        number: language.field("invoice_number").unwrap_or_default(),
        facts: words.facts(&file.patient.fields),
        visits: file.visits.as_ref().map(|all| all.iter().map(|one| words.visit(one)).collect()),
        invoices: file
            .billing
            .as_ref()
            .map(|all| all.iter().map(|one| words.invoice(one)).collect()),
        shell: Shell::new(&caller, caller.look, &settings, "/patients"),
    };
    html(Status::Ok, &page)
}

/// The page without a file, where nobody understands of which instant it is to be.
async fn asked_back(
    as_of: &AsOf,
    error: Error,
    (caller, id): (&Staff<may::PatientsRead>, Id),
    settings: &InForce,
    db: &Db,
) -> Result<Html> {
    let (scope, mut doubts) = (caller.scope(), Doubts::default());
    doubts.take(error, &[("as_of".to_owned(), as_of.sent().to_owned())])?;
    let page = FilePage {
        id,
        name: db.read(move |sql| patients::store::name(sql, id, scope)).await?,
        when: String::new(),
        at: as_of.sent().to_owned(),
        inexact: Vec::new(),
        doubts: doubts.beside(&[("as_of", say("Another moment"))]),
        facts: Vec::new(),
        visits: None,
        invoices: None,
        number: String::new(),
        shows: Shows::names("patient", [id]),
        shell: Shell::new(caller, caller.look, settings, "/patients"),
    };
    html(page.doubts.status(), &page)
}
