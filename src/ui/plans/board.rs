//! A plan's week: days across, meals down.

use super::words::{amount, energy, name};
use crate::nutrition::nutrients::Tag;
use crate::nutrition::pantry::Pantry;
use crate::nutrition::plans::model::Item;
use crate::nutrition::plans::store::Stored;
use crate::nutrition::plans::sums::PlanSums;
use crate::ui::language::{Language, say};

/// Days beside one another.
pub(super) const ACROSS: usize = 7;

/// A day.
pub(super) struct Column {
    pub label: String,
    pub sum: String,
    pub bar: Option<u32>,
    pub href: String,
    pub copy: String,
    pub is_here: bool,
}

/// A meal on all days.
pub(super) struct MealRow {
    pub name: String,
    pub time: String,
    pub cells: Vec<Cell>,
}

/// A meal on a day.
pub(super) struct Cell {
    /// Day and meal, as forms name it; none where that day has no such meal.
    pub key: Option<String>,
    pub label: String,
    pub items: Vec<Line>,
    pub sum: String,
    /// What was typed and refused.
    pub typed: String,
}

/// An item.
pub(super) struct Line {
    pub name: String,
    pub amount: String,
    pub href: String,
    pub style: &'static str,
    pub is_other: bool,
}

/// The days of a week beside one another, each with its meals.
pub(super) struct Board<'a> {
    pub plan: &'a Stored,
    pub pantry: &'a Pantry,
    pub worked: &'a PlanSums,
    pub week: usize,
    /// The day whose sums stand beside; none is the mean.
    pub day: Option<usize>,
    pub language: Language,
}

impl Board<'_> {
    /// The places of the days that are shown.
    fn shown(&self) -> impl Iterator<Item = usize> + Clone + use<> {
        (self.week * ACROSS..self.plan.details.days.len()).take(ACROSS)
    }

    /// The same week with the sums of that day beside it.
    fn here(&self, day: Option<usize>) -> String {
        address(self.week, day)
    }

    pub fn columns(&self) -> Vec<Column> {
        let details = &self.plan.details;
        let goal = details.targets.iter().find(|target| target.nutrient == Tag::ENERC_KCAL);
        let goal = goal.and_then(|target| target.aim.or(target.max)).filter(|goal| *goal > 0.0);
        let column = |at: usize| {
            let sums = &self.worked.days[at].sums;
            let kcal = sums.get(Tag::ENERC_KCAL).amount.nearest();
            Column {
                label: details.days[at].label.clone(),
                sum: energy(sums, self.language),
                bar: goal.map(|goal| (kcal / goal * 100.0).clamp(0.0, 100.0).round() as u32),
                href: self.here(Some(at)),
                copy: format!("{}&copy={at}#panel", self.here(Some(at))),
                is_here: self.day == Some(at),
            }
        };
        self.shown().map(column).collect()
    }

    pub fn rows(&self) -> Vec<MealRow> {
        let days = &self.plan.details.days;
        let meals = self.shown().map(|at| days[at].meals.len()).max().unwrap_or(0);
        let row = |meal: usize| {
            let named = self.shown().find_map(|at| days[at].meals.get(meal));
            let cell = |at| cell(self.plan, self.pantry, self.worked, (at, meal), self.language);
            MealRow {
                name: named.map(|meal| meal.name.clone()).unwrap_or_default(),
                time: named.and_then(|meal| meal.time.clone()).unwrap_or_default(),
                cells: self.shown().map(cell).collect(),
            }
        };
        (0..meals).map(row).collect()
    }

    /// The weeks of a plan that has several: name, address, and whether it is shown.
    pub fn weeks(&self) -> Vec<(String, String, bool)> {
        let days = self.plan.details.days.len();
        if days <= ACROSS {
            return Vec::new();
        }
        let week = |at: usize| {
            let name = self.language.fill(say("Week {}"), &[&(at + 1).to_string()]);
            (name, address(at, Some(at * ACROSS)), at == self.week)
        };
        (0..=(days - 1) / ACROSS).map(week).collect()
    }

    /// Whose sums stand beside: the mean day's, or those of a day.
    pub fn sides(&self) -> Vec<(String, String, bool)> {
        let mean = self.language.t(say("Average day")).to_owned();
        let mut sides = vec![(mean, self.here(None), self.day.is_none())];
        let label = |at: usize| self.plan.details.days.get(at).map(|day| day.label.clone());
        sides.extend(self.day.map(|at| (label(at).unwrap_or_default(), self.here(Some(at)), true)));
        sides
    }
}

/// The page's own address, from its own.
pub(super) fn address(week: usize, day: Option<usize>) -> String {
    match day {
        Some(day) => format!("?week={week}&day={day}"),
        None => format!("?week={week}&day=mean"),
    }
}

fn cell(
    plan: &Stored,
    pantry: &Pantry,
    worked: &PlanSums,
    (day, meal): (usize, usize),
    language: Language,
) -> Cell {
    let days = &plan.details.days;
    let Some(of_day) = days[day].meals.get(meal) else {
        return Cell {
            key: None,
            label: String::new(),
            items: Vec::new(),
            sum: String::new(),
            typed: String::new(),
        };
    };
    let line = |(at, item): (usize, &Item)| Line {
        name: name(item, pantry, language),
        amount: amount(item, language),
        href: format!("{}&at={day}.{meal}.{at}#panel", address(day / ACROSS, Some(day))),
        style: match (item.text.is_some(), item.is_chosen) {
            (true, _) => "words",
            (false, false) => "other",
            (false, true) => "",
        },
        is_other: item.alternative_of.is_some(),
    };
    let sums = &worked.days[day].meals[meal].sums;
    Cell {
        key: Some(format!("{day}.{meal}")),
        label: format!("{}, {}", days[day].label, of_day.name),
        items: of_day.items.iter().enumerate().map(line).collect(),
        sum: energy(sums, language),
        typed: String::new(),
    }
}
