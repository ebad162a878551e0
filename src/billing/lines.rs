//! The lines of an invoice: quantity times price, and the tax of each line rounded half-up.

use serde_json::{Map, Value, json};

use super::services::{Priced, priced};
use crate::db::Sql;
use crate::error::{Error, FieldError, Result};
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::money::{self, Decimal, LARGEST, divide_half_up};

/// An invoice has at most so many.
pub const MOST: usize = 200;
const LARGEST_QUANTITY_MILLI: i64 = 1_000_000_000;
/// A tax rate of 100 %, in thousandths of a percent.
const WHOLE: i64 = 100_000;

/// One line, its money in minor units of the invoice's currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub id: Id,
    pub service_id: Option<Id>,
    pub description: String,
    /// Thousandths.
    pub quantity_milli: i64,
    pub unit_price: i64,
    /// Thousandths of a percent; none where only the amounts are known.
    pub tax_rate_milli: Option<i64>,
    pub amount: i64,
    pub tax_amount: i64,
}

impl Line {
    /// The one line of an invoice of which only the amounts are known.
    pub fn of_amounts(amount: i64, tax_amount: i64) -> Self {
        Self {
            id: Id::new(),
            service_id: None,
            description: "Services".into(),
            quantity_milli: 1000,
            unit_price: amount,
            tax_rate_milli: None,
            amount,
            tax_amount,
        }
    }

    /// A line with its amounts worked out. None when they grow too large.
    pub fn priced(
        service_id: Option<Id>,
        description: String,
        quantity_milli: i64,
        unit_price: i64,
        tax_rate_milli: i64,
    ) -> Option<Self> {
        let amount = divide_half_up(i128::from(quantity_milli) * i128::from(unit_price), 1000);
        let tax = divide_half_up(amount * i128::from(tax_rate_milli), i128::from(WHOLE));
        let within = |minor: i128| i64::try_from(minor).ok().filter(|minor| *minor <= LARGEST);
        Some(Self {
            id: Id::new(),
            service_id,
            description,
            quantity_milli,
            unit_price,
            tax_rate_milli: Some(tax_rate_milli),
            amount: within(amount)?,
            tax_amount: within(tax)?,
        })
    }

    /// As answers and the audit show it.
    pub fn to_json(&self, currency: &str) -> Value {
        json!({
            "id": self.id,
            "service_id": self.service_id,
            "description": self.description,
            "quantity": decimal(self.quantity_milli),
            "unit_price": money::to_value(self.unit_price, currency),
            "tax_rate": self.tax_rate_milli.map(decimal),
            "amount": money::to_value(self.amount, currency),
            "tax_amount": money::to_value(self.tax_amount, currency),
        })
    }
}

/// Thousandths as a JSON number: 1500 is `1.5`.
fn decimal(milli: i64) -> Value {
    // A currency of three decimals writes thousandths.
    money::to_value(milli, "KWD")
}

/// A line as a body has it.
#[derive(Clone, Debug, PartialEq)]
pub struct LineInput {
    service_id: Option<Id>,
    description: Option<String>,
    quantity_milli: Option<i64>,
    unit_price: Option<Decimal>,
    tax_rate_milli: Option<i64>,
}

/// Reads `lines`, if the body has them.
pub fn read(fields: &mut Fields) -> Option<Vec<LineInput>> {
    let given = match fields.raw("lines") {
        None | Some(Value::Null) => return None,
        Some(Value::Array(given)) if (1..=MOST).contains(&given.len()) => given.clone(),
        Some(_) => {
            fields.refuse("lines", format!("must be a list of 1 to {MOST} lines"));
            return None;
        }
    };
    let mut lines = Vec::with_capacity(given.len());
    for (place, line) in given.into_iter().enumerate() {
        let part = format!("lines[{place}]");
        match line {
            Value::Object(map) => lines.push(read_line(&part, map, fields)),
            _ => fields.refuse(&part, "must be an object"),
        }
    }
    Some(lines)
}

fn read_line(part: &str, map: Map<String, Value>, fields: &mut Fields) -> LineInput {
    let mut line = Fields::of(map);
    let service_id = line.id("service_id").value();
    let description = line.line("description", 1..=500).value();
    if description.is_none() && service_id.is_none() {
        line.required::<String>("description", Field::Absent);
    }
    let quantity_milli = thousandths(&mut line, "quantity", 1..=LARGEST_QUANTITY_MILLI);
    let unit_price = line.decimal("unit_price").value();
    if unit_price.is_none() && service_id.is_none() {
        line.required::<Decimal>("unit_price", Field::Absent);
    }
    let tax_rate_milli = thousandths(&mut line, "tax_rate", 0..=WHOLE);
    fields.absorb(part, line);
    LineInput { service_id, description, quantity_milli, unit_price, tax_rate_milli }
}

