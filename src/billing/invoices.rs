//! Drawing up, changing, issuing and cancelling an invoice: each with its audit row and the
//! answers that it makes untrue.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::change_rules::{
    already_issued, amended, discount_needs_lines, ledger_of, must_agree, must_be_the_patients,
    must_not_set_status, of_amounts, redrawn,
};
use super::clerk::{Clerk, Told, changes_with, record_and_invalidate, stored, visible};
use super::dates::{must_be_dated, must_be_of_an_open_month, must_not_be_due_earlier};
use super::input::{Changes, NewInvoice};
use super::numbering::{Series, allot};
use super::patient_credit::use_credit;
use super::payment_input::PaymentDetails;
use super::store::{self, Issue, Shown};
use super::{Discount, Head, Invoice, Status, line_input, payments, snapshot};
use crate::audit::{Action, diff};
use crate::auth::Scope;
use crate::db::{Creation, Sql, Tx, claim_id};
use crate::error::{Error, Result};
use crate::http::{Field, Precondition};
use crate::ids::Id;
use crate::message::message;
use crate::patients::store::must_see;
use crate::shown::Shows;

/// Draws up an invoice and, unless it is to stay a draft, issues it; or answers with the one that
/// the same request has made. `body` is the request's, whole.
///
/// # Errors
/// 400 for bad lines, another patient's visit or an id in use; 404 for an unknown patient or
/// visit; 403 for another dietitian's patient.
pub(crate) fn create(
    tx: &Tx<'_>,
    clerk: &Clerk,
    new: NewInvoice,
    body: &Map<String, Value>,
) -> Result<Shown> {
    let author = &clerk.author;
    let id = match claim_id(tx, author.id, "billing", new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => {
            store::load(tx, id)?.must_be_in(author.scope)?;
            return stored(tx, clerk, id);
        }
    };
    let mut invoice = drawn_up(tx, clerk, id, &new)?;
    let is_draft = invoice.is_draft();
    let uses_credit = new.uses_credit && !is_draft;
    let issue = (!is_draft).then(|| issue_of(tx, &invoice)).transpose()?;
    store::insert(tx, &invoice, issue.as_ref(), author.id)?;
    invoice.number = issue.map(|issue| issue.number);
    let mut told = match uses_credit {
        true => use_credit(tx, clerk, &mut invoice)?,
        false => Told::default(),
    };
    if new.changes.status == Some(Status::Paid.name()) {
        let details = PaymentDetails {
            method: new.method,
            date: new.payment_date,
            date_field: "payment_date",
            reference: None,
            handed_over: None,
        };
        told = told.and(payments::pay_in_full(tx, clerk, &mut invoice, &details)?);
    }
    let changes = told.beside(diff(&Value::Null, &invoice.facts()));
    record_and_invalidate(tx, clerk, Action::Create, &invoice, changes)?;
    stored(tx, clerk, id)
}

/// An invoice as a creation's body wants it, without a number.
fn drawn_up(tx: &Tx<'_>, clerk: &Clerk, id: Id, new: &NewInvoice) -> Result<Invoice> {
    let changes = new.changes.clone();
    let invoice_date = changes.invoice_date.value().unwrap_or_else(|| clerk.today(tx));
    let head = Head {
        patient_id: new.patient_id,
        visit_id: changes.visit_id.value(),
        invoice_date,
        due_date: changes.due_date.value().unwrap_or_else(|| clerk.due_after(invoice_date)),
        currency: changes.currency.value().unwrap_or_else(|| clerk.clinic.currency.clone()),
        notes: changes.notes.value(),
    };
    must_be_dated(
        &[
            ("invoice_date", Some(head.invoice_date)),
            ("due_date", new.changes.due_date.clone().value()),
            ("payment_date", new.payment_date),
        ],
        clerk.today(tx),
    )?;
    must_not_be_due_earlier(&head)?;
    let discount = changes.discount.unwrap_or_default();
    let (lines, discount) = match changes.lines {
        Some(given) => line_input::resolve_discounted(tx, given, &discount, &head.currency)?,
        None => {
            discount_needs_lines(&discount)?;
            let line = of_amounts(changes.amount, changes.tax_amount, &head.currency, None)?;
            (vec![line], Discount::default())
        }
    };
    let ledger = ledger_of(&lines)?;
    must_agree(changes.amount, changes.tax_amount, ledger, &head.currency)?;
    must_see(tx, head.patient_id, Scope::All)?;
    must_be_the_patients(tx, &head)?;
    must_see(tx, head.patient_id, clerk.author.scope)?;

    let is_draft = changes.status == Some(Status::Draft.name());
    let status = if is_draft { Status::Draft } else { Status::of(ledger) };
    Ok(Invoice {
        id,
        head,
        ledger,
        number: None,
        status,
        discount,
        lines,
        version: 1,
        assigned_dietitian_id: None,
    })
}

