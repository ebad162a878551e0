//! The visits of a day as the start page shows them, and what stands beside them, in SQL.

use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::{Row, named_params};

use crate::auth::Scope;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::figures::spelled;
use crate::ids::Id;
use crate::money::Amount;
use crate::schedule::LONGEST_VISIT_MINUTES;
use crate::visits::presence::Presence;

/// A visit of the day with whom it is for and what became of its invoice.
pub(super) struct Event {
    pub id: Id,
    pub begins: Moment,
    pub minutes: i64,
    pub kind: Option<String>,
    pub status: String,
    marks: (Option<Moment>, Option<Moment>),
    pub patient: Id,
    pub name: String,
    pub born: String,
    pub phone: Option<String>,
    pub file_number: Option<String>,
    assigned: Option<Id>,
    pub dietitian: Id,
    pub dietitian_name: String,
    pub invoice: Option<Id>,
    /// How the invoice stands today.
    pub invoice_status: Option<String>,
}

impl Event {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            begins: row.get("visit_date")?,
            minutes: row.get("duration_minutes")?,
            kind: row.get("visit_type")?,
            status: row.get("status")?,
            marks: (row.get("arrived_at")?, row.get("started_at")?),
            patient: row.get("patient_id")?,
            name: row.get("patient")?,
            born: row.get("date_of_birth")?,
            phone: row.get("phone")?,
            file_number: row.get("file_number")?,
            assigned: row.get("assigned_dietitian_id")?,
            dietitian: row.get("dietitian_id")?,
            dietitian_name: row.get("dietitian")?,
            invoice: row.get("invoice_id")?,
            invoice_status: row.get("invoice_status")?,
        })
    }

    /// When it is over.
    pub fn ends(&self) -> Moment {
        self.begins.plus_minutes(self.minutes)
    }

    /// How it stands.
    pub fn presence(&self, now: Moment) -> Presence {
        Presence::of(&self.status, self.begins, self.marks, now)
    }

    /// Whether it takes its dietitian's time.
    pub fn takes_time(&self) -> bool {
        self.presence(self.begins).takes_time()
    }

    /// Whether the patient's file is open to that scope: not to a dietitian who stands in for another.
    pub fn is_own(&self, scope: Scope) -> bool {
        scope.dietitian().is_none_or(|own| self.assigned == Some(own))
    }
}

/// The visits between two instants in a scope, with one dietitian or with all, the earliest first.
///
/// # Errors
/// What SQLite says.
pub(super) fn visits(
    sql: &Sql<'_>,
    (from, to): (Moment, Moment),
    scope: Scope,
    with: Option<Id>,
    today: Date,
) -> Result<Vec<Event>> {
    sql.all(
        &spelled(include_str!("../../../sql/queries/ui/day.sql"), ":today"),
        named_params! {
            ":from": from, ":to": to, ":dietitian": scope.dietitian(), ":with": with,
            ":earliest": from.plus_minutes(-LONGEST_VISIT_MINUTES), ":today": today.to_string(),
        },
        Event::of,
    )
}

/// What these patients still have to pay, a currency each.
///
/// # Errors
/// What SQLite says.
pub(super) fn owed_by(sql: &Sql<'_>, patients: &[Id]) -> Result<HashMap<Id, Vec<Amount>>> {
    let ids: Vec<String> = patients.iter().map(Id::to_string).collect();
    let ids = serde_json::Value::from(ids).to_string();
    let statement = spelled(include_str!("../../../sql/queries/ui/owed_by.sql"), "?1");
    let rows = sql.all(&statement, [ids], |row| {
        let currency: String = row.get("currency")?;
        Ok((row.get::<_, Id>("patient_id")?, Amount::new(row.get("outstanding")?, currency)))
    })?;
    let mut owed: HashMap<Id, Vec<Amount>> = HashMap::new();
    for (patient, amount) in rows {
        owed.entry(patient).or_default().push(amount);
    }
    Ok(owed)
}

/// A plan that is not given yet.
pub(super) struct Draft {
    pub id: Id,
    pub title: String,
    pub patient: String,
}

/// The plans that are to be given, the last changed first, and how many they are.
///
/// # Errors
/// What SQLite says.
pub(super) fn drafts(sql: &Sql<'_>, scope: Scope, limit: i64) -> Result<(Vec<Draft>, i64)> {
    let statement = include_str!("../../../sql/queries/ui/drafted.sql");
    let asked = scope.dietitian();
    let found = sql.all(
        statement,
        named_params! { ":dietitian": asked, ":limit": limit, ":offset": 0 },
        |row| {
            Ok(Draft { id: row.get("id")?, title: row.get("title")?, patient: row.get("patient")? })
        },
    )?;
    let count = sql.one(
        &format!("SELECT count(*) FROM (\n{statement}\n)"),
        named_params! { ":dietitian": asked, ":limit": -1, ":offset": 0 },
        |row| row.get(0),
    )?;
    Ok((found, count))
}
