//! Reports in the pages: charts, tables, CSV.

mod csv;
pub mod pages;
mod sheet;
