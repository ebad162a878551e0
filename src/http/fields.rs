//! Reading a body field by field: every bad one is named at once.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::asked_back::question_of;
use super::field::Field;
use crate::clock::{Moment, Zone, parse_day};
use crate::error::{Error, FieldError, Result};
use crate::ids::Id;
use crate::message::{Message, message};
use crate::money::Decimal;

/// What a currency must be.
pub const NO_CURRENCY: Message =
    message("is-currency", "must be a currency like EUR, by its three letters of ISO 4217");

/// A body being read. [`Self::finish`] tells of every bad field.
pub struct Fields {
    map: Map<String, Value>,
    errors: Vec<FieldError>,
}

impl Fields {
    pub(super) fn new(map: Map<String, Value>) -> Self {
        Self { map, errors: Vec::new() }
    }

    /// Fields of JSON that did not come as a body (a line of a form, a test).
    pub fn of(map: Map<String, Value>) -> Self {
        Self::new(map)
    }

    /// The value of a field as it came, where a feature reads it itself.
    pub fn raw(&self, name: &str) -> Option<&Value> {
        self.map.get(name)
    }

    /// The bad fields of a part of this body, under the part's own name.
    pub fn absorb(&mut self, part: &str, inner: Fields) {
        for error in inner.errors {
            self.refuse(&format!("{part}.{}", error.field), error.message);
        }
    }

    /// A decimal number, or text that is one; kept exactly.
    pub fn decimal(&mut self, name: &str) -> Field<Decimal> {
        self.value(name, message("is-amount", "must be an amount like 12.5"), Decimal::of_json)
    }

    /// Says that this field is bad, and what it must be.
    pub fn refuse(&mut self, field: &str, message: impl Into<Message>) {
        self.errors.push(FieldError::new(field, message));
    }

    /// One line of text with that many characters, without the space around it. An empty one is
    /// no value.
    pub fn line(&mut self, name: &str, length: RangeInclusive<usize>) -> Field<String> {
        self.text_where(name, length, char::is_control, true)
    }

    /// Text of several lines, kept as typed. An empty one is no value.
    pub fn text(&mut self, name: &str, most: usize) -> Field<String> {
        let forbidden = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        self.text_where(name, 0..=most, forbidden, false)
    }

    fn text_where(
        &mut self,
        name: &str,
        length: RangeInclusive<usize>,
        forbidden: fn(char) -> bool,
        trims: bool,
    ) -> Field<String> {
        self.value(name, message("is-text", "must be text"), |value| {
            value.as_str().map(str::to_owned)
        })
        .then_check(self, |text, fields| {
            let text = if trims { text.trim().to_owned() } else { text };
            let characters = text.chars().count();
            if text.trim().is_empty() && characters <= *length.end() {
                return Field::Null;
            }
            if text.contains(forbidden) {
                fields.refuse(
                    name,
                    message("control-characters", "must not contain control characters"),
                );
                return Field::Absent;
            }
            if !length.contains(&characters) {
                fields.refuse(name, out_of_length(*length.start(), *length.end()));
                return Field::Absent;
            }
            Field::Set(text)
        })
    }

    /// Text exactly as sent, empty or not: a password, a token.
    pub fn secret(&mut self, name: &str) -> Field<String> {
        self.value(name, message("is-text", "must be text"), |value| {
            value.as_str().map(str::to_owned)
        })
    }

