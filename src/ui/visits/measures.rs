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
        for measurement in earlier {
            for (name, _, _) in MEASURES {
                if measurement[name].is_number() {
                    before.insert(name.into(), measurement[name].clone());
                }
            }
        }
        Self { current, before: Value::Object(before) }
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

/// By how much a value has changed, in tenths.
pub fn difference(now: Option<f64>, before: Option<f64>, language: Language) -> String {
    let (Some(now), Some(before)) = (now, before) else { return String::new() };
    let tenths = ((now - before) * 10.0).round() / 10.0;
    match tenths {
        0.0 => "±0".into(),
        more if more > 0.0 => format!("+{}", language.number(&more.to_string())),
        less => language.number(&less.to_string()),
    }
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
}
