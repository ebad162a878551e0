//! The lines of an invoice: quantity times price less discounts, and the taxes of each line rounded
//! half-up.

use serde::{Serialize, Serializer, ser};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::discounts::Discount;
use super::milli_input::HUNDRED_PERCENT;
use crate::ids::Id;
use crate::money::{self, LARGEST, divide_half_up};

/// An invoice has at most so many.
pub const MOST: usize = 200;
pub(super) const LARGEST_QUANTITY_MILLI: i64 = 1_000_000_000;
/// An exact price has so many decimals more than its currency, and so is in ten-thousandths of the
/// minor unit.
pub(super) const FINER: u32 = 4;
pub(super) const TEN_THOUSANDTHS: i64 = 10_000;

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
    pub(super) fn gross(&self) -> Option<i64> {
        let price = self
            .exact_price
            .map_or(i128::from(self.unit_price) * i128::from(TEN_THOUSANDTHS), i128::from);
        within(divide_half_up(
            i128::from(self.quantity_milli) * price,
            i128::from(1000 * TEN_THOUSANDTHS),
        ))
    }

    /// The line with its net and its taxes worked out after that share of the invoice's discount.
    /// None when they grow too large.
    pub(super) fn taxed(mut self, discount_share: i64) -> Option<Self> {
        self.discount_share = discount_share;
        self.amount = self.gross()? - self.discount.amount - discount_share;
        let tax = |rate: Option<i64>| tax_of(self.amount, rate.unwrap_or(0));
        self.second_tax_amount = tax(self.second_tax_rate_milli)?;
        self.tax_amount = tax(self.tax_rate_milli)? + self.second_tax_amount;
        Some(self)
    }

    /// Whether it bears no tax: at no rate, however little comes of it, and none given as an amount.
    pub(super) fn is_untaxed(&self) -> bool {
        let is_none = |rate: Option<i64>| rate.unwrap_or(0) == 0;
        self.tax_amount == 0 && is_none(self.tax_rate_milli) && is_none(self.second_tax_rate_milli)
    }

    /// As the audit shows it.
    pub fn to_json(&self, currency: &str) -> Value {
        json!({
            "id": self.id,
            "service_id": self.service_id,
            "description": self.description,
            "quantity": money::thousandths_value(self.quantity_milli),
            "unit_price": money::to_value(self.unit_price, currency),
            "exact_unit_price": self.exact_price.map(|parts| ExactPrice::new(parts, currency)),
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

/// The tax of a net at a rate in thousandths of a percent, rounded half-up. None when it grows too
/// large.
pub(super) fn tax_of(net: i64, rate_milli: i64) -> Option<i64> {
    within(divide_half_up(i128::from(net) * i128::from(rate_milli), i128::from(HUNDRED_PERCENT)))
}

fn within(minor: i128) -> Option<i64> {
    i64::try_from(minor).ok().filter(|minor| *minor <= LARGEST)
}

/// A price finer than its currency, in ten-thousandths of the minor unit. In JSON it is the shortest
/// decimal number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExactPrice {
    parts: i64,
    /// ISO 4217.
    currency: String,
}

impl ExactPrice {
    pub fn new(parts: i64, currency: impl Into<String>) -> Self {
        Self { parts, currency: currency.into() }
    }

    /// The decimal number, digit by digit: no binary one stands between what is stored and what is read.
    pub fn digits(&self) -> String {
        money::finer_to_json(self.parts, &self.currency, FINER)
    }
}

impl Serialize for ExactPrice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.digits()).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

/// The rate, in thousandths of a percent, that makes this tax of this net; none where no rate does.
pub(crate) fn rate_of(net: i64, tax: i64) -> Option<i64> {
    if net < 1 || tax < 1 {
        return None;
    }
    let product = i128::from(tax) * i128::from(HUNDRED_PERCENT);
    let rate = i64::try_from(divide_half_up(product, i128::from(net))).ok()?;
    (rate <= HUNDRED_PERCENT && tax_of(net, rate) == Some(tax)).then_some(rate)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::{Decimal, decimals};

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
    fn a_line_of_which_the_tax_comes_to_nothing_is_taxed_all_the_same() {
        let untaxed = |line: Line| line.taxed(0).unwrap().is_untaxed();
        assert!(!untaxed(line(1000, 1, 20_000)), "a fifth of a cent");
        assert!(!untaxed(Line { second_tax_rate_milli: Some(9_975), ..line(1000, 1, 0) }));
        assert!(untaxed(line(1000, 100, 0)) && Line::of_amounts(100, 0).is_untaxed());
        assert!(!Line::of_amounts(100, 20).is_untaxed());
    }

    #[test]
    fn a_tax_that_is_too_large_is_none_and_not_nothing() {
        assert_eq!(tax_of(LARGEST, 100_000), Some(LARGEST));
        assert_eq!([tax_of(LARGEST + 1, 100_000), tax_of(i64::MAX, 50_000)], [None, None]);
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
    }

    #[test]
    fn an_exact_price_is_written_digit_by_digit() {
        // As a quotient of binary numbers it is 0.006999999999999999.
        for (parts, currency, written) in [
            (7_000, "EUR", "0.007"),
            (35_000, "EUR", "0.035"),
            (1, "KWD", "0.0000001"),
            (12_345, "JPY", "1.2345"),
        ] {
            let price = ExactPrice::new(parts, currency);
            assert_eq!(serde_json::to_string(&price).unwrap(), written);
            assert_eq!(json!(price).to_string().parse::<f64>(), written.parse::<f64>());
        }
    }

    proptest! {
        #[test]
        fn an_exact_price_that_was_read_is_the_one_that_is_stored(
            parts in 0..=LARGEST, currency in "JPY|EUR|KWD|CLF"
        ) {
            let price = ExactPrice::new(parts, currency.as_str());
            let places = decimals(&currency) + FINER;
            let number: Value = serde_json::from_str(&serde_json::to_string(&price).unwrap()).unwrap();
            let typed = Value::String(price.digits());
            for sent in [number, typed, json!(price)] {
                let read = Decimal::of_json(&sent).and_then(|price| price.at_places(places));
                prop_assert_eq!(read, Some(parts), "{} {}", sent, currency);
            }
        }
    }
}
