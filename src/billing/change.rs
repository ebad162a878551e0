//! Drawing up, changing, issuing and cancelling an invoice: each with its audit row and the
//! answers that it makes untrue.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::input::{Changes, DUE_TOO_EARLY, NewInvoice, Tender};
use super::lines::{self, LineInput};
use super::numbering::{Series, allot};
use super::store::{self, Issue, Shown};
use super::{Head, Invoice, Ledger, Line, Status, settlement, snapshot};
use crate::audit::{Action, Entry, diff, record};
use crate::auth::Scope;
use crate::cache::Tag;
use crate::db::{Creation, Tx, claim_id};
use crate::error::{Error, Result};
use crate::http::{Field, Precondition};
use crate::ids::Id;
use crate::money::{Decimal, LARGEST};
use crate::patients::Author;
use crate::patients::store::must_see;
use crate::settings::Settings;

/// Who writes, and by the settings of which moment.
#[derive(Clone, Debug)]
pub struct Clerk {
    pub author: Author,
    pub clinic: Arc<Settings>,
}

impl Clerk {
    /// The clinic's day.
    pub fn today(&self, tx: &Tx<'_>) -> Date {
        self.clinic.zone.day_of(tx.now())
    }

    fn due_after(&self, day: Date) -> Date {
        day.checked_add(self.clinic.payment_terms_days.days()).unwrap_or(day)
    }
}

/// Draws up an invoice and, unless it is to stay a draft, issues it; or answers with the one that
/// the same request has made. `body` is the request's, whole.
///
/// # Errors
/// 400 for bad lines, another patient's visit or an id in use; 404 for an unknown patient or
/// visit; 403 for another dietitian's patient.
pub(super) fn create(
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
    let changes = new.changes;
    let invoice_date = changes.invoice_date.value().unwrap_or_else(|| clerk.today(tx));
    let head = Head {
        patient_id: new.patient_id,
        visit_id: changes.visit_id.value(),
        invoice_date,
        due_date: changes.due_date.value().unwrap_or_else(|| clerk.due_after(invoice_date)),
        currency: changes.currency.value().unwrap_or_else(|| clerk.clinic.currency.clone()),
        notes: changes.notes.value(),
    };
    must_be_due_later(&head)?;
    let lines = match changes.lines {
        Some(given) => lines::resolve(tx, given, &head.currency)?,
        None => vec![of_amounts(changes.amount, changes.tax_amount, &head.currency, None)?],
    };
    let ledger = sum(&lines)?;
    must_agree(changes.amount, changes.tax_amount, ledger, &head.currency)?;
    must_see(tx, head.patient_id, Scope::All)?;
    must_be_the_patients(tx, &head)?;
    must_see(tx, head.patient_id, author.scope)?;

    let is_draft = changes.status == Some(Status::Draft.name());
    let status = if is_draft { Status::Draft } else { Status::of(ledger) };
    let mut invoice = Invoice {
        id,
        head,
        ledger,
        number: None,
        status,
        lines,
        version: 1,
        assigned_dietitian_id: None,
    };
    let issue = (!is_draft).then(|| issue_of(tx, &invoice)).transpose()?;
    store::insert(tx, &invoice, issue.as_ref(), author.id)?;
    invoice.number = issue.map(|issue| issue.number);
    if changes.status == Some(Status::Paid.name()) {
        let tender = Tender { method: Some(new.method), date: new.payment_date, reference: None };
        settlement::receive(tx, clerk, &mut invoice, &tender)?;
    }
    tell(tx, clerk, Action::Create, &invoice, diff(&Value::Null, &invoice.facts()))?;
    stored(tx, clerk, id)
}