/// Changes what the body names: all of a draft, notes and due date of an issued invoice. A change
/// that changes nothing leaves the version alone.
///
/// # Errors
/// 404; 403 for another dietitian's patient; 409 for a stale version or what is frozen; 400 for
/// what makes no invoice.
pub(crate) fn update(
    tx: &Tx<'_>,
    clerk: &Clerk,
    id: Id,
    changes: Changes,
    precondition: Precondition,
) -> Result<Shown> {
    let current = store::load(tx, id)?;
    current.must_be_in(clerk.author.scope)?;
    must_be_current(tx, clerk, &current, precondition)?;
    let next = judged(tx, clerk, &current, changes, clerk.today(tx))?;
    if next == current {
        return stored(tx, clerk, id);
    }
    store::rewrite(tx, &next, next.lines != current.lines, clerk.author.id)?;
    record_and_invalidate(tx, clerk, Action::Update, &next, diff(&current.facts(), &next.facts()))?;
    if next.head.patient_id != current.head.patient_id {
        // Whoever reads the trail of the patient before finds where it went.
        let left = diff(&current.head, &next.head);
        record_and_invalidate(tx, clerk, Action::Transfer, &current, left)?;
    }
    stored(tx, clerk, id)
}

/// Holds an invoice to be at the version that a change builds on.
fn must_be_current(
    tx: &Tx<'_>,
    clerk: &Clerk,
    current: &Invoice,
    precondition: Precondition,
) -> Result<()> {
    precondition.check(current.version, || {
        let shown = stored(tx, clerk, current.id)?;
        let json = serde_json::to_string(&shown.invoice).map_err(Error::internal)?;
        let json = format!("{{\"billing\":{json}}}");
        Ok((json, Shows::record("billing", current.id)))
    })
}

/// What the invoice becomes, by the rules.
///
/// # Errors
/// As [`update`].
pub(crate) fn judged(
    sql: &Sql<'_>,
    clerk: &Clerk,
    current: &Invoice,
    changes: Changes,
    today: Date,
) -> Result<Invoice> {
    must_not_set_status(&changes, current, today)?;
    // A date that is there already stays, however far it lies.
    let new = |given: &Field<Date>, now: Date| given.clone().value().filter(|day| *day != now);
    must_be_dated(
        &[
            ("invoice_date", new(&changes.invoice_date, current.head.invoice_date)),
            ("due_date", new(&changes.due_date, current.head.due_date)),
        ],
        today,
    )?;
    let next = match current.is_draft() {
        true => redrawn(sql, clerk, current, changes)?,
        false => amended(clerk, current, changes)?,
    };
    must_not_be_due_earlier(&next.head)?;
    Ok(next)
}

/// Gives a draft its number and freezes it; with `uses_credit` the patient's credit pays for it.
///
/// # Errors
/// 404; 403; 409 for a stale version or one that is issued already.
pub(crate) fn issue(
    tx: &Tx<'_>,
    clerk: &Clerk,
    id: Id,
    uses_credit: bool,
    precondition: Precondition,
) -> Result<Shown> {
    let draft = visible(tx, clerk, id)?;
    must_be_current(tx, clerk, &draft, precondition)?;
    if !draft.is_draft() {
        return Err(already_issued("refused-issued", "It is issued already."));
    }
    must_be_dated(&[("invoice_date", Some(draft.head.invoice_date))], clerk.today(tx))?;
    let issue = issue_of(tx, &draft)?;
    let mut next = Invoice {
        number: Some(issue.number.clone()),
        status: Status::of(draft.ledger),
        ..draft.clone()
    };
    store::issue(tx, &next, &issue, clerk.author.id)?;
    let told = match uses_credit {
        true => use_credit(tx, clerk, &mut next)?,
        false => Told::default(),
    };
    record_and_invalidate(tx, clerk, Action::Update, &next, changes_with(&draft, &next, told))?;
    stored(tx, clerk, id)
}

/// The outcome of a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// A draft: gone.
    Removed,
    /// An issued invoice: cancelled, with its number kept.
    Cancelled,
}

/// Removes a draft, cancels an issued invoice of which no payment, no credit and no credit note stands.
///
/// # Errors
/// 404; 403; 409 for a stale version; 400 for one with payments or credit notes, or of a month that has
/// ended.
pub(crate) fn delete(
    tx: &Tx<'_>,
    clerk: &Clerk,
    id: Id,
    precondition: Precondition,
) -> Result<Deleted> {
    let current = visible(tx, clerk, id)?;
    must_be_current(tx, clerk, &current, precondition)?;
    let ledger = current.ledger;
    if current.is_draft() {
        store::remove_draft(tx, id)?;
        record_and_invalidate(
            tx,
            clerk,
            Action::Delete,
            &current,
            diff(&current.facts(), &Value::Null),
        )?;
        return Ok(Deleted::Removed);
    }
    if ledger.paid != 0 || ledger.credited != 0 || store::has_money(tx, id)? {
        let message = message(
            "refused-money-moved",
            "Money was paid or credited on this invoice, so it stays. Write a credit \
                       note to take it back. Nothing was changed.",
        );
        return Err(Error::bad("CANNOT_DELETE_PAID_INVOICE", message));
    }
    if current.status != Status::Cancelled {
        must_be_of_an_open_month(&current.head, clerk.today(tx))?;
        let next = Invoice { status: Status::Cancelled, ..current.clone() };
        store::settle(tx, &next, clerk.author.id)?;
        record_and_invalidate(
            tx,
            clerk,
            Action::Delete,
            &next,
            diff(&current.facts(), &next.facts()),
        )?;
    }
    Ok(Deleted::Cancelled)
}

/// The number and the frozen texts of an invoice that is being issued.
fn issue_of(tx: &Tx<'_>, invoice: &Invoice) -> Result<Issue> {
    Ok(Issue {
        number: allot(tx, Series::Invoice, invoice.head.invoice_date.year())?,
        snapshot: snapshot::of(tx, invoice)?,
    })
}
