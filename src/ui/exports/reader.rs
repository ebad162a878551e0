//! A person as the reader of a file: everything in the language of their pages.

use crate::clock::{Moment, Zone};
use crate::exports::reader::Reader;
use crate::ui::currency::sign;
use crate::ui::dietitians;
use crate::ui::language::{Language, say};
use crate::users::store::Standing;

impl Reader for Language {
    fn word(&self, code: &str) -> String {
        self.code(code)
    }

    fn flag(&self, flag: bool) -> String {
        self.t(if flag { say("Yes") } else { say("No") }).to_owned()
    }

    fn colleague(&self, name: &str, standing: Standing) -> String {
        dietitians::standing(name, standing, *self)
    }

    fn is_program(&self) -> bool {
        false
    }

    fn day(&self, day: &str) -> String {
        Language::day(*self, day)
    }

    fn moment(&self, at: Moment, zone: &Zone) -> String {
        Language::moment(*self, at, zone)
    }

    fn number(&self, digits: &str) -> String {
        Language::number(*self, digits)
    }

    fn page_of(&self, page: &str) -> String {
        self.fill(say("Page {} of {}"), &[page, ""])
    }

    fn total(&self, rows: u64) -> String {
        self.fill(say("Total of {} rows"), &[&Language::number(*self, &rows.to_string())])
    }

    fn boxes(&self) -> String {
        let told = say(
            "□ stands for a letter that this file cannot show. In the CSV and Excel files, and where a page itself is printed, it is whole.",
        );
        self.t(told).to_owned()
    }

    fn sum_format(&self, digits: &str, currency: &str) -> String {
        let sign = sign(currency, *self);
        match self {
            Self::French => format!("{digits}\\ [${sign}]"),
            Self::English if sign.ends_with(char::is_alphabetic) => format!("[${sign}]\\ {digits}"),
            Self::English => format!("[${sign}]{digits}"),
        }
    }
}
