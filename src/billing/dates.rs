//! The dates that documents and payments may have.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Head;
use super::input::DUE_TOO_EARLY;
use crate::error::{Error, FieldError, Result};
use crate::message::{Message, message};

/// Documents and payments are dated from this year on.
const FIRST_YEAR: i16 = 1900;
/// And at most so many years ahead.
const YEARS_AHEAD: i32 = 10;

/// What a date of a document or a payment must be.
const MUST_BE_NEAR: Message =
    message("near-date", "must be from the year 1900 to 10 years from today");

/// Every date that is given, by its field, lies within what books hold: year 26 is a slip of the
/// hand, and refused before it burns a number; what is due in the year 9999 is never overdue.
pub(super) fn must_be_dated(given: &[(&str, Option<Date>)], today: Date) -> Result<()> {
    let latest = today.saturating_add(YEARS_AHEAD.years());
    let is_far = |day: Date| day.year() < FIRST_YEAR || day > latest;
    let wrong: Vec<FieldError> = given
        .iter()
        .filter(|(_, day)| day.is_some_and(is_far))
        .map(|(field, _)| FieldError::new(*field, MUST_BE_NEAR))
        .collect();
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(Error::invalid(wrong).and_nothing_changed()),
    }
}

/// An invoice is due on its own day or later.
pub(super) fn must_not_be_due_earlier(head: &Head) -> Result<()> {
    if head.due_date < head.invoice_date {
        return Err(Error::field("due_date", DUE_TOO_EARLY).and_nothing_changed());
    }
    Ok(())
}

/// What is dated in a month that has ended is taken back by a credit note alone.
pub(super) fn must_be_of_an_open_month(head: &Head, today: Date) -> Result<()> {
    if !is_of_a_past_month(head.invoice_date, today) {
        return Ok(());
    }
    let message = message(
        "refused-past-month",
        "The month of this invoice has ended, so it stays in its books. Write a credit \
                   note to take it back. Nothing was changed.",
    );
    Err(Error::bad("CANNOT_CANCEL_PAST_MONTH", message))
}

/// Whether the month of that day has ended.
pub(crate) fn is_of_a_past_month(day: Date, today: Date) -> bool {
    day.last_of_month() < today
}
