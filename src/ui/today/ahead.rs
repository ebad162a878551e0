//! The times of today and of the next day: what is booked, who is away, what is free.

use jiff::ToSpan;
use jiff::civil::Date;

use super::store::{self, Event};
use crate::auth::Scope;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::schedule::free::free;
use crate::schedule::store::{Timetables, busy, days_between};
use crate::schedule::{Stretch, store as schedule};
use crate::settings::InForce;
use crate::ui::dietitians::Dietitians;
use crate::ui::language::{Language, say};
use crate::ui::words::input_moment;

/// Days that are looked at for the next one with hours.
const LOOKED_AT: i32 = 7;
/// What a free time lasts at least, and its step.
const HALF_HOUR: i64 = 30;
/// What a gap of one's own day lasts at least.
const QUARTER: i64 = 15;
/// Free times that are shown.
const TIMES: usize = 4;

/// The next day that has hours or visits.
pub(super) struct Ahead {
    pub title: String,
    pub href: String,
    pub count: usize,
    /// When the first comes, and who.
    pub first: Option<(String, String)>,
    /// First appointments of new patients among them.
    pub firsts: usize,
    /// Half hours that are free.
    pub free: i64,
    /// The first free times, and where they are booked.
    pub times: Vec<(String, String)>,
    visits: Vec<Id>,
}

impl Ahead {
    /// The visits whose patients it names.
    pub fn named(&self) -> impl Iterator<Item = Id> + '_ {
        self.visits.iter().copied()
    }

    /// The next day of a scope, or of one dietitian; none where nothing is open in a week.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn read(
        sql: &Sql<'_>,
        (scope, with): (Scope, Option<Id>),
        people: &Dietitians,
        settings: &InForce,
        (now, language): (Moment, Language),
    ) -> Result<Option<Self>> {
        let zone = &settings.0.zone;
        let today = zone.day_of(now);
        let hours = Timetables::read(sql)?;
        let own = with.or(scope.dietitian());
        let whose: Vec<Id> = own.map_or_else(|| people.receiving().collect(), |id| vec![id]);
        for days in 1..=LOOKED_AT {
            let day = today.saturating_add(days.days());
            let stretch = (zone.start_of(day), zone.end_of(day));
            let mut events = store::visits(sql, stretch, scope, with, today)?;
            events.retain(Event::takes_time);
            let is_open = whose.iter().any(|id| !hours.of(*id).open(day, day, zone).is_empty());
            if !is_open && events.is_empty() {
                continue;
            }
            let mut times = Vec::new();
            for id in &whose {
                let open = hours.of(*id).open(day, day, zone);
                let taken = busy(sql, *id, days_between(day, day, zone))?;
                times.extend(free(&open, &taken, HALF_HOUR).into_iter().map(|free| (free, *id)));
            }
            let title = match days {
                1 => language.t(say("Tomorrow")).to_owned(),
                _ => language.weekday(day),
            };
            return Ok(Some(Self::of(title, (day, with), (events, times), people, settings)));
        }
        Ok(None)
    }

    fn of(
        title: String,
        (day, with): (Date, Option<Id>),
        (events, mut times): (Vec<Event>, Vec<(Stretch, Id)>),
        people: &Dietitians,
        settings: &InForce,
    ) -> Self {
        let zone = &settings.0.zone;
        let clock = |at| zone.wall_clock(at).strftime("%H:%M").to_string();
        let is_first = |event: &&Event| {
            let kind = event.kind.as_deref().and_then(|code| settings.0.visit_types.get(code));
            kind.is_some_and(|kind| kind.is_first)
        };
        times.sort_unstable();
        let time = |(free, id): &(Stretch, Id)| {
            let words = format!("{} {}", clock(free.from), people.short(*id).unwrap_or_default());
            let at = input_moment(free.from, zone);
            (words.trim().to_owned(), format!("/visits/new?at={at}&with={id}"))
        };
        Self {
            title,
            href: calendar_of(day, with),
            count: events.len(),
            first: events.first().map(|event| (clock(event.begins), event.name.clone())),
            firsts: events.iter().filter(is_first).count(),
            free: times.iter().map(|(free, _)| minutes(*free) / HALF_HOUR).sum(),
            times: times.iter().take(TIMES).map(time).collect(),
            visits: events.first().map(|event| event.id).into_iter().collect(),
        }
    }
}

