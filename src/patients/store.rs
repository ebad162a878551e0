//! One patient in SQL: read with its people and figures, inserted, rewritten, switched on and off.

use rusqlite::types::ToSql;
use rusqlite::{Row, named_params, params};

use super::search_columns::{contact_folded, contact_parts, name_words, number_parts};
use super::texts::{STATEMENTS, Texts};
use super::{Balance, Details, NamedUser, Patient, PatientView, Summary, Weighed, check_scope};
use crate::auth::Scope;
use crate::clock::{Moment, day_of};
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing, violated_constraint};
use crate::figures::spelled;
use crate::ids::Id;
use crate::message::message;
use crate::money::Amount;
use crate::text::{fold, names};

/// The message about what is another record's alone.
pub(super) const IN_USE: &str = "in-use";

/// The patient with its people and its summary as of `now`, in four statements.
///
/// # Errors
/// What SQLite says.
pub fn detail(sql: &Sql<'_>, id: Id, now: Moment) -> Result<Option<PatientView>> {
    let detail = sql.maybe(&STATEMENTS.detail, [id], |row| {
        Ok(PatientView {
            patient: patient_of(row)?,
            assigned_dietitian: user_with_email(row, "dietitian")?,
            creator: user_with_email(row, "creator")?,
            summary: Summary::default(),
            until: None,
        })
    })?;
    let Some(mut detail) = detail else { return Ok(None) };
    (detail.summary, detail.until) = summary(sql, id, now)?;
    Ok(Some(detail))
}

/// The bound of that scope, which every route asks for before it tells of anything that belongs to a
/// patient.
///
/// # Errors
/// 404 for an unknown patient, 403 for one that the scope does not show.
pub fn must_see(sql: &Sql<'_>, id: Id, scope: Scope) -> Result<()> {
    let statement = "SELECT assigned_dietitian_id FROM patients WHERE id = ?1";
    let assigned_to = sql.maybe(statement, [id], |row| row.get::<_, Option<Id>>(0))?;
    let Some(assigned_to) = assigned_to else { return Err(unknown(id)) };
    check_scope(id, assigned_to, scope)
}

/// The name of a patient whom somebody of that scope may see.
///
/// # Errors
/// As [`must_see`].
pub(crate) fn name(sql: &Sql<'_>, id: Id, scope: Scope) -> Result<String> {
    must_see(sql, id, scope)?;
    sql.one("SELECT full_name FROM patients WHERE id = ?1", [id], |row| row.get(0))
}

/// 404 about that patient.
pub(crate) fn unknown(id: Id) -> Error {
    Error::not_found(Thing::Patient).about("patient", id)
}

/// Inserts an active patient.
///
/// # Errors
/// 400 for an id or file number that is in use.
pub fn insert(tx: &Tx<'_>, id: Id, details: &Details, by: Option<Id>) -> Result<()> {
    write(tx, &STATEMENTS.insert, id, details, by)?;
    learn_name_terms(tx, &name_terms(details))
}

/// Rewrites a patient's details, as the next version.
///
/// # Errors
/// 400 for a file number that is in use.
pub fn rewrite(
    tx: &Tx<'_>,
    id: Id,
    (old, new): (&Details, &Details),
    by: Option<Id>,
) -> Result<()> {
    write(tx, &STATEMENTS.update, id, new, by)?;
    let (before, now) = (name_terms(old), name_terms(new));
    if before == now {
        return Ok(());
    }
    let gone: Vec<String> = before.into_iter().filter(|term| !now.contains(term)).collect();
    forget_name_terms(tx, &gone)?;
    learn_name_terms(tx, &now)
}

/// The words by which a mistyped name of this patient is recognised.
fn name_terms(details: &Details) -> Vec<String> {
    let (first, former) = (details.first_name.as_deref(), details.former_names.as_deref());
    names::name_terms(first, &details.last_name, former)
}

/// Adds words to those that a mistyped one may have meant.
///
/// # Errors
/// What SQLite says.
pub fn learn_name_terms(tx: &Tx<'_>, terms: &[String]) -> Result<()> {
    let terms = serde_json::to_string(terms).unwrap_or_default();
    tx.run("INSERT OR IGNORE INTO name_terms (term) SELECT value FROM json_each(?1)", [terms])?;
    Ok(())
}

/// Takes words away that no name has any more.
fn forget_name_terms(tx: &Tx<'_>, terms: &[String]) -> Result<()> {
    if terms.is_empty() {
        return Ok(());
    }
    let terms = serde_json::to_string(terms).unwrap_or_default();
    tx.run(
        "DELETE FROM name_terms WHERE term IN (SELECT value FROM json_each(?1)) AND NOT EXISTS ( \
         SELECT 1 FROM patients_search \
         WHERE patients_search MATCH '{name_words} : \"  ' || name_terms.term || '|\"')",
        [terms],
    )?;
    Ok(())
}

