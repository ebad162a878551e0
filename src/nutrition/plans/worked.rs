//! The sums of a plan: of every item, meal and day, and of the mean day.

use super::model::Day;
use crate::nutrition::pantry::{Pantry, Sums};

/// Sums of a plan's days.
pub(crate) struct Worked {
    pub days: Vec<DaySums>,
    /// The mean of the days on which something is planned.
    pub mean: Sums,
}

pub(crate) struct DaySums {
    pub meals: Vec<MealSums>,
    pub sums: Sums,
    /// Items that are words alone.
    pub not_counted: usize,
}

pub(crate) struct MealSums {
    /// Of each item; none of words.
    pub items: Vec<Option<Sums>>,
    pub sums: Sums,
    pub not_counted: usize,
}

impl Worked {
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
        let planned = days.iter().zip(&worked).filter(|(day, _)| !day.is_empty());
        let mean = Sums::mean(planned.map(|(_, worked)| &worked.sums));
        Self { days: worked, mean }
    }
}
