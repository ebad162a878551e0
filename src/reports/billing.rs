//! What was billed and how it stands: invoices by their own date less credit notes by theirs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::store::{Credits, Invoices, Monthly, Owed, Owing, Received};
use super::view::{CountedSum, PerCurrency};
use super::{Question, Report, Rows, store};
use crate::billing::status::is_claiming;
use crate::billing::{METHODS, STATUSES};
use crate::db::Sql;
use crate::error::Result;
use crate::money::Amount;
use crate::shown::Shows;

/// The report on invoices.
pub(super) type BillingReport = PerCurrency<BillingFigures>;

/// Invoices in one currency.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BillingFigures {
    summary: BillingSummary,
    by_status: Vec<StatusRevenue>,
    by_payment_method: Vec<MethodRevenue>,
    revenue_trend: Vec<MonthlyRevenue>,
}

/// What was billed in the days, and what of it is owed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BillingSummary {
    pub total_revenue: Amount,
    pub total_amount: Amount,
    pub total_tax: Amount,
    pub total_invoices: i64,
    pub billed_invoices: i64,
    pub outstanding: CountedSum,
    pub owed_to_patients: CountedSum,
}

#[derive(Debug, Serialize)]
pub(super) struct StatusRevenue {
    status: &'static str,
    count: i64,
    revenue: Amount,
}

#[derive(Debug, Serialize)]
pub(super) struct MethodRevenue {
    payment_method: &'static str,
    count: i64,
    revenue: Amount,
}

/// A month: what was billed, with how many invoices.
#[derive(Debug, Serialize)]
pub(crate) struct MonthlyRevenue {
    pub month: String,
    pub revenue: Amount,
    pub count: i64,
}

/// What was billed in the days and in the months of their trend, and what of it is owed.
pub(super) struct Figures {
    invoices: Rows<Invoices>,
    /// Of the days.
    credits: Rows<Credits>,
    trend: Rows<Monthly>,
    /// Of the trend's months.
    trend_credits: Rows<Credits>,
    owed: Rows<Owed>,
    owing: Rows<Owing>,
    months: Vec<String>,
}

impl Figures {
    /// # Errors
    /// What SQLite says.
    pub fn read(sql: &Sql<'_>, asked: &Question) -> Result<Self> {
        let days = (asked.range.first_day(), asked.range.last_day());
        Ok(Self {
            invoices: store::invoices(sql, asked)?,
            credits: store::credits(sql, asked, days)?,
            trend: store::issued(sql, asked, asked.range.trend_days())?,
            trend_credits: store::credits(sql, asked, asked.range.trend_days())?,
            owed: store::owed(sql, asked)?,
            owing: store::owing(sql, asked)?,
            months: asked.range.months.iter().map(|month| month.name.clone()).collect(),
        })
    }

    /// Every currency that has any figure.
    pub fn currencies(&self) -> BTreeSet<&str> {
        let invoices = self.invoices.iter().map(|kind| kind.currency.as_str());
        let credits = self.credits.iter().chain(self.trend_credits.iter());
        let trend = self.trend.iter().map(|month| month.currency.as_str());
        invoices.chain(credits.map(|credit| credit.currency.as_str())).chain(trend).collect()
    }

    pub fn summary(&self, currency: &str) -> BillingSummary {
        let money = |minor: i64| Amount::new(minor, currency);
        let credits = self.credits.iter().filter(|credit| credit.currency == currency);
        let (mut amount, mut tax) = (0, 0);
        for credit in credits {
            amount -= credit.amount;
            tax -= credit.tax_amount;
        }
        let (mut count, mut billed) = (0, 0);
        for kind in self.of(currency) {
            count += kind.count;
            if is_claiming(&kind.status) {
                billed += kind.count;
                amount += kind.amount;
                tax += kind.tax_amount;
            }
        }
        BillingSummary {
            total_revenue: money(amount + tax),
            total_amount: money(amount),
            total_tax: money(tax),
            total_invoices: count,
            billed_invoices: billed,
            outstanding: outstanding(&self.owed, currency),
            owed_to_patients: owed_to_patients(&self.owing, currency),
        }
    }

