//! The indices of all of a patient's measurements at once: which height each of them takes.
//!
//! A measurement without a height takes the last one measured before it or at the same instant, never
//! a later one. A child grows: a height older than six months gives no index.

use jiff::ToSpan;
use jiff::civil::Date;

use super::age::{ADULT_YEARS, CHILD_HEIGHT_MONTHS};
use super::indices::{self, hundredths};
use crate::clock::{Moment, Zone, age_on};

/// What of a measurement its indices depend on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    pub at: Moment,
    pub weight_kg: Option<f64>,
    pub height_cm: Option<f64>,
    pub waist_cm: Option<f64>,
    pub hip_cm: Option<f64>,
}

/// The indices of a measurement, two decimals each, and the height that they took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Derived {
    pub height_used_cm: Option<f64>,
    pub bmi: Option<f64>,
    pub whr: Option<f64>,
    pub whtr: Option<f64>,
}

/// The indices of each of these measurements of one patient, which stand in the order of their
/// instants.
pub fn derive(observations: &[Observation], birth: Date, zone: &Zone) -> Vec<Derived> {
    let with_height: Vec<(Moment, f64)> =
        observations.iter().filter_map(|one| Some((one.at, one.height_cm?))).collect();
    let carried = |at: Moment| {
        let known = with_height.partition_point(|(measured, _)| *measured <= at);
        let (measured, height) = *with_height.get(known.checked_sub(1)?)?;
        is_usable(zone.day_of(measured), zone.day_of(at), birth).then_some(height)
    };
    observations.iter().map(|one| of(one, one.height_cm.or_else(|| carried(one.at)))).collect()
}

/// Whether a height of that day may be used with what was measured on `day`.
pub fn is_usable(measured: Date, day: Date, birth: Date) -> bool {
    let lasts_until = measured.saturating_add(CHILD_HEIGHT_MONTHS.months());
    age_on(birth, day) >= ADULT_YEARS || day <= lasts_until
}

fn of(one: &Observation, height: Option<f64>) -> Derived {
    let both = |a: Option<f64>, b: Option<f64>, index: fn(f64, f64) -> f64| {
        Some(hundredths(index(a?, b?)))
    };
    let bmi = both(one.weight_kg, height, indices::bmi);
    let whtr = both(one.waist_cm, height, indices::whtr);
    let is_used = bmi.is_some() || whtr.is_some();
    Derived {
        height_used_cm: height.filter(|_| is_used),
        bmi,
        whr: both(one.waist_cm, one.hip_cm, indices::whr),
        whtr,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn measured(day: i64, weight_kg: Option<f64>, height_cm: Option<f64>) -> Observation {
        let at = Moment::from_ms(1_700_000_000_000 + day * 86_400_000);
        Observation { at, weight_kg, height_cm, waist_cm: None, hip_cm: None }
    }

    #[test]
    fn a_height_carries_forward_and_never_back() {
        let rows = [
            measured(0, Some(80.0), None),
            measured(10, None, Some(200.0)),
            measured(20, Some(80.0), None),
            measured(30, Some(80.0), Some(160.0)),
            measured(4000, Some(64.0), None),
        ];
        let derived = derive(&rows, date(1980, 1, 1), &Zone::utc());
        let bmi: Vec<_> = derived.iter().map(|one| one.bmi).collect();
        assert_eq!(bmi, [None, None, Some(20.0), Some(31.25), Some(25.0)]);
    }

    #[test]
    fn a_childs_height_lasts_for_six_months() {
        let rows = [
            measured(0, Some(20.0), Some(100.0)),
            measured(150, Some(21.0), None),
            measured(200, Some(22.0), None),
        ];
        let bmi = |birth| -> Vec<_> {
            derive(&rows, birth, &Zone::utc()).iter().map(|one| one.bmi).collect()
        };
        assert_eq!(bmi(date(2018, 1, 1)), [Some(20.0), Some(21.0), None]);
        assert_eq!(bmi(date(1990, 1, 1)), [Some(20.0), Some(21.0), Some(22.0)]);
    }
}
