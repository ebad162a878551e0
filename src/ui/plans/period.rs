//! From when to when a plan goes.

use crate::ui::language::{Language, say};

/// "1 Nov 2026 to 30 Nov 2026", as far as it is known.
pub(super) fn days(from: Option<&str>, to: Option<&str>, language: Language) -> String {
    let day = |text: Option<&str>| Some(language.date(text?.parse().ok()?));
    match (day(from), day(to)) {
        (Some(from), Some(to)) => language.fill(say("{} to {}"), &[&from, &to]),
        (Some(from), None) => language.fill(say("from {}"), &[&from]),
        (None, Some(to)) => language.fill(say("until {}"), &[&to]),
        (None, None) => String::new(),
    }
}
