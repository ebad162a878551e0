//! Today: who comes, what is owed, what is left to write, and this month against the last.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::agenda::AgendaVisit;
use super::billing::{Figures, outstanding, owed_to_patients};
use super::currencies::split;
use super::range::Range;
use super::store::Owed;
use super::{Question, agenda, patients, store, visits};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::figures::NOTE_DAYS;
use crate::system;

/// The dashboard of today.
///
/// # Errors
/// What SQLite says.
pub(super) fn report(sql: &Sql<'_>, asked: &Question) -> Result<Map<String, Value>> {
    with_agenda(sql, asked, &agenda::read(sql, asked)?)
}

/// The same where the visits of the day are read already:
/// `{date, today, visitsWithoutNote, unpaid, overdue, owedToPatients, thisMonth, lastMonth,
/// lastBackup, byCurrency}`
///
/// # Errors
/// What SQLite says.
pub(crate) fn with_agenda(
    sql: &Sql<'_>,
    asked: &Question,
    agenda: &[AgendaVisit],
) -> Result<Map<String, Value>> {
    let (zone, today) = (&asked.clinic.zone, asked.today());
    let since = zone.start_of(today.saturating_sub(NOTE_DAYS.days()));
    let unwritten = store::without_note(sql, asked.dietitian(), since, asked.now)?;
    let (this, last) = months_to_date(today);
    let this = Month::read(sql, asked, this)?;
    let last = Month::read(sql, asked, last)?;
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

/// When time alone makes a report untrue: at midnight, and when a visit begins that is marked as
/// completed or missed already.
///
/// # Errors
/// What SQLite says.
pub(super) fn until(sql: &Sql<'_>, asked: &Question) -> Result<Moment> {
    let midnight = asked.clinic.zone.next_midnight(asked.now);
    let begins = store::next_to_begin(sql, asked.now)?;
    // A visit has begun once the clock has passed its beginning.
    Ok(begins.map_or(midnight, |begins| midnight.min(begins.plus_ms(1))))
}

/// This month up to today, and the same days of the month before: its last day stands for those
/// that it does not have.
pub(crate) fn months_to_date(today: Date) -> (Days, Days) {
    let before = today.saturating_sub(1.months());
    ((today.first_of_month(), today), (before.first_of_month(), before))
}

/// The first and the last of some days.
pub(crate) type Days = (Date, Date);

/// A month's figures up to a day.
struct Month {
    days: Days,
    visits: Value,
    patients: Value,
    figures: Figures,
}

impl Month {
    fn read(sql: &Sql<'_>, asked: &Question, (from, to): Days) -> Result<Self> {
        let range = Range::between(Some(from), Some(to), to)?;
        let month = Question { range, clinic: asked.clinic.clone(), ..*asked };
        Ok(Self {
            days: (from, to),
            visits: visits::summary(sql, &month)?,
            patients: patients::summary(sql, &month)?,
            figures: Figures::read(sql, &month)?,
        })
    }

    fn of(&self, currency: &str) -> Value {
        json!({
            "from_date": self.days.0.to_string(),
            "to_date": self.days.1.to_string(),
            "visits": self.visits,
            "newPatients": self.patients["new"],
            "registered": self.patients["registered"],
            "billing": self.figures.summary(currency),
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_month_is_compared_with_the_same_days_of_the_one_before() {
        let of = |today| months_to_date(today);
        assert_eq!(
            of(date(2026, 11, 26)),
            ((date(2026, 11, 1), date(2026, 11, 26)), (date(2026, 10, 1), date(2026, 10, 26)))
        );
        // The last day stands for those that the month before does not have.
        assert_eq!(of(date(2026, 3, 31)).1, (date(2026, 2, 1), date(2026, 2, 28)));
        assert_eq!(of(date(2028, 3, 30)).1, (date(2028, 2, 1), date(2028, 2, 29)));
        assert_eq!(of(date(2026, 1, 1)).1, (date(2025, 12, 1), date(2025, 12, 1)));
    }
}
