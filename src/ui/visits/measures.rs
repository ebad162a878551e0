//! The grid of measurements: what is typed beside what was measured before.

use serde_json::Value;

use crate::ui::language::{Language, say};

/// A thing that is measured: the field, its label, its unit.
pub(super) const MEASURES: [(&str, &str, &str); 7] = [
    ("weight_kg", say("Weight"), "kg"),
    ("height_cm", say("Height"), "cm"),
    ("waist_circumference_cm", say("Waist circumference"), "cm"),
    ("hip_circumference_cm", say("Hip circumference"), "cm"),
    ("body_fat_percentage", say("Body fat"), "%"),
    ("blood_pressure_systolic", say("Systolic pressure"), "mmHg"),
    ("blood_pressure_diastolic", say("Diastolic pressure"), "mmHg"),
];

/// A row of the grid.
pub(super) struct Measure {
    pub name: &'static str,
    pub label: &'static str,
    pub unit: &'static str,
    pub value: String,
    pub previous: String,
    pub difference: String,
    pub problem: Option<String>,
}

/// The measurement of this visit that the grid edits, and the latest value of each measure before.
pub(super) struct History {
    pub current: Value,
    pub before: Value,
    /// When the height before was measured.
    pub height_at: Option<String>,
}

impl History {
    /// Splits a patient's measurements, whatever their order, at this visit and its instant.
    pub fn of(measurements: &[Value], visit: &str, begins: &str) -> Self {
        let at = |value: &Value| value["measured_at"].as_str().unwrap_or_default().to_owned();
        let own = measurements.iter().filter(|value| value["visit_id"] == visit);
        let current = own.max_by_key(|value| at(value)).cloned().unwrap_or(Value::Null);
        let mut earlier: Vec<&Value> = measurements
            .iter()
            .filter(|value| value["visit_id"] != visit && at(value).as_str() < begins)
            .collect();
        earlier.sort_by_key(|value| at(value));
        let mut before = serde_json::Map::new();
        let with_height = earlier.iter().rfind(|one| one["height_cm"].is_number());
        let height_at = with_height.map(|one| at(one));
        for measurement in earlier {
            for (name, _, _) in MEASURES {
                if measurement[name].is_number() {
                    before.insert(name.into(), measurement[name].clone());
                }
            }
        }
        Self { current, before: Value::Object(before), height_at }
    }

    /// The rows of the grid, in the language's decimals.
    pub fn rows(&self, language: Language) -> Vec<Measure> {
        let row = |(name, label, unit): (&'static str, &'static str, &'static str)| {
            let (now, before) = (&self.current[name], &self.before[name]);
            Measure {
                name,
                label,
                unit,
                value: language.figure(now),
                previous: language.figure(before),
                difference: difference(now.as_f64(), before.as_f64(), language),
                problem: None,
            }
        };
        MEASURES.into_iter().map(row).collect()
    }
}

/// By how much a value has changed, with the decimals that people typed: 70.4 after 72.45 is −2.05,
/// and the way back +2.05.
pub fn difference(now: Option<f64>, before: Option<f64>, language: Language) -> String {
    let (Some(now), Some(before)) = (now, before) else { return String::new() };
    let places = decimals(now).max(decimals(before));
    let units = |value: f64| (value * 10f64.powi(places)).round();
    let change = (units(now) - units(before)) / 10f64.powi(places);
    let digits = format!("{change:.*}", usize::try_from(places).unwrap_or(0));
    match change {
        0.0 => "±0".into(),
        more if more > 0.0 => format!("+{}", language.number(&digits)),
        _ => language.number(&digits),
    }
}

/// How many decimals a value was typed with.
fn decimals(value: f64) -> i32 {
    const MOST: usize = 3;
    let text = value.to_string();
    let part = text.split_once('.').map_or(0, |(_, part)| part.len());
    i32::try_from(part.min(MOST)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_grid_shows_the_latest_value_before_this_visit_and_the_difference() {
        let measured = [
            json!({ "visit_id": "c", "measured_at": "2026-03-01", "weight_kg": 70.4 }),
            json!({ "visit_id": "a", "measured_at": "2026-01-01", "weight_kg": 75, "height_cm": 175 }),
            json!({ "visit_id": "b", "measured_at": "2026-02-01", "weight_kg": 72.5 }),
            json!({ "visit_id": "d", "measured_at": "2026-04-01", "weight_kg": 60 }),
        ];
        let rows = History::of(&measured, "c", "2026-03-01").rows(Language::English);
        assert_eq!((rows[0].value.as_str(), rows[0].previous.as_str()), ("70.4", "72.5"));
        assert_eq!(rows[0].difference, "−2.1");
        assert_eq!((rows[1].value.as_str(), rows[1].previous.as_str()), ("", "175"));
    }

    #[test]
    fn a_difference_has_the_decimals_that_were_typed_and_is_the_same_both_ways() {
        let of = |now, before| difference(Some(now), Some(before), Language::English);
        assert_eq!((of(70.4, 72.45).as_str(), of(72.45, 70.4).as_str()), ("−2.05", "+2.05"));
        assert_eq!((of(70.25, 70.2).as_str(), of(70.2, 70.25).as_str()), ("+0.05", "−0.05"));
        assert_eq!(of(0.3, 0.1), "+0.2");
        assert_eq!(of(75.0, 80.0), "−5");
        assert_eq!(of(75.0, 75.0), "±0");
    }
}
