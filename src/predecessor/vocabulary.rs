//! The predecessor's words for statuses, types and methods, in any spelling, and ours for them.

/// A word and whether it is more than another spelling of what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// The same word, spelt our way.
    Same(&'static str),
    /// Another word that comes closest; what was written is kept in a note.
    Nearest(&'static str),
    Unknown,
}

/// Upper case, with one underscore between words.
fn spelt(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_").to_uppercase()
}

fn find(text: &str, words: &[&'static str], others: &[(&str, &'static str)]) -> Word {
    let spelt = spelt(text);
    let squeezed = spelt.replace('_', "");
    if let Some(word) = words.iter().find(|word| word.replace('_', "") == squeezed) {
        return Word::Same(word);
    }
    let other = others.iter().find(|(other, _)| other.replace('_', "") == squeezed);
    other.map_or(Word::Unknown, |(_, word)| Word::Nearest(word))
}

/// What has become of a visit. A rescheduled one did not take place at its time.
pub fn visit_status(text: &str) -> Word {
    let others = [
        ("CANCELED", "CANCELLED"),
        ("RESCHEDULED", "CANCELLED"),
        ("POSTPONED", "CANCELLED"),
        ("NOSHOW", "NO_SHOW"),
        ("MISSED", "NO_SHOW"),
        ("DONE", "COMPLETED"),
        ("FINISHED", "COMPLETED"),
        ("CONFIRMED", "SCHEDULED"),
        ("PLANNED", "SCHEDULED"),
        ("IN_PROGRESS", "SCHEDULED"),
    ];
    find(text, crate::visits::STATUSES, &others)
}

/// What a visit is for.
pub fn visit_type(text: &str) -> Word {
    let others = [
        ("TELEHEALTH", "ONLINE"),
        ("VIDEO", "ONLINE"),
        ("REMOTE", "ONLINE"),
        ("VIRTUAL", "ONLINE"),
        ("INITIAL", "INITIAL_CONSULTATION"),
        ("FIRST_VISIT", "INITIAL_CONSULTATION"),
        ("CONSULTATION", "IN_PERSON"),
        ("URGENT", "EMERGENCY"),
        ("CHECKUP", "FOLLOW_UP"),
    ];
    find(text, crate::visits::VISIT_TYPES, &others)
}

/// How money changed hands.
pub fn method(text: &str) -> Word {
    let others = [
        ("CARD", "CREDIT_CARD"),
        ("CREDIT", "CREDIT_CARD"),
        ("DEBIT", "DEBIT_CARD"),
        ("CHEQUE", "CHECK"),
        ("TRANSFER", "BANK_TRANSFER"),
        ("WIRE", "BANK_TRANSFER"),
    ];
    find(text, crate::billing::METHODS, &others)
}

/// What has become of an invoice.
pub fn invoice_status(text: &str) -> Word {
    let others = [
        ("CANCELED", "CANCELLED"),
        ("VOID", "CANCELLED"),
        ("UNPAID", "PENDING"),
        ("SENT", "PENDING"),
        ("OPEN", "PENDING"),
        ("PARTIALLY_PAID", "PARTIAL"),
        ("REFUND", "REFUNDED"),
    ];
    find(text, crate::billing::STATUSES, &others)
}

/// A gender as a patient's file has it.
pub fn gender(text: &str) -> Word {
    let words = ["MALE", "FEMALE", "OTHER", "PREFER_NOT_TO_SAY"];
    let others = [("M", "MALE"), ("MAN", "MALE"), ("F", "FEMALE"), ("WOMAN", "FEMALE")];
    find(text, &words, &others)
}

/// A role: custom ones come nearest to the one that may least.
pub fn role(text: &str) -> Word {
    find(text, &["ADMIN", "DIETITIAN", "ASSISTANT", "VIEWER"], &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_in_any_spelling_and_its_nearest_is_told_apart() {
        assert_eq!(invoice_status("paid"), Word::Same("PAID"));
        assert_eq!(method("Credit Card"), Word::Same("CREDIT_CARD"));
        assert_eq!(visit_type("Initial Consultation"), Word::Same("INITIAL_CONSULTATION"));
        assert_eq!(visit_type("follow-up"), Word::Same("FOLLOW_UP"));
        assert_eq!(visit_type("TELEHEALTH"), Word::Nearest("ONLINE"));
        assert_eq!(visit_status("RESCHEDULED"), Word::Nearest("CANCELLED"));
        assert_eq!(visit_status("No show"), Word::Same("NO_SHOW"));
        assert_eq!(method("shells"), Word::Unknown);
    }
}
