//! How late somebody is, in words: minutes while they matter, then hours.

use crate::ui::language::{Language, say};

const HOUR: i64 = 60;

/// So many minutes late, as rows and cards of a day say it.
pub fn told(language: Language, minutes: i64) -> String {
    match minutes {
        ..HOUR => language.fill(say("{} min late"), &[&minutes.to_string()]),
        _ => language.fill(say("{} h late"), &[&(minutes / HOUR).to_string()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_told_while_they_matter() {
        let told = |minutes| told(Language::English, minutes);
        assert_eq!(
            [told(1), told(59), told(60), told(645)],
            ["1 min late", "59 min late", "1 h late", "10 h late"]
        );
        assert_eq!(super::told(Language::French, 645), "10 h de retard");
    }
}
