//! The books: what was billed (less credit notes, each in its own month), what was received, what
//! is owed and for how long, and the tax of each rate.

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};

use super::billing::{by_method, owed_to_patients};
use super::store::{Credits, Monthly, Owed, Owing, Received, Tax, TopPatient};
use super::view::{CountedSum, PerCurrency};
use super::{Question, Report, Rows, store};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::money::{Amount, thousandths_text, thousandths_value};
use crate::shown::Shows;

/// By the number that the question gives them.
const BUCKETS: [&str; 5] = ["not_due", "1-30", "31-60", "61-90", "90+"];

/// The report on the books.
pub(crate) type FinancialReport = PerCurrency<Books>;

/// The books in one currency.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Books {
    pub billed: Amount,
    pub billed_invoices: i64,
    pub payments: i64,
    pub outstanding_invoices: i64,
    pub received: Amount,
    pub outstanding: Amount,
    pub tax: Vec<RateTax>,
    pub by_month: Vec<MonthlyBooks>,
    pub ageing: Vec<Aged>,
    pub owed_to_patients: CountedSum,
    pub by_method: Vec<MethodSum>,
    pub top_patients: Vec<BilledPatient>,
}

/// A tax rate in thousandths of a percent; the API has it as a decimal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rate(pub i64);

impl Rate {
    /// In percent, as digits.
    pub fn digits(self) -> String {
        thousandths_text(self.0)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        thousandths_value(self.0).serialize(serializer)
    }
}

/// Net and tax of one rate; none where the tax was given without lines.
#[derive(Debug, Serialize)]
pub(crate) struct RateTax {
    pub rate: Option<Rate>,
    pub net: Amount,
    pub tax: Amount,
    /// The invoices with a line of the rate.
    pub count: i64,
    /// A second tax on a net that stands in the row of the first, too.
    #[serde(rename = "second", skip_serializing_if = "std::ops::Not::not")]
    pub is_second: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct MonthlyBooks {
    pub month: String,
    pub billed: Amount,
    pub received: Amount,
}

/// What has been owed for so many days past its due date.
#[derive(Debug, Serialize)]
pub(crate) struct Aged {
    pub bucket: &'static str,
    pub amount: Amount,
    pub count: i64,
}

/// What was received by one method.
#[derive(Debug, Serialize)]
pub(crate) struct MethodSum {
    pub payment_method: &'static str,
    pub count: i64,
    pub amount: Amount,
}

/// A patient and what they were billed.
#[derive(Debug, Serialize)]
pub(crate) struct BilledPatient {
    pub patient: PatientName,
    pub count: i64,
    pub billed: Amount,
}

#[derive(Debug, Serialize)]
pub(crate) struct PatientName {
    pub id: Id,
    pub first_name: Option<String>,
    pub last_name: String,
}

/// What the questions found, in every currency.
struct Found {
    issued: Rows<Monthly>,
    credits: Rows<Credits>,
    received: Rows<Received>,
    trend_issued: Rows<Monthly>,
    trend_credits: Rows<Credits>,
    trend_received: Rows<Received>,
    tax: Rows<Tax>,
    owed: Rows<Owed>,
    owing: Rows<Owing>,
    top: Rows<TopPatient>,
    months: Vec<String>,
}

impl Found {
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
        let issued = self.issued.iter().chain(self.trend_issued.iter()).map(|row| &row.currency);
        let credits = self.credits.iter().chain(self.trend_credits.iter()).map(|row| &row.currency);
        let received =
            self.received.iter().chain(self.trend_received.iter()).map(|row| &row.currency);
        let owed = self.owed.iter().map(|row| &row.currency);
        let owed = owed.chain(self.owing.iter().map(|row| &row.currency));
        issued.chain(credits).chain(received).chain(owed).map(String::as_str).collect()
    }