/// Switches a patient on or off, as the next version.
///
/// # Errors
/// What SQLite says.
pub fn set_active(tx: &Tx<'_>, id: Id, is_active: bool, by: Option<Id>) -> Result<()> {
    tx.run(
        "UPDATE patients SET is_active = ?2, updated_by = ?3, updated_at = ?4, \
         version = version + 1 WHERE id = ?1",
        params![id, is_active, by, tx.now()],
    )?;
    Ok(())
}

fn write(tx: &Tx<'_>, statement: &str, id: Id, details: &Details, by: Option<Id>) -> Result<()> {
    let values: &[(&'static str, &dyn ToSql)] = named_params! {
        ":id": id,
        ":file_number": details.file_number,
        ":first_name": details.first_name.as_deref().unwrap_or_default(),
        ":last_name": details.last_name,
        ":former_names": details.former_names,
        ":first_name_folded": fold(details.first_name.as_deref().unwrap_or_default()),
        ":last_name_folded": fold(&details.last_name),
        ":name_words": name_words(details),
        ":contact_folded": contact_folded(details),
        ":number_parts": number_parts(details),
        ":contact_parts": contact_parts(details),
        ":date_of_birth": details.date_of_birth.to_string(),
        ":gender": details.gender,
        ":equation_sex": details.equation_sex,
        ":assigned_dietitian_id": details.assigned_dietitian_id,
        ":by": by,
        ":now": tx.now(),
    };
    let written = tx.run(statement, details.texts.with(values).as_slice());
    match written {
        Ok(_) => Ok(()),
        Err(error) => Err(match violated_constraint(&error) {
            Some(broken) if broken.contains("patients.file_number") => {
                Error::field("file_number", message(IN_USE, "is already in use"))
            }
            Some(broken) if broken.contains("patients.id") => Error::id_taken(),
            _ => error.into(),
        }),
    }
}

fn summary(sql: &Sql<'_>, id: Id, now: Moment) -> Result<(Summary, Option<Moment>)> {
    let mut summary = Summary::default();
    let visits = include_str!("../../sql/queries/patients/visit_summary.sql");
    let until = sql.one(visits, params![id, now], |row| {
        summary.last_visit_date = row.get("last")?;
        summary.next_visit_date = row.get("next")?;
        summary.visit_count = row.get("count")?;
        row.get("until")
    })?;
    let weight = include_str!("../../sql/queries/patients/last_weight.sql");
    let weighed = sql.maybe(weight, [id], |row| {
        Ok(Weighed {
            last_weight_kg: row.get("weight_kg")?,
            bmi: row.get("bmi")?,
            last_height_used_cm: row.get("height_used_cm")?,
            last_measured_at: row.get("measured_at")?,
        })
    })?;
    summary.weighed = Some(weighed.unwrap_or_default());
    let balances = spelled(include_str!("../../sql/queries/patients/balances.sql"), "?");
    let balances = sql.all(&balances, [id], |row| {
        let currency: String = row.get("currency")?;
        let (owed, credit): (i64, i64) = (row.get("outstanding")?, row.get("credit")?);
        let money = |minor: i64| Amount::new(minor, currency.as_str());
        Ok(Balance {
            outstanding: money(owed),
            credit: money(credit),
            amount: money(owed - credit),
            currency: currency.clone(),
        })
    })?;
    summary.balances = Some(balances);
    Ok((summary, until))
}

fn patient_of(row: &Row<'_>) -> rusqlite::Result<Patient> {
    Ok(Patient {
        id: row.get("id")?,
        details: Details {
            file_number: row.get("file_number")?,
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            former_names: row.get("former_names")?,
            date_of_birth: day_of(row, "date_of_birth")?,
            gender: row.get("gender")?,
            equation_sex: row.get("equation_sex")?,
            texts: Texts::of(row)?,
            assigned_dietitian_id: row.get("assigned_dietitian_id")?,
        },
        is_active: row.get("is_active")?,
        created_by: row.get("created_by")?,
        updated_by: row.get("updated_by")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        version: row.get("version")?,
    })
}

/// The user of the columns `who_id`, `who_username` and the like, without an address; none where the id
/// is null.
pub(crate) fn user_of(row: &Row<'_>, who: &str) -> rusqlite::Result<Option<NamedUser>> {
    let Some(id) = row.get(format!("{who}_id").as_str())? else { return Ok(None) };
    Ok(Some(NamedUser {
        id,
        username: row.get(format!("{who}_username").as_str())?,
        email: None,
        first_name: row.get(format!("{who}_first_name").as_str())?,
        last_name: row.get(format!("{who}_last_name").as_str())?,
    }))
}

/// The same with the address.
fn user_with_email(row: &Row<'_>, who: &str) -> rusqlite::Result<Option<NamedUser>> {
    let email = row.get(format!("{who}_email").as_str())?;
    Ok(user_of(row, who)?.map(|user| NamedUser { email, ..user }))
}
