//! The clinic's own facts: who it is, where it is, what it charges in.

pub mod accounts;
mod api;
mod change;
mod iban;
pub mod logo;
pub mod store;
pub mod visit_types;

pub use change::Change;

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use parking_lot::RwLock;
use rocket::fairing::AdHoc;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};
use serde::Serialize;

use crate::clock::{Moment, Zone};
use crate::db::Db;

/// The settings as stored, with the zone ready for use.
#[derive(Clone, Debug, Serialize)]
pub struct Settings {
    pub name: String,
    pub address: Option<String>,
    pub registration_number: Option<String>,
    pub time_zone: String,
    pub currency: String,
    pub locale: String,
    pub invoice_header: Option<String>,
    pub invoice_footer: Option<String>,
    pub tax_exemption_text: Option<String>,
    /// Where invoices are paid to.
    pub iban: Option<String>,
    /// What an invoice says of how it is paid, beside the day.
    pub payment_terms: Option<String>,
    /// The logo by its hash; it changes by a route of its own.
    pub logo_sha256: Option<String>,
    /// Days from an invoice's date to its due date.
    pub payment_terms_days: i64,
    /// A patient counts as active who was seen in so many last months.
    pub active_months: i64,
    /// Whether a consultation is finished by signing its note.
    pub signing_required: bool,
    /// Since when, where it is.
    #[serde(skip)]
    pub signing_required_since: Option<Moment>,
    /// The accounts that the journal books to.
    #[serde(flatten)]
    pub accounts: accounts::Accounts,
    pub updated_at: String,
    pub version: i64,
    /// Whether somebody has looked at them: a new clinic starts with the configuration's.
    #[serde(skip)]
    pub is_confirmed: bool,
    #[serde(skip)]
    pub zone: Zone,
    /// What appointments are for.
    #[serde(skip)]
    pub visit_types: visit_types::VisitTypes,
}

impl Settings {
    /// The day from which on a patient must have been seen to count as active.
    pub fn active_since(&self, today: Date) -> Date {
        today.saturating_sub(self.active_months.months())
    }
}

/// The settings in force, replaced whole when they change. Cheap to clone.
///
/// Answers depend on the settings (a day is the clinic's day), and handlers read them before they
/// ask the database. No answer built with the old ones outlives a change, because
/// - a change puts the new ones in force after its COMMIT, while `Tag::Settings` is still in
///   flight (`Tx::on_commit`): whoever starts later finds them;
/// - whoever read the old ones had noted the request's generation before (`in_force`), so its
///   answer predates the change and is not kept.
#[derive(Clone)]
pub struct Current(Arc<RwLock<Arc<Settings>>>);

impl Current {
    /// Starts with these.
    pub fn new(settings: Settings) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(settings))))
    }

    /// The settings in force now.
    pub fn get(&self) -> Arc<Settings> {
        Arc::clone(&self.0.read())
    }

    /// Puts newer ones in force; older ones never replace newer.
    pub fn set(&self, settings: Settings) {
        let mut current = self.0.write();
        if settings.version >= current.version {
            *current = Arc::new(settings);
        }
    }
}

/// The settings in force for this request, the same at every call.
pub fn in_force<'r>(request: &'r Request<'_>) -> Option<&'r Arc<Settings>> {
    // Notes the generation that dates the request's answers, before the settings are read.
    let _db = Db::of(request)?;
    let settings = request.local_cache(|| request.rocket().state::<Current>().map(Current::get));
    settings.as_ref()
}

/// The settings in force, for a handler.
pub struct InForce(pub Arc<Settings>);

#[async_trait]
impl<'r> FromRequest<'r> for InForce {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match in_force(request) {
            Some(settings) => Outcome::Success(InForce(Arc::clone(settings))),
            None => Outcome::Error((rocket::http::Status::InternalServerError, ())),
        }
    }
}

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("settings", |rocket| async {
        rocket
            .mount("/api/settings", api::routes())
            .mount("/api/settings", logo::api::routes())
            .mount("/api/visit-types", visit_types::api::routes())
    })
}

#[cfg(test)]
mod tests {
    use rocket::local::asynchronous::Client;
    use tempfile::TempDir;

    use super::*;
    use crate::cache::{Page, Responses, Tag, Tier};
    use crate::config::Config;
    use crate::db::{Database, Meter};

    /// Moves the clinic to this zone, as PUT /api/settings does.
    fn move_to(client: &Client, zone: &str) {
        let (database, current): (&Database, &Current) =
            (client.rocket().state().unwrap(), client.rocket().state().unwrap());
        let (current, mut next) = (current.clone(), Settings::clone(&current.get()));
        next.zone = Zone::named(zone).unwrap();
        next.version += 1;
        let change = |tx: &crate::db::Tx<'_>| {
            tx.touch(Tag::Settings);
            tx.on_commit(move || current.set(next));
            Ok(())
        };
        database.write_here(&Meter::default(), change).unwrap();
    }

    #[rocket::async_test]
    async fn no_answer_built_with_the_old_zone_is_kept_after_a_change() {
        let folder = TempDir::new().unwrap();
        let config = Config::default().with_data(folder.path());
        let client = Client::untracked(crate::app::rocket(config)).await.unwrap();
        let responses: &Responses = client.rocket().state().unwrap();
        let ask = async |request: &Request<'_>, zone: Zone| {
            let page = move |_: &crate::db::Sql<'_>| {
                let json = format!("{zone:?}").into_bytes();
                Ok(Page::new(json, Vec::new(), crate::shown::Shows::nothing()))
            };
            let db = Db::of(request).unwrap().clone();
            responses.serve(Tier::Long, "today".into(), &db, page).await.unwrap().hit
        };

        let (slow, quick, late) = (client.get("/"), client.get("/"), client.get("/"));
        let old = in_force(slow.inner()).unwrap().zone.clone();
        move_to(&client, "Asia/Tokyo");
        assert!(!ask(slow.inner(), old.clone()).await);
        let new = in_force(quick.inner()).unwrap().zone.clone();
        assert_ne!(new, old);
        assert!(!ask(quick.inner(), new.clone()).await, "the slow reader's answer was kept");
        assert!(ask(late.inner(), new).await);
    }
}
