//! What reading a document may cost: time, bytes that it unpacks to, and text.

use std::time::{Duration, Instant};

use unicode_normalization::UnicodeNormalization as _;

/// Characters that are kept of a document.
const MOST_TEXT: usize = 200_000;
/// Characters of one text that are looked at: some are spaces.
const MOST_SEEN: usize = 4 * MOST_TEXT;
/// Bytes that a document may unpack to.
const MOST_UNPACKED: u64 = 64 << 20;
/// What reading one may take.
const LONGEST: Duration = Duration::from_secs(5);

/// What reading a document may still cost, and what was read.
pub(super) struct Bounds {
    ends: Instant,
    unpacked: u64,
    text: String,
    characters: usize,
}

impl Bounds {
    pub fn new() -> Self {
        Self {
            ends: Instant::now() + LONGEST,
            unpacked: MOST_UNPACKED,
            text: String::new(),
            characters: 0,
        }
    }

    /// Whether there is nothing left to spend, or enough was read.
    pub fn is_over(&self) -> bool {
        self.characters >= MOST_TEXT || self.unpacked == 0 || Instant::now() >= self.ends
    }

    /// Bytes that may still be unpacked.
    pub fn left(&self) -> u64 {
        self.unpacked
    }

    pub fn spend(&mut self, bytes: u64) {
        self.unpacked = self.unpacked.saturating_sub(bytes);
    }

    /// Takes down what was read, without characters that nobody writes.
    pub fn read(&mut self, text: &str) {
        for letter in text.nfc().flat_map(letters).take(MOST_SEEN) {
            if self.characters >= MOST_TEXT {
                return;
            }
            if letter == '\n' || letter.is_whitespace() {
                self.gap();
            } else if !letter.is_control() && self.characters < MOST_TEXT {
                self.text.push(letter);
                self.characters += 1;
            }
        }
    }

    /// The end of a word.
    pub fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') && self.characters < MOST_TEXT {
            self.text.push(' ');
            self.characters += 1;
        }
    }

    /// What was read.
    pub fn into_text(self) -> String {
        self.text.trim_end().to_owned()
    }
}

/// A ligature as the letters that people type; any other letter as it is.
fn letters(letter: char) -> impl Iterator<Item = char> {
    let written = match letter {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        _ => "",
    };
    written.chars().chain(written.is_empty().then_some(letter))
}
