//! Reports in the pages: charts, tables, files.

mod activity;
mod books;
mod days;
pub mod files;
pub mod journal;
mod kind;
mod money;
pub mod pages;
mod patients;
mod report;
mod sheet;
mod visits;
