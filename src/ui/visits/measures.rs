//! The grid of measurements: what is typed beside what was measured before.

use crate::clock::Moment;
use crate::ids::Id;
use crate::ui::language::{Language, say};
use crate::visits::measurements::{Measurement, Values};

/// A thing that is measured.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub name: &'static str,
    label: &'static str,
    unit: &'static str,
    of: fn(&Values) -> Option<f64>,
}

pub(super) const MEASURES: [Kind; 7] = [
    kind("weight_kg", say("Weight"), "kg", |values| values.weight_kg),
    kind("height_cm", say("Height"), "cm", |values| values.height_cm),
    kind("waist_circumference_cm", say("Waist"), "cm", |values| values.waist_circumference_cm),
    kind("hip_circumference_cm", say("Hip"), "cm", |values| values.hip_circumference_cm),
    kind("body_fat_percentage", say("Body fat"), "%", |values| values.body_fat_percentage),
    kind("blood_pressure_systolic", say("Systolic"), "mmHg", |values| {
        values.blood_pressure_systolic.map(|pressure| pressure as f64)
    }),
    kind("blood_pressure_diastolic", say("Diastolic"), "mmHg", |values| {
        values.blood_pressure_diastolic.map(|pressure| pressure as f64)
    }),
];

const fn kind(
    name: &'static str,
    label: &'static str,
    unit: &'static str,
    of: fn(&Values) -> Option<f64>,
) -> Kind {
    Kind { name, label, unit, of }
}

/// The unit of a field of a visit or of what is measured at it; none of what has none.
pub fn unit_of(field: &str) -> Option<&'static str> {
    let measured = MEASURES.iter().find(|one| one.name == field).map(|one| one.unit);
    measured.or((field == "duration_minutes").then_some("min"))
}

/// A row of the grid.
pub(super) struct Measure {
    pub name: &'static str,
    pub label: &'static str,
    pub unit: &'static str,
    pub value: String,
    pub previous: String,
    pub difference: String,
    pub problem: Option<String>,
    /// The last values as a line, the newest marked.
    pub spark: Option<Spark>,
}

/// A line of a few values without axes, as SVG draws it in a box of 52 by 16.
pub(super) struct Spark {
    pub path: String,
    pub end: (String, String),
}

impl Spark {
    /// The line of these values, oldest first; none of less than two.
    fn of(values: &[f64]) -> Option<Self> {
        let (least, most) = values
            .iter()
            .fold((f64::MAX, f64::MIN), |(least, most), value| (value.min(least), value.max(most)));
        let last = values.len().checked_sub(1).filter(|last| *last > 0)?;
        let at = |index: usize, value: f64| {
            let x = 2.0 + 46.0 * index as f64 / last as f64;
            let share = if most > least { (value - least) / (most - least) } else { 0.5 };
            (format!("{x:.1}"), format!("{:.1}", 13.0 - 10.0 * share))
        };
        let points: Vec<(String, String)> =
            values.iter().enumerate().map(|(index, value)| at(index, *value)).collect();
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{x} {y}")).collect();
        Some(Self { path: format!("M{}", path.join("L")), end: points.last()?.clone() })
    }
}

/// A figure that was frozen by a signature, and what it was corrected to since.
pub(super) struct Frozen {
    pub label: &'static str,
    pub unit: &'static str,
    pub value: String,
    pub corrected: Option<String>,
}

/// The figures that a signature froze beside those of now. Without a signature those of now.
pub(super) fn frozen(signed: Option<&Values>, now: &Values, language: Language) -> Vec<Frozen> {
    let shown = |value: Option<f64>| {
        value.map_or_else(|| "–".to_owned(), |value| language.decimal(&value.to_string()))
    };
    let row = |kind: Kind| {
        let now = (kind.of)(now);
        let value = signed.map_or(now, |signed| (kind.of)(signed));
        (value.is_some() || now.is_some()).then(|| Frozen {
            label: kind.label,
            unit: kind.unit,
            value: shown(value),
            corrected: (value != now).then(|| shown(now)),
        })
    };
    MEASURES.into_iter().filter_map(row).collect()
}

