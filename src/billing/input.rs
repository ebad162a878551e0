//! What a body may say of an invoice or of money: one set of rules for creation and update.

use jiff::civil::Date;
use serde_json::Value;

use super::discounts::DiscountInput;
use super::lines::{self, LineInput};
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
        let lines = lines::read(fields);
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

fn currency(fields: &mut Fields) -> Field<String> {
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

/// Whether what is too much is to be kept as the patient's credit.
fn keeps_credit(fields: &mut Fields) -> bool {
    fields.choice("overpayment", &["credit"]).value().is_some()
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
    /// None where only credit is used.
    pub amount: Option<Decimal>,
    pub tender: Tender,
    pub keeps_credit: bool,
    pub uses_credit: bool,
}

impl NewPayment {
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let (keeps_credit, uses_credit) = (keeps_credit(&mut fields), uses_credit(&mut fields));
        let amount = fields.decimal("amount");
        let amount = match uses_credit {
            true => amount.value(),
            false => fields.required("amount", amount),
        };
        let tender = Tender::read(&mut fields);
        fields.finish()?;
        Ok(Self { id, amount, tender, keeps_credit, uses_credit })
    }
}

/// One payment over several invoices of a patient, or without any: a deposit.
#[derive(Clone, Debug)]
pub struct NewReceipt {
    pub id: Option<Id>,
    pub patient_id: Id,
    /// Of a deposit; the clinic's unless it says so.
    pub currency: Option<String>,
    pub amount: Decimal,
    pub tender: Tender,
    pub keeps_credit: bool,
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
        let currency = currency(&mut fields).value();
        let keeps_credit = keeps_credit(&mut fields);
        let tender = Tender::read(&mut fields);
        let allocations = Self::allocations(&mut fields);
        fields.finish()?;
        let (Some(patient_id), Some(amount)) = (patient_id, amount) else {
            return Err(Error::field("amount", message("required", "is required")));
        };
        Ok(Self { id, patient_id, currency, amount, tender, keeps_credit, allocations })
    }

    fn allocations(fields: &mut Fields) -> Vec<(Id, Decimal)> {
        let given = match fields.raw("allocations") {
            Some(Value::Array(given)) if given.len() <= Self::MOST => given.clone(),
            // Money given back names no invoice where any of the patient's credit will do.
            None | Some(Value::Null) if is_negative(fields.raw("amount")) => Vec::new(),
            _ => {
                fields.refuse(
                    "allocations",
                    message("allocations-list", "must be a list of up to 100 {billing_id, amount}"),
                );
                return Vec::new();
            }
        };
        let mut allocations: Vec<(Id, Decimal)> = Vec::with_capacity(given.len());
        for (place, share) in given.into_iter().enumerate() {
            let part = format!("allocations[{place}]");
            let Value::Object(map) = share else {
                fields.refuse(&part, message("is-object", "must be an object"));
                continue;
            };
            let mut share = Fields::of(map);
            let (id, amount) = (share.id("billing_id"), share.decimal("amount"));
            let id = share.required("billing_id", id);
            let amount = share.required("amount", amount);
            if let (Some(id), Some(amount)) = (id, amount) {
                if allocations.iter().any(|(known, _)| *known == id) {
                    share.refuse("billing_id", message("named-twice", "is named twice"));
                }
                allocations.push((id, amount));
            }
            fields.absorb(&part, share);
        }
        allocations
    }
}

fn is_negative(amount: Option<&Value>) -> bool {
    match amount {
        Some(Value::Number(number)) => number.as_f64().is_some_and(|amount| amount < 0.0),
        Some(Value::String(text)) => text.trim().starts_with('-'),
        _ => false,
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
            fields.refuse(
                "amount",
                message("amount-or-lines", "cannot be given together with lines"),
            );
        }
        fields.finish()?;
        let reason =
            reason.ok_or_else(|| Error::field("reason", message("required", "is required")))?;
        let credit = match (lines, amount) {
            (Some(lines), _) => Credit::Lines(lines),
            (None, Some(amount)) => Credit::Amount(amount),
            (None, None) => Credit::Rest,
        };
        Ok(Self { id, credit, reason })
    }
}
