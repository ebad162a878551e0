//! Reports: what the clinic did and earned, by the clinic's own days and months.
//!
//! `range` reads the days; `store` asks, each question one statement of `sql/queries/reports`;
//! `patients`, `visits`, `billing`, `financial`, `overview` and `dashboard` make answers of it.
//! A dietitian's reports count exactly what their lists show. Currencies are never added up: the
//! figures at the top are those of the clinic's currency, and `byCurrency` has every one.

pub(crate) mod agenda;
mod api;
pub(crate) mod billing;
mod currencies;
pub(crate) mod dashboard;
pub(crate) mod financial;
pub(crate) mod overview;
pub(crate) mod patients;
pub(crate) mod range;
mod store;
pub(crate) mod visits;
mod warming;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::civil::Date;
use rocket::fairing::AdHoc;
use serde_json::{Map, Value, json};

use crate::auth::Scope;
use crate::clock::Moment;
use crate::ids::Id;
use crate::settings::Settings;
use crate::shown::Shows;

use range::Range;
pub(crate) use store::{NOT_DUE, Owed, Owing, owed, owing};

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("reports", |rocket| async {
        rocket.attach(warming::at_start()).mount("/api/reports", api::routes())
    })
}

/// Whose figures, of which days, by which settings, at which moment.
pub(crate) struct Question {
    pub scope: Scope,
    pub range: Range,
    pub clinic: Arc<Settings>,
    pub now: Moment,
}

impl Question {
    fn dietitian(&self) -> Option<Id> {
        self.scope.dietitian()
    }

    fn today(&self) -> Date {
        self.clinic.zone.day_of(self.now)
    }
}

/// The patients whose names a report shows: whoever stands in it as `"patient":{"id":…}`.
pub(crate) fn shows(report: &Map<String, Value>) -> Shows {
    let mut ids = Vec::new();
    report.values().for_each(|value| patients_in(value, &mut ids));
    Shows::names("patient", ids)
}

fn patients_in(value: &Value, ids: &mut Vec<Id>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| patients_in(value, ids)),
        Value::Object(fields) => {
            let patient = fields.get("patient").and_then(|patient| patient["id"].as_str());
            ids.extend(patient.and_then(|id| id.parse::<Id>().ok()));
            fields.values().for_each(|value| patients_in(value, ids));
        }
        _ => {}
    }
}

/// `[{<name>: word, "count": n}]` for each of these words, none left out.
fn counted(name: &str, words: &[&str], count: impl Fn(Option<&str>) -> i64) -> Vec<Value> {
    let row = |word: Option<&str>| json!({ name: word, "count": count(word) });
    let mut rows: Vec<Value> = words.iter().map(|word| row(Some(word))).collect();
    // Who or what says nothing of it stands last, if there is any.
    if count(None) > 0 {
        rows.push(row(None));
    }
    rows
}
