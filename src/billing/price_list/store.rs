//! The price list in SQL: its list, and one entry of it.

use rusqlite::{named_params, params};

use super::Service;
use crate::billing::lines::tax_of;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing, violated_constraint};
use crate::ids::Id;
use crate::list::{Column, Kind, Listed, Spec, write_object};
use crate::money::Amount;

const MONEY: Kind = Kind::Money("s.currency");

const COLUMNS: &[Column] = &[
    Column::shown("id", "s.id", Kind::Id),
    Column::shown("name", "s.name", Kind::Text).filter().sort("s.name"),
    Column::shown("visit_type", "s.visit_type", Kind::Code).filter(),
    Column::shown("duration_minutes", "s.duration_minutes", Kind::Integer).filter(),
    Column::shown("currency", "s.currency", Kind::Text).filter(),
    Column::shown("unit_price", "s.unit_price", MONEY)
        .filter()
        .sort("s.unit_price / minor_units(s.currency)"),
    Column::shown("tax_rate", "s.tax_rate_milli / 1000.0", Kind::Real).filter(),
    Column::shown("exemption_reason", "s.exemption_reason", Kind::Text),
    Column::shown("is_active", "s.is_active", Kind::Flag).filter(),
    Column::shown("created_by", "s.created_by", Kind::Id),
    Column::shown("updated_by", "s.updated_by", Kind::Id),
    Column::shown("created_at", "s.created_at", Kind::Moment).filter().sort("s.created_at"),
    Column::shown("updated_at", "s.updated_at", Kind::Moment).sort("s.updated_at"),
    Column::shown("version", "s.version", Kind::Integer),
];

pub(crate) static SPEC: Spec = Spec {
    plural: "services",
    from: "services s",
    id: "s.id",
    columns: COLUMNS,
    default_sort: "created_at",
    default_limit: 100,
    most: 100,
    counts: None,
    whole: None,
    includes: &[],
    clinical: &[],
    dates: None,
    extras: &[],
    search: |asked, clauses| asked.begin_words_of("fold(s.name)", clauses),
};

/// The price list, for a handler's signature.
pub struct PriceList;

impl Listed for PriceList {
    const SPEC: &'static Spec = &SPEC;
}

/// An entry as answers show it.
pub(crate) struct Shown {
    /// A JSON object.
    pub json: Vec<u8>,
    pub version: i64,
}

/// The entry as answers show it.
///
/// # Errors
/// 404.
pub(crate) fn shown(sql: &Sql<'_>, id: Id) -> Result<Shown> {
    let names: Vec<&str> = COLUMNS.iter().map(|column| column.sql).collect();
    let statement = format!(
        "SELECT s.version, s.currency, {} FROM services s WHERE s.id = ?1",
        names.join(", ")
    );
    let found = sql.maybe(&statement, [id], |row| {
        let mut json = Vec::new();
        let currency: String = row.get(1)?;
        write_object(&mut json, row, COLUMNS, 2, Some(&currency))?;
        Ok(Shown { json, version: row.get(0)? })
    })?;
    found.ok_or_else(|| unknown(id))
}

/// The entry and its version.
///
/// # Errors
/// 404.
pub(super) fn load(sql: &Sql<'_>, id: Id) -> Result<(Service, i64)> {
    let statement = "SELECT name, visit_type, duration_minutes, currency, unit_price, \
                     tax_rate_milli, exemption_reason, is_active, version FROM services \
                     WHERE id = ?1";
    let found = sql.maybe(statement, [id], |row| {
        let service = Service {
            name: row.get(0)?,
            visit_type: row.get(1)?,
            duration_minutes: row.get(2)?,
            currency: row.get(3)?,
            unit_price: row.get(4)?,
            tax_rate_milli: row.get(5)?,
            exemption_reason: row.get(6)?,
            is_active: row.get(7)?,
        };
        Ok((service, row.get(8)?))
    })?;
    found.ok_or_else(|| unknown(id))
}

fn unknown(id: Id) -> Error {
    Error::not_found(Thing::Service).about("service", id)
}

