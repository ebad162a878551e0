//! The lines of an invoice: quantity times price less discounts, and the taxes of each line rounded
//! half-up.

use serde_json::{Map, Value, json};

use super::discounts::{Discount, DiscountInput, spread};
use super::services::{Priced, priced};
use crate::db::Sql;
use crate::error::{Error, FieldError, Result};
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::message::{Message, message};
use crate::money::{self, Decimal, LARGEST, divide_half_up};

/// An invoice has at most so many.
pub const MOST: usize = 200;
const LARGEST_QUANTITY_MILLI: i64 = 1_000_000_000;
/// A tax rate of 100 %, in thousandths of a percent.
pub(super) const WHOLE: i64 = 100_000;
/// An exact price has so many decimals more than its currency, and so is in ten-thousandths of the
/// minor unit.
pub(super) const FINER: u32 = 4;
const PARTS: i64 = 10_000;

/// One line, its money in minor units of the invoice's currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub id: Id,
    pub service_id: Option<Id>,
    pub description: String,
    /// Thousandths.
    pub quantity_milli: i64,
    /// Rounded half-up where the exact one is finer.
    pub unit_price: i64,
    /// A price finer than the currency, in ten-thousandths of the minor unit.
    pub exact_price: Option<i64>,
    /// The line's own.
    pub discount: Discount,
    /// Of the invoice's discount.
    pub discount_share: i64,
    /// Thousandths of a percent; none where only the amounts are known.
    pub tax_rate_milli: Option<i64>,
    /// Of a second tax on the same net.
    pub second_tax_rate_milli: Option<i64>,
    /// Net: after both discounts.
    pub amount: i64,
    /// Of both taxes.
    pub tax_amount: i64,
    /// What of it is the second's.
    pub second_tax_amount: i64,
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
            exact_price: None,
            discount: Discount::default(),
            discount_share: 0,
            tax_rate_milli: None,
            second_tax_rate_milli: None,
            amount,
            tax_amount,
            second_tax_amount: 0,
        }
    }

    /// Quantity times price, before any discount. None when it grows too large.
    fn gross(&self) -> Option<i64> {
        let price =
            self.exact_price.map_or(i128::from(self.unit_price) * i128::from(PARTS), i128::from);
        within(divide_half_up(i128::from(self.quantity_milli) * price, i128::from(1000 * PARTS)))
    }

    /// The line with its net and its taxes worked out after that share of the invoice's discount.
    /// None when they grow too large.
    fn taxed(mut self, discount_share: i64) -> Option<Self> {
        self.discount_share = discount_share;
        self.amount = self.gross()? - self.discount.amount - discount_share;
        let tax = |rate: Option<i64>| {
            let product = i128::from(self.amount) * i128::from(rate.unwrap_or(0));
            within(divide_half_up(product, i128::from(WHOLE)))
        };
        self.second_tax_amount = tax(self.second_tax_rate_milli)?;
        self.tax_amount = tax(self.tax_rate_milli)? + self.second_tax_amount;
        Some(self)
    }

    /// As answers and the audit show it.
    pub fn to_json(&self, currency: &str) -> Value {
        json!({
            "id": self.id,
            "service_id": self.service_id,
            "description": self.description,
            "quantity": money::thousandths_value(self.quantity_milli),
            "unit_price": money::to_value(self.unit_price, currency),
            "exact_unit_price": self.exact_price.map(|price| exact(price, currency)),
            "discount_percent": self.discount.percent_milli.map(money::thousandths_value),
            "discount_amount": money::to_value(self.discount.amount, currency),
            "tax_rate": self.tax_rate_milli.map(money::thousandths_value),
            "second_tax_rate": self.second_tax_rate_milli.map(money::thousandths_value),
            "amount": money::to_value(self.amount, currency),
            "tax_amount": money::to_value(self.tax_amount, currency),
            "second_tax_amount": money::to_value(self.second_tax_amount, currency),
        })
    }
}

fn within(minor: i128) -> Option<i64> {
    i64::try_from(minor).ok().filter(|minor| *minor <= LARGEST)
}

