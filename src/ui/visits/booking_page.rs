//! The form of an appointment: for whom, what is proposed, what is to be asked.

use askama::Template;

use super::free::{self, FreeDay};
use super::store;
use super::type_choice::{TypeChoice, cost, typed_minutes, types};
use super::waits::Waits;
use super::warnings::{Proposed, Warning, sure_of};
use crate::auth::Scope;
use crate::clock::{Moment, Zone, parse_day};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::notes::Notes;
use crate::patients;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::dietitians::Dietitians;
use crate::ui::language::{Language, say};
use crate::ui::staff::Shell;
use crate::ui::typed::Quantity;
use crate::ui::words::input_moment;

/// What an appointment lasts where nothing else says.
const USUAL_MINUTES: i64 = 30;
/// The choices of a repetition, in weeks.
const WEEKS: [i64; 6] = [1, 2, 3, 4, 6, 8];

/// Who the appointment is for.
struct Whom {
    name: String,
    /// What tells people of one name apart: born, file.
    about: String,
    alerts: Vec<String>,
    assigned: Option<Id>,
    /// Whether nobody has seen them yet.
    is_new: bool,
}

impl Whom {
    fn read(sql: &Sql<'_>, id: Id, scope: Scope, now: Moment, language: Language) -> Result<Self> {
        let detail = patients::store::detail(sql, id, now)?;
        let patient = detail.ok_or_else(|| patients::store::unknown(id))?.patient;
        patient.must_be_in(scope)?;
        let details = &patient.details;
        let born = language.date(details.date_of_birth);
        let mut about = language.fill(say("born {}"), &[&born]);
        if let Some(number) = &details.file_number {
            about.push_str(&format!(" · {}", language.fill(say("file {}"), &[number])));
        }
        Ok(Self {
            name: details.full_name(),
            about,
            alerts: details.texts.alerts(),
            assigned: details.assigned_dietitian_id,
            is_new: store::is_new(sql, id)?,
        })
    }
}

/// What the form has: as it was typed, or as it is proposed.
#[derive(Clone, Default)]
pub(super) struct Filled {
    pub visit_date: String,
    pub dietitian_id: String,
    pub visit_type: String,
    duration_minutes: String,
    repeat_weeks: String,
    repeat_times: String,
    chief_complaint: String,
    /// What an entry of the waiting list would say.
    not_before: String,
    not_after: String,
    note: String,
    /// The entry of the waiting list that it is booked for.
    pub waiting: String,
}

impl Filled {
    /// By the names of the fields, in a form or in an address.
    pub fn of(get: impl Fn(&str) -> String) -> Self {
        Self {
            visit_date: get("visit_date"),
            dietitian_id: get("dietitian_id"),
            visit_type: get("visit_type"),
            duration_minutes: get("duration_minutes"),
            repeat_weeks: get("repeat_weeks"),
            repeat_times: get("repeat_times"),
            chief_complaint: get("chief_complaint"),
            not_before: get("not_before"),
            not_after: get("not_after"),
            note: get("note"),
            waiting: get("waiting"),
        }
    }

    /// Whether anything was typed for the waiting list.
    fn would_wait(&self) -> bool {
        [&self.not_before, &self.not_after, &self.note].iter().any(|typed| !typed.is_empty())
    }

    /// How long it lasts, in minutes: as it was typed, or as such a visit usually does.
    pub fn minutes(&self, settings: &InForce, language: Language) -> i64 {
        let typed = typed_minutes(language, &self.duration_minutes);
        typed.unwrap_or_else(|| self.usual_minutes(settings))
    }

    /// How long a visit of its type usually lasts, in minutes.
    pub fn usual_minutes(&self, settings: &InForce) -> i64 {
        let usual = settings.0.visit_types.get(&self.visit_type);
        usual.map_or(USUAL_MINUTES, |one| one.minutes)
    }

    /// Completed by what is proposed: the type of a first or further appointment, its minutes, who
    /// treats the patient. Nobody is proposed in place of who has left: somebody has to be chosen.
    fn propose(
        &mut self,
        (whom, people, own): (&Whom, &Dietitians, Option<Id>),
        settings: &InForce,
        language: Language,
    ) {
        if self.visit_type.is_empty() {
            let usual = settings.0.visit_types.usual(whom.is_new);
            self.visit_type = usual.map_or_else(String::new, |one| one.code.clone());
        }
        if self.duration_minutes.is_empty() {
            self.duration_minutes = self.minutes(settings, language).to_string();
        }
        let first = people.first().filter(|_| whom.assigned.is_none());
        let typed = self.dietitian_id.parse::<Id>().ok();
        let with = typed.or(own).or(whom.assigned).or(first);
        let with = with.filter(|id| people.may_take(*id));
        self.dietitian_id = with.map_or_else(String::new, |id| id.to_string());
    }

