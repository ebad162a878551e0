//! What a finding says: a sentence and its values apart, so that the command line says it in
//! English and a page in the language of its reader.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::clock::Moment;

/// A sentence with a `{}` for each of its values, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub english: &'static str,
    pub values: Vec<Value>,
}

/// What stands in a place of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A name, a path, what somebody else's program says.
    Text(String),
    Number(i64),
    At(Moment),
    /// Sentences, and what stands between two of them.
    Several(Vec<Said>, &'static str),
}

/// A sentence; the catalogues of the pages are held against every one that is told.
pub(in crate::system) const fn told(english: &'static str) -> Said {
    Said { english, values: Vec::new() }
}

impl Said {
    fn with(mut self, value: Value) -> Self {
        self.values.push(value);
        self
    }

    pub(in crate::system) fn text(self, text: impl fmt::Display) -> Self {
        self.with(Value::Text(text.to_string()))
    }

    pub(in crate::system) fn number(self, number: impl TryInto<i64>) -> Self {
        self.with(Value::Number(number.try_into().unwrap_or(i64::MAX)))
    }

    pub(super) fn at(self, at: Moment) -> Self {
        self.with(Value::At(at))
    }

    pub(super) fn several(self, sentences: Vec<Said>, between: &'static str) -> Self {
        self.with(Value::Several(sentences, between))
    }
}

impl fmt::Display for Said {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut values = self.values.iter();
        for (place, part) in self.english.split("{}").enumerate() {
            if place > 0
                && let Some(value) = values.next()
            {
                write!(out, "{value}")?;
            }
            out.write_str(part)?;
        }
        Ok(())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => out.write_str(text),
            Self::Number(number) => write!(out, "{number}"),
            Self::At(at) => write!(out, "{at}"),
            Self::Several(sentences, between) => {
                for (place, sentence) in sentences.iter().enumerate() {
                    let before = if place > 0 { between } else { &"" };
                    write!(out, "{before}{sentence}")?;
                }
                Ok(())
            }
        }
    }
}

impl Serialize for Said {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_told_with_its_values_in_their_places() {
        let inner = vec![told("{} is missing").text("a"), told("{} differs").text("b")];
        let said = told("Of {} rows: {}.").number(3).several(inner, "; ");
        assert_eq!(said.to_string(), "Of 3 rows: a is missing; b differs.");
        assert_eq!(serde_json::to_string(&told("Fine.")).unwrap(), "\"Fine.\"");
    }
}
