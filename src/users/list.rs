//! The list of users: what it shows, filters, sorts and searches.

use std::sync::Arc;

use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};
use rusqlite::types::Value;

use crate::auth::{Caller, caller_of};
use crate::list::{Asked, Clauses, Column, Kind, ListQuery, Listed, Spec};

/// GET /api/users.
pub struct UserList;

impl Listed for UserList {
    const SPEC: &'static Spec = &SPEC;
}

/// GET /api/users for those who see no addresses and logins of others.
pub struct ColleagueList;

impl Listed for ColleagueList {
    const SPEC: &'static Spec = &COLLEAGUES;
}

/// The list that a caller may ask for.
pub fn visible_to(caller: &Caller) -> &'static Spec {
    if caller.sees_addresses() { UserList::SPEC } else { ColleagueList::SPEC }
}

/// The checked query of a list of users, as far as its caller sees them. Stands behind the guard
/// that lets them in.
pub(super) struct AskedOfUsers(pub &'static Spec, pub Arc<ListQuery>);

#[async_trait]
impl<'r> FromRequest<'r> for AskedOfUsers {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let Some(caller) = caller_of(request) else {
            return Outcome::Error((Status::Unauthorized, ()));
        };
        let spec = visible_to(caller);
        if caller.sees_addresses() {
            let asked = Asked::<UserList>::from_request(request).await;
            asked.map(|asked| Self(spec, asked.0))
        } else {
            let asked = Asked::<ColleagueList>::from_request(request).await;
            asked.map(|asked| Self(spec, asked.0))
        }
    }
}

const ROLE: &str = "json_object('id', r.id, 'name', r.name, 'description', r.description)";

/// What everybody sees of a user, with what only some see put in its places.
macro_rules! columns {
    ([$($email:expr)?], [$($last_login:expr)?]) => {
        &[
            Column::shown("id", "u.id", Kind::Id),
            Column::shown("username", "u.username", Kind::Text).sort("u.username_folded"),
            $($email,)?
            Column::shown("first_name", "u.first_name", Kind::Text),
            Column::shown("last_name", "u.last_name", Kind::Text).sort("u.last_name_folded"),
            Column::shown("registration_number", "u.registration_number", Kind::Text),
            Column::shown("role_id", "u.role_id", Kind::Id).filter(),
            Column::shown("is_active", "u.is_active", Kind::Flag).filter(),
            Column::shown("locale", "u.locale", Kind::Text),
            Column::shown("must_change_password", "u.must_change_password", Kind::Flag),
            $($last_login,)?
            Column::shown("created_by", "u.created_by", Kind::Id),
            Column::shown("updated_by", "u.updated_by", Kind::Id),
            Column::shown("created_at", "u.created_at", Kind::Moment).sort("u.created_at"),
            Column::shown("updated_at", "u.updated_at", Kind::Moment).sort("u.updated_at"),
            Column::shown("version", "u.version", Kind::Integer),
            Column::shown("role", ROLE, Kind::Object),
        ]
    };
}

const BASE: Spec = Spec {
    plural: "users",
    from: "users u LEFT JOIN roles r ON r.id = u.role_id",
    id: "u.id",
    columns: columns!(
        [Column::shown("email", "u.email", Kind::Text).sort("u.email_folded")],
        [Column::shown("last_login_at", "u.last_login_at", Kind::Moment)
            .filter()
            .sort_nullable("u.last_login_at")]
    ),
    default_sort: "created_at",
    default_limit: 10,
    most: 100,
    // A login changes `last_login_at` and touches no tag.
    counts: None,
    whole: None,
    includes: &[],
    clinical: &[],
    dates: None,
    extras: &[],
    search: |asked, clauses| asked.words.iter().for_each(|word| search(&word.folded, clauses)),
};

static SPEC: Spec = BASE;

/// The same for those who neither are administrators nor change users: what they do not see they
/// do not find, filter or sort by either.
static COLLEAGUES: Spec = Spec {
    columns: columns!([], []),
    search: |asked, clauses| asked.begin_words_of("u.search_folded", clauses),
    ..BASE
};

/// A word is the beginning of a word of the names, or any part of the e-mail address. A clinic has
/// few users: they are read one by one, without an index.
fn search(word: &str, clauses: &mut Clauses) {
    let values = [Value::Text(format!(" {word}")), Value::Text(word.to_owned())];
    let condition = "instr(' ' || u.search_folded, ?) > 0 OR instr(u.email_folded, ?) > 0";
    clauses.and_with(condition, values);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::clock::Zone;
    use crate::http::Parameters;
    use crate::list::fetch;
    use crate::notes::Notes;
    use crate::users::tests::Clinic;

    fn found(clinic: &Clinic, query: &str) -> Vec<String> {
        let parameters = Parameters::parse(query).unwrap();
        let query = ListQuery::read(&SPEC, parameters, &Zone::utc(), Notes::All).unwrap();
        let json =
            clinic.read(|sql| Ok(fetch(sql, &SPEC, &query, &Clauses::default())?.into_json()));
        let answer: Value = serde_json::from_slice(&json).unwrap();
        let users = answer["data"]["users"].as_array().unwrap();
        users.iter().map(|user| user["username"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_user_is_found_by_the_beginning_of_a_name_or_a_part_of_the_address() {
        let clinic = Clinic::open();
        clinic.add("zoe.b", "Zoé", "Müller-Brandt", "DIETITIAN");
        clinic.add("percent", "100%", "O'Brien", "VIEWER");
        let both = ["percent", "zoe.b"];
        for (words, expected) in [
            ("zoé", &both[1..]),
            ("MULL", &both[1..]),
            ("brandt zoe", &both[1..]),
            ("randt", &[]),
            ("100%25", &both[..1]),
            ("%25", &[]),
            ("brien", &both[..1]),
            ("_", &[]),
            ("clinic.example", &both),
            ("zoe percent", &[]),
        ] {
            let query = format!("search={words}&sort_by=username&sort_order=ASC");
            assert_eq!(found(&clinic, &query), expected, "{words}");
        }
    }

    #[test]
    fn a_row_shows_the_role_without_its_permissions_and_no_secret() {
        let clinic = Clinic::open();
        clinic.add("anna", "Anna", "Ek", "ADMIN");
        let query =
            ListQuery::read(&SPEC, Parameters::default(), &Zone::utc(), Notes::All).unwrap();
        let json =
            clinic.read(|sql| Ok(fetch(sql, &SPEC, &query, &Clauses::default())?.into_json()));
        let answer: Value = serde_json::from_slice(&json).unwrap();
        let row = &answer["data"]["users"][0];
        assert_eq!(row["role"]["name"], json!("ADMIN"));
        assert!(row["role"].get("permissions").is_none());
        assert!(!String::from_utf8_lossy(&json).contains("hash"));
    }

    #[test]
    fn lists_sort_and_filter_by_what_the_contract_names() {
        let clinic = Clinic::open();
        let anna = clinic.add("anna", "Anna", "Zola", "ADMIN");
        clinic.add("bert", "Bert", "Ålund", "VIEWER");
        for (query, expected) in [
            ("sort_by=last_name&sort_order=asc", vec!["bert", "anna"]),
            ("sort_by=last_login_at", vec!["bert", "anna"]),
            ("is_active=false", vec![]),
            ("last_login_at_not_null=true", vec![]),
        ] {
            let names = found(&clinic, query);
            assert_eq!(names.len(), expected.len(), "{query}");
            if query.contains("last_name") {
                assert_eq!(names, expected);
            }
        }
        assert_eq!(found(&clinic, &format!("role_id={}", anna.role_id)), ["anna"]);
    }
}
