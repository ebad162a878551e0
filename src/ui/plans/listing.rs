//! Lists of plans: all of the clinic's, and one patient's with the form that begins a new one.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::json;

use super::ROOM;
use super::period::days;
use crate::auth::{Permission, may};
use crate::clock::Moment;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Fields, Parameters, PathId};
use crate::ids::Id;
use crate::list::{Embedded, Listed, list_row, rows};
use crate::nutrition::PlanList;
use crate::nutrition::plans::copying::{self, Copy};
use crate::nutrition::plans::input::NewPlan;
use crate::nutrition::plans::list::{of_patient, visible};
use crate::nutrition::plans::service;
use crate::nutrition::plans::store::templates;
use crate::patients::Author;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::text::full_name;
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, ListPage, Row, Wanted};
use crate::ui::patients::ROOM as PATIENTS;
use crate::ui::patients::pages::seen;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![all, of_one, begin]
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
    caller: Staff<may::NutritionRead>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let wanted = Wanted::read(ROOM, parameters);
    let query = wanted.query(PlanList::SPEC, &settings.0.zone, ORDER)?;
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
    page.further = vec![("/recipes", say("Recipes"))];
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
    html(Status::Ok, &page)
}

/// A patient's plans.
#[derive(Template)]
#[template(path = "ui/plans/patient.html", config = "src/ui/askama.toml")]
struct PatientPlans {
    shell: Shell,
    id: Id,
    name: String,
    may_audit: bool,
    may_read_documents: bool,
    may_plan: bool,
    templates: Vec<(Id, String)>,
    problem: Option<String>,
    title: String,
    rows: Vec<(Id, String, String, &'static str, &'static str)>,
}

impl Discloses for PatientPlans {
    fn shows(&self) -> Shows {
        Shows::record("patient", self.id)
    }
}

#[get("/patients/<id>/plans")]
async fn of_one(
    caller: Staff<may::NutritionRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let mut page = of_patient_page(&caller, id.get()?, &settings, &db).await?;
    page.shell = page.shell.saying(parameters.get("done"));
    html(Status::Ok, &page)
}

async fn of_patient_page<P>(
    caller: &Staff<P>,
    id: Id,
    settings: &InForce,
    db: &Db,
) -> Result<PatientPlans> {
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let (detail, plans, templates) = db
        .read(move |sql| Ok((seen(sql, id, scope, now)?, of_patient(sql, id)?, templates(sql)?)))
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
    Ok(PatientPlans {
        shell: Shell::new(caller, caller.look, settings, PATIENTS),
        id,
        name: detail.patient.details.full_name(),
        may_audit: caller.may(Permission::AuditLogsRead),
        may_read_documents: caller.may(Permission::DocumentsRead),
        may_plan: caller.may(Permission::NutritionPlan),
        templates,
        problem: None,
        title: String::new(),
        rows: plans.into_iter().map(row).collect(),
    })
}

type Act = std::result::Result<Redirect, Html>;

/// Begins a plan: seven days of five meals, or a copy of a template.
#[post("/patients/<id>/plans", data = "<sent>")]
async fn begin(
    caller: Staff<may::NutritionPlan>,
    id: PathId,
    sent: Sent,
    settings: InForce,
    db: Db,
) -> Result<Act> {
    let (patient, author, language) = (id.get()?, Author::from(&*caller), caller.look.language);
    let title = sent.get("title").to_owned();
    let begun = match sent.get("template").parse::<Id>() {
        Ok(template) => match Copy::to_patient(patient, &title) {
            Ok(copy) => db.write(move |tx| Ok(copying::copy(tx, &author, template, copy)?.0)).await,
            Err(error) => Err(error),
        },
        Err(_) => {
            let body =
                json!({ "patient_id": patient, "title": title, "days": usual_week(language) });
            let map = body.as_object().cloned().unwrap_or_default();
            match NewPlan::read(Fields::of(map.clone())) {
                Ok(new) => db.write(move |tx| service::create(tx, &author, new, &map)).await,
                Err(error) => Err(error),
            }
        }
    };
    match begun {
        Ok(plan) => Ok(Ok(Redirect::to(format!("{ROOM}/{}", plan.id)))),
        Err(error) if error.status().code == 400 => {
            let mut page = of_patient_page(&caller, patient, &settings, &db).await?;
            page.problem = Some(language.in_full(&error, |_| false));
            page.title = sent.get("title").to_owned();
            html(error.status(), &page).map(Err)
        }
        Err(error) => Err(error),
    }
}

/// Seven days of five meals, in the language of whoever plans them.
fn usual_week(language: Language) -> serde_json::Value {
    let days = [
        say("Monday"),
        say("Tuesday"),
        say("Wednesday"),
        say("Thursday"),
        say("Friday"),
        say("Saturday"),
        say("Sunday"),
    ];
    let meals = [
        (say("Breakfast"), "07:30"),
        (say("Morning snack"), "10:30"),
        (say("Lunch"), "12:30"),
        (say("Afternoon snack"), "17:00"),
        (say("Dinner"), "19:30"),
    ];
    let meals = meals.map(|(name, time)| json!({ "name": language.t(name), "time": time }));
    json!(days.map(|label| json!({ "label": language.t(label), "meals": meals })))
}
