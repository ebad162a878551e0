//! The visits of a stretch of days.

use rusqlite::params;

use crate::auth::Scope;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::notes::Notes;
use crate::patients;
use crate::schedule::LONGEST_VISIT_MINUTES;
use crate::text::full_name;
use crate::visits::VisitRecord;
use crate::visits::presence::Presence;

/// A visit as the calendar shows it.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub id: Id,
    pub begins: Moment,
    pub minutes: i64,
    pub kind: Option<String>,
    pub status: String,
    pub arrived: Option<Moment>,
    pub started: Option<Moment>,
    pub dietitian: Id,
    pub dietitian_name: String,
    /// The patient's whole name, and its parts.
    pub patient: String,
    pub first_name: Option<String>,
    pub last_name: String,
    pub born: String,
    pub phone: Option<String>,
    pub reason: Option<String>,
}

impl Event {
    /// One visit as its detail and its patient's file have it.
    pub fn of(visit: &VisitRecord, file: &patients::Details) -> Self {
        let details = &visit.visit.details;
        let own = &visit.dietitian;
        Self {
            id: visit.visit.id,
            begins: details.visit_date,
            minutes: details.duration_minutes,
            kind: details.visit_type.clone(),
            status: details.status.clone(),
            arrived: details.arrived_at,
            started: details.started_at,
            dietitian: details.dietitian_id,
            dietitian_name: full_name(Some(own.first_name.as_str()), &own.last_name),
            patient: file.full_name(),
            first_name: file.first_name.clone(),
            last_name: file.last_name.clone(),
            born: file.date_of_birth.to_string(),
            phone: file.texts.phone.clone(),
            reason: None,
        }
    }

    /// When it is over.
    pub fn ends(&self) -> Moment {
        self.begins.plus_minutes(self.minutes)
    }

    /// The name as a column has room for it: what is cut off is the first name.
    pub fn title(&self) -> String {
        match self.first_name.as_deref() {
            None | Some("") => self.last_name.clone(),
            Some(first) => format!("{} {first}", self.last_name),
        }
    }

    /// How it stands at that moment.
    pub fn presence(&self, now: Moment) -> Presence {
        Presence::of(&self.status, self.begins, (self.arrived, self.started), now)
    }

    /// Whether it takes its dietitian's time: a cancelled or missed one does not.
    pub fn takes_time(&self) -> bool {
        self.presence(self.begins).takes_time()
    }

    /// Whether it stands on the day of the clinic with these bounds: on both, where it lasts over
    /// midnight.
    pub fn is_within(&self, (starts, ends): (Moment, Moment)) -> bool {
        self.begins < ends && (self.begins >= starts || self.ends() > starts)
    }
}

/// The visits that begin between these instants or last into them, with one dietitian or with all,
/// the earliest first; why they come, for who reads notes.
///
/// # Errors
/// What SQLite says.
pub(super) fn between(
    sql: &Sql<'_>,
    (from, to): (Moment, Moment),
    (scope, notes): (Scope, Notes),
    with: Option<Id>,
) -> Result<Vec<Event>> {
    sql.all(
        include_str!("../../../sql/queries/ui/visits_between.sql"),
        params![from, to, scope.dietitian(), with, from.plus_minutes(-LONGEST_VISIT_MINUTES)],
        |row| {
            Ok(Event {
                id: row.get("id")?,
                begins: row.get("visit_date")?,
                minutes: row.get("duration_minutes")?,
                kind: row.get("visit_type")?,
                status: row.get("status")?,
                dietitian: row.get("dietitian_id")?,
                arrived: row.get("arrived_at")?,
                started: row.get("started_at")?,
                dietitian_name: row.get("dietitian_name")?,
                patient: row.get("patient")?,
                first_name: row.get("first_name")?,
                last_name: row.get("last_name")?,
                born: row.get("date_of_birth")?,
                phone: row.get("phone")?,
                reason: match notes.are_shown() {
                    true => row.get("chief_complaint")?,
                    false => None,
                },
            })
        },
    )
}
