//! What a movement of money is: a closed set, as the schema holds it.

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use serde::{Serialize, Serializer};

/// The words in the `kind` column of `payments`.
pub const MOVEMENT_KINDS: &[&str] =
    &[MovementKind::Payment.name(), MovementKind::Reversal.name(), MovementKind::Refund.name()];

/// A movement of money, by what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MovementKind {
    /// Money received.
    Payment,
    /// A payment taken back.
    Reversal,
    /// Money given back.
    Refund,
}

impl MovementKind {
    /// The kind of a movement of that amount that takes no payment back.
    pub fn of(amount: i64) -> Self {
        if amount < 0 { Self::Refund } else { Self::Payment }
    }

    /// The word in the `kind` column.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Payment => "PAYMENT",
            Self::Reversal => "REVERSAL",
            Self::Refund => "REFUND",
        }
    }
}

impl ToSql for MovementKind {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.name().into())
    }
}

impl FromSql for MovementKind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let all = [Self::Payment, Self::Reversal, Self::Refund];
        let name = value.as_str()?;
        all.into_iter().find(|kind| kind.name() == name).ok_or(FromSqlError::InvalidType)
    }
}

impl Serialize for MovementKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_by_its_word_and_no_other_is() {
        for kind in [MovementKind::Payment, MovementKind::Reversal, MovementKind::Refund] {
            let read = MovementKind::column_result(ValueRef::Text(kind.name().as_bytes()));
            assert_eq!(read.unwrap(), kind);
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert!(MOVEMENT_KINDS.contains(&kind.name()));
        }
        assert!(MovementKind::column_result(ValueRef::Text(b"payment")).is_err());
        assert_eq!([1, -1].map(MovementKind::of), [MovementKind::Payment, MovementKind::Refund]);
    }
}
