//! `/patients/<id>/summary`: the file on a page or two of paper.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::ROOM;
use super::head::about;
use super::measurements_page::{Measured, SHOWN, measured_rows};
use super::record::facts;
use super::seen::seen;
use super::store::{self, Visited};
use crate::auth::{Clinical, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::patients::measurements;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Html, html};
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};

const MEASUREMENTS: usize = 12;
const VISITS: u32 = 5;

pub fn routes() -> Vec<Route> {
    routes![show]
}

/// A visit in words.
struct Told {
    when: String,
    notes: Vec<(&'static str, String)>,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/patients/summary.html", config = "src/ui/askama.toml")]
struct SummaryPage {
    shell: Shell,
    id: Id,
    name: String,
    about: String,
    today: String,
    allergies: Option<String>,
    facts: Vec<(&'static str, String)>,
    texts: Vec<(&'static str, String)>,
    headings: [&'static str; 7],
    rows: Vec<Measured>,
    visits: Vec<Told>,
}

impl Discloses for SummaryPage {
    fn shows(&self) -> Shows {
        Shows::record("patient", self.id)
    }
}

#[get("/patients/<id>/summary")]
async fn show(
    caller: Staff<Clinical<may::PatientsRead>>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let notes = caller.notes();
    let language = caller.look.language;
    let (detail, measured, visits, people) = db
        .read(move |sql| {
            let all = measurements::Range::read(Parameters::of(Vec::new()), &zone)?;
            let detail = seen(sql, id, (scope, notes), now)?;
            let measured = measurements::rows(sql, id, scope, &all)?;
            let visits = store::last_visits(sql, id, VISITS)?;
            Ok((detail, measured, visits, Dietitians::read(sql, language)?))
        })
        .await?;
    let zone = &settings.0.zone;
    let details = &detail.patient.details;
    let mut rows = measured_rows(&measured, zone, language);
    rows.truncate(MEASUREMENTS);
    let told_of = &details.texts;
    let texts = [
        (say("Diagnoses"), told_of.diagnoses.as_deref()),
        (say("Medicines"), told_of.medicines.as_deref()),
        (say("Supplements"), told_of.supplements.as_deref()),
        (say("Dietary preferences"), told_of.dietary_preferences.as_deref()),
        (say("Medical notes"), told_of.medical_notes.as_deref()),
    ];
    let texts = texts.into_iter().filter_map(|(title, text)| Some((title, text?.to_owned())));
    let page = SummaryPage {
        shell: Shell::new(&caller, caller.look, &settings, ROOM),
        id,
        name: details.full_name(),
        about: about(&detail, zone, now, language),
        today: language.date(zone.day_of(now)),
        allergies: details.texts.known_allergies(),
        facts: facts(&detail, &people, language),
        texts: texts.collect(),
        headings: SHOWN.map(|(_, name)| name),
        rows,
        visits: visits.into_iter().map(|visit| told(visit, &settings, language)).collect(),
    };
    html(Status::Ok, &page)
}

fn told(visit: Visited, settings: &InForce, language: Language) -> Told {
    let kind = Kinds::of(settings, language).word(visit.kind.as_deref());
    let zone = &settings.0.zone;
    let notes = [
        (say("Reason"), visit.reason),
        (say("Assessment"), visit.assessment),
        (say("Intervention"), visit.intervention),
        (say("Recommendations for the patient"), visit.recommendations),
    ];
    Told {
        when: format!("{} · {kind}", language.moment(visit.at, zone)),
        notes: notes.into_iter().filter_map(|(label, text)| Some((label, text?))).collect(),
    }
}
