//! Double-double arithmetic (Dekker 1971): a number as the sum of two doubles, 31 decimal digits.
//!
//! Food tables are decimals, recipes divide: neither binary fractions nor fixed decimals hold both.
//! With 31 digits the double that is sent is the one nearest to the exact result, so 0.1 + 0.2 is
//! 0.3, and a computation in fractions finds the same number.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Sub};

/// A number of 31 digits. `low` is what `high` lacks, at most half a unit in its last place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Exact {
    high: f64,
    low: f64,
}

/// Powers of ten that a table's decimals fit: three, six, nine behind the point.
const SCALES: [f64; 4] = [1.0, 1e3, 1e6, 1e9];
/// Integers up to here are exact doubles.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

impl Exact {
    pub const ZERO: Self = Self { high: 0.0, low: 0.0 };

    /// The decimal number that a double stands for: 0.1 is a tenth, not the binary fraction nearest
    /// to it.
    pub fn of(value: f64) -> Self {
        for scale in SCALES {
            let whole = (value * scale).round();
            if whole.abs() < LARGEST_WHOLE && whole / scale == value {
                return Self::whole(whole) / Self::whole(scale);
            }
        }
        Self::whole(value)
    }

    const fn whole(value: f64) -> Self {
        Self { high: value, low: 0.0 }
    }

    /// The nearest double.
    pub fn nearest(self) -> f64 {
        self.high
    }

    /// Rounded to so many decimals, half away from zero.
    pub fn rounded(self, decimals: u8) -> f64 {
        let scale = 10_f64.powi(i32::from(decimals));
        let Self { high, low } = self * Self::whole(scale);
        let rounded = high.round();
        // Exactly half way by its high part, and below it by its low part.
        let is_below = (high - high.trunc()).abs() == 0.5 && low * high.signum() < -1e-24 * scale;
        (if is_below { rounded - high.signum() } else { rounded }) / scale
    }

    fn sum_of(a: f64, b: f64) -> Self {
        let high = a + b;
        let part = high - a;
        Self { high, low: (a - (high - part)) + (b - part) }
    }

    fn product_of(a: f64, b: f64) -> Self {
        let high = a * b;
        let ((a1, a2), (b1, b2)) = (halves(a), halves(b));
        Self { high, low: ((a1 * b1 - high) + a1 * b2 + a2 * b1) + a2 * b2 }
    }

    /// The same number with its parts in order.
    fn settled(high: f64, low: f64) -> Self {
        let sum = high + low;
        Self { high: sum, low: low - (sum - high) }
    }
}

/// A double as the sum of two of half its length (Veltkamp).
fn halves(value: f64) -> (f64, f64) {
    let spread = 134_217_729.0 * value;
    let upper = spread - (spread - value);
    (upper, value - upper)
}

impl Add for Exact {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let (sum, rest) = (Self::sum_of(self.high, other.high), Self::sum_of(self.low, other.low));
        let first = Self::settled(sum.high, sum.low + rest.high);
        Self::settled(first.high, first.low + rest.low)
    }
}

impl AddAssign for Exact {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Exact {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + Self { high: -other.high, low: -other.low }
    }
}

impl Mul for Exact {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let product = Self::product_of(self.high, other.high);
        let crossed = self.high * other.low + self.low * other.high;
        Self::settled(product.high, product.low + crossed)
    }
}

impl Div for Exact {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let first = self.high / other.high;
        let rest = self - other * Self::whole(first);
        let second = rest.high / other.high;
        let rest = rest - other * Self::whole(second);
        Self::settled(first, second) + Self::whole(rest.high / other.high)
    }
}

impl Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_added_as_decimals() {
        let sum = Exact::of(0.1) + Exact::of(0.2);
        assert_eq!(sum.nearest(), 0.3);
        let many: Exact = (0..1_000).map(|_| Exact::of(0.1)).sum();
        assert_eq!(many.nearest(), 100.0);
        let third = Exact::of(1.0) / Exact::of(3.0);
        assert_eq!((third * Exact::of(3.0)).nearest(), 1.0);
        assert_eq!((third * Exact::of(0.0)).nearest(), 0.0);
    }

    #[test]
    fn half_is_rounded_away_from_zero() {
        for (value, decimals, expected) in [
            (0.15, 1, 0.2),
            (2.5, 0, 3.0),
            (1.005, 2, 1.01),
            (0.25, 1, 0.3),
            (12.349, 1, 12.3),
            (-0.5, 0, -1.0),
            (1260.265, 2, 1260.27),
        ] {
            assert_eq!(Exact::of(value).rounded(decimals), expected, "{value}");
        }
        let below = Exact::of(2.5) - Exact::of(1e-9) * Exact::of(1e-9);
        assert_eq!(below.rounded(0), 2.0);
    }
}
