//! The way back from an act on a visit: to the page that it was sent from, else to the calendar's day.

use std::convert::Infallible;

use jiff::civil::Date;
use rocket::request::{FromRequest, Outcome};
use rocket::response::Redirect;
use rocket::{Request, async_trait};

use crate::auth::Caller;
use crate::http::WayOn;
use crate::ids::Id;
use crate::ui::admission::Admission;
use crate::ui::form::FormPage;
use crate::ui::language::say;

/// What the form sends as the way back when nobody knows where it was opened from.
pub(super) const TO_ITS_DAY: &str = "day";

/// The page that a press came from, to return to; none where the browser does not say.
pub struct From(Option<WayOn>);

#[async_trait]
impl<'r> FromRequest<'r> for From {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let is_said = request.headers().contains("Referer");
        Outcome::Success(Self(is_said.then(|| WayOn::back(request))))
    }
}

impl From {
    /// Its address.
    pub fn address(&self) -> Option<&str> {
        self.0.as_ref().map(WayOn::as_str)
    }

    /// That page or else `day`, saying what was done.
    pub fn saying(self, done: &str, record: Id, day: WayOn) -> Redirect {
        telling(&self.0.unwrap_or(day), &format!("done={done}&undo={record}"), record)
    }
}

/// The calendar's day; for whoever may not open the calendar the start.
pub fn to_the_day(caller: &Caller, day: Date) -> WayOn {
    let href = format!("/calendar?view=day&day={day}");
    WayOn::or_start(if Admission::of(caller).admits(&href) { &href } else { "/" })
}

/// Leads to a page that says what was done, at the row of its record.
pub(super) fn telling(way: &WayOn, told: &str, record: Id) -> Redirect {
    let (path, query) = way.as_str().split_once('?').unwrap_or((way.as_str(), ""));
    let mut kept: Vec<&str> = query.split('&').collect();
    kept.retain(|pair| {
        let said = ["done=", "undo=", "was="];
        !pair.is_empty() && !said.iter().any(|name| pair.starts_with(name))
    });
    kept.push(told);
    Redirect::to(format!("{path}?{}#visit-{record}", kept.join("&")))
}

/// Where a visit was moved from, and how that is called: the calendar, Today, its card; else the
/// visit.
fn opened_from(address: &str, id: Id) -> Option<(WayOn, &'static str)> {
    let way = WayOn::read(address)?;
    let name = match way.as_str().split('?').next()? {
        "/" => say("Today"),
        path if path.starts_with("/calendar") => say("Calendar"),
        path if path == format!("/visits/{id}/booked") => say("Appointment card"),
        _ => return None,
    };
    Some((way, name))
}

/// Where a move leads: to where the form was opened from by what it sends, else to the page that sent
/// it, else to the day.
pub(super) fn way_on(
    (back, sent_from): (&str, Option<&str>),
    (caller, id, day): (&Caller, Id, Date),
) -> WayOn {
    match (back, sent_from) {
        (TO_ITS_DAY, _) | ("", None) => to_the_day(caller, day),
        (back, _) => {
            let opened = opened_from(back, id).map(|(way, _)| way);
            opened.unwrap_or_else(|| WayOn::or_start(&format!("/visits/{id}")))
        }
    }
}

/// The form that leads back to where it was opened, or to the calendar's day of the visit.
pub(super) fn leading_back(mut page: FormPage, address: &str, (id, day): (Id, Date)) -> FormPage {
    if address == TO_ITS_DAY {
        page.back = format!("/calendar?view=day&day={day}");
        page.back_name = page.shell.t(say("Calendar")).to_owned();
        page.hidden.push(("back", TO_ITS_DAY.to_owned()));
    } else if let Some((way, name)) = opened_from(address, id) {
        page.back = way.as_str().to_owned();
        page.back_name = page.shell.t(name).to_owned();
        page.hidden.push(("back", page.back.clone()));
    }
    page.is_begun_at_once = true;
    page
}