/// A number with at most three decimals, in thousandths.
pub(super) fn thousandths(
    fields: &mut Fields,
    name: &str,
    range: std::ops::RangeInclusive<i64>,
) -> Option<i64> {
    let milli = fields.decimal(name).value()?.at_places(3);
    let known = milli.filter(|milli| range.contains(milli));
    if known.is_none() {
        let bound = |milli: i64| money::to_json(milli, "KWD");
        let (least, most) = (bound(*range.start()), bound(*range.end()));
        fields.refuse(name, format!("must be from {least} to {most}, with at most 3 decimals"));
    }
    known
}

impl LineInput {
    /// Whether this says nothing else than the line that is there: a client may send back what it
    /// has read.
    pub fn agrees_with(&self, line: &Line, currency: &str) -> bool {
        let same_price =
            self.unit_price.is_none_or(|price| price.in_minor(currency) == Ok(line.unit_price));
        self.service_id == line.service_id
            && self.description.as_ref().is_none_or(|text| *text == line.description)
            && self.quantity_milli.unwrap_or(1000) == line.quantity_milli
            && same_price
            && (self.tax_rate_milli == line.tax_rate_milli
                || self.tax_rate_milli.unwrap_or(0) == line.tax_rate_milli.unwrap_or(-1))
    }

    fn resolve(self, sql: &Sql<'_>, part: &str, currency: &str) -> Result<Line> {
        let refuse = |field: &str, message: String| {
            Error::field(&format!("{part}.{field}"), message).and_nothing_changed()
        };
        let listed = self.service_id.map(|id| service(sql, id, part)).transpose()?;
        let priced_here = listed.as_ref().filter(|listed| listed.currency == currency);
        let unit_price = match (self.unit_price, priced_here) {
            (Some(price), _) => {
                let minor = price.in_minor(currency).map_err(|must| refuse("unit_price", must))?;
                if minor < 0 {
                    return Err(refuse("unit_price", "must not be negative".into()));
                }
                minor
            }
            (None, Some(listed)) => listed.unit_price,
            (None, None) => {
                let must = "is required: the price list has this service in another currency";
                return Err(refuse("unit_price", must.into()));
            }
        };
        let tax_rate = self.tax_rate_milli.or(listed.as_ref().map(|listed| listed.tax_rate_milli));
        let description = self.description.or(listed.map(|listed| listed.name));
        Line::priced(
            self.service_id,
            description.unwrap_or_default(),
            self.quantity_milli.unwrap_or(1000),
            unit_price,
            tax_rate.unwrap_or(0),
        )
        .ok_or_else(|| refuse("unit_price", "makes an amount that is too large".into()))
    }
}

/// Works out the lines in that currency, with what the price list says of them.
///
/// # Errors
/// 400 naming the field of the line.
pub fn resolve(sql: &Sql<'_>, lines: Vec<LineInput>, currency: &str) -> Result<Vec<Line>> {
    let each = lines.into_iter().enumerate();
    each.map(|(place, line)| line.resolve(sql, &format!("lines[{place}]"), currency)).collect()
}

fn service(sql: &Sql<'_>, id: Id, part: &str) -> Result<Priced> {
    priced(sql, id)?.ok_or_else(|| {
        let message = "The price list has no such service. Nothing was changed.";
        Error::bad("INVALID_REFERENCE", message).with_details(vec![FieldError {
            field: format!("{part}.service_id"),
            message: "is not in the price list".into(),
        }])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_is_rounded_half_up_on_each_line() {
        let line = |quantity, price, rate| {
            let line = Line::priced(None, "x".into(), quantity, price, rate).unwrap();
            (line.amount, line.tax_amount)
        };
        assert_eq!(line(1000, 10, 20_000), (10, 2));
        // A quarter of an hour at 0.90: 0.225 is 0.23; 5.5 % of 0.23 is 0.01265.
        assert_eq!(line(250, 90, 5_500), (23, 1));
        assert_eq!(line(1000, 250, 20_200), (250, 51));
        assert_eq!(line(3, 100, 0), (0, 0));
        assert_eq!(Line::priced(None, "x".into(), LARGEST_QUANTITY_MILLI, LARGEST, 0), None);
    }
}
