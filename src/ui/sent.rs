//! What a form sends: a guard, checked against other sites and bounded.

use std::ops::Deref;

use rocket::data::{Data, FromData, Outcome};
use rocket::{Request, async_trait};
use serde_json::{Map, Value};

use super::language::Language;
use super::typed::Quantity;
use crate::error::{Error, Result};
use crate::http::{Fields, Parameters, Precondition, SameOrigin, Unread, Whole, fail};
use crate::ids::Id;
use crate::message::{Message, message};
use crate::settings::in_force;

/// Fields of a form at most, …
const MOST_FIELDS: usize = 1000;
/// … and of one with as many rows as an invoice may have, each field with what it was.
const MOST_FIELDS_OF_ROWS: usize = 4000;

/// The fields of a form sent from one of our own pages, and how their writer writes.
#[derive(Clone, Default)]
pub struct Sent {
    fields: Vec<(String, String)>,
    language: Language,
    /// The currency of sums, unless the form names one itself.
    currency: String,
}

impl Sent {
    /// What was typed into the field.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The same as it came, blanks and all: a password may begin with one.
    pub fn raw(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The id that the form has for what it makes.
    pub fn made(&self) -> Option<Id> {
        self.get("id").parse().ok()
    }

    /// The version that the page showed of what is acted on: nothing is done to what nobody saw.
    ///
    /// # Errors
    /// 400 for a version that is no number.
    pub fn seen(&self) -> Result<Precondition> {
        let mut fields = Fields::of(self.only(&["version"]).body(&["version"]));
        let seen = Precondition::read(None, &mut fields);
        fields.finish()?;
        Ok(seen)
    }

    /// Every field, in the order sent.
    pub fn all(&self) -> &[(String, String)] {
        &self.fields
    }

    /// The fields whose names begin so, without that beginning.
    pub fn with_prefix(&self, prefix: &str) -> Self {
        let named = |(name, value): &(String, String)| {
            Some((name.strip_prefix(prefix)?.to_owned(), value.clone()))
        };
        self.part(self.fields.iter().filter_map(named).collect())
    }

    /// Only these fields.
    pub fn only(&self, names: &[&str]) -> Self {
        let is_named = |(name, _): &&(String, String)| names.contains(&name.as_str());
        self.part(self.fields.iter().filter(is_named).cloned().collect())
    }

    /// Other fields of the same writer.
    pub fn part(&self, fields: Vec<(String, String)>) -> Self {
        Self { fields, language: self.language, currency: self.currency().to_owned() }
    }

    /// Fields that were sent earlier.
    pub fn of(fields: Vec<(String, String)>) -> Self {
        Self { fields, ..Self::default() }
    }

    /// The fields as the API's body: blank is null, `numbers`, days and moments are read as their writer
    /// writes them.
    pub fn body(&self, numbers: &[&str]) -> Map<String, Value> {
        let value =
            |name: &str, text: &str| match (text.trim(), Quantity::of(name, self.currency())) {
                ("", _) => Value::Null,
                (typed, quantity @ (Quantity::Day | Quantity::Moment)) => {
                    quantity.value(self.language, typed)
                }
                (typed, quantity) if numbers.contains(&name) => {
                    quantity.value(self.language, typed)
                }
                _ => Value::String(with_plain_breaks(text)),
            };
        self.fields.iter().map(|(name, text)| (name.clone(), value(name, text))).collect()
    }

    /// The currency of its sums: the one it names, else the clinic's.
    pub fn currency(&self) -> &str {
        let named = self.get("currency");
        if named.is_empty() { self.currency.as_str() } else { named }
    }

    /// The same without what was left blank, for what is new.
    pub fn filled(&self, numbers: &[&str]) -> Map<String, Value> {
        let mut body = self.body(numbers);
        body.retain(|_, value| !value.is_null());
        body
    }
}

/// The text with line breaks as all others are: a word processor copies a break within a paragraph as a
/// vertical tab, and one of a page as a form feed.
fn with_plain_breaks(text: &str) -> String {
    text.replace("\r\n", "\n").replace(['\u{b}', '\u{c}'], "\n")
}

#[async_trait]
impl<'r> FromData<'r> for Sent {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        use rocket::request::Outcome as Guarded;
        if let Guarded::Error(refused) = request.guard::<SameOrigin>().await {
            return Outcome::Error(refused);
        }
        match read(request, data, MOST_FIELDS).await {
            Ok(sent) => Outcome::Success(sent),
            Err(error) => Outcome::Error((fail(request, error), ())),
        }
    }
}

/// The fields of a form with many rows, behind a login.
pub struct LongForm(Sent);

impl Deref for LongForm {
    type Target = Sent;

    fn deref(&self) -> &Sent {
        &self.0
    }
}

#[async_trait]
impl<'r> FromData<'r> for LongForm {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        use rocket::request::Outcome as Guarded;
        if let Guarded::Error(refused) = request.guard::<SameOrigin>().await {
            return Outcome::Error(refused);
        }
        match read(request, data, MOST_FIELDS_OF_ROWS).await {
            Ok(sent) => Outcome::Success(Self(sent)),
            Err(error) => Outcome::Error((fail(request, error), ())),
        }
    }
}

async fn read(request: &Request<'_>, data: Data<'_>, most: usize) -> Result<Sent> {
    let whole = Whole::of(request, data).await.map_err(Unread::of_form)?;
    let parse = move |bytes: Vec<u8>| {
        const UNREADABLE: Message =
            message("refused-form-text", "The form is not text in UTF-8. Nothing was changed.");
        let text = std::str::from_utf8(&bytes);
        Parameters::of_form(text.map_err(|_| Error::bad("VALIDATION_ERROR", UNREADABLE))?, most)
    };
    let fields = whole.parsed(parse).await?.rest();
    let currency = in_force(request).map(|settings| settings.currency.clone());
    Ok(Sent { fields, language: Language::of(request), currency: currency.unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_word_processor_copies_is_kept_line_by_line() {
        let pasted = "Oats\u{b}with milk\r\nA walk\u{c}Next page\n";
        let sent = Sent::of(vec![("assessment".to_owned(), pasted.to_owned())]);
        let text = "Oats\nwith milk\nA walk\nNext page\n";
        assert_eq!(sent.body(&[])["assessment"], text);
    }
}
