//! The file of the money that moved: payments, reversals and what was given back.

use rusqlite::{Row, named_params};

use super::order::Written;
use super::store::Asking;
use super::{Order, Sheet, Table};
use crate::billing::{METHODS, MOVEMENT_KINDS};
use crate::clock::parse_day;
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::http::NO_CURRENCY;
use crate::http::Parameters;
use crate::ids::Id;
use crate::list::{Column, Datum, Kind};
use crate::money::is_currency;

/// Rows that are in memory at once.
const PAGE: usize = 500;

static COLUMNS: [Column; 11] = [
    Column::shown("id", "", Kind::Id),
    Column::shown("payment_date", "", Kind::Day),
    Column::shown("patient_id", "", Kind::Id),
    Column::shown("patient", "", Kind::Text),
    Column::shown("billing_id", "", Kind::Id),
    Column::shown("invoice_number", "", Kind::Text),
    Column::shown("kind", "", Kind::Choice(MOVEMENT_KINDS)),
    Column::shown("payment_method", "", Kind::Choice(METHODS)),
    Column::shown("reference", "", Kind::Text),
    Column::shown("amount", "", Kind::Money("")),
    Column::shown("currency", "", Kind::Text),
];

/// Each column's share of the width on paper.
const WEIGHTS: [(&str, u16); 8] = [
    ("payment_date", 9),
    ("patient", 20),
    ("invoice_number", 13),
    ("kind", 11),
    ("payment_method", 13),
    ("reference", 16),
    ("amount", 11),
    ("currency", 7),
];

/// Which payments.
struct Question {
    from: String,
    to: String,
    method: Option<String>,
    currency: Option<String>,
    dietitian: Option<Id>,
}

impl Question {
    fn read(mut parameters: Parameters, asking: &Asking) -> Result<Self> {
        let (from, to) = days(&mut parameters)?;
        let method = parameters.take("method");
        if method.as_ref().is_some_and(|method| !METHODS.contains(&method.as_str())) {
            return Err(Error::field("method", format!("must be one of {}", METHODS.join(", "))));
        }
        let currency = parameters.take("currency");
        if currency.as_ref().is_some_and(|code| !is_currency(code)) {
            return Err(Error::field("currency", NO_CURRENCY));
        }
        parameters.finish()?;
        let today = asking.today.to_string();
        let dietitian = asking.scope.dietitian();
        Ok(Self {
            from: from.unwrap_or_default(),
            to: to.unwrap_or(today),
            method,
            currency,
            dietitian,
        })
    }
}

/// Takes `from_date` and `to_date`, civil days.
///
/// # Errors
/// 400 naming the parameter that is no day.
pub(super) fn days(parameters: &mut Parameters) -> Result<(Option<String>, Option<String>)> {
    let mut day = |name: &str| -> Result<Option<String>> {
        let Some(text) = parameters.take(name) else { return Ok(None) };
        let day = parse_day(text.trim()).map(|day| Some(day.to_string()));
        day.ok_or_else(|| Error::field(name, "must be a date like 2026-11-23"))
    };
    let (from, to) = (day("from_date")?, day("to_date")?);
    match (&from, &to) {
        (Some(from), Some(to)) if to < from => {
            Err(Error::field("to_date", "must not be before from_date"))
        }
        _ => Ok((from, to)),
    }
}

/// The columns of a file and their shares of the width on paper: ids are for programs.
pub(super) fn columns(
    all: &'static [Column],
    weights: &[(&str, u16)],
    is_program: bool,
) -> (Vec<&'static Column>, Vec<u16>) {
    let told = all.iter().filter(|column| is_program || column.kind != Kind::Id);
    let weight = |column: &&Column| {
        weights.iter().find(|(name, _)| *name == column.name).map_or(10, |(_, weight)| *weight)
    };
    told.map(|column| (column, weight(&column))).unzip()
}

/// The order for a file of payments: `from_date`, `to_date` (today unless said), `method`, `currency`.
///
/// # Errors
/// 400 naming the parameter.
pub(crate) fn order(parameters: Parameters, asking: &Asking) -> Result<Order> {
    let asked = Question::read(parameters, asking)?;
    let (columns, weights) = columns(&COLUMNS, &WEIGHTS, asking.is_program);
    let rows = Box::new(move |sql: &Sql<'_>, sheet: &Sheet, table: &mut dyn Table| {
        let (mut after, mut written) = ((String::new(), 0), Written::default());
        loop {
            let page = page(sql, &asked, &after)?;
            for Placed { patient, row, .. } in &page {
                written.add(*patient);
                let told = row.iter().zip(&COLUMNS);
                let told = told.filter(|(_, c)| sheet.columns.iter().any(|s| s.name == c.name));
                let row: Vec<Datum> = told.map(|(datum, _)| datum.clone()).collect();
                table.row(sheet, &row)?;
            }
            match page.into_iter().nth(PAGE - 1) {
                Some(last) => after = last.place,
                None => return Ok(written),
            }
        }
    });
    let (name, title, resource) = ("payments", "Payments", "payment");
    Ok(Order { name, title, resource, shown: "patient", columns, weights, rows })
}

/// A payment with its place in the file.
struct Placed {
    place: (String, i64),
    patient: Id,
    row: Vec<Datum>,
}

/// The payments behind that one, a page of them, each with its place.
fn page(sql: &Sql<'_>, asked: &Question, (day, row): &(String, i64)) -> Result<Vec<Placed>> {
    sql.all(
        include_str!("../../sql/queries/exports/payments.sql"),
        named_params! {
            ":from": asked.from, ":to": asked.to, ":method": asked.method,
            ":currency": asked.currency, ":dietitian": asked.dietitian,
            ":day": day, ":row": row, ":limit": PAGE as i64,
        },
        |row| {
            let place = (row.get("payment_date")?, row.get("rowno")?);
            Ok(Placed { place, patient: row.get("patient_id")?, row: data(row)? })
        },
    )
}

fn data(row: &Row<'_>) -> rusqlite::Result<Vec<Datum>> {
    let text = |name: &str| -> rusqlite::Result<Datum> {
        Ok(row.get::<_, Option<String>>(name)?.map_or(Datum::Nothing, Datum::Text))
    };
    let currency: String = row.get("currency")?;
    Ok(vec![
        text("id")?,
        Datum::Day(row.get("payment_date")?),
        text("patient_id")?,
        text("patient")?,
        text("billing_id")?,
        text("invoice_number")?,
        text("kind")?,
        text("method")?,
        text("reference")?,
        Datum::Money(row.get("amount")?, currency.clone()),
        Datum::Text(currency),
    ])
}
