//! Shares of energy (E%): what each part gives of the sum of all parts, so that shares add up to 100
//! (factors of Regulation (EU) 1169/2011, annex XIV). The table's own energy stays beside it.

use super::Tally;
use crate::nutrition::exact::Exact;

/// A part that gives energy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Protein,
    /// Available carbohydrate without polyols.
    Carbohydrate,
    Polyols,
    Fat,
    Alcohol,
    Fibre,
    OrganicAcids,
}

impl Part {
    pub const ALL: [Self; 7] = [
        Self::Protein,
        Self::Carbohydrate,
        Self::Polyols,
        Self::Fat,
        Self::Alcohol,
        Self::Fibre,
        Self::OrganicAcids,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Protein => "protein",
            Self::Carbohydrate => "carbohydrate",
            Self::Polyols => "polyols",
            Self::Fat => "fat",
            Self::Alcohol => "alcohol",
            Self::Fibre => "fibre",
            Self::OrganicAcids => "organic_acids",
        }
    }

    /// kcal per gram.
    pub fn factor(self) -> f64 {
        match self {
            Self::Protein | Self::Carbohydrate => 4.0,
            Self::Polyols => 2.4,
            Self::Fat => 9.0,
            Self::Alcohol => 7.0,
            Self::Fibre => 2.0,
            Self::OrganicAcids => 3.0,
        }
    }
}

/// From this share on, the table's energy and the sum of the parts differ enough to be marked.
const GAP: f64 = 0.10;

/// The energy of each part, kcal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EnergyShares([Exact; 7]);

impl EnergyShares {
    /// Of sums in grams. Polyols lie within the available carbohydrate, and are taken out of it.
    pub fn of(grams: impl Fn(Part) -> Exact) -> Self {
        let polyols = grams(Part::Polyols);
        Self(Part::ALL.map(|part| {
            let mass = match part {
                Part::Carbohydrate => {
                    let rest = grams(part) - polyols;
                    if rest.nearest() < 0.0 { Exact::ZERO } else { rest }
                }
                part => grams(part),
            };
            mass * Exact::of(part.factor())
        }))
    }

    /// The sum of the parts, kcal.
    pub fn kcal(&self) -> Exact {
        self.0.iter().copied().sum()
    }

    /// The share of a part, percent; none where nothing gives energy.
    pub fn percent(&self, part: Part) -> Option<f64> {
        let all = self.kcal();
        let share = self.0[part as usize] * Exact::of(100.0) / all;
        (all.nearest() > 0.0).then(|| share.nearest())
    }

    /// Whether the table's energy lies so far from the sum of the parts that it has to be said.
    pub fn has_gap(&self, energy: &Tally) -> bool {
        let (told, summed) = (energy.amount.nearest(), self.kcal().nearest());
        energy.missing == 0 && told > 0.0 && ((told - summed) / told).abs() > GAP
    }
}