    /// One of these words.
    pub fn choice(&mut self, name: &str, words: &'static [&'static str]) -> Field<&'static str> {
        let wording = format!("must be one of {}", words.join(", "));
        self.value(name, message("not-offered", "").worded(wording), |value| {
            let text = value.as_str()?;
            words.iter().copied().find(|word| *word == text)
        })
    }

    /// true or false.
    pub fn flag(&mut self, name: &str) -> Field<bool> {
        self.value(name, message("is-yes-or-no", "must be true or false"), Value::as_bool)
    }

    /// A whole number of that range.
    pub fn integer(&mut self, name: &str, range: RangeInclusive<i64>) -> Field<i64> {
        let must = message("whole-number-range", "must be a whole number from {least} to {most}")
            .number("least", range.start())
            .number("most", range.end());
        self.value(name, must, |value| {
            let whole = value.as_i64().or_else(|| {
                value.as_f64().filter(|n| n.fract() == 0.0 && n.abs() < 1e15).map(|n| n as i64)
            });
            whole.filter(|number| range.contains(number))
        })
    }

    /// A number of that range.
    pub fn number(&mut self, name: &str, range: RangeInclusive<f64>) -> Field<f64> {
        let must = message("number-range", "must be a number from {least} to {most}")
            .number("least", range.start())
            .number("most", range.end());
        self.value(name, must, |value| value.as_f64().filter(|n| range.contains(n)))
    }

    /// The id of a record.
    pub fn id(&mut self, name: &str) -> Field<Id> {
        self.value(name, message("is-record", "must be a UUID"), |value| {
            value.as_str()?.parse().ok()
        })
    }

    /// A civil day.
    pub fn day(&mut self, name: &str) -> Field<Date> {
        self.value(name, message("is-date", "must be a date like 2026-11-23"), |value| {
            parse_day(value.as_str()?)
        })
    }

    /// An instant, in the clinic's zone when it names no offset.
    pub fn moment(&mut self, name: &str, zone: &Zone) -> Field<Moment> {
        self.value(
            name,
            message("is-moment", "must be an instant like 2026-11-23T14:30:00Z"),
            |value| value.as_str().map(str::to_owned),
        )
        .then_check(self, |text, fields| match zone.parse(&text) {
            Ok(moment) => Field::Set(moment),
            Err(message) => {
                fields.refuse(name, message);
                Field::Absent
            }
        })
    }

    /// The id that the caller chose for what it creates.
    pub fn chosen_id(&mut self) -> Option<Id> {
        let chosen = self.id("id").value()?;
        if !chosen.is_v7() {
            self.refuse("id", message("is-new-record", "must be a UUID of version 7"));
        }
        Some(chosen)
    }

    /// A creation needs this field: says so when the body has no value for it.
    pub fn required<T>(&mut self, name: &str, field: Field<T>) -> Option<T> {
        if !matches!(field, Field::Set(_)) && !self.is_refused(name) {
            self.refuse(name, message("required", "is required"));
        }
        field.value()
    }

    /// Whether this field is known to be bad.
    pub fn is_refused(&self, name: &str) -> bool {
        self.errors.iter().any(|error| error.field == name)
    }

    /// An update may leave this field but not clear it.
    pub fn not_null<T>(&mut self, name: &str, field: Field<T>) -> Field<T> {
        if matches!(field, Field::Null) {
            self.refuse(name, message("not-empty", "cannot be empty"));
        }
        field
    }

    /// Whether every field so far is good.
    pub fn is_good(&self) -> bool {
        self.errors.is_empty()
    }

    /// # Errors
    /// 400 with every bad field.
    pub fn finish(self) -> Result<()> {
        if self.errors.is_empty() {
            return Ok(());
        }
        Err(Error::invalid(self.errors).and_nothing_changed())
    }

    fn value<T>(
        &mut self,
        name: &str,
        message: Message,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Field<T> {
        match self.map.get(name) {
            None => Field::Absent,
            Some(Value::Null) => Field::Null,
            Some(value) => match read(value) {
                Some(value) => Field::Set(value),
                None => {
                    self.refuse(name, question_of(value).unwrap_or(message));
                    Field::Absent
                }
            },
        }
    }
}

/// What a text of a wrong length must have.
pub fn out_of_length(least: usize, most: usize) -> Message {
    match least {
        0 | 1 => message("at-most-characters", "must have at most {most} characters"),
        least => message("characters-range", "must have {least} to {most} characters")
            .count("least", least),
    }
    .count("most", most)
}

impl<T> Field<T> {
    /// Checks a value further; `check` says what is wrong and what remains.
    fn then_check<U>(
        self,
        fields: &mut Fields,
        check: impl FnOnce(T, &mut Fields) -> Field<U>,
    ) -> Field<U> {
        match self {
            Self::Set(value) => check(value, fields),
            Self::Null => Field::Null,
            Self::Absent => Field::Absent,
        }
    }
}
