//! The clinic's own facts: who it is, where it is, what it charges in.

pub mod store;

use std::sync::Arc;

use parking_lot::RwLock;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};
use serde::Serialize;

use crate::clock::Zone;

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
    /// Days from an invoice's date to its due date.
    pub payment_terms_days: i64,
    pub updated_at: String,
    pub version: i64,
    #[serde(skip)]
    pub zone: Zone,
}

/// The settings in force, replaced whole when they change.
pub struct Current(RwLock<Arc<Settings>>);

impl Current {
    /// Starts with these.
    pub fn new(settings: Settings) -> Self {
        Self(RwLock::new(Arc::new(settings)))
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

/// The settings in force, for a handler.
pub struct InForce(pub Arc<Settings>);

#[async_trait]
impl<'r> FromRequest<'r> for InForce {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match request.rocket().state::<Current>() {
            Some(current) => Outcome::Success(InForce(current.get())),
            None => Outcome::Error((rocket::http::Status::InternalServerError, ())),
        }
    }
}

/// The routes of this feature.
pub fn stage() -> rocket::fairing::AdHoc {
    rocket::fairing::AdHoc::on_ignite("settings", |rocket| async { rocket })
}
