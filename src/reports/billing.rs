//! What was billed: revenue is what invoices claim, without drafts, cancelled and refunded ones;
//! a credit note lessens it in its own month.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::currencies::split;
use super::store::{Credits, Invoices, Monthly};
use super::{Question, store};
use crate::billing::{METHODS, STATUSES};
use crate::db::Sql;
use crate::error::Result;
use crate::money::to_value;

/// The invoices of the days, and the months of their trend.
pub(super) struct Figures {
    invoices: Vec<Invoices>,
    /// Of the days.
    credits: Vec<Credits>,
    trend: Vec<Monthly>,
    /// Of the trend's months.
    trend_credits: Vec<Credits>,
    months: Vec<String>,
}

impl Figures {
    /// # Errors
    /// What SQLite says.
    pub fn read(sql: &Sql<'_>, asked: &Question) -> Result<Self> {
        let days = (asked.range.first_day(), asked.range.last_day());
        Ok(Self {
            invoices: store::invoices(sql, asked)?,
            credits: store::credits(sql, asked, days, false)?,
            trend: store::revenue_trend(sql, asked)?,
            trend_credits: store::credits(sql, asked, asked.range.trend_days(), false)?,
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

    /// `{totalRevenue, totalAmount, totalTax, totalInvoices, outstanding}`
    pub fn summary(&self, currency: &str) -> Value {
        let money = |minor: i64| to_value(minor, currency);
        let credits = self.credits.iter().filter(|credit| credit.currency == currency);
        let (mut amount, mut tax) = (0, 0);
        for credit in credits {
            amount -= credit.amount;
            tax -= credit.tax_amount;
        }
        let (mut count, mut owed, mut owing) = (0, 0, 0);
        for kind in self.of(currency) {
            count += kind.count;
            if is_revenue(&kind.status) {
                amount += kind.amount;
                tax += kind.tax_amount;
            }
            if is_owed(&kind.status) {
                owed += kind.balance;
                owing += kind.count;
            }
        }
        json!({
            "totalRevenue": money(amount + tax),
            "totalAmount": money(amount),
            "totalTax": money(tax),
            "totalInvoices": count,
            "outstanding": { "amount": money(owed), "count": owing },
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

    fn by_status(&self, currency: &str) -> Vec<Value> {
        let row = |status: &&str| {
            let (count, revenue) = sums(self.of(currency).filter(|kind| kind.status == *status));
            json!({ "status": status, "count": count, "revenue": to_value(revenue, currency) })
        };
        STATUSES.iter().map(row).collect()
    }

    /// By the way of the last payment; null where nothing was paid yet.
    fn by_method(&self, currency: &str) -> Vec<Value> {
        let row = |method: Option<&str>| {
            let same = |kind: &&Invoices| kind.payment_method.as_deref() == method;
            let counted = self.of(currency).filter(|kind| is_revenue(&kind.status)).filter(same);
            let (count, revenue) = sums(counted);
            json!({
                "payment_method": method,
                "count": count,
                "revenue": to_value(revenue, currency),
            })
        };
        METHODS.iter().map(|method| row(Some(method))).chain([row(None)]).collect()
    }

    fn of(&self, currency: &str) -> impl Iterator<Item = &Invoices> {
        self.invoices.iter().filter(move |kind| kind.currency == currency)
    }
}

/// How many invoices these are, and what of them is revenue.
fn sums<'a>(kinds: impl Iterator<Item = &'a Invoices>) -> (i64, i64) {
    kinds.fold((0, 0), |(count, revenue), kind| {
        let claims = is_revenue(&kind.status);
        let claimed = if claims { kind.amount + kind.tax_amount } else { 0 };
        (count + kind.count, revenue + claimed)
    })
}

fn is_revenue(status: &str) -> bool {
    !matches!(status, "DRAFT" | "CANCELLED" | "REFUNDED")
}

fn is_owed(status: &str) -> bool {
    matches!(status, "PENDING" | "PARTIAL" | "OVERDUE")
}

/// `{summary, byStatus, byPaymentMethod, revenueTrend, byCurrency}`
///
/// # Errors
/// What SQLite says.
pub(crate) fn report(sql: &Sql<'_>, asked: &Question) -> Result<Map<String, Value>> {
    let figures = Figures::read(sql, asked)?;
    let of_one = |currency: &str| {
        Map::from_iter([
            ("summary".into(), figures.summary(currency)),
            ("byStatus".into(), Value::Array(figures.by_status(currency))),
            ("byPaymentMethod".into(), Value::Array(figures.by_method(currency))),
            ("revenueTrend".into(), figures.trend(currency)),
        ])
    };
    Ok(split(&asked.clinic.currency, figures.currencies(), of_one))
}
