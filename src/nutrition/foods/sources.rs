//! The tables of foods that a clinic has.

use serde::Serialize;

use super::import::Job;
use super::store::read_source;
use super::tables::Report;
use super::view::SourceView;
use crate::db::Sql;
use crate::error::Result;

/// A table with what its import said.
#[derive(Clone, Debug, Serialize)]
pub struct SourceShown {
    #[serde(flatten)]
    pub source: SourceView,
    pub foods: i64,
    pub sha256: Option<String>,
    pub report: Option<Report>,
}

/// The tables, and the import that runs or was the last: the answer of the list.
#[derive(Clone, Debug, Serialize)]
pub struct SourcesView {
    pub sources: Vec<SourceShown>,
    pub total: usize,
    pub import: Option<Job>,
}

/// The tables, those in use first.
///
/// # Errors
/// What SQLite says.
pub fn all(sql: &Sql<'_>) -> Result<Vec<SourceShown>> {
    sql.all(include_str!("../../../sql/queries/foods/sources.sql"), [], |row| {
        let report: Option<String> = row.get("report")?;
        Ok(SourceShown {
            source: read_source(row)?,
            foods: row.get("foods")?,
            sha256: row.get("sha256")?,
            report: report.and_then(|text| serde_json::from_str(&text).ok()),
        })
    })
}
