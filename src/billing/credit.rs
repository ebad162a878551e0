//! Credit notes: documents of their own series that take an issued invoice back, in full or in
//! part. What was paid beyond what is left is then the clinic's to give back, by a refund.

use serde_json::{Map, Value, json};

use super::change::{Clerk, changes_with, stored, tell, visible};
use super::input::{Credit, NewCreditNote};
use super::numbering::{Series, allot};
use super::settlement::{Booked, must_take_money};
use super::store::{self, NoteRow};
use super::{Invoice, Line, Status, lines, snapshot};
use crate::audit::Action;
use crate::db::{Creation, Tx, claim_id};
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::money::{self, divide_half_up};

/// Writes a credit note, or answers with the one that the same request has written.
///
/// # Errors
/// 400 for a draft, a cancelled invoice, or more than is left; 404; 403.
pub(crate) fn write(
    tx: &Tx<'_>,
    clerk: &Clerk,
    id: Id,
    new: NewCreditNote,
    body: &Map<String, Value>,
) -> Result<Booked> {
    let before = visible(tx, clerk, id)?;
    let note = match claim_id(tx, clerk.author.id, "credit_note", new.id, body)? {
        Creation::New(note) => note,
        Creation::Again(note) => return booked(tx, clerk, id, note),
    };
    must_take_money(&before)?;
    let lines = lines_of(tx, &before, new.credit, &new.reason)?;
    let amount: i64 = lines.iter().map(|line| line.amount).sum();
    let tax_amount: i64 = lines.iter().map(|line| line.tax_amount).sum();
    let today = clerk.today(tx);
    let number = allot(tx, Series::CreditNote, today.year())?;
    let currency = &before.head.currency;
    let row = NoteRow {
        id: note,
        number: &number,
        date: today,
        currency,
        amount,
        tax_amount,
        reason: &new.reason,
        snapshot: &snapshot::take(tx, before.head.patient_id)?,
    };
    store::insert_credit_note(tx, id, &row, &lines, clerk.author.id)?;
    let mut after = before.clone();
    after.ledger.credited += amount + tax_amount;
    after.status = Status::of(after.ledger);
    store::settle(tx, &after, clerk.author.id)?;
    let told = json!({
        "id": note,
        "number": number,
        "total_amount": money::to_value(amount + tax_amount, currency),
        "reason": new.reason,
    });
    tell(tx, clerk, Action::Update, &after, changes_with(&before, &after, "credit_note", told))?;
    booked(tx, clerk, id, note)
}

/// The lines of the note; none of net, tax and total is more than credit notes have left.
fn lines_of(tx: &Tx<'_>, invoice: &Invoice, credit: Credit, reason: &str) -> Result<Vec<Line>> {
    let (credited_net, credited_tax) = store::credited_parts(tx, invoice.id)?;
    let net_left = invoice.ledger.amount - credited_net;
    let tax_left = invoice.ledger.tax_amount - credited_tax;
    let left = net_left + tax_left;
    if left <= 0 {
        let must = "is more than is left: the invoice is credited in full";
        return Err(Error::field("amount", must).and_nothing_changed());
    }
    let currency = &invoice.head.currency;
    let line = |net, tax| Line {
        description: reason.to_owned(),
        tax_rate_milli: only_rate(invoice),
        ..Line::of_amounts(net, tax)
    };
    match credit {
        Credit::Rest if credited_net == 0 && credited_tax == 0 => {
            let copy = |line: &Line| Line { id: Id::new(), ..line.clone() };
            Ok(invoice.lines.iter().map(copy).collect())
        }
        Credit::Rest => Ok(vec![line(net_left, tax_left)]),
        Credit::Amount(amount) => {
            let total = amount.in_minor(currency).map_err(|must| Error::field("amount", must))?;
            if total < 1 {
                return Err(Error::field("amount", "must be more than 0").and_nothing_changed());
            }
            if total > left {
                return Err(Error::field("amount", TOO_MUCH).and_nothing_changed());
            }
            // The invoice's own share of tax; what is left of either bounds it, so that the last
            // note takes exactly the rest.
            let share = i128::from(total) * i128::from(invoice.ledger.tax_amount);
            let tax = divide_half_up(share, i128::from(invoice.ledger.total()));
            let tax = i64::try_from(tax).unwrap_or(tax_left).clamp(total - net_left, tax_left);
            Ok(vec![line(total - tax, tax)])
        }
        Credit::Lines(given) => {
            let given = lines::resolve(tx, given, currency)?;
            let net: i64 = given.iter().map(|line| line.amount).sum();
            let tax: i64 = given.iter().map(|line| line.tax_amount).sum();
            if net + tax < 1 {
                return Err(Error::field("lines", "must come to more than 0").and_nothing_changed());
            }
            if net > net_left || tax > tax_left {
                return Err(Error::field("lines", TOO_MUCH).and_nothing_changed());
            }
            Ok(given)
        }
    }
}

const TOO_MUCH: &str = "is more than credit notes have left of this invoice";

/// The tax rate of the invoice, if all its lines have the same.
fn only_rate(invoice: &Invoice) -> Option<i64> {
    let first = invoice.lines.first()?.tax_rate_milli;
    first.filter(|_| invoice.lines.iter().all(|line| line.tax_rate_milli == first))
}

fn booked(tx: &Tx<'_>, clerk: &Clerk, id: Id, note: Id) -> Result<Booked> {
    Ok(Booked { document: store::credit_note(tx, note)?, invoice: stored(tx, clerk, id)? })
}
