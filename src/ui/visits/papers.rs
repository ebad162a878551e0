//! What leaves the room: the sheet that the patient takes home, the appointment card, the letter to a
//! colleague, and the visit printed as a note. In the language of who reads it, on A4 or Letter; private
//! notes are on none of them.

use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::earlier::signed_line;
use super::measures::frozen;
use super::notes::texts;
use super::pages::ROOM;
use super::paper::{Appointment, Paper, PaperPage, Wanted};
use super::paper_texts::{advice, curve, letter_text, weight_line, weights};
use super::store;
use crate::auth::{Clinical, Permission, Scope, may};
use crate::clock::Moment;
use crate::contacts::{self, REFERRING_DOCTOR};
use crate::db::{Db, Sql};
use crate::error::{Error, Result, Thing};
use crate::goals::{self, Goal};
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::notes::Notes;
use crate::patients;
use crate::prescriptions::{self, Prescription};
use crate::settings::InForce;
use crate::text::full_name;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Html, Sent, html};
use crate::ui::goals::{aims, told};
use crate::ui::language::say;
use crate::ui::letterhead::Letterhead;
use crate::ui::prescriptions::for_the_patient;
use crate::ui::staff::{Shell, Staff};
use crate::users;
use crate::visits::measurements::{self, Measurement};
use crate::visits::signing::{self, Edition};
use crate::visits::{VisitRecord, store as visits};

/// Characters of a letter at most.
const LETTER: usize = 20_000;

pub fn routes() -> Vec<Route> {
    routes![show, letter]
}

/// What the papers are made of, read at once.
struct Opened {
    detail: VisitRecord,
    file: patients::Patient,
    measured: Vec<Measurement>,
    next: Option<VisitRecord>,
    goals: Vec<Goal>,
    /// What the patient is to eat a day.
    prescribed: Option<Prescription>,
    edition: Option<Edition>,
    people: Dietitians,
    /// Whom a letter goes to: who referred the patient.
    referrer: Option<String>,
    /// The registration number of the visit's dietitian.
    registered: String,
}

fn open(
    sql: &Sql<'_>,
    id: Id,
    scope: Scope,
    now: Moment,
    wanted: Wanted,
) -> Result<(Opened, Wanted)> {
    let detail = visits::detail(sql, id, false)?.ok_or_else(|| visits::unknown(id))?;
    detail.must_be_in(scope)?;
    let patient = detail.visit.patient_id;
    let file = patients::store::detail(sql, patient, now)?
        .ok_or_else(|| patients::store::unknown(patient))?
        .patient;
    let wanted = wanted.for_patient(file.details.texts.language.as_deref());
    let details = &detail.visit.details;
    let is_to_come = details.status == "SCHEDULED" && details.visit_date > now;
    let next = match store::next(sql, patient, details.visit_date)? {
        Some(next) if !is_to_come => visits::detail(sql, next.id, false)?,
        _ => is_to_come.then(|| detail.clone()),
    };
    // A sheet that is printed again says what was prescribed when its visit was written up.
    let day_after = detail.visit.details.visit_date.plus_minutes(24 * 60);
    let written = if is_to_come { now } else { day_after.max(detail.visit.updated_at) };
    let edition = match detail.visit.signed_at.get() {
        Some(_) => signing::store::last_edition(sql, id)?,
        None => None,
    };
    let opened = Opened {
        measured: measurements::store::of_patient(sql, patient)?,
        people: Dietitians::read(sql, wanted.language)?,
        registered: users::store::load(sql, detail.visit.details.dietitian_id)?
            .and_then(|user| user.registration_number)
            .unwrap_or_default(),
        goals: goals::store::of_patient(sql, patient)?,
        prescribed: prescriptions::store::in_force_at(sql, patient, written)?,
        referrer: contacts::store::of_patient(sql, patient)?
            .first()
            .filter(|one| one.details.role == REFERRING_DOCTOR)
            .map(|one| one.details.as_recipient()),
        detail,
        file,
        next,
        edition,
    };
    Ok((opened, wanted))
}

