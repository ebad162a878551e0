//! Equations by bands of age: Schofield's and Henry's (Oxford). A band reaches up to, but not
//! including, its last birthday.

use super::Sex;

/// A straight line in weight, and in height (m) where it takes one, kcal a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line {
    /// The first age that is no longer in the band.
    below_years: f64,
    per_kg: f64,
    per_m: f64,
    base: f64,
}

impl Line {
    pub fn kcal(self, weight_kg: f64, height_m: f64) -> f64 {
        self.per_kg * weight_kg + self.per_m * height_m + self.base
    }

    /// The line as written: W kg, H m.
    pub fn formula(self) -> String {
        let height = match self.per_m {
            0.0 => String::new(),
            per_m => format!(" + {per_m} × H(m)"),
        };
        let sign = if self.base < 0.0 { '−' } else { '+' };
        format!("{} × W{height} {sign} {}", self.per_kg, self.base.abs())
    }
}

const fn by_weight(below_years: f64, per_kg: f64, base: f64) -> Line {
    Line { below_years, per_kg, per_m: 0.0, base }
}

const fn by_both(below_years: f64, per_kg: f64, per_m: f64, base: f64) -> Line {
    Line { below_years, per_kg, per_m, base }
}

const OLDEST: f64 = f64::INFINITY;

/// FAO/WHO/UNU, Human energy requirements, 2004, table 5.2. The print of 1985 has other figures.
const SCHOFIELD: [[Line; 6]; 2] = [
    [
        by_weight(3.0, 59.512, -30.4),
        by_weight(10.0, 22.706, 504.3),
        by_weight(18.0, 17.686, 658.2),
        by_weight(30.0, 15.057, 692.2),
        by_weight(60.0, 11.472, 873.1),
        by_weight(OLDEST, 11.711, 587.7),
    ],
    [
        by_weight(3.0, 58.317, -31.1),
        by_weight(10.0, 20.315, 485.9),
        by_weight(18.0, 13.384, 692.6),
        by_weight(30.0, 14.818, 486.6),
        by_weight(60.0, 8.126, 845.6),
        by_weight(OLDEST, 9.082, 658.5),
    ],
];

/// Henry CJK, Public Health Nutr 2005;8:1133–1152, by weight.
const HENRY: [[Line; 7]; 2] = [
    [
        by_weight(3.0, 61.0, -33.7),
        by_weight(10.0, 23.3, 514.0),
        by_weight(18.0, 18.4, 581.0),
        by_weight(30.0, 16.0, 545.0),
        by_weight(60.0, 14.2, 593.0),
        by_weight(70.0, 13.0, 567.0),
        by_weight(OLDEST, 13.7, 481.0),
    ],
    [
        by_weight(3.0, 58.9, -23.1),
        by_weight(10.0, 20.1, 507.0),
        by_weight(18.0, 11.1, 761.0),
        by_weight(30.0, 13.1, 558.0),
        by_weight(60.0, 9.74, 694.0),
        by_weight(70.0, 10.2, 572.0),
        by_weight(OLDEST, 10.0, 577.0),
    ],
];

/// From this age Henry's equation may take the height: the children's form that goes round has a
/// coefficient that cannot be right.
pub const HENRY_HEIGHT_YEARS: f64 = 18.0;

/// The same by weight and height, adults only.
const HENRY_BY_BOTH: [[Line; 3]; 2] = [
    [
        by_both(30.0, 14.4, 313.0, 113.0),
        by_both(60.0, 11.4, 541.0, -137.0),
        by_both(OLDEST, 11.4, 541.0, -256.0),
    ],
    [
        by_both(30.0, 10.4, 615.0, -282.0),
        by_both(60.0, 8.18, 502.0, -11.6),
        by_both(OLDEST, 8.52, 421.0, 10.7),
    ],
];

pub(super) fn schofield(sex: Sex, age_years: f64) -> Option<Line> {
    band(&SCHOFIELD[place(sex)], age_years)
}

/// By weight and height where the height is known and the age allows it.
pub(super) fn henry(sex: Sex, age_years: f64, takes_height: bool) -> Option<Line> {
    match takes_height && age_years >= HENRY_HEIGHT_YEARS {
        true => band(&HENRY_BY_BOTH[place(sex)], age_years),
        false => band(&HENRY[place(sex)], age_years),
    }
}

fn place(sex: Sex) -> usize {
    match sex {
        Sex::Male => 0,
        Sex::Female => 1,
    }
}

fn band(lines: &[Line], age_years: f64) -> Option<Line> {
    lines.iter().copied().find(|line| age_years < line.below_years)
}
