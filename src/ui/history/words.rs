//! Old and new values as people read them: with their units and currencies, and names instead of ids.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Number, Value};

use super::moved;
use crate::auth::Scope;
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::history::{Author, Change, Version};
use crate::ids::Id;
use crate::money::{Amount, Decimal};
use crate::patients;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::dietitians::Dietitians;
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::visits::unit_of;
use crate::ui::words::bare;
use crate::users;
use crate::visits::store as visits;

/// Fields whose values are codes with words of their own.
const CODES: [&str; 4] = ["status", "gender", "equation_sex", "language"];

/// What stands for no value.
pub(super) const NOTHING: &str = "–";

/// Fields that are sums in the record's currency.
const SUMS: [&str; 8] = [
    "amount",
    "tax_amount",
    "total_amount",
    "amount_paid",
    "amount_credited",
    "balance",
    "discount_amount",
    "unit_price",
];

/// Patients and visits that a page names at most: beyond, they are a patient and a visit.
const NAMES: usize = 50;

/// Patients and visits by their ids, as far as the reader may know them.
#[derive(Debug, Default)]
pub(super) struct Names {
    patients: BTreeMap<Id, String>,
    visits: BTreeMap<Id, crate::clock::Moment>,
    /// Who works or worked here.
    staff: BTreeMap<Id, String>,
}

impl Names {
    /// Those that the values of these versions name.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn of(sql: &Sql<'_>, versions: &[Version], scope: Scope) -> Result<Self> {
        let mut names = Self::default();
        for id in named(versions, "patient_id") {
            if let Some(name) = if_seen(patients::store::name(sql, id, scope))? {
                names.patients.insert(id, name);
            }
        }
        for id in named(versions, "visit_id") {
            let visit = visits::detail(sql, id, false)?
                .map(|visit| visit.must_be_in(scope).map(|()| visit.visit.details.visit_date));
            if let Some(when) = visit.map(if_seen).transpose()?.flatten() {
                names.visits.insert(id, when);
            }
        }
        let by: BTreeSet<Id> = versions.iter().filter_map(|one| one.by.id).collect();
        names.staff = users::store::names(sql, &by)?;
        Ok(names)
    }

    /// Who made a version, by name; by the user name of who has none.
    pub fn who(&self, by: &Author) -> String {
        let known = by.id.and_then(|id| self.staff.get(&id)).filter(|name| !name.trim().is_empty());
        known.or(by.username.as_ref()).cloned().unwrap_or_default()
    }

    /// The records that are named.
    pub fn shows(&self) -> Shows {
        Shows::names("patient", self.patients.keys().copied())
            .and(Shows::names("visit", self.visits.keys().copied()))
    }
}

/// The ids that a field had or got.
fn named(versions: &[Version], field: &str) -> BTreeSet<Id> {
    let changes = versions.iter().filter_map(|one| one.changes.as_ref()?.get(field));
    let values = changes.map(Change::of).flat_map(|change| [change.old, change.new]);
    let ids = values.flatten().filter_map(|value| value.as_str()?.parse().ok());
    ids.collect::<BTreeSet<Id>>().into_iter().take(NAMES).collect()
}

/// What may be known; nothing of what may not, or is there no more.
fn if_seen<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.status().code, 403 | 404) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A line of an invoice, as the trail has it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Line {
    description: String,
    quantity: Option<Number>,
    unit_price: Option<Number>,
    discount_percent: Option<Number>,
    discount_amount: Option<Number>,
    tax_rate: Option<Number>,
    second_tax_rate: Option<Number>,
}

/// Values in the words of one language.
pub(super) struct Words<'a> {
    pub language: Language,
    /// The kind of the record whose values are told.
    pub kind: &'static str,
    pub settings: &'a InForce,
    pub people: Dietitians,
    pub names: Names,
    /// The currency of the record's sums.
    pub currency: String,
}

