//! What a patient hands over at once, or gets back: spread over invoices, kept as a deposit, taken
//! out of their credit; and taken back as a whole.

use serde_json::{Map, Value};

use super::clerk::{Clerk, Told, changes_with, record_and_invalidate, record_deposit};
use super::patient_credit::put_back;
use super::payment_input::NewReceipt;
use super::payment_rules::{must_fit, must_take_money};
use super::payments::{book, reverse_one, taking_back};
use super::store::{self, Movement, Place, Receipt};
use super::view::ReceiptView;
use super::{Invoice, MovementKind};
use crate::audit::Action;
use crate::auth::Scope;
use crate::db::{Creation, Tx, claim_id};
use crate::error::{Error, FieldError, Result, Thing};
use crate::ids::Id;
use crate::message::{Message, message};
use crate::patients::store::must_see;

/// A share of the money: where it goes, positive for what comes in.
struct Share {
    place: Place,
    amount: i64,
}

/// Takes one payment of a patient, or gives money back. What no invoice takes is a deposit; what no
/// share names is given back out of their credit, the oldest first.
///
/// # Errors
/// 404 for an unknown patient or invoice; 403; 400 for shares that do not make up the amount, are
/// more than a balance or than there is to give back, or go to another patient's invoice.
pub(crate) fn take(
    tx: &Tx<'_>,
    clerk: &Clerk,
    new: NewReceipt,
    body: &Map<String, Value>,
) -> Result<ReceiptView> {
    let receipt = match claim_id(tx, clerk.author.id, "receipt", new.id, body)? {
        Creation::New(receipt) => receipt,
        Creation::Again(receipt) => return read(tx, clerk, receipt),
    };
    must_see(tx, new.patient_id, Scope::All)?;
    let mut invoices = Vec::with_capacity(new.shares.len());
    for (id, _) in &new.shares {
        invoices.push(store::load(tx, *id)?);
    }
    must_see(tx, new.patient_id, clerk.author.scope)?;
    let first = invoices.first().map(|invoice| invoice.head.currency.clone());
    let currency = first.or(new.currency.clone()).unwrap_or_else(|| clerk.clinic.currency.clone());
    if new.currency.as_ref().is_some_and(|named| *named != currency) {
        return Err(refused(
            "currency",
            message("invoices-other-currency", "is not the one of these invoices"),
        ));
    }
    let amount = new.amount.in_minor(&currency).map_err(|must| Error::field("amount", must))?;
    if amount == 0 {
        return Err(refused("amount", message("not-zero", "must not be 0")));
    }
    let mut shares = checked(&new, &invoices, &currency, amount)?;
    let named: i64 = shares.iter().map(|share| share.amount).sum();
    shares.extend(rest(tx, &new, receipt, &currency, amount, named)?);

    let date = clerk.booked_on(tx, &new.details)?;
    let method = new.details.method;
    let reference = new.details.reference.as_deref();
    let patient = new.patient_id;
    let handed_over = new.details.handed_over_for(amount, &currency)?;
    let taken =
        Receipt { patient, currency: &currency, amount, method, date, reference, handed_over };
    store::insert_receipt(tx, receipt, &taken, clerk.author.id)?;
    for share in shares {
        let movement = Movement {
            id: Id::new(),
            patient,
            currency: &currency,
            place: share.place,
            kind: MovementKind::of(share.amount),
            amount: share.amount,
            method,
            date,
            reference,
            receipt: Some(receipt),
            reverses: None,
        };
        move_money(tx, clerk, &movement)?;
    }
    read(tx, clerk, receipt)
}

/// The named shares, each within what its invoice takes.
fn checked(
    new: &NewReceipt,
    invoices: &[Invoice],
    currency: &str,
    amount: i64,
) -> Result<Vec<Share>> {
    let mut shares = Vec::with_capacity(invoices.len());
    for (place, (invoice, (_, share))) in invoices.iter().zip(&new.shares).enumerate() {
        let part = format!("allocations[{place}]");
        if invoice.head.patient_id != new.patient_id {
            return Err(not_theirs(&part));
        }
        if invoice.head.currency != currency {
            let must = message(
                "currency-apart",
                "is in another currency than the first: pay each currency by itself",
            );
            return Err(refused(&format!("{part}.billing_id"), must));
        }
        must_take_money(invoice)?;
        let field = format!("{part}.amount");
        let share = share.in_minor(currency).map_err(|must| Error::field(&field, must))?;
        if share == 0 || (share > 0) != (amount > 0) {
            let must = if amount > 0 {
                message("above-zero", "must be more than 0")
            } else {
                message("below-zero", "must be less than 0")
            };
            return Err(refused(&field, must));
        }
        must_fit(&field, share, invoice, false)?;
        shares.push(Share { place: Place::Invoice(invoice.id), amount: share });
    }
    Ok(shares)
}

