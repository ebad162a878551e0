//! Energy prescriptions in SQL, and the body as a file knows it.

use jiff::civil::Date;
use rusqlite::types::Type;
use rusqlite::{Row, named_params, params};
use serde_json::{Map, Value, json};

use super::{Prescribed, Prescription};
use crate::clinical::energy::Sex;
use crate::clock::{Moment, age_on, day_of};
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::ids::Id;

/// What was measured, by the names that an equation takes.
const MEASURED: [(&str, &str); 3] = [
    ("weight_kg", "m.weight_kg"),
    ("height_cm", "m.height_cm"),
    ("body_fat_percentage", "m.body_fat_percentage"),
];

/// The patient's prescriptions, the newest first: that one is in force.
///
/// # Errors
/// What SQLite says.
pub fn of_patient(sql: &Sql<'_>, patient: Id) -> Result<Vec<Prescription>> {
    sql.all(
        "SELECT * FROM energy_prescriptions WHERE patient_id = ?1 AND deleted_at IS NULL \
         ORDER BY created_at DESC, id DESC LIMIT 100",
        [patient],
        read,
    )
}

/// The one in force.
///
/// # Errors
/// What SQLite says.
pub fn in_force(sql: &Sql<'_>, patient: Id) -> Result<Option<Prescription>> {
    sql.maybe(
        "SELECT * FROM energy_prescriptions WHERE patient_id = ?1 AND deleted_at IS NULL \
         ORDER BY created_at DESC, id DESC LIMIT 1",
        [patient],
        read,
    )
}

/// The one that was in force at an instant.
///
/// # Errors
/// What SQLite says.
pub fn in_force_at(sql: &Sql<'_>, patient: Id, at: Moment) -> Result<Option<Prescription>> {
    sql.maybe(
        "SELECT * FROM energy_prescriptions WHERE patient_id = ?1 AND deleted_at IS NULL \
         AND created_at <= ?2 ORDER BY created_at DESC, id DESC LIMIT 1",
        params![patient, at],
        read,
    )
}

/// One prescription, deleted or not.
///
/// # Errors
/// 404.
pub fn load(sql: &Sql<'_>, id: Id, deleted: bool) -> Result<Prescription> {
    let found = sql.maybe(
        "SELECT * FROM energy_prescriptions WHERE id = ?1 AND (deleted_at IS NOT NULL) = ?2",
        params![id, deleted],
        read,
    )?;
    let unknown = || Error::not_found(Thing::EnergyPrescription).about("energy_prescription", id);
    found.ok_or_else(unknown)
}

/// What the file knows of the body: sex, age, and what was measured last.
///
/// # Errors
/// What SQLite says.
pub fn body(sql: &Sql<'_>, patient: Id, today: Date) -> Result<Map<String, Value>> {
    let mut body = Map::new();
    let person = "SELECT date_of_birth, gender, equation_sex FROM patients WHERE id = ?1";
    let (born, gender, sex) = sql.one(person, [patient], |row| {
        Ok((
            day_of(row, "date_of_birth")?,
            row.get::<_, Option<String>>("gender")?,
            row.get::<_, Option<String>>("equation_sex")?,
        ))
    })?;
    // Of children the months count.
    let years = age_on(born, today);
    let days = born.until(today).map_or(0, |span| span.get_days());
    let age = if years < 18 {
        (f64::from(days) / 365.25 * 100.0).round() / 100.0
    } else {
        f64::from(years)
    };
    body.insert("age".into(), json!(age));
    if let Some(sex) = Sex::of(sex.as_deref(), gender.as_deref()) {
        body.insert("sex".into(), json!(if sex == Sex::Male { "male" } else { "female" }));
    }
    for (name, column) in MEASURED {
        let statement = format!(
            "SELECT CAST({column} AS REAL) FROM visit_measurements m \
             JOIN visits v ON v.id = m.visit_id AND v.deleted_at IS NULL \
             WHERE m.patient_id = ?1 AND m.deleted_at IS NULL AND {column} IS NOT NULL \
             ORDER BY m.measured_at DESC, m.id DESC LIMIT 1"
        );
        if let Some(value) = sql.maybe(&statement, [patient], |row| row.get::<_, f64>(0))? {
            body.insert(name.into(), json!(value));
        }
    }
    Ok(body)
}

/// Stores a prescription.
///
/// # Errors
/// 400 for an id in use.
pub fn insert(tx: &Tx<'_>, id: Id, patient: Id, of: &Prescribed, by: Id) -> Result<()> {
    let written = tx.run(
        "INSERT INTO energy_prescriptions (id, patient_id, energy, needed_kcal, adjustment_kcal, kcal, \
         protein_g_per_kg, protein_weight_kg, protein_g, note, created_by, created_at) VALUES (:id, \
         :patient_id, :energy, :needed, :adjustment, :kcal, :per_kg, :weight, :protein, :note, :by, :now)",
        named_params! {
            ":id": id,
            ":patient_id": patient,
            ":energy": serde_json::to_string(&of.energy).map_err(Error::internal)?,
            ":needed": of.needed_kcal,
            ":adjustment": of.adjustment_kcal,
            ":kcal": of.kcal,
            ":per_kg": of.protein_g_per_kg,
            ":weight": of.protein_weight_kg,
            ":protein": of.protein_g,
            ":note": of.note,
            ":by": by,
            ":now": tx.now(),
        },
    );
    written.map(drop).map_err(|error| Error::of_insert(error, "energy_prescriptions.id"))
}

/// Takes a prescription away, or brings it back.
///
/// # Errors
/// What SQLite says.
pub fn set_deleted(tx: &Tx<'_>, id: Id, deleted: bool, by: Id) -> Result<()> {
    tx.run(
        "UPDATE energy_prescriptions SET deleted_at = CASE WHEN ?2 THEN ?3 END, \
         deleted_by = CASE WHEN ?2 THEN ?4 END WHERE id = ?1",
        params![id, deleted, tx.now(), by],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Prescription> {
    let energy: String = row.get("energy")?;
    let wrong = |error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error));
    Ok(Prescription {
        id: row.get("id")?,
        patient_id: row.get("patient_id")?,
        prescribed: Prescribed {
            energy: serde_json::from_str(&energy).map_err(wrong)?,
            needed_kcal: row.get("needed_kcal")?,
            adjustment_kcal: row.get("adjustment_kcal")?,
            kcal: row.get("kcal")?,
            protein_g_per_kg: row.get("protein_g_per_kg")?,
            protein_weight_kg: row.get("protein_weight_kg")?,
            protein_g: row.get("protein_g")?,
            note: row.get("note")?,
        },
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
    })
}
