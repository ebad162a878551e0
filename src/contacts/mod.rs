//! Whom else to turn to for a patient: the doctor who refers, other professionals, relatives.

pub(crate) mod api;
pub(crate) mod service;
pub(crate) mod store;

use rocket::fairing::AdHoc;
use serde::Serialize;

use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::patients::shapes::{email, phone};

/// What somebody is to the patient.
pub(crate) const ROLES: &[&str] = &[
    REFERRING_DOCTOR,
    "FAMILY_DOCTOR",
    "SPECIALIST",
    "THERAPIST",
    "RELATIVE",
    "GUARDIAN",
    "CAREGIVER",
    "OTHER_CONTACT",
];
/// Who sent the patient, and whom letters go to.
pub(crate) const REFERRING_DOCTOR: &str = "REFERRING_DOCTOR";

/// Characters of a name, of an organisation, of an address.
pub(crate) const NAME: usize = 200;
pub(crate) const ADDRESS: usize = 500;

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("contacts", |rocket| async { rocket.mount("/api/contacts", api::routes()) })
}

/// What people write of a contact.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Details {
    pub role: String,
    pub name: String,
    pub organisation: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
}

impl Details {
    /// As a letter names them: name, organisation, address, each on its line.
    pub fn as_recipient(&self) -> String {
        let lines = [Some(&self.name), self.organisation.as_ref(), self.address.as_ref()];
        lines.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}

/// A contact as answers show it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Contact {
    pub id: Id,
    pub patient_id: Id,
    #[serde(flatten)]
    pub details: Details,
    pub created_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i64,
}

/// The fields of a body, each checked.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    role: Field<&'static str>,
    name: Field<String>,
    organisation: Field<String>,
    phone: Field<String>,
    email: Field<String>,
    address: Field<String>,
}

impl Changes {
    pub fn read(fields: &mut Fields) -> Self {
        let role = fields.choice("role", ROLES);
        let name = fields.line("name", 1..=NAME);
        Self {
            role: fields.not_null("role", role),
            name: fields.not_null("name", name),
            organisation: fields.line("organisation", 1..=NAME),
            phone: phone(fields, "phone", 20),
            email: email(fields, "email", 255),
            address: fields.text("address", ADDRESS),
        }
    }

    /// What the contact becomes.
    fn apply_to(self, now: &Details) -> Details {
        let now = now.clone();
        Details {
            role: self.role.value().map_or(now.role, str::to_owned),
            name: self.name.value().unwrap_or(now.name),
            organisation: self.organisation.or(now.organisation),
            phone: self.phone.or(now.phone),
            email: self.email.or(now.email),
            address: self.address.or(now.address),
        }
    }
}

/// A contact to be made, with the id that the caller chose.
#[derive(Clone, Debug)]
pub(crate) struct NewContact {
    pub id: Option<Id>,
    pub patient_id: Id,
    pub details: Details,
}

impl NewContact {
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let patient_id = fields.id("patient_id");
        let patient_id = fields.required("patient_id", patient_id);
        let changes = Changes::read(&mut fields);
        let name = fields.required("name", changes.name.clone());
        let role = fields.required("role", changes.role.clone());
        fields.finish()?;
        let (Some(patient_id), Some(name), Some(role)) = (patient_id, name, role) else {
            return Err(Error::internal("a required field passed without a value"));
        };
        let blank = Details {
            role: role.to_owned(),
            name,
            organisation: None,
            phone: None,
            email: None,
            address: None,
        };
        Ok(Self { id, patient_id, details: changes.apply_to(&blank) })
    }
}
