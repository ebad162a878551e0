//! What visits took place, of which kind, by whom.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::range::Month;
use super::view::{Colleague, counted};
use super::{Question, Report, store};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::shown::Shows;
use crate::visits::{STATUSES, VISIT_TYPES};

/// The report on visits.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VisitReport {
    pub summary: VisitSummary,
    pub by_status: Vec<StatusCount>,
    pub by_type: Vec<TypeCount>,
    pub by_dietitian: Vec<DietitianCount>,
    pub visit_trend: Vec<MonthlyVisits>,
}

/// Minutes of the completed visits, and percent of the completed and missed ones whose time has
/// come, which `begun` counts; two decimals.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VisitSummary {
    pub total: i64,
    pub completed: i64,
    pub no_shows: i64,
    pub average_duration: f64,
    pub no_show_rate: f64,
    pub begun: Begun,
}

/// The visits whose time has come.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Begun {
    pub completed: i64,
    pub no_shows: i64,
}

#[derive(Debug, Serialize)]
pub(crate) struct StatusCount {
    pub status: Option<&'static str>,
    pub count: i64,
}

#[derive(Debug, Serialize)]
pub(crate) struct TypeCount {
    pub visit_type: Option<String>,
    pub count: i64,
}

#[derive(Debug, Serialize)]
pub(crate) struct DietitianCount {
    pub dietitian_id: Id,
    pub count: i64,
    pub dietitian: Option<Colleague>,
}

#[derive(Debug, Serialize)]
pub(crate) struct MonthlyVisits {
    pub month: String,
    pub count: i64,
}

/// A month: of the completed and missed visits whose time has come how many were missed, and in
/// percent. The pages alone show it.
#[derive(Debug)]
pub(crate) struct MissedVisits {
    pub month: String,
    pub count: i64,
    pub missed: i64,
    pub no_show_rate: f64,
}

impl Report for VisitReport {
    fn read(sql: &Sql<'_>, asked: &Question) -> Result<Self> {
        let kinds = store::visits(sql, asked)?;
        let of_status = |status: Option<&str>| {
            let same = kinds.iter().filter(|kind| Some(kind.status.as_str()) == status);
            same.map(|kind| kind.count).sum()
        };
        Ok(Self {
            summary: VisitSummary::of(&kinds),
            by_status: counted(STATUSES, of_status, |status, count| StatusCount { status, count }),
            by_type: by_type(&kinds),
            by_dietitian: by_dietitian(sql, &kinds)?,
            visit_trend: trend(sql, asked)?,
        })
    }

    fn shows(&self) -> Shows {
        Shows::nothing()
    }
}

/// The types of the contract, then the clinic's own that were used, then the visits without one.
fn by_type(kinds: &[store::Visits]) -> Vec<TypeCount> {
    let count = |visit_type: Option<&str>| -> i64 {
        let same = kinds.iter().filter(|kind| kind.visit_type.as_deref() == visit_type);
        same.map(|kind| kind.count).sum()
    };
    let used: BTreeSet<&str> = kinds.iter().filter_map(|k| k.visit_type.as_deref()).collect();
    let own = used.into_iter().filter(|code| !VISIT_TYPES.contains(code));
    let of = |code: &str| TypeCount { visit_type: Some(code.to_owned()), count: count(Some(code)) };
    let mut rows: Vec<TypeCount> = VISIT_TYPES.iter().copied().chain(own).map(of).collect();
    let silent = count(None);
    rows.extend((silent > 0).then_some(TypeCount { visit_type: None, count: silent }));
    rows
}

impl VisitSummary {
    /// # Errors
    /// What SQLite says.
    pub fn read(sql: &Sql<'_>, asked: &Question) -> Result<Self> {
        Ok(Self::of(&store::visits(sql, asked)?))
    }

    fn of(kinds: &[store::Visits]) -> Self {
        let of = |status: &'static str| kinds.iter().filter(move |kind| kind.status == status);
        let count = |status| -> i64 { of(status).map(|kind| kind.count).sum() };
        let begun = |status| -> i64 {
            of(status).filter(|kind| kind.has_begun).map(|kind| kind.count).sum()
        };
        let minutes: i64 = of("COMPLETED").map(|kind| kind.minutes).sum();
        let (held, missed) = (begun("COMPLETED"), begun("NO_SHOW"));
        Self {
            total: kinds.iter().map(|kind| kind.count).sum(),
            completed: count("COMPLETED"),
            no_shows: count("NO_SHOW"),
            average_duration: quotient(minutes, count("COMPLETED")),
            no_show_rate: quotient(missed * 100, held + missed),
            begun: Begun { completed: held, no_shows: missed },
        }
    }
}

/// Those with most visits first.
fn by_dietitian(sql: &Sql<'_>, kinds: &[store::Visits]) -> Result<Vec<DietitianCount>> {
    let mut counts: BTreeMap<Id, i64> = BTreeMap::new();
    for kind in kinds {
        *counts.entry(kind.dietitian).or_default() += kind.count;
    }
    let ids: Vec<Id> = counts.keys().copied().collect();
    let people = store::people(sql, &ids)?;
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let row = |(dietitian_id, count): (Id, i64)| DietitianCount {
        dietitian_id,
        count,
        dietitian: people.get(&dietitian_id).cloned(),
    };
    Ok(counts.into_iter().map(row).collect())
}

/// Every month with its visits.
///
/// # Errors
/// What SQLite says.
pub(super) fn trend(sql: &Sql<'_>, asked: &Question) -> Result<Vec<MonthlyVisits>> {
    let counts = store::visit_trend(sql, asked, None)?;
    let row = |(month, count): (&Month, i64)| MonthlyVisits { month: month.name.clone(), count };
    Ok(asked.range.months.iter().zip(counts.iter().copied()).map(row).collect())
}

/// Every month with its missed visits.
///
/// # Errors
/// What SQLite says.
pub(crate) fn missed_trend(sql: &Sql<'_>, asked: &Question) -> Result<Vec<MissedVisits>> {
    let held = store::visit_trend(sql, asked, Some("COMPLETED"))?;
    let missed = store::visit_trend(sql, asked, Some("NO_SHOW"))?;
    let row = |(month, (held, missed)): (&Month, (i64, i64))| MissedVisits {
        month: month.name.clone(),
        count: held + missed,
        missed,
        no_show_rate: quotient(missed * 100, held + missed),
    };
    Ok(asked
        .range
        .months
        .iter()
        .zip(held.iter().copied().zip(missed.iter().copied()))
        .map(row)
        .collect())
}

/// A quotient with two decimals, half up and exact: 323 minutes of 40 visits are 8.08 on average,
/// where a binary fraction falls short of the half. Of nothing it is nothing.
fn quotient(dividend: i64, divisor: i64) -> f64 {
    match divisor {
        0 => 0.0,
        divisor => ((dividend * 200 + divisor) / (2 * divisor)) as f64 / 100.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_are_rounded_from_what_they_are_exactly() {
        let of = [(323, 40), (1000, 4000), (2300, 4000), (1, 3), (200, 3), (0, 5), (7, 0)];
        let shown = of.map(|(dividend, divisor)| quotient(dividend, divisor));
        assert_eq!(shown, [8.08, 0.25, 0.58, 0.33, 66.67, 0.0, 0.0]);
    }
}
