//! Opaque tokens: 256 random bits towards the caller, a SHA-256 in the database.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// What the database and the memory know a token by.
pub type TokenHash = [u8; 32];

/// Characters of 32 bytes in base64url without padding.
const LENGTH: usize = 43;

/// What every API key begins with, so that scanners of leaked secrets know one.
const KEY_PREFIX: &str = "nutri_ak_";

/// How much of an API key lists show: enough to tell keys apart, and 220 bits short of the key.
const SHOWN: usize = KEY_PREFIX.len() + 6;

/// A fresh secret, on its way to the one who may know it.
pub struct Token(String);

impl Token {
    /// A token of a session.
    ///
    /// # Errors
    /// 500 when the system has no randomness to give.
    pub fn new() -> Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// An API key.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn api_key() -> Result<Self> {
        Ok(Self(format!("{KEY_PREFIX}{}", Self::new()?.0)))
    }

    /// The secret itself, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The beginning of an API key that lists may show.
    pub fn shown_prefix(&self) -> &str {
        self.0.get(..SHOWN).unwrap_or_default()
    }

    /// Whether it is the one presented. Hashes are compared, so that the time tells nothing of it.
    pub fn is(&self, presented: &str) -> bool {
        hash_of(presented) == self.hash()
    }

    /// What is stored of it.
    pub fn hash(&self) -> TokenHash {
        hash_of(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The hash of a presented session token; nothing for what cannot be one.
pub fn session_token(presented: &str) -> Option<TokenHash> {
    is_random_part(presented).then(|| hash_of(presented))
}

/// The hash of a presented API key; nothing for what cannot be one.
pub fn api_key(presented: &str) -> Option<TokenHash> {
    let random = presented.strip_prefix(KEY_PREFIX)?;
    is_random_part(random).then(|| hash_of(presented))
}

fn is_random_part(text: &str) -> bool {
    let in_alphabet = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    text.len() == LENGTH && text.bytes().all(in_alphabet)
}

fn hash_of(text: &str) -> TokenHash {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_again_by_its_hash() {
        let token = Token::new().unwrap();
        assert_eq!(session_token(token.reveal()), Some(token.hash()));
        assert_ne!(Token::new().unwrap().hash(), token.hash());
        assert_eq!(format!("{token:?}"), "Token(…)");
    }

    #[test]
    fn an_api_key_is_no_session_token_and_the_other_way_round() {
        let (key, token) = (Token::api_key().unwrap(), Token::new().unwrap());
        assert_eq!(api_key(key.reveal()), Some(key.hash()));
        assert_eq!((session_token(key.reveal()), api_key(token.reveal())), (None, None));
        assert!(key.reveal().starts_with(key.shown_prefix()) && key.shown_prefix().len() == 15);
    }

    #[test]
    fn what_cannot_be_a_token_is_not_even_hashed() {
        let long = "x".repeat(44);
        for text in ["", "short", long.as_str(), "é", &"=".repeat(43), &"x y".repeat(15)[..43]] {
            assert_eq!(session_token(text), None, "{text:?}");
        }
    }
}
