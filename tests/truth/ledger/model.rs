//! What an invoice must be by the contract alone: its figures in minor units, and what may happen
//! to it next.

use serde_json::{Value, json};

/// The currencies of these tests, with their decimals.
pub const CURRENCIES: [(&str, u32); 3] = [("EUR", 2), ("JPY", 0), ("KWD", 3)];

pub fn decimals(currency: &str) -> u32 {
    CURRENCIES.iter().find(|(code, _)| *code == currency).unwrap().1
}

/// Minor units as the number that a body carries.
pub fn money(minor: i64, currency: &str) -> Value {
    scaled(minor, decimals(currency))
}

/// That many decimal places as a JSON number.
pub fn scaled(units: i64, places: u32) -> Value {
    let unit = 10_i64.pow(places);
    let sign = if units < 0 { "-" } else { "" };
    let (whole, part) = (units.abs() / unit, units.abs() % unit);
    let text = match places {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{part:0width$}", width = places as usize),
    };
    serde_json::from_str(&text).unwrap()
}

/// The minor units of an amount in an answer, which has no more decimals than its currency.
#[track_caller]
pub fn minor(value: &Value, currency: &str) -> i64 {
    let text = value.as_number().unwrap_or_else(|| panic!("{value} is no amount")).to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let part = part.trim_end_matches('0');
    let places = decimals(currency) as usize;
    assert!(part.len() <= places, "{text} {currency} has too many decimals");
    format!("{whole}{part:0<places$}").parse().unwrap()
}

/// The quotient, a half rounded up.
fn rounded(dividend: i64, divisor: i64) -> i64 {
    (dividend + divisor / 2) / divisor
}

/// One line: net and tax.
pub fn line(quantity_milli: i64, price: i64, rate_milli: i64) -> (i64, i64) {
    let line = Taxed::of((quantity_milli, price, rate_milli), 0, 0);
    (line.net, line.tax())
}

/// What of a line is taxed: its net, and its rates in thousandths of a percent.
#[derive(Clone, Copy, Debug)]
pub struct Taxed {
    pub net: i64,
    pub rate_milli: i64,
    pub second_milli: i64,
}

impl Taxed {
    /// A line with a discount of its own, in thousandths of a percent.
    pub fn of(
        (quantity_milli, price, rate_milli): (i64, i64, i64),
        percent_milli: i64,
        second_milli: i64,
    ) -> Self {
        let gross = rounded(quantity_milli * price, 1000);
        Self { net: gross - rounded(gross * percent_milli, 100_000), rate_milli, second_milli }
    }

    pub fn tax(&self) -> i64 {
        rounded(self.net * self.rate_milli, 100_000)
            + rounded(self.net * self.second_milli, 100_000)
    }
}

/// A discount on the whole invoice: in thousandths of a percent, or as an amount.
#[derive(Clone, Copy, Debug)]
pub enum WholeDiscount {
    Percent(i64),
    Amount(i64),
}

