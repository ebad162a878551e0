//! Reports in the pages: charts, tables, CSV.

mod csv;
mod kind;
pub mod pages;
mod sheet;
