//! Figures beside their budgets, as a table on the terminal.

use crate::latency::Latencies;
use crate::thresholds::{Limit, Thresholds};

/// A figure with its limits.
pub struct Figure {
    pub name: String,
    pub value: f64,
    pub limits: Vec<Limit>,
}

/// A named distribution: percentiles and milliseconds.
pub struct Curve {
    pub name: String,
    pub points: Vec<(f64, f64)>,
}

/// Curves that belong into one plot.
pub struct Plot {
    pub title: String,
    pub curves: Vec<Curve>,
}

/// Anything over time.
pub struct Course {
    pub title: String,
    pub unit: &'static str,
    pub points: Vec<(f64, f64)>,
}

/// The figures of one run.
pub struct Verdict {
    thresholds: Thresholds,
    pub figures: Vec<Figure>,
    pub plots: Vec<Plot>,
    pub courses: Vec<Course>,
    pub is_short: bool,
}

const PERCENTILES: [f64; 12] =
    [0.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 98.0, 99.0, 99.5, 99.9, 100.0];

impl Verdict {
    pub fn new(is_short: bool) -> Self {
        let (figures, plots, courses) = (Vec::new(), Vec::new(), Vec::new());
        Self { thresholds: Thresholds::read(), figures, plots, courses, is_short }
    }

    /// Notes a figure; the thresholds say what it must be. Its name ends in its unit.
    pub fn note(&mut self, name: &str, value: f64) {
        let limits = self.thresholds.of(name);
        let told: Vec<String> = limits
            .iter()
            .map(|limit| format!("{} {}", limit.told(), self.word(limit, value)))
            .collect();
        println!("{name:<46} {value:>11.3}  {}", told.join(", "));
        self.figures.push(Figure { name: name.into(), value, limits });
    }

    /// Keeps distributions for one plot.
    pub fn plot(&mut self, title: &str, curves: &[(&str, &Latencies)]) {
        let curve = |(name, latencies): &(&str, &Latencies)| Curve {
            name: (*name).into(),
            points: PERCENTILES.map(|percentile| (percentile, latencies.ms(percentile))).into(),
        };
        let curves = curves.iter().map(curve).collect();
        self.plots.push(Plot { title: title.into(), curves });
    }

    pub fn course(&mut self, title: &str, unit: &'static str, points: Vec<(f64, f64)>) {
        self.courses.push(Course { title: title.into(), unit, points });
    }

    /// Whether that counts as missed in this run.
    pub fn is_missed(&self, limit: &Limit, value: f64) -> bool {
        match (self.is_short, limit.gate) {
            (true, None) => false,
            (true, Some(margin)) => !limit.is_kept_within(value, margin),
            (false, _) => !limit.is_kept_by(value),
        }
    }

    /// Whether one of the figures from that one on missed a limit.
    pub fn misses_since(&self, first: usize) -> bool {
        let figures = self.figures.iter().skip(first);
        figures
            .flat_map(|figure| figure.limits.iter().map(move |limit| (limit, figure.value)))
            .any(|(limit, value)| self.is_missed(limit, value))
    }

    /// Drops the figures from that one on, to be measured again.
    pub fn forget_since(&mut self, first: usize) {
        self.figures.truncate(first);
    }

    /// How a figure stands to a limit.
    pub fn word(&self, limit: &Limit, value: f64) -> &'static str {
        match (self.is_missed(limit, value), limit.is_kept_by(value)) {
            (true, _) => "MISSED",
            (false, true) => "ok",
            (false, false) => "over, not asked of a short run",
        }
    }
}
