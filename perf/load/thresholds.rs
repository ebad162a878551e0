//! `perf/thresholds.json`: what each figure must keep.
//!
//! A budget's name may have `*` for a part. `promised` is what the report that started this
//! project promised; `ours` is what we ask of ourselves. `ratio` marks a figure that compares two
//! sides of one run: the gate of the short form asks it, with a margin, and the promised ones.

use serde_json::Value;

/// Where the budgets are.
pub const FILE: &str = "perf/thresholds.json";

pub struct Thresholds(Value);

/// One limit of a figure.
#[derive(Clone, Debug)]
pub struct Limit {
    /// `promised` or `ours`.
    pub whose: &'static str,
    pub bound: Bound,
    /// Whether the short form asks for it too, and how much it forgives.
    pub gate: Option<f64>,
}

#[derive(Clone, Copy, Debug)]
pub enum Bound {
    Most(f64),
    Least(f64),
}

impl Limit {
    pub fn told(&self) -> String {
        match self.bound {
            Bound::Most(most) => format!("{} ≤ {most}", self.whose),
            Bound::Least(least) => format!("{} ≥ {least}", self.whose),
        }
    }

    /// A figure that could not be measured keeps nothing.
    pub fn is_kept_by(&self, value: f64) -> bool {
        self.is_kept_within(value, 1.0)
    }

    pub fn is_kept_within(&self, value: f64, margin: f64) -> bool {
        match self.bound {
            Bound::Most(most) => value <= most * margin,
            Bound::Least(least) => value >= least / margin,
        }
    }
}

impl Thresholds {
    pub fn read() -> Self {
        let text = std::fs::read_to_string(FILE).expect("run from the project's folder");
        Self(serde_json::from_str(&text).expect("thresholds.json is JSON"))
    }

    /// The limits of a figure.
    pub fn of(&self, name: &str) -> Vec<Limit> {
        let budget = self.budget(name);
        let margin = self.0["gate_margin"].as_f64().expect("gate_margin");
        let ratio = budget["ratio"].as_bool().unwrap_or(false);
        let mut limits = Vec::new();
        for whose in ["promised", "ours"] {
            let gate = match whose {
                _ if ratio => Some(margin),
                "promised" => Some(1.0),
                _ => None,
            };
            if let Some(most) = budget[whose]["most"].as_f64() {
                limits.push(Limit { whose, bound: Bound::Most(most), gate });
            }
            if let Some(least) = budget[whose]["least"].as_f64() {
                limits.push(Limit { whose, bound: Bound::Least(least), gate });
            }
        }
        limits
    }

    fn budget(&self, name: &str) -> &Value {
        let budgets = self.0["budgets"].as_object().expect("budgets");
        let exact = budgets.get(name);
        let alike = || budgets.iter().find(|(pattern, _)| is_like(name, pattern));
        exact.or_else(|| alike().map(|(_, budget)| budget)).unwrap_or(&Value::Null)
    }
}

fn is_like(name: &str, pattern: &str) -> bool {
    let (name, pattern) = (name.split('.'), pattern.split('.'));
    name.clone().count() == pattern.clone().count()
        && name.zip(pattern).all(|(own, asked)| asked == "*" || asked == own)
}
