//! Columns straight into JSON: no structs between the row and the answer.

use rusqlite::Error::FromSqlConversionFailure;
use rusqlite::Row;
use rusqlite::types::{Type, ValueRef};
use serde::de::IgnoredAny;

use super::people::UserDirectory;
use super::spec::{Column, Kind};
use crate::money;

/// Writes one column of a row as a JSON value. `currency` is that of the row, for money.
///
/// # Errors
/// A value that is not of the column's kind.
pub fn write_column(
    out: &mut Vec<u8>,
    kind: Kind,
    value: ValueRef<'_>,
    currency: Option<&str>,
) -> rusqlite::Result<()> {
    match (kind, value) {
        (_, ValueRef::Null) => out.extend_from_slice(b"null"),
        (Kind::Flag, ValueRef::Integer(number)) => {
            out.extend_from_slice(if number == 0 { b"false" } else { b"true" });
        }
        (Kind::Money(_), ValueRef::Integer(minor)) => {
            out.extend_from_slice(money::to_json(minor, currency.unwrap_or_default()).as_bytes());
        }
        (_, ValueRef::Integer(number)) => write_json(out, &number),
        (_, ValueRef::Real(number)) => write_json(out, &number),
        (Kind::Json, ValueRef::Text(_)) => {
            out.extend_from_slice(intact(value.as_str()?)?.as_bytes())
        }
        // The statement has written it: it is JSON whatever the disk held.
        (Kind::Object, ValueRef::Text(_)) => out.extend_from_slice(value.as_str()?.as_bytes()),
        (_, ValueRef::Text(text)) if is_plain(text) => {
            out.push(b'"');
            out.extend_from_slice(text);
            out.push(b'"');
        }
        (_, ValueRef::Text(_)) => write_json(out, value.as_str()?),
        (_, ValueRef::Blob(bytes)) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            write_json(out, hex.as_str());
        }
    }
    Ok(())
}

/// Writes the columns of a row, from the `first` on, as a JSON object.
///
/// # Errors
/// A value that is not of its column's kind.
pub fn write_object(
    out: &mut Vec<u8>,
    row: &Row<'_>,
    columns: &[Column],
    first: usize,
    currency: Option<&str>,
) -> rusqlite::Result<()> {
    for (position, column) in columns.iter().enumerate() {
        out.push(if position == 0 { b'{' } else { b',' });
        write_name(out, column.name);
        write_column(out, column.kind, row.get_ref(first + position)?, currency)?;
    }
    out.push(b'}');
    Ok(())
}

/// A member of a row's object.
pub struct Member {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Its place among the columns, and that of its currency.
    pub(super) at: usize,
    pub(super) currency_at: Option<usize>,
}

/// Writes the columns of a row as the members of an object, without its braces. `users` knows
/// those whom they show.
pub(super) fn write_members(
    out: &mut Vec<u8>,
    row: &Row<'_>,
    members: &[Member],
    users: Option<&UserDirectory>,
) -> rusqlite::Result<()> {
    for (position, member) in members.iter().enumerate() {
        if position > 0 {
            out.push(b',');
        }
        write_name(out, member.name);
        let value = row.get_ref(member.at)?;
        let currency = match member.currency_at {
            Some(at) => Some(row.get_ref(at)?.as_str()?),
            None => None,
        };
        match (member.kind, value) {
            (Kind::User, ValueRef::Text(id)) => {
                let shown = users.and_then(|users| users.json(id));
                out.extend_from_slice(shown.unwrap_or("null").as_bytes());
            }
            (kind, value) => write_column(out, kind, value, currency)?,
        }
    }
    Ok(())
}

/// A member's name: ours, plain ASCII. Formatting it would cost more than the value behind it.
fn write_name(out: &mut Vec<u8>, name: &str) {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

/// Whether JSON has the text as it is: ASCII without quotes, backslashes and control characters, as
/// most of it is. Every byte is looked at, so that the compiler can take many at a time.
fn is_plain(text: &[u8]) -> bool {
    text.iter().fold(true, |is_plain, byte| {
        is_plain & (0x20..0x7f).contains(byte) & (*byte != b'"') & (*byte != b'\\')
    })
}

/// The text, if it is JSON: a stored one whose bytes have changed on the disk would break the answer
/// around it.
fn intact(json: &str) -> rusqlite::Result<&str> {
    match serde_json::from_str::<IgnoredAny>(json) {
        Ok(_) => Ok(json),
        Err(error) => Err(FromSqlConversionFailure(0, Type::Text, Box::new(error))),
    }
}

fn write_json<T: serde::Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    // Writing a number or text into memory cannot fail.
    let _ = serde_json::to_writer(out, value);
}