/// Takes a discount off the lines in proportion to their nets; what rounding down leaves goes to the
/// largest remainders, the first of equals.
pub fn lessen(lines: &mut [Taxed], discount: WholeDiscount) {
    let whole: i64 = lines.iter().map(|line| line.net).sum();
    let off = match discount {
        WholeDiscount::Percent(milli) => rounded(whole * milli, 100_000),
        WholeDiscount::Amount(amount) => amount,
    };
    if whole == 0 {
        return;
    }
    let (off, whole) = (i128::from(off), i128::from(whole));
    let mut order: Vec<(i128, usize)> = lines
        .iter()
        .enumerate()
        .map(|(place, line)| (-(off * i128::from(line.net) % whole), place))
        .collect();
    order.sort_unstable();
    let mut left = off;
    for line in lines.iter_mut() {
        let share = off * i128::from(line.net) / whole;
        left -= share;
        line.net -= share as i64;
    }
    for (_, place) in order.into_iter().take(left as usize) {
        lines[place].net -= 1;
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Draft,
    Issued,
    Cancelled,
    Gone,
}

#[derive(Clone, Debug)]
pub struct Payment {
    pub id: String,
    pub amount: i64,
    pub is_reversed: bool,
}

#[derive(Clone, Debug)]
pub struct Invoice {
    pub id: String,
    pub currency: &'static str,
    pub net: i64,
    pub tax: i64,
    pub credited_net: i64,
    pub credited_tax: i64,
    pub payments: Vec<Payment>,
    pub reversed: i64,
    pub refunded: i64,
    /// Credit that came to it, less what left it.
    pub moved: i64,
    /// The allocations that the model knows of.
    pub allocations: Vec<String>,
    pub stage: Stage,
    pub is_past_due: bool,
    /// Its date.
    pub day: String,
    /// Dated in a month that has ended.
    pub is_closed: bool,
}

impl Invoice {
    pub fn total(&self) -> i64 {
        self.net + self.tax
    }

    pub fn credited(&self) -> i64 {
        self.credited_net + self.credited_tax
    }

    /// Payments less reversals less refunds, and the credit that was used.
    pub fn paid(&self) -> i64 {
        let received: i64 = self.payments.iter().map(|payment| payment.amount).sum();
        received - self.reversed - self.refunded + self.moved
    }

    pub fn balance(&self) -> i64 {
        self.total() - self.paid() - self.credited()
    }

    /// What credit notes have left of it.
    pub fn left(&self) -> i64 {
        self.total() - self.credited()
    }

    pub fn status(&self) -> &'static str {
        match self.stage {
            Stage::Draft => "DRAFT",
            Stage::Cancelled => "CANCELLED",
            Stage::Gone => "gone",
            Stage::Issued if self.balance() > 0 => match self.paid() > 0 {
                _ if self.is_past_due => "OVERDUE",
                true => "PARTIAL",
                false => "PENDING",
            },
            Stage::Issued if self.left() == 0 && self.balance() == 0 => "REFUNDED",
            Stage::Issued => "PAID",
        }
    }

    pub fn is_issued(&self) -> bool {
        self.stage == Stage::Issued
    }

    /// Whether the figures of an answer are these.
    #[track_caller]
    pub fn must_be(&self, shown: &Value) {
        assert_eq!(shown["currency"], self.currency, "{shown}");
        let figures = [
            ("amount", self.net),
            ("tax_amount", self.tax),
            ("total_amount", self.total()),
            ("amount_paid", self.paid()),
            ("amount_credited", self.credited()),
            ("balance", self.balance()),
        ];
        for (field, expected) in figures {
            let found = minor(&shown[field], self.currency);
            assert_eq!(found, expected, "{field} of {self:?}: {shown}");
        }
        assert_eq!(shown["status"], self.status(), "{self:?}: {shown}");
        assert_eq!(shown["invoice_number"].is_null(), self.stage == Stage::Draft, "{shown}");
    }

    /// Whether the payments of an answer are these: none is missing, none was added.
    #[track_caller]
    pub fn must_have_payments(&self, shown: &Value) {
        let shown = shown.as_array().unwrap();
        let amounts = shown.iter().map(|payment| minor(&payment["amount"], self.currency));
        assert_eq!(amounts.sum::<i64>(), self.paid() - self.moved, "{self:?}: {shown:?}");
        for payment in &self.payments {
            let row = shown.iter().find(|row| row["id"] == *payment.id);
            let row = row.unwrap_or_else(|| panic!("{payment:?} is missing: {shown:?}"));
            assert_eq!(minor(&row["amount"], self.currency), payment.amount);
        }
    }
}

/// Money that came without an invoice.
#[derive(Clone, Debug)]
pub struct Deposit {
    pub id: String,
    pub currency: &'static str,
    pub day: &'static str,
    pub amount: i64,
    pub used: i64,
    pub given_back: i64,
    pub is_reversed: bool,
}

impl Deposit {
    /// What of the money is still here.
    pub fn received(&self) -> i64 {
        if self.is_reversed { 0 } else { self.amount - self.given_back }
    }

    pub fn rest(&self) -> i64 {
        self.received() - self.used
    }
}

/// Numbers that are the same in every run of one seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to one less than that.
    pub fn below(&mut self, end: i64) -> i64 {
        (self.next() % end as u64) as i64
    }

    /// Both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below(most - least + 1)
    }

    pub fn is(&mut self, of_hundred: i64) -> bool {
        self.below(100) < of_hundred
    }

    /// One to four lines of that currency, with net and tax of all.
    pub fn lines(&mut self) -> Vec<(i64, i64, i64)> {
        const RATES: [i64; 5] = [0, 5_500, 8_100, 20_000, 7_725];
        let count = self.between(1, 4);
        let one = |dice: &mut Self| {
            let whole = dice.is(50);
            let quantity = if whole { 1000 * dice.between(1, 5) } else { dice.between(1, 4000) };
            (quantity, dice.between(1, 30_000), RATES[dice.below(5) as usize])
        };
        (0..count).map(|_| one(self)).collect()
    }

    pub fn method(&mut self) -> &'static str {
        ["CASH", "CREDIT_CARD", "BANK_TRANSFER", "INSURANCE"][self.below(4) as usize]
    }
}

/// The lines of a body.
pub fn lines_json(lines: &[(i64, i64, i64)], currency: &str) -> Value {
    let line = |(quantity, price, rate): &(i64, i64, i64)| {
        json!({
            "description": "Consultation",
            "quantity": scaled(*quantity, 3),
            "unit_price": money(*price, currency),
            "tax_rate": scaled(*rate, 3),
        })
    };
    lines.iter().map(line).collect()
}

/// Net and tax of all lines.
pub fn sum(lines: &[(i64, i64, i64)]) -> (i64, i64) {
    let each = lines.iter().map(|(quantity, price, rate)| line(*quantity, *price, *rate));
    each.fold((0, 0), |(net, tax), (more_net, more_tax)| (net + more_net, tax + more_tax))
}
