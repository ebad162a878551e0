//! The list of the day: its visits with one act each, the present among them, free times between.

use std::collections::{HashMap, HashSet};

use super::asked::Asked;
use super::store::Event;
use crate::auth::{Caller, Permission};
use crate::clock::{Moment, Zone, parse_day};
use crate::ids::Id;
use crate::money::Amount;
use crate::schedule::Stretch;
use crate::ui::dietitians::Dietitians;
use crate::ui::kinds::Kinds;
use crate::ui::language::say;
use crate::ui::lateness;
use crate::ui::words::input_moment;
use crate::visits::presence::Presence;

/// What is done next with a visit, in one press.
pub(super) enum Act {
    /// The mark that it sets, and its word.
    Mark(&'static str, &'static str),
    /// To the invoice: the one that there is, or a new one.
    Invoice(Option<Id>),
    /// To the booking of another.
    Rebook(String),
    Nothing,
}

/// A visit in words.
pub(super) struct Row {
    pub id: Id,
    pub time: String,
    pub name: String,
    /// Where the file is: nowhere for a dietitian who only stands in for another.
    pub file: Option<String>,
    /// What tells people of one name apart.
    pub about: String,
    pub kind: String,
    pub minutes: i64,
    pub colour: String,
    pub dietitian: String,
    pub state: String,
    /// Since when they are in consultation, for whom the column has no room.
    pub since: Option<String>,
    pub badge: &'static str,
    pub owed: Vec<String>,
    pub act: Act,
    pub presence: Presence,
    /// `now`, `next`, `past`, or nothing of note.
    pub class: &'static str,
}

impl Row {
    pub fn is_open(&self) -> bool {
        self.presence.is_open()
    }

    pub fn is_inside(&self) -> bool {
        matches!(self.presence, Presence::Inside(_))
    }
}

/// A line of the list.
pub(super) enum Line {
    Visit(Box<Row>),
    /// Free until the next: its time, how long, and where it is booked.
    Free {
        time: String,
        words: String,
        href: String,
    },
    /// The present.
    Now(String),
    /// The dietitian of those that follow.
    Head(String),
}

/// What the list is made from.
pub(super) struct Day<'a> {
    pub events: &'a [Event],
    pub owed: &'a HashMap<Id, Vec<Amount>>,
    pub people: &'a Dietitians,
    pub kinds: Kinds<'a>,
    pub zone: &'a Zone,
    pub now: Moment,
    pub caller: &'a Caller,
}

