//! The next appointment, chosen in the consultation and booked with its end.

use jiff::ToSpan;
use serde_json::json;

use super::free::{FreeTime, starts};
use super::pages::{ROOM, as_map};
use super::store;
use crate::auth::Scope;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::{Error, FieldError, Result};
use crate::http::Fields;
use crate::ids::Id;
use crate::notes::Notes;
use crate::settings::InForce;
use crate::ui::form::Sent;
use crate::ui::language::{Language, say};
use crate::ui::words::input_moment;
use crate::visits::{Details, NewVisit};

/// What can be chosen at once, in weeks.
const WEEKS: [i64; 8] = [1, 2, 3, 4, 6, 8, 12, 26];
const USUAL_WEEKS: i64 = 4;
/// Times that are offered.
const OFFERED: usize = 3;
/// What an appointment lasts where no type says.
const USUAL_MINUTES: i64 = 30;

/// What was read for it: the free times, and what is booked already.
pub(super) struct Found {
    weeks: i64,
    times: Vec<Moment>,
    booked: Option<store::Appointment>,
}

/// A choice of weeks that the page offers, else the usual one.
pub(super) fn weeks(typed: &str) -> i64 {
    typed.parse().ok().filter(|weeks| WEEKS.contains(weeks)).unwrap_or(USUAL_WEEKS)
}

/// The free times of the visit's dietitian about so many weeks after it: the nearest day first, at
/// the time of day that was kept this time if it can be.
///
/// # Errors
/// What SQLite says.
pub(super) fn find(
    sql: &Sql<'_>,
    (patient, visit): (Id, &Details),
    weeks: i64,
    settings: &InForce,
    now: Moment,
) -> Result<Found> {
    let zone = &settings.0.zone;
    let wall = zone.wall_clock(visit.visit_date.max(now));
    let target = wall.date().saturating_add(weeks.weeks());
    let around = (target.saturating_sub(3.days()), target.saturating_add(10.days()));
    let mut free = starts(sql, (visit.dietitian_id, minutes(settings)), around, zone, now)?;
    let kept = zone.wall_clock(visit.visit_date);
    let minute = |at: jiff::civil::DateTime| i64::from(at.hour()) * 60 + i64::from(at.minute());
    free.sort_by_key(|at| {
        let clock = zone.wall_clock(*at);
        let days = target.until(clock.date()).map_or(0, |span| span.get_days());
        (days.abs(), (minute(clock) - minute(kept)).abs(), *at)
    });
    let mut times: Vec<Moment> = Vec::with_capacity(OFFERED);
    for at in free {
        if times.iter().all(|known| zone.day_of(*known) != zone.day_of(at)) {
            times.push(at);
        }
        if times.len() == OFFERED {
            break;
        }
    }
    times.sort_unstable();
    let booked = store::next(sql, patient, visit.visit_date.max(now))?;
    Ok(Found { weeks, times, booked })
}

/// What a further appointment lasts.
fn minutes(settings: &InForce) -> i64 {
    settings.0.visit_types.usual(false).map_or(USUAL_MINUTES, |kind| kind.minutes)
}

/// The choice as the page shows it.
pub(super) struct Next {
    /// Each with its words and whether it is chosen.
    pub weeks: Vec<(i64, String, bool)>,
    pub with: String,
    pub times: Vec<FreeTime>,
    /// What was chosen: a time, `other`, `none`, or nothing.
    pub chosen: String,
    pub other: String,
    /// The appointment that there is already: when, and its address for those to whom it is open.
    pub booked: Option<(Option<String>, String)>,
    pub problem: Option<String>,
}

impl Found {
    /// In the words of its reader.
    pub fn shown(
        self,
        with: String,
        (is_own, scope): (bool, Scope),
        language: Language,
        settings: &InForce,
    ) -> Next {
        let zone = &settings.0.zone;
        let time = |at: Moment| {
            let clock = zone.wall_clock(at).strftime("%H:%M").to_string();
            format!("{}, {clock}", language.short_weekday(zone.day_of(at)))
        };
        let words = |weeks: i64| language.count(weeks, say("in 1 week"), say("in {} weeks"));
        Next {
            weeks: WEEKS.map(|weeks| (weeks, words(weeks), weeks == self.weeks)).into(),
            with,
            times: self
                .times
                .into_iter()
                .map(|at| FreeTime {
                    value: input_moment(at, zone),
                    label: time(at),
                    is_chosen: false,
                })
                .collect(),
            chosen: String::new(),
            other: String::new(),
            booked: self.booked.map(|booked| {
                let is_open = is_own || scope.dietitian() == Some(booked.with);
                (is_open.then(|| format!("{ROOM}/{}", booked.id)), time(booked.at))
            }),
            problem: None,
        }
    }
}

impl Next {
    /// Shows what was chosen and typed.
    pub fn take(&mut self, chosen: &str, other: &str) {
        chosen.clone_into(&mut self.chosen);
        other.clone_into(&mut self.other);
        for time in &mut self.times {
            time.is_chosen = time.value == chosen;
        }
        let is_known = matches!(chosen, "" | "other" | "none");
        if !is_known && self.times.iter().all(|time| !time.is_chosen) {
            // A time of another choice of weeks, or one that was taken meanwhile.
            chosen.clone_into(&mut self.other);
            "other".clone_into(&mut self.chosen);
        }
    }
}

/// When the next appointment is to be, as it was typed; none where none is wanted.
pub(super) fn wanted(sent: &Sent) -> Option<String> {
    let at = match sent.get("next_at") {
        "none" => "",
        // Somebody who types a time has chosen it.
        "" | "other" => sent.get("next_other"),
        time => time,
    };
    (!at.is_empty()).then(|| at.to_owned())
}

/// The appointment of that patient at that time, with the same dietitian.
///
/// # Errors
/// 400 for what is no time.
pub(super) fn appointment(
    at: &str,
    (patient, visit): (Id, &Details),
    settings: &InForce,
) -> Result<NewVisit> {
    let kind = settings.0.visit_types.usual(false).map(|kind| kind.code.clone());
    let body = json!({
        "patient_id": patient, "dietitian_id": visit.dietitian_id, "visit_date": at,
        "visit_type": kind, "duration_minutes": minutes(settings),
    });
    NewVisit::read(Fields::of(as_map(body)), &settings.0, None, Notes::Hidden).map_err(|error| {
        let told = error.details().iter().map(|bad| match bad.field.as_str() {
            "visit_date" => FieldError::new("next_other", bad.message.clone()),
            _ => bad.clone(),
        });
        Error::invalid(told.collect()).and_nothing_changed()
    })
}