    /// Every month.
    pub fn trend(&self, currency: &str) -> Vec<MonthlyRevenue> {
        let mut months: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for month in self.trend.iter().filter(|month| month.currency == currency) {
            let (revenue, count) = months.entry(&month.month).or_default();
            *revenue += month.total;
            *count += month.count;
        }
        for credit in self.trend_credits.iter().filter(|credit| credit.currency == currency) {
            months.entry(&credit.month).or_default().0 -= credit.amount + credit.tax_amount;
        }
        let row = |month: &String| {
            let (revenue, count) = months.get(month.as_str()).copied().unwrap_or_default();
            MonthlyRevenue { month: month.clone(), revenue: Amount::new(revenue, currency), count }
        };
        self.months.iter().map(row).collect()
    }

    /// The invoices of the days by status; a credit note lessens what was billed under the status
    /// that its invoice has, so that the rows come to what was billed.
    fn by_status(&self, currency: &str) -> Vec<StatusRevenue> {
        let row = |status: &&'static str| {
            let kinds = || self.of(currency).filter(|kind| kind.status == *status);
            let claimed = kinds().filter(|kind| is_claiming(&kind.status));
            let claimed: i64 = claimed.map(|kind| kind.amount + kind.tax_amount).sum();
            let credits = self.credits.iter();
            let credits = credits.filter(|row| row.currency == currency && row.status == *status);
            let credited: i64 = credits.map(|row| row.amount + row.tax_amount).sum();
            StatusRevenue {
                status,
                count: kinds().map(|kind| kind.count).sum(),
                revenue: Amount::new(claimed - credited, currency),
            }
        };
        STATUSES.iter().map(row).collect()
    }

    fn of(&self, currency: &str) -> impl Iterator<Item = &Invoices> {
        self.invoices.iter().filter(move |kind| kind.currency == currency)
    }
}

/// What is still to be paid in a currency.
pub(super) fn outstanding(owed: &[Owed], currency: &str) -> CountedSum {
    let own = owed.iter().filter(|row| row.currency == currency);
    let (amount, count) = own.fold((0, 0), |(sum, n), row| (sum + row.balance, n + row.count));
    CountedSum { amount: Amount::new(amount, currency), count }
}

/// What the clinic owes to patients in a currency.
pub(super) fn owed_to_patients(owing: &[Owing], currency: &str) -> CountedSum {
    let own = owing.iter().filter(|row| row.currency == currency);
    let (amount, count) = own.fold((0, 0), |(sum, n), row| (sum + row.amount, n + row.count));
    CountedSum { amount: Amount::new(amount, currency), count }
}

/// What was received in a currency, by every method: the sum and the payments.
pub(super) fn by_method<R>(
    received: &[Received],
    currency: &str,
    row: impl Fn(&'static str, i64, Amount) -> R,
) -> Vec<R> {
    let of_method = |method: &&'static str| {
        let same = received.iter();
        let same = same.filter(|row| row.currency == currency && row.method == *method);
        let (amount, count) = same.fold((0, 0), |(sum, n), row| (sum + row.amount, n + row.count));
        row(method, count, Amount::new(amount, currency))
    };
    METHODS.iter().map(of_method).collect()
}

impl Report for BillingReport {
    fn read(sql: &Sql<'_>, asked: &Question) -> Result<Self> {
        let figures = Figures::read(sql, asked)?;
        let days = (asked.range.first_day(), asked.range.last_day());
        let received = store::received(sql, asked, days)?;
        let mut currencies = figures.currencies();
        currencies.extend(received.iter().map(|row| row.currency.as_str()));
        let method =
            |payment_method, count, revenue| MethodRevenue { payment_method, count, revenue };
        Ok(Self::of(&asked.clinic.currency, currencies, |currency| BillingFigures {
            summary: figures.summary(currency),
            by_status: figures.by_status(currency),
            by_payment_method: by_method(&received, currency, method),
            revenue_trend: figures.trend(currency),
        }))
    }

    fn shows(&self) -> Shows {
        Shows::nothing()
    }
}
