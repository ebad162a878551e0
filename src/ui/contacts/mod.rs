//! `/contacts/<id>`: whom else to turn to for a patient; they are listed on the patient's page.

mod pages;

pub use pages::routes;

use crate::contacts::Contact;
use crate::ids::Id;

use super::language::Language;

/// A contact in words.
pub(in crate::ui) struct ContactLine {
    pub id: Id,
    pub name: String,
    /// "Referring doctor · Clinique des Lilas".
    pub about: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
}

/// The contact in that language.
pub(in crate::ui) fn told(contact: &Contact, language: Language) -> ContactLine {
    let details = contact.details.clone();
    let about = [Some(language.code(&details.role)), details.organisation];
    ContactLine {
        id: contact.id,
        name: details.name,
        about: about.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        phone: details.phone,
        email: details.email,
        address: details.address,
    }
}
