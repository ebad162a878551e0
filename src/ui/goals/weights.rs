//! A weight to reach: the weight itself, not the kilos to lose, nor pounds, nor a height.

use serde_json::{Map, Value};

use crate::clinical::{ADULT_YEARS, Age};
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::{Error, FieldError, Result};
use crate::goals::Details;
use crate::goals::store::newest;
use crate::http::GOAL_WEIGHT;
use crate::ids::Id;
use crate::patients::store::detail;
use crate::ui::form::Sent;

/// The values of a goal, which are typed in the units of its measure.
pub(super) const VALUES: [&str; 3] = ["start_value", "target_value", "current_value"];
const WEIGHT: &str = "weight_kg";
/// Grown people weigh no less than this.
const LEAST_OF_ADULTS: f64 = 25.0;
/// What weighs less still grows.
const GROWING: f64 = 20.0;

/// Whether what was typed is a difference: a weight has no sign.
pub(super) fn is_difference(measure: &str, typed: &str) -> bool {
    measure == WEIGHT
        && typed.trim_start().starts_with(['-', '+', '\u{2212}', '\u{2013}', '\u{ff0d}'])
}

/// # Errors
/// 400 for a weight far from the last one, that may be a difference; what SQLite says.
pub(super) fn must_be_weights(
    sql: &Sql<'_>,
    patient: Id,
    (body, before): (&Map<String, Value>, Option<&Details>),
    (typed, zone, now): (&Sent, &Zone, Moment),
) -> Result<()> {
    if typed.get("measure") != WEIGHT {
        return Ok(());
    }
    let number = |name: &str| body.get(name).and_then(Value::as_f64);
    let stored = |name: &str| match name {
        "start_value" => before?.start_value,
        "target_value" => before?.target_value,
        _ => before?.current_value,
    };
    let last = newest(sql, patient, WEIGHT)?.map(|(value, _)| value);
    let is_adult = detail(sql, patient, now)?.is_some_and(|file| {
        let age = Age::on(file.patient.details.date_of_birth, zone.day_of(now));
        matches!(age, Age::Years(years) if years >= ADULT_YEARS)
    });
    let mut wrong = Vec::new();
    for name in VALUES {
        let from = if name == "target_value" { last.or(number("start_value")) } else { last };
        let has_unit = typed.get(name).chars().any(char::is_alphabetic);
        let new = number(name).filter(|weight| stored(name) != Some(*weight));
        if new.is_some_and(|weight| is_far(weight, from, has_unit, is_adult)) {
            wrong.push(FieldError::new(name, GOAL_WEIGHT));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
}

/// Whether nobody means that weight who weighed so much at last: under half of it, or over twice. With
/// its unit it is taken where somebody may have it.
fn is_far(weight: f64, last: Option<f64>, has_unit: bool, is_adult: bool) -> bool {
    if is_adult && weight < LEAST_OF_ADULTS {
        return true;
    }
    match last {
        None => !has_unit && weight < LEAST_OF_ADULTS,
        Some(last) if last < GROWING => !has_unit && !(last / 2.0..=last * 2.0).contains(&weight),
        Some(last) => {
            let least = if has_unit { 0.4 } else { 0.5 };
            !(last * least..=last * 2.0).contains(&weight)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_far_from_the_last_one_may_be_a_difference() {
        for (weight, last, has_unit, is_adult, far) in [
            (68.0, Some(80.0), false, true, false),
            (5.0, Some(80.0), false, true, true),
            (5.0, Some(80.0), true, true, true),
            (7.0, None, false, true, true),
            (30.0, Some(100.0), false, true, true),
            (30.0, Some(100.0), true, true, true),
            (143.0, Some(65.0), false, true, true),
            (90.0, Some(200.0), false, true, true),
            (90.0, Some(200.0), true, true, false),
            (38.0, Some(32.0), false, true, false),
            (68.0, None, false, true, false),
            (4.5, Some(3.5), false, false, false),
            (9.0, Some(3.5), false, false, true),
            (9.0, Some(3.5), true, false, false),
            (9.0, None, false, false, true),
            (9.0, None, true, false, false),
            (45.0, Some(40.0), false, false, false),
        ] {
            assert_eq!(is_far(weight, last, has_unit, is_adult), far, "{weight} of {last:?}");
        }
        for (measure, typed, wanted) in [
            ("weight_kg", "-5", true),
            ("weight_kg", "−5 kg", true),
            ("weight_kg", "+2", true),
            ("weight_kg", "5", false),
            ("waist_circumference_cm", "-5", false),
        ] {
            assert_eq!(is_difference(measure, typed), wanted, "{typed}");
        }
    }
}
