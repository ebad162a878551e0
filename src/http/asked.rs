//! The parameters of an address as the fields of a body.

use serde_json::Value;

use super::{Fields, Parameters};
use crate::error::Result;

/// The parameters of an address as fields, whole numbers as such.
pub fn as_fields(mut parameters: Parameters, names: &[&str]) -> Result<Fields> {
    let value = |text: String| match text.parse::<i64>() {
        Ok(number) => Value::from(number),
        Err(_) => Value::from(text),
    };
    let given = names.iter().filter_map(|name| {
        let text = parameters.take(name)?;
        Some(((*name).to_owned(), value(text.trim().to_owned())))
    });
    let map = given.collect();
    parameters.finish()?;
    Ok(Fields::of(map))
}