    /// When it is to be: as it was typed, or the first free time from the day that was.
    fn at(
        &self,
        sql: &Sql<'_>,
        with: Option<(Id, i64)>,
        now: Moment,
        (zone, language): (&Zone, Language),
    ) -> Result<Moment> {
        // A day alone asks for its first free time.
        let day = parse_day(self.visit_date.trim()).map(|day| zone.start_of(day));
        let typed = Quantity::Moment.read(language, &self.visit_date).filter(|_| day.is_none());
        let typed = typed.and_then(|typed| zone.parse(&typed).ok());
        Ok(match (typed, with) {
            (Some(at), _) => at,
            (None, Some(with)) => {
                let from = day.unwrap_or(now).max(now);
                free::first_free(sql, with, from, zone)?.unwrap_or(from)
            }
            (None, None) => day.unwrap_or(now),
        })
    }
}

/// The page.
#[derive(Template)]
#[template(path = "ui/visits/booking.html", config = "src/ui/askama.toml")]
pub(super) struct BookingPage {
    shell: Shell,
    id: Id,
    who: String,
    about: String,
    /// What is to be known of them when booking.
    alerts: Vec<String>,
    reads_notes: bool,
    filled: Filled,
    people: Vec<(String, String)>,
    types: Vec<TypeChoice>,
    /// How long it lasts, and its price.
    cost: String,
    waits: Option<Waits>,
    weeks: Vec<(String, String)>,
    free: Vec<FreeDay>,
    /// The day from which free times are shown next.
    later: String,
    pub problem: Option<String>,
    /// What is wrong with single fields, by name.
    pub wrong: Vec<(String, String)>,
    pub warnings: Vec<Warning>,
    /// Times of a series that are taken.
    pub conflicts: Vec<String>,
    pub hidden: Vec<(&'static str, String)>,
    pub submit: &'static str,
    /// The day that the calendar shows.
    day: String,
}

impl Discloses for BookingPage {
    fn shows(&self) -> Shows {
        // An alert is a text of the file.
        match self.alerts.is_empty() {
            true => Shows::names("patient", [self.id]),
            false => Shows::texts("patient", [self.id]),
        }
    }
}

impl BookingPage {
    /// What a press of the button answers.
    fn sure(&self) -> String {
        sure_of(&self.warnings)
    }

    fn wrong(&self, name: &str) -> Option<&str> {
        self.wrong.iter().find(|(known, _)| known == name).map(|(_, why)| why.as_str())
    }
}

/// What the page is made of, read at once.
pub(super) struct Asked {
    pub id: Id,
    pub scope: Scope,
    pub notes: Notes,
    pub now: Moment,
    pub language: Language,
    pub settings: InForce,
}

impl Asked {
    /// The page, with `filled` completed by what is proposed where the form is fresh.
    pub fn page(
        self,
        sql: &Sql<'_>,
        shell: Shell,
        mut filled: Filled,
        is_fresh: bool,
    ) -> Result<BookingPage> {
        let Self { id, scope, notes, now, language, settings } = self;
        let zone = &settings.0.zone;
        let whom = Whom::read(sql, id, scope, now, language)?;
        let people = Dietitians::read(sql, language)?;
        if is_fresh {
            filled.propose((&whom, &people, scope.dietitian()), &settings, language);
        }
        let minutes = filled.minutes(&settings, language);
        let with = filled.dietitian_id.parse::<Id>().ok().filter(|id| people.may_take(*id));
        let with = with.map(|with| (with, minutes));
        let at = filled.at(sql, with, now, (zone, language))?;
        if is_fresh {
            filled.visit_date = input_moment(at, zone);
        }
        let (shown, today) = (zone.day_of(at), zone.day_of(now));
        let first = shown.max(today);
        let (mut free, mut warnings) = (Vec::new(), Vec::new());
        if let Some((dietitian, minutes)) = with {
            free = free::week(sql, (dietitian, minutes), first, (zone, now, at), language)?;
            let proposed = Proposed { patient: id, dietitian, begins: at, minutes, moved: None };
            warnings = proposed.warnings(sql, &settings.0, now, language)?;
        }
        Ok(BookingPage {
            shell,
            id,
            who: whom.name,
            about: whom.about,
            alerts: whom.alerts,
            people: people.choices(None),
            types: types(&settings, language),
            cost: cost(sql, (&filled.visit_type, minutes), &settings, language)?,
            waits: Waits::read(sql, &filled.waiting, id),
            weeks: WEEKS.map(|weeks| every(weeks, language)).into(),
            free,
            later: first.saturating_add(jiff::Span::new().days(7)).to_string(),
            reads_notes: notes.are_shown(),
            problem: None,
            wrong: Vec::new(),
            hidden: Vec::new(),
            submit: if warnings.is_empty() { say("Book") } else { say("Book anyway") },
            warnings,
            conflicts: Vec::new(),
            day: shown.to_string(),
            filled,
        })
    }
}

/// A choice of a repetition.
fn every(weeks: i64, language: Language) -> (String, String) {
    let words = match weeks {
        1 => language.t(say("Every week")).to_owned(),
        weeks => language.fill(say("Every {} weeks"), &[&weeks.to_string()]),
    };
    (weeks.to_string(), words)
}
