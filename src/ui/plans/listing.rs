//! Lists of plans: all of the clinic's, and one patient's with the form that begins a new one.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::ROOM;
use super::period::days;
use crate::auth::{Clinical, Permission, may};
use crate::clock::Moment;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::list::{Embedded, Listed, list_row, rows};
use crate::nutrition::PlanList;
use crate::nutrition::intakes::store::{Stored as Intake, of_patient as intakes};
use crate::nutrition::plans::list::{of_patient, visible};
use crate::nutrition::plans::store::templates;
use crate::prescriptions;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::text::full_name;
use crate::ui::form::{Html, html};
use crate::ui::language::say;
use crate::ui::list::{Cell, ListPage, Row, Wanted};
use crate::ui::patients::ROOM as PATIENTS;
use crate::ui::patients::head::Head;
use crate::ui::patients::seen::seen;
use crate::ui::prescriptions::for_the_patient;
use crate::ui::rooms::guard;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![all, of_one]
}

const ORDER: (&str, &str) = ("updated_at", "DESC");

#[derive(serde::Deserialize)]
struct Whose {
    first_name: Option<String>,
    last_name: String,
}

list_row! {
    /// A plan as lists show it.
    struct Listing {
        id: Id,
        title: String,
        patient: Embedded<Option<Whose>>,
        from_date: Option<String>,
        to_date: Option<String>,
        status: String,
        updated_at: Moment,
    }
}

fn state(status: &str) -> (&'static str, &'static str) {
    match status {
        "given" => (say("Given"), "green"),
        "ended" => (say("Ended"), "grey"),
        _ => (say("Draft"), "amber"),
    }
}

#[get("/plans")]
async fn all(
    caller: Staff<guard::Plans>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let reader = (caller.look.language, settings.0.currency.as_str());
    let mut wanted = Wanted::read(ROOM, parameters, reader);
    let query = wanted.query(PlanList::SPEC, &settings.0.zone, ORDER, caller.notes())?;
    let scope = caller.scope();
    let found = db
        .read_much(move |sql| rows::<Listing>(sql, PlanList::SPEC, &query, &visible(scope)))
        .await?;
    let (language, zone) = (caller.look.language, &settings.0.zone);
    let row = |plan: &Listing| {
        let (words, style) = state(&plan.status);
        let whose = match &plan.patient.0 {
            Some(patient) => full_name(patient.first_name.as_deref(), &patient.last_name),
            None => language.t(say("Template")).to_owned(),
        };
        Row {
            href: format!("{ROOM}/{}", plan.id),
            cells: vec![
                Cell::plain(plan.title.as_str()),
                Cell::plain(whose),
                Cell::styled(
                    days(plan.from_date.as_deref(), plan.to_date.as_deref(), language),
                    "quiet",
                ),
                Cell::styled(language.date(zone.day_of(plan.updated_at)), "figures"),
                Cell::status(language.t(words), style),
            ],
        }
    };
    let listed = found.rows.iter().map(row).collect();
    let shows = Shows::texts("meal_plan", found.rows.iter().map(|plan| plan.id));
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let mut page = ListPage::new(shell, say("Meal plans"), &wanted, (listed, found.total), shows);
    page.search_label = say("Title of the plan");
    page.empty = say("No meal plan yet. Open a patient’s file to begin one.");
    page.further = vec![
        ("/recipes", say("Recipes")),
        ("/exchanges", say("Exchange systems")),
        ("/target-sets", say("Target sets")),
    ];
    page.presets = vec![
        wanted.preset(say("All"), &[("status", ""), ("is_template", "")]),
        wanted.preset(say("Drafts"), &[("status", "draft"), ("is_template", "false")]),
        wanted.preset(say("Given"), &[("status", "given"), ("is_template", "")]),
        wanted.preset(say("Templates"), &[("status", ""), ("is_template", "true")]),
    ];
    page.headings = vec![
        wanted.heading(say("Title"), "title", ORDER).wide(),
        wanted.heading(say("Patient"), "", ORDER).middle(),
        wanted.heading(say("Period"), "", ORDER).middle(),
        wanted.heading(say("Changed"), "updated_at", ORDER).narrow(),
        wanted.heading(say("State"), "status", ORDER).narrow(),
    ];
    page.answer()
}

/// Intakes shown at most: the newest.
const MOST_INTAKES: i64 = 50;

/// A patient's plans.
#[derive(Template)]
#[template(path = "ui/plans/patient.html", config = "src/ui/askama.toml")]
pub(super) struct PatientPlans {
    shell: Shell,
    id: Id,
    head: Head,
    may_plan: bool,
    templates: Vec<(Id, String)>,
    /// What is prescribed, and whether the plan is to aim at it.
    prescribed: Option<String>,
    pub aims: bool,
    pub problem: Option<String>,
    pub title: String,
    /// The template that was chosen.
    pub template: Option<Id>,
    rows: Vec<(Id, String, String, &'static str, &'static str)>,
    /// What was eaten: recalls and diaries, each with its day and how many days it is of.
    intakes: Vec<(Id, &'static str, String, usize)>,
}

impl Discloses for PatientPlans {
    fn shows(&self) -> Shows {
        let intakes = self.intakes.iter().map(|(id, ..)| *id);
        Shows::record("patient", self.id).and(Shows::names("intake", intakes))
    }
}

#[get("/patients/<id>/plans")]
async fn of_one(
    caller: Staff<Clinical<may::NutritionRead>>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let mut page = of_patient_page(&caller, id.get()?, &settings, &db).await?;
    page.shell = page.shell.saying(parameters.get("done"));
    html(Status::Ok, &page)
}

pub(super) async fn of_patient_page<P>(
    caller: &Staff<P>,
    id: Id,
    settings: &InForce,
    db: &Db,
) -> Result<PatientPlans> {
    let (scope, notes, now) = (caller.scope(), caller.notes(), db.database().clock().now());
    let (detail, plans, (templates, prescribed), intakes) = db
        .read(move |sql| {
            let file = seen(sql, id, (scope, notes), now)?;
            let beside = (templates(sql)?, prescriptions::store::in_force(sql, id)?);
            Ok((file, of_patient(sql, id)?, beside, intakes(sql, id, MOST_INTAKES)?))
        })
        .await?;
    let language = caller.look.language;
    let row = |plan: crate::nutrition::plans::list::Brief| {
        let (words, style) = state(&plan.status);
        let period = days(plan.from_date.as_deref(), plan.to_date.as_deref(), language);
        let period = match period.is_empty() {
            true => language.date(settings.0.zone.day_of(plan.updated_at)),
            false => period,
        };
        (plan.id, plan.title, period, words, style)
    };
    let eaten = |intake: Intake| {
        let is_recall = intake.kind == "recall";
        let kind = if is_recall { say("Recall of a day") } else { say("Food diary") };
        let day = language.date(settings.0.zone.day_of(intake.created_at));
        (intake.id, kind, day, intake.days.len())
    };
    Ok(PatientPlans {
        shell: Shell::new(caller, caller.look, settings, PATIENTS),
        id,
        head: Head::of(&detail, caller, (&settings.0.zone, now), language, "/plans"),
        may_plan: caller.may(Permission::NutritionPlan),
        templates,
        prescribed: prescribed.as_ref().map(|one| for_the_patient(one, language)),
        aims: true,
        problem: None,
        title: String::new(),
        template: None,
        rows: plans.into_iter().map(row).collect(),
        intakes: intakes.into_iter().map(eaten).collect(),
    })
}
