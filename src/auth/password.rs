//! What a password must be: long, whole, and none that others try first.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::hasher::LONGEST_PASSWORD;
use crate::error::{Error, FieldError, Result};
use crate::text::fold;

const SHORTEST: usize = 10;

/// Imported user names may be so short that many passwords contain them by chance.
const SHORTEST_NAME: usize = 3;

/// Passwords of ten characters and more that lists of leaked ones begin with.
static COMMON: LazyLock<HashSet<String>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().map(fold).collect());

/// Words that stay guessable whatever digits and signs surround them.
const WORDS: [&str; 24] = [
    "password",
    "passwort",
    "passord",
    "motdepasse",
    "contrasena",
    "qwerty",
    "qwertz",
    "azerty",
    "welcome",
    "bienvenue",
    "bonjour",
    "letmein",
    "changeme",
    "secret",
    "admin",
    "administrator",
    "iloveyou",
    "dietitian",
    "dietician",
    "dieteticienne",
    "nutrition",
    "nutrivault",
    "clinic",
    "clinique",
];

/// What neighbours on a keyboard or in the alphabet spell, in one direction.
const RUNS: [&str; 7] = [
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
];

/// Refuses a password that the policy does not take.
///
/// # Errors
/// 400 `WEAK_PASSWORD` with the reason.
pub fn check(password: &str, username: &str) -> Result<()> {
    let Some(reason) = weakness(password, username) else { return Ok(()) };
    let details = vec![FieldError { field: "password".into(), message: reason.into() }];
    let message = format!("The password {reason}. Nothing was changed.");
    Err(Error::bad("WEAK_PASSWORD", message).with_details(details))
}

/// What is wrong with a password, to be read after "The password …".
pub fn weakness(password: &str, username: &str) -> Option<&'static str> {
    if password.contains('\0') {
        return Some("must not contain a NUL character");
    }
    if password.chars().count() < SHORTEST {
        return Some("must have at least 10 characters");
    }
    if password.len() > LONGEST_PASSWORD {
        return Some("must have at most 72 bytes (accented letters count two or more)");
    }
    let (folded, name) = (fold(password), fold(username.trim()));
    if name.len() >= SHORTEST_NAME && folded.contains(&name) {
        return Some("must not contain the user name");
    }
    if COMMON.contains(&folded) || is_word_with_trimmings(&folded) {
        return Some("is one that others try first; choose a few words of your own");
    }
    if repeats(&folded) || is_run(&folded) {
        return Some("repeats or counts up; choose a few words of your own");
    }
    None
}

/// `P@ssw0rd2026!`: a guessable word with signs put for letters and digits around it.
fn is_word_with_trimmings(folded: &str) -> bool {
    let read_as = |c: char| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        other => other,
    };
    let bare = folded.trim_matches(|c: char| !c.is_alphabetic() && !matches!(c, '@' | '$'));
    let bare = bare.trim_end_matches(|c: char| !c.is_alphabetic());
    let read: String = bare.chars().map(read_as).collect();
    WORDS.contains(&read.as_str())
}

/// The same few characters over and over: `aaaaaaaaaa`, `abcabcabcabc`.
fn repeats(folded: &str) -> bool {
    let letters: Vec<char> = folded.chars().collect();
    let most = letters.len() / 2;
    (1..=most.min(5))
        .any(|unit| letters.iter().enumerate().all(|(at, letter)| *letter == letters[at % unit]))
}

/// Neighbours in order, forwards or backwards.
fn is_run(folded: &str) -> bool {
    let backwards: String = folded.chars().rev().collect();
    RUNS.iter().any(|run| run.contains(folded) || run.contains(&backwards))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_words_of_ones_own_are_taken() {
        for password in [
            "plain porridge at dawn",
            "brûlée-42-pêches",
            "Tr0ub4dor&3xyz",
            "山田さんの朝ごはんはパン",
            "demo-clinic-2026",
        ] {
            assert_eq!(weakness(password, "alice"), None, "{password}");
        }
    }

    #[test]
    fn what_others_try_first_is_refused() {
        for password in [
            "Password123",
            "P@ssw0rd2026!",
            "2026nutrivault",
            "QWERTYUIOP",
            "1234567890",
            "0987654321",
            "zyxwvutsrqp",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "Contraseña123",
            "summer2026",
            "Admin!!!!!!!",
        ] {
            assert!(weakness(password, "alice").is_some(), "{password}");
        }
    }

    #[test]
    fn length_counts_in_characters_below_and_in_bytes_above() {
        assert!(weakness("nine char", "alice").is_some());
        assert_eq!(weakness("neuf pêche", "alice"), None);
        assert!(weakness(&"é1".repeat(30), "alice").is_some_and(|r| r.contains("72 bytes")));
        assert!(weakness("nul \0 in a passphrase", "alice").is_some_and(|r| r.contains("NUL")));
    }

    #[test]
    fn the_user_name_is_no_part_of_it() {
        let error = check("my-name-is-ALICE-b", "alice").unwrap_err();
        assert_eq!(
            (error.code(), error.details()[0].field.as_str()),
            ("WEAK_PASSWORD", "password")
        );
        assert!(error.message().contains("user name"));
    }
}
