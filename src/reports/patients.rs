//! Who the patients are, whose, and how many came new.

use std::collections::BTreeMap;

use serde::Serialize;

use super::range::Month;
use super::view::{Colleague, counted};
use super::{Question, Report, store};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::shown::Shows;

const GENDERS: &[&str] = &["MALE", "FEMALE", "OTHER", "PREFER_NOT_TO_SAY"];

/// The report on patients.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PatientReport {
    pub summary: PatientSummary,
    pub by_gender: Vec<GenderCount>,
    pub by_dietitian: Vec<AssignedCount>,
    pub new_patients_trend: Vec<NewPatients>,
}

/// The patients registered in the days, and those who came for the first time.
#[derive(Debug, Serialize)]
pub(crate) struct PatientSummary {
    pub total: i64,
    pub active: i64,
    pub inactive: i64,
    pub seen: i64,
    pub new: i64,
    pub registered: i64,
}

#[derive(Debug, Serialize)]
pub(crate) struct GenderCount {
    pub gender: Option<&'static str>,
    pub count: i64,
}

/// The patients of one dietitian, or of nobody.
#[derive(Debug, Serialize)]
pub(crate) struct AssignedCount {
    pub assigned_dietitian_id: Option<Id>,
    pub count: i64,
    #[serde(rename = "assignedDietitian")]
    pub dietitian: Option<Colleague>,
}

/// A month: who had their first completed visit in it, and whose file was opened.
#[derive(Debug, Serialize)]
pub(crate) struct NewPatients {
    pub month: String,
    pub count: i64,
    pub registered: i64,
}

impl Report for PatientReport {
    fn read(sql: &Sql<'_>, asked: &Question) -> Result<Self> {
        let kinds = store::patients(sql, asked)?;
        let of_gender = |gender: Option<&str>| {
            let same = kinds.iter().filter(|kind| kind.gender.as_deref() == gender);
            same.map(|kind| kind.count).sum()
        };
        Ok(Self {
            summary: PatientSummary::of(sql, asked, &kinds)?,
            by_gender: counted(GENDERS, of_gender, |gender, count| GenderCount { gender, count }),
            by_dietitian: by_dietitian(sql, &kinds)?,
            new_patients_trend: trend(sql, asked)?,
        })
    }

    fn shows(&self) -> Shows {
        Shows::nothing()
    }
}

impl PatientSummary {
    /// # Errors
    /// What SQLite says.
    pub fn read(sql: &Sql<'_>, asked: &Question) -> Result<Self> {
        Self::of(sql, asked, &store::patients(sql, asked)?)
    }

    fn of(sql: &Sql<'_>, asked: &Question, kinds: &[store::Patients]) -> Result<Self> {
        let count = |active: bool| -> i64 {
            kinds.iter().filter(|kind| kind.is_active == active).map(|kind| kind.count).sum()
        };
        let (active, inactive) = (count(true), count(false));
        let total = active + inactive;
        let (from, to) = asked.range.instants(&asked.clinic.zone);
        let new = store::new_patients(sql, asked, &from, &[to])?.iter().sum();
        Ok(Self { total, active, inactive, seen: store::seen(sql, asked)?, new, registered: total })
    }
}

/// Those with most patients first.
fn by_dietitian(sql: &Sql<'_>, kinds: &[store::Patients]) -> Result<Vec<AssignedCount>> {
    let mut counts: BTreeMap<Option<Id>, i64> = BTreeMap::new();
    for kind in kinds {
        *counts.entry(kind.dietitian).or_default() += kind.count;
    }
    let ids: Vec<Id> = counts.keys().copied().flatten().collect();
    let people = store::people(sql, &ids)?;
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let row = |(id, count): (Option<Id>, i64)| AssignedCount {
        assigned_dietitian_id: id,
        count,
        dietitian: id.and_then(|id| people.get(&id).cloned()),
    };
    Ok(counts.into_iter().map(row).collect())
}

/// Every month, with who came for the first time.
///
/// # Errors
/// What SQLite says.
pub(super) fn trend(sql: &Sql<'_>, asked: &Question) -> Result<Vec<NewPatients>> {
    let zone = &asked.clinic.zone;
    let months = &asked.range.months;
    let from = months.first().map(|month| zone.start_of(month.first).to_string());
    let ends: Vec<String> =
        months.iter().map(|month| zone.end_of(month.last).to_string()).collect();
    let new = store::new_patients(sql, asked, &from.unwrap_or_default(), &ends)?;
    let registered = store::patient_trend(sql, asked)?;
    let rows = months.iter().zip(new.iter()).zip(registered.iter());
    let row = |((month, count), registered): ((&Month, &i64), &i64)| NewPatients {
        month: month.name.clone(),
        count: *count,
        registered: *registered,
    };
    Ok(rows.map(row).collect())
}
