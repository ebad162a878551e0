//! What the front desk looks at beside the list: who waits, whom to call, the cash of the day.

use std::collections::HashSet;

use super::asked::{Asked, Shown};
use super::store::Event;
use crate::auth::{Caller, Permission};
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::schedule::waiting::WaitingView;
use crate::schedule::waiting::offers::{self, Freed};
use crate::settings::InForce;
use crate::text::full_name;
use crate::ui::attention;
use crate::ui::dietitians::Dietitians;
use crate::ui::invoices::cash_up::{Till, tills};
use crate::ui::invoices::store::moved_on;
use crate::ui::language::{Language, say};
use crate::ui::words::input_moment;
use crate::visits::presence::Presence;

/// Minutes after which somebody who is expected is called.
const PATIENCE_MINUTES: i64 = 10;
/// People of each kind that the card names; the list behind it has all.
const NAMED: u64 = 4;
/// Late ones that the card names; the filter of the list has all.
const LATE: usize = 5;
/// Times that came free which are offered.
const OFFERED: i64 = 3;
/// How far ahead a time that came free is offered to those who wait.
const OFFERED_MINUTES: i64 = 2 * 24 * 60;

/// Somebody in the waiting room.
pub(super) struct Waiting {
    pub visit: Id,
    pub name: String,
    pub since: String,
    pub minutes: i64,
    pub with: String,
}

/// Somebody to call, and why.
pub(super) struct Call {
    pub patient: Id,
    pub name: String,
    pub why: String,
    pub phone: String,
    /// Where it is booked or offered.
    pub href: String,
}

/// What stands beside the list.
pub(super) struct Desk {
    pub waiting: Vec<Waiting>,
    pub calls: Vec<Call>,
    /// All who are late, where the card has no room for each: how many, and their list.
    pub late: Option<(usize, String)>,
    /// Whom to call in all, named or not.
    pub count: usize,
    /// Who missed an appointment and has no other, of whom the card names the last.
    pub missed: i64,
    /// The cash of the day, for those who see money.
    pub cash: Vec<Till>,
}

/// Who is in the waiting room, the longest first.
pub(super) fn waiting_room(
    events: &[Event],
    people: &Dietitians,
    settings: &InForce,
    now: Moment,
) -> Vec<Waiting> {
    let mut here: Vec<(Moment, Waiting)> = Vec::new();
    for event in events {
        let Presence::Waiting(since) = event.presence(now) else { continue };
        let waiting = Waiting {
            visit: event.id,
            name: event.name.clone(),
            since: settings.0.zone.wall_clock(since).strftime("%H:%M").to_string(),
            minutes: (now.ms() - since.ms()).max(0) / 60_000,
            with: people.short(event.dietitian).unwrap_or_default(),
        };
        here.push((since, waiting));
    }
    here.sort_by_key(|(since, waiting)| (*since, waiting.visit));
    here.into_iter().map(|(_, waiting)| waiting).collect()
}

impl Desk {
    /// # Errors
    /// What SQLite says.
    pub fn read(
        sql: &Sql<'_>,
        (caller, asked): (&Caller, &Asked),
        (events, people): (&[Event], &Dietitians),
        settings: &InForce,
        (now, language): (Moment, Language),
    ) -> Result<Self> {
        let (scope, zone) = (caller.scope(), &settings.0.zone);
        let today = zone.day_of(now);
        let mut calls = late(events, caller, settings, (now, language));
        let (expected, unnamed) = (calls.len(), calls.len().saturating_sub(LATE));
        calls.truncate(LATE);
        calls.extend(missed(sql, caller, settings, (now, language))?);
        let offered = offers(sql, caller, settings, (now, language))?;
        let all_missed = attention::store::missed_count(sql, scope.dietitian(), (zone, now))?;
        let count = expected + offered.len() + usize::try_from(all_missed).unwrap_or(0);
        calls.extend(offered);
        let is_late = |event: &&Event| Shown::Late.has(event.presence(now));
        let all_late = events.iter().filter(is_late).count();
        let cash = match caller.may(Permission::BillingList) {
            true => {
                let moved = moved_on(sql, today, scope)?;
                tills(&moved, &settings.0.currency, &today.to_string(), language)
            }
            false => Vec::new(),
        };
        Ok(Self {
            waiting: waiting_room(events, people, settings, now),
            count,
            calls,
            late: (unnamed > 0).then(|| (all_late, asked.showing(Shown::Late))),
            missed: all_missed,
            cash,
        })
    }
}

