//! The folded columns of a patient that searches read, written with every change.

use super::Details;
use crate::text::{contact_terms, contacts, names};

/// The `name_words` of a patient ([`names::index`]).
pub fn name_words(details: &Details) -> String {
    names::index(details.first_name.as_deref(), &details.last_name, details.former_names.as_deref())
}

/// The `contact_folded` of a patient.
pub fn contact_folded(details: &Details) -> String {
    let [email, phone, number] =
        [&details.texts.email, &details.texts.phone, &details.file_number].map(Option::as_deref);
    contacts(email, phone, number)
}

/// The `contact_parts` of a patient ([`contact_terms::of_letters`]).
pub fn contact_parts(details: &Details) -> String {
    contact_terms::of_letters(&contact_folded(details))
}

/// The `number_parts` of a patient ([`contact_terms`]).
pub fn number_parts(details: &Details) -> String {
    let [email, phone, number] =
        [&details.texts.email, &details.texts.phone, &details.file_number].map(Option::as_deref);
    contact_terms::of(email, phone, number)
}