    fn of(&self, currency: &str) -> Books {
        let sum = |minor: i64| Amount::new(minor, currency);
        let own = |other: &str| other == currency;
        let claims = || self.issued.iter().filter(|row| own(&row.currency));
        let issued: i64 = claims().map(|row| row.total).sum();
        let credits = self.credits.iter().filter(|row| own(&row.currency));
        let credited: i64 = credits.map(|row| row.amount + row.tax_amount).sum();
        let received = || self.received.iter().filter(|row| own(&row.currency));
        let owed = || self.owed.iter().filter(|row| own(&row.currency));
        let method = |payment_method, count, amount| MethodSum { payment_method, count, amount };
        Books {
            billed: sum(issued - credited),
            billed_invoices: claims().map(|row| row.count).sum(),
            payments: received().map(|row| row.count).sum(),
            outstanding_invoices: owed().map(|row| row.count).sum(),
            received: sum(received().map(|row| row.amount).sum()),
            outstanding: sum(owed().map(|row| row.balance).sum()),
            tax: self.tax_of(currency),
            by_month: self.months_of(currency),
            ageing: self.ageing_of(currency),
            owed_to_patients: owed_to_patients(&self.owing, currency),
            by_method: by_method(&self.received, currency, method),
            top_patients: self.top_of(currency),
        }
    }

    fn tax_of(&self, currency: &str) -> Vec<RateTax> {
        let row = |row: &Tax| RateTax {
            rate: row.rate_milli.map(Rate),
            net: Amount::new(row.net, currency),
            tax: Amount::new(row.tax, currency),
            count: row.count,
            is_second: row.is_second,
        };
        self.tax.iter().filter(|row| row.currency == currency).map(row).collect()
    }

    fn ageing_of(&self, currency: &str) -> Vec<Aged> {
        let row = |(bucket, place): (&&'static str, i64)| {
            let own = |row: &&Owed| row.currency == currency && row.bucket == place;
            let within = || self.owed.iter().filter(own);
            Aged {
                bucket,
                amount: Amount::new(within().map(|row| row.balance).sum(), currency),
                count: within().map(|row| row.count).sum(),
            }
        };
        BUCKETS.iter().zip(0..).map(row).collect()
    }

    fn top_of(&self, currency: &str) -> Vec<BilledPatient> {
        let row = |row: &TopPatient| BilledPatient {
            patient: PatientName {
                id: row.id,
                first_name: row.first_name.clone(),
                last_name: row.last_name.clone(),
            },
            count: row.count,
            billed: Amount::new(row.billed, currency),
        };
        self.top.iter().filter(|row| row.currency == currency).map(row).collect()
    }

    fn months_of(&self, currency: &str) -> Vec<MonthlyBooks> {
        let row = |month: &String| {
            let own = |other: &str, its: &str| other == currency && its == month;
            let issued = self.trend_issued.iter().filter(|row| own(&row.currency, &row.month));
            let credits = self.trend_credits.iter().filter(|row| own(&row.currency, &row.month));
            let received = self.trend_received.iter().filter(|row| own(&row.currency, &row.month));
            let billed: i64 = issued.map(|row| row.total).sum::<i64>()
                - credits.map(|row| row.amount + row.tax_amount).sum::<i64>();
            MonthlyBooks {
                month: month.clone(),
                billed: Amount::new(billed, currency),
                received: Amount::new(received.map(|row| row.amount).sum(), currency),
            }
        };
        self.months.iter().map(row).collect()
    }
}

impl Report for FinancialReport {
    fn read(sql: &Sql<'_>, asked: &Question) -> Result<Self> {
        let found = Found::read(sql, asked)?;
        let of_one = |currency: &str| found.of(currency);
        Ok(Self::of(&asked.clinic.currency, found.currencies(), of_one))
    }

    fn shows(&self) -> Shows {
        let others = self.by_currency.iter().map(|row| &row.figures);
        let all = std::iter::once(&self.clinic).chain(others);
        Shows::names("patient", all.flat_map(|books| &books.top_patients).map(|row| row.patient.id))
    }
}
