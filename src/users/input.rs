//! What the body of a creation or a change of a user may say. The same rules for both.

use crate::auth::Familiar;
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::message::message;

/// A role as a caller names it.
#[derive(Clone, Debug, PartialEq)]
pub enum RoleName {
    Id(Id),
    Name(String),
}

/// A user to be created; the password comes apart, as a hash.
#[derive(Clone, Debug)]
pub struct NewUser {
    pub username: String,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub registration_number: Option<String>,
    pub role: RoleName,
    pub locale: Option<&'static str>,
}

/// What a change names; the rest stays.
#[derive(Clone, Debug)]
pub struct Change {
    pub username: Field<String>,
    pub email: Field<String>,
    pub first_name: Field<String>,
    pub last_name: Field<String>,
    pub registration_number: Field<String>,
    pub role_id: Field<Id>,
    pub locale: Field<&'static str>,
}

impl NewUser {
    /// What others know of this user.
    pub fn familiar(&self, clinic: &str) -> Familiar {
        Familiar::of(&self.username, &self.email, [&self.first_name, &self.last_name], clinic)
    }

    /// Reads the fields of a body. Nothing when one is bad; `fields` then tells which.
    pub fn read(fields: &mut Fields) -> Option<Self> {
        let username = username(fields);
        let username = fields.required("username", username);
        let email = email(fields);
        let email = fields.required("email", email);
        let first_name = person_name(fields, "first_name");
        let first_name = fields.required("first_name", first_name);
        let last_name = person_name(fields, "last_name");
        let last_name = fields.required("last_name", last_name);
        let registration_number = registration_number(fields).value();
        let role = role(fields);
        let locale = locale(fields).value();
        let new = Self {
            username: username?,
            email: email?,
            first_name: first_name?,
            last_name: last_name?,
            registration_number,
            role: role?,
            locale,
        };
        fields.is_good().then_some(new)
    }
}

impl Change {
    /// Reads the fields of a body; the bad ones are named when `fields` finishes.
    pub fn read(fields: &mut Fields) -> Self {
        let username = username(fields);
        let email = email(fields);
        let first_name = person_name(fields, "first_name");
        let last_name = person_name(fields, "last_name");
        let role_id = fields.id("role_id");
        Self {
            username: fields.not_null("username", username),
            email: fields.not_null("email", email),
            first_name: fields.not_null("first_name", first_name),
            last_name: fields.not_null("last_name", last_name),
            registration_number: registration_number(fields),
            role_id: fields.not_null("role_id", role_id),
            locale: locale(fields),
        }
    }
}

fn username(fields: &mut Fields) -> Field<String> {
    let username = fields.line("username", 3..=50);
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if let Field::Set(name) = &username
        && !name.chars().all(allowed)
    {
        fields.refuse(
            "username",
            message("is-username", "must have only letters a to z, digits, dot, dash, underscore"),
        );
    }
    username
}

/// As the register writes it, with its name: `RPPS 10001234567`.
fn registration_number(fields: &mut Fields) -> Field<String> {
    fields.line("registration_number", 1..=100)
}

fn email(fields: &mut Fields) -> Field<String> {
    let email = fields.line("email", 3..=255);
    if let Field::Set(address) = &email
        && !is_address(address)
    {
        fields
            .refuse("email", message("is-address", "must be an address like name@clinic.example"));
    }
    email
}

/// The shape of an address: something, one `@`, a domain with a dot. Whether it exists, only a
/// message can tell.
fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let has_space = text.contains(char::is_whitespace);
    let local_is_good =
        !local.is_empty() && local.chars().count() <= 64 && local.split('.').all(|p| !p.is_empty());
    let label_is_good = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    !has_space
        && local_is_good
        && domain.contains('.')
        && domain.split('.').all(label_is_good)
        && !local.contains(['<', '>', '(', ')', ',', ';', ':', '"', '\\', '[', ']'])
}

fn person_name(fields: &mut Fields, name: &str) -> Field<String> {
    fields.line(name, 1..=100)
}

fn locale(fields: &mut Fields) -> Field<&'static str> {
    fields.choice("locale", &["en", "fr"])
}

/// `role_id`, or `role` by its name.
fn role(fields: &mut Fields) -> Option<RoleName> {
    let by_id = fields.id("role_id");
    let by_name = fields.line("role", 1..=50);
    match (by_id, by_name) {
        (Field::Set(id), _) => Some(RoleName::Id(id)),
        (_, Field::Set(name)) => Some(RoleName::Name(name)),
        _ if fields.is_refused("role") => None,
        (by_id, _) => fields.required("role_id", by_id).map(RoleName::Id),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn refused(body: &Value, field: &str, value: Value) -> Vec<String> {
        let mut map = body.as_object().unwrap().clone();
        map.insert(field.to_owned(), value);
        let mut fields = Fields::of(map);
        let read = NewUser::read(&mut fields);
        assert_eq!(read.is_some(), fields.is_good());
        let error = fields.finish().err();
        error.map_or(vec![], |e| e.details().iter().map(|d| d.field.clone()).collect())
    }

    #[test]
    fn each_field_has_its_rule() {
        let body = json!({
            "username": "anna.ek", "email": "anna@clinic.example", "first_name": "Anna",
            "last_name": "Ek", "role": "VIEWER",
        });
        let long = |n: usize| json!("x".repeat(n));
        let good = [
            ("username", json!("A-b_c.9")),
            ("username", long(50)),
            ("email", json!("Jörg.O'Neil+x@praxis-köln.example")),
            ("first_name", json!("山")),
            ("last_name", json!("Ó Súilleabháin")),
            ("locale", json!("fr")),
            ("locale", json!(null)),
            ("role_id", json!("00000000-0000-7000-8000-000000000004")),
        ];
        for (field, value) in good {
            assert!(refused(&body, field, value.clone()).is_empty(), "{field} {value}");
        }
        let bad = [
            ("username", json!("ab")),
            ("username", long(51)),
            ("username", json!("anna ek")),
            ("username", json!("änna")),
            ("username", json!(7)),
            ("username", json!(null)),
            ("email", json!("anna")),
            ("email", json!("anna@clinic")),
            ("email", json!("anna@@clinic.example")),
            ("email", json!("an na@clinic.example")),
            ("email", json!("anna@clinic..example")),
            ("email", json!(format!("{}@clinic.example", "x".repeat(250)))),
            ("first_name", json!(" ")),
            ("last_name", long(101)),
            ("last_name", json!("E\u{0}k")),
            ("locale", json!("de")),
            ("role_id", json!("VIEWER")),
            ("role", json!(4)),
        ];
        for (field, value) in bad {
            assert_eq!(refused(&body, field, value.clone()), [field], "{value}");
        }
    }

    #[test]
    fn a_creation_names_everything_that_is_missing() {
        let named = refused(&json!({}), "unknown", json!(1));
        assert_eq!(named, ["username", "email", "first_name", "last_name", "role_id"]);
    }
}
