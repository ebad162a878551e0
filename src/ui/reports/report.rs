//! A report as the pages and their files have it: read, then told in figures and tables.

use jiff::civil::Date;

use super::kind::Kind;
use super::sheet::{Maker, Sheet};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::reports::financial::FinancialReport;
use crate::reports::overview::OverviewReport;
use crate::reports::patients::PatientReport;
use crate::reports::visits::{MissedVisits, VisitReport, missed_trend};
use crate::reports::{Question, Report as _};
use crate::shown::Shows;
use crate::ui::tile::Tile;

/// One of the reports.
pub(super) enum Report {
    Activity(OverviewReport),
    Visits(Visits),
    Patients(Patients),
    Money(FinancialReport),
}

/// The report on visits with those that were missed, by month.
pub(super) struct Visits {
    pub report: VisitReport,
    pub missed: Vec<MissedVisits>,
    /// When it was made: what lies later has not begun.
    pub as_of: Moment,
}

/// The report on patients with what makes one active.
pub(super) struct Patients {
    pub report: PatientReport,
    pub active_since: Date,
    pub active_months: i64,
}

impl Report {
    /// # Errors
    /// What SQLite says.
    pub fn read(kind: Kind, sql: &Sql<'_>, asked: &Question) -> Result<Self> {
        Ok(match kind {
            Kind::Activity => Self::Activity(OverviewReport::read(sql, asked)?),
            Kind::Visits => Self::Visits(Visits {
                report: VisitReport::read(sql, asked)?,
                missed: missed_trend(sql, asked)?,
                as_of: asked.now,
            }),
            Kind::Patients => Self::Patients(Patients {
                report: PatientReport::read(sql, asked)?,
                active_since: asked.clinic.active_since(asked.clinic.zone.day_of(asked.now)),
                active_months: asked.clinic.active_months,
            }),
            Kind::Money => Self::Money(FinancialReport::read(sql, asked)?),
        })
    }

    pub fn shows(&self) -> Shows {
        match self {
            Self::Activity(report) => report.shows(),
            Self::Visits(visits) => visits.report.shows(),
            Self::Patients(patients) => patients.report.shows(),
            Self::Money(report) => report.shows(),
        }
    }

    /// The figures above the tables.
    pub fn tiles(&self, make: &Maker<'_>) -> Vec<Tile> {
        match self {
            Self::Activity(report) => make.activity_tiles(report),
            Self::Visits(visits) => make.visit_tiles(visits),
            Self::Patients(patients) => make.patient_tiles(patients),
            Self::Money(report) => make.money_tiles(report),
        }
    }

    /// The tables, money in the clinic's currency.
    pub fn sheets(&self, make: &Maker<'_>) -> Vec<Sheet> {
        match self {
            Self::Activity(report) => make.activity_sheets(report),
            Self::Visits(visits) => make.visit_sheets(visits),
            Self::Patients(patients) => make.patient_sheets(patients),
            Self::Money(report) => make.money_sheets(&report.clinic, &report.by_currency),
        }
    }

    /// The tables of sums in each other currency.
    pub fn sheets_elsewhere(&self, make: &Maker<'_>) -> Vec<(&str, Vec<Sheet>)> {
        let is_other = |currency: &str| currency != make.currency;
        match self {
            Self::Activity(report) => {
                let others = report.by_currency.iter().filter(|row| is_other(&row.currency));
                let sheets = others.map(|row| {
                    let make = make.within(&row.currency);
                    let sheet = make.billed_months(&row.figures.trends.revenue, &[]);
                    (row.currency.as_str(), vec![sheet])
                });
                sheets.collect()
            }
            Self::Money(report) => {
                let others = report.by_currency.iter().filter(|row| is_other(&row.currency));
                let sheets = others.map(|row| {
                    let make = make.within(&row.currency);
                    (row.currency.as_str(), make.money_sheets(&row.figures, &[]))
                });
                sheets.collect()
            }
            Self::Visits(_) | Self::Patients(_) => Vec::new(),
        }
    }
}
