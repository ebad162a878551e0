//! A visit in the words of the calendar.

use jiff::civil::Date;

use super::store::Event;
use crate::clock::{Moment, Zone};
use crate::ids::Id;
use crate::ui::kinds::Kinds;
use crate::ui::language::say;
use crate::ui::lateness;
use crate::visits::presence::Presence;

/// A visit in words.
pub(super) struct Shown {
    pub id: Id,
    pub time: String,
    pub minutes: i64,
    pub title: String,
    pub kind: String,
    pub about: String,
    /// The same where time and patient stand already.
    pub further: String,
    /// How it stands: `over`, `gone`, `here`, `inside`, `late`, or nothing of note.
    pub class: &'static str,
    /// The tint of its type.
    pub colour: String,
    /// How it stands, in a word, where it is not as planned.
    pub state: String,
    /// Whether it can be drawn to another time: what is over stays, and the rest of a visit follows
    /// its beginning.
    pub is_movable: bool,
}

/// A visit in words, as it stands on that day at this moment.
pub(super) fn shown(event: &Event, day: Date, now: Moment, zone: &Zone, kinds: Kinds<'_>) -> Shown {
    let language = kinds.language;
    let clock = |at: Moment| {
        let wall = zone.wall_clock(at);
        format!("{:02}:{:02}", wall.hour(), wall.minute())
    };
    let kind = kinds.word(event.kind.as_deref());
    let (from, to) = (clock(event.begins), clock(event.ends()));
    let is_open = event.status == "SCHEDULED";
    let is_rest = event.begins < zone.start_of(day);
    let (class, state) = match event.presence(now) {
        Presence::Completed => ("over", language.appointment(&event.status)),
        Presence::Cancelled | Presence::Missed => ("gone", language.appointment(&event.status)),
        Presence::Inside(_) => ("inside", language.t(say("In consultation")).into()),
        Presence::Waiting(_) => ("here", language.t(say("Arrived")).into()),
        Presence::Late(minutes) if zone.day_of(now) == day => {
            ("late", lateness::told(language, minutes))
        }
        Presence::Late(_) | Presence::Expected => ("", String::new()),
    };
    let told = if state.is_empty() { language.appointment(&event.status) } else { state.clone() };
    Shown {
        id: event.id,
        time: match is_rest {
            true => language.fill(say("until {}"), &[&to]),
            false => from.clone(),
        },
        minutes: event.minutes,
        title: event.title(),
        about: format!("{from}–{to} · {} · {kind} · {told}", event.patient),
        further: format!("{from}–{to} · {kind} · {} · {told}", event.dietitian_name),
        class,
        colour: kinds.colour(event.kind.as_deref()),
        state,
        kind,
        is_movable: is_open && !is_rest,
    }
}
