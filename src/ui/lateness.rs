//! How late somebody is, in words: minutes while they matter, then hours.

use crate::ui::language::{Language, say};

const HOUR: i64 = 60;

/// So many minutes late, as rows and cards of a day say it: from two hours on the nearest hour.
pub fn told(language: Language, minutes: i64) -> String {
    match minutes {
        ..=119 => language.fill(say("{} min late"), &[&minutes.to_string()]),
        _ => language.fill(say("{} h late"), &[&((minutes + HOUR / 2) / HOUR).to_string()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_told_while_they_matter() {
        let told = |minutes| told(Language::English, minutes);
        let shown = [told(1), told(119), told(120), told(149), told(645)];
        assert_eq!(shown, ["1 min late", "119 min late", "2 h late", "2 h late", "11 h late"]);
        assert_eq!(super::told(Language::French, 645), "11 h de retard");
    }
}
