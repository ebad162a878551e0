//! The dietitians: who may be given a visit or a patient, and who has one, whether they still may
//! or not.

use rusqlite::Row;

use crate::db::Sql;
use crate::error::{Error, Result, Thing};
use crate::ids::Id;

/// The roles that treat patients.
pub const TREATING: [&str; 2] = ["DIETITIAN", "ADMIN"];

/// Whether somebody still treats patients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// May be given visits and patients.
    Practising,
    /// Works here in a role that treats nobody.
    OtherRole,
    /// Deactivated.
    Left,
}

impl Standing {
    /// By the account's state and its role's.
    pub fn of(is_active: bool, treats: bool) -> Self {
        match (is_active, treats) {
            (false, _) => Self::Left,
            (true, false) => Self::OtherRole,
            (true, true) => Self::Practising,
        }
    }
}

/// Somebody to whom visits or patients belong, or may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dietitian {
    pub id: Id,
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    pub standing: Standing,
    /// Whether treating is what they are here for, and not administering.
    pub is_dietitian: bool,
}

/// The dietitians of the clinic, those who practise first.
///
/// # Errors
/// What SQLite says.
pub fn dietitians(sql: &Sql<'_>) -> Result<Vec<Dietitian>> {
    sql.all(include_str!("../../../sql/queries/users/dietitians.sql"), [], read)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Dietitian> {
    Ok(Dietitian {
        id: row.get("id")?,
        username: row.get("username")?,
        first_name: row.get("first_name")?,
        last_name: row.get("last_name")?,
        standing: Standing::of(row.get("is_active")?, row.get("treats")?),
        is_dietitian: row.get("is_dietitian")?,
    })
}

/// # Errors
/// 404 `DIETITIAN_NOT_FOUND` unless this is an active user whose role treats patients.
pub fn must_be_dietitian(sql: &Sql<'_>, id: Id) -> Result<()> {
    let found = sql.maybe(
        "SELECT 1 FROM users u JOIN roles r ON r.id = u.role_id \
         WHERE u.id = ?1 AND u.is_active = 1 AND r.name IN ('DIETITIAN', 'ADMIN')",
        [id],
        |_| Ok(()),
    )?;
    found.ok_or_else(|| Error::not_found(Thing::Dietitian))
}
