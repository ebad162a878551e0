//! What a body may say of an invoice or of money: one set of rules for creation and update.

use jiff::civil::Date;
use serde_json::Value;

use super::lines::{self, LineInput};
use super::{METHODS, STATUSES};
use crate::config::is_currency;
use crate::error::{Error, Result};
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::money::Decimal;

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
        let currency = fields.line("currency", 3..=3);
        if let Field::Set(code) = &currency
            && !is_currency(code)
        {
            fields.refuse("currency", "must be three capital letters like EUR (ISO 4217)");
        }
        let notes = fields.text("notes", 2000);
        let lines = lines::read(fields);
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
            amount,
            tax_amount,
            status,
        }
    }
}

/// What a due date must be.
pub const DUE_TOO_EARLY: &str = "must not be before invoice_date";

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
        fields.finish()?;
        let Some(patient_id) = patient_id else {
            return Err(Error::field("patient_id", "is required"));
        };
        Ok(Self { id, patient_id, changes, method, payment_date })
    }
}

/// Money that changed hands, as a body tells it.
#[derive(Clone, Debug)]
pub struct Tender {
    pub method: Option<&'static str>,
    pub date: Option<Date>,
    /// What the body calls the date.
    pub date_field: &'static str,
    pub reference: Option<String>,
}

impl Tender {
    /// Reads `method`, `date` and `reference`; the first two also by the names that they have on
    /// an invoice.
    pub fn read(fields: &mut Fields) -> Self {
        let named = |fields: &Fields, short: &'static str, long: &'static str| {
            if fields.raw(short).is_some() { short } else { long }
        };
        let method = named(fields, "method", "payment_method");
        let date = named(fields, "date", "payment_date");
        Self {
            method: fields.choice(method, METHODS).value(),
            date: fields.day(date).value(),
            date_field: date,
            reference: fields.line("reference", 1..=200).value(),
        }
    }
}

/// A payment on one invoice; a negative amount gives money back.
#[derive(Clone, Debug)]
pub struct NewPayment {
    pub id: Option<Id>,
    pub amount: Decimal,
    pub tender: Tender,
}

impl NewPayment {
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let amount = fields.decimal("amount");
        let amount = fields.required("amount", amount);
        let tender = Tender::read(&mut fields);
        fields.finish()?;
        let amount = amount.ok_or_else(|| Error::field("amount", "is required"))?;
        Ok(Self { id, amount, tender })
    }
}

/// One payment over several invoices of a patient.
#[derive(Clone, Debug)]
pub struct NewReceipt {
    pub id: Option<Id>,
    pub patient_id: Id,
    pub amount: Decimal,
    pub tender: Tender,
    /// The invoice and its share.
    pub allocations: Vec<(Id, Decimal)>,
}

impl NewReceipt {
    const MOST: usize = 100;

    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let patient_id = fields.id("patient_id");
        let patient_id = fields.required("patient_id", patient_id);
        let amount = fields.decimal("amount");
        let amount = fields.required("amount", amount);
        let tender = Tender::read(&mut fields);
        let allocations = Self::allocations(&mut fields);
        fields.finish()?;
        let (Some(patient_id), Some(amount)) = (patient_id, amount) else {
            return Err(Error::field("amount", "is required"));
        };
        Ok(Self { id, patient_id, amount, tender, allocations })
    }

    fn allocations(fields: &mut Fields) -> Vec<(Id, Decimal)> {
        let given = match fields.raw("allocations") {
            Some(Value::Array(given)) if (1..=Self::MOST).contains(&given.len()) => given.clone(),
            _ => {
                fields.refuse("allocations", "must be a list of 1 to 100 {billing_id, amount}");
                return Vec::new();
            }
        };
        let mut allocations: Vec<(Id, Decimal)> = Vec::with_capacity(given.len());
        for (place, share) in given.into_iter().enumerate() {
            let part = format!("allocations[{place}]");
            let Value::Object(map) = share else {
                fields.refuse(&part, "must be an object");
                continue;
            };
            let mut share = Fields::of(map);
            let (id, amount) = (share.id("billing_id"), share.decimal("amount"));
            let id = share.required("billing_id", id);
            let amount = share.required("amount", amount);
            if let (Some(id), Some(amount)) = (id, amount) {
                if allocations.iter().any(|(known, _)| *known == id) {
                    share.refuse("billing_id", "is named twice");
                }
                allocations.push((id, amount));
            }
            fields.absorb(&part, share);
        }
        allocations
    }
}

/// What a credit note takes back.
#[derive(Clone, Debug)]
pub enum Credit {
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
    pub credit: Credit,
    pub reason: String,
}

impl NewCreditNote {
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let reason = fields.line("reason", 1..=500);
        let reason = fields.required("reason", reason);
        let lines = lines::read(&mut fields);
        let amount = fields.decimal("amount").value();
        if lines.is_some() && amount.is_some() {
            fields.refuse("amount", "cannot be given together with lines");
        }
        fields.finish()?;
        let reason = reason.ok_or_else(|| Error::field("reason", "is required"))?;
        let credit = match (lines, amount) {
            (Some(lines), _) => Credit::Lines(lines),
            (None, Some(amount)) => Credit::Amount(amount),
            (None, None) => Credit::Rest,
        };
        Ok(Self { id, credit, reason })
    }
}
