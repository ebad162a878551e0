//! One concept, one word: what the glossary replaced is said nowhere in French.

use super::catalogue::FRENCH as FILES;
use super::{Language, all};

/// Words that have gone, as they begin, and what is said instead.
const REPLACED: [(&str, &str); 14] = [
    ("visite", "rendez-vous, consultation"),
    ("planifié", "prévu"),
    ("contrepass", "annuler"),
    ("contre-pass", "annuler"),
    ("annuler cela", "annuler"),
    ("en personne", "au cabinet"),
    ("réserver quand même", "enregistrer quand même"),
    ("jeu d’objectifs", "jeu de cibles"),
    ("jeux d’objectifs", "jeux de cibles"),
    ("d’équivalents", "d’échanges"),
    ("compte rendu", "note"),
    ("carnet", "journal alimentaire"),
    ("mode de règlement", "moyen de paiement"),
    ("taux de taxe", "taux de TVA"),
];

/// Whether the text has that word, or one that it begins; who visits a network is no appointment.
fn says(text: &str, word: &str) -> bool {
    let text = text.to_lowercase();
    text.match_indices(word).any(|(at, _)| {
        let begins = !text[..at].ends_with(char::is_alphabetic);
        begins && !text[at..].starts_with("visiteur")
    })
}

/// All French texts, of the tables and of the files.
fn texts() -> Vec<String> {
    let tables = all().map(|(_, french)| (*french).to_owned());
    // A message of a file begins behind its key.
    let message = |line: &str| line.split_once(" = ").map_or(line, |(_, text)| text).to_owned();
    let files = FILES.iter().flat_map(|file| file.lines()).filter(|line| !line.starts_with('#'));
    tables.chain(files.map(message)).collect()
}

#[test]
fn french_signs_stay_by_their_word_and_apostrophes_are_curly() {
    for text in texts() {
        let torn = [" :", " ;", " ?", " !", " »", "« "].iter().find(|sign| text.contains(**sign));
        assert_eq!(torn, None, "“{text}”");
        let straight = text.split('\'').collect::<Vec<_>>();
        let is_elision = |pair: &[&str]| {
            pair[0].ends_with(char::is_alphabetic) && pair[1].starts_with(char::is_alphabetic)
        };
        assert!(!straight.windows(2).any(is_elision), "“{text}”");
    }
}

#[test]
fn no_french_text_says_what_the_glossary_replaced() {
    let texts = texts();
    assert!(texts.len() > 1500, "{}", texts.len());
    for text in &texts {
        for (word, instead) in REPLACED {
            assert!(!says(text, word), "“{text}” says {word}: {instead}");
        }
    }
}

#[test]
fn an_appointment_stands_as_the_glossary_has_it() {
    let french = |code: &str| Language::French.code(code);
    let words = ["SCHEDULED", "COMPLETED", "NO_SHOW", "IN_PERSON"].map(french);
    assert_eq!(words, ["Prévu", "Terminé", "Absent", "Au cabinet"]);
    assert_eq!(Language::French.t("Book an appointment"), "Prendre rendez-vous");
    assert_eq!(Language::French.t("Outstanding"), "Reste dû");
}
