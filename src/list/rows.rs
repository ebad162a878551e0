//! One page of a list as typed rows, by the same statements as its JSON: what the staff's pages show.

use jiff::civil::Date;
use rusqlite::Error::FromSqlConversionFailure;
use rusqlite::types::{FromSql, Type, ValueRef};
use rusqlite::{Row, params_from_iter};

use super::json::Member;
use super::page::{is_in_order, select, users_shown};
use super::people::{UserDirectory, UserName};
use super::query::ListQuery;
use super::spec::{Column, Kind, Spec};
use super::sql::Clauses;
use super::total::Total;
use crate::clock::{Moment, parse_day};
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::money::Amount;
use crate::notes::Notes;

/// The rows of a page, and how many there are in all (0 where nobody counted).
pub struct Rows<T> {
    pub rows: Vec<T>,
    pub total: u64,
}

impl<T> Rows<T> {
    /// The same rows in another form.
    pub fn map<U>(self, form: impl FnMut(T) -> U) -> Rows<U> {
        Rows { rows: self.rows.into_iter().map(form).collect(), total: self.total }
    }
}

impl<T: ListRow> Rows<T> {
    /// The ids of the rows' records.
    pub fn ids(&self) -> impl Iterator<Item = Id> {
        self.rows.iter().map(ListRow::id)
    }
}

/// A row of a list as a struct: made by [`list_row`].
pub trait ListRow: Sized {
    /// The list's columns that it holds, by name, in the order of its fields.
    const COLUMNS: &'static [&'static str];

    /// Reads one cell a field.
    ///
    /// # Errors
    /// A value that is not of its field's type.
    fn read(cells: &mut Cells<'_>) -> rusqlite::Result<Self>;

    /// The id of its record.
    fn id(&self) -> Id;
}

