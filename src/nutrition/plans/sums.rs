//! The sums of a plan: of every item, meal and day, and of the mean day.

use super::model::Day;
use crate::nutrition::pantry::{Pantry, Sums};

/// Sums of a plan's days.
pub(crate) struct PlanSums {
    pub days: Vec<DaySums>,
    /// The mean of the days of which something counts.
    pub mean: Sums,
}

/// Sums of a day.
pub(crate) struct DaySums {
    pub meals: Vec<MealSums>,
    pub sums: Sums,
    /// Items that are words alone.
    pub not_counted: usize,
}

/// Sums of a meal.
pub(crate) struct MealSums {
    /// Of each item; none of words.
    pub items: Vec<Option<Sums>>,
    pub sums: Sums,
    /// Items that are words alone.
    pub not_counted: usize,
}

impl DaySums {
    /// Whether a food of it has values: of words alone nobody knows how much they come to, and the day is
    /// none of nothing eaten.
    pub fn counts(&self) -> bool {
        self.sums.foods() > 0
    }
}

impl PlanSums {
    /// The sums of these days, by the values that the pantry has.
    pub fn of(days: &[Day], pantry: &Pantry) -> Self {
        let mut cooked = Default::default();
        let of_day = |day: &Day| {
            let mut worked = DaySums { meals: Vec::new(), sums: Sums::default(), not_counted: 0 };
            for meal in &day.meals {
                let mut sums = Sums::default();
                let mut not_counted = 0;
                let mut items = Vec::with_capacity(meal.items.len());
                for item in &meal.items {
                    let eaten = item.eaten().map(|(what, g)| pantry.sums(what, g, &mut cooked));
                    match (&eaten, item.is_chosen) {
                        (Some(eaten), true) => sums.add(eaten),
                        (None, true) => not_counted += 1,
                        (_, false) => {}
                    }
                    items.push(eaten);
                }
                worked.sums.add(&sums);
                worked.not_counted += not_counted;
                worked.meals.push(MealSums { items, sums, not_counted });
            }
            worked
        };
        let worked: Vec<DaySums> = days.iter().map(of_day).collect();
        let counted = worked.iter().filter(|day| day.counts());
        let mean = Sums::mean(counted.map(|day| &day.sums));
        Self { days: worked, mean }
    }
}
