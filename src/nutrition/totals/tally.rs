//! One nutrient's sum over foods, with the counts of what the sum does not know.

use crate::nutrition::exact::Exact;

/// What a table says of a nutrient in 100 g of a food.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Content {
    Value(Exact),
    /// Less than this bound; how much less, nobody knows.
    LessThan(Exact),
    Trace,
    #[default]
    Missing,
}

impl Content {
    /// The value, where it is one.
    pub fn value(self) -> Option<Exact> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }
}

/// The sum of a nutrient over foods. Each count is of foods.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// What is known.
    pub amount: Exact,
    /// What the bounds of "less than" would add.
    bounds: Exact,
    pub less_than: u32,
    pub traces: u32,
    pub missing: u32,
    pub of: u32,
    /// Of how many it was worked out from other nutrients.
    pub derived: u32,
}

impl Tally {
    /// Of one food: so many grams of what has so much in 100 g.
    pub fn of_food(content: Content, grams: Exact) -> Self {
        let part = |in_100: Exact| in_100 * grams / Exact::of(100.0);
        let one = Self { of: 1, ..Self::default() };
        match content {
            Content::Value(value) => Self { amount: part(value), ..one },
            Content::LessThan(bound) => Self { bounds: part(bound), less_than: 1, ..one },
            Content::Trace => Self { traces: 1, ..one },
            Content::Missing => Self { missing: 1, ..one },
        }
    }

    /// The same of a food of which it was worked out from other nutrients.
    pub fn as_derived(self) -> Self {
        Self { derived: self.of, ..self }
    }

    /// With what another one has: amounts and counts are added.
    pub fn add(&mut self, other: &Self) {
        self.amount += other.amount;
        self.bounds += other.bounds;
        self.less_than = self.less_than.saturating_add(other.less_than);
        self.traces = self.traces.saturating_add(other.traces);
        self.missing = self.missing.saturating_add(other.missing);
        self.of = self.of.saturating_add(other.of);
        self.derived = self.derived.saturating_add(other.derived);
    }

    /// A part of it, or a multiple: of a recipe as much as is eaten. Foods stay as many.
    pub fn scaled(self, factor: Exact) -> Self {
        Self { amount: self.amount * factor, bounds: self.bounds * factor, ..self }
    }

    /// The sum if every "less than" were its bound; none without one, and none while something is
    /// missing: it would be no upper bound.
    pub fn upper(&self) -> Option<Exact> {
        (self.less_than > 0 && self.missing == 0).then(|| self.amount + self.bounds)
    }

    /// Whether no food says anything of it.
    pub fn is_unknown(&self) -> bool {
        self.missing == self.of
    }

    /// Whether there may be more than the sum.
    pub fn is_at_least(&self) -> bool {
        self.missing > 0 || self.traces > 0
    }
}
