//! Money received and given back. A payment is never changed or deleted: a mistake is answered by
//! its reversal, money given back is a refund, and both are negative.

use serde_json::{Map, Value, json};

use super::change::{Clerk, changes_with, stored, tell, visible};
use super::input::{NewPayment, NewReceipt, Tender};
use super::store::{self, Handed, Movement, Shown};
use super::{Invoice, Status};
use crate::audit::Action;
use crate::auth::Scope;
use crate::db::{Creation, Tx, claim_id};
use crate::error::{Error, FieldError, Result};
use crate::ids::Id;
use crate::money;
use crate::patients::store::must_see;

/// A document and the invoice as it is after it: both JSON objects.
pub(crate) struct Booked {
    pub document: Vec<u8>,
    pub invoice: Shown,
}

impl Movement<'_> {
    fn to_json(&self, currency: &str) -> Value {
        json!({
            "id": self.id,
            "kind": self.kind,
            "amount": money::to_value(self.amount, currency),
            "method": self.method,
            "date": self.date.to_string(),
            "reference": self.reference,
            "receipt_id": self.receipt,
            "reverses_id": self.reverses,
        })
    }
}

/// Pays the whole balance. Whether it is paid already is known before anything else is looked at.
///
/// # Errors
/// 400 `ALREADY_PAID`, for a bad field, a draft or a cancelled invoice; 404; 403.
pub(crate) fn pay(tx: &Tx<'_>, clerk: &Clerk, id: Id, tender: Result<Tender>) -> Result<Shown> {
    let found = store::load(tx, id);
    if let Ok(invoice) = &found {
        invoice.must_be_in(clerk.author.scope)?;
        if matches!(invoice.status, Status::Paid | Status::Refunded) {
            let message = "This invoice is paid already. Nothing was changed.";
            return Err(Error::bad("ALREADY_PAID", message));
        }
    }
    let tender = tender?;
    let mut invoice = found?;
    must_take_money(&invoice)?;
    let before = invoice.clone();
    let payment = receive(tx, clerk, &mut invoice, &tender)?;
    tell(tx, clerk, Action::Update, &invoice, changes_with(&before, &invoice, "payment", payment))?;
    stored(tx, clerk, id)
}

/// Records the payment of the whole balance; whoever calls tells the audit.
pub(crate) fn receive(
    tx: &Tx<'_>,
    clerk: &Clerk,
    invoice: &mut Invoice,
    tender: &Tender,
) -> Result<Value> {
    let movement = Movement {
        id: Id::new(),
        kind: "PAYMENT",
        amount: invoice.ledger.balance(),
        method: tender.method.unwrap_or("OTHER"),
        date: clerk.booked_on(tx, tender)?,
        reference: tender.reference.as_deref(),
        receipt: None,
        reverses: None,
    };
    book(tx, clerk, invoice, &movement)
}

/// Records a payment of a part or all of the balance, or gives back what was paid too much.
///
/// # Errors
/// 400 for more than the balance, a draft or a cancelled invoice; 404; 403.
pub(crate) fn add(
    tx: &Tx<'_>,
    clerk: &Clerk,
    id: Id,
    new: NewPayment,
    body: &Map<String, Value>,
) -> Result<Booked> {
    let mut invoice = visible(tx, clerk, id)?;
    let payment = match claim_id(tx, clerk.author.id, "payment", new.id, body)? {
        Creation::New(payment) => payment,
        Creation::Again(payment) => {
            store::payment_of(tx, id, payment)?;
            return booked(tx, clerk, id, payment);
        }
    };
    must_take_money(&invoice)?;
    let currency = &invoice.head.currency;
    let amount = new.amount.in_minor(currency).map_err(|must| Error::field("amount", must))?;
    must_fit("amount", amount, &invoice)?;
    let movement = Movement {
        id: payment,
        kind: if amount < 0 { "REFUND" } else { "PAYMENT" },
        amount,
        method: new.tender.method.unwrap_or("OTHER"),
        date: clerk.booked_on(tx, &new.tender)?,
        reference: new.tender.reference.as_deref(),
        receipt: None,
        reverses: None,
    };
    let before = invoice.clone();
    let told = book(tx, clerk, &mut invoice, &movement)?;
    tell(tx, clerk, Action::Update, &invoice, changes_with(&before, &invoice, "payment", told))?;
    booked(tx, clerk, id, payment)
}

/// Records that a payment is taken back; a second time answers with the first reversal.
///
/// # Errors
/// 404 for an invoice or a payment of it that does not exist; 403; 400 for what is no payment.
pub(crate) fn reverse(tx: &Tx<'_>, clerk: &Clerk, id: Id, payment: Id) -> Result<Booked> {
    let mut invoice = visible(tx, clerk, id)?;
    let (kind, amount, method, date) = store::payment_of(tx, id, payment)?;
    if kind != "PAYMENT" {
        let must = "names a reversal or a refund: only payments are reversed";
        return Err(Error::field("pid", must).and_nothing_changed());
    }
    if let Some(reversal) = store::reversal_of(tx, payment)? {
        return booked(tx, clerk, id, reversal);
    }
    let movement = Movement {
        id: Id::new(),
        kind: "REVERSAL",
        amount: -amount,
        method: &method,
        // A payment that lies in the future is taken back on its own day, not before it counts.
        date: clerk.today(tx).max(date),
        reference: None,
        receipt: None,
        reverses: Some(payment),
    };
    let before = invoice.clone();
    let told = book(tx, clerk, &mut invoice, &movement)?;
    tell(tx, clerk, Action::Update, &invoice, changes_with(&before, &invoice, "payment", told))?;
    booked(tx, clerk, id, movement.id)
}

