//! Lines as bodies have them: read, compared with what is stored, and worked out with what the price
//! list says of them.

use serde_json::{Map, Value};

use super::discounts::{Discount, DiscountInput};
use super::lines::{ExactPrice, FINER, LARGEST_QUANTITY_MILLI, Line, MOST, TEN_THOUSANDTHS};
use super::milli_input::{HUNDRED_PERCENT, read_milli};
use super::price_list::{Priced, priced};
use super::shares::proportional_shares;
use crate::db::Sql;
use crate::error::{Error, FieldError, Result};
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::message::{Message, message};
use crate::money::{self, Decimal, LARGEST, divide_half_up};

/// A line as a body has it.
#[derive(Clone, Debug, PartialEq)]
pub struct LineInput {
    service_id: Option<Id>,
    description: Option<String>,
    quantity_milli: Option<i64>,
    unit_price: Option<Decimal>,
    exact_unit_price: Option<Decimal>,
    discount: DiscountInput,
    tax_rate_milli: Option<i64>,
    second_tax_rate_milli: Option<i64>,
}

/// Reads `lines`, if the body has them.
pub fn read(fields: &mut Fields) -> Option<Vec<LineInput>> {
    let given = match fields.raw("lines") {
        None | Some(Value::Null) => return None,
        Some(Value::Array(given)) if (1..=MOST).contains(&given.len()) => given.clone(),
        Some(_) => {
            let must = message("lines-range", "must be a list of 1 to {most} lines");
            fields.refuse("lines", must.count("most", MOST));
            return None;
        }
    };
    let mut lines = Vec::with_capacity(given.len());
    for (place, line) in given.into_iter().enumerate() {
        let part = format!("lines[{place}]");
        match line {
            Value::Object(map) => lines.push(read_line(&part, map, fields)),
            _ => fields.refuse(&part, message("is-object", "must be an object")),
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
    let quantity_milli = read_milli(&mut line, "quantity", 1..=LARGEST_QUANTITY_MILLI);
    let unit_price = line.decimal("unit_price").value();
    let exact_unit_price = line.decimal("exact_unit_price").value();
    if unit_price.is_none() && exact_unit_price.is_none() && service_id.is_none() {
        line.required::<Decimal>("unit_price", Field::Absent);
    }
    let discount = DiscountInput::read(&mut line);
    let tax_rate_milli = read_milli(&mut line, "tax_rate", 0..=HUNDRED_PERCENT);
    let second_tax_rate_milli = read_milli(&mut line, "second_tax_rate", 0..=HUNDRED_PERCENT);
    fields.absorb(part, line);
    LineInput {
        service_id,
        description,
        quantity_milli,
        unit_price,
        exact_unit_price,
        discount,
        tax_rate_milli,
        second_tax_rate_milli,
    }
}

impl LineInput {
    /// The body that makes that line again.
    pub(super) fn of(line: &Line, currency: &str) -> Self {
        let price = Decimal::of_json(&money::to_value(line.unit_price, currency));
        let exact = line.exact_price.map(|parts| ExactPrice::new(parts, currency).digits());
        Self {
            service_id: line.service_id,
            description: Some(line.description.clone()),
            quantity_milli: Some(line.quantity_milli),
            unit_price: price,
            exact_unit_price: exact.and_then(|digits| Decimal::of_json(&Value::String(digits))),
            discount: DiscountInput::of(line.discount, currency),
            tax_rate_milli: line.tax_rate_milli,
            second_tax_rate_milli: line.second_tax_rate_milli,
        }
    }

    /// Whether this says nothing else than the line that is there: a client may send back what it
    /// has read.
    pub fn agrees_with(&self, line: &Line, currency: &str) -> bool {
        let same_price =
            self.unit_price.is_none_or(|price| price.in_minor(currency) == Ok(line.unit_price));
        let exact = self.exact_unit_price.map(|price| in_ten_thousandths(price, currency).ok());
        self.service_id == line.service_id
            && self.description.as_ref().is_none_or(|text| *text == line.description)
            && self.quantity_milli.unwrap_or(1000) == line.quantity_milli
            && same_price
            && exact.is_none_or(|exact| exact == line.exact_price)
            // Without any price it asks for the list's, which is never finer than the currency.
            && (self.unit_price.is_some() || exact.is_some() || line.exact_price.is_none())
            && self.discount.agrees_with(line.discount, currency)
            // Naming no rate agrees with 0; naming 0 does not with one that nobody knows (-1 is no rate).
            && (self.tax_rate_milli == line.tax_rate_milli
                || self.tax_rate_milli.unwrap_or(0) == line.tax_rate_milli.unwrap_or(-1))
            && self.second_tax_rate_milli.unwrap_or(0) == line.second_tax_rate_milli.unwrap_or(0)
    }

    /// The line after its own discount, before the invoice's and before taxes.
    fn resolve(self, sql: &Sql<'_>, part: &str, currency: &str) -> Result<Line> {
        let refuse = |field: &str, message: Message| {
            Error::field(&format!("{part}.{field}"), message).and_nothing_changed()
        };
        let listed = self.service_id.map(|id| service(sql, id, part)).transpose()?;
        let priced_here = listed.as_ref().filter(|listed| listed.currency == currency);
        let (unit_price, exact_price) = self.price(priced_here, currency, refuse)?;
        let tax_rate = self.tax_rate_milli.or(listed.as_ref().map(|listed| listed.tax_rate_milli));
        let description = self.description.or(listed.map(|listed| listed.name));
        let mut line = Line {
            service_id: self.service_id,
            description: description.unwrap_or_default(),
            quantity_milli: self.quantity_milli.unwrap_or(1000),
            exact_price,
            tax_rate_milli: Some(tax_rate.unwrap_or(0)),
            second_tax_rate_milli: self.second_tax_rate_milli.filter(|rate| *rate > 0),
            ..Line::of_amounts(unit_price, 0)
        };
        let too_large =
            || refuse("unit_price", message("line-too-large", "makes an amount that is too large"));
        let gross = line.gross().ok_or_else(too_large)?;
        let within = |field: &str, must: Message| refuse(field, must);
        line.discount = self.discount.resolve(gross, currency, within)?;
        line.taxed(0).ok_or_else(too_large)
    }

    /// The price, rounded, and the exact one where that is finer than the currency.
    fn price(
        &self,
        listed: Option<&Priced>,
        currency: &str,
        refuse: impl Fn(&str, Message) -> Error,
    ) -> Result<(i64, Option<i64>)> {
        let not_negative = |field: &str, price: i64| match price < 0 {
            true => Err(refuse(field, message("not-negative", "must not be negative"))),
            false => Ok(price),
        };
        match (self.unit_price, self.exact_unit_price, listed) {
            (given, Some(exact), _) => {
                let parts = in_ten_thousandths(exact, currency);
                let parts = parts.map_err(|must| refuse("exact_unit_price", must))?;
                let parts = not_negative("exact_unit_price", parts)?;
                let rounded = divide_half_up(i128::from(parts), i128::from(TEN_THOUSANDTHS));
                let rounded = i64::try_from(rounded).unwrap_or(LARGEST);
                if given.is_some_and(|price| price.in_minor(currency) != Ok(rounded)) {
                    let must = message(
                        "exact-price",
                        "is not the exact price, rounded; it can be left out",
                    );
                    return Err(refuse("unit_price", must));
                }
                Ok((rounded, (parts % TEN_THOUSANDTHS != 0).then_some(parts)))
            }
            (Some(price), None, _) => {
                let minor = price.in_minor(currency).map_err(|must| refuse("unit_price", must))?;
                Ok((not_negative("unit_price", minor)?, None))
            }
            (None, None, Some(listed)) => Ok((listed.unit_price, None)),
            (None, None, None) => {
                let must = message(
                    "price-in-other-currency",
                    "is required: the price list has this service in another currency",
                );
                Err(refuse("unit_price", must))
            }
        }
    }
}

/// A price in ten-thousandths of its currency's minor unit.
///
/// # Errors
/// What a price must be that is finer still, or too large.
fn in_ten_thousandths(price: Decimal, currency: &str) -> std::result::Result<i64, Message> {
    let places = money::decimals(currency) + FINER;
    price.at_places(places).ok_or_else(|| match price.is_finer_than(places) {
        true => {
            message("at-most-decimals", "must have at most {most} decimals").count("most", places)
        }
        false => message("too-large", "is too large"),
    })
}

/// Works out the lines in that currency, with what the price list says of them.
///
/// # Errors
/// 400 naming the field of the line.
pub fn resolve(sql: &Sql<'_>, lines: Vec<LineInput>, currency: &str) -> Result<Vec<Line>> {
    let each = lines.into_iter().enumerate();
    each.map(|(place, line)| line.resolve(sql, &format!("lines[{place}]"), currency)).collect()
}

/// The same after a discount on the whole invoice, which is spread over the lines by what they come
/// to, so that each bears its taxes on what is left of it.
///
/// # Errors
/// 400 naming the field.
pub fn resolve_discounted(
    sql: &Sql<'_>,
    lines: Vec<LineInput>,
    discount: &DiscountInput,
    currency: &str,
) -> Result<(Vec<Line>, Discount)> {
    let lines = resolve(sql, lines, currency)?;
    let nets: Vec<i64> = lines.iter().map(|line| line.amount).collect();
    let refuse = |field: &str, must: Message| Error::field(field, must).and_nothing_changed();
    let discount = discount.resolve(nets.iter().sum(), currency, refuse)?;
    let shares = proportional_shares(discount.amount, &nets);
    let too_large =
        || Error::field("lines", message("lines-too-large", "come to an amount that is too large"));
    let each = lines.into_iter().zip(shares);
    let lines: Option<Vec<Line>> = each.map(|(line, share)| line.taxed(share)).collect();
    Ok((lines.ok_or_else(too_large)?, discount))
}

fn service(sql: &Sql<'_>, id: Id, part: &str) -> Result<Priced> {
    priced(sql, id)?.ok_or_else(|| {
        let none = message(
            "refused-no-service",
            "The price list has no such service. Nothing was changed.",
        );
        let detail = message("no-service", "is not in the price list");
        Error::bad("INVALID_REFERENCE", none)
            .with_details(vec![FieldError::new(format!("{part}.service_id"), detail)])
    })
}