/// Ten-thousandths of a minor unit as a JSON number.
fn exact(price: i64, currency: &str) -> Value {
    let places = (money::decimals(currency) + FINER) as usize;
    let digits = format!("{price:0>width$}", width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    serde_json::from_str(&format!("{whole}.{part}")).unwrap_or_default()
}

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
    let quantity_milli = thousandths(&mut line, "quantity", 1..=LARGEST_QUANTITY_MILLI);
    let unit_price = line.decimal("unit_price").value();
    let exact_unit_price = line.decimal("exact_unit_price").value();
    if unit_price.is_none() && exact_unit_price.is_none() && service_id.is_none() {
        line.required::<Decimal>("unit_price", Field::Absent);
    }
    let discount = DiscountInput::read(&mut line);
    let tax_rate_milli = thousandths(&mut line, "tax_rate", 0..=WHOLE);
    let second_tax_rate_milli = thousandths(&mut line, "second_tax_rate", 0..=WHOLE);
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

/// A number with at most three decimals, in thousandths.
pub(super) fn thousandths(
    fields: &mut Fields,
    name: &str,
    range: std::ops::RangeInclusive<i64>,
) -> Option<i64> {
    let milli = fields.decimal(name).value()?.at_places(3);
    let known = milli.filter(|milli| range.contains(milli));
    if known.is_none() {
        let bound = money::thousandths;
        let (least, most) = (bound(*range.start()), bound(*range.end()));
        let must =
            message("thousandths-range", "must be from {least} to {most}, with at most 3 decimals");
        fields.refuse(name, must.number("least", least).number("most", most));
    }
    known
}

impl LineInput {
    /// The body that makes that line again.
    pub(super) fn of(line: &Line, currency: &str) -> Self {
        let price = Decimal::of_json(&money::to_value(line.unit_price, currency));
        Self {
            service_id: line.service_id,
            description: Some(line.description.clone()),
            quantity_milli: Some(line.quantity_milli),
            unit_price: price,
            exact_unit_price: line
                .exact_price
                .and_then(|price| Decimal::of_json(&exact(price, currency))),
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
        let exact = self.exact_unit_price.map(|price| in_parts(price, currency).ok());
        self.service_id == line.service_id
            && self.description.as_ref().is_none_or(|text| *text == line.description)
            && self.quantity_milli.unwrap_or(1000) == line.quantity_milli
            && same_price
            && exact.is_none_or(|exact| exact == line.exact_price)
            && (self.unit_price.is_some() || exact.is_some() || line.exact_price.is_none())
            && self.discount.agrees_with(line.discount, currency)
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
        let (unit_price, exact_price) = match (self.unit_price, self.exact_unit_price, priced_here)
        {
            (given, Some(exact), _) => {
                let parts =
                    in_parts(exact, currency).map_err(|must| refuse("exact_unit_price", must))?;
                if parts < 0 {
                    return Err(refuse(
                        "exact_unit_price",
                        message("not-negative", "must not be negative"),
                    ));
                }
                let rounded = divide_half_up(i128::from(parts), i128::from(PARTS));
                let rounded = i64::try_from(rounded).unwrap_or(LARGEST);
                if given.is_some_and(|price| price.in_minor(currency) != Ok(rounded)) {
                    let must = message(
                        "exact-price",
                        "is not the exact price, rounded; it can be left out",
                    );
                    return Err(refuse("unit_price", must));
                }
                (rounded, (parts % PARTS != 0).then_some(parts))
            }
            (Some(price), None, _) => {
                let minor = price.in_minor(currency).map_err(|must| refuse("unit_price", must))?;
                if minor < 0 {
                    return Err(refuse(
                        "unit_price",
                        message("not-negative", "must not be negative"),
                    ));
                }
                (minor, None)
            }
            (None, None, Some(listed)) => (listed.unit_price, None),
            (None, None, None) => {
                let must = message(
                    "price-in-other-currency",
                    "is required: the price list has this service in another currency",
                );
                return Err(refuse("unit_price", must));
            }
        };
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
}

/// The rate, in thousandths of a percent, that makes this tax of this net; none where no rate does.
pub(crate) fn rate_of(net: i64, tax: i64) -> Option<i64> {
    if net < 1 || tax < 1 {
        return None;
    }
    let (net, tax) = (i128::from(net), i128::from(tax));
    let rate = i64::try_from(divide_half_up(tax * i128::from(WHOLE), net)).ok()?;
    let makes = divide_half_up(net * i128::from(rate), i128::from(WHOLE));
    (rate <= WHOLE && makes == tax).then_some(rate)
}

/// A price in ten-thousandths of its currency's minor unit.
///
/// # Errors
/// What a price must be that is finer still, or too large.
fn in_parts(price: Decimal, currency: &str) -> std::result::Result<i64, Message> {
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
    let shares = spread(discount.amount, &nets);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn line(quantity_milli: i64, unit_price: i64, tax_rate_milli: i64) -> Line {
        Line {
            quantity_milli,
            tax_rate_milli: Some(tax_rate_milli),
            ..Line::of_amounts(unit_price, 0)
        }
    }

    fn worked_out(line: Line, share: i64) -> (i64, i64, i64) {
        let line = line.taxed(share).unwrap();
        (line.amount, line.tax_amount, line.second_tax_amount)
    }

    #[test]
    fn tax_is_rounded_half_up_on_each_line() {
        assert_eq!(worked_out(line(1000, 10, 20_000), 0), (10, 2, 0));
        // A quarter of an hour at 0.90: 0.225 is 0.23; 5.5 % of 0.23 is 0.01265.
        assert_eq!(worked_out(line(250, 90, 5_500), 0), (23, 1, 0));
        assert_eq!(worked_out(line(1000, 250, 20_200), 0), (250, 51, 0));
        assert_eq!(worked_out(line(3, 100, 0), 0), (0, 0, 0));
        assert!(line(LARGEST_QUANTITY_MILLI, LARGEST, 0).taxed(0).is_none());
    }

    #[test]
    fn a_rate_is_read_off_a_tax_that_it_makes() {
        assert_eq!(rate_of(10_000, 2_000), Some(20_000));
        assert_eq!(rate_of(7_500, 413), Some(5_507));
        assert_eq!(rate_of(100_000_000_000, 3), None, "no rate is so fine");
        assert_eq!(rate_of(100, 150), None, "more than the whole");
        assert_eq!((rate_of(0, 5), rate_of(100, 0)), (None, None));
    }

    #[test]
    fn both_taxes_are_of_what_discounts_leave() {
        let two = Line { second_tax_rate_milli: Some(9_975), ..line(1000, 10_000, 5_000) };
        assert_eq!(worked_out(two.clone(), 0), (10_000, 1_498, 998));
        let discount = Discount { percent_milli: None, amount: 1_000 };
        assert_eq!(worked_out(Line { discount, ..two }, 500), (8_500, 1_273, 848));
    }

    #[test]
    fn a_price_below_a_cent_is_rounded_after_the_quantity() {
        // 250 sheets at 0.035.
        let sheets = Line { exact_price: Some(35_000), ..line(250_000, 4, 20_000) };
        assert_eq!(worked_out(sheets, 0), (875, 175, 0));
        assert_eq!(exact(35_000, "EUR"), json!(0.035));
    }
}
