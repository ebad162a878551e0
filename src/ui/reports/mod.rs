//! Reports in the pages: charts, tables, files.

pub mod files;
pub mod journal;
mod kind;
mod money;
pub mod pages;
mod people;
mod sheet;
