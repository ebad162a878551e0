//! The journal for the accountant: every document, payment and used deposit of a period, booked twice.
//!
//! Its sums are the figures of the reports: *gross* comes to what was billed, *payment* to what was
//! received, debit to credit.

mod facts;
mod postings;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use self::facts::{Books, Head, days as days_of_books, facts};
use self::postings::{Posting, postings};
use super::order::Written;
use super::payments::{columns, days};
use super::store::Asking;
use super::{Format, Order, Sheet, Table};
use crate::billing::METHODS;
use crate::clock::parse_day;
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::http::Parameters;
use crate::list::{Column, Datum, Kind};
use crate::settings::Settings;
use crate::settings::accounts::name_of;

const KINDS: &[&str] = &["INVOICE", "CREDIT_NOTE", "PAYMENT", "REVERSAL", "REFUND", "CREDIT_USED"];
/// The names of the accounts are words of ours.
const ACCOUNT_NAMES: &[&str] = &[];

static COLUMNS: [Column; 16] = [
    Column::shown("date", "", Kind::Day),
    Column::shown("document", "", Kind::Text),
    Column::shown("kind", "", Kind::Choice(KINDS)),
    Column::shown("reference", "", Kind::Text),
    Column::shown("patient", "", Kind::Text),
    Column::shown("account", "", Kind::Text),
    Column::shown("account_name", "", Kind::Choice(ACCOUNT_NAMES)),
    Column::shown("tax_rate", "", Kind::Real),
    Column::shown("net", "", Kind::Money("")),
    Column::shown("tax", "", Kind::Money("")),
    Column::shown("gross", "", Kind::Money("")),
    Column::shown("payment", "", Kind::Money("")),
    Column::shown("payment_method", "", Kind::Choice(METHODS)),
    Column::shown("debit", "", Kind::Money("")),
    Column::shown("credit", "", Kind::Money("")),
    Column::shown("currency", "", Kind::Text),
];

/// A period, open where nothing was asked, and whose books.
pub(crate) struct Journal {
    from: Option<Date>,
    to: Option<Date>,
    books: Books,
}

impl Journal {
    /// Takes `from_date` and `to_date`.
    ///
    /// # Errors
    /// 400 naming the parameter.
    pub fn read(mut parameters: Parameters, asking: &Asking) -> Result<Self> {
        let (from, to) = days(&mut parameters)?;
        parameters.finish()?;
        let day = |text: Option<String>| text.as_deref().and_then(parse_day);
        let (dietitian, zone) = (asking.scope.dietitian(), asking.zone.clone());
        let books = Books { dietitian, zone, today: asking.today };
        Ok(Self { from: day(from), to: day(to), books })
    }

    /// Hands on every posting of the period, by its day: a month at a time, so that memory holds no
    /// more.
    fn each(
        &self,
        sql: &Sql<'_>,
        mut each: impl FnMut(&Head, Option<&str>, &Posting) -> Result<()>,
    ) -> Result<()> {
        let Some((first, last)) = self.bounds(sql)? else { return Ok(()) };
        let mut begin = first;
        while begin <= last {
            let end = begin.last_of_month().min(last);
            for fact in facts(sql, &self.books, (begin, end))? {
                let method = match &fact {
                    facts::Fact::Moved(moved) => Some(moved.method.as_str()),
                    _ => None,
                };
                for posting in postings(&fact) {
                    each(fact.head(), method, &posting)?;
                }
            }
            match end.tomorrow() {
                Ok(next) => begin = next,
                Err(_) => break,
            }
        }
        Ok(())
    }

    /// The days of the period on which there can be anything.
    fn bounds(&self, sql: &Sql<'_>) -> Result<Option<(Date, Date)>> {
        let Some((first, last)) = days_of_books(sql)? else { return Ok(None) };
        let (Some(first), Some(last)) = (parse_day(&first), parse_day(&last)) else {
            return Ok(None);
        };
        // Credit is used on the day of the act, whatever the documents say.
        let last = last.max(self.books.today);
        let first = self.from.map_or(first, |from| from.max(first.min(self.books.today)));
        Ok(Some((first, self.to.map_or(last, |to| to.min(last)))))
    }

    /// What the postings of each account come to: currency, account, debit, credit.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn balance(&self, sql: &Sql<'_>) -> Result<Vec<Balance>> {
        let mut sums: BTreeMap<(String, &'static str), (i64, i64)> = BTreeMap::new();
        self.each(sql, |head, _, posting| {
            let sum = sums.entry((head.currency.clone(), posting.account)).or_default();
            sum.0 += posting.amount.max(0);
            sum.1 -= posting.amount.min(0);
            Ok(())
        })?;
        let balance =
            |((currency, account), (debit, credit))| Balance { currency, account, debit, credit };
        Ok(sums.into_iter().map(balance).collect())
    }
}

/// What the postings of an account come to.
pub(crate) struct Balance {
    pub currency: String,
    pub account: &'static str,
    pub debit: i64,
    pub credit: i64,
}

/// The order for the journal of a period, to the accounts of these settings.
///
/// # Errors
/// 400 naming the parameter.
pub(crate) fn order(
    parameters: Parameters,
    asking: &Asking,
    format: Format,
    settings: Arc<Settings>,
) -> Result<Order> {
    if format == Format::Pdf {
        return Err(Error::bad("INVALID_FORMAT", "format must be csv or xlsx."));
    }
    let journal = Journal::read(parameters, asking)?;
    let (columns, weights) = columns(&COLUMNS, &[], asking.is_program);
    let rows = Box::new(move |sql: &Sql<'_>, sheet: &Sheet, table: &mut dyn Table| {
        let mut written = Written::default();
        journal.each(sql, |head, method, posting| {
            written.add(head.patient_id);
            table.row(sheet, &row(head, method, posting, &settings))
        })?;
        Ok(written)
    });
    let (name, title, resource) = ("journal", "Journal", "billing");
    Ok(Order { name, title, resource, shown: "patient", columns, weights, rows })
}

fn row(head: &Head, method: Option<&str>, posting: &Posting, settings: &Settings) -> Vec<Datum> {
    let text =
        |text: Option<&str>| text.map_or(Datum::Nothing, |text| Datum::Text(text.to_owned()));
    let money = |minor: Option<i64>| {
        minor.map_or(Datum::Nothing, |minor| Datum::Money(minor, head.currency.clone()))
    };
    let side = |amount: i64| money(Some(amount).filter(|amount| *amount > 0));
    let is_way = posting.payment.is_some();
    vec![
        Datum::Day(head.day.clone()),
        text(head.document.as_deref()),
        text(Some(&head.kind)),
        text(head.reference.as_deref()),
        text(Some(&head.patient)),
        text(Some(settings.accounts.number(posting.account))),
        text(Some(name_of(posting.account))),
        posting.rate.map_or(Datum::Nothing, |milli| Datum::Percent(milli as f64 / 1000.0)),
        money(posting.net),
        money(posting.tax),
        money(posting.gross),
        money(posting.payment),
        text(method.filter(|_| is_way)),
        side(posting.amount),
        side(-posting.amount),
        text(Some(&head.currency)),
    ]
}
