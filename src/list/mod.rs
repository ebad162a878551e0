//! Lists: one grammar of paging, sorting, filters and search for every kind of record.
//!
//! A feature describes its list once (`Spec`); a request's parameters become a `ListQuery`, checked
//! against it; `page::fetch` turns both into at most two statements and writes the rows straight
//! into JSON. `walk` hands over all rows instead, for exports.

mod cursor;
mod filter;
mod json;
mod kept;
mod known;
mod page;
mod people;
mod query;
mod related;
mod spec;
mod sql;
mod totals;
mod walk;
mod words;

pub use cursor::Cursor;
pub use filter::add_dates;
pub use json::{write_column, write_object};
pub use kept::Kept;
pub use known::KnownQueries;
pub use page::{Fetched, fetch};
pub use query::{Asked, Direction, ListQuery, Listed, Position};
pub use related::arrays;
pub use spec::{Among, Column, Kind, Shape, Spec, Whole};
pub use sql::{Clauses, FullText, TODAY};
pub use walk::{Datum, walk};
pub use words::{Search, Word, beginning, in_names, phrase};