/// What the named shares leave of the amount.
fn rest(
    tx: &Tx<'_>,
    new: &NewReceipt,
    receipt: Id,
    currency: &str,
    amount: i64,
    named: i64,
) -> Result<Vec<Share>> {
    let left = amount - named;
    let share = |place, amount| Share { place, amount };
    if left == 0 {
        return Ok(Vec::new());
    }
    let is_all = new.shares.is_empty();
    if left.signum() != amount.signum() || !(is_all || (amount > 0 && new.keeps_overpayment)) {
        return Err(refused(
            "amount",
            message("allocations-sum", "must be what the allocations come to"),
        ));
    }
    if left > 0 {
        return Ok(vec![share(Place::Deposit(receipt), left)]);
    }
    let (mut missing, mut shares) = (-left, Vec::new());
    for source in store::credit(tx, new.patient_id, currency)? {
        let part = source.rest.min(missing);
        if part > 0 {
            shares.push(share(source.place, -part));
            missing -= part;
        }
    }
    match missing {
        0 => Ok(shares),
        _ => Err(refused(
            "amount",
            message("refund-too-large", "is more than there is to give back"),
        )),
    }
}

/// Books a movement on its invoice, or as the patient's own, with its audit row.
fn move_money(tx: &Tx<'_>, clerk: &Clerk, movement: &Movement<'_>) -> Result<()> {
    match movement.place {
        Place::Invoice(id) => {
            let before = store::load(tx, id)?;
            let mut after = before.clone();
            let told = book(tx, clerk, &mut after, movement)?;
            let changes = changes_with(&before, &after, told);
            record_and_invalidate(tx, clerk, Action::Update, &after, changes)
        }
        Place::Deposit(deposit) => {
            store::insert_movement(tx, movement, clerk.author.id)?;
            let told = Told::of("payment", movement.to_json());
            record_deposit(tx, clerk, Action::Create, (deposit, movement.patient), told)
        }
    }
}

/// Takes back what a receipt brought in, on every invoice and as a deposit; what the deposit was
/// used for is owed again. A second time changes nothing.
///
/// # Errors
/// 404; 403; 400 for money that was given back.
pub(crate) fn reverse_all(tx: &Tx<'_>, clerk: &Clerk, receipt: Id) -> Result<ReceiptView> {
    let taken = read(tx, clerk, receipt)?;
    if taken.amount.minor < 0 {
        return Err(refused(
            "id",
            message(
                "only-payments-reversed",
                "names a reversal or a refund: only payments are reversed",
            ),
        ));
    }
    for (payment, invoice, amount) in store::standing_of(tx, receipt)? {
        if let Some(invoice) = invoice {
            reverse_one(tx, clerk, invoice, payment)?;
            continue;
        }
        let used = amount - store::rest_of(tx, receipt)?;
        let whose = (receipt, taken.patient_id);
        put_back(tx, clerk, whose, (used, &taken.currency))?;
        if store::rest_of(tx, receipt)? < amount {
            return Err(refused(
                "id",
                message("deposit-spent", "names a deposit of which money was given back"),
            ));
        }
        let deposited = store::movement_of(tx, Place::Deposit(receipt), payment)?;
        move_money(tx, clerk, &taking_back(tx, clerk, &deposited))?;
    }
    read(tx, clerk, receipt)
}

/// The receipt, if the clerk may see whose it is.
fn read(tx: &Tx<'_>, clerk: &Clerk, id: Id) -> Result<ReceiptView> {
    let found = store::receipt(tx, id)?.ok_or_else(|| Error::not_found(Thing::Payment))?;
    must_see(tx, found.patient_id, clerk.author.scope)?;
    Ok(found)
}

fn refused(field: &str, must: Message) -> Error {
    Error::field(field, must).and_nothing_changed()
}

fn not_theirs(part: &str) -> Error {
    let sentence = message(
        "refused-not-theirs",
        "One of these invoices is another patient's. Nothing was changed.",
    );
    let detail = message("not-their-invoice", "is not an invoice of this patient");
    Error::bad("INVALID_REFERENCE", sentence)
        .with_details(vec![FieldError::new(format!("{part}.billing_id"), detail)])
}
