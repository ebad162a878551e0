//! Measurements. The indices are ours: computed anew, and theirs kept where they contradict.

use std::collections::HashMap;

use super::Import;
use super::record::{Record, id_of};
use super::store::{self, MeasurementRow};
use crate::clinical::indices::{bmi, hundredths, whtr};
use crate::derivation::rederive;
use crate::error::Result;
use crate::ids::Id;

const KNOWN: [&str; 11] = [
    "id",
    "visit_id",
    "weight_kg",
    "height_cm",
    "bmi",
    "waist_circumference_cm",
    "body_fat_percentage",
    "blood_pressure_systolic",
    "blood_pressure_diastolic",
    "notes",
    "created_at",
];
const VALUES: [&str; 6] = [
    "weight_kg",
    "height_cm",
    "waist_circumference_cm",
    "body_fat_percentage",
    "blood_pressure_systolic",
    "blood_pressure_diastolic",
];
/// Two decimals and a rounding or two: more is a contradiction.
const SAME_BMI: f64 = 0.11;

pub(super) fn bring(import: &Import<'_>) -> Result<()> {
    let mut heights = HashMap::new();
    import.each("visit_measurements", "created_at, id", |row| {
        measurement(import, row, &mut heights)
    })?;
    // Our rule of which height a measurement takes is stricter than theirs.
    heights.keys().try_for_each(|patient| rederive(import.tx, *patient))
}

/// Says where their body mass index is not what weight and height make.
fn compare(
    import: &Import<'_>,
    row: &Record<'_>,
    (theirs, ours): (Option<f64>, Option<f64>),
) -> Result<()> {
    if let Some(theirs) = theirs
        && ours.is_none_or(|ours| (ours - theirs).abs() > SAME_BMI)
    {
        let done = match ours {
            Some(ours) => {
                format!("contradicts weight and height, which make {ours}: that is shown")
            }
            None => "has no weight and height to be computed from: none is shown".to_owned(),
        };
        import.keep(row, "bmi", &theirs.to_string(), &done)?;
    }
    Ok(())
}

fn measurement(
    import: &Import<'_>,
    row: &Record<'_>,
    heights: &mut HashMap<Id, f64>,
) -> Result<()> {
    if store::exists(import.tx, "visit_measurements", row.id)? {
        import.already_there("visit_measurements");
        return Ok(());
    }
    let visit_text = row.text("visit_id").unwrap_or_default();
    let visit = id_of(&visit_text);
    let Some(patient) = import.visits.borrow().get(&visit).copied() else {
        import.leave_out(row, "visit_id", &visit_text, "names no visit");
        return Ok(());
    };
    let mut values = [None; 6];
    for (value, column) in values.iter_mut().zip(VALUES) {
        *value = number(import, row, column)?;
    }
    let [weight, height, waist, fat, systolic, diastolic] = values;
    let theirs = number(import, row, "bmi")?;
    if values.iter().all(Option::is_none) {
        import.remark(row, "weight_kg", "", "no value was measured at all: the empty row is kept");
    }
    if let Some(height) = height {
        heights.insert(patient, height);
    }
    // A height carries over from the patient's last one.
    let height_used = height.or_else(|| heights.get(&patient).copied());
    let ours = weight.zip(height_used).map(|(weight, height)| hundredths(bmi(weight, height)));
    compare(import, row, (theirs, ours))?;
    let measured_at = import.moment(row, "created_at", import.now())?;
    let whole = |value: Option<f64>| value.map(|value| value.round() as i64);
    store::insert_measurement(
        import.tx,
        &MeasurementRow {
            id: row.id,
            visit,
            patient,
            measured_at,
            weight,
            height,
            waist,
            fat,
            systolic: whole(systolic),
            diastolic: whole(diastolic),
            height_used: ours.and(height_used).or(waist.and(height_used)),
            bmi: ours,
            whtr: waist.zip(height_used).map(|(waist, height)| hundredths(whtr(waist, height))),
            notes: row.text("notes"),
        },
    )?;
    import.keep_unknown(row, &KNOWN)?;
    import.arrived("visit_measurements");
    Ok(())
}

/// A number above zero; anything else is kept in a note.
fn number(import: &Import<'_>, row: &Record<'_>, column: &'static str) -> Result<Option<f64>> {
    let Some(text) = row.text(column) else { return Ok(None) };
    let number = row.number(column).filter(|number| number.is_finite() && *number > 0.0);
    if number.is_none() {
        import.keep(row, column, &text, "is no measurement: left empty")?;
    }
    Ok(number)
}
