//! Who the patients are, whose, and how many came new.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::range::Month;
use super::{Question, counted, store};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;

const GENDERS: &[&str] = &["MALE", "FEMALE", "OTHER", "PREFER_NOT_TO_SAY"];

/// `{summary, byGender, byDietitian, newPatientsTrend}`
///
/// # Errors
/// What SQLite says.
pub(crate) fn report(sql: &Sql<'_>, asked: &Question) -> Result<Map<String, Value>> {
    let kinds = store::patients(sql, asked)?;
    let summary = summary_of(sql, asked, &kinds)?;
    let of_gender = |gender: Option<&str>| {
        kinds.iter().filter(|kind| kind.gender.as_deref() == gender).map(|kind| kind.count).sum()
    };
    let mut dietitians: BTreeMap<Option<Id>, i64> = BTreeMap::new();
    for kind in &kinds {
        *dietitians.entry(kind.dietitian).or_default() += kind.count;
    }
    let ids: Vec<Id> = dietitians.keys().copied().flatten().collect();
    let people = store::people(sql, &ids)?;
    let mut dietitians: Vec<_> = dietitians.into_iter().collect();
    dietitians.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let dietitians = dietitians.into_iter().map(|(id, count)| {
        let person = id.and_then(|id| people.get(&id));
        json!({ "assigned_dietitian_id": id, "count": count, "assignedDietitian": person })
    });
    Ok(Map::from_iter([
        ("summary".into(), summary),
        ("byGender".into(), Value::Array(counted("gender", GENDERS, of_gender))),
        ("byDietitian".into(), Value::Array(dietitians.collect())),
        ("newPatientsTrend".into(), trend(sql, asked)?),
    ]))
}

/// `{total, active, inactive, seen, new, registered}`: the patients registered in the days, and
/// those who came for the first time.
///
/// # Errors
/// What SQLite says.
pub(super) fn summary(sql: &Sql<'_>, asked: &Question) -> Result<Value> {
    summary_of(sql, asked, &store::patients(sql, asked)?)
}

/// How many patients had their first completed visit in the days.
///
/// # Errors
/// What SQLite says.
pub(super) fn new(sql: &Sql<'_>, asked: &Question) -> Result<usize> {
    let instants = asked.range.instants(&asked.clinic.zone);
    Ok(store::new_patients(sql, asked, instants)?.len())
}

/// `[{month, count, registered}]`, every month: who had their first completed visit in it, and
/// whose file was opened.
///
/// # Errors
/// What SQLite says.
pub(super) fn trend(sql: &Sql<'_>, asked: &Question) -> Result<Value> {
    let zone = &asked.clinic.zone;
    let months = &asked.range.months;
    let bounds: Vec<(String, String)> = months
        .iter()
        .map(|month| (zone.start_of(month.first).to_string(), zone.end_of(month.last).to_string()))
        .collect();
    let (first, last) = (bounds.first().cloned(), bounds.last().cloned());
    let mut new = vec![0_i64; months.len()];
    if let (Some((from, _)), Some((_, to))) = (first, last) {
        for begins in store::new_patients(sql, asked, (from, to))? {
            // The months follow each other without a gap.
            let at = bounds.partition_point(|(_, end)| *end <= begins);
            if let Some(count) = new.get_mut(at) {
                *count += 1;
            }
        }
    }
    let rows = months.iter().zip(new).zip(store::patient_trend(sql, asked)?);
    let row = |((month, new), registered): ((&Month, i64), i64)| json!({ "month": month.name, "count": new, "registered": registered });
    Ok(rows.map(row).collect())
}

fn summary_of(sql: &Sql<'_>, asked: &Question, kinds: &[store::Patients]) -> Result<Value> {
    let count = |active: bool| -> i64 {
        kinds.iter().filter(|kind| kind.is_active == active).map(|kind| kind.count).sum()
    };
    let (active, inactive) = (count(true), count(false));
    let total = active + inactive;
    Ok(json!({
        "total": total,
        "active": active,
        "inactive": inactive,
        "seen": store::seen(sql, asked)?,
        "new": new(sql, asked)?,
        "registered": total,
    }))
}
