//! `/patients`: the list, the file, the form that registers and changes.

use rocket::http::{RawStr, Status};
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};
use serde_json::{Value, json};

use super::chronicle::{Asked, KINDS, address};
use super::record::{PatientPage, about, banner, entry, facts};
use super::store::last_weights;
use crate::audit::ReadLog;
use crate::auth::{Caller, Permission, Scope, may};
use crate::db::{Db, Sql};
use crate::error::Result;
use crate::http::{Fields, Parameters, PathId, Precondition};
use crate::ids::Id;
use crate::list::Listed;
use crate::patients::{
    Author, Changes, Detail, NewPatient, PatientList, Person, change, duplicates, list, store,
};
use crate::settings::InForce;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::invoices::store::numbered;
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, Heading, ListPage, Listing, Row, Wanted};
use crate::ui::staff::{Shell, Staff};
use crate::ui::words::name_of;

pub fn routes() -> Vec<Route> {
    routes![all, find, new, create, read, edit, update, archive, bring_back]
}

type Act = std::result::Result<Redirect, Html>;

pub(in crate::ui) const ROOM: &str = "/patients";
const ORDER: (&str, &str) = ("last_name", "ASC");

#[get("/patients")]
async fn all(
    caller: Staff<may::PatientsList>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let wanted = Wanted::read(ROOM, parameters);
    let query = wanted.query(PatientList::SPEC, &settings.0.zone, ORDER)?;
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let (found, people) = db
        .read(move |sql| Ok((list::page(sql, &query, scope, &zone, now)?, dietitians(sql)?)))
        .await?;
    let found = Listing::of(&found, "patients")?;
    let (language, total) = (caller.look.language, found.total);
    let rows = found.rows.iter().map(|listee| row(listee, language)).collect();
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let mut page = ListPage::new(shell, say("Patients"), &wanted, rows, total);
    page.search_label = say("Name, phone or e-mail");
    page.empty = say("No patient is registered yet.");
    page.new =
        caller.may(Permission::PatientsCreate).then_some(("/patients/new", say("New patient")));
    page.presets = vec![
        wanted.preset(say("All"), &[("is_active", "")]),
        wanted.preset(say("Active"), &[("is_active", "true")]),
        wanted.preset(say("Archived"), &[("is_active", "false")]),
    ];
    if caller.may(Permission::ExportPatients) {
        page.exports = wanted.exports("/export/patients", ORDER);
    }
    page.headings = headings(&wanted);
    page.narrowed_by(&wanted, filters(people));
    html(Status::Ok, &page)
}

/// What the list can be narrowed to.
fn filters(people: Vec<(String, String)>) -> Vec<Field> {
    let day = |name, label| Field::new(name, label, Kind::Line("date"));
    vec![
        Field::new("assigned_dietitian_id", say("Dietitian"), Kind::Choice(people)),
        Field::codes("gender", say("Gender"), &["FEMALE", "MALE", "OTHER", "PREFER_NOT_TO_SAY"]),
        Field::new("age_min", say("Age from"), Kind::Line("number")),
        Field::new("age_max", say("Age to"), Kind::Line("number")),
        day("created_at_gte", say("Registered from")),
        day("created_at_lte", say("Registered to")),
    ]
}

