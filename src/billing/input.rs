//! What a body may say of an invoice or a credit note: one set of rules for creation and update.

use jiff::civil::Date;

use super::discounts::DiscountInput;
use super::line_input::{self, LineInput};
use super::{METHODS, STATUSES};
use crate::error::{Error, Result};
use crate::http::NO_CURRENCY;
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::message::{Message, message};
use crate::money::{Decimal, is_currency};

/// The fields of an invoice, each checked as far as its currency need not be known.
#[derive(Clone, Debug)]
pub struct Changes {
    pub patient_id: Field<Id>,
    pub visit_id: Field<Id>,
    pub invoice_date: Field<Date>,
    pub due_date: Field<Date>,
    pub currency: Field<String>,
    pub notes: Field<String>,
    pub lines: Option<Vec<LineInput>>,
    /// On the whole invoice.
    pub discount: Option<DiscountInput>,
    pub amount: Option<Decimal>,
    pub tax_amount: Option<Decimal>,
    pub status: Option<&'static str>,
}

/// An invoice to be drawn up, and how it was paid if it is to be PAID at once.
#[derive(Clone, Debug)]
pub struct NewInvoice {
    pub id: Option<Id>,
    pub patient_id: Id,
    pub changes: Changes,
    pub method: &'static str,
    pub payment_date: Option<Date>,
    /// Whether the patient's credit pays for it first.
    pub uses_credit: bool,
}

impl Changes {
    /// Reads the fields of an update; whoever calls finishes them.
    pub fn read(fields: &mut Fields) -> Self {
        let patient_id = fields.id("patient_id");
        let patient_id = fields.not_null("patient_id", patient_id);
        let visit_id = fields.id("visit_id");
        let invoice_date = fields.day("invoice_date");
        let invoice_date = fields.not_null("invoice_date", invoice_date);
        let due_date = fields.day("due_date");
        let currency = currency(fields);
        let notes = fields.text("notes", 2000);
        let lines = line_input::read(fields);
        let says_discount =
            ["discount_percent", "discount_amount"].iter().any(|name| fields.raw(name).is_some());
        let discount = DiscountInput::read(fields);
        let discount = says_discount.then_some(discount);
        let amount = fields.decimal("amount").value();
        let tax_amount = fields.decimal("tax_amount").value();
        let status = fields.choice("status", STATUSES).value();
        if let (Field::Set(from), Field::Set(due)) = (&invoice_date, &due_date)
            && due < from
        {
            fields.refuse("due_date", DUE_TOO_EARLY);
        }
        Self {
            patient_id,
            visit_id,
            invoice_date,
            due_date,
            currency,
            notes,
            lines,
            discount,
            amount,
            tax_amount,
            status,
        }
    }
}

pub(super) fn currency(fields: &mut Fields) -> Field<String> {
    let currency = fields.line("currency", 3..=3);
    if let Field::Set(code) = &currency
        && !is_currency(code)
    {
        fields.refuse("currency", NO_CURRENCY);
    }
    currency
}

/// What a due date must be.
pub const DUE_TOO_EARLY: Message = message("due-too-early", "must not be before invoice_date");

impl NewInvoice {
    /// Reads a creation's body.
    ///
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let changes = Changes::read(&mut fields);
        let patient_id = fields.required("patient_id", changes.patient_id.clone());
        if changes.lines.is_none() && changes.amount.is_none() && !fields.is_refused("lines") {
            fields.required::<Decimal>("amount", Field::Absent);
        }
        let method = fields.choice("payment_method", METHODS).value().unwrap_or("OTHER");
        let payment_date = fields.day("payment_date").value();
        let uses_credit = uses_credit(&mut fields);
        fields.finish()?;
        let Some(patient_id) = patient_id else {
            return Err(Error::field("patient_id", message("required", "is required")));
        };
        Ok(Self { id, patient_id, changes, method, payment_date, uses_credit })
    }
}

/// Whether the patient's credit is to be used.
pub fn uses_credit(fields: &mut Fields) -> bool {
    fields.flag("use_credit").value().unwrap_or(false)
}

/// What a credit note takes back.
#[derive(Clone, Debug)]
pub enum TakenBack {
    /// All that is left.
    Rest,
    /// So much of the total, tax included.
    Amount(Decimal),
    Lines(Vec<LineInput>),
}

/// A credit note to be written.
#[derive(Clone, Debug)]
pub struct NewCreditNote {
    pub id: Option<Id>,
    pub taken_back: TakenBack,
    pub reason: String,
}

impl NewCreditNote {
    /// The note that a body asks for.
    ///
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let reason = fields.line("reason", 1..=500);
        let reason = fields.required("reason", reason);
        let lines = line_input::read(&mut fields);
        let amount = fields.decimal("amount").value();
        if lines.is_some() && amount.is_some() {
            fields.refuse(
                "amount",
                message("amount-or-lines", "cannot be given together with lines"),
            );
        }
        fields.finish()?;
        let reason =
            reason.ok_or_else(|| Error::field("reason", message("required", "is required")))?;
        let taken_back = match (lines, amount) {
            (Some(lines), _) => TakenBack::Lines(lines),
            (None, Some(amount)) => TakenBack::Amount(amount),
            (None, None) => TakenBack::Rest,
        };
        Ok(Self { id, taken_back, reason })
    }
}
