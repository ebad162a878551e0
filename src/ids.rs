//! Record ids: UUIDs, as text in the database and in JSON.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::{Uuid, Version};

/// The id of a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Id(Uuid);

impl Id {
    /// A new id (UUID version 7: ids made later sort later).
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }

    /// An id of version 7 for this instant, its other bits given: the demo clinic's, repeatable.
    pub fn at(ms: i64, bits: u128) -> Self {
        let time = (u128::from(ms.max(0).unsigned_abs()) & 0xffff_ffff_ffff) << 80;
        let random = bits & 0x0fff_3fff_ffff_ffff_ffff;
        Self(Uuid::from_u128(time | 0x7000_8000_0000_0000_0000 | random))
    }

    /// Whether this is a UUID of version 7, the only kind that a caller may choose.
    pub fn is_v7(self) -> bool {
        self.0.get_version() == Some(Version::SortRand)
    }

    /// Its sixteen bytes.
    pub fn bytes(self) -> [u8; 16] {
        *self.0.as_bytes()
    }

    /// The id of those sixteen bytes.
    pub fn of_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// Its text, without the detour over a formatter.
    pub fn text(self) -> String {
        self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()).to_owned()
    }

    /// A number spread evenly over ids, for tables indexed by hash.
    pub fn spread(self) -> u64 {
        let (high, low) = self.0.as_u64_pair();
        (high ^ low.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// A number that this process has drawn: the key of hashes that nobody must be able to foresee.
pub fn process_seed() -> u64 {
    static SEED: OnceLock<u64> = OnceLock::new();
    *SEED.get_or_init(|| {
        let mut bytes = [0; 8];
        // Without randomness the hashes are still right, only foreseeable.
        let _ = getrandom::fill(&mut bytes);
        u64::from_le_bytes(bytes)
    })
}

impl Default for Id {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
    }
}

impl FromStr for Id {
    type Err = ();

    /// Reads the hyphenated form, in either case; nothing else.
    fn from_str(text: &str) -> Result<Self, ()> {
        let hyphenated = text.len() == 36;
        hyphenated.then(|| Uuid::try_parse(text).ok()).flatten().map(Self).ok_or(())
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        text.parse().map_err(|_| de::Error::custom("not a UUID"))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
    }
}

impl ToSql for Id {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.text().into())
    }
}

impl FromSql for Id {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(|()| FromSqlError::InvalidType)
    }
}

/// A set of ids, stored as 16 bytes each, as `{"ids":["…","…"]}` in the order of the set. None for
/// bytes that are no set.
pub fn set_to_json(ids: &[u8]) -> Option<String> {
    let (ids, rest) = ids.as_chunks::<16>();
    let ids: Vec<Id> = ids.iter().map(|bytes| Id::of_bytes(*bytes)).collect();
    (rest.is_empty() && !ids.is_empty()).then(|| ids_to_json(&ids))
}

/// The same of the ids themselves.
pub fn ids_to_json(ids: &[Id]) -> String {
    let mut json = String::with_capacity(10 + 39 * ids.len());
    json.push_str("{\"ids\":[");
    for (place, id) in ids.iter().enumerate() {
        json.push_str(if place == 0 { "\"" } else { ",\"" });
        json.push_str(&id.to_string());
        json.push('"');
    }
    json.push_str("]}");
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hyphenated_form_is_an_id() {
        let id = Id::new();
        assert!(id.is_v7());
        assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
        assert!(id.to_string().replace('-', "").parse::<Id>().is_err());
        assert!("{0190}".parse::<Id>().is_err());
    }

    #[test]
    fn an_id_at_an_instant_is_of_version_7() {
        assert!(Id::at(1_700_000_000_000, u128::MAX).is_v7());
    }
}
