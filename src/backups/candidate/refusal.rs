//! Why a file is no copy to go back to: a sentence with all of it for the command line and the
//! log, and what of it a page says, in its reader's language.

use std::fmt;
use std::ops::Deref;

use crate::message::{Message, message};

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Empty, packed, a folder, a text: no finished copy.
    NoCopy,
    /// Not every byte is as it was written.
    Damaged,
    /// Its rows are as they were written, its bytes are not.
    Rewritten,
    /// Somebody else's database, or an empty one.
    OtherProgram,
    Newer,
    /// These objects or people in it are not as NutriVault makes them.
    Foreign(String),
    /// What people of it have for a password, nobody could ever check.
    CostlyPasswords(String),
    /// It was changed after it was made here, and its digest with it.
    Forged,
    /// It could not be checked within its time.
    Slow,
}

/// A file that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    flaw: Flaw,
    sentence: String,
}

impl Refusal {
    pub(in crate::backups) fn of(flaw: Flaw, sentence: impl Into<String>) -> Self {
        Self { flaw, sentence: sentence.into() }
    }

    /// What a page says.
    pub fn message(&self) -> Message {
        let said = match &self.flaw {
            Flaw::NoCopy => message("refused-copy-none", ""),
            Flaw::Damaged => message("refused-copy-damaged", ""),
            Flaw::Rewritten => message("refused-copy-rewritten", ""),
            Flaw::OtherProgram => message("refused-copy-other-program", ""),
            Flaw::Newer => message("refused-copy-newer", ""),
            Flaw::Foreign(what) => message("refused-copy-foreign", "{what}").name("what", what),
            Flaw::CostlyPasswords(names) => {
                message("refused-copy-costly-passwords", "{names}").name("names", names)
            }
            Flaw::Forged => message("refused-copy-forged", ""),
            Flaw::Slow => message("refused-copy-slow", ""),
        };
        said.worded(self.sentence.clone())
    }

    /// The same of a file that is called otherwise.
    pub fn renamed(mut self, from: &str, to: &str) -> Self {
        self.sentence = self.sentence.replace(from, to);
        self
    }
}

impl Deref for Refusal {
    type Target = str;

    fn deref(&self) -> &str {
        &self.sentence
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl From<Refusal> for String {
    fn from(refusal: Refusal) -> Self {
        refusal.sentence
    }
}
