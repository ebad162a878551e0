//! The tables of the US Department of Agriculture: FoodData Central and the older Standard Reference.

pub(super) mod fdc;
mod ids;
mod sheet;
pub(super) mod sr;

use std::borrow::Cow;

use super::cell::Dialect;

const DIALECT: Dialect = Dialect { has_bare_points: true, ..Dialect::PLAIN };

const LICENCE: &str = "US public domain (CC0)";
const URL: &str = "https://fdc.nal.usda.gov";
const NOTE: &str = "carbohydrate by difference, fibre included; energy by Atwater factors";

/// Text of bytes that are UTF-8, or else Windows-1252.
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}
