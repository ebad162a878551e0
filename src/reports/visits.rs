//! What visits took place, of which kind, by whom.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::range::Month;
use super::{Question, counted, store};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::visits::{STATUSES, VISIT_TYPES};

/// `{summary, byStatus, byType, byDietitian, visitTrend}`
///
/// # Errors
/// What SQLite says.
pub(crate) fn report(sql: &Sql<'_>, asked: &Question) -> Result<Map<String, Value>> {
    let kinds = store::visits(sql, asked)?;
    let of_status = |status: Option<&str>| {
        let same = kinds.iter().filter(|kind| Some(kind.status.as_str()) == status);
        same.map(|kind| kind.count).sum()
    };
    let of_type = |visit_type: Option<&str>| {
        let same = kinds.iter().filter(|kind| kind.visit_type.as_deref() == visit_type);
        same.map(|kind| kind.count).sum()
    };
    let mut dietitians: BTreeMap<Id, i64> = BTreeMap::new();
    for kind in &kinds {
        *dietitians.entry(kind.dietitian).or_default() += kind.count;
    }
    let ids: Vec<Id> = dietitians.keys().copied().collect();
    let people = store::people(sql, &ids)?;
    let mut dietitians: Vec<_> = dietitians.into_iter().collect();
    dietitians.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let dietitians = dietitians.into_iter().map(
        |(id, count)| json!({ "dietitian_id": id, "count": count, "dietitian": people.get(&id) }),
    );
    Ok(Map::from_iter([
        ("summary".into(), summary_of(&kinds)),
        ("byStatus".into(), Value::Array(counted("status", STATUSES, of_status))),
        ("byType".into(), Value::Array(counted("visit_type", VISIT_TYPES, of_type))),
        ("byDietitian".into(), Value::Array(dietitians.collect())),
        ("visitTrend".into(), trend(sql, asked)?),
    ]))
}

/// `{total, completed, noShows, averageDuration, noShowRate, begun:{completed, noShows}}`: minutes
/// of the completed ones, and percent of the completed and missed ones whose time has come, which
/// `begun` counts; two decimals.
///
/// # Errors
/// What SQLite says.
pub(super) fn summary(sql: &Sql<'_>, asked: &Question) -> Result<Value> {
    Ok(summary_of(&store::visits(sql, asked)?))
}

/// `[{month, count}]`, every month.
///
/// # Errors
/// What SQLite says.
pub(super) fn trend(sql: &Sql<'_>, asked: &Question) -> Result<Value> {
    let counts = store::visit_trend(sql, asked, None)?;
    let rows = asked.range.months.iter().zip(counts);
    Ok(rows.map(|(month, count)| json!({ "month": month.name, "count": count })).collect())
}

/// `[{month, count, missed, noShowRate}]`, every month: of the completed and missed visits whose
/// time has come how many were missed, and in percent.
///
/// # Errors
/// What SQLite says.
pub(crate) fn missed_trend(sql: &Sql<'_>, asked: &Question) -> Result<Value> {
    let held = store::visit_trend(sql, asked, Some("COMPLETED"))?;
    let missed = store::visit_trend(sql, asked, Some("NO_SHOW"))?;
    let row = |(month, (held, missed)): (&Month, (i64, i64))| {
        json!({
            "month": month.name, "count": held + missed, "missed": missed,
            "noShowRate": quotient(missed * 100, held + missed),
        })
    };
    Ok(asked.range.months.iter().zip(held.into_iter().zip(missed)).map(row).collect())
}

/// A quotient with two decimals, half up and exact: 323 minutes of 40 visits are 8.08 on average,
/// where a binary fraction falls short of the half. Of nothing it is nothing.
fn quotient(dividend: i64, divisor: i64) -> f64 {
    match divisor {
        0 => 0.0,
        divisor => ((dividend * 200 + divisor) / (2 * divisor)) as f64 / 100.0,
    }
}

fn summary_of(kinds: &[store::Visits]) -> Value {
    let total: i64 = kinds.iter().map(|kind| kind.count).sum();
    let of = |status: &'static str| kinds.iter().filter(move |kind| kind.status == status);
    let count = |status| -> i64 { of(status).map(|kind| kind.count).sum() };
    let begun =
        |status| -> i64 { of(status).filter(|kind| kind.has_begun).map(|kind| kind.count).sum() };
    let minutes: i64 = of("COMPLETED").map(|kind| kind.minutes).sum();
    let (held, missed) = (begun("COMPLETED"), begun("NO_SHOW"));
    json!({
        "total": total,
        "completed": count("COMPLETED"),
        "noShows": count("NO_SHOW"),
        "averageDuration": quotient(minutes, count("COMPLETED")),
        "noShowRate": quotient(missed * 100, held + missed),
        "begun": { "completed": held, "noShows": missed },
    })
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
