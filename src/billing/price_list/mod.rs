//! The price list: the services that the clinic charges for, and at which price. The API calls them
//! `/api/services`, as the table does.

mod api;
pub(crate) mod store;

pub(super) use api::routes;
pub use store::PriceList;
pub(super) use store::{Priced, priced};

use serde::Serialize;
use serde_json::{Map, Value};

use super::milli_input::{HUNDRED_PERCENT, read_milli};
use crate::audit::{Action, Entry, diff, record};
use crate::cache::Tag;
use crate::db::{Creation, Sql, Tx, claim_id};
use crate::error::{Error, Result};
use crate::http::NO_CURRENCY;
use crate::http::{Field, Fields, Precondition};
use crate::ids::Id;
use crate::message::{Message, message};
use crate::money::{Amount, Decimal, Thousandths, is_currency};
use crate::patients::Author;
use crate::settings::Settings;
use crate::settings::visit_types::VisitTypes;
use crate::shown::Shows;

/// An entry of the price list.
#[derive(Clone, Debug, PartialEq)]
struct Service {
    name: String,
    /// The type of visit that it is offered for.
    visit_type: Option<String>,
    duration_minutes: Option<i64>,
    currency: String,
    /// Minor units.
    unit_price: i64,
    /// Thousandths of a percent.
    tax_rate_milli: i64,
    /// Why it bears no tax, printed on the invoices that have it.
    exemption_reason: Option<String>,
    is_active: bool,
}

/// What an entry says, field by field.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Facts {
    name: String,
    pub visit_type: Option<String>,
    duration_minutes: Option<i64>,
    currency: String,
    unit_price: Amount,
    tax_rate: Thousandths,
    exemption_reason: Option<String>,
    is_active: bool,
}

impl Service {
    fn facts(&self) -> Facts {
        Facts {
            name: self.name.clone(),
            visit_type: self.visit_type.clone(),
            duration_minutes: self.duration_minutes,
            currency: self.currency.clone(),
            unit_price: Amount::new(self.unit_price, self.currency.as_str()),
            tax_rate: Thousandths(self.tax_rate_milli),
            exemption_reason: self.exemption_reason.clone(),
            is_active: self.is_active,
        }
    }
}

/// What an entry says, field by field, and its version.
///
/// # Errors
/// 404.
pub(crate) fn facts(sql: &Sql<'_>, id: Id) -> Result<(Facts, i64)> {
    let (service, version) = store::load(sql, id)?;
    Ok((service.facts(), version))
}

/// What a body says of an entry.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    name: Field<String>,
    visit_type: Field<String>,
    duration_minutes: Field<i64>,
    currency: Field<String>,
    unit_price: Option<Decimal>,
    tax_rate_milli: Option<i64>,
    exemption_reason: Field<String>,
    is_active: Option<bool>,
}

impl Changes {
    /// Reads what the body names of an entry; refusals stay in `fields`.
    pub(crate) fn read(fields: &mut Fields, types: &VisitTypes) -> Self {
        let name = fields.line("name", 1..=200);
        let currency = fields.line("currency", 3..=3);
        if let Field::Set(code) = &currency
            && !is_currency(code)
        {
            fields.refuse("currency", NO_CURRENCY);
        }
        Self {
            name: fields.not_null("name", name),
            visit_type: types.known(fields, "visit_type"),
            duration_minutes: fields.integer("duration_minutes", 5..=480),
            currency,
            unit_price: fields.decimal("unit_price").value(),
            tax_rate_milli: read_milli(fields, "tax_rate", 0..=HUNDRED_PERCENT),
            exemption_reason: fields.line("exemption_reason", 1..=500),
            is_active: fields.flag("is_active").value(),
        }
    }

    /// The entry that these changes make of another.
    ///
    /// # Errors
    /// 400 for a price that its currency does not have.
    fn apply_to(self, old: &Service) -> Result<Service> {
        let currency = self.currency.value().unwrap_or_else(|| old.currency.clone());
        let unit_price = match self.unit_price {
            Some(price) => in_minor(price, &currency)?,
            None if currency != old.currency => {
                let must = message(
                    "currency-with-price",
                    "cannot change alone: send the unit_price in it too",
                );
                return Err(Error::field("currency", must).and_nothing_changed());
            }
            None => old.unit_price,
        };
        Ok(Service {
            name: self.name.value().unwrap_or_else(|| old.name.clone()),
            visit_type: self.visit_type.or(old.visit_type.clone()),
            duration_minutes: self.duration_minutes.or(old.duration_minutes),
            currency,
            unit_price,
            tax_rate_milli: self.tax_rate_milli.unwrap_or(old.tax_rate_milli),
            exemption_reason: self.exemption_reason.or(old.exemption_reason.clone()),
            is_active: self.is_active.unwrap_or(old.is_active),
        })
    }
}

