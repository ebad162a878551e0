//! `/patients` and `/search`: the list, and the way from a few letters to a file.

use rocket::get;
use rocket::http::{RawStr, Status};
use rocket::response::Redirect;
use serde_json::Value;

use super::pages::ROOM;
use crate::auth::{Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::Parameters;
use crate::list::Listed;
use crate::patients::{PatientList, list};
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Field, Html, Kind, html};
use crate::ui::invoices::store::numbered;
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, Heading, ListPage, Listing, Row, Wanted};
use crate::ui::staff::{Shell, Staff};

const ORDER: (&str, &str) = ("last_name", "ASC");

#[get("/patients")]
pub(super) async fn all(
    caller: Staff<may::PatientsList>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let wanted = Wanted::read(ROOM, parameters);
    let query = wanted.query(PatientList::SPEC, &settings.0.zone, ORDER)?;
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let language = caller.look.language;
    let (found, people) = db
        .read_much(move |sql| {
            let people = Dietitians::read(sql, language)?;
            Ok((list::page(sql, &query, scope, &zone, now)?, people))
        })
        .await?;
    let found = Listing::of(&found, "patients")?;
    let total = found.total;
    let rows = found.rows.iter().map(|listee| row(listee, &people, language)).collect();
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let shows = Shows::names("patient", found.ids());
    let mut page = ListPage::new(shell, say("Patients"), &wanted, (rows, total), shows);
    page.search_label = say("Name, phone or e-mail");
    page.empty = say("No patient is registered yet.");
    page.new =
        caller.may(Permission::PatientsCreate).then_some(("/patients/new", say("New patient")));
    let since = settings.0.active_since(settings.0.zone.day_of(now)).to_string();
    let view = |label, active: &str, seen: &str| {
        wanted.preset(label, &[("is_active", active), ("last_completed_gte", seen)])
    };
    page.presets = vec![
        view(say("All"), "", ""),
        view(say("Active"), "", &since),
        view(say("Not archived"), "true", ""),
        view(say("Archived"), "false", ""),
    ];
    if caller.may(Permission::ExportPatients) {
        page.exports = wanted.exports("/export/patients", ORDER);
    }
    page.headings = headings(&wanted);
    page.narrowed_by(&wanted, filters(people.all()));
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
        day("first_completed_gte", say("First visit from")),
        day("first_completed_lte", say("First visit to")),
        day("last_completed_gte", say("Seen since")),
    ]
}

/// What somebody looks for a patient for.
#[derive(Clone, Copy, PartialEq)]
enum Purpose {
    File,
    Booking,
    Billing,
}

impl Purpose {
    /// The parameter that says so.
    fn parameter(self) -> &'static str {
        match self {
            Self::File => "",
            Self::Booking => "book",
            Self::Billing => "bill",
        }
    }

    fn read<P>(caller: &Staff<P>, parameters: &mut Parameters) -> Self {
        let mut is_asked = |purpose: Self, permission| {
            parameters.take(purpose.parameter()).is_some() && caller.may(permission)
        };
        let books = is_asked(Self::Booking, Permission::VisitsCreate);
        let bills = is_asked(Self::Billing, Permission::BillingCreate);
        match (books, bills) {
            (true, _) => Self::Booking,
            (_, true) => Self::Billing,
            _ => Self::File,
        }
    }

    /// From a patient's file to where the patient was looked for.
    fn way(self) -> &'static str {
        match self {
            Self::File => "",
            Self::Booking => "/visits/new",
            Self::Billing => "/invoices/new",
        }
    }

    /// The room that it belongs to, and the question.
    fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::File => (ROOM, say("Patients")),
            Self::Booking => ("/visits", say("Who comes?")),
            Self::Billing => ("/invoices", say("Who is the invoice for?")),
        }
    }
}

