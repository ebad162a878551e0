//! The value of a nutrient in a food: an amount, a trace, a bound, or nothing known. None of the four
//! ever stands for another; a trace and an unknown are not zero.

use serde::{Serialize, Serializer};

use crate::nutrition::nutrients::{Tag, Unit};

/// What is known of a nutrient in 100 g of a food, in the nutrient's unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Value {
    Amount(f64),
    /// There is some, too little to be told.
    Trace,
    /// Below this bound of measurement.
    LessThan(f64),
    /// Nobody knows; the food may have much of it.
    #[default]
    Missing,
}

/// The kind of a value, as the API and the database name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Value,
    Trace,
    LessThan,
    Missing,
}

impl State {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Value, Self::Trace, Self::LessThan, Self::Missing];

    /// As the API and the database write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Trace => "trace",
            Self::LessThan => "less_than",
            Self::Missing => "missing",
        }
    }

    /// The state of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Value {
    /// The kind of it.
    pub const fn state(self) -> State {
        match self {
            Self::Amount(_) => State::Value,
            Self::Trace => State::Trace,
            Self::LessThan(_) => State::LessThan,
            Self::Missing => State::Missing,
        }
    }

    /// The amount, where it is one.
    pub const fn amount(self) -> Option<f64> {
        match self {
            Self::Amount(amount) => Some(amount),
            _ => None,
        }
    }

    /// The bound, where it is one.
    pub const fn upper(self) -> Option<f64> {
        match self {
            Self::LessThan(upper) => Some(upper),
            _ => None,
        }
    }

    /// The value of these columns; what they do not make up is missing.
    pub fn of_columns(state: &str, amount: Option<f64>, upper: Option<f64>) -> Self {
        match (State::named(state), amount, upper) {
            (Some(State::Value), Some(amount), _) => Self::Amount(amount),
            (Some(State::LessThan), _, Some(upper)) => Self::LessThan(upper),
            (Some(State::Trace), _, _) => Self::Trace,
            _ => Self::Missing,
        }
    }

    /// The same in another unit; a trace stays one. None where the units have nothing in common.
    pub fn convert(self, from: Unit, to: Unit) -> Option<Self> {
        Some(match self {
            Self::Amount(amount) => Self::Amount(from.convert(amount, to)?),
            Self::LessThan(upper) => Self::LessThan(from.convert(upper, to)?),
            other => other,
        })
    }
}

/// What is in 100 g of a food, nutrient by nutrient.
#[derive(Clone, Debug, PartialEq)]
pub struct Composition(Box<[Value]>);

impl Default for Composition {
    fn default() -> Self {
        Self(vec![Value::Missing; Tag::COUNT].into_boxed_slice())
    }
}

impl Composition {
    /// The value of that nutrient; missing where the table says nothing of it.
    pub fn get(&self, tag: Tag) -> Value {
        self.0[tag.index()]
    }

    /// Says what is known of that nutrient.
    pub fn set(&mut self, tag: Tag, value: Value) {
        self.0[tag.index()] = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_read_back_from_its_columns_and_none_becomes_another() {
        let values = [Value::Amount(0.0), Value::Trace, Value::LessThan(0.2), Value::Missing];
        for value in values {
            let (state, amount, upper) = (value.state(), value.amount(), value.upper());
            assert_eq!(Value::of_columns(state.name(), amount, upper), value);
            assert_eq!(State::named(state.name()), Some(state));
            let converted = value.convert(Unit::Mg, Unit::Ug).unwrap();
            assert_eq!(converted.state(), state);
        }
        assert_eq!(Value::of_columns("value", None, None), Value::Missing);
        assert_eq!(Composition::default().get(Tag::CHOLN), Value::Missing);
    }
}
