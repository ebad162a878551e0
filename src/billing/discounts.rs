//! A discount on a line or on the whole invoice: in percent or as an amount, taken off before tax.

use super::milli_input::{HUNDRED_PERCENT, read_milli};
use crate::error::{Error, Result};
use crate::http::Fields;
use crate::message::{Message, message};
use crate::money::{self, Decimal, divide_half_up};

/// A discount as it is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Discount {
    /// Thousandths of a percent, where it was given so.
    pub percent_milli: Option<i64>,
    /// What it comes to, in minor units.
    pub amount: i64,
}

/// A discount as a body has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DiscountInput {
    percent_milli: Option<i64>,
    amount: Option<Decimal>,
}

impl DiscountInput {
    /// Reads `discount_percent` and `discount_amount`.
    pub fn read(fields: &mut Fields) -> Self {
        Self {
            percent_milli: read_milli(fields, "discount_percent", 0..=HUNDRED_PERCENT),
            amount: fields.decimal("discount_amount").value(),
        }
    }

    /// The body that makes that discount again.
    pub fn of(discount: Discount, currency: &str) -> Self {
        let amount = Decimal::of_json(&money::to_value(discount.amount, currency));
        let is_percent = discount.percent_milli.is_some();
        Self { percent_milli: discount.percent_milli, amount: amount.filter(|_| !is_percent) }
    }

    /// Whether the body says anything.
    pub fn is_given(&self) -> bool {
        self.percent_milli.is_some_and(|percent| percent > 0)
            || self.amount.is_some_and(|amount| !amount.is_zero())
    }

    /// Whether this says nothing else than the discount that is there.
    pub fn agrees_with(&self, discount: Discount, currency: &str) -> bool {
        let amount =
            self.amount.is_none_or(|amount| amount.in_minor(currency) == Ok(discount.amount));
        match self.percent_milli {
            Some(percent) => Some(percent) == discount.percent_milli && amount,
            None if self.amount.is_some() => discount.percent_milli.is_none() && amount,
            None => discount.amount == 0,
        }
    }

    /// What it takes off from that.
    ///
    /// # Errors
    /// What `refuse` makes of the field and the rule that it breaks.
    pub fn resolve(
        &self,
        from: i64,
        currency: &str,
        refuse: impl Fn(&str, Message) -> Error,
    ) -> Result<Discount> {
        let given = self.amount.map(|amount| amount.in_minor(currency)).transpose();
        let given = given.map_err(|must| refuse("discount_amount", must))?;
        if let Some(percent) = self.percent_milli {
            let amount =
                divide_half_up(i128::from(from) * i128::from(percent), i128::from(HUNDRED_PERCENT));
            let amount = i64::try_from(amount).unwrap_or(from);
            if given.is_some_and(|given| given != amount) {
                let must = message(
                    "discount-sum",
                    "is not what the percentage comes to; it can be left out",
                );
                return Err(refuse("discount_amount", must));
            }
            let percent_milli = Some(percent).filter(|percent| *percent > 0);
            return Ok(Discount { percent_milli, amount });
        }
        let amount = given.unwrap_or(0);
        if amount < 0 {
            return Err(refuse("discount_amount", message("not-negative", "must not be negative")));
        }
        if amount > from {
            return Err(refuse(
                "discount_amount",
                message("discount-too-large", "is more than there is to lessen"),
            ));
        }
        Ok(Discount { percent_milli: None, amount })
    }
}
