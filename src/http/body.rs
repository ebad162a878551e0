//! A JSON body: type, size and syntax checked in this order, each with its own answer.

use rocket::data::{Data, FromData, Outcome};
use rocket::{Request, async_trait};
use serde_json::{Map, Value};

use super::failure::fail;
use super::fields::Fields;
use super::intake::{Unread, Whole};
use super::precondition::{IfMatch, Precondition};
use crate::error::{Error, Result};

/// The JSON object that a request carries.
pub struct Body(Map<String, Value>);

/// Values of a body, those within others among them.
const MOST_VALUES: usize = 10_000;

impl Body {
    /// Its fields, to be read one by one.
    pub fn fields(self) -> Fields {
        Fields::new(self.0)
    }

    /// The fields as they came.
    pub fn map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// What the body of a change says, as `read` has it, and the version that it builds on.
    ///
    /// # Errors
    /// 400 with every bad field.
    pub fn read_change<T>(
        self,
        if_match: IfMatch,
        read: impl FnOnce(&mut Fields) -> T,
    ) -> Result<(T, Precondition)> {
        let mut fields = self.fields();
        let change = read(&mut fields);
        let precondition = if_match.and(&mut fields);
        fields.finish()?;
        Ok((change, precondition))
    }
}

/// The JSON object of a request that may also come without one.
pub struct OptionalBody(Map<String, Value>);

impl OptionalBody {
    /// Its fields, none if there is no body.
    pub fn fields(self) -> Fields {
        Fields::new(self.0)
    }

    /// The fields as they came.
    pub fn map(&self) -> &Map<String, Value> {
        &self.0
    }
}

#[async_trait]
impl<'r> FromData<'r> for OptionalBody {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        arrived(request, data, true).await.map(OptionalBody)
    }
}

#[async_trait]
impl<'r> FromData<'r> for Body {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        arrived(request, data, false).await.map(Body)
    }
}

/// The body, or the failure that answers for it. `may_lack`: nothing at all is an empty object.
async fn arrived<'r>(
    request: &'r Request<'_>,
    data: Data<'r>,
    may_lack: bool,
) -> Outcome<'r, Map<String, Value>, ()> {
    match read(request, data, may_lack).await {
        Ok(map) => Outcome::Success(map),
        Err(error) => Outcome::Error((fail(request, error), ())),
    }
}

async fn read(request: &Request<'_>, data: Data<'_>, may_lack: bool) -> Result<Map<String, Value>> {
    const NO_JSON: &str = "Send the body as application/json. Nothing was changed.";
    let says_json = request.content_type().map(|kind| kind.is_json());
    if says_json == Some(false) {
        return Err(Error::unsupported(NO_JSON));
    }
    let whole = Whole::of(request, data).await.map_err(Unread::of_body)?;
    match (whole.is_empty(), may_lack) {
        (true, true) => Ok(Map::new()),
        (true, false) => Err(Error::field("body", "is missing: send a JSON object")),
        (false, _) if says_json.is_none() => Err(Error::unsupported(NO_JSON)),
        (false, _) => whole.parsed(|bytes| object(&bytes)).await,
    }
}

fn object(bytes: &[u8]) -> Result<Map<String, Value>> {
    if has_more_values(bytes, MOST_VALUES) {
        return Err(Error::field("body", format!("must not have more than {MOST_VALUES} values")));
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(Error::field("body", "must be a JSON object")),
        Err(error) => {
            let place =
                format!("is not valid JSON (line {}, column {})", error.line(), error.column());
            Err(Error::field("body", place))
        }
    }
}

/// Whether there are more values than that, of arrays and objects however deep. A value is some
/// seventy bytes in memory, and two in a body.
fn has_more_values(json: &[u8], most: usize) -> bool {
    let (mut values, mut is_text, mut is_escaped) = (1, false, false);
    for byte in json {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b',' | b'[' | b'{' if !is_text => values += 1,
            _ => {}
        }
        if values > most {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_of_too_many_values_is_refused_before_it_is_read() {
        let many = |n: usize| format!("{{\"lines\":[{}]}}", vec!["0"; n].join(","));
        assert!(object(many(MOST_VALUES - 2).as_bytes()).is_ok());
        for body in [
            many(MOST_VALUES),
            format!("[{}]", vec!["{}"; MOST_VALUES].join(",")),
            "[".repeat(MOST_VALUES),
            format!("{{{}}}", vec!["\"a\":1"; MOST_VALUES].join(",")),
        ] {
            let error = object(body.as_bytes()).unwrap_err();
            assert!(error.details()[0].message.contains("values"), "{:?}", error.details());
        }
    }

    #[test]
    fn signs_within_texts_are_no_values() {
        let text = "[,{".repeat(MOST_VALUES);
        for body in
            [format!("{{\"notes\":\"{text}\"}}"), format!("{{\"notes\":\"a\\\"{text}\\\\\"}}")]
        {
            assert!(object(body.as_bytes()).is_ok(), "{}", &body[..40]);
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_refused_and_not_followed() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(5000), "]".repeat(5000));
        assert!(object(deep.as_bytes()).is_err());
    }
}
