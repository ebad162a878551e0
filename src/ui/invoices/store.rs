//! What the pages of invoices ask of the database beyond the invoice itself.

use rusqlite::params;

use crate::auth::Scope;
use crate::db::Sql;
use crate::error::Result;
use crate::figures::UNPAID;
use crate::ids::Id;
use crate::money;
use crate::ui::language::Language;

/// The offers of the price list in that currency: id, and name with price.
///
/// # Errors
/// What SQLite says.
pub(super) fn offers(
    sql: &Sql<'_>,
    currency: &str,
    language: Language,
) -> Result<Vec<(String, String)>> {
    sql.all(
        "SELECT id, name, unit_price FROM services WHERE is_active = 1 AND currency = ?1 \
         ORDER BY name",
        [currency],
        |row| {
            let (id, name): (String, String) = (row.get(0)?, row.get(1)?);
            let price = money::to_value(row.get(2)?, currency);
            Ok((id, format!("{name} · {}", language.money(&price, currency))))
        },
    )
}

/// The newest draft of a patient that this user drew up: where a creation leads to.
///
/// # Errors
/// What SQLite says.
pub(super) fn newest_draft(sql: &Sql<'_>, patient: Id, by: Id) -> Result<Option<Id>> {
    sql.maybe(
        "SELECT id FROM billing WHERE patient_id = ?1 AND created_by = ?2 \
         ORDER BY created_at DESC, id DESC LIMIT 1",
        params![patient, by],
        |row| row.get(0),
    )
}

/// The invoice of that number, if the scope shows it.
///
/// # Errors
/// What SQLite says.
pub(in crate::ui) fn numbered(sql: &Sql<'_>, number: &str, scope: Scope) -> Result<Option<Id>> {
    sql.maybe(
        "SELECT b.id FROM billing b JOIN patients p ON p.id = b.patient_id \
         WHERE b.invoice_number = ?1 AND (?2 IS NULL OR p.assigned_dietitian_id = ?2)",
        params![number.trim().to_uppercase(), scope.dietitian()],
        |row| row.get(0),
    )
}

/// An invoice of a patient that is still owed.
pub(super) struct Owed {
    pub id: Id,
    pub number: String,
    pub due: String,
    /// Minor units.
    pub balance: i64,
    pub currency: String,
}

/// The invoices that a patient still owes in one currency, the oldest first.
///
/// # Errors
/// What SQLite says.
pub(super) fn owed(sql: &Sql<'_>, patient: Id, currency: &str) -> Result<Vec<Owed>> {
    sql.all(
        &format!(
            "SELECT b.id, b.invoice_number, b.due_date, b.balance, b.currency FROM billing b \
             WHERE b.patient_id = ?1 AND b.currency = ?2 AND {UNPAID} \
             ORDER BY b.due_date, b.invoice_number LIMIT 50"
        ),
        params![patient, currency],
        |row| {
            Ok(Owed {
                id: row.get(0)?,
                number: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                due: row.get(2)?,
                balance: row.get(3)?,
                currency: row.get(4)?,
            })
        },
    )
}
