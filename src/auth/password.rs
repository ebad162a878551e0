//! What a password must be: long, whole, and none that others try first.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::familiar::{Familiar, Made};
use super::hasher::LONGEST_PASSWORD;
use crate::error::{Error, FieldError, Result};
use crate::message::{Message, message};
use crate::text::fold;

const SHORTEST: usize = 10;

/// Passwords of ten characters and more that lists of leaked ones begin with.
static COMMON: LazyLock<HashSet<String>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().map(fold).collect());

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
pub fn check(password: &str, owner: &Familiar) -> Result<()> {
    let Some(reason) = weakness(password, owner) else { return Ok(()) };
    let wording = format!("The password {reason}. Nothing was changed.");
    let message = message("refused-password", "").worded(wording);
    let details = vec![FieldError::new("password", reason)];
    Err(Error::bad("WEAK_PASSWORD", message).with_details(details))
}

/// What is wrong with a password, to be read after "The password …".
pub fn weakness(password: &str, owner: &Familiar) -> Option<Message> {
    if password.contains('\0') {
        return Some(message("no-nul", "must not contain a NUL character"));
    }
    if password.chars().count() < SHORTEST {
        return Some(message("password-short", "must have at least 10 characters"));
    }
    if password.len() > LONGEST_PASSWORD {
        return Some(message(
            "password-long",
            "must have at most 72 bytes (accented letters count two or more)",
        ));
    }
    let folded = fold(password);
    if owner.has_user_name_in(&folded) {
        return Some(message("password-username", "must not contain the user name"));
    }
    if COMMON.contains(&folded) {
        return Some(TRIED_FIRST);
    }
    match owner.makes(&folded) {
        Some(Made::OfACommonWord) => return Some(TRIED_FIRST),
        Some(Made::OfNames) => return Some(OF_NAMES),
        None => {}
    }
    if repeats(&folded) || is_run(&folded) {
        return Some(message(
            "password-repeats",
            "repeats or counts up; choose a few words of your own",
        ));
    }
    None
}

const TRIED_FIRST: Message =
    message("password-common", "is one that others try first; choose a few words of your own");
const OF_NAMES: Message = message(
    "password-names",
    "is made of names that others know, the user's or the clinic's; choose a few words of your own",
);

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

    fn alice() -> Familiar {
        Familiar::of(
            "alice",
            "a.martin@sunrise-diet.example",
            ["Alice", "Martin"],
            "Cabinet Étoile",
        )
    }

    #[test]
    fn a_few_words_of_ones_own_are_taken() {
        for password in [
            "plain porridge at dawn",
            "brûlée-42-pêches",
            "Tr0ub4dor&3xyz",
            "山田さんの朝ごはんはパン",
            "demo-clinic-2026",
            "correct horse battery",
            "martin ate porridge",
            "secret garden wall",
            "welcome-to-the-jungle",
            "étoile du berger",
        ] {
            assert_eq!(weakness(password, &alice()), None, "{password}");
        }
    }

    #[test]
    fn what_others_try_first_is_refused() {
        for password in [
            "Password123",
            "P@ssw0rd2026!",
            "p-a-s-s-w-o-r-d",
            "PASS word 2026",
            "!!!passw0rd!!!",
            "$ecret$ecret1",
            "W3lc0me-2026-!",
            "2026nutrivault",
            "nutrivault-demo-1",
            "NutriVault-demo-1",
            "NutriVault_Demo_2!",
            "nutrivau1tdemo99",
            "QWERTYUIOP",
            "1234567890",
            "0987654321",
            "zyxwvutsrqp",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "Contraseña123",
            "summer2026",
            "Summer-2026!",
            "$ummer 2026",
            "Été été ÉTÉ",
            "Septembre2026",
            "S0leil.2026.",
            "Football!!99",
            "dr4g0n_12345",
            "Admin!!!!!!!",
            "clinic----2026",
        ] {
            assert!(weakness(password, &alice()).is_some(), "{password}");
        }
    }

    #[test]
    fn names_that_others_know_are_refused_whatever_stands_around_them() {
        for password in [
            "Martin2026!",
            "m4rt1n-2026-",
            "martinmartin",
            "Martin.Martin!1",
            "etoile-2026-!",
            "CabinetÉtoile1",
            "Cabinet Etoile!",
            "étoileMartin1",
            "sunrise2026!",
            "Sunrise-Diet-1",
            "amartin@2026",
            "a.martin@sunrise-diet.example",
            "MartinPassword1",
        ] {
            assert!(weakness(password, &alice()).is_some(), "{password}");
        }
        assert_eq!(weakness("Martin2026!", &alice()), Some(OF_NAMES));
        assert_eq!(weakness("Summer2026!", &alice()), Some(TRIED_FIRST));
    }

    #[test]
    fn length_counts_in_characters_below_and_in_bytes_above() {
        let weakness = |password: &str| weakness(password, &alice());
        assert!(weakness("nine char").is_some());
        assert_eq!(weakness("neuf pêche"), None);
        assert!(weakness(&"é1".repeat(30)).is_some_and(|r| r.contains("72 bytes")));
        assert!(weakness("nul \0 in a passphrase").is_some_and(|r| r.contains("NUL")));
    }

    #[test]
    fn the_user_name_is_no_part_of_it() {
        let error = check("my-name-is-ALICE-b", &alice()).unwrap_err();
        assert_eq!(
            (error.code(), error.details()[0].field.as_str()),
            ("WEAK_PASSWORD", "password")
        );
        assert!(error.message().contains("user name"));
    }
}
