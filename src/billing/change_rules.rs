//! The rules of a change: what a body makes of a draft, and what of an issued invoice is frozen.

use jiff::civil::Date;

use super::clerk::Clerk;
use super::discounts::DiscountInput;
use super::input::Changes;
use super::line_input::{self, LineInput};
use super::{Discount, Head, Invoice, Ledger, Line, store};
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::figures::shown_on;
use crate::http::Field;
use crate::ids::Id;
use crate::message::message;
use crate::money::{Decimal, LARGEST};
use crate::patients::store::must_see;

/// A draft as the body wants it.
pub(super) fn redrawn(
    sql: &Sql<'_>,
    clerk: &Clerk,
    current: &Invoice,
    changes: Changes,
) -> Result<Invoice> {
    let old = &current.head;
    let invoice_date = changes.invoice_date.value().unwrap_or(old.invoice_date);
    let head = Head {
        patient_id: changes.patient_id.value().unwrap_or(old.patient_id),
        visit_id: changes.visit_id.or(old.visit_id),
        invoice_date,
        due_date: due(clerk, changes.due_date, invoice_date, old.due_date),
        currency: changes.currency.value().unwrap_or_else(|| old.currency.clone()),
        notes: changes.notes.or(old.notes.clone()),
    };
    if head.patient_id != old.patient_id {
        must_see(sql, head.patient_id, clerk.author.scope)?;
    }
    if head.patient_id != old.patient_id || head.visit_id != old.visit_id {
        must_be_the_patients(sql, &head)?;
    }
    let (amount, tax_amount) = (changes.amount, changes.tax_amount);
    let given = (changes.lines, changes.discount);
    let (lines, discount) = lines_of(sql, current, &head.currency, given, (amount, tax_amount))?;
    let ledger = ledger_of(&lines)?;
    must_agree(amount, tax_amount, ledger, &head.currency)?;
    Ok(Invoice { head, ledger, discount, lines, ..current.clone() })
}

/// The day a body wants an invoice to be due: none is the one of the clinic's terms of payment.
fn due(clerk: &Clerk, wanted: Field<Date>, invoice_date: Date, now: Date) -> Date {
    match wanted {
        Field::Set(day) => day,
        Field::Null => clerk.due_after(invoice_date),
        Field::Absent => now,
    }
}

/// What a body makes of the lines and the discount of a draft that is in that currency by now.
fn lines_of(
    sql: &Sql<'_>,
    current: &Invoice,
    currency: &str,
    (lines, discount): (Option<Vec<LineInput>>, Option<DiscountInput>),
    (amount, tax_amount): (Option<Decimal>, Option<Decimal>),
) -> Result<(Vec<Line>, Discount)> {
    let same_currency = currency == current.head.currency;
    let same_discount = keeps_discount(&discount, current);
    let says_the_same = same_currency && same_discount && repeats(&lines, current);
    let wanted = discount.unwrap_or_else(|| match same_currency {
        true => DiscountInput::of(current.discount, currency),
        false => DiscountInput::default(),
    });
    let again = || current.lines.iter().map(|line| LineInput::of(line, currency)).collect();
    match lines {
        Some(_) if says_the_same => Ok((current.lines.clone(), current.discount)),
        Some(given) => {
            let kept = unrated(&given, current, same_currency);
            if kept.iter().any(Option::is_some) {
                discount_needs_lines(&wanted)?;
            }
            let (lines, discount) = line_input::resolve_discounted(sql, given, &wanted, currency)?;
            let each = lines.into_iter().zip(kept);
            Ok((each.map(|(line, kept)| kept.unwrap_or(line)).collect(), discount))
        }
        None if same_currency && !same_discount => {
            if current.lines.iter().any(|line| line.tax_rate_milli.is_none()) {
                // Without its rate the tax of what is left is not known.
                discount_needs_lines(&wanted)?;
            }
            line_input::resolve_discounted(sql, again(), &wanted, currency)
        }
        None if (amount.is_none() && tax_amount.is_none())
            || is_sum(current, amount, tax_amount) =>
        {
            if !same_currency {
                let must = message(
                    "currency-with-lines",
                    "cannot change alone: send the lines or the amount in it too",
                );
                return Err(Error::field("currency", must).and_nothing_changed());
            }
            Ok((current.lines.clone(), current.discount))
        }
        None => {
            let kept = same_currency.then_some(current.ledger);
            let line = of_amounts(amount, tax_amount, currency, kept)?;
            Ok((vec![line], Discount::default()))
        }
    }
}

/// An issued invoice as the body wants it: whatever it says of the rest must be so already.
pub(super) fn amended(clerk: &Clerk, current: &Invoice, changes: Changes) -> Result<Invoice> {
    let head = &current.head;
    let frozen = |what: &str| {
        let wording = format!("{what} cannot change.");
        already_issued("refused-issued-stays", &wording)
    };
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
    if !keeps_discount(&changes.discount, current) {
        return Err(frozen("Its discount"));
    }
    if !is_sum(current, changes.amount, changes.tax_amount) {
        return Err(frozen("Its amounts"));
    }
    let head = Head {
        due_date: due(clerk, changes.due_date, head.invoice_date, head.due_date),
        notes: changes.notes.or(head.notes.clone()),
        ..head.clone()
    };
    Ok(Invoice { head, ..current.clone() })
}

