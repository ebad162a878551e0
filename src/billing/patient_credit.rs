//! A patient's credit put to use: it moves from where it stands, an invoice's negative balance or a
//! deposit, to an invoice that is owed. No money moves, so no figure of what was received does.

use serde_json::{Value, json};

use super::Invoice;
use super::clerk::{Clerk, Told, changes_with, record_and_invalidate, record_deposit};
use super::store::{self, CreditMove, Place};
use crate::audit::Action;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;
use crate::money;

/// Uses the patient's credit for an invoice, the oldest first, up to what is owed. What gave it gets
/// its own row in the trail; whoever calls writes that of this invoice.
///
/// # Errors
/// What SQLite says.
pub(super) fn use_credit(tx: &Tx<'_>, clerk: &Clerk, invoice: &mut Invoice) -> Result<Told> {
    let (patient, currency) = (invoice.head.patient_id, invoice.head.currency.clone());
    let mut moved = Moved::default();
    for source in store::credit(tx, patient, &currency)? {
        let amount = source.rest.min(invoice.ledger.balance() - moved.amount);
        if amount <= 0 {
            break;
        }
        let (from, to) = (source.place, Place::Invoice(invoice.id));
        let credit_move =
            CreditMove { id: Id::new(), patient, currency: &currency, from, to, amount };
        store::insert_credit_move(tx, &credit_move, clerk.author.id)?;
        moved.add(amount, gives(tx, clerk, from, invoice, amount)?);
    }
    receives(tx, clerk, invoice, moved)
}

/// The giver of credit after it went to an invoice, with its row in the trail; returns how the row of
/// that invoice names it.
fn gives(tx: &Tx<'_>, clerk: &Clerk, from: Place, to: &Invoice, amount: i64) -> Result<Value> {
    let (patient, currency) = (to.head.patient_id, to.head.currency.as_str());
    let told = left(amount, currency, json!(to.number));
    let amount_of_it = money::to_value(amount, currency);
    match from {
        Place::Invoice(id) => {
            let before = store::load(tx, id)?;
            let named = json!({ "amount": amount_of_it, "invoice_number": before.number });
            becomes(tx, clerk, before, -amount, told)?;
            Ok(named)
        }
        Place::Deposit(id) => {
            record_deposit(tx, clerk, Action::Update, (id, patient), told)?;
            Ok(json!({ "amount": amount_of_it, "deposit": id }))
        }
    }
}

/// Puts up to so much of a patient's deposit back to it, the last use first, because the money behind
/// it was taken back: what it paid for is owed again, and so on along the uses.
///
/// # Errors
/// What SQLite says.
pub(super) fn put_back(
    tx: &Tx<'_>,
    clerk: &Clerk,
    (deposit, patient): (Id, Id),
    (most, currency): (i64, &str),
) -> Result<()> {
    let mut lessened = Vec::new();
    let giver = (Place::Deposit(deposit), json!(deposit));
    let back = take_back(tx, clerk, giver, most, &mut lessened)?;
    if back.amount == 0 {
        return Ok(());
    }
    record_deposit(tx, clerk, Action::Update, (deposit, patient), back.told(currency))?;
    make_up(tx, clerk, lessened)
}

/// Puts credit that an invoice gave away back on it as far as it owes again, and so on along the uses:
/// an invoice gives only of what was paid too much. Whoever calls writes its row in the trail.
///
/// # Errors
/// What SQLite says.
pub(super) fn reclaim(tx: &Tx<'_>, clerk: &Clerk, invoice: &mut Invoice) -> Result<Told> {
    let owed = invoice.ledger.balance().max(0);
    let (mut lessened, giver) = (Vec::new(), (Place::Invoice(invoice.id), json!(invoice.number)));
    let back = take_back(tx, clerk, giver, owed, &mut lessened)?;
    let told = receives(tx, clerk, invoice, back)?;
    if !lessened.is_empty() {
        make_up(tx, clerk, lessened)?;
        // Where the uses are a ring, they have come back to it.
        *invoice = store::load(tx, invoice.id)?;
    }
    Ok(told)
}

