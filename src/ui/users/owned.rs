//! What belongs to a user, and who may take it over.

use crate::clock::Moment;
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::handover::store::{Belongings, belongings};
use crate::ids::Id;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::Sent;
use crate::ui::language::{Language, say};

/// What belongs to somebody, and who may take it.
pub(super) struct Owned {
    /// How many, in words, and the list of them.
    pub visits: Option<(String, String)>,
    pub patients: Option<(String, String)>,
    pub heirs: Vec<(String, String)>,
    /// What was chosen already.
    pub visits_to: String,
    pub patients_to: String,
    /// Whether visits met others, so that somebody has to say what becomes of them.
    pub asks_for_clashes: bool,
}

impl Owned {
    /// Nothing where nothing belongs to them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn read(sql: &Sql<'_>, id: Id, language: Language, now: Moment) -> Result<Option<Self>> {
        let owned = belongings(sql, id, now)?;
        if owned.is_none() {
            return Ok(None);
        }
        let Belongings { future_visits, patients } = owned;
        let visits = (
            language.count(
                future_visits,
                say("1 appointment to come"),
                say("{} appointments to come"),
            ),
            format!("/visits?dietitian_id={id}&status=SCHEDULED&visit_date_gte={now}"),
        );
        let of_patients = (
            language.count(patients, say("1 patient"), say("{} patients")),
            format!("/patients?assigned_dietitian_id={id}"),
        );
        Ok(Some(Self {
            visits: (future_visits > 0).then_some(visits),
            patients: (patients > 0).then_some(of_patients),
            heirs: Dietitians::read(sql, language)?.others(id),
            visits_to: String::new(),
            patients_to: String::new(),
            asks_for_clashes: false,
        }))
    }

    /// The same with what was chosen.
    pub fn chosen(mut self, sent: &Sent, error: &Error) -> Self {
        self.visits_to = sent.get("visits_to").to_owned();
        self.patients_to = sent.get("patients_to").to_owned();
        self.asks_for_clashes = error.code() == "VISIT_OVERLAP";
        self
    }
}