/// A new row of the price list.
///
/// # Errors
/// 400 for an id in use.
pub(super) fn insert(tx: &Tx<'_>, id: Id, service: &Service, by: Id) -> Result<()> {
    let statement = "INSERT INTO services (id, name, visit_type, duration_minutes, currency, \
                     unit_price, tax_rate_milli, exemption_reason, is_active, created_by, updated_by, created_at, \
                     updated_at) VALUES (:id, :name, :visit_type, :duration_minutes, :currency, \
                     :unit_price, :tax_rate_milli, :exemption_reason, :is_active, :by, :by, :now, :now)";
    match write(tx, statement, id, service, by) {
        Ok(_) => Ok(()),
        Err(error) => Err(match violated_constraint(&error) {
            Some(broken) if broken.contains("services.id") => Error::id_taken(),
            _ => error.into(),
        }),
    }
}

/// The row of an entry written anew, as its next version.
///
/// # Errors
/// What SQLite says.
pub(super) fn rewrite(tx: &Tx<'_>, id: Id, service: &Service, by: Id) -> Result<()> {
    let statement = "UPDATE services SET name = :name, visit_type = :visit_type, \
                     duration_minutes = :duration_minutes, currency = :currency, \
                     unit_price = :unit_price, tax_rate_milli = :tax_rate_milli, \
                     exemption_reason = :exemption_reason, \
                     is_active = :is_active, updated_by = :by, updated_at = :now, \
                     version = version + 1 WHERE id = :id";
    write(tx, statement, id, service, by)?;
    Ok(())
}

fn write(
    tx: &Tx<'_>,
    statement: &str,
    id: Id,
    service: &Service,
    by: Id,
) -> rusqlite::Result<usize> {
    tx.run(
        statement,
        named_params! {
            ":id": id,
            ":name": service.name,
            ":visit_type": service.visit_type,
            ":duration_minutes": service.duration_minutes,
            ":currency": service.currency,
            ":unit_price": service.unit_price,
            ":tax_rate_milli": service.tax_rate_milli,
            ":exemption_reason": service.exemption_reason,
            ":is_active": service.is_active,
            ":by": by,
            ":now": tx.now(),
        },
    )
}

/// Whether a line of an invoice names it.
///
/// # Errors
/// What SQLite says.
pub(super) fn is_used(sql: &Sql<'_>, id: Id) -> Result<bool> {
    let statement = "SELECT EXISTS (SELECT 1 FROM billing_lines WHERE service_id = ?1)";
    sql.one(statement, params![id], |row| row.get(0))
}

/// The end of an entry that no invoice names.
///
/// # Errors
/// What SQLite says.
pub(super) fn delete(tx: &Tx<'_>, id: Id) -> Result<()> {
    tx.run("DELETE FROM services WHERE id = ?1", [id])?;
    Ok(())
}

/// What the price list says of a service, for a line that names it.
pub(in crate::billing) struct Priced {
    pub name: String,
    pub currency: String,
    /// Minor units.
    pub unit_price: i64,
    /// Thousandths of a percent.
    pub tax_rate_milli: i64,
}

/// What a visit of each type costs by the price list, taxes included, as its invoice will say.
///
/// # Errors
/// 500 for a stored price that no invoice can have; what SQLite says.
pub(crate) fn prices(sql: &Sql<'_>, currency: &str) -> Result<Vec<(String, Amount)>> {
    let statement = "SELECT visit_type, unit_price, tax_rate_milli FROM services \
                     WHERE is_active = 1 AND visit_type IS NOT NULL AND currency = ?1 \
                     ORDER BY created_at";
    let found = sql.all(statement, [currency], |row| {
        let (price, rate): (i64, i64) = (row.get(1)?, row.get(2)?);
        Ok((row.get::<_, String>(0)?, price, rate))
    })?;
    let mut all: Vec<(String, Amount)> = Vec::new();
    for (visit_type, price, rate) in found {
        // The first of a type is what its invoice begins with.
        if all.iter().all(|(known, _)| *known != visit_type) {
            let tax = tax_of(price, rate).ok_or_else(|| Error::internal("a price is too large"))?;
            all.push((visit_type, Amount::new(price + tax, currency)));
        }
    }
    Ok(all)
}

/// What the price list says of a service, if it has it.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn priced(sql: &Sql<'_>, id: Id) -> Result<Option<Priced>> {
    let statement = "SELECT name, currency, unit_price, tax_rate_milli FROM services WHERE id = ?1";
    sql.maybe(statement, [id], |row| {
        Ok(Priced {
            name: row.get(0)?,
            currency: row.get(1)?,
            unit_price: row.get(2)?,
            tax_rate_milli: row.get(3)?,
        })
    })
}