/// One name leads to the file; several to the list; the number of an invoice to the invoice. With `book`, to a booking instead.
#[get("/search")]
async fn find(
    caller: Staff<may::PatientsList>,
    settings: InForce,
    mut parameters: Parameters,
    db: Db,
) -> Result<std::result::Result<Redirect, Html>> {
    let books = parameters.take("book").is_some() && caller.may(Permission::VisitsCreate);
    // Where and with whom a visit is booked goes along to its form.
    let along: Vec<(String, String)> = ["at", "with"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), parameters.take(name)?)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let wanted = Wanted::read("/search", parameters);
    let query = wanted.query(PatientList::SPEC, &settings.0.zone, ORDER)?;
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let found = db.read(move |sql| list::page(sql, &query, scope, &zone, now)).await?;
    let found = Listing::of(&found, "patients")?;
    let query: Vec<String> = along
        .iter()
        .map(|(name, value)| format!("{name}={}", RawStr::new(value).percent_encode()))
        .collect();
    let way = |row: &mut Row| {
        if books {
            row.href.push_str(&format!("/visits/new?{}", query.join("&")));
        }
    };
    let mut rows: Vec<Row> =
        found.rows.iter().map(|listee| row(listee, caller.look.language)).collect();
    rows.iter_mut().for_each(way);
    if let ([only], Some(_)) = (rows.as_slice(), wanted.get("search")) {
        return Ok(Ok(Redirect::to(only.href.clone())));
    }
    if let (true, Some(number)) = (rows.is_empty(), wanted.get("search"))
        && caller.may(Permission::BillingRead)
    {
        let (number, scope) = (number.to_owned(), caller.scope());
        if let Some(id) = db.read(move |sql| numbered(sql, &number, scope)).await? {
            return Ok(Ok(Redirect::to(format!("/invoices/{id}"))));
        }
    }
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let title = if books { say("Who comes?") } else { say("Patients") };
    let mut page = ListPage::new(shell, title, &wanted, rows, found.total);
    page.search_label = say("Name, phone or e-mail");
    page.empty = say("No patient is registered yet.");
    if books {
        page.carried.push(("book".into(), "yes".into()));
        page.carried.extend(along);
    }
    page.headings = headings(&wanted);
    Ok(Err(html(Status::Ok, &page)?))
}

fn headings(wanted: &Wanted) -> Vec<Heading> {
    vec![
        wanted.heading(say("Name"), "last_name", ORDER).wide(),
        wanted.heading(say("Born"), "date_of_birth", ORDER).narrow(),
        wanted.heading(say("Phone"), "", ORDER),
        wanted.heading(say("City"), "", ORDER),
        wanted.heading(say("Dietitian"), "", ORDER),
        wanted.heading(say("State"), "", ORDER).narrow(),
    ]
}

fn row(listee: &Value, language: Language) -> Row {
    let text = |name: &str| listee[name].as_str().unwrap_or_default();
    let archived = if listee["is_active"] == true { "" } else { language.t("Archived") };
    Row {
        href: format!("{ROOM}/{}", text("id")),
        cells: vec![
            Cell::plain(format!("{}, {}", text("last_name"), text("first_name"))),
            Cell::styled(language.day(text("date_of_birth")), "figures"),
            Cell::styled(text("phone"), "figures"),
            Cell::styled(text("city"), "quiet"),
            Cell::styled(name_of(&listee["assignedDietitian"]), "quiet"),
            Cell::status(archived, if archived.is_empty() { "" } else { "grey" }),
        ],
    }
}

/// The people who may treat patients, for a choice.
pub(in crate::ui) fn dietitians(sql: &Sql<'_>) -> Result<Vec<(String, String)>> {
    let people: Vec<Person> = store::dietitians(sql)?;
    let named =
        people.into_iter().map(|p| (p.id.to_string(), format!("{} {}", p.first_name, p.last_name)));
    Ok(named.collect())
}

fn form(shell: Shell, scope: Scope, dietitians: Vec<(String, String)>) -> FormPage {
    let line = Field::line;
    let mut person = vec![
        line("first_name", say("First name")).required(),
        line("last_name", say("Last name")).required(),
        Field::new("date_of_birth", say("Date of birth"), Kind::Line("date")).required(),
        Field::codes("gender", say("Gender"), &["MALE", "FEMALE", "OTHER", "PREFER_NOT_TO_SAY"]),
        Field::codes("equation_sex", say("Sex for energy equations"), &["MALE", "FEMALE"])
            .hint(say("Only where the gender does not say.")),
        line("file_number", say("File number")),
    ];
    if scope == Scope::All {
        let choice = Kind::Choice(dietitians);
        person.push(Field::new("assigned_dietitian_id", say("Dietitian"), choice));
    }
    let contact = vec![
        Field::new("phone", say("Phone"), Kind::Line("tel")),
        Field::new("email", say("E-mail"), Kind::Line("email")),
        line("address", say("Address")),
        line("postal_code", say("Postal code")),
        line("city", say("City")),
        line("country", say("Country")),
        line("emergency_contact_name", say("Emergency contact")),
        Field::new("emergency_contact_phone", say("Their phone"), Kind::Line("tel")),
    ];
    let health = vec![
        Field::text("allergies", say("Allergies")),
        Field::text("dietary_preferences", say("Dietary preferences")),
        Field::text("medical_notes", say("Medical notes")),
    ];
    let groups = vec![
        Group { title: say("Person"), fields: person },
        Group { title: say("Contact"), fields: contact },
        Group { title: say("Health"), fields: health },
    ];
    let submit = say("Register the patient");
    FormPage::new(shell, say("New patient"), ROOM, (ROOM, say("Patients")), submit, groups)
}