/// Changes what the body names: all of a draft, notes and due date of an issued invoice. A change
/// that changes nothing leaves the version alone.
///
/// # Errors
/// 404; 403 for another dietitian's patient; 409 for a stale version or what is frozen; 400 for
/// what makes no invoice.
pub(super) fn update(
    tx: &Tx<'_>,
    clerk: &Clerk,
    id: Id,
    changes: Changes,
    precondition: Precondition,
) -> Result<Shown> {
    let current = store::load(tx, id)?;
    current.must_be_in(clerk.author.scope)?;
    precondition.check(current.version, || {
        let shown = stored(tx, clerk, id)?;
        Ok(format!("{{\"billing\":{}}}", String::from_utf8_lossy(&shown.json)))
    })?;
    must_not_set_status(&changes, &current, clerk.today(tx))?;
    let next = match current.is_draft() {
        true => redrawn(tx, clerk, &current, changes)?,
        false => amended(&current, changes)?,
    };
    must_be_due_later(&next.head)?;
    if next == current {
        return stored(tx, clerk, id);
    }
    store::rewrite(tx, &next, next.lines != current.lines, clerk.author.id)?;
    if next.head.patient_id != current.head.patient_id {
        tx.touch(Tag::Patient(current.head.patient_id));
    }
    tell(tx, clerk, Action::Update, &next, diff(&current.facts(), &next.facts()))?;
    stored(tx, clerk, id)
}

/// Gives a draft its number and freezes it.
///
/// # Errors
/// 404; 403; 409 for one that is issued already.
pub(super) fn issue(tx: &Tx<'_>, clerk: &Clerk, id: Id) -> Result<Shown> {
    let draft = visible(tx, clerk, id)?;
    if !draft.is_draft() {
        return Err(issued("It is issued already."));
    }
    let issue = issue_of(tx, &draft)?;
    let next = Invoice {
        number: Some(issue.number.clone()),
        status: Status::of(draft.ledger),
        ..draft.clone()
    };
    store::issue(tx, &next, &issue, clerk.author.id)?;
    tell(tx, clerk, Action::Update, &next, diff(&draft.facts(), &next.facts()))?;
    stored(tx, clerk, id)
}

/// What a deletion came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deleted {
    /// A draft: gone.
    Removed,
    /// An issued invoice: cancelled, with its number kept.
    Cancelled,
}

/// Removes a draft, cancels an issued invoice on which nothing was paid or credited.
///
/// # Errors
/// 404; 403; 400 for one with payments or credit notes.
pub(super) fn delete(tx: &Tx<'_>, clerk: &Clerk, id: Id) -> Result<Deleted> {
    let current = visible(tx, clerk, id)?;
    let ledger = current.ledger;
    if current.is_draft() {
        store::remove_draft(tx, id)?;
        tell(tx, clerk, Action::Delete, &current, diff(&current.facts(), &Value::Null))?;
        return Ok(Deleted::Removed);
    }
    if ledger.paid != 0 || ledger.credited != 0 {
        let message = "Money was paid or credited on this invoice, so it stays. Write a credit \
                       note to take it back. Nothing was changed.";
        return Err(Error::bad("CANNOT_DELETE_PAID_INVOICE", message));
    }
    if current.status != Status::Cancelled {
        let next = Invoice { status: Status::Cancelled, ..current.clone() };
        store::settle(tx, &next, clerk.author.id)?;
        tell(tx, clerk, Action::Delete, &next, diff(&current.facts(), &next.facts()))?;
    }
    Ok(Deleted::Cancelled)
}

/// A draft as the body wants it.
fn redrawn(tx: &Tx<'_>, clerk: &Clerk, current: &Invoice, changes: Changes) -> Result<Invoice> {
    let old = &current.head;
    let invoice_date = changes.invoice_date.value().unwrap_or(old.invoice_date);
    let head = Head {
        patient_id: changes.patient_id.value().unwrap_or(old.patient_id),
        visit_id: changes.visit_id.or(old.visit_id),
        invoice_date,
        due_date: match changes.due_date {
            Field::Set(day) => day,
            Field::Null => clerk.due_after(invoice_date),
            Field::Absent => old.due_date,
        },
        currency: changes.currency.value().unwrap_or_else(|| old.currency.clone()),
        notes: changes.notes.or(old.notes.clone()),
    };
    if head.patient_id != old.patient_id {
        must_see(tx, head.patient_id, clerk.author.scope)?;
    }
    if head.patient_id != old.patient_id || head.visit_id != old.visit_id {
        must_be_the_patients(tx, &head)?;
    }
    let same_currency = head.currency == old.currency;
    let says_the_same = same_currency && repeats(&changes.lines, current);
    let (amount, tax_amount) = (changes.amount, changes.tax_amount);
    let lines = match changes.lines {
        Some(_) if says_the_same => current.lines.clone(),
        Some(given) => lines::resolve(tx, given, &head.currency)?,
        None if (amount.is_none() && tax_amount.is_none())
            || is_sum(current, amount, tax_amount) =>
        {
            if !same_currency {
                let must = "cannot change alone: send the lines or the amount in it too";
                return Err(Error::field("currency", must).and_nothing_changed());
            }
            current.lines.clone()
        }
        None => {
            let kept = same_currency.then_some(current.ledger);
            vec![of_amounts(amount, tax_amount, &head.currency, kept)?]
        }
    };
    let ledger = sum(&lines)?;
    must_agree(amount, tax_amount, ledger, &head.currency)?;
    Ok(Invoice { head, ledger, lines, ..current.clone() })
}

