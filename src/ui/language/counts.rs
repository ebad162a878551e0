//! Counts of things in words: "1 invoice", "12 invoices", and in French "0 facture".

use super::Language;

impl Language {
    /// So many of a kind: `one` says a single one ("1 invoice"), `many` any number ("{} invoices").
    /// French has none of a kind in the singular.
    pub fn count(self, count: i64, one: &'static str, many: &'static str) -> String {
        match (count, self) {
            (1, _) => self.t(one).to_owned(),
            (0, Self::French) => self.t(one).replacen('1', "0", 1),
            _ => self.fill(many, &[&self.number(&count.to_string())]),
        }
    }

    /// [`Language::count`] of what is in memory.
    pub fn length(self, count: usize, one: &'static str, many: &'static str) -> String {
        self.count(i64::try_from(count).unwrap_or(i64::MAX), one, many)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::language::say;

    #[test]
    fn none_of_a_kind_is_said_as_its_reader_says_it() {
        let invoices =
            |language: Language, count| language.count(count, say("1 invoice"), say("{} invoices"));
        let said = |language| [0, 1, 2, 1_200].map(|count| invoices(language, count));
        assert_eq!(
            said(Language::English),
            ["0 invoices", "1 invoice", "2 invoices", "1,200 invoices"]
        );
        assert_eq!(
            said(Language::French),
            ["0 facture", "1 facture", "2 factures", "1\u{202f}200 factures"]
        );
    }
}
