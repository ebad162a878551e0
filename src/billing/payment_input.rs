//! What a body may say of money that changes hands.

use jiff::civil::Date;
use serde_json::Value;

use super::METHODS;
use super::input::{currency, uses_credit};
use crate::error::{Error, Result};
use crate::http::Fields;
use crate::ids::Id;
use crate::message::message;
use crate::money::Decimal;

/// Money that changed hands, as a body tells it.
#[derive(Clone, Debug)]
pub struct PaymentDetails {
    /// `OTHER` where the body names none.
    pub method: &'static str,
    pub date: Option<Date>,
    /// What the body calls the date.
    pub date_field: &'static str,
    pub reference: Option<String>,
    /// What was handed over, where somebody said so: what is beyond the amount is change.
    pub handed_over: Option<Decimal>,
}

impl PaymentDetails {
    /// Reads `method`, `date`, `reference` and `received`; the first two also by the names that they have on
    /// an invoice.
    pub fn read(fields: &mut Fields) -> Self {
        let named = |fields: &Fields, short: &'static str, long: &'static str| {
            if fields.raw(short).is_some() { short } else { long }
        };
        let method = named(fields, "method", "payment_method");
        let date = named(fields, "date", "payment_date");
        Self {
            method: fields.choice(method, METHODS).value().unwrap_or("OTHER"),
            date: fields.day(date).value(),
            date_field: date,
            reference: fields.line("reference", 1..=200).value(),
            handed_over: fields.decimal("received").value(),
        }
    }

    /// What was handed over for this amount, in minor units; none where nobody said.
    ///
    /// # Errors
    /// 400 for less than the amount, and for more where it is no cash: change is given of cash alone.
    pub(super) fn handed_over_for(&self, amount: i64, currency: &str) -> Result<Option<i64>> {
        let Some(given) = self.handed_over else { return Ok(None) };
        let refuse = |must| Error::field("received", must).and_nothing_changed();
        let given = given.in_minor(currency).map_err(refuse)?;
        if amount < 0 || given < amount {
            return Err(refuse(message("received-too-little", "is less than the amount")));
        }
        if given > amount && self.method != "CASH" {
            let must =
                message("change-of-cash", "is more than the amount: change is given of cash");
            return Err(refuse(must));
        }
        Ok(Some(given))
    }
}

/// A payment on one invoice; a negative amount gives money back.
#[derive(Clone, Debug)]
pub struct NewPayment {
    pub id: Option<Id>,
    /// None where only credit is used.
    pub amount: Option<Decimal>,
    pub details: PaymentDetails,
    pub keeps_overpayment: bool,
    pub uses_credit: bool,
}

impl NewPayment {
    /// The payment that a body tells of.
    ///
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let (keeps_overpayment, uses_credit) =
            (keeps_overpayment(&mut fields), uses_credit(&mut fields));
        let amount = fields.decimal("amount");
        let amount = match uses_credit {
            true => amount.value(),
            false => fields.required("amount", amount),
        };
        let details = PaymentDetails::read(&mut fields);
        fields.finish()?;
        Ok(Self { id, amount, details, keeps_overpayment, uses_credit })
    }
}

/// Invoices of a receipt at most.
const MOST_SHARES: usize = 100;

/// One payment over several invoices of a patient, or without any: a deposit.
#[derive(Clone, Debug)]
pub struct NewReceipt {
    pub id: Option<Id>,
    pub patient_id: Id,
    /// Of a deposit; the clinic's unless it says so.
    pub currency: Option<String>,
    pub amount: Decimal,
    pub details: PaymentDetails,
    pub keeps_overpayment: bool,
    /// The invoices, each with its share.
    pub shares: Vec<(Id, Decimal)>,
}

impl NewReceipt {
    /// The receipt that a body tells of, with its shares.
    ///
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let patient_id = fields.id("patient_id");
        let patient_id = fields.required("patient_id", patient_id);
        let amount = fields.decimal("amount");
        let amount = fields.required("amount", amount);
        let currency = currency(&mut fields).value();
        let keeps_overpayment = keeps_overpayment(&mut fields);
        let details = PaymentDetails::read(&mut fields);
        let shares = read_shares(&mut fields);
        fields.finish()?;
        let (Some(patient_id), Some(amount)) = (patient_id, amount) else {
            return Err(Error::field("amount", message("required", "is required")));
        };
        Ok(Self { id, patient_id, currency, amount, details, keeps_overpayment, shares })
    }
}

/// The invoices that a receipt names, each with its share.
fn read_shares(fields: &mut Fields) -> Vec<(Id, Decimal)> {
    let given = match fields.raw("allocations") {
        Some(Value::Array(given)) if given.len() <= MOST_SHARES => given.clone(),
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
    let mut shares: Vec<(Id, Decimal)> = Vec::with_capacity(given.len());
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
            if shares.iter().any(|(known, _)| *known == id) {
                share.refuse("billing_id", message("named-twice", "is named twice"));
            }
            shares.push((id, amount));
        }
        fields.absorb(&part, share);
    }
    shares
}

fn is_negative(amount: Option<&Value>) -> bool {
    match amount {
        Some(Value::Number(number)) => number.as_f64().is_some_and(|amount| amount < 0.0),
        Some(Value::String(text)) => text.trim().starts_with('-'),
        _ => false,
    }
}

/// Whether what is too much is to be kept as the patient's credit.
fn keeps_overpayment(fields: &mut Fields) -> bool {
    fields.choice("overpayment", &["credit"]).value().is_some()
}