/// Spreads one payment over several invoices of a patient. Returns it as JSON.
///
/// # Errors
/// 404 for an unknown patient or invoice; 403; 400 for shares that do not make up the amount, are
/// more than a balance, or go to another patient's invoice.
pub(crate) fn spread(
    tx: &Tx<'_>,
    clerk: &Clerk,
    new: NewReceipt,
    body: &Map<String, Value>,
) -> Result<Value> {
    let receipt = match claim_id(tx, clerk.author.id, "receipt", new.id, body)? {
        Creation::New(receipt) => receipt,
        Creation::Again(receipt) => return read_receipt(tx, clerk, receipt),
    };
    must_see(tx, new.patient_id, Scope::All)?;
    let mut shares = Vec::with_capacity(new.allocations.len());
    for (place, (id, amount)) in new.allocations.iter().enumerate() {
        shares.push((format!("allocations[{place}]"), store::load(tx, *id)?, *amount));
    }
    must_see(tx, new.patient_id, clerk.author.scope)?;
    let Some(currency) = shares.first().map(|(_, first, _)| first.head.currency.clone()) else {
        return Err(Error::field("allocations", "must not be empty"));
    };
    let amount = new.amount.in_minor(&currency).map_err(|must| Error::field("amount", must))?;
    let mut sum = 0;
    let mut checked = Vec::with_capacity(shares.len());
    for (part, invoice, share) in shares {
        if invoice.head.patient_id != new.patient_id {
            return Err(not_theirs(&part));
        }
        if invoice.head.currency != currency {
            let must = "is in another currency than the first: pay each currency by itself";
            return Err(Error::field(&format!("{part}.billing_id"), must).and_nothing_changed());
        }
        must_take_money(&invoice)?;
        let field = format!("{part}.amount");
        let share = share.in_minor(&currency).map_err(|must| Error::field(&field, must))?;
        if share < 1 {
            return Err(Error::field(&field, "must be more than 0").and_nothing_changed());
        }
        must_fit(&field, share, &invoice)?;
        sum += share;
        checked.push((invoice, share));
    }
    if sum != amount {
        let must = "must be what the allocations come to";
        return Err(Error::field("amount", must).and_nothing_changed());
    }
    let date = clerk.booked_on(tx, &new.tender)?;
    let method = new.tender.method.unwrap_or("OTHER");
    let reference = new.tender.reference.as_deref();
    let handed =
        Handed { patient: new.patient_id, currency: &currency, amount, method, date, reference };
    store::insert_receipt(tx, receipt, &handed, clerk.author.id)?;
    for (mut invoice, share) in checked {
        let movement = Movement {
            id: Id::new(),
            kind: "PAYMENT",
            amount: share,
            method,
            date,
            reference,
            receipt: Some(receipt),
            reverses: None,
        };
        let before = invoice.clone();
        let told = book(tx, clerk, &mut invoice, &movement)?;
        tell(
            tx,
            clerk,
            Action::Update,
            &invoice,
            changes_with(&before, &invoice, "payment", told),
        )?;
    }
    read_receipt(tx, clerk, receipt)
}

fn read_receipt(tx: &Tx<'_>, clerk: &Clerk, id: Id) -> Result<Value> {
    let (patient, receipt) = store::receipt(tx, id)?;
    must_see(tx, patient, clerk.author.scope)?;
    Ok(receipt)
}

/// Writes one movement and what follows for its invoice; returns the movement for the audit.
fn book(
    tx: &Tx<'_>,
    clerk: &Clerk,
    invoice: &mut Invoice,
    movement: &Movement<'_>,
) -> Result<Value> {
    store::insert_movement(tx, invoice.id, movement, clerk.author.id)?;
    invoice.ledger.paid += movement.amount;
    invoice.status = Status::of(invoice.ledger);
    store::settle(tx, invoice, clerk.author.id)?;
    Ok(movement.to_json(&invoice.head.currency))
}

fn booked(tx: &Tx<'_>, clerk: &Clerk, id: Id, payment: Id) -> Result<Booked> {
    Ok(Booked { document: store::payment(tx, payment)?, invoice: stored(tx, clerk, id)? })
}

/// # Errors
/// 400: money moves on issued invoices that are not cancelled.
pub(crate) fn must_take_money(invoice: &Invoice) -> Result<()> {
    let why = match invoice.status {
        Status::Draft => "is DRAFT: issue the invoice first",
        Status::Cancelled => "is CANCELLED: nothing is owed on this invoice",
        _ => return Ok(()),
    };
    Err(Error::field("status", why).and_nothing_changed())
}

/// A payment is at most the balance, a refund at most what was paid too much.
fn must_fit(field: &str, amount: i64, invoice: &Invoice) -> Result<()> {
    let balance = invoice.ledger.balance();
    let must = match amount {
        0 => "must not be 0",
        paid if paid > 0 && paid > balance => "is more than the balance",
        back if back < 0 && back < balance => {
            "is more than there is to give back: write a credit note first"
        }
        _ => return Ok(()),
    };
    Err(Error::field(field, must).and_nothing_changed())
}

fn not_theirs(part: &str) -> Error {
    let message = "One of these invoices is another patient's. Nothing was changed.";
    Error::bad("INVALID_REFERENCE", message).with_details(vec![FieldError {
        field: format!("{part}.billing_id"),
        message: "is not an invoice of this patient".into(),
    }])
}