impl Day<'_> {
    /// The lines of what was asked for; `free` are the times that can still be booked in it.
    pub fn lines(&self, asked: &Asked, free: &[Stretch]) -> Vec<Line> {
        let homonyms = self.homonyms();
        let is_shown = |event: &&Event| {
            asked.shown.has(event.presence(self.now)) || asked.marked == Some(event.id)
        };
        let shown: Vec<&Event> = self.events.iter().filter(is_shown).collect();
        let next = shown
            .iter()
            .find(|event| event.begins >= self.now && event.presence(self.now).is_open());
        let next = next.map(|event| event.id);
        let row = |event: &Event| {
            let mut row = self.row(event, homonyms.contains(event.name.as_str()));
            if next == Some(event.id) {
                row.class = "next";
            }
            Line::Visit(Box::new(row))
        };
        if asked.by_person {
            return self.by_person(shown, row);
        }
        let mut lines: Vec<(Moment, u8, Line)> =
            shown.iter().map(|event| (event.begins, 2, row(event))).collect();
        let clock = |at| self.zone.wall_clock(at).strftime("%H:%M").to_string();
        lines.extend(free.iter().map(|free| (free.from, 1, self.free(*free))));
        let is_begun = lines.iter().any(|(at, ..)| *at < self.now);
        let is_to_come = lines.iter().any(|(at, ..)| *at >= self.now);
        if is_begun && is_to_come {
            lines.push((self.now, 0, Line::Now(clock(self.now))));
        }
        lines.sort_by_key(|(at, rank, _)| (*at, *rank));
        lines.into_iter().map(|(.., line)| line).collect()
    }

    fn by_person(&self, mut shown: Vec<&Event>, row: impl Fn(&Event) -> Line) -> Vec<Line> {
        // By whom, not by name: two people may share one.
        let whose = |event: &Event| {
            let id = event.dietitian.to_string();
            (self.people.name(&id, event.dietitian_name.clone()), id)
        };
        shown.sort_by_cached_key(|event| whose(event));
        let mut lines = Vec::new();
        let mut last = None;
        for event in shown {
            if last.replace(event.dietitian) != Some(event.dietitian) {
                lines.push(Line::Head(whose(event).0));
            }
            lines.push(row(event));
        }
        lines
    }

    fn free(&self, free: Stretch) -> Line {
        let minutes = (free.to.ms() - free.from.ms()) / 60_000;
        let at = input_moment(free.from, self.zone);
        Line::Free {
            time: self.zone.wall_clock(free.from).strftime("%H:%M").to_string(),
            words: self.kinds.language.fill(say("Free, {} min"), &[&minutes.to_string()]),
            href: format!("/visits/new?at={at}&with={}", self.caller.id()),
        }
    }

    /// The names that several patients of the day have.
    fn homonyms(&self) -> HashSet<&str> {
        let (mut bearers, mut shared) = (HashMap::new(), HashSet::new());
        for event in self.events {
            let name = event.name.as_str();
            if *bearers.entry(name).or_insert(event.patient) != event.patient {
                shared.insert(name);
            }
        }
        shared
    }

    fn row(&self, event: &Event, is_homonym: bool) -> Row {
        let presence = event.presence(self.now);
        let is_own = event.is_own(self.caller.scope());
        let (state, badge) = self.state(event, presence);
        Row {
            id: event.id,
            time: self.time(event),
            name: event.name.clone(),
            file: is_own.then(|| format!("/patients/{}", event.patient)),
            about: self.about(event, is_homonym),
            kind: self.kinds.word(event.kind.as_deref()),
            minutes: event.minutes,
            colour: self.kinds.colour(event.kind.as_deref()),
            dietitian: self.people.brief(event.dietitian, event.dietitian_name.clone()),
            state,
            since: self.since(presence),
            badge,
            owed: self.owed(event.patient).filter(|_| is_own).unwrap_or_default(),
            act: self.act(event, presence, is_own),
            presence,
            class: match presence.is_open() {
                true if event.begins <= self.now && self.now < event.ends() => "now",
                false => "past",
                true => "",
            },
        }
    }

    /// When it begins; of what began yesterday and lasts into today until when.
    fn time(&self, event: &Event) -> String {
        let clock = |at| self.zone.wall_clock(at).strftime("%H:%M").to_string();
        match event.begins < self.zone.start_of(self.zone.day_of(self.now)) {
            true => self.kinds.language.fill(say("until {}"), &[&clock(event.ends())]),
            false => clock(event.begins),
        }
    }

    /// The year of birth, or all that tells two of one name apart.
    fn about(&self, event: &Event, is_homonym: bool) -> String {
        let language = self.kinds.language;
        let Some(born) = parse_day(&event.born) else { return String::new() };
        match (is_homonym, &event.file_number) {
            (false, _) => born.year().to_string(),
            (true, None) => language.date(born),
            (true, Some(number)) => {
                format!("{} · {}", language.date(born), language.fill(say("file {}"), &[number]))
            }
        }
    }

    fn owed(&self, patient: Id) -> Option<Vec<String>> {
        let owed = self.owed.get(&patient)?;
        Some(owed.iter().map(|amount| self.kinds.language.money_of(amount)).collect())
    }

    fn state(&self, event: &Event, presence: Presence) -> (String, &'static str) {
        let language = self.kinds.language;
        let since = |word: &'static str, at| {
            format!("{} {}", language.t(word), self.zone.wall_clock(at).strftime("%H:%M"))
        };
        match presence {
            Presence::Inside(_) => (language.t(say("In consultation")).to_owned(), "green"),
            Presence::Waiting(at) => (since(say("Arrived"), at), "green"),
            Presence::Late(minutes) => (lateness::told(language, minutes), "amber"),
            Presence::Expected => (language.appointment(&event.status), "blue"),
            Presence::Missed => (language.appointment(&event.status), "red"),
            Presence::Cancelled => (language.appointment(&event.status), "grey"),
            Presence::Completed => {
                let paid = event.invoice_status.as_deref().filter(|status| *status == "PAID");
                let paid =
                    paid.map(|status| format!(" · {}", language.code(status).to_lowercase()));
                (language.appointment(&event.status) + &paid.unwrap_or_default(), "grey")
            }
        }
    }

    fn since(&self, presence: Presence) -> Option<String> {
        match presence {
            Presence::Inside(at) => Some(self.zone.wall_clock(at).strftime("%H:%M").to_string()),
            _ => None,
        }
    }

    fn act(&self, event: &Event, presence: Presence, is_own: bool) -> Act {
        let bills = is_own && self.caller.may(Permission::BillingCreate);
        match presence {
            Presence::Expected | Presence::Late(_) => Act::Mark("arrived", say("Arrived")),
            Presence::Waiting(_) => Act::Mark("started", say("Start")),
            Presence::Inside(_) => Act::Mark("completed", say("Finish")),
            Presence::Completed if bills => Act::Invoice(event.invoice),
            Presence::Missed | Presence::Cancelled
                if is_own && self.caller.may(Permission::VisitsCreate) =>
            {
                let kind = event.kind.as_deref().map(|kind| format!("&visit_type={kind}"));
                Act::Rebook(format!(
                    "/patients/{}/visits/new?duration_minutes={}&with={}{}",
                    event.patient,
                    event.minutes,
                    event.dietitian,
                    kind.unwrap_or_default(),
                ))
            }
            _ => Act::Nothing,
        }
    }
}