/// The measurement of this visit that the grid edits, and the latest value of each measure before.
pub(super) struct History {
    pub current: Option<Measurement>,
    pub before: Values,
    /// When the height before was measured.
    pub height_at: Option<Moment>,
    /// What was measured before, oldest first: the last of it.
    course: Vec<Values>,
}

/// Earlier values that a line is drawn of.
const COURSE: usize = 7;

impl History {
    /// Splits a patient's measurements, oldest first, at this visit and its instant.
    pub fn of(measurements: &[Measurement], visit: Id, begins: Moment) -> Self {
        let current = measurements.iter().rfind(|one| one.visit_id == visit).cloned();
        let is_earlier = |one: &&Measurement| one.visit_id != visit && one.measured_at < begins;
        let mut before = Values::default();
        let mut height_at = None;
        let mut course = Vec::new();
        for Measurement { measured_at, values, .. } in measurements.iter().filter(is_earlier) {
            height_at = values.height_cm.map(|_| *measured_at).or(height_at);
            before = values.over(&before);
            course.push(values.clone());
        }
        Self { current, before, height_at, course }
    }

    /// What was measured at this visit so far.
    pub fn now(&self) -> Values {
        self.current.as_ref().map(|one| one.values.clone()).unwrap_or_default()
    }

    /// The rows of the grid, in the language's decimals.
    pub fn rows(&self, language: Language) -> Vec<Measure> {
        let values = self.now();
        let row = |kind: Kind| {
            let (now, before) = ((kind.of)(&values), (kind.of)(&self.before));
            let shown = |value: Option<f64>| {
                value.map_or_else(String::new, |value| language.number(&value.to_string()))
            };
            Measure {
                name: kind.name,
                label: kind.label,
                unit: kind.unit,
                value: shown(now),
                previous: shown(before),
                difference: difference(now, before, language),
                problem: None,
                spark: self.spark(kind, now),
            }
        };
        MEASURES.into_iter().map(row).collect()
    }

    fn spark(&self, kind: Kind, now: Option<f64>) -> Option<Spark> {
        let values = self.course.iter().filter_map(kind.of).chain(now);
        let values: Vec<f64> = values.collect();
        Spark::of(&values[values.len().saturating_sub(COURSE)..])
    }

    /// The differences that these values would make: by the name of the measure.
    pub fn differences(&self, typed: &Values, language: Language) -> Vec<(&'static str, String)> {
        let of = |kind: Kind| {
            let change = difference((kind.of)(typed), (kind.of)(&self.before), language);
            (kind.name, change)
        };
        MEASURES.into_iter().map(of).collect()
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

    fn measured(visit: Id, day: &str, weight_kg: f64, height_cm: Option<f64>) -> Measurement {
        let zone = crate::clock::Zone::utc();
        let values = Values { weight_kg: Some(weight_kg), height_cm, ..Values::default() };
        let measured_at = zone.parse(&format!("{day}T00:00:00Z")).unwrap();
        Measurement { id: Id::new(), visit_id: visit, measured_at, values, version: 1 }
    }

    #[test]
    fn the_grid_shows_the_latest_value_before_this_visit_and_the_difference() {
        let [a, b, c, d] = [(); 4].map(|()| Id::new());
        let all = [
            measured(a, "2026-01-01", 75.0, Some(175.0)),
            measured(b, "2026-02-01", 72.5, None),
            measured(c, "2026-03-01", 70.4, None),
            measured(d, "2026-04-01", 60.0, None),
        ];
        let history = History::of(&all, c, all[2].measured_at);
        assert_eq!(history.height_at, Some(all[0].measured_at));
        let rows = history.rows(Language::English);
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