/// An issued invoice as the body wants it: whatever it says of the rest must be so already.
fn amended(current: &Invoice, changes: Changes) -> Result<Invoice> {
    let head = &current.head;
    let frozen = |what: &str| issued(&format!("{what} cannot change."));
    let differs =
        |field: &Field<Id>, now: Option<Id>| field.is_present() && field.clone().value() != now;
    if differs(&changes.patient_id, Some(head.patient_id)) {
        return Err(frozen("Its patient"));
    }
    if differs(&changes.visit_id, head.visit_id) {
        return Err(frozen("Its visit"));
    }
    if changes.currency.clone().value().is_some_and(|currency| currency != head.currency) {
        return Err(frozen("Its currency"));
    }
    if changes.invoice_date.value().is_some_and(|day| day != head.invoice_date) {
        return Err(frozen("Its date"));
    }
    if !repeats(&changes.lines, current) {
        return Err(frozen("Its lines"));
    }
    if !is_sum(current, changes.amount, changes.tax_amount) {
        return Err(frozen("Its amounts"));
    }
    let head = Head {
        due_date: changes.due_date.value().unwrap_or(head.due_date),
        notes: changes.notes.or(head.notes.clone()),
        ..head.clone()
    };
    Ok(Invoice { head, ..current.clone() })
}

fn issued(what: &str) -> Error {
    let message = format!(
        "This invoice is issued. {what} A credit note takes an issued invoice back, in full or in \
         part; notes and due date can be changed. Nothing was changed."
    );
    Error::conflict("INVOICE_ISSUED", message)
}

fn repeats(lines: &Option<Vec<LineInput>>, current: &Invoice) -> bool {
    let Some(given) = lines else { return true };
    given.len() == current.lines.len()
        && given
            .iter()
            .zip(&current.lines)
            .all(|(given, line)| given.agrees_with(line, &current.head.currency))
}

fn is_sum(current: &Invoice, amount: Option<Decimal>, tax: Option<Decimal>) -> bool {
    must_agree(amount, tax, current.ledger, &current.head.currency).is_ok()
}

/// The line of an invoice of which the body gives the amounts alone; what it leaves out stays as
/// `kept` has it.
fn of_amounts(
    amount: Option<Decimal>,
    tax: Option<Decimal>,
    currency: &str,
    kept: Option<Ledger>,
) -> Result<Line> {
    let minor = |field: &str, given: Option<Decimal>, least: i64, kept: Option<i64>| {
        let minor = match given {
            Some(given) => given.in_minor(currency).map_err(|must| Error::field(field, must))?,
            None => kept.unwrap_or(0),
        };
        match minor < least {
            true if least > 0 => Err(Error::field(field, "must be more than 0")),
            true => Err(Error::field(field, "must not be negative")),
            false => Ok(minor),
        }
    };
    Ok(Line::of_amounts(
        minor("amount", amount, 1, kept.map(|ledger| ledger.amount))?,
        minor("tax_amount", tax, 0, kept.map(|ledger| ledger.tax_amount))?,
    ))
}

