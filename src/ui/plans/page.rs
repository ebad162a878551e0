//! The plan as its page shows it: meals down, days across, the sums of a day beside.

use askama::Template;

use super::day::{TotalLine, lines};
use super::panel::Panel;
use super::period::days as days_of;
use super::words::{amount, energy, name};
use crate::ids::Id;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::pantry::Pantry;
use crate::nutrition::plans::store::Stored;
use crate::nutrition::plans::worked::Worked;
use crate::shown::{Discloses, Shows};
use crate::ui::form::Sent;
use crate::ui::language::say;
use crate::ui::staff::Shell;

/// Days beside one another.
const ACROSS: usize = 7;

#[derive(Template)]
#[template(path = "ui/plans/plan.html", config = "src/ui/askama.toml")]
pub(super) struct PlanPage {
    pub shell: Shell,
    pub id: Id,
    pub title: String,
    pub version: i64,
    /// Address and name of whose plan it is.
    pub patient: Option<(String, String)>,
    pub allergies: Option<String>,
    pub about: String,
    pub status: &'static str,
    pub badge: &'static str,
    pub is_draft: bool,
    pub is_given: bool,
    pub may_plan: bool,
    pub problem: Option<String>,
    pub weeks: Vec<(String, String, bool)>,
    pub columns: Vec<Column>,
    pub rows: Vec<MealRow>,
    pub sides: Vec<(String, String, bool)>,
    pub totals: Vec<TotalLine>,
    pub not_counted: usize,
    pub has_gap: bool,
    pub citations: Vec<String>,
    pub panel: Panel,
}

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

impl Discloses for PlanPage {
    fn shows(&self) -> Shows {
        match self.patient {
            Some(_) => Shows::record("meal_plan", self.id),
            None => Shows::nothing(),
        }
    }
}

/// What the address asks to see.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct View {
    pub week: usize,
    /// The day whose sums stand beside; none is the mean.
    pub day: Option<usize>,
}

impl PlanPage {
    pub fn of(shell: Shell, plan: &Stored, pantry: &Pantry, view: View, may_plan: bool) -> Self {
        let language = shell.look.language;
        let worked = Worked::of(&plan.details.days, pantry);
        let days = &plan.details.days;
        let last = days.len().saturating_sub(1);
        let day = view.day.map(|day| day.min(last)).filter(|_| !days.is_empty());
        let week = view.week.min(last / ACROSS);
        let shown = (week * ACROSS..days.len()).take(ACROSS);
        let is_draft = plan.is_draft();
        let here = |day: Option<usize>| address(week, day);
        let goal = plan.details.targets.iter().find(|target| target.nutrient == Tag::ENERC_KCAL);
        let goal = goal.and_then(|target| target.aim.or(target.max)).filter(|goal| *goal > 0.0);
        let column = |at: usize| {
            let kcal = worked.days[at].sums.get(Tag::ENERC_KCAL).amount.nearest();
            Column {
                label: days[at].label.clone(),
                sum: energy(&worked.days[at].sums, language),
                bar: goal.map(|goal| (kcal / goal * 100.0).clamp(0.0, 100.0).round() as u32),
                href: here(Some(at)),
                copy: format!("{}&copy={at}#panel", here(Some(at))),
                is_here: day == Some(at),
            }
        };
        let columns: Vec<Column> = shown.clone().map(column).collect();
        let meals = shown.clone().map(|at| days[at].meals.len()).max().unwrap_or(0);
        let row = |meal: usize| {
            let named = shown.clone().find_map(|at| days[at].meals.get(meal));
            MealRow {
                name: named.map(|meal| meal.name.clone()).unwrap_or_default(),
                time: named.and_then(|meal| meal.time.clone()).unwrap_or_default(),
                cells: shown
                    .clone()
                    .map(|at| cell(plan, pantry, &worked, (at, meal), language))
                    .collect(),
            }
        };
        let rows = (0..meals).map(row).collect();
        let sums = day.map_or(&worked.mean, |at| &worked.days[at].sums);
        let label = |at: usize| days.get(at).map(|day| day.label.clone()).unwrap_or_default();
        let weeks = match days.len() > ACROSS {
            false => Vec::new(),
            true => (0..=last / ACROSS)
                .map(|at| {
                    let name = language.fill(say("Week {}"), &[&(at + 1).to_string()]);
                    (name, address(at, Some(at * ACROSS)), at == week)
                })
                .collect(),
        };
        let mut sides = vec![(language.t(say("Mean day")).to_owned(), here(None), day.is_none())];
        sides.extend(day.map(|at| (label(at), here(Some(at)), true)));
        let (status, badge) = match plan.status.as_str() {
            "given" => (say("Given"), "green"),
            "ended" => (say("Ended"), "grey"),
            _ => (say("Draft"), "amber"),
        };
        let patient = plan.patient.as_ref().map(|patient| {
            let first = patient.first_name.as_deref().unwrap_or_default();
            let name = format!("{first} {}", patient.last_name).trim().to_owned();
            (format!("/patients/{}/plans", patient.id), name)
        });
        Self {
            id: plan.id,
            title: plan.details.title.clone(),
            version: plan.version,
            patient,
            allergies: plan.patient.as_ref().and_then(|patient| patient.allergies.clone()),
            about: days_of(
                plan.details.from_date.as_deref(),
                plan.details.to_date.as_deref(),
                language,
            ),
            status,
            badge,
            is_draft: is_draft && may_plan,
            is_given: plan.status == "given" && may_plan,
            may_plan,
            problem: None,
            weeks,
            columns,
            rows,
            sides,
            totals: lines(sums, &plan.details.targets, language),
            not_counted: day.map_or_else(
                || worked.days.iter().map(|day| day.not_counted).sum(),
                |at| worked.days[at].not_counted,
            ),
            has_gap: sums.shares().has_gap(sums.get(Tag::ENERC_KCAL)),
            citations: pantry.citations(),
            panel: Panel::Nothing,
            shell,
        }
    }

    /// The page with what was typed and refused.
    pub fn retyped(mut self, sent: &Sent) -> Self {
        for cell in self.rows.iter_mut().flat_map(|row| &mut row.cells) {
            if let Some(key) = &cell.key {
                cell.typed = sent.get(&format!("add.{key}")).to_owned();
            }
        }
        self.panel.retype(sent);
        self
    }

    /// How the fields of a target begin, in the order of the columns.
    fn bound(place: &usize) -> &'static str {
        ["min", "aim", "max"][(*place).min(2)]
    }

    fn bound_name(place: &usize) -> &'static str {
        [say("Least"), say("Aim"), say("Most")][(*place).min(2)]
    }

    /// The sentence on items without values.
    pub fn uncounted(&self) -> String {
        self.shell
            .look
            .language
            .fill(say("Not counted: {} in words alone"), &[&self.not_counted.to_string()])
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
    worked: &Worked,
    (day, meal): (usize, usize),
    language: crate::ui::language::Language,
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
    let line = |(at, item): (usize, &crate::nutrition::plans::model::Item)| Line {
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
