//! Query strings and ids in paths, decoded strictly.

use std::fmt::Write as _;

use rocket::request::{FromParam, FromRequest, Outcome};
use rocket::{Request, async_trait};

use super::failure::fail;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::message::message;

/// Parameters of a query at most.
pub const MOST_PARAMETERS: usize = 100;

/// Whether a query or form has at most so many pairs: known before any of them is looked at.
pub fn fits(text: &str, most: usize) -> bool {
    text.len() < most || memchr::memchr_iter(b'&', text.as_bytes()).count() < most
}

/// 400 for a query with more than [`MOST_PARAMETERS`].
pub fn too_many_parameters() -> Error {
    let message = format!("The address has more than {MOST_PARAMETERS} parameters.");
    Error::bad("VALIDATION_ERROR", message)
}

/// A name that stands there more than once.
fn given_twice(parameters: &[(String, String)]) -> Option<&str> {
    let mut names: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.windows(2).find(|two| two[0] == two[1]).map(|two| two[0])
}

/// The parameters of a request, decoded, in the order sent, each name once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query string.
    ///
    /// # Errors
    /// 400: more than [`MOST_PARAMETERS`], one that is not UTF-8 or contains NUL, one given twice.
    pub fn parse(query: &str) -> Result<Self> {
        match fits(query, MOST_PARAMETERS) {
            true => Self::read(query),
            false => Err(too_many_parameters()),
        }
    }

    /// Reads a form of at most so many fields.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn of_form(form: &str, most: usize) -> Result<Self> {
        match fits(form, most) {
            true => Self::read(form),
            false => {
                let wording = "The form has more than {most} fields. Nothing was changed.";
                let message = message("refused-many-fields", wording).count("most", most);
                Err(Error::bad("VALIDATION_ERROR", message))
            }
        }
    }

    fn read(text: &str) -> Result<Self> {
        let mut parameters: Vec<(String, String)> = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            parameters.push((decode(name)?, decode(value)?));
        }
        match given_twice(&parameters) {
            Some(name) => Err(Error::field(&printable(name), message("twice", "is given twice"))),
            None => Ok(Self(parameters)),
        }
    }

    /// These, already decoded.
    pub fn of(parameters: Vec<(String, String)>) -> Self {
        Self(parameters)
    }

    /// The value of this name, taken out.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(at).1)
    }

    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The names of what has not been taken.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What has not been taken.
    pub fn rest(self) -> Vec<(String, String)> {
        self.0
    }

    /// # Errors
    /// 400 `INVALID_FILTER` when a parameter remains that nothing has taken.
    pub fn finish(self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => Err(unknown(name)),
        }
    }
}

/// 400 for a parameter that this address does not know.
pub fn unknown(name: &str) -> Error {
    let name = printable(name);
    let sentence = message("refused-parameter", "There is no parameter {name} here.");
    let detail = message("bad-parameter", "is not a parameter of this address");
    Error::bad("INVALID_FILTER", sentence.name("name", name.as_str()))
        .with_details(vec![crate::error::FieldError::new(name, detail)])
}

/// A name from outside, short and printable enough to be repeated in a message.
fn printable(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        .take(60)
        .collect()
}

fn decode(text: &str) -> Result<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let mut digit = || rest.next().and_then(|b| char::from(b).to_digit(16));
                let (Some(high), Some(low)) = (digit(), digit()) else { return Err(undecodable()) };
                bytes.push((high * 16 + low) as u8);
            }
            plain => bytes.push(plain),
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| undecodable())?;
    if text.contains('\0') { Err(undecodable()) } else { Ok(text) }
}

fn undecodable() -> Error {
    Error::field("query", message("undecodable", "must be percent-encoded UTF-8 without NUL"))
}

/// One canonical text for all queries that ask the same.
pub fn canonical_query(pairs: &mut [(String, String)]) -> String {
    pairs.sort();
    let mut text = String::new();
    for (name, value) in pairs.iter() {
        // Lengths keep `a=b&c` apart from a value that contains `&`.
        let _ = write!(text, "{name}={}:{value}&", value.len());
    }
    text
}

#[async_trait]
impl<'r> FromRequest<'r> for Parameters {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let query = request.uri().query().map_or("", |query| query.as_str());
        match Self::parse(query) {
            Ok(parameters) => Outcome::Success(parameters),
            Err(error) => Outcome::Error((fail(request, error), ())),
        }
    }
}

/// An id in a path: read after the permission is known, and 400 when malformed.
pub struct PathId(Option<Id>);

impl PathId {
    /// # Errors
    /// 400 naming `id`.
    pub fn get(&self) -> Result<Id> {
        self.0.ok_or_else(|| Error::field("id", message("is-record", "must be a UUID")))
    }
}

impl<'r> FromParam<'r> for PathId {
    type Error = std::convert::Infallible;

    fn from_param(param: &'r str) -> Result<Self, Self::Error> {
        Ok(Self(param.parse().ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded_once() {
        let mut parameters = Parameters::parse("a=caf%C3%A9+noir&b=%25&c").unwrap();
        assert_eq!(parameters.take("a").as_deref(), Some("café noir"));
        assert_eq!(parameters.take("b").as_deref(), Some("%"));
        assert_eq!(parameters.take("c").as_deref(), Some(""));
        assert!(parameters.finish().is_ok());
    }

    #[test]
    fn what_is_not_utf8_is_refused() {
        for query in ["a=%ff", "a=%", "a=%zz", "a=%00", "a=1&a=2"] {
            assert_eq!(Parameters::parse(query).unwrap_err().code(), "VALIDATION_ERROR", "{query}");
        }
    }

    #[test]
    fn more_pairs_than_the_bound_are_refused_whatever_they_are() {
        for pair in ["a{}=1&", "a{}&", "&", "=&", "=x&", "%61{}=%20&"] {
            let many: String = (0..=1000).map(|i| pair.replace("{}", &i.to_string())).collect();
            for (read, most) in
                [(Parameters::parse(&many), 100), (Parameters::of_form(&many, 1000), 1000)]
            {
                let error = read.unwrap_err();
                assert!(error.message().contains(&most.to_string()), "{pair} {error:?}");
            }
        }
        let named = |n| (0..n).map(|i| format!("a{i}")).collect::<Vec<_>>().join("&");
        assert!(Parameters::parse(&named(100)).is_ok() && Parameters::parse(&named(101)).is_err());
        assert!(Parameters::parse(&"a".repeat(1 << 20)).is_ok());
    }

    #[test]
    fn the_largest_form_is_read_in_no_time() {
        let form: String = (0..10_000).map(|i| format!("field{i}={}&", "v".repeat(90))).collect();
        let begun = std::time::Instant::now();
        assert_eq!(Parameters::of_form(&form, 10_001).unwrap().rest().len(), 10_000);
        assert!(begun.elapsed().as_millis() < 500, "{:?}", begun.elapsed());
    }

    #[test]
    fn queries_that_ask_the_same_have_one_canonical_text() {
        let canonical = |q: &str| canonical_query(&mut Parameters::parse(q).unwrap().rest());
        assert_eq!(canonical("b=2&a=1"), canonical("a=1&b=2"));
        assert_ne!(canonical("a=1%26b%3D2"), canonical("a=1&b=2"));
    }
}
