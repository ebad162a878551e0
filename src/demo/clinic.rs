//! The demo clinic's own facts and its price list.

use super::model::Service;
use super::random::Random;
use super::store;
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;

/// Name, kind of visit, minutes, price in cents, tax in thousandths of a percent, still offered.
type Entry = (&'static str, Option<&'static str>, Option<i64>, i64, i64, bool);

const PRICES: [Entry; 11] = [
    ("Initial consultation", Some("INITIAL_CONSULTATION"), Some(60), 7500, 0, true),
    ("Follow-up consultation", Some("FOLLOW_UP"), Some(30), 4500, 0, true),
    ("Extended follow-up", Some("IN_PERSON"), Some(45), 5500, 0, true),
    ("Video consultation", Some("ONLINE"), Some(30), 4000, 0, true),
    ("Urgent consultation", Some("EMERGENCY"), Some(30), 6500, 0, true),
    ("Body composition analysis", None, Some(15), 2500, 20_000, true),
    ("Personal meal plan", None, None, 3900, 20_000, true),
    ("Recipe book « Le goût de l'équilibre »", None, None, 1895, 5_500, true),
    ("Family cooking workshop", None, Some(120), 6000, 20_000, true),
    ("Coaching, by the hour", None, Some(60), 4833, 20_000, true),
    ("Follow-up consultation (old price)", Some("FOLLOW_UP"), Some(30), 4000, 0, false),
];

/// Stores the settings and the price list.
///
/// # Errors
/// What SQLite says.
pub fn open(tx: &Tx<'_>, random: &mut Random, opened: Moment, admin: Id) -> Result<Vec<Service>> {
    store::put_settings(tx, opened, admin)?;
    let mut services = Vec::with_capacity(PRICES.len());
    for (name, visit_type, minutes, price, tax_rate, is_active) in PRICES {
        let id = random.id(opened);
        let service = Service { id, name, visit_type, minutes, price, tax_rate, is_active };
        store::insert_service(tx, &service, opened, admin)?;
        services.push(service);
    }
    Ok(services)
}
