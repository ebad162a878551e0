//! What was billed and how it stands: invoices by their own date less credit notes by theirs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::currencies::split;
use super::store::{Credits, Invoices, Monthly, Owed, Owing, Received};
use super::{Question, store};
use crate::billing::status::is_claiming;
use crate::billing::{METHODS, STATUSES};
use crate::db::Sql;
use crate::error::Result;
use crate::money::to_value;

/// What was billed in the days and in the months of their trend, and what of it is owed.
pub(super) struct Figures {
    invoices: Vec<Invoices>,
    /// Of the days.
    credits: Vec<Credits>,
    trend: Vec<Monthly>,
    /// Of the trend's months.
    trend_credits: Vec<Credits>,
    owed: Vec<Owed>,
    owing: Vec<Owing>,
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
        let credits = self.credits.iter().chain(&self.trend_credits);
        let trend = self.trend.iter().map(|month| month.currency.as_str());
        invoices.chain(credits.map(|credit| credit.currency.as_str())).chain(trend).collect()
    }

    /// `{totalRevenue, totalAmount, totalTax, totalInvoices, billedInvoices, outstanding,
    /// owedToPatients}`
    pub fn summary(&self, currency: &str) -> Value {
        let money = |minor: i64| to_value(minor, currency);
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
        json!({
            "totalRevenue": money(amount + tax),
            "totalAmount": money(amount),
            "totalTax": money(tax),
            "totalInvoices": count,
            "billedInvoices": billed,
            "outstanding": outstanding(&self.owed, currency),
            "owedToPatients": owed_to_patients(&self.owing, currency),
        })
    }

    /// `[{month, revenue, count}]`, every month.
    pub fn trend(&self, currency: &str) -> Value {
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
            json!({ "month": month, "revenue": to_value(revenue, currency), "count": count })
        };
        self.months.iter().map(row).collect()
    }

    /// The invoices of the days by status; a credit note lessens what was billed under the status
    /// that its invoice has, so that the rows come to what was billed.
    fn by_status(&self, currency: &str) -> Vec<Value> {
        let row = |status: &&str| {
            let kinds = || self.of(currency).filter(|kind| kind.status == *status);
            let claimed = kinds().filter(|kind| is_claiming(&kind.status));
            let claimed: i64 = claimed.map(|kind| kind.amount + kind.tax_amount).sum();
            let credits = self.credits.iter();
            let credits = credits.filter(|row| row.currency == currency && row.status == *status);
            let credited: i64 = credits.map(|row| row.amount + row.tax_amount).sum();
            let count: i64 = kinds().map(|kind| kind.count).sum();
            let revenue = to_value(claimed - credited, currency);
            json!({ "status": status, "count": count, "revenue": revenue })
        };
        STATUSES.iter().map(row).collect()
    }

    fn of(&self, currency: &str) -> impl Iterator<Item = &Invoices> {
        self.invoices.iter().filter(move |kind| kind.currency == currency)
    }
}

/// `{amount, count}` of what is still to be paid in a currency.
pub(super) fn outstanding(owed: &[Owed], currency: &str) -> Value {
    let own = owed.iter().filter(|row| row.currency == currency);
    let (amount, count) = own.fold((0, 0), |(sum, n), row| (sum + row.balance, n + row.count));
    json!({ "amount": to_value(amount, currency), "count": count })
}

/// `{amount, count}` of what the clinic owes to patients in a currency.
pub(super) fn owed_to_patients(owing: &[Owing], currency: &str) -> Value {
    let own = owing.iter().filter(|row| row.currency == currency);
    let (amount, count) = own.fold((0, 0), |(sum, n), row| (sum + row.amount, n + row.count));
    json!({ "amount": to_value(amount, currency), "count": count })
}

/// `[{payment_method, count, <sum>}]` of what was received in a currency, every method.
pub(super) fn by_method(received: &[Received], currency: &str, sum: &str) -> Vec<Value> {
    let row = |method: &&str| {
        let same = received.iter();
        let same = same.filter(|row| row.currency == currency && row.method == *method);
        let (amount, count) = same.fold((0, 0), |(sum, n), row| (sum + row.amount, n + row.count));
        json!({ "payment_method": method, "count": count, sum: to_value(amount, currency) })
    };
    METHODS.iter().map(row).collect()
}

/// `{summary, byStatus, byPaymentMethod, revenueTrend, byCurrency}`
///
/// # Errors
/// What SQLite says.
pub(crate) fn report(sql: &Sql<'_>, asked: &Question) -> Result<Map<String, Value>> {
    let figures = Figures::read(sql, asked)?;
    let days = (asked.range.first_day(), asked.range.last_day());
    let received = store::received(sql, asked, days)?;
    let mut currencies = figures.currencies();
    currencies.extend(received.iter().map(|row| row.currency.as_str()));
    let of_one = |currency: &str| {
        Map::from_iter([
            ("summary".into(), figures.summary(currency)),
            ("byStatus".into(), Value::Array(figures.by_status(currency))),
            ("byPaymentMethod".into(), Value::Array(by_method(&received, currency, "revenue"))),
            ("revenueTrend".into(), figures.trend(currency)),
        ])
    };
    Ok(split(&asked.clinic.currency, currencies, of_one))
}
