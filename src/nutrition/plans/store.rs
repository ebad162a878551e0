//! Plans in SQL.

use rusqlite::types::Type;
use rusqlite::{Row, named_params, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::model::{DRAFT, Details};
use crate::auth::Scope;
use crate::clock::Moment;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::ids::Id;
use crate::nutrition::pantry::Pantry;
use crate::nutrition::pantry::load::load as stock;
use crate::patients::allergies;
use crate::patients::store::must_see;
use crate::text::fold;

/// A plan as stored.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub id: Id,
    pub patient: Option<Patient>,
    pub details: Details,
    pub status: String,
    pub given_at: Option<Moment>,
    pub given_by: Option<Id>,
    pub ended_at: Option<Moment>,
    pub created_by: Option<Id>,
    pub updated_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i64,
    /// The foods and recipes of a plan that was given, as they were then: the JSON of a [`Pantry`].
    kept: Option<String>,
}

/// Whose plan it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Patient {
    pub id: Id,
    pub first_name: Option<String>,
    pub last_name: String,
    pub date_of_birth: String,
    #[serde(skip)]
    pub allergies: Option<String>,
    /// The tag of the language that they read.
    #[serde(skip)]
    pub language: Option<String>,
}

impl Patient {
    /// The words of their name, folded, but for those that stand in any text.
    pub fn name_words(&self) -> Vec<String> {
        let names = [self.first_name.as_deref().unwrap_or_default(), &self.last_name];
        let is_theirs = |word: &&str| {
            word.chars().count() > 2 && !["des", "les", "the", "van", "von"].contains(word)
        };
        let folded = fold(&names.join(" "));
        let words = folded.split(|c: char| !c.is_alphanumeric());
        words.filter(is_theirs).map(str::to_owned).collect()
    }

    /// Their allergies in a line; none where none is known.
    pub fn known_allergies(&self) -> Option<String> {
        allergies::in_a_line(self.allergies.as_deref())
    }
}

impl Stored {
    /// Whether it may still be changed.
    pub fn is_draft(&self) -> bool {
        self.status == DRAFT
    }

    /// Foods and recipes: as they were when the plan was given, else as they are.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn pantry(&self, sql: &Sql<'_>) -> Result<Pantry> {
        match &self.kept {
            Some(kept) => Pantry::of_json(kept),
            None => stock(sql, self.details.ingredients()),
        }
    }
}

/// 404 about that plan.
pub(crate) fn unknown(id: Id) -> Error {
    Error::not_found(Thing::Plan).about("meal_plan", id)
}

/// A plan that this scope shows: a dietitian sees those of their own patients, and templates.
///
/// # Errors
/// 404; 403 for another dietitian's patient.
pub(crate) fn load(sql: &Sql<'_>, id: Id, scope: Scope) -> Result<Stored> {
    let statement = include_str!("../../../sql/queries/plans/plan.sql");
    let stored = sql.maybe(statement, [id], plan_of)?.ok_or_else(|| unknown(id))?;
    if let Some(patient) = &stored.patient {
        must_see(sql, patient.id, scope).map_err(|error| error.about("meal_plan", id))?;
    }
    Ok(stored)
}

fn plan_of(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let patient = match row.get("patient_id")? {
        Some(id) => Some(Patient {
            id,
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            date_of_birth: row.get("date_of_birth")?,
            allergies: row.get("allergies")?,
            language: row.get("language")?,
        }),
        None => None,
    };
    Ok(Stored {
        id: row.get("id")?,
        patient,
        details: Details {
            title: row.get("title")?,
            from_date: row.get("from_date")?,
            to_date: row.get("to_date")?,
            notes: row.get("notes")?,
            targets: document(row, "targets")?,
            energy: match row.get::<_, Option<String>>("energy")? {
                Some(_) => Some(document(row, "energy")?),
                None => None,
            },
            days: document(row, "days")?,
        },
        status: row.get("status")?,
        given_at: row.get("given_at")?,
        given_by: row.get("given_by")?,
        ended_at: row.get("ended_at")?,
        created_by: row.get("created_by")?,
        updated_by: row.get("updated_by")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        version: row.get("version")?,
        kept: row.get("pantry")?,
    })
}

/// A column that is a document.
fn document<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    let at = row.as_ref().column_index(column)?;
    let wrong = |error| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(error));
    serde_json::from_str(row.get_ref(at)?.as_str()?).map_err(wrong)
}

/// A value as the text of a column.
fn json_text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

/// Stores a new draft.
///
/// # Errors
/// 400 for an id in use.
pub(crate) fn insert(
    tx: &Tx<'_>,
    id: Id,
    patient: Option<Id>,
    details: &Details,
    by: Id,
) -> Result<()> {
    let statement = include_str!("../../../sql/queries/plans/insert.sql");
    let written = tx.run(
        statement,
        named_params! {
            ":id": id, ":patient_id": patient, ":title": details.title,
            ":from_date": details.from_date, ":to_date": details.to_date, ":notes": details.notes,
            ":targets": json_text(&details.targets)?, ":energy": energy(details)?,
            ":days": json_text(&details.days)?, ":by": by, ":now": tx.now(),
        },
    );
    match written {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::of_insert(error, "plans.id")),
    }
}

fn energy(details: &Details) -> Result<Option<String>> {
    details.energy.as_ref().map(json_text).transpose()
}

/// Rewrites a draft, as its next version.
///
/// # Errors
/// What SQLite says.
pub(super) fn rewrite(tx: &Tx<'_>, id: Id, details: &Details, by: Id) -> Result<()> {
    tx.run(
        include_str!("../../../sql/queries/plans/update.sql"),
        named_params! {
            ":id": id, ":title": details.title, ":from_date": details.from_date,
            ":to_date": details.to_date, ":notes": details.notes,
            ":targets": json_text(&details.targets)?, ":energy": energy(details)?,
            ":days": json_text(&details.days)?, ":by": by, ":now": tx.now(),
        },
    )?;
    Ok(())
}

/// Gives a draft: from now on it has its own values.
///
/// # Errors
/// What SQLite says.
pub(crate) fn give(tx: &Tx<'_>, id: Id, pantry: &Pantry, by: Id) -> Result<()> {
    tx.run(
        "UPDATE plans SET status = 'given', pantry = ?2, given_at = ?3, given_by = ?4, \
         updated_by = ?4, updated_at = ?3, version = version + 1 WHERE id = ?1",
        params![id, pantry.to_json()?, tx.now(), by],
    )?;
    Ok(())
}

/// Ends a plan that was given.
///
/// # Errors
/// What SQLite says.
pub(super) fn end(tx: &Tx<'_>, id: Id, by: Id) -> Result<()> {
    tx.run(
        "UPDATE plans SET status = 'ended', ended_at = ?2, updated_by = ?3, updated_at = ?2, \
         version = version + 1 WHERE id = ?1",
        params![id, tx.now(), by],
    )?;
    Ok(())
}

/// Templates with their titles.
///
/// # Errors
/// What SQLite says.
pub(crate) fn templates(sql: &Sql<'_>) -> Result<Vec<(Id, String)>> {
    let statement =
        "SELECT id, title FROM plans WHERE patient_id IS NULL ORDER BY fold(title), id LIMIT 200";
    sql.all(statement, [], |row| Ok((row.get(0)?, row.get(1)?)))
}