/// An entry to be added, with the id that the caller chose.
#[derive(Clone, Debug)]
pub(crate) struct NewService {
    id: Option<Id>,
    service: Service,
}

impl NewService {
    /// Reads a creation's body; a price without a currency is in the clinic's.
    ///
    /// # Errors
    /// 400 with every bad field.
    pub(crate) fn read(mut fields: Fields, clinic: &Settings) -> Result<Self> {
        let id = fields.chosen_id();
        let changes = Changes::read(&mut fields, &clinic.visit_types);
        fields.required("name", changes.name.clone());
        if changes.unit_price.is_none() {
            fields.required::<Decimal>("unit_price", Field::Absent);
        }
        fields.finish()?;
        let blank = Service {
            name: String::new(),
            visit_type: None,
            duration_minutes: None,
            currency: clinic.currency.clone(),
            unit_price: 0,
            tax_rate_milli: 0,
            exemption_reason: None,
            is_active: true,
        };
        Ok(Self { id, service: changes.apply_to(&blank)? })
    }
}

/// The price in minor units of its currency.
fn in_minor(price: Decimal, currency: &str) -> Result<i64> {
    let refuse = |must: Message| Error::field("unit_price", must).and_nothing_changed();
    let minor = price.in_minor(currency).map_err(&refuse)?;
    if minor < 0 { Err(refuse(message("not-negative", "must not be negative"))) } else { Ok(minor) }
}

/// A new entry on the list, with its audit row; or the one that the same request has made.
///
/// # Errors
/// 400 for an id in use.
pub(crate) fn create(
    tx: &Tx<'_>,
    author: &Author,
    new: NewService,
    body: &Map<String, Value>,
) -> Result<store::Shown> {
    let id = match claim_id(tx, author.id, "service", new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return store::shown(tx, id),
    };
    store::insert(tx, id, &new.service, author.id)?;
    record_and_invalidate(
        tx,
        author,
        Action::Create,
        id,
        diff(&Value::Null, &new.service.facts()),
    )?;
    store::shown(tx, id)
}

/// The entry after a change, with its audit row. What changes nothing leaves the version alone.
///
/// # Errors
/// 404; 409 for a stale version; 400 for a price that its currency does not have.
pub(crate) fn update(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    changes: Changes,
    precondition: Precondition,
) -> Result<store::Shown> {
    let (old, version) = store::load(tx, id)?;
    precondition.check(version, || {
        let shown = store::shown(tx, id)?;
        let json = format!("{{\"service\":{}}}", String::from_utf8_lossy(&shown.json));
        Ok((json, Shows::nothing()))
    })?;
    let new = changes.apply_to(&old)?;
    if new != old {
        store::rewrite(tx, id, &new, author.id)?;
        record_and_invalidate(tx, author, Action::Update, id, diff(&old.facts(), &new.facts()))?;
    }
    store::shown(tx, id)
}

/// Takes an entry off the list: for good if no invoice names it, else it only stops being offered.
/// Returns whether it is gone.
///
/// # Errors
/// 404.
pub(crate) fn remove(tx: &Tx<'_>, author: &Author, id: Id) -> Result<bool> {
    let (old, _) = store::load(tx, id)?;
    if store::is_used(tx, id)? {
        let new = Service { is_active: false, ..old.clone() };
        if new != old {
            store::rewrite(tx, id, &new, author.id)?;
            record_and_invalidate(
                tx,
                author,
                Action::Deactivate,
                id,
                diff(&old.facts(), &new.facts()),
            )?;
        }
        return Ok(false);
    }
    store::delete(tx, id)?;
    record_and_invalidate(tx, author, Action::Delete, id, diff(&old.facts(), &Value::Null))?;
    Ok(true)
}

fn record_and_invalidate(
    tx: &Tx<'_>,
    author: &Author,
    action: Action,
    id: Id,
    changes: Map<String, Value>,
) -> Result<()> {
    record(tx, &author.actor, &Entry::new(action, "service").on(id).changing(changes))?;
    tx.touch(Tag::Billing);
    Ok(())
}
