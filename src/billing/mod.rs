//! Invoices: drawn up, issued under a number without gaps, paid, credited; never added up across
//! currencies. Once issued, only notes and due date change. Routes, tables, answers and the trail call an
//! invoice `billing`, and an id of one `billing_id`.
//!
//! ```text
//!  input, line_input, payment_input, milli_input ── what a body says
//!        ▼
//!  invoices      draws up, changes, issues, cancels        change_rules, dates, discounts, shares, lines,
//!  payments      takes money for one invoice, gives back   movement_kind, numbering, snapshot, status
//!  receipts      what is handed over at once               payment_rules ── the rules
//!  credit_notes  takes an issued invoice back
//!  patient_credit  moves what the clinic owes to what is owed
//!        ▼  each with its audit row, in one transaction (clerk)
//!  store ── the SQL;  view ── what answers and pages show
//! ```
//!
//! `list`, `search` and `stats` answer questions over all; `price_list` has the services that are charged for.

pub(crate) mod api;
mod change_rules;
pub(crate) mod clerk;
pub(crate) mod credit_notes;
pub(crate) mod dates;
pub(crate) mod discounts;
pub(crate) mod input;
pub(crate) mod invoices;
pub(crate) mod line_input;
pub(crate) mod lines;
pub(crate) mod list;
mod milli_input;
mod movement_kind;
mod numbering;
mod patient_credit;
pub(crate) mod payment_input;
mod payment_rules;
pub(crate) mod payments;
pub(crate) mod price_list;
pub(crate) mod receipts;
mod search;
mod shares;
pub(crate) mod snapshot;
mod stats;
pub(crate) mod status;
pub(crate) mod store;
pub(crate) mod view;

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use rocket::fairing::AdHoc;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::auth::Scope;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::money;

pub use discounts::Discount;
pub use lines::Line;
pub use list::BillingList;
pub use movement_kind::{MOVEMENT_KINDS, MovementKind};
pub use price_list::PriceList;
pub use status::{METHODS, STATUSES, Status};

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("billing", |rocket| async {
        rocket
            .mount("/api/billing", api::routes())
            .mount("/api/billing", api::money::routes())
            .mount("/api/payments", api::money::receipt_routes())
            .mount("/api/services", price_list::routes())
    })
}

/// The fields that people write on an invoice. Of an issued one notes and due date alone may change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Head {
    pub patient_id: Id,
    pub visit_id: Option<Id>,
    #[serde(serialize_with = "as_text")]
    pub invoice_date: Date,
    #[serde(serialize_with = "as_text")]
    pub due_date: Date,
    /// ISO 4217.
    pub currency: String,
    pub notes: Option<String>,
}

/// The figures of an invoice, in minor units of its currency. Paid, credited and balance together are
/// the total; the balance is negative where the clinic owes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Before tax.
    pub amount: i64,
    pub tax_amount: i64,
    /// Payments and credit moved here, less reversals, refunds and credit moved away.
    pub paid: i64,
    /// Credit notes.
    pub credited: i64,
}

impl Ledger {
    /// With tax.
    pub fn total(self) -> i64 {
        self.amount + self.tax_amount
    }

    /// What is still owed; negative when the clinic owes.
    pub fn balance(self) -> i64 {
        self.total() - self.paid - self.credited
    }

    /// What credit notes have left of the claim.
    pub fn uncredited(self) -> i64 {
        self.total() - self.credited
    }
}

/// An invoice as its rules need it.
#[derive(Clone, Debug, PartialEq)]
pub struct Invoice {
    pub id: Id,
    pub head: Head,
    pub ledger: Ledger,
    pub number: Option<String>,
    /// As stored: without OVERDUE, which the day decides.
    pub status: Status,
    /// On the whole invoice; its lines hold their shares.
    pub discount: Discount,
    pub lines: Vec<Line>,
    pub version: i64,
    /// Who treats the patient: decides who may see the invoice.
    pub assigned_dietitian_id: Option<Id>,
}

impl Invoice {
    /// The rule of who may see it: a dietitian sees the invoices of their own patients.
    ///
    /// # Errors
    /// 403 when the scope does not show this invoice.
    pub fn must_be_in(&self, scope: Scope) -> Result<()> {
        must_be_in(self.id, self.assigned_dietitian_id, scope)
    }

    /// Whether it is still a draft.
    pub fn is_draft(&self) -> bool {
        self.status == Status::Draft
    }

    /// The status that follows from the figures; what is cancelled stays so.
    fn follow_ledger(&mut self) {
        if self.status != Status::Cancelled {
            self.status = Status::of(self.ledger);
        }
    }

    /// What the audit compares of two states.
    pub(crate) fn facts(&self) -> Map<String, Value> {
        let money = |minor: i64| money::to_value(minor, &self.head.currency);
        let mut facts = match serde_json::to_value(&self.head) {
            Ok(Value::Object(map)) => map,
            _ => Map::new(),
        };
        let lines: Vec<Value> =
            self.lines.iter().map(|line| line.to_json(&self.head.currency)).collect();
        facts.insert("invoice_number".into(), json!(self.number));
        facts.insert("status".into(), json!(self.status.name()));
        facts.insert("discount_amount".into(), money(self.discount.amount));
        facts.insert("amount".into(), money(self.ledger.amount));
        facts.insert("tax_amount".into(), money(self.ledger.tax_amount));
        facts.insert("amount_paid".into(), money(self.ledger.paid));
        facts.insert("amount_credited".into(), money(self.ledger.credited));
        facts.insert("balance".into(), money(self.ledger.balance()));
        facts.insert("lines".into(), Value::Array(lines));
        facts
    }
}

/// The same rule wherever an invoice, or what belongs to one, is asked for.
fn must_be_in(id: Id, assigned_to: Option<Id>, scope: Scope) -> Result<()> {
    match scope.dietitian() {
        Some(own) if assigned_to != Some(own) => Err(Error::not_assigned().about("billing", id)),
        _ => Ok(()),
    }
}

fn as_text<S: serde::Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}
