//! Money received and given back. A payment is never changed or deleted: a mistake is answered by
//! its reversal, money given back is a refund, and both are negative.

use serde_json::{Map, Value, json};

use super::clerk::{Clerk, Told, changes_with, record_and_invalidate, stored, visible};
use super::patient_credit::{reclaim, use_credit};
use super::payment_input::{NewPayment, PaymentDetails};
use super::payment_rules::{must_fit, must_take_money};
use super::store::{self, Movement, Place, Receipt, Shown, StoredMovement};
use super::view::PaymentView;
use super::{Invoice, MovementKind, Status};
use crate::audit::Action;
use crate::db::{Creation, Tx, claim_id_below};
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::message::message;
use crate::money;

/// A document and the invoice as it is after it.
pub(crate) struct Recorded<D> {
    pub document: D,
    pub invoice: Shown,
}

/// A payment, if any money moved.
type RecordedPayment = Recorded<Option<PaymentView>>;

impl Movement<'_> {
    pub(super) fn to_json(&self) -> Value {
        let currency = self.currency;
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

/// Pays the whole balance. That it is paid already is said after whose it is, and before what is wrong with
/// the body.
///
/// # Errors
/// 400 `ALREADY_PAID`, for a bad field, a draft or a cancelled invoice; 404; 403.
pub(crate) fn pay(
    tx: &Tx<'_>,
    clerk: &Clerk,
    id: Id,
    asked: Result<(PaymentDetails, bool)>,
) -> Result<Shown> {
    let found = store::load(tx, id);
    if let Ok(invoice) = &found {
        invoice.must_be_in(clerk.author.scope)?;
        if matches!(invoice.status, Status::Paid | Status::Refunded) {
            let message =
                message("refused-paid", "This invoice is paid already. Nothing was changed.");
            return Err(Error::bad("ALREADY_PAID", message));
        }
    }
    let (details, uses_credit) = asked?;
    let mut invoice = found?;
    must_take_money(&invoice)?;
    let before = invoice.clone();
    let used = match uses_credit {
        true => use_credit(tx, clerk, &mut invoice)?,
        false => Told::default(),
    };
    let told = pay_in_full(tx, clerk, &mut invoice, &details)?.and(used);
    let changes = changes_with(&before, &invoice, told);
    record_and_invalidate(tx, clerk, Action::Update, &invoice, changes)?;
    stored(tx, clerk, id)
}

/// Uses the patient's credit for what an invoice still owes.
///
/// # Errors
/// 400 for a draft or a cancelled invoice, or where there is no credit or nothing owed; 404; 403.
pub(crate) fn pay_from_credit(tx: &Tx<'_>, clerk: &Clerk, id: Id) -> Result<Shown> {
    let mut invoice = visible(tx, clerk, id)?;
    must_take_money(&invoice)?;
    let before = invoice.clone();
    let used = use_credit(tx, clerk, &mut invoice)?;
    if used.is_nothing() {
        return Err(no_credit());
    }
    let changes = changes_with(&before, &invoice, used);
    record_and_invalidate(tx, clerk, Action::Update, &invoice, changes)?;
    stored(tx, clerk, id)
}

fn no_credit() -> Error {
    let must =
        message("no-credit", "has nothing to use: this patient has no credit, or nothing is owed");
    Error::field("use_credit", must).and_nothing_changed()
}

/// Records the payment of the whole balance, if anything of it is left.
pub(super) fn pay_in_full(
    tx: &Tx<'_>,
    clerk: &Clerk,
    invoice: &mut Invoice,
    details: &PaymentDetails,
) -> Result<Told> {
    if invoice.ledger.balance() <= 0 {
        return Ok(Told::default());
    }
    let currency = invoice.head.currency.clone();
    let movement = Movement {
        id: Id::new(),
        patient: invoice.head.patient_id,
        currency: &currency,
        place: Place::Invoice(invoice.id),
        kind: MovementKind::Payment,
        amount: invoice.ledger.balance(),
        method: details.method,
        date: clerk.booked_on(tx, details)?,
        reference: details.reference.as_deref(),
        receipt: Some(Id::new()),
        reverses: None,
    };
    with_receipt(tx, clerk, &movement, details)?;
    book(tx, clerk, invoice, &movement)
}

/// Writes the receipt of a payment on one invoice.
fn with_receipt(
    tx: &Tx<'_>,
    clerk: &Clerk,
    movement: &Movement<'_>,
    details: &PaymentDetails,
) -> Result<()> {
    let Some(id) = movement.receipt else { return Ok(()) };
    let receipt = Receipt {
        patient: movement.patient,
        currency: movement.currency,
        amount: movement.amount,
        method: movement.method,
        date: movement.date,
        reference: movement.reference,
        handed_over: details.handed_over_for(movement.amount, movement.currency)?,
    };
    store::insert_receipt(tx, id, &receipt, clerk.author.id)
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
) -> Result<RecordedPayment> {
    let mut invoice = visible(tx, clerk, id)?;
    let claimed = claim_id_below(tx, clerk.author.id, ("payment", id), new.id, body)?;
    let Some(amount) = new.amount else {
        let invoice = match claimed {
            Creation::New(_) => pay_from_credit(tx, clerk, id)?,
            Creation::Again(_) => stored(tx, clerk, id)?,
        };
        return Ok(Recorded { document: None, invoice });
    };
    let payment = match claimed {
        Creation::New(payment) => payment,
        Creation::Again(payment) => return recorded(tx, clerk, id, payment),
    };
    must_take_money(&invoice)?;
    let currency = invoice.head.currency.clone();
    let amount = amount.in_minor(&currency).map_err(|must| Error::field("amount", must))?;
    must_fit("amount", amount, &invoice, new.keeps_overpayment)?;
    let movement = Movement {
        id: payment,
        patient: invoice.head.patient_id,
        currency: &currency,
        place: Place::Invoice(id),
        kind: MovementKind::of(amount),
        amount,
        method: new.details.method,
        date: clerk.booked_on(tx, &new.details)?,
        reference: new.details.reference.as_deref(),
        receipt: Some(Id::new()),
        reverses: None,
    };
    with_receipt(tx, clerk, &movement, &new.details)?;
    let before = invoice.clone();
    let mut told = book(tx, clerk, &mut invoice, &movement)?;
    if new.uses_credit {
        told = told.and(use_credit(tx, clerk, &mut invoice)?);
    }
    let changes = changes_with(&before, &invoice, told);
    record_and_invalidate(tx, clerk, Action::Update, &invoice, changes)?;
    recorded(tx, clerk, id, payment)
}

/// Records that a payment is taken back; a second time answers with the first reversal.
///
/// # Errors
/// 404 for an invoice or a payment of it that does not exist; 403; 400 for what is no payment.
pub(crate) fn reverse(tx: &Tx<'_>, clerk: &Clerk, id: Id, payment: Id) -> Result<RecordedPayment> {
    let reversal = reverse_one(tx, clerk, id, payment)?;
    recorded(tx, clerk, id, reversal)
}

/// The reversal of a payment, recorded unless there is one; without the answer that shows it.
///
/// # Errors
/// As [`reverse`].
pub(super) fn reverse_one(tx: &Tx<'_>, clerk: &Clerk, id: Id, payment: Id) -> Result<Id> {
    let mut invoice = visible(tx, clerk, id)?;
    let taken = store::movement_of(tx, Place::Invoice(id), payment)?;
    if taken.kind != MovementKind::Payment {
        let must = message(
            "only-payments-reversed",
            "names a reversal or a refund: only payments are reversed",
        );
        return Err(Error::field("pid", must).and_nothing_changed());
    }
    if let Some(reversal) = store::reversal_of(tx, payment)? {
        return Ok(reversal);
    }
    let movement = taking_back(tx, clerk, &taken);
    let before = invoice.clone();
    let told = book(tx, clerk, &mut invoice, &movement)?;
    let told = told.and(reclaim(tx, clerk, &mut invoice)?);
    let changes = changes_with(&before, &invoice, told);
    record_and_invalidate(tx, clerk, Action::Update, &invoice, changes)?;
    Ok(movement.id)
}

/// The movement that takes a payment back, where it stands. One that lies in the future is taken back
/// on its own day, not before it counts.
pub(super) fn taking_back<'a>(
    tx: &Tx<'_>,
    clerk: &Clerk,
    taken: &'a StoredMovement,
) -> Movement<'a> {
    Movement {
        id: Id::new(),
        patient: taken.patient,
        currency: &taken.currency,
        place: taken.place,
        kind: MovementKind::Reversal,
        amount: -taken.amount,
        method: &taken.method,
        date: clerk.today(tx).max(taken.date),
        reference: None,
        receipt: None,
        reverses: Some(taken.id),
    }
}

/// Writes one movement and what follows for its invoice.
pub(super) fn book(
    tx: &Tx<'_>,
    clerk: &Clerk,
    invoice: &mut Invoice,
    movement: &Movement<'_>,
) -> Result<Told> {
    store::insert_movement(tx, movement, clerk.author.id)?;
    invoice.ledger.paid += movement.amount;
    invoice.follow_ledger();
    store::settle(tx, invoice, clerk.author.id)?;
    Ok(Told::of("payment", movement.to_json()))
}

fn recorded(tx: &Tx<'_>, clerk: &Clerk, id: Id, payment: Id) -> Result<RecordedPayment> {
    Ok(Recorded { document: Some(store::payment(tx, payment)?), invoice: stored(tx, clerk, id)? })
}