fn form_for(id: Id, version: i64, page: FormPage) -> FormPage {
    FormPage {
        title: page.shell.t(say("Change the patient")).to_owned(),
        action: format!("{ROOM}/{id}"),
        back: format!("{ROOM}/{id}"),
        back_name: page.shell.t(say("The patient's file")).to_owned(),
        submit: say("Save"),
        version,
        ..page
    }
}

/// Those who are likely the same person, by address and name.
async fn likely(db: &Db, sent: &Sent, scope: Scope) -> Result<Vec<(String, String)>> {
    let asked = ["first_name", "last_name", "date_of_birth", "email", "phone"];
    let given = asked.map(|name| (name.to_owned(), sent.get(name).to_owned()));
    let person = duplicates::Person::read(Parameters::of(given.into()))?;
    let found = db.read(move |sql| duplicates::find(sql, &person, scope)).await?;
    let named = found.duplicates.into_iter().map(|patient| {
        let name =
            format!("{} {}, {}", patient.first_name, patient.last_name, patient.date_of_birth);
        (format!("{ROOM}/{}", patient.id), name)
    });
    Ok(named.collect())
}

#[get("/patients/new")]
async fn new(caller: Staff<may::PatientsCreate>, settings: InForce, db: Db) -> Result<Html> {
    let people = db.read(dietitians).await?;
    html(
        Status::Ok,
        &form(Shell::new(&caller, caller.look, &settings, ROOM), caller.scope(), people),
    )
}

#[post("/patients", data = "<sent>")]
async fn create(
    caller: Staff<may::PatientsCreate>,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let today = settings.0.zone.day_of(db.database().clock().now());
    let mut body = sent.filled(&[]);
    let is_sure = body.remove("sure").is_some();
    let author = Author::from(&*caller);
    let created = match NewPatient::read(Fields::of(body.clone()), today) {
        Ok(new) => {
            let likely =
                if is_sure { Vec::new() } else { likely(&db, &sent, caller.scope()).await? };
            if !likely.is_empty() {
                let people = db.read(dietitians).await?;
                let shell = Shell::new(&caller, caller.look, &settings, ROOM);
                let mut page = form(shell, caller.scope(), people).filled(&json!(sent.body(&[])));
                page.likely = likely;
                page.hidden.push(("sure", "yes".into()));
                page.submit = say("Register anyway");
                return html(Status::Conflict, &page).map(Err);
            }
            db.write(move |tx| change::create(tx, &author, new, &body)).await
        }
        Err(error) => Err(error),
    };
    match created {
        Ok(detail) => Ok(Ok(Redirect::to(format!("/patients/{}?done=created", detail.patient.id)))),
        Err(error) => {
            let people = db.read(dietitians).await?;
            let page =
                form(Shell::new(&caller, caller.look, &settings, ROOM), caller.scope(), people);
            again(page, &sent, error).map(Err)
        }
    }
}

