//! Today: who comes, what is owed, what is left to write, and this month against the last.

use jiff::ToSpan;
use serde_json::{Map, Value, json};

use super::billing::{Figures, outstanding, owed_to_patients};
use super::currencies::split;
use super::range::Range;
use super::store::Owed;
use super::{Question, patients, store, visits};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::system;

/// Visits without a note are looked for in so many days.
const NOTE_DAYS: i32 = 90;

/// `{date, today, visitsWithoutNote, unpaid, overdue, owedToPatients, thisMonth, lastMonth,
/// lastBackup, byCurrency}`
///
/// # Errors
/// What SQLite says.
pub(crate) fn report(sql: &Sql<'_>, asked: &Question) -> Result<Map<String, Value>> {
    let (zone, today) = (&asked.clinic.zone, asked.today());
    let agenda = agenda(sql, asked)?;
    let since = zone.start_of(today.saturating_sub(NOTE_DAYS.days()));
    let unwritten = store::without_note(sql, asked.dietitian(), since, asked.now)?;
    let before = today.first_of_month().yesterday().unwrap_or(today);
    let this = Month::read(sql, asked, today)?;
    let last = Month::read(sql, asked, before)?;
    let everything = Question {
        range: Range::between(None, None, today)?,
        clinic: asked.clinic.clone(),
        ..*asked
    };
    let (unpaid, owing) = (store::owed(sql, &everything)?, store::owing(sql, &everything)?);
    let is_overdue = |row: &&Owed| row.bucket != store::NOT_DUE;
    let overdue: Vec<Owed> = unpaid.iter().filter(is_overdue).cloned().collect();
    let mut currencies = this.figures.currencies();
    currencies.extend(last.figures.currencies());
    currencies.extend(unpaid.iter().map(|row| row.currency.as_str()));
    currencies.extend(owing.iter().map(|row| row.currency.as_str()));
    let of_one = |currency: &str| {
        Map::from_iter([
            ("unpaid".into(), outstanding(&unpaid, currency)),
            ("overdue".into(), outstanding(&overdue, currency)),
            ("owedToPatients".into(), owed_to_patients(&owing, currency)),
            ("thisMonth".into(), this.of(currency)),
            ("lastMonth".into(), last.of(currency)),
        ])
    };
    let mut report = Map::from_iter([
        ("date".into(), json!(today.to_string())),
        ("today".into(), json!({ "total": agenda.len(), "visits": agenda })),
        ("visitsWithoutNote".into(), json!({ "days": NOTE_DAYS, "count": unwritten })),
        ("lastBackup".into(), json!(system::last_backup(sql)?)),
    ]);
    report.extend(split(&asked.clinic.currency, currencies, of_one));
    Ok(report)
}

/// The visits of the clinic's day, as the dashboard has them.
///
/// # Errors
/// What SQLite says.
pub(crate) fn agenda(sql: &Sql<'_>, asked: &Question) -> Result<Vec<Value>> {
    let (zone, today) = (&asked.clinic.zone, asked.today());
    store::agenda(sql, asked.dietitian(), zone.start_of(today), zone.end_of(today))
}

/// When time alone makes the dashboard untrue: at midnight, and when the next visit is over.
pub(super) fn until(asked: &Question) -> Moment {
    asked.clinic.zone.next_midnight(asked.now)
}

/// A month's figures.
struct Month {
    visits: Value,
    new_patients: Value,
    figures: Figures,
}

impl Month {
    fn read(sql: &Sql<'_>, asked: &Question, day: jiff::civil::Date) -> Result<Self> {
        let range = Range::between(Some(day.first_of_month()), Some(day.last_of_month()), day)?;
        let month = Question { range, clinic: asked.clinic.clone(), ..*asked };
        Ok(Self {
            visits: visits::summary(sql, &month)?,
            new_patients: patients::summary(sql, &month)?["total"].take(),
            figures: Figures::read(sql, &month)?,
        })
    }

    fn of(&self, currency: &str) -> Value {
        json!({
            "visits": self.visits,
            "newPatients": self.new_patients,
            "billing": self.figures.summary(currency),
        })
    }
}
