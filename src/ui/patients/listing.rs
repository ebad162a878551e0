//! `/patients`: the list.

use rocket::get;
use rocket::http::RawStr;

use super::ROOM;
use crate::auth::Permission;
use crate::db::Db;
use crate::error::Result;
use crate::http::Parameters;
use crate::list::Listed;
use crate::patients::PatientList;
use crate::patients::list::{self, Ages, PatientRow};
use crate::settings::InForce;
use crate::shown::Shows;
use crate::text::full_name;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Field, Html, Kind};
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, Heading, ListPage, Row, Wanted};
use crate::ui::rooms::guard;
use crate::ui::staff::{Shell, Staff};

pub(super) const ORDER: (&str, &str) = ("last_name", "ASC");

#[get("/patients")]
pub(super) async fn all(
    caller: Staff<guard::Patients>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let reader = (caller.look.language, settings.0.currency.as_str());
    let mut wanted = Wanted::read(ROOM, parameters, reader);
    let query = wanted.query(PatientList::SPEC, &settings.0.zone, ORDER, caller.notes())?;
    let ages = Ages::read(&query).map(drop);
    let query = wanted.checked(query, ages)?;
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let language = caller.look.language;
    let (found, people) = db
        .read_much(move |sql| {
            let people = Dietitians::read(sql, language)?;
            Ok((list::rows(sql, &query, scope, zone.day_of(now))?, people))
        })
        .await?;
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
        view(say("Active|several"), "", &since),
        view(say("Not archived"), "true", ""),
        view(say("Archived|several"), "false", ""),
    ];
    if caller.may(Permission::ExportPatients) {
        page.exports = wanted.exports("/export/patients", ORDER);
    }
    let typed = wanted.get("search").unwrap_or_default().trim();
    if page.rows.is_empty() && !typed.is_empty() && caller.may(Permission::PatientsCreate) {
        page.offer = Some(registering(typed, &[], language));
    }
    page.headings = headings(&wanted);
    page.narrowed_by(&wanted, filters(people.all()));
    page.answer()
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
        day("first_completed_gte", say("First consultation from")),
        day("first_completed_lte", say("First consultation to")),
        day("last_completed_gte", say("Seen since")),
    ]
}

/// The form that registers whoever was looked for, and its words; `along` says what for.
pub(super) fn registering(
    typed: &str,
    along: &[(String, String)],
    language: Language,
) -> (String, String) {
    let encoded = |text: &str| RawStr::new(text).percent_encode().to_string();
    let mut way = format!("{ROOM}/new?");
    for (name, value) in along {
        way.push_str(&format!("{name}={}&", encoded(value)));
    }
    way.push_str(&format!("name={}", encoded(typed)));
    (way, language.fill(say("Register “{}”"), &[typed]))
}

pub(super) fn headings(wanted: &Wanted) -> Vec<Heading> {
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
fn sorted_name(last: &str, first: Option<&str>) -> String {
    first.map_or_else(|| last.to_owned(), |first| format!("{last}, {first}"))
}

pub(super) fn row(listee: &PatientRow, people: &Dietitians, language: Language) -> Row {
    let archived = if listee.is_active { "" } else { language.t("Archived") };
    let dietitian = listee.dietitian.as_ref().map(|one| {
        people.name(&one.id.to_string(), full_name(Some(&one.first_name), &one.last_name))
    });
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Row {
        href: format!("{ROOM}/{}", listee.id),
        cells: vec![
            Cell::plain(sorted_name(&listee.last_name, listee.first_name.as_deref())),
            Cell::styled(language.date(listee.date_of_birth), "figures"),
            Cell::styled(text(&listee.phone), "figures"),
            Cell::styled(text(&listee.city), "quiet"),
            Cell::styled(dietitian.unwrap_or_default(), "quiet"),
            Cell::status(archived, if archived.is_empty() { "" } else { "grey" }),
        ],
    }
}
