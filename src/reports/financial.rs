//! The books: what was billed (less credit notes, each in its own month), what was received, what
//! is owed and for how long, and the tax of each rate.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::billing::{by_method, owed_to_patients};
use super::currencies::split;
use super::store::{Credits, Monthly, Owed, Owing, Received, Tax, TopPatient};
use super::{Question, store};
use crate::db::Sql;
use crate::error::Result;
use crate::money::{thousandths_value, to_value};

/// By the number that the question gives them.
const BUCKETS: [&str; 5] = ["not_due", "1-30", "31-60", "61-90", "90+"];

struct Books {
    issued: Vec<Monthly>,
    credits: Vec<Credits>,
    received: Vec<Received>,
    trend_issued: Vec<Monthly>,
    trend_credits: Vec<Credits>,
    trend_received: Vec<Received>,
    tax: Vec<Tax>,
    owed: Vec<Owed>,
    owing: Vec<Owing>,
    top: Vec<TopPatient>,
    months: Vec<String>,
}

impl Books {
    fn read(sql: &Sql<'_>, asked: &Question) -> Result<Self> {
        let days = || (asked.range.first_day(), asked.range.last_day());
        let months = || asked.range.trend_days();
        Ok(Self {
            issued: store::issued(sql, asked, days())?,
            credits: store::credits(sql, asked, days())?,
            received: store::received(sql, asked, days())?,
            trend_issued: store::issued(sql, asked, months())?,
            trend_credits: store::credits(sql, asked, months())?,
            trend_received: store::received(sql, asked, months())?,
            tax: store::tax(sql, asked)?,
            owed: store::owed(sql, asked)?,
            owing: store::owing(sql, asked)?,
            top: store::top_patients(sql, asked)?,
            months: asked.range.months.iter().map(|month| month.name.clone()).collect(),
        })
    }

    fn currencies(&self) -> BTreeSet<&str> {
        let issued = self.issued.iter().chain(&self.trend_issued).map(|row| &row.currency);
        let credits = self.credits.iter().chain(&self.trend_credits).map(|row| &row.currency);
        let received = self.received.iter().chain(&self.trend_received).map(|row| &row.currency);
        let owed = self.owed.iter().map(|row| &row.currency);
        let owed = owed.chain(self.owing.iter().map(|row| &row.currency));
        issued.chain(credits).chain(received).chain(owed).map(String::as_str).collect()
    }

    fn of(&self, currency: &str) -> Map<String, Value> {
        let money = |minor: i64| to_value(minor, currency);
        let own = |other: &str| other == currency;
        let claims = || self.issued.iter().filter(|row| own(&row.currency));
        let issued: i64 = claims().map(|row| row.total).sum();
        let billed: i64 = claims().map(|row| row.count).sum();
        let credits = self.credits.iter().filter(|row| own(&row.currency));
        let credited: i64 = credits.map(|row| row.amount + row.tax_amount).sum();
        let received = || self.received.iter().filter(|row| own(&row.currency));
        let owed = || self.owed.iter().filter(|row| own(&row.currency));
        let tax = self.tax.iter().filter(|row| own(&row.currency)).map(|row| {
            let rate = row.rate_milli.map(thousandths_value);
            let mut shown = json!({
                "rate": rate, "net": money(row.net), "tax": money(row.tax), "count": row.count,
            });
            if row.is_second {
                shown["second"] = json!(true);
            }
            shown
        });
        let ageing = BUCKETS.iter().zip(0..).map(|(bucket, place)| {
            let within = || owed().filter(|row| row.bucket == place);
            let amount: i64 = within().map(|row| row.balance).sum();
            let count: i64 = within().map(|row| row.count).sum();
            json!({ "bucket": bucket, "amount": money(amount), "count": count })
        });
        let top = self.top.iter().filter(|row| own(&row.currency)).map(|row| {
            json!({
                "patient": {
                    "id": row.id,
                    "first_name": row.first_name,
                    "last_name": row.last_name,
                },
                "count": row.count,
                "billed": money(row.billed),
            })
        });
        Map::from_iter([
            ("billed".into(), money(issued - credited)),
            ("billedInvoices".into(), json!(billed)),
            ("payments".into(), json!(received().map(|row| row.count).sum::<i64>())),
            ("outstandingInvoices".into(), json!(owed().map(|row| row.count).sum::<i64>())),
            ("received".into(), money(received().map(|row| row.amount).sum())),
            ("outstanding".into(), money(owed().map(|row| row.balance).sum())),
            ("tax".into(), Value::Array(tax.collect())),
            ("byMonth".into(), self.months_of(currency)),
            ("ageing".into(), Value::Array(ageing.collect())),
            ("owedToPatients".into(), owed_to_patients(&self.owing, currency)),
            ("byMethod".into(), Value::Array(by_method(&self.received, currency, "amount"))),
            ("topPatients".into(), Value::Array(top.collect())),
        ])
    }

    fn months_of(&self, currency: &str) -> Value {
        let row = |month: &String| {
            let own = |other: &str, its: &str| other == currency && its == month;
            let issued = self.trend_issued.iter().filter(|row| own(&row.currency, &row.month));
            let credits = self.trend_credits.iter().filter(|row| own(&row.currency, &row.month));
            let received = self.trend_received.iter().filter(|row| own(&row.currency, &row.month));
            let billed: i64 = issued.map(|row| row.total).sum::<i64>()
                - credits.map(|row| row.amount + row.tax_amount).sum::<i64>();
            json!({
                "month": month,
                "billed": to_value(billed, currency),
                "received": to_value(received.map(|row| row.amount).sum(), currency),
            })
        };
        self.months.iter().map(row).collect()
    }
}

/// `{billed, billedInvoices, received, payments, outstanding, outstandingInvoices, tax, byMonth, ageing, owedToPatients, byMethod, topPatients,
/// byCurrency}`
///
/// # Errors
/// What SQLite says.
pub(crate) fn report(sql: &Sql<'_>, asked: &Question) -> Result<Map<String, Value>> {
    let books = Books::read(sql, asked)?;
    Ok(split(&asked.clinic.currency, books.currencies(), |currency| books.of(currency)))
}