/// One name leads to the file; several to the list; the number of an invoice to the invoice. With
/// `book` or `bill`, to a booking or a new invoice instead.
#[get("/search")]
pub(super) async fn find(
    caller: Staff<may::PatientsList>,
    settings: InForce,
    mut parameters: Parameters,
    db: Db,
) -> Result<std::result::Result<Redirect, Html>> {
    let purpose = Purpose::read(&caller, &mut parameters);
    // Where and with whom a visit is booked goes along to its form.
    let along: Vec<(String, String)> = ["at", "with"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), parameters.take(name)?)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let wanted = Wanted::read("/search", parameters);
    let query = wanted.query(PatientList::SPEC, &settings.0.zone, ORDER)?;
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let language = caller.look.language;
    let (found, people) = db
        .read_much(move |sql| {
            let people = Dietitians::read(sql, language)?;
            Ok((list::page(sql, &query, scope, &zone, now)?, people))
        })
        .await?;
    let found = Listing::of(&found, "patients")?;
    let query: Vec<String> = along
        .iter()
        .map(|(name, value)| format!("{name}={}", RawStr::new(value).percent_encode()))
        .collect();
    let question = if query.is_empty() { "" } else { "?" };
    let way = |row: &mut Row| {
        if purpose != Purpose::File {
            row.href.push_str(&format!("{}{question}{}", purpose.way(), query.join("&")));
        }
    };
    let mut rows: Vec<Row> =
        found.rows.iter().map(|listee| row(listee, &people, language)).collect();
    rows.iter_mut().for_each(way);
    if let ([only], Some(_)) = (rows.as_slice(), wanted.get("search")) {
        return Ok(Ok(Redirect::to(only.href.clone())));
    }
    if let (true, Some(number)) = (rows.is_empty(), wanted.get("search"))
        && caller.may(Permission::BillingRead)
    {
        let (number, scope) = (number.to_owned(), caller.scope());
        if let Some(id) = db.read_much(move |sql| numbered(sql, &number, scope)).await? {
            return Ok(Ok(Redirect::to(format!("/invoices/{id}"))));
        }
    }
    let (room, title) = purpose.title();
    let shell = Shell::new(&caller, caller.look, &settings, room);
    let shows = Shows::names("patient", found.ids());
    let mut page = ListPage::new(shell, title, &wanted, (rows, found.total), shows);
    page.search_label = say("Name, phone or e-mail");
    page.empty = say("No patient is registered yet.");
    if purpose != Purpose::File {
        page.carried.push((purpose.parameter().into(), "yes".into()));
        page.carried.extend(along);
    }
    page.headings = headings(&wanted);
    Ok(Err(html(Status::Ok, &page)?))
}

fn headings(wanted: &Wanted) -> Vec<Heading> {
    vec![
        wanted.heading(say("Name"), "last_name", ORDER).wide(),
        wanted.heading(say("Born"), "date_of_birth", ORDER).day(),
        wanted.heading(say("Phone"), "", ORDER).middle(),
        wanted.heading(say("City"), "", ORDER),
        wanted.heading(say("Dietitian"), "", ORDER),
        wanted.heading(say("State"), "", ORDER).narrow(),
    ]
}

/// A name as a list sorts it.
fn sorted_name(last: &str, first: &str) -> String {
    if first.is_empty() { last.to_owned() } else { format!("{last}, {first}") }
}

fn row(listee: &Value, people: &Dietitians, language: Language) -> Row {
    let text = |name: &str| listee[name].as_str().unwrap_or_default();
    let archived = if listee["is_active"] == true { "" } else { language.t("Archived") };
    Row {
        href: format!("{ROOM}/{}", text("id")),
        cells: vec![
            Cell::plain(sorted_name(text("last_name"), text("first_name"))),
            Cell::styled(language.day(text("date_of_birth")), "figures"),
            Cell::styled(text("phone"), "figures"),
            Cell::styled(text("city"), "quiet"),
            Cell::styled(people.called(&listee["assignedDietitian"]), "quiet"),
            Cell::status(archived, if archived.is_empty() { "" } else { "grey" }),
        ],
    }
}
