//! The plan as its page shows it: meals down, days across, the sums of a day beside.

use askama::Template;

use super::board::{ACROSS, Board, Column, MealRow};
use super::day::{TotalLine, lines};
use super::panel::Panel;
use super::period::days as days_of;
use super::words::count_of;
use crate::ids::Id;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::pantry::Pantry;
use crate::nutrition::plans::store::{Patient, Stored};
use crate::nutrition::plans::sums::PlanSums;
use crate::nutrition::plans::view::{ExchangeCount, exchanges as exchanges_of};
use crate::shown::{Discloses, Shows};
use crate::ui::form::Sent;
use crate::ui::language::{Language, say};
use crate::ui::staff::Shell;

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
    /// Exchanges of the day, or of all days: group and how many.
    pub exchanges: Vec<(String, String)>,
    pub has_gap: bool,
    pub citations: Vec<String>,
    pub panel: Panel,
}

impl Discloses for PlanPage {
    fn shows(&self) -> Shows {
        Shows::record("meal_plan", self.id)
    }
}

/// What the address asks to see.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct View {
    pub week: usize,
    /// The day whose sums stand beside; none is the mean.
    pub day: Option<usize>,
}

/// Where the plans of a patient are, and what they are called.
fn whose(patient: &Patient) -> (String, String) {
    let first = patient.first_name.as_deref().unwrap_or_default();
    let name = format!("{first} {}", patient.last_name).trim().to_owned();
    (format!("/patients/{}/plans", patient.id), name)
}

impl PlanPage {
    pub fn of(
        shell: Shell,
        plan: &Stored,
        (pantry, worked): (&Pantry, &PlanSums),
        view: View,
        may_plan: bool,
    ) -> Self {
        let language = shell.look.language;
        let days = &plan.details.days;
        let last = days.len().saturating_sub(1);
        let day = view.day.map(|day| day.min(last)).filter(|_| !days.is_empty());
        let week = view.week.min(last / ACROSS);
        let board = Board { plan, pantry, worked, week, day, language };
        let sums = day.map_or(&worked.mean, |at| &worked.days[at].sums);
        let (status, badge) = match plan.status.as_str() {
            "given" => (say("Given"), "green"),
            "ended" => (say("Ended"), "grey"),
            _ => (say("Draft"), "amber"),
        };
        let (from, to) = (plan.details.from_date.as_deref(), plan.details.to_date.as_deref());
        Self {
            id: plan.id,
            title: plan.details.title.clone(),
            version: plan.version,
            patient: plan.patient.as_ref().map(whose),
            allergies: plan.patient.as_ref().and_then(Patient::known_allergies),
            about: days_of(from, to, language),
            status,
            badge,
            is_draft: plan.is_draft() && may_plan,
            is_given: plan.status == "given" && may_plan,
            may_plan,
            problem: None,
            weeks: board.weeks(),
            columns: board.columns(),
            rows: board.rows(),
            sides: board.sides(),
            totals: lines(sums, &plan.details.targets, language),
            not_counted: day.map_or_else(
                || worked.days.iter().map(|day| day.not_counted).sum(),
                |at| worked.days[at].not_counted,
            ),
            exchanges: exchanges(plan, pantry, day, language),
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

/// The exchanges of that day, or of all.
fn exchanges(
    plan: &Stored,
    pantry: &Pantry,
    day: Option<usize>,
    language: Language,
) -> Vec<(String, String)> {
    let days = plan.details.days.iter().enumerate();
    let shown = days.filter(|(at, _)| day.is_none_or(|day| day == *at));
    let mut counts: Vec<ExchangeCount> = Vec::new();
    for one in shown.flat_map(|(_, day)| exchanges_of(day, pantry)) {
        match counts.iter_mut().find(|known| known.exchange_id == one.exchange_id) {
            Some(known) => known.count += one.count,
            None => counts.push(one),
        }
    }
    let line = |one: ExchangeCount| {
        let name = one.names.get(language.tag()).or_else(|| one.names.values().next());
        (name.cloned().unwrap_or_default(), count_of(one.count, language))
    };
    counts.into_iter().map(line).collect()
}