/// 409: what of an issued invoice cannot be done, in a sentence.
pub(super) fn already_issued(key: &'static str, what: &str) -> Error {
    let wording = format!(
        "This invoice is issued. {what} A credit note takes an issued invoice back, in full or in \
         part; notes and due date can be changed. Nothing was changed."
    );
    Error::conflict("INVOICE_ISSUED", message(key, "").worded(wording))
}

fn repeats(lines: &Option<Vec<LineInput>>, current: &Invoice) -> bool {
    let Some(given) = lines else { return true };
    given.len() == current.lines.len()
        && given
            .iter()
            .zip(&current.lines)
            .all(|(given, line)| given.agrees_with(line, &current.head.currency))
}

/// The lines of which only the amounts are known and that a body sends back as they are: nobody
/// else knows their tax.
fn unrated(given: &[LineInput], current: &Invoice, same_currency: bool) -> Vec<Option<Line>> {
    let currency = &current.head.currency;
    let kept = |(place, given): (usize, &LineInput)| {
        let line = current.lines.get(place).filter(|line| line.tax_rate_milli.is_none())?;
        (same_currency && given.agrees_with(line, currency)).then(|| line.clone())
    };
    given.iter().enumerate().map(kept).collect()
}

fn keeps_discount(given: &Option<DiscountInput>, current: &Invoice) -> bool {
    given.as_ref().is_none_or(|given| given.agrees_with(current.discount, &current.head.currency))
}

/// A discount lessens what lines come to: an amount that is given alone is the net already.
pub(super) fn discount_needs_lines(discount: &DiscountInput) -> Result<()> {
    match discount.is_given() {
        true => {
            let must = message(
                "discount-needs-lines",
                "needs lines: an amount that is given alone is what is left after discounts",
            );
            Err(Error::field("discount_amount", must).and_nothing_changed())
        }
        false => Ok(()),
    }
}

fn is_sum(current: &Invoice, amount: Option<Decimal>, tax: Option<Decimal>) -> bool {
    must_agree(amount, tax, current.ledger, &current.head.currency).is_ok()
}

/// The line of an invoice of which the body gives the amounts alone; what it leaves out stays as
/// `kept` has it.
pub(super) fn of_amounts(
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
            true if least > 0 => {
                Err(Error::field(field, message("above-zero", "must be more than 0")))
            }
            true => Err(Error::field(field, message("not-negative", "must not be negative"))),
            false => Ok(minor),
        }
    };
    Ok(Line::of_amounts(
        minor("amount", amount, 1, kept.map(|ledger| ledger.amount))?,
        minor("tax_amount", tax, 0, kept.map(|ledger| ledger.tax_amount))?,
    ))
}

/// Net and tax of all lines, nothing paid.
///
/// # Errors
/// 400 for lines that come to nothing, or to more than a sum can be.
pub(super) fn ledger_of(lines: &[Line]) -> Result<Ledger> {
    let amount: i64 = lines.iter().map(|line| line.amount).sum();
    let tax_amount: i64 = lines.iter().map(|line| line.tax_amount).sum();
    if amount < 1 {
        return Err(Error::field("lines", message("comes-to-zero", "must come to more than 0"))
            .and_nothing_changed());
    }
    if amount > LARGEST || tax_amount > LARGEST {
        return Err(Error::field(
            "lines",
            message("lines-too-large", "come to an amount that is too large"),
        )
        .and_nothing_changed());
    }
    Ok(Ledger { amount, tax_amount, ..Ledger::default() })
}

/// Amounts that a body gives beside its lines must be theirs.
pub(super) fn must_agree(
    amount: Option<Decimal>,
    tax: Option<Decimal>,
    ledger: Ledger,
    currency: &str,
) -> Result<()> {
    for (field, given, worked_out) in
        [("amount", amount, ledger.amount), ("tax_amount", tax, ledger.tax_amount)]
    {
        if given.is_some_and(|given| given.in_minor(currency) != Ok(worked_out)) {
            let must = message("line-sum", "is not what the lines come to; it can be left out");
            return Err(Error::field(field, must).and_nothing_changed());
        }
    }
    Ok(())
}

/// An invoice is for a visit of its own patient.
pub(super) fn must_be_the_patients(sql: &Sql<'_>, head: &Head) -> Result<()> {
    let Some(visit) = head.visit_id else { return Ok(()) };
    if store::patient_of_visit(sql, visit)? == head.patient_id {
        return Ok(());
    }
    let message = message(
        "refused-visit-not-theirs",
        "This appointment is another patient's. Nothing was changed.",
    );
    Err(Error::bad("VISIT_PATIENT_MISMATCH", message))
}

/// The status follows what is done; a body may repeat it, not set it.
pub(super) fn must_not_set_status(changes: &Changes, current: &Invoice, today: Date) -> Result<()> {
    let (stored, due) = (current.status.name(), current.head.due_date.to_string());
    let shown = shown_on(stored, &due, &today.to_string());
    if changes.status.is_none_or(|status| [stored, shown].contains(&status)) {
        return Ok(());
    }
    let must = message(
        "status-follows",
        "follows from what is done: issue, pay, credit or delete the invoice instead",
    );
    Err(Error::field("status", must).and_nothing_changed())
}
