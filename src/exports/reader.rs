//! Whoever reads a file: how its words, days and figures are said to them.

use crate::clock::{Moment, Zone};
use crate::users::store::Standing;

/// The reader of a file.
pub(crate) trait Reader: Send + Sync {
    /// A code of ours: the name of a column, a choice.
    fn word(&self, code: &str) -> String;

    fn flag(&self, flag: bool) -> String;

    /// A dietitian's name, with how they stand.
    fn colleague(&self, name: &str, standing: Standing) -> String;

    /// Whether they work with records by their ids, as programs do.
    fn is_program(&self) -> bool;

    /// A stored day, `2026-11-23`, in print.
    fn day(&self, day: &str) -> String;

    /// An instant in print, on the clinic's clock.
    fn moment(&self, at: Moment, zone: &Zone) -> String;

    /// Digits in print, with a point where their fraction begins.
    fn number(&self, digits: &str) -> String;

    /// What stands at the foot of a page before the number of all pages: "Page 3 of ".
    fn page_of(&self, page: &str) -> String;

    /// What stands before the sums of so many rows.
    fn total(&self, rows: u64) -> String;

    /// What is said where letters stand as boxes.
    fn boxes(&self) -> String;

    /// The format of a spreadsheet for sums of a currency, from that of their digits.
    fn sum_format(&self, digits: &str, currency: &str) -> String;
}

/// Programs read the names of the API.
pub(crate) struct Program;

impl Reader for Program {
    fn word(&self, code: &str) -> String {
        code.to_owned()
    }

    fn flag(&self, flag: bool) -> String {
        flag.to_string()
    }

    fn colleague(&self, name: &str, _: Standing) -> String {
        name.to_owned()
    }

    fn is_program(&self) -> bool {
        true
    }

    fn day(&self, day: &str) -> String {
        day.to_owned()
    }

    fn moment(&self, at: Moment, zone: &Zone) -> String {
        zone.wall_clock(at).strftime("%Y-%m-%d %H:%M").to_string()
    }

    fn number(&self, digits: &str) -> String {
        digits.to_owned()
    }

    fn page_of(&self, page: &str) -> String {
        format!("Page {page} of ")
    }

    fn total(&self, rows: u64) -> String {
        format!("Total ({rows})")
    }

    fn boxes(&self) -> String {
        "□ stands for a letter that this file cannot show: as csv or xlsx it is whole.".to_owned()
    }

    fn sum_format(&self, digits: &str, currency: &str) -> String {
        format!("{digits}\\ [${currency}]")
    }
}
