//! Lists: one grammar of paging, sorting, filters and search for every kind of record.
//!
//! A feature describes its list once (`Spec`); a request's parameters become a `ListQuery`, checked
//! against it; `page::fetch` turns both into at most two statements and writes the rows straight
//! into JSON; `rows::rows` reads the same page as typed rows, for the pages of staff. `walk` hands over
//! all rows instead, for exports.

mod asked;
mod caches;
#[cfg(test)]
mod clinical_tests;
mod compare;
mod cursor;
mod direction;
mod filter;
mod json;
mod known;
mod leaf;
mod page;
mod people;
mod query;
mod related;
mod rows;
mod short;
mod spec;
mod sql;
mod total;
mod totals;
mod walk;
mod words;

pub use asked::{Asked, Listed, NotesInSight, ZoneInForce};
pub use caches::ListCaches;
pub use cursor::Cursor;
pub use direction::Direction;
pub use filter::{add_dates, compared};
pub use json::{write_column, write_object};
pub use known::KnownQueries;
pub use leaf::Leaf;
pub use page::{Fetched, fetch};
pub use people::UserName;
pub use query::{ListQuery, Position};
pub use related::{Bounded, arrays};
pub(crate) use rows::list_row;
pub use rows::{Cell, Cells, Embedded, ListRow, Rows, rows};
pub use short::{MOST as MOST_SHORT, NamedPage, Paging, ShortPage};
pub use spec::{Among, Column, Kind, Shape, Spec, Whole};
pub use sql::{Clauses, FullText, TODAY};
pub use total::kept_total;
pub use walk::{Datum, walk};
pub use words::{Search, Word, in_names, phrase};