/// Who is expected and has not come, the latest first: whoever should have been here a quarter of
/// an hour ago can still be reached, and the list ends after a few.
fn late(
    events: &[Event],
    caller: &Caller,
    settings: &InForce,
    (now, language): (Moment, Language),
) -> Vec<Call> {
    let is_called = |event: &&Event| {
        let late = event.presence(now);
        matches!(late, Presence::Late(minutes) if minutes >= PATIENCE_MINUTES)
            && event.is_own(caller.scope())
    };
    let call = |event: &Event| {
        let time = settings.0.zone.wall_clock(event.begins).strftime("%H:%M").to_string();
        Call {
            patient: event.patient,
            name: event.name.clone(),
            why: language.fill(say("expected at {}"), &[&time]),
            phone: event.phone.clone().unwrap_or_default(),
            href: format!("/visits/{}", event.id),
        }
    };
    events.iter().rev().filter(is_called).map(call).collect()
}

/// Who missed an appointment lately and has no other.
fn missed(
    sql: &Sql<'_>,
    caller: &Caller,
    settings: &InForce,
    (now, language): (Moment, Language),
) -> Result<Vec<Call>> {
    let (own, zone) = (caller.scope().dietitian(), &settings.0.zone);
    let found = attention::store::missed(sql, own, (zone, now), (NAMED, 0))?;
    let call = |missed: attention::store::Missed| {
        let day = language.short_weekday(zone.day_of(missed.at));
        let kind = missed.kind.map(|kind| format!("&visit_type={kind}")).unwrap_or_default();
        let (patient, minutes, with) = (missed.patient, missed.minutes, missed.dietitian_id);
        Call {
            patient,
            name: missed.name,
            why: language.fill(say("no-show, {}"), &[&day]),
            phone: missed.phone.unwrap_or_default(),
            href: match caller.may(Permission::VisitsCreate) {
                true => format!(
                    "/patients/{patient}/visits/new?duration_minutes={minutes}&with={with}{kind}"
                ),
                false => format!("/visits/{}", missed.visit),
            },
        }
    };
    Ok(found.into_iter().map(call).collect())
}

/// Who waits for the times that came free: each is offered to whoever waits longest and was offered
/// none of the others, as far as there is anybody.
fn offers(
    sql: &Sql<'_>,
    caller: &Caller,
    settings: &InForce,
    (now, language): (Moment, Language),
) -> Result<Vec<Call>> {
    let (scope, zone) = (caller.scope(), &settings.0.zone);
    let soon = (now, now.plus_minutes(OFFERED_MINUTES));
    let (mut calls, mut called) = (Vec::new(), HashSet::new());
    for free in offers::freed(sql, soon, scope, OFFERED)? {
        let waiting = offers::offered_to(sql, &free, scope, zone)?;
        let fresh = waiting.iter().find(|entry| !called.contains(&entry.patient_id));
        let Some(entry) = fresh.or(waiting.first()) else { continue };
        called.insert(entry.patient_id);
        calls.push(offer(&free, entry, zone, (now, language)));
    }
    Ok(calls)
}

/// A time that came free, offered to somebody.
fn offer(
    free: &Freed,
    entry: &WaitingView,
    zone: &Zone,
    (now, language): (Moment, Language),
) -> Call {
    let day = zone.day_of(free.at);
    let time = zone.wall_clock(free.at).strftime("%H:%M").to_string();
    let when = match day == zone.day_of(now) {
        true => time,
        false => format!("{}, {time}", language.short_weekday(day)),
    };
    let (at, with, minutes) = (input_moment(free.at, zone), free.dietitian, free.minutes);
    Call {
        patient: entry.patient_id,
        name: full_name(entry.patient.first_name.as_deref(), &entry.patient.last_name),
        why: language.fill(say("waiting list: {} is free"), &[&when]),
        phone: entry.patient.phone.clone().unwrap_or_default(),
        href: format!("/calendar/waiting?at={at}&with={with}&minutes={minutes}"),
    }
}
