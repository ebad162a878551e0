//! The summaries and trends of everything, on one page.

use serde::Serialize;

use super::billing::{BillingSummary, Figures, MonthlyRevenue};
use super::patients::{self, NewPatients, PatientSummary};
use super::view::{InCurrency, by_currency};
use super::visits::{self, MonthlyVisits, VisitSummary};
use super::{Question, Report};
use crate::db::Sql;
use crate::error::Result;
use crate::shown::Shows;

/// The report on everything.
#[derive(Debug, Serialize)]
pub(crate) struct OverviewReport {
    pub patients: PatientSummary,
    pub visits: VisitSummary,
    /// In the clinic's currency.
    pub billing: BillingSummary,
    pub trends: Trends,
    #[serde(rename = "byCurrency")]
    pub by_currency: Vec<InCurrency<OverviewMoney>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Trends {
    #[serde(rename = "newPatients")]
    pub new_patients: Vec<NewPatients>,
    pub visits: Vec<MonthlyVisits>,
    /// In the clinic's currency.
    pub revenue: Vec<MonthlyRevenue>,
}

/// What of it is money, in one currency.
#[derive(Debug, Serialize)]
pub(crate) struct OverviewMoney {
    pub billing: BillingSummary,
    pub trends: MoneyTrends,
}

#[derive(Debug, Serialize)]
pub(crate) struct MoneyTrends {
    pub revenue: Vec<MonthlyRevenue>,
}

impl Report for OverviewReport {
    fn read(sql: &Sql<'_>, asked: &Question) -> Result<Self> {
        let figures = Figures::read(sql, asked)?;
        let clinic = &asked.clinic.currency;
        let of_one = |currency: &str| OverviewMoney {
            billing: figures.summary(currency),
            trends: MoneyTrends { revenue: figures.trend(currency) },
        };
        Ok(Self {
            patients: PatientSummary::read(sql, asked)?,
            visits: VisitSummary::read(sql, asked)?,
            billing: figures.summary(clinic),
            trends: Trends {
                new_patients: patients::trend(sql, asked)?,
                visits: visits::trend(sql, asked)?,
                revenue: figures.trend(clinic),
            },
            by_currency: by_currency(clinic, figures.currencies(), of_one),
        })
    }

    fn shows(&self) -> Shows {
        Shows::nothing()
    }
}