/// Has each of these invoices take back of what it has given as far as it owes by now, and so those
/// that it gave to. It ends: every step lessens a use, none makes one.
fn make_up(tx: &Tx<'_>, clerk: &Clerk, mut lessened: Vec<Id>) -> Result<()> {
    while let Some(id) = lessened.pop() {
        let before = store::load(tx, id)?;
        let owed = before.ledger.balance().max(0);
        let giver = (Place::Invoice(id), json!(before.number));
        let back = take_back(tx, clerk, giver, owed, &mut lessened)?;
        if back.amount > 0 {
            let (amount, told) = (back.amount, back.told(&before.head.currency));
            becomes(tx, clerk, before, amount, told)?;
        }
    }
    Ok(())
}

/// Takes up to so much of what a place has given, the last use first, off the invoices that it paid
/// for, each with its row in the trail, and adds those to `lessened`. `name` is what the rows call the
/// place.
fn take_back(
    tx: &Tx<'_>,
    clerk: &Clerk,
    (giver, name): (Place, Value),
    most: i64,
    lessened: &mut Vec<Id>,
) -> Result<Moved> {
    let mut back = Moved::default();
    for (id, used) in store::uses_of(tx, giver)? {
        let amount = used.min(most - back.amount);
        if amount <= 0 {
            break;
        }
        let invoice = store::load(tx, id)?;
        let currency = invoice.head.currency.clone();
        let credit_move = CreditMove {
            id: Id::new(),
            patient: invoice.head.patient_id,
            currency: &currency,
            from: Place::Invoice(id),
            to: giver,
            amount,
        };
        store::insert_credit_move(tx, &credit_move, clerk.author.id)?;
        let amount_of_it = money::to_value(amount, &currency);
        back.add(amount, json!({ "amount": amount_of_it, "invoice_number": invoice.number }));
        becomes(tx, clerk, invoice, -amount, left(amount, &currency, name.clone()))?;
        lessened.push(id);
    }
    Ok(back)
}

/// Credit that came to a place, and how the trail names what it came from.
#[derive(Default)]
struct Moved {
    amount: i64,
    sources: Vec<Value>,
}

impl Moved {
    fn add(&mut self, amount: i64, source: Value) {
        self.amount += amount;
        self.sources.push(source);
    }

    /// The same for the row of that place.
    fn told(self, currency: &str) -> Told {
        let amount = money::to_value(self.amount, currency);
        Told::of("credit", json!({ "amount": amount, "sources": self.sources }))
    }
}

/// Credit that left a place, for the row of that place.
fn left(amount: i64, currency: &str, to: Value) -> Told {
    Told::of("credit", json!({ "amount": money::to_value(-amount, currency), "to": to }))
}

/// The invoice with what came to it, if anything did.
fn receives(tx: &Tx<'_>, clerk: &Clerk, invoice: &mut Invoice, moved: Moved) -> Result<Told> {
    if moved.amount == 0 {
        return Ok(Told::default());
    }
    settle(tx, clerk, invoice, moved.amount)?;
    Ok(moved.told(&invoice.head.currency))
}

/// An invoice after credit moved to it or away from it, with its row in the trail.
fn becomes(tx: &Tx<'_>, clerk: &Clerk, before: Invoice, amount: i64, told: Told) -> Result<()> {
    let mut after = before.clone();
    settle(tx, clerk, &mut after, amount)?;
    let changes = changes_with(&before, &after, told);
    record_and_invalidate(tx, clerk, Action::Update, &after, changes)
}

fn settle(tx: &Tx<'_>, clerk: &Clerk, invoice: &mut Invoice, amount: i64) -> Result<()> {
    invoice.ledger.paid += amount;
    invoice.follow_ledger();
    store::settle(tx, invoice, clerk.author.id)
}
