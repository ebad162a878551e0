//! `/patients/<id>`: the file at a glance.

use rocket::get;
use rocket::http::Status;

use super::ROOM;
use super::entries::entry;
use super::head::Head;
use super::overview::Course;
use super::record::{PatientPage, banner, facts};
use super::seen::file;
use super::timeline_page::{Asked, address, kinds};
use crate::auth::may;
use crate::consents;
use crate::contacts;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::patients::Sight;
use crate::patients::texts::Texts;
use crate::settings::InForce;
use crate::ui::consents::titles;
use crate::ui::contacts::told;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Html, html};
use crate::ui::language::say;
use crate::ui::staff::{Shell, Staff};

#[get("/patients/<id>", rank = 2)]
pub(super) async fn read(
    caller: Staff<may::PatientsRead>,
    id: PathId,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let asked = Asked::read(&parameters);
    let (kind, sight) = (asked.kind, Sight::from(&*caller));
    let language = caller.look.language;
    let reads_notes = sight.notes.are_shown() && sight.visits;
    let (detail, (part, missing, contacts), course, people) = db
        .read(move |sql| {
            let detail = file(sql, id, (scope, sight), now)?;
            let part = asked.part(sql, id, (scope, sight), &zone, now)?;
            let missing = titles(&consents::store::missing(sql, id)?, language);
            let beside = (part, missing, contacts::store::of_patient(sql, id)?);
            let course = Course::read(sql, id, (sight.notes.are_shown(), reads_notes))?;
            Ok((detail, beside, course, Dietitians::read(sql, language)?))
        })
        .await?;
    let (zone, details) = (&settings.0.zone, &detail.patient.details);
    let page = PatientPage {
        shell: Shell::new(&caller, caller.look, &settings, ROOM)
            .saying(parameters.get("done"))
            .undoing(parameters.get("undo")),
        id,
        head: Head::of(&detail, &caller, (zone, now), language, ""),
        missing,
        alerts: details.texts.alerts(),
        facts: facts(&detail, &people, language),
        contacts: contacts.iter().map(|one| told(one, language)).collect(),
        texts: texts(&details.texts),
        banner: banner(&detail, &course.weights, zone, language),
        curve: course.curve(zone, language),
        last_notes: reads_notes.then(|| course.notes(&settings, language)),
        kinds: kinds(sight)
            .map(|(other, label)| (label, address(id, other, None), other == kind))
            .collect(),
        timeline: part.entries.iter().map(|value| entry(value, &settings, language)).collect(),
        older: part.next.as_deref().map(|cursor| address(id, kind, Some(cursor))),
    };
    html(Status::Ok, &page)
}

/// The longer texts, as far as they are written and shown.
fn texts(texts: &Texts) -> Vec<(&'static str, String)> {
    let told = [
        (say("Dietary preferences"), &texts.dietary_preferences),
        (say("Medical notes"), &texts.medical_notes),
    ];
    let told = told.into_iter();
    told.filter_map(|(title, text)| Some((title, text.as_deref()?.to_owned()))).collect()
}