/// A struct with a field for each column that a page shows of a list's rows. A field has its
/// column's name unless it says `= "another"`; the first field is the record's `id`.
macro_rules! list_row {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident {
            $($(#[$field_meta:meta])* $field_vis:vis $field:ident $(= $column:literal)? : $type:ty,)+
        }
    ) => {
        $(#[$meta])*
        $visibility struct $name {
            $($(#[$field_meta])* $field_vis $field: $type,)+
        }

        impl $crate::list::ListRow for $name {
            const COLUMNS: &'static [&'static str] =
                &[$($crate::list::list_row!(@column $field $($column)?),)+];

            fn read(cells: &mut $crate::list::Cells<'_>) -> rusqlite::Result<Self> {
                Ok(Self { $($field: cells.take()?,)+ })
            }

            fn id(&self) -> $crate::ids::Id {
                self.id
            }
        }
    };
    (@column $field:ident) => { stringify!($field) };
    (@column $field:ident $column:literal) => { $column };
}
pub(crate) use list_row;

/// The cells of a row, handed out one by one.
pub struct Cells<'a> {
    row: &'a Row<'a>,
    members: &'a [Member],
    users: Option<&'a UserDirectory>,
}

impl Cells<'_> {
    /// The next cell.
    ///
    /// # Errors
    /// A value of another type.
    pub fn take<T: Cell>(&mut self) -> rusqlite::Result<T> {
        let Some((member, rest)) = self.members.split_first() else {
            return Err(rusqlite::Error::InvalidColumnIndex(self.members.len()));
        };
        self.members = rest;
        T::read(self, member)
    }

    fn plain<T: FromSql>(&self, member: &Member) -> rusqlite::Result<T> {
        self.row.get(member.at)
    }

    fn user(&self, member: &Member) -> rusqlite::Result<Option<UserName>> {
        let ValueRef::Text(id) = self.row.get_ref(member.at)? else { return Ok(None) };
        Ok(self.users.and_then(|users| users.name(id)).cloned())
    }

    fn amount(&self, member: &Member) -> rusqlite::Result<Option<Amount>> {
        let Some(minor) = self.row.get(member.at)? else { return Ok(None) };
        let currency: String = match member.currency_at {
            Some(at) => self.row.get(at)?,
            None => String::new(),
        };
        Ok(Some(Amount { minor, currency }))
    }

    fn day(&self, member: &Member) -> rusqlite::Result<Option<Date>> {
        let text: Option<String> = self.row.get(member.at)?;
        let read = |text: String| {
            let no_day = || format!("{text} is no day");
            parse_day(&text)
                .ok_or_else(|| FromSqlConversionFailure(member.at, Type::Text, no_day().into()))
        };
        text.map(read).transpose()
    }
}

/// What a field of a row may be.
pub trait Cell: Sized {
    /// # Errors
    /// A value of another type.
    fn read(cells: &Cells<'_>, member: &Member) -> rusqlite::Result<Self>;
}

macro_rules! cells {
    ($($type:ty: $read:expr;)+) => {$(
        impl Cell for Option<$type> {
            fn read(cells: &Cells<'_>, member: &Member) -> rusqlite::Result<Self> {
                $read(cells, member)
            }
        }

        impl Cell for $type {
            fn read(cells: &Cells<'_>, member: &Member) -> rusqlite::Result<Self> {
                let nothing = || {
                    let what = format!("{} is null", member.name);
                    FromSqlConversionFailure(member.at, Type::Null, what.into())
                };
                <Option<$type>>::read(cells, member)?.ok_or_else(nothing)
            }
        }
    )+};
}

cells! {
    String: Cells::plain;
    bool: Cells::plain;
    i64: Cells::plain;
    f64: Cells::plain;
    Id: Cells::plain;
    Moment: Cells::plain;
    Date: Cells::day;
    Amount: Cells::amount;
    UserName: Cells::user;
}

/// Objects that the statement makes (`json_object(…)`), by the type of what they hold.
impl<T: serde::de::DeserializeOwned> Cell for Embedded<T> {
    fn read(cells: &Cells<'_>, member: &Member) -> rusqlite::Result<Self> {
        let text: Option<String> = cells.plain(member)?;
        let wrong = |error| FromSqlConversionFailure(member.at, Type::Text, Box::new(error));
        serde_json::from_str(text.as_deref().unwrap_or("null")).map(Embedded).map_err(wrong)
    }
}

/// What a column of [`Kind::Json`](super::Kind::Json) or [`Kind::Object`](super::Kind::Object) holds; an `Option` where it may be null.
pub struct Embedded<T>(pub T);

/// The page that `query` asks for, as typed rows. `scope` holds what the caller may see.
///
/// # Errors
/// What SQLite says; a row that names a column which the list has not.
pub fn rows<T: ListRow>(
    sql: &Sql<'_>,
    spec: &Spec,
    query: &ListQuery,
    scope: &Clauses,
) -> Result<Rows<T>> {
    let mut clauses = scope.clone();
    clauses.extend(&query.clauses);
    let mut total = Total::of(sql, spec, query, &clauses);
    let is_in_order = is_in_order(sql, spec, query, &clauses)?;
    let query = ListQuery { shown: columns::<T>(spec, query.notes)?, ..query.clone() };
    let (statement, members, values) = select(spec, &query, clauses, total.to_count(), is_in_order);
    let users = users_shown(sql, &members)?;
    let mut rows = Vec::with_capacity((query.limit as usize).min(100));
    sql.each(&statement, params_from_iter(values), |row| {
        if rows.is_empty() {
            total.counted(row.get(2)?);
        }
        // One more than the page is fetched, to know whether there is another.
        if rows.len() < query.limit as usize {
            let mut cells = Cells { row, members: &members, users: users.as_ref() };
            rows.push(T::read(&mut cells)?);
        }
        Ok(())
    })?;
    let total = total.finish(sql, spec)?.and_then(|total| u64::try_from(total).ok());
    Ok(Rows { rows, total: total.unwrap_or(0) })
}

/// The columns of the list that the row holds; nothing in the place of one that its reader may not
/// read.
fn columns<T: ListRow>(spec: &Spec, notes: Notes) -> Result<Vec<&'static Column>> {
    const WITHHELD: &Column = &Column::shown("withheld", "NULL", Kind::Text);
    let column = |name: &&str| {
        let unknown = || Error::internal(format!("{} have no column {name}", spec.plural));
        let found = spec.column(name).ok_or_else(unknown)?;
        Ok(if found.notes <= notes { found } else { WITHHELD })
    };
    T::COLUMNS.iter().map(column).collect()
}
