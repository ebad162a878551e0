//! Who the patients are, whose, and how many came new.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

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
        ("summary".into(), summary_of(&kinds)),
        ("byGender".into(), Value::Array(counted("gender", GENDERS, of_gender))),
        ("byDietitian".into(), Value::Array(dietitians.collect())),
        ("newPatientsTrend".into(), trend(sql, asked)?),
    ]))
}

/// `{total, active, inactive}`
///
/// # Errors
/// What SQLite says.
pub(super) fn summary(sql: &Sql<'_>, asked: &Question) -> Result<Value> {
    Ok(summary_of(&store::patients(sql, asked)?))
}

/// `[{month, count}]`, every month.
///
/// # Errors
/// What SQLite says.
pub(super) fn trend(sql: &Sql<'_>, asked: &Question) -> Result<Value> {
    let counts = store::patient_trend(sql, asked)?;
    let rows = asked.range.months.iter().zip(counts);
    Ok(rows.map(|(month, count)| json!({ "month": month.name, "count": count })).collect())
}

fn summary_of(kinds: &[store::Patients]) -> Value {
    let count = |active: bool| -> i64 {
        kinds.iter().filter(|kind| kind.is_active == active).map(|kind| kind.count).sum()
    };
    let (active, inactive) = (count(true), count(false));
    json!({ "total": active + inactive, "active": active, "inactive": inactive })
}
