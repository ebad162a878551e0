//! Reports: what the clinic did and earned, by the clinic's own days and months.
//!
//! `range` reads the days; `store` asks, each question one statement of `sql/queries/reports`;
//! `patients`, `visits`, `billing`, `financial`, `overview` and `dashboard` make answers of it.
//! A dietitian's reports count exactly what their lists show. Currencies are never added up: the
//! figures at the top are those of the clinic's currency, and `byCurrency` has every one.

pub(crate) mod agenda;
mod api;
pub(crate) mod billing;
pub(crate) mod dashboard;
pub(crate) mod financial;
pub(crate) mod overview;
pub(crate) mod patients;
pub(crate) mod range;
mod store;
pub(crate) mod view;
pub(crate) mod visits;
mod warming;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::civil::Date;
use rocket::fairing::AdHoc;
use serde::Serialize;

use crate::auth::Scope;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::generations::Tag;
use crate::ids::Id;
use crate::notes::Notes;
use crate::settings::Settings;
use crate::shown::Shows;

use range::Range;
pub(crate) use store::{Memo, NOT_DUE, Owed, Owing, Rows, owed, owing};

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("reports", |rocket| async {
        rocket.attach(warming::at_start()).mount("/api/reports", api::routes())
    })
}

/// Whose figures, of which days, by which settings, at which moment.
pub(crate) struct Question {
    pub scope: Scope,
    /// How much of the notes who asks reads.
    pub notes: Notes,
    pub range: Range,
    pub clinic: Arc<Settings>,
    pub now: Moment,
}

impl Question {
    fn dietitian(&self) -> Option<Id> {
        self.scope.dietitian()
    }

    /// What an answer depends on beside the records: the question by its name, days or instants,
    /// today, whose patients.
    fn question(&self, name: &str, (from, to): (&str, &str)) -> String {
        format!("{name}|{from}|{to}|{}|{}", self.today(), self.scope.key())
    }

    /// The areas that an answer reads: of one dietitian, whose patients are whose as well.
    fn areas(&self, read: &[Tag]) -> Vec<Tag> {
        let whose = self.dietitian().map(|_| Tag::Patients);
        read.iter().copied().chain(whose).collect()
    }

    /// The clinic's day.
    pub fn today(&self) -> Date {
        self.clinic.zone.day_of(self.now)
    }
}

/// A report: one answer of the API, which the pages show as well.
pub(crate) trait Report: Serialize + Sized {
    /// Whether it tells those who read notes more.
    const TELLS_OF_NOTES: bool = false;

    /// # Errors
    /// What SQLite says.
    fn read(sql: &Sql<'_>, asked: &Question) -> Result<Self>;

    /// The patients whose names it shows.
    fn shows(&self) -> Shows;
}
