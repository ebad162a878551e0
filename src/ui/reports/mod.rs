//! Reports in the pages: charts, tables, CSV.

mod csv;
mod kind;
mod money;
pub mod pages;
mod people;
mod sheet;