/// A day of the calendar, of one dietitian or of all.
fn calendar_of(day: Date, with: Option<Id>) -> String {
    let whose = with.map(|id| format!("&with={id}")).unwrap_or_default();
    format!("/calendar?view=day&day={day}{whose}")
}

fn minutes(stretch: Stretch) -> i64 {
    (stretch.to.ms() - stretch.from.ms()) / 60_000
}

/// What is left free of one's own day from now on.
///
/// # Errors
/// What SQLite says.
pub(super) fn gaps(
    sql: &Sql<'_>,
    whose: Id,
    settings: &InForce,
    now: Moment,
) -> Result<Vec<Stretch>> {
    let zone = &settings.0.zone;
    let today = zone.day_of(now);
    let open = Timetables::read(sql)?.of(whose).open(today, today, zone);
    let mut taken = busy(sql, whose, days_between(today, today, zone))?;
    // What is over cannot be booked any more; what is left begins at the next quarter of an hour.
    let clock = zone.wall_clock(now);
    let past = i64::from(clock.minute()) % QUARTER;
    let from = now.plus_minutes(if past == 0 { 0 } else { QUARTER - past });
    let from = Moment::from_ms(from.ms() / 60_000 * 60_000);
    taken.push(Stretch { from: zone.start_of(today), to: from });
    Ok(free(&open, &taken, QUARTER))
}

/// How full the day of a dietitian is.
pub(super) struct Load {
    pub name: String,
    pub href: String,
    pub count: usize,
    /// Of the opening hours without absences; none for somebody who is away.
    pub percent: Option<i64>,
}

/// How full the day is, of everybody who receives patients then, and in all.
///
/// # Errors
/// What SQLite says.
pub(super) fn load(
    sql: &Sql<'_>,
    events: &[Event],
    people: &Dietitians,
    settings: &InForce,
    now: Moment,
) -> Result<(Vec<Load>, Option<i64>)> {
    let zone = &settings.0.zone;
    let today = zone.day_of(now);
    let hours = Timetables::read(sql)?;
    let stretch = days_between(today, today, zone);
    let absences = schedule::absences(sql, None, stretch, Scope::All)?;
    let mut all = Vec::new();
    let (mut open_of_all, mut taken_of_all) = (0, 0);
    for id in people.receiving() {
        let own: Vec<&Event> =
            events.iter().filter(|event| event.dietitian == id && event.takes_time()).collect();
        let open = hours.of(id).open(today, today, zone);
        if open.is_empty() && own.is_empty() {
            continue;
        }
        let away = absences.iter().filter(|off| off.dietitian_id.is_none_or(|whose| whose == id));
        let away: Vec<Stretch> = away.map(|off| Stretch { from: off.from, to: off.to }).collect();
        let present = free(&open, &away, 0);
        let taken: Vec<Stretch> =
            own.iter().map(|event| Stretch { from: event.begins, to: event.ends() }).collect();
        let whole: i64 = present.iter().copied().map(minutes).sum();
        let left: i64 = free(&present, &taken, 0).into_iter().map(minutes).sum();
        open_of_all += whole;
        taken_of_all += whole - left;
        all.push(Load {
            name: people.short(id).unwrap_or_default(),
            href: calendar_of(today, Some(id)),
            count: own.len(),
            percent: (whole > 0).then(|| (whole - left) * 100 / whole),
        });
    }
    let percent = (open_of_all > 0).then(|| taken_of_all * 100 / open_of_all);
    Ok((all, percent))
}