/// Net and tax of all lines.
fn sum(lines: &[Line]) -> Result<Ledger> {
    let amount: i64 = lines.iter().map(|line| line.amount).sum();
    let tax_amount: i64 = lines.iter().map(|line| line.tax_amount).sum();
    if amount < 1 {
        return Err(Error::field("lines", "must come to more than 0").and_nothing_changed());
    }
    if amount > LARGEST || tax_amount > LARGEST {
        return Err(
            Error::field("lines", "come to an amount that is too large").and_nothing_changed()
        );
    }
    Ok(Ledger { amount, tax_amount, ..Ledger::default() })
}

/// Amounts that a body gives beside its lines must be theirs.
fn must_agree(
    amount: Option<Decimal>,
    tax: Option<Decimal>,
    ledger: Ledger,
    currency: &str,
) -> Result<()> {
    for (field, given, worked_out) in
        [("amount", amount, ledger.amount), ("tax_amount", tax, ledger.tax_amount)]
    {
        if given.is_some_and(|given| given.in_minor(currency) != Ok(worked_out)) {
            let must = "is not what the lines come to; it can be left out";
            return Err(Error::field(field, must).and_nothing_changed());
        }
    }
    Ok(())
}

fn must_be_due_later(head: &Head) -> Result<()> {
    if head.due_date < head.invoice_date {
        return Err(Error::field("due_date", DUE_TOO_EARLY).and_nothing_changed());
    }
    Ok(())
}

/// An invoice is for a visit of its own patient.
fn must_be_the_patients(tx: &Tx<'_>, head: &Head) -> Result<()> {
    let Some(visit) = head.visit_id else { return Ok(()) };
    if store::patient_of_visit(tx, visit)? == head.patient_id {
        return Ok(());
    }
    let message = "This visit is another patient's. Nothing was changed.";
    Err(Error::bad("VISIT_PATIENT_MISMATCH", message))
}

/// The status follows what is done; a body may repeat it, not set it.
fn must_not_set_status(changes: &Changes, current: &Invoice, today: Date) -> Result<()> {
    let is_overdue = current.head.due_date < today
        && matches!(current.status, Status::Pending | Status::Partial);
    let repeats =
        |status: &str| status == current.status.name() || (is_overdue && status == "OVERDUE");
    if changes.status.is_none_or(repeats) {
        return Ok(());
    }
    let must = "follows from what is done: issue, pay, credit or delete the invoice instead";
    Err(Error::field("status", must).and_nothing_changed())
}

/// The number and the frozen texts of an invoice that is being issued.
fn issue_of(tx: &Tx<'_>, invoice: &Invoice) -> Result<Issue> {
    Ok(Issue {
        number: allot(tx, Series::Invoice, invoice.head.invoice_date.year())?,
        snapshot: snapshot::take(tx, invoice.head.patient_id)?,
    })
}

/// The invoice, if the clerk may see it.
pub(super) fn visible(tx: &Tx<'_>, clerk: &Clerk, id: Id) -> Result<Invoice> {
    let found = store::load(tx, id)?;
    found.must_be_in(clerk.author.scope)?;
    Ok(found)
}

/// The invoice as answers show it.
pub(super) fn stored(tx: &Tx<'_>, clerk: &Clerk, id: Id) -> Result<Shown> {
    store::shown(tx, id, clerk.today(tx))?.ok_or_else(|| store::unknown(id))
}

/// The audit row of a change, and the answers that it makes untrue.
pub(super) fn tell(
    tx: &Tx<'_>,
    clerk: &Clerk,
    action: Action,
    invoice: &Invoice,
    changes: Map<String, Value>,
) -> Result<()> {
    let patient = invoice.head.patient_id;
    let entry = Entry::new(action, "billing").on(invoice.id).of_patient(patient).changing(changes);
    record(tx, &clerk.author.actor, &entry)?;
    tx.touch(Tag::Billing);
    tx.touch(Tag::Patient(patient));
    Ok(())
}

/// A change of the figures, with the document that caused it.
pub(super) fn changes_with(
    old: &Invoice,
    new: &Invoice,
    name: &str,
    document: Value,
) -> Map<String, Value> {
    let mut changes = diff(&old.facts(), &new.facts());
    changes.insert(name.to_owned(), json!({ "old": null, "new": document }));
    changes
}
