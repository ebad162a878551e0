//! The queries that routes take.

use crate::list::Spec;

/// What a route reads from its address, beside the path.
#[derive(Clone, Copy)]
pub(super) enum Query {
    Nothing,
    /// A list's parameters.
    List(&'static Spec),
    /// `from_date` and `to_date`, civil days.
    Days,
    /// These texts, each with its greatest length.
    Texts(&'static [(&'static str, u32)]),
    /// One of these words.
    Choice(&'static str, &'static [&'static str]),
    /// `format`, and a list's filters, search and order.
    Export(&'static Spec),
    /// `q`, and `limit` up to this.
    Search(u32),
    /// How a file is written, days, a method of payment and a currency.
    Payments,
    /// How a file is written, CSV or XLSX, and days.
    Journal,
    /// A body, and the equation that it is put into.
    Energy,
    /// A person, and whose reference intakes.
    References,
    /// Of which food.
    Proposals,
    /// `limit` up to this, and `cursor`.
    Pages(u32),
    /// Whose, `from_date` and `to_date`; and of free times how many minutes.
    Schedule {
        takes_minutes: bool,
    },
    /// Whom a free time is to suit, and a page.
    Waiting,
    /// A page of a short list, with so many rows where nobody says how many.
    Short(u32),
    /// Whose records, and a page of them.
    OfPatient,
}
