//! Messages: the key of a sentence with its typed arguments, said by the pages in the reader's
//! language, beside the wording of the API, which is one for everybody.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use jiff::civil::Date;
use serde::{Serialize, Serializer};

/// What a sentence leaves open.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// How many, which also chooses between singular and plural.
    Count(i64),
    /// A number by its digits.
    Number(String),
    /// A civil day.
    Day(Date),
    /// A time of the day.
    Time(String),
    /// A sum in minor units of a currency.
    Money(i64, String),
    /// A code of the contract that pages say in words.
    Code(String),
    /// A permission by its name, said in words.
    Permission(String),
    /// What people wrote or are called.
    Name(String),
}

/// A sentence for a person. One without a key is the API's alone: pages say what they can.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    key: &'static str,
    wording: Cow<'static, str>,
    arguments: Vec<(&'static str, Argument)>,
}

/// The message of that key. The wording is the API's, with `{name}` for each argument.
pub const fn message(key: &'static str, wording: &'static str) -> Message {
    Message { key, wording: Cow::Borrowed(wording), arguments: Vec::new() }
}

/// What a page says in its reader's language already.
pub fn spoken(text: String) -> Message {
    message("spoken", "{text}").name("text", text)
}

impl Message {
    /// With an argument, in its place in the wording too.
    pub fn with(mut self, name: &'static str, argument: Argument) -> Self {
        let wording = self.wording.replace(&format!("{{{name}}}"), &argument.to_string());
        self.wording = Cow::Owned(wording);
        self.arguments.push((name, argument));
        self
    }

    /// With a number that is counted.
    pub fn count(self, name: &'static str, count: impl TryInto<i64>) -> Self {
        self.with(name, Argument::Count(count.try_into().unwrap_or(i64::MAX)))
    }

    /// With a number that is none of things.
    pub fn number(self, name: &'static str, number: impl fmt::Display) -> Self {
        self.with(name, Argument::Number(number.to_string()))
    }

    /// With what people wrote or are called.
    pub fn name(self, name: &'static str, text: impl Into<String>) -> Self {
        self.with(name, Argument::Name(text.into()))
    }

    /// The same under another wording of the API.
    pub fn worded(mut self, wording: impl Into<Cow<'static, str>>) -> Self {
        self.wording = wording.into();
        self
    }

    /// The key of the catalogues; none where only the API says it.
    pub fn key(&self) -> Option<&'static str> {
        Some(self.key).filter(|key| !key.is_empty())
    }

    /// What the sentence leaves open, by name.
    pub fn arguments(&self) -> &[(&'static str, Argument)] {
        &self.arguments
    }

    pub fn as_str(&self) -> &str {
        &self.wording
    }

    /// The API's wording with something after it.
    pub fn push_str(&mut self, further: &str) {
        self.wording.to_mut().push_str(further);
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Day(day) => write!(f, "{day}"),
            Self::Money(minor, currency) => {
                write!(f, "{} {currency}", crate::currency::to_value(*minor, currency))
            }
            Self::Number(text)
            | Self::Time(text)
            | Self::Code(text)
            | Self::Permission(text)
            | Self::Name(text) => f.write_str(text),
        }
    }
}

impl From<&'static str> for Message {
    fn from(wording: &'static str) -> Self {
        message("", wording)
    }
}

impl From<String> for Message {
    fn from(wording: String) -> Self {
        Self { key: "", wording: Cow::Owned(wording), arguments: Vec::new() }
    }
}

impl Deref for Message {
    type Target = str;

    fn deref(&self) -> &str {
        &self.wording
    }
}

impl PartialEq<str> for Message {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Message {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.wording)
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.wording)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_api_reads_the_wording_and_pages_the_key_with_its_arguments() {
        let said =
            message("at-most", "must have at most {most} characters").count("most", 20_usize);
        assert_eq!(said.as_str(), "must have at most 20 characters");
        assert_eq!(said.arguments(), [("most", Argument::Count(20))]);
        assert_eq!(Message::from("is odd").key(), None);
        assert_eq!(serde_json::to_string(&said).unwrap(), "\"must have at most 20 characters\"");
    }
}
