//! The derived figures of measurements, kept true: a patient's after a change of theirs, those of
//! children after the clinic has moved to another zone.

use jiff::civil::Date;
use rusqlite::{Row, params};

use crate::clinical::{ADULT_YEARS, Derived, Observation, derive};
use crate::clock::{Zone, day_of};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;

/// A stored measurement: its row, what its indices depend on, and what they are.
struct Stored {
    rowno: i64,
    observation: Observation,
    derived: Derived,
}

/// Derives the indices of all of a patient's measurements anew. Whatever may change the height that
/// one of them carries calls it: a measurement or a visit that is written, deleted or brought back, a
/// birth date. A row whose indices change keeps its version, since nobody has written it.
///
/// # Errors
/// What SQLite says.
pub(crate) fn rederive(tx: &Tx<'_>, patient: Id) -> Result<()> {
    let (birth, zone) = tx.one(
        "SELECT p.date_of_birth, s.time_zone FROM patients p, settings s WHERE p.id = ?1",
        [patient],
        |row| Ok((day_of(row, "date_of_birth")?, row.get::<_, String>("time_zone")?)),
    )?;
    let zone = Zone::named(&zone).unwrap_or_else(Zone::utc);
    let stored = tx.all(include_str!("../sql/queries/patients/derived.sql"), [patient], read)?;
    for (row, derived) in stored.iter().zip(anew(&stored, birth, &zone)) {
        if row.derived != derived {
            tx.run(
                "UPDATE visit_measurements SET height_used_cm = ?2, bmi = ?3, whr = ?4, whtr = ?5 \
                 WHERE rowno = ?1",
                params![row.rowno, derived.height_used_cm, derived.bmi, derived.whr, derived.whtr],
            )?;
        }
    }
    Ok(())
}

/// Derives anew what depends on the clinic's days: a child's height lasts for six months by the
/// calendar, which another zone begins and ends at another instant. An adult's never ends.
///
/// # Errors
/// What SQLite says.
pub(crate) fn rederive_children(tx: &Tx<'_>) -> Result<()> {
    let children = tx.all(
        "SELECT DISTINCT m.patient_id FROM visit_measurements m JOIN patients p ON p.id = m.patient_id \
         WHERE p.date_of_birth > date(substr(m.measured_at, 1, 10), ?1)",
        [format!("-{} years", ADULT_YEARS + 1)],
        |row| row.get::<_, Id>(0),
    )?;
    children.into_iter().try_for_each(|patient| rederive(tx, patient))
}

fn anew(stored: &[Stored], birth: Date, zone: &Zone) -> Vec<Derived> {
    let observations: Vec<Observation> = stored.iter().map(|row| row.observation).collect();
    derive(&observations, birth, zone)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        rowno: row.get("rowno")?,
        observation: Observation {
            at: row.get("measured_at")?,
            weight_kg: row.get("weight_kg")?,
            height_cm: row.get("height_cm")?,
            waist_cm: row.get("waist_circumference_cm")?,
            hip_cm: row.get("hip_circumference_cm")?,
        },
        derived: Derived {
            height_used_cm: row.get("height_used_cm")?,
            bmi: row.get("bmi")?,
            whr: row.get("whr")?,
            whtr: row.get("whtr")?,
        },
    })
}
