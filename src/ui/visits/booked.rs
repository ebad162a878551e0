//! The confirmation of a booking: when, with whom, a card to print, and the way back to the day.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::deleting::may_delete;
use super::pages::{ROOM, badge};
use crate::auth::{Permission, may};
use crate::db::{Db, Sql};
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::text::full_name;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Html, html};
use crate::ui::kinds::Kinds;
use crate::ui::language::say;
use crate::ui::staff::{Shell, Staff};
use crate::visits::{series, store as visits};

pub fn routes() -> Vec<Route> {
    routes![booked]
}

/// The page.
#[derive(Template)]
#[template(path = "ui/visits/booked.html", config = "src/ui/askama.toml")]
struct BookedPage {
    shell: Shell,
    visit: Id,
    patient: Id,
    who: String,
    address: Vec<String>,
    dietitian: String,
    kind: String,
    /// Every appointment of the series, or the one.
    times: Vec<String>,
    /// The day of the first, for the calendar.
    day: String,
    may_see_days: bool,
    may_book: bool,
    may_move: bool,
    /// Whether the file is open to who looks: whoever stands in for a colleague sees the visit alone.
    may_open: bool,
    may_delete: bool,
    /// What has become of it, where it is not to come any more: in words, and its colour.
    state: Option<(String, &'static str)>,
}

impl Discloses for BookedPage {
    fn shows(&self) -> Shows {
        Shows::names("visit", [self.visit])
    }
}

#[get("/visits/<id>/booked")]
async fn booked(
    caller: Staff<may::VisitsRead>,
    id: PathId,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let (id, scope, language) = (id.get()?, caller.scope(), caller.look.language);
    let (detail, members, people) = db
        .read(move |sql: &Sql<'_>| {
            let detail = visits::detail(sql, id, false)?.ok_or_else(|| visits::unknown(id))?;
            detail.must_be_in(scope)?;
            let members = match detail.visit.details.series_id {
                Some(series) => series::dates(sql, series)?,
                None => vec![detail.visit.details.visit_date],
            };
            Ok((detail, members, Dietitians::read(sql, language)?))
        })
        .await?;
    let (zone, details) = (&settings.0.zone, &detail.visit.details);
    let time = |at| {
        format!("{}, {}", language.weekday(zone.day_of(at)), zone.wall_clock(at).strftime("%H:%M"))
    };
    let own = format!("{} {}", detail.dietitian.first_name, detail.dietitian.last_name);
    let is_own = detail.is_of_a_patient_in(scope);
    let kind = Kinds::of(&settings, language).word(details.visit_type.as_deref());
    let page = BookedPage {
        visit: id,
        patient: detail.visit.patient_id,
        who: full_name(detail.patient.first_name.as_deref(), &detail.patient.last_name),
        address: settings
            .0
            .address
            .iter()
            .flat_map(|text| text.lines())
            .map(str::to_owned)
            .collect(),
        dietitian: people.name(&details.dietitian_id.to_string(), own),
        kind: language.fill(say("{}, {} min"), &[&kind, &details.duration_minutes.to_string()]),
        times: members.into_iter().map(time).collect(),
        day: zone.day_of(details.visit_date).to_string(),
        may_see_days: caller.may(Permission::VisitsList),
        may_book: is_own && caller.may(Permission::VisitsCreate),
        may_move: caller.may(Permission::VisitsUpdate) && details.status == "SCHEDULED",
        may_open: is_own && caller.may(Permission::PatientsRead),
        may_delete: may_delete(&caller) && details.status == "SCHEDULED",
        state: (details.status != "SCHEDULED")
            .then(|| (language.appointment(&details.status), badge(&details.status))),
        shell: Shell::new(&caller, caller.look, &settings, ROOM)
            .saying(parameters.get("done"))
            .undoing(parameters.get("undo"))
            .undoing_a_move(parameters.get("was")),
    };
    html(Status::Ok, &page)
}