impl Words<'_> {
    /// The name of a field.
    pub fn label(&self, field: &str) -> String {
        self.language.field(field).unwrap_or_else(|| self.language.code(field))
    }

    /// A value.
    pub fn told(&self, field: &str, value: &Value) -> String {
        let (language, zone) = (self.language, &self.settings.0.zone);
        match value {
            Value::Null => NOTHING.to_owned(),
            Value::Bool(true) => language.t(say("Yes")).to_owned(),
            Value::Bool(false) => language.t(say("No")).to_owned(),
            Value::String(code) if field == "visit_type" => {
                Kinds::of(self.settings, language).word(Some(code))
            }
            Value::String(code) if (self.kind, field) == ("visit", "status") => {
                language.appointment(code)
            }
            Value::String(code) if CODES.contains(&field) => language.code(code),
            Value::String(id) if field.ends_with("_id") => self.named(field, id),
            Value::String(at) if field.ends_with("_at") || field == "visit_date" => {
                language.moment_text(at, zone)
            }
            Value::String(day) if field.ends_with("_date") || field == "date_of_birth" => {
                language.day(day)
            }
            Value::Number(_) | Value::String(_) if SUMS.contains(&field) => self.sum(value),
            Value::String(text) => text.clone(),
            Value::Number(number) => self.number(field, &number.to_string()),
            Value::Array(parts) => {
                let parts: Vec<String> = parts.iter().map(|one| self.part(field, one)).collect();
                parts.join("\n")
            }
            Value::Object(_) if moved::FIELDS.contains(&field) => {
                moved::told(value, language, |number| self.sum(&Value::Number(number)))
            }
            Value::Object(fields) => self.object(fields),
        }
    }

    /// A number with its unit.
    fn number(&self, field: &str, digits: &str) -> String {
        let language = self.language;
        match unit_of(field) {
            Some("%") => language.percent(bare(digits)),
            // A weight keeps its decimal.
            Some("kg") => format!("{}\u{a0}kg", language.number(digits)),
            Some(unit) => format!("{}\u{a0}{unit}", language.number(bare(digits))),
            None => language.number(bare(digits)),
        }
    }

    /// An entry of a list.
    pub fn part(&self, field: &str, value: &Value) -> String {
        match field {
            "lines" => self.line(value),
            _ => self.told("", value),
        }
    }

    /// A line of an invoice: "2 × Follow-up · €45.00 · tax 20%".
    fn line(&self, line: &Value) -> String {
        let line = Line::deserialize(line).unwrap_or_default();
        let language = self.language;
        let quantity = line.quantity.map_or_else(|| "1".to_owned(), |number| number.to_string());
        let mut parts =
            vec![format!("{} × {}", language.number(bare(&quantity)), line.description)];
        let sum = |number: Number| self.sum(&Value::Number(number));
        let is_some = |number: &Number| number.as_f64().is_some_and(|number| number != 0.0);
        let has_share = line.discount_percent.is_some();
        let percent = |number: Number| language.percent(&number.to_string());
        parts.extend(line.unit_price.map(sum));
        let off = line.discount_amount.filter(is_some).filter(|_| !has_share).map(sum);
        for (wording, share) in [
            (say("discount {}"), line.discount_percent.filter(is_some).map(percent)),
            (say("discount {}"), off),
            (say("tax {}"), line.tax_rate.filter(is_some).map(percent)),
            (say("second tax {}"), line.second_tax_rate.filter(is_some).map(percent)),
        ] {
            parts.extend(share.map(|share| language.fill(wording, &[&share])));
        }
        parts.join(" · ")
    }

    fn object(&self, fields: &Map<String, Value>) -> String {
        let is_said = |(name, value): &(&String, &Value)| !value.is_null() && name.as_str() != "id";
        let said = fields.iter().filter(is_said);
        let said = said.map(|(name, value)| {
            self.language.labelled(&self.label(name), &self.told(name, value))
        });
        said.collect::<Vec<_>>().join(" · ")
    }

    /// A sum in the record's currency.
    pub fn sum(&self, value: &Value) -> String {
        let minor = Decimal::of_json(value).map(|sum| sum.in_minor(&self.currency));
        match minor {
            Some(Ok(minor)) => self.language.money_of(&Amount::new(minor, self.currency.as_str())),
            _ => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
        }
    }

    /// Who or what an id stands for.
    fn named(&self, field: &str, id: &str) -> String {
        let t = |text: &'static str| self.language.t(text).to_owned();
        let key = id.parse::<Id>().ok();
        match field {
            "patient_id" => key
                .and_then(|id| self.names.patients.get(&id).cloned())
                .unwrap_or_else(|| t(say("Another patient"))),
            "visit_id" => key.and_then(|id| self.names.visits.get(&id)).map_or_else(
                || t(say("A consultation")),
                |at| self.language.moment(*at, &self.settings.0.zone),
            ),
            "series_id" => t(say("A series")),
            _ => self.people.name(id, t(say("Somebody else"))),
        }
    }

    /// Why a version cannot be gone back to.
    pub fn reason(&self, error: &Error) -> String {
        match (error.code(), error.details()) {
            ("INVOICE_ISSUED", _) => self
                .language
                .t(say("The invoice is issued: of it only notes and due date go back."))
                .to_owned(),
            ("DIETITIAN_NOT_FOUND", _) => self
                .language
                .t(say("The dietitian of that time no longer treats patients here."))
                .to_owned(),
            (_, [detail, ..]) => self.language.field_and_why(detail),
            _ => self.language.told(error.said()),
        }
    }
}

/// What was done, in a word.
pub(super) fn act(action: &str) -> &'static str {
    match action {
        "CREATE" | "IMPORT" => say("Created"),
        "DELETE" => say("Deleted"),
        "RESTORE" => say("Brought back"),
        "ACTIVATE" => say("Active again"),
        "DEACTIVATE" => say("Archived"),
        "SIGN" => say("Signed"),
        "AMEND" => say("Amended"),
        _ => say("Changed"),
    }
}
