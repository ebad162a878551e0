//! What is worked on beside the plan: an item, a day to be copied, the days and meals, the targets.

use super::words::{amount_in_full, figure, name};
use crate::nutrition::nutrients::Tag;
use crate::nutrition::pantry::Pantry;
use crate::nutrition::plans::copying::Place;
use crate::nutrition::plans::store::Stored;
use crate::nutrition::target_sets::TargetSet;
use crate::ui::form::Sent;
use crate::ui::language::Language;
use crate::ui::plans::day::capital;

/// The panel beside the plan.
pub(super) enum Panel {
    Nothing,
    Item(ItemPanel),
    /// Of which day, and to which others.
    Copy {
        from: usize,
        label: String,
        others: Vec<(usize, String)>,
    },
    /// Days, one a line; meals with their times, one a line.
    Days {
        title: String,
        days: String,
        meals: String,
    },
    /// The targets, and the own sets that can fill them in.
    Targets(Vec<TargetRow>, Vec<(String, String)>),
}

pub(super) struct ItemPanel {
    /// Day, meal and item: `0.2.1`.
    pub at: String,
    pub name: String,
    /// As it can be typed again.
    pub amount: String,
    pub in_full: String,
    pub note: String,
    pub or: String,
    pub energy: String,
    pub is_chosen: bool,
    pub is_text: bool,
}

/// What a day shall have of a nutrient, as typed.
pub(super) struct TargetRow {
    pub tag: &'static str,
    pub name: String,
    pub unit: &'static str,
    pub values: [String; 3],
}

/// What a plan is usually held against.
pub(super) const AIMED: [Tag; 9] = [
    Tag::ENERC_KCAL,
    Tag::PROCNT,
    Tag::CHOAVL,
    Tag::FAT,
    Tag::FASAT,
    Tag::FIBTG,
    Tag::NACL,
    Tag::CA,
    Tag::FE,
];

/// A place as an address has it: `0.2.1`.
pub(super) fn place(text: &str) -> Option<Place> {
    let mut parts = text.split('.').map(|part| part.parse::<usize>().ok());
    let place = Place { day: parts.next()??, meal: parts.next()??, item: parts.next()?? };
    parts.next().is_none().then_some(place)
}

impl Panel {
    /// The item at that place, if there is one.
    pub fn item(plan: &Stored, pantry: &Pantry, at: Place, language: Language) -> Self {
        let meal = plan.details.days.get(at.day).and_then(|day| day.meals.get(at.meal));
        let Some(item) = meal.and_then(|meal| meal.items.get(at.item)) else {
            return Self::Nothing;
        };
        let eaten =
            item.eaten().map(|(what, grams)| pantry.sums(what, grams, &mut Default::default()));
        let grams = item.grams.map(|grams| format!("{} g", language.decimal(&grams.to_string())));
        Self::Item(ItemPanel {
            at: format!("{}.{}.{}", at.day, at.meal, at.item),
            name: name(item, pantry, language),
            amount: grams.or_else(|| item.text.clone()).unwrap_or_default(),
            in_full: amount_in_full(item, language),
            note: item.note.clone().unwrap_or_default(),
            or: String::new(),
            energy: eaten
                .map(|sums| figure(sums.get(Tag::ENERC_KCAL), Tag::ENERC_KCAL, language))
                .unwrap_or_default(),
            is_chosen: item.is_chosen,
            is_text: item.text.is_some(),
        })
    }

    /// A day, and the others that it can be copied to.
    pub fn copy(plan: &Stored, from: usize) -> Self {
        let days = &plan.details.days;
        let Some(day) = days.get(from) else { return Self::Nothing };
        let others = days.iter().enumerate().filter(|(at, _)| *at != from);
        let others = others.map(|(at, day)| (at, day.label.clone())).collect();
        Self::Copy { from, label: day.label.clone(), others }
    }

    pub fn days(plan: &Stored) -> Self {
        let days = &plan.details.days;
        let labels: Vec<&str> = days.iter().map(|day| day.label.as_str()).collect();
        let meals = days.iter().max_by_key(|day| day.meals.len()).map(|day| day.meals.as_slice());
        let meal = |meal: &crate::nutrition::plans::model::Meal| match &meal.time {
            Some(time) => format!("{} {time}", meal.name),
            None => meal.name.clone(),
        };
        let meals: Vec<String> = meals.unwrap_or_default().iter().map(meal).collect();
        let title = plan.details.title.clone();
        Self::Days { title, days: labels.join("\n"), meals: meals.join("\n") }
    }

    /// What was typed instead of what is stored.
    pub fn retype(&mut self, sent: &Sent) {
        let text = |name: &str| sent.raw(name).replace("\r\n", "\n");
        match self {
            Self::Nothing | Self::Copy { .. } => {}
            Self::Item(item) => {
                (item.amount, item.note, item.or) = (text("amount"), text("note"), text("or"));
            }
            Self::Days { title, days, meals } => {
                (*title, *days, *meals) = (text("title"), text("days"), text("meals"));
            }
            Self::Targets(rows, _) => {
                for row in rows {
                    row.values =
                        ["min", "aim", "max"].map(|kind| text(&format!("{kind}.{}", row.tag)));
                }
            }
        }
    }

    pub fn targets(plan: &Stored, sets: &[TargetSet], language: Language) -> Self {
        let row = |tag: Tag| {
            let target = plan.details.targets.iter().find(|target| target.nutrient == tag);
            let value = |of: fn(&crate::nutrition::plans::model::Target) -> Option<f64>| {
                target
                    .and_then(of)
                    .map(|value| language.decimal(&value.to_string()))
                    .unwrap_or_default()
            };
            let nutrient = tag.nutrient();
            TargetRow {
                tag: nutrient.name,
                name: capital(if language == Language::French {
                    nutrient.french
                } else {
                    nutrient.english
                }),
                unit: nutrient.unit.symbol(),
                values: [value(|it| it.min), value(|it| it.aim), value(|it| it.max)],
            }
        };
        let sets = sets.iter().map(|set| (set.id.to_string(), set.details.name.clone()));
        Self::Targets(AIMED.map(row).into(), sets.collect())
    }
}
