//! `/patients/<id>/medical-history`: what is asked in the first consultation, section by section.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::json;

use super::ROOM;
use super::head::Head;
use super::seen::{Act, seen};
use crate::auth::{Clinical, Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Fields, Parameters, PathId, Precondition};
use crate::ids::Id;
use crate::patients::texts::Texts;
use crate::patients::{Author, Changes, PatientView, allergies, service};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::form::{Field, FormPage, Group, Html, Sent, again, html};
use crate::ui::language::say;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![read, edit, save]
}

/// A section: the field of the file, its words, what helps to fill it in, and its text.
type Section = (&'static str, &'static str, &'static str, fn(&Texts) -> Option<&str>);

const ONE_A_LINE: &str = say("One per line.");

/// The sections in the order in which they are asked.
const PARTS: [(&str, &[Section]); 3] = [
    (
        say("Health"),
        &[
            ("diagnoses", say("Diagnoses"), ONE_A_LINE, |texts| texts.diagnoses.as_deref()),
            ("medicines", say("Medicines"), say("One per line, with the dose."), |texts| {
                texts.medicines.as_deref()
            }),
            ("supplements", say("Supplements"), ONE_A_LINE, |texts| texts.supplements.as_deref()),
            ("allergies", say("Allergies"), ALLERGIES, |texts| texts.allergies.as_deref()),
            ("surgery", say("Surgery"), ONE_A_LINE, |texts| texts.surgery.as_deref()),
            ("family_history", say("Family history"), "", |texts| texts.family_history.as_deref()),
            ("medical_notes", say("Medical notes"), "", |texts| texts.medical_notes.as_deref()),
        ],
    ),
    (
        say("Body and day"),
        &[
            ("bowel", say("Bowel"), "", |texts| texts.bowel.as_deref()),
            ("sleep", say("Sleep"), "", |texts| texts.sleep.as_deref()),
            ("physical_activity", say("Physical activity"), "", |texts| {
                texts.physical_activity.as_deref()
            }),
            ("habits", say("Habits"), say("Meals, drinks, alcohol, tobacco."), |texts| {
                texts.habits.as_deref()
            }),
            ("dietary_preferences", say("Dietary preferences"), "", |texts| {
                texts.dietary_preferences.as_deref()
            }),
        ],
    ),
    (
        say("Life"),
        &[
            ("occupation", say("Occupation"), "", |texts| texts.occupation.as_deref()),
            (
                "household",
                say("Household"),
                say("Who lives there, who shops and cooks."),
                |texts| texts.household.as_deref(),
            ),
            ("motivation", say("Motivation"), "", |texts| texts.motivation.as_deref()),
        ],
    ),
];

/// A section that something is written in: its words and its lines.
type Told = (&'static str, Vec<String>);

/// How allergies are written.
pub(super) const ALLERGIES: &str =
    say("One per line, with the reaction after a colon. If there are none, write “none known”.");

/// The page to read.
#[derive(Template)]
#[template(path = "ui/patients/medical_history.html", config = "src/ui/askama.toml")]
struct HistoryPage {
    shell: Shell,
    id: Id,
    head: Head,
    may_edit: bool,
    allergies: Vec<(String, String)>,
    has_no_allergies: bool,
    /// The parts with their sections that something is written in: words and lines.
    parts: Vec<(&'static str, Vec<Told>)>,
}

impl Discloses for HistoryPage {
    fn shows(&self) -> Shows {
        Shows::record("patient", self.id)
    }
}

/// The lines of a section.
fn lines(text: Option<&str>) -> Vec<String> {
    let text = text.unwrap_or_default();
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[get("/patients/<id>/medical-history")]
async fn read(
    caller: Staff<Clinical<may::PatientsRead>>,
    id: PathId,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let (id, now) = (id.get()?, db.database().clock().now());
    let sight = (caller.scope(), caller.notes());
    let detail = db.read(move |sql| seen(sql, id, sight, now)).await?;
    let (details, language) = (&detail.patient.details, caller.look.language);
    let written = details.texts.allergies.as_deref();
    let parts = PARTS.into_iter().map(|(part, sections)| {
        let sections = sections.iter().filter(|(name, ..)| *name != "allergies");
        let told = sections.map(|(_, label, _, text)| (*label, lines(text(&details.texts))));
        (part, told.filter(|(_, lines)| !lines.is_empty()).collect::<Vec<Told>>())
    });
    let allergy = |one: allergies::Allergy<'_>| {
        (one.to.to_owned(), one.reaction.unwrap_or_default().to_owned())
    };
    let page = HistoryPage {
        shell: Shell::new(&caller, caller.look, &settings, ROOM).saying(parameters.get("done")),
        id,
        head: Head::of(&detail, &caller, (&settings.0.zone, now), language, "/medical-history"),
        may_edit: caller.may(Permission::PatientsUpdate),
        allergies: allergies::known(written).into_iter().map(allergy).collect(),
        has_no_allergies: allergies::is_none_known(written),
        parts: parts.filter(|(_, told)| !told.is_empty()).collect(),
    };
    html(Status::Ok, &page)
}

fn form(shell: Shell, detail: &PatientView) -> FormPage {
    let id = detail.patient.id;
    let group = |(title, sections): (&'static str, &[Section])| Group {
        title,
        fields: sections
            .iter()
            .map(|(name, label, hint, _)| Field::text(name, label).hint(hint))
            .collect(),
    };
    let action = format!("{ROOM}/{id}/medical-history");
    let name = detail.patient.details.full_name();
    let groups = PARTS.map(group).into();
    let title = say("Medical history");
    let mut page =
        FormPage::new(shell, title, action.clone(), (action, &name), say("Save"), groups);
    page.version = detail.patient.version;
    page.filled(&json!(detail.patient.details), Shows::record("patient", id)).merging()
}

#[get("/patients/<id>/medical-history/edit")]
async fn edit(
    caller: Staff<Clinical<may::PatientsUpdate>>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, now) = (id.get()?, db.database().clock().now());
    let sight = (caller.scope(), caller.notes());
    let detail = db.read(move |sql| seen(sql, id, sight, now)).await?;
    html(Status::Ok, &form(Shell::new(&caller, caller.look, &settings, ROOM), &detail))
}

#[post("/patients/<id>/medical-history", data = "<sent>")]
async fn save(
    caller: Staff<Clinical<may::PatientsUpdate>>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let (id, now) = (id.get()?, db.database().clock().now());
    let sight = (caller.scope(), caller.notes());
    let mut body = sent.typed().body(&["version"]);
    let is_asked = |name: &str| {
        name == "version"
            || PARTS.iter().any(|(_, all)| all.iter().any(|(known, ..)| *known == name))
    };
    body.retain(|name, _| is_asked(name));
    let mut fields = Fields::of(body);
    let changes = Changes::read(&mut fields, settings.0.zone.day_of(now));
    let precondition = Precondition::read(None, &mut fields);
    let author = Author::from(&*caller);
    let saved = match fields.finish() {
        Ok(()) => db.write(move |tx| service::update(tx, &author, id, changes, precondition)).await,
        Err(error) => Err(error),
    };
    let error = match saved {
        Ok(_) => {
            return Ok(Ok(Redirect::to(format!("{ROOM}/{id}/medical-history?done=saved-history"))));
        }
        Err(error) => error,
    };
    let detail = db.read(move |sql| seen(sql, id, sight, now)).await?;
    let page = form(Shell::new(&caller, caller.look, &settings, ROOM), &detail);
    again(page, &sent, error).map(Err)
}
