//! Today: who comes, what is owed, what is left to write, and this month against the last.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::agenda::{self, AgendaVisit};
use super::billing::{BillingSummary, Figures, outstanding, owed_to_patients};
use super::patients::PatientSummary;
use super::range::Range;
use super::store::Owed;
use super::view::{CountedSum, PerCurrency};
use super::visits::VisitSummary;
use super::{Question, Report, store};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::figures::NOTE_DAYS;
use crate::shown::Shows;
use crate::system::{self, Backup};

/// The report on the day.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DashboardReport {
    pub date: String,
    pub today: Agenda,
    /// For who reads notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visits_without_note: Option<Unwritten>,
    pub last_backup: Option<Backup>,
    #[serde(flatten)]
    pub money: PerCurrency<MoneyToday>,
}

/// The visits of the clinic's day.
#[derive(Debug, Serialize)]
pub(crate) struct Agenda {
    pub total: usize,
    pub visits: Vec<AgendaVisit>,
}

/// Completed visits of so many last days of which nothing is written.
#[derive(Debug, Serialize)]
pub(crate) struct Unwritten {
    pub days: i32,
    pub count: i64,
}

/// What is owed today, and the months, in one currency.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MoneyToday {
    pub unpaid: CountedSum,
    pub overdue: CountedSum,
    pub owed_to_patients: CountedSum,
    pub this_month: MonthToDate,
    pub last_month: MonthToDate,
}

/// The same days of a month, money in one currency.
#[derive(Debug, Serialize)]
pub(crate) struct MonthToDate {
    pub from_date: String,
    pub to_date: String,
    pub visits: VisitSummary,
    #[serde(rename = "newPatients")]
    pub new_patients: i64,
    pub registered: i64,
    pub billing: BillingSummary,
}

impl Report for DashboardReport {
    const TELLS_OF_NOTES: bool = true;

    fn read(sql: &Sql<'_>, asked: &Question) -> Result<Self> {
        let (zone, today) = (&asked.clinic.zone, asked.today());
        let visits = agenda::read(sql, asked)?;
        let since = zone.start_of(today.saturating_sub(NOTE_DAYS.days()));
        Ok(Self {
            date: today.to_string(),
            today: Agenda { total: visits.len(), visits },
            visits_without_note: match asked.notes.are_shown() {
                true => Some(Unwritten {
                    days: NOTE_DAYS,
                    count: store::without_note(sql, asked.dietitian(), since, asked.now)?,
                }),
                false => None,
            },
            last_backup: system::last_backup(sql)?,
            money: money(sql, asked)?,
        })
    }

    fn shows(&self) -> Shows {
        Shows::names("patient", self.today.visits.iter().map(|visit| visit.patient.id))
    }
}

fn money(sql: &Sql<'_>, asked: &Question) -> Result<PerCurrency<MoneyToday>> {
    let (this, last) = months_to_date(asked.today());
    let (this, last) = (Month::read(sql, asked, this)?, Month::read(sql, asked, last)?);
    let everything = Question {
        range: Range::between(None, None, asked.today())?,
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
    Ok(PerCurrency::of(&asked.clinic.currency, currencies, |currency| MoneyToday {
        unpaid: outstanding(&unpaid, currency),
        overdue: outstanding(&overdue, currency),
        owed_to_patients: owed_to_patients(&owing, currency),
        this_month: this.of(currency),
        last_month: last.of(currency),
    }))
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

/// A month's figures up to a day, in every currency.
struct Month {
    days: Days,
    visits: VisitSummary,
    patients: PatientSummary,
    figures: Figures,
}

impl Month {
    fn read(sql: &Sql<'_>, asked: &Question, (from, to): Days) -> Result<Self> {
        let range = Range::between(Some(from), Some(to), to)?;
        let month = Question { range, clinic: asked.clinic.clone(), ..*asked };
        Ok(Self {
            days: (from, to),
            visits: VisitSummary::read(sql, &month)?,
            patients: PatientSummary::read(sql, &month)?,
            figures: Figures::read(sql, &month)?,
        })
    }

    fn of(&self, currency: &str) -> MonthToDate {
        MonthToDate {
            from_date: self.days.0.to_string(),
            to_date: self.days.1.to_string(),
            visits: self.visits.clone(),
            new_patients: self.patients.new,
            registered: self.patients.registered,
            billing: self.figures.summary(currency),
        }
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