impl Opened {
    fn page(self, shell: Shell, id: Id, wanted: &Wanted, settings: &InForce) -> PaperPage {
        let (language, zone) = (wanted.language, &settings.0.zone);
        let own = |one: &patients::NamedUser| {
            let name = full_name(Some(one.first_name.as_str()), &one.last_name);
            self.people.name(&one.id.to_string(), name)
        };
        let dietitian = own(&self.detail.dietitian);
        let next = self.next.as_ref();
        let next = next.map(|next| Appointment::of(next, &own(&next.dietitian), language, zone));
        // Whoever takes the paper is not the one who may read private notes.
        let detail = self.detail.for_reader(Notes::Shared);
        let details = &detail.visit.details;
        let measured = self.measured.iter().rfind(|one| one.visit_id == id);
        let now = measured.map(|one| one.values.clone()).unwrap_or_default();
        let stood = self.edition.as_ref().map(Edition::measured);
        let weights = weights(&self.measured, (id, details.visit_date));
        let open = self.goals.iter().filter(|goal| goal.is_open());
        let [papers, choices] = wanted.ways(id);
        let patient = self.file.details.full_name();
        let born = language.date(self.file.details.date_of_birth);
        let day = language.date(zone.day_of(details.visit_date));
        PaperPage {
            language,
            id,
            paper: wanted.paper,
            is_letter_size: wanted.is_letter_size,
            letterhead: Letterhead::of(settings),
            registered: self.registered,
            advice: advice(details.recommendations.as_deref().unwrap_or_default()),
            weight: weight_line(&weights, &now, language, zone),
            curve: curve(&weights, &aims(&self.goals, "weight_kg", language), language, zone),
            goals: open.map(|goal| told(goal, language)).collect(),
            prescribed: self.prescribed.as_ref().map(|one| for_the_patient(one, language)),
            allergies: self.file.details.texts.known_allergies(),
            notes: texts(details),
            figures: frozen(stood.as_ref(), &now, language),
            signed: self.edition.map(|one| signed_line(&one.signed, language, settings)),
            to: self.referrer.unwrap_or_default(),
            problem: None,
            may_write: false,
            text: letter_text((&patient, &born), (&day, &dietitian), details, language),
            patient,
            born,
            day,
            dietitian,
            next,
            papers,
            choices,
            shell,
        }
    }
}

fn paper_of(what: &str) -> Result<Paper> {
    Paper::named(what).ok_or_else(|| Error::not_found(Thing::Document))
}

#[get("/visits/<id>/print/<what>")]
async fn show(
    caller: Staff<Clinical<may::VisitsRead>>,
    id: PathId,
    what: &str,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, paper) = (id.get()?, paper_of(what)?);
    let given = |name: &str| parameters.get(name).map(str::to_owned);
    let wanted = Wanted::of(paper, caller.look.language, given);
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let (opened, wanted) = db.read(move |sql| open(sql, id, scope, now, wanted)).await?;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let mut page = opened.page(shell, id, &wanted, &settings);
    page.may_write = caller.may(Permission::VisitsUpdate);
    html(Status::Ok, &page)
}

/// The letter as it was typed over: printed, not kept.
#[post("/visits/<id>/print/letter", data = "<sent>")]
async fn letter(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Html> {
    caller.must(Permission::VisitsRead)?;
    let id = id.get()?;
    let given = |name: &str| Some(sent.get(name).to_owned());
    let wanted = Wanted::of(Paper::Letter, caller.look.language, given);
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let (opened, wanted) = db.read(move |sql| open(sql, id, scope, now, wanted)).await?;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let mut page = opened.page(shell, id, &wanted, &settings);
    page.may_write = true;
    sent.raw("to").clone_into(&mut page.to);
    if !sent.get("text").is_empty() {
        page.text = sent.raw("text").replace("\r\n", "\n");
    }
    let is_too_long = [&page.to, &page.text].iter().any(|text| text.chars().count() > LETTER);
    let status = match is_too_long {
        true => {
            let said = say("The letter is longer than 20,000 characters: shorten it.");
            page.problem = Some(caller.t(said).to_owned());
            Status::BadRequest
        }
        false => Status::Ok,
    };
    html(status, &page)
}