#[get("/patients/<id>", rank = 2)]
async fn read(
    caller: Staff<may::PatientsRead>,
    id: PathId,
    settings: InForce,
    parameters: Parameters,
    reads: &State<ReadLog>,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let asked = Asked::read(&parameters);
    let kind = asked.kind;
    let (detail, part, weights) = db
        .read(move |sql| {
            let detail = seen(sql, id, scope, now)?;
            let part = asked.part(sql, id, scope, &zone, now)?;
            Ok((detail, part, last_weights(sql, id)?))
        })
        .await?;
    reads.opened(&caller.actor(), "patient", id, Some(id)).await?;
    let (zone, details) = (&settings.0.zone, &detail.patient.details);
    let language = caller.look.language;
    let texts = [
        (say("Dietary preferences"), &details.dietary_preferences),
        (say("Medical notes"), &details.medical_notes),
    ];
    let page = PatientPage {
        shell: Shell::new(&caller, caller.look, &settings, ROOM)
            .saying(parameters.get("done"))
            .undoing(parameters.get("undo")),
        id,
        name: format!("{} {}", details.first_name, details.last_name),
        about: about(&detail, zone, now, language),
        is_active: detail.patient.is_active,
        allergies: details.allergies.clone(),
        facts: facts(&detail, language),
        texts: texts.into_iter().filter_map(|(title, text)| Some((title, text.clone()?))).collect(),
        banner: banner(&detail, &weights, (zone, now), language),
        kinds: KINDS.map(|(other, label)| (label, address(id, other, None), other == kind)).into(),
        timeline: part.entries.iter().map(|value| entry(value, zone, language)).collect(),
        older: part.next.as_deref().map(|cursor| address(id, kind, Some(cursor))),
        may_audit: caller.may(Permission::AuditLogsRead),
        may_read_documents: caller.may(Permission::DocumentsRead),
        may_pay: caller.may(Permission::BillingUpdate) && !detail.summary.balances.is_empty(),
        may_book: caller.may(Permission::VisitsCreate),
        may_bill: caller.may(Permission::BillingCreate),
        may_edit: caller.may(Permission::PatientsUpdate),
        may_archive: may_archive(&caller, detail.patient.is_active),
    };
    html(Status::Ok, &page)
}

fn may_archive(caller: &Caller, is_active: bool) -> bool {
    caller.may(if is_active { Permission::PatientsDelete } else { Permission::PatientsUpdate })
}

pub(in crate::ui) fn seen(
    sql: &Sql<'_>,
    id: Id,
    scope: Scope,
    now: crate::clock::Moment,
) -> Result<Detail> {
    let detail = store::detail(sql, id, now)?.ok_or_else(|| store::unknown(id))?;
    detail.patient.must_be_in(scope)?;
    Ok(detail)
}

#[get("/patients/<id>/edit")]
async fn edit(
    caller: Staff<may::PatientsUpdate>,
    id: PathId,
    settings: InForce,
    reads: &State<ReadLog>,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let (detail, people) =
        db.read(move |sql| Ok((seen(sql, id, scope, now)?, dietitians(sql)?))).await?;
    reads.opened(&caller.actor(), "patient", id, Some(id)).await?;
    let page = form(Shell::new(&caller, caller.look, &settings, ROOM), scope, people);
    let page = form_for(id, detail.patient.version, page).filled(&json!(detail.patient));
    html(Status::Ok, &page)
}

#[post("/patients/<id>", data = "<sent>")]
async fn update(
    caller: Staff<may::PatientsUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let id = id.get()?;
    let now = db.database().clock().now();
    let mut fields = Fields::of(sent.body(&["version"]));
    let changes = Changes::read(&mut fields, settings.0.zone.day_of(now));
    let precondition = Precondition::read(None, &mut fields);
    let author = Author::from(&*caller);
    let updated = match fields.finish() {
        Ok(()) => db.write(move |tx| change::update(tx, &author, id, changes, precondition)).await,
        Err(error) => Err(error),
    };
    let error = match updated {
        Ok(_) => return Ok(Ok(Redirect::to(format!("/patients/{id}?done=saved")))),
        Err(error) => error,
    };
    let scope = caller.scope();
    let (detail, people) =
        db.read(move |sql| Ok((seen(sql, id, scope, now)?, dietitians(sql)?))).await?;
    let version = detail.patient.version;
    let mut page = form_for(
        id,
        version,
        form(Shell::new(&caller, caller.look, &settings, ROOM), scope, people),
    );
    if error.code() == "STALE_WRITE" {
        page = page.beside(&json!(detail.patient), &sent);
    }
    again(page, &sent, error).map(Err)
}

#[post("/patients/<id>/archive", data = "<_sent>")]
async fn archive(
    caller: Staff<may::PatientsDelete>,
    id: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| change::delete(tx, &author, id)).await?;
    Ok(Redirect::to(format!("/patients/{id}?done=archived&undo={id}")))
}

#[post("/patients/<id>/bring-back", data = "<_sent>")]
async fn bring_back(
    caller: Staff<may::PatientsUpdate>,
    id: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| change::activate(tx, &author, id)).await?;
    Ok(Redirect::to(format!("/patients/{id}?done=back")))
}
