//! Moving an appointment: another time, another dietitian, another length; one of a series alone or
//! with those after it.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::json;

use super::before::{Move, Place};
use super::booking::NUMBERS;
use super::pages::{ROOM, as_map};
use super::type_choice::typed_minutes;
use super::warnings::{Proposed, Warning, are_answered, sure_of};
use super::way_back::{From, TO_ITS_DAY, leading_back, telling, to_the_day, way_on};
use crate::auth::{Scope, may};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Fields, Parameters, PathId, Precondition};
use crate::ids::Id;
use crate::message::message;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::text::full_name;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};
use crate::ui::typed::Quantity;
use crate::ui::words::input_moment;
use crate::visits::writer::writer_of;
use crate::visits::{Changes, VisitRecord, change, series, store as visits};

pub fn routes() -> Vec<Route> {
    routes![moving, moved, moved_back]
}

fn form(
    shell: Shell,
    visit: &VisitRecord,
    people: Vec<(String, String)>,
    settings: &InForce,
) -> FormPage {
    let who = full_name(visit.patient.first_name.as_deref(), &visit.patient.last_name);
    let (id, details) = (visit.visit.id, &visit.visit.details);
    let kinds = Kinds::of(settings, shell.look.language).choices(details.visit_type.as_deref());
    let mut fields = vec![
        Field::new("visit_date", say("When"), Kind::Line("datetime-local")).required(),
        Field::new("dietitian_id", say("With"), Kind::Choice(people)).required(),
        Field::new("visit_type", say("Type"), Kind::Choice(kinds)),
        Field::new("duration_minutes", say("Minutes"), Kind::Line("number")).required(),
    ];
    if details.series_id.is_some() {
        let choices =
            [("one", say("Only this one")), ("following", say("This and those after it"))]
                .map(|(value, words)| (value.to_owned(), shell.t(words).to_owned()))
                .into();
        let field = Field::new("series", say("Which appointments"), Kind::Choice(choices));
        fields.push(field.required().with("one"));
    }
    let title = shell.look.language.fill(say("Move the appointment of {}"), &[&who]);
    let (action, back) = (format!("{ROOM}/{id}/move"), (format!("{ROOM}/{id}"), who.as_str()));
    let groups = vec![Group { title: "", fields }];
    let mut page = FormPage::new(shell, &title, action, back, say("Move the appointment"), groups);
    page.version = visit.visit.version;
    let values = json!({
        "visit_date": input_moment(details.visit_date, &settings.0.zone),
        "dietitian_id": details.dietitian_id,
        "visit_type": details.visit_type,
        "duration_minutes": details.duration_minutes,
    });
    let page = page.showing(Shows::names("patient", [visit.visit.patient_id]));
    page.filled(&values, Shows::record("visit", id)).merging()
}

async fn visit_and_people(
    db: &Db,
    id: Id,
    (scope, language): (Scope, Language),
) -> Result<(VisitRecord, Vec<(String, String)>)> {
    db.read(move |sql| {
        let detail = visits::detail(sql, id, false)?.ok_or_else(|| visits::unknown(id))?;
        detail.must_be_in(scope)?;
        let choices =
            Dietitians::read(sql, language)?.choices(Some(detail.visit.details.dietitian_id));
        Ok((detail, choices))
    })
    .await
}

#[get("/visits/<id>/move")]
async fn moving(
    caller: Staff<may::VisitsUpdate>,
    id: PathId,
    parameters: Parameters,
    from: From,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let (detail, people) =
        visit_and_people(&db, id, (caller.scope(), caller.look.language)).await?;
    let begins = detail.visit.details.visit_date;
    let at = input_moment(begins, &settings.0.zone);
    let at = parameters.get("at").map_or(at, str::to_owned);
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let shell = shell.saying(parameters.get("done"));
    // Whoever cannot be chosen is not proposed either: the visit stays whose it is.
    let with = parameters.get("with").filter(|with| people.iter().any(|p| p.0 == **with));
    let with = with.map(str::to_owned);
    let mut page = form(shell, &detail, people, &settings).with_value("visit_date", at);
    if let Some(with) = with {
        page = page.with_value("dietitian_id", with);
    }
    let day = settings.0.zone.day_of(begins);
    html(Status::Ok, &leading_back(page, from.address().unwrap_or(TO_ITS_DAY), (id, day)))
}

/// What is to be asked about the time that a visit is moved to.
async fn questions(
    caller: &Staff<may::VisitsUpdate>,
    visit: &VisitRecord,
    sent: &Sent,
    settings: &InForce,
    db: &Db,
) -> Result<Vec<Warning>> {
    let details = &visit.visit.details;
    let typed = Quantity::Moment.read(caller.look.language, sent.get("visit_date"));
    let begins = typed.and_then(|typed| settings.0.zone.parse(&typed).ok());
    let begins = begins.unwrap_or(details.visit_date);
    let dietitian = sent.get("dietitian_id").parse().unwrap_or(details.dietitian_id);
    let minutes = typed_minutes(caller.look.language, sent.get("duration_minutes"));
    let minutes = minutes.unwrap_or(details.duration_minutes);
    let is_moved = (begins, dietitian, minutes)
        != (details.visit_date, details.dietitian_id, details.duration_minutes);
    if !is_moved {
        return Ok(Vec::new());
    }
    let proposed = Proposed {
        patient: visit.visit.patient_id,
        dietitian,
        begins,
        minutes,
        moved: Some(visit.visit.id),
    };
    let (clinic, language) = (settings.0.clone(), caller.look.language);
    let now = db.database().clock().now();
    db.read(move |sql| proposed.warnings(sql, &clinic, now, language)).await
}

#[post("/visits/<id>/move", data = "<sent>")]
async fn moved(
    caller: Staff<may::VisitsUpdate>,
    id: PathId,
    from: From,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let id = id.get()?;
    let mut body = as_map(sent.typed().body(&NUMBERS).into());
    body.remove("series");
    body.remove("sure");
    body.remove("back");
    if body.remove("allow_overlap").is_some() {
        body.insert("allow_overlap".into(), json!(true));
    }
    let mut fields = Fields::of(body);
    let changes = Changes::read(&mut fields, &settings.0);
    let precondition = Precondition::read(None, &mut fields);
    let writer = writer_of(&caller, &settings);
    let moves_all = sent.get("series") == "following";
    let read = (caller.scope(), caller.look.language);
    let moved = match fields.finish() {
        Ok(()) => {
            let (detail, people) = visit_and_people(&db, id, read).await?;
            let open = questions(&caller, &detail, &sent, &settings, &db).await?;
            if !are_answered(&open, sent.get("sure")) {
                let page = form_again(&caller, (&detail, people), &settings, &sent);
                return asked(page, &sent, &open).map(Err);
            }
            let from = Place::of(&detail.visit.details);
            db.write(move |tx| match moves_all {
                true => series::move_following(tx, &writer, id, changes, precondition),
                false => change::update(tx, &writer, id, changes, precondition),
            })
            .await
            .map(|moved| Move { from, to: Place::of(&moved.visit.details) })
        }
        Err(error) => Err(error),
    };
    match moved {
        Ok(by) => {
            let day = settings.0.zone.day_of(by.to.at);
            // One of a series that went with the others is not taken back alone.
            let told = match moves_all {
                true => "done=moved".to_owned(),
                false => format!("done=moved&undo={id}&was={by}"),
            };
            let way = way_on((sent.get("back"), from.address()), (&caller, id, day));
            Ok(Ok(telling(&way, &told, id)))
        }
        Err(error) => {
            let (detail, people) = visit_and_people(&db, id, read).await?;
            let mut page = form_again(&caller, (&detail, people), &settings, &sent);
            page.hidden.push(("sure", sent.get("sure").to_owned()));
            refused(page, &sent, error).map(Err)
        }
    }
}

/// The form of that visit anew, which leads back to where it was opened first.
fn form_again(
    caller: &Staff<may::VisitsUpdate>,
    (visit, people): (&VisitRecord, Vec<(String, String)>),
    settings: &InForce,
    sent: &Sent,
) -> FormPage {
    let shell = Shell::new(caller, caller.look, settings, ROOM);
    let (id, begins) = (visit.visit.id, visit.visit.details.visit_date);
    let page = form(shell, visit, people, settings);
    leading_back(page, sent.get("back"), (id, settings.0.zone.day_of(begins)))
}

/// Takes a move back: to the time and the dietitian of before. What was moved once more stays, and
/// where somebody else is by now, the form asks.
#[post("/visits/<id>/moved-back", data = "<_sent>")]
async fn moved_back(
    caller: Staff<may::VisitsUpdate>,
    id: PathId,
    parameters: Parameters,
    from: From,
    settings: InForce,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let id = id.get()?;
    let by = parameters.get("was").and_then(Move::read).ok_or_else(|| {
        let message = message("refused-no-move", "It is not said where the visit stood.");
        Error::bad("VALIDATION_ERROR", message)
    })?;
    let body = json!({ "visit_date": by.from.at, "dietitian_id": by.from.with });
    let mut fields = Fields::of(as_map(body));
    let changes = Changes::read(&mut fields, &settings.0);
    let precondition = Precondition::read(None, &mut fields);
    fields.finish()?;
    let writer = writer_of(&caller, &settings);
    let scope = caller.scope();
    let back = db.write(move |tx| {
        let now = visits::detail(tx, id, false)?.ok_or_else(|| visits::unknown(id))?;
        now.must_be_in(scope)?;
        if Place::of(&now.visit.details) != by.to {
            return Ok((false, Place::of(&now.visit.details)));
        }
        change::update(tx, &writer, id, changes, precondition)?;
        Ok((true, by.from))
    });
    let day = |place: Place| to_the_day(&caller, settings.0.zone.day_of(place.at));
    match back.await {
        Ok((true, place)) => Ok(from.saying("moved-back", id, day(place))),
        Ok((false, place)) => Ok(from.saying("moved-on", id, day(place))),
        Err(error) if error.code() == "VISIT_OVERLAP" => {
            let at = input_moment(by.from.at, &settings.0.zone);
            let asked = format!("at={at}&with={}&done=was-taken", by.from.with);
            Ok(Redirect::to(format!("{ROOM}/{id}/move?{asked}")))
        }
        Err(error) => Err(error),
    }
}

/// The form again with what is asked: valid, and maybe not meant.
fn asked(page: FormPage, sent: &Sent, warnings: &[Warning]) -> Result<Html> {
    let error = Error::bad("VALIDATION_ERROR", "Is this meant?");
    let mut page = page.refused(sent, &error);
    let texts: Vec<&str> = warnings.iter().map(|warning| warning.text.as_str()).collect();
    page.problem = Some(texts.join(" "));
    page.hidden.push(("sure", sure_of(warnings)));
    page.submit = say("Move anyway");
    html(Status::Conflict, &page)
}

/// The form again, with a way to insist where somebody's time is taken.
fn refused(mut page: FormPage, sent: &Sent, error: Error) -> Result<Html> {
    if error.status() == Status::Conflict && error.code() != "STALE_WRITE" {
        page.hidden.push(("allow_overlap", "true".into()));
        page.submit = say("Double-book anyway");
    }
    again(page, sent, error)
}
