//! Who works here: logging in, users, roles, keys.

use serde_json::{Value, json};

use crate::auth::Permission;
use crate::list::Listed;
use crate::openapi::lists;
use crate::openapi::shape::{counted, shape};
use crate::openapi::words::{BodySchema, chosen_id, id, map, moment, one_of, text, without};
use crate::users::UserList;
use crate::users::roles::may_be_granted;

/// What answers show of it, by name.
pub(super) fn components() -> Vec<(&'static str, Value)> {
    vec![
        (
            "person",
            shape(
                &json!({ "id": "id", "username?": "text", "email?": "text|null", "first_name": "text|null", "last_name": "text", "date_of_birth?": "day", "is_active?": "flag", "treats_patients?": "flag" }),
            ),
        ),
        (
            "role",
            shape(
                &json!({ "id": "id", "name": "text", "description": "text|null", "permissions": ["text"] }),
            ),
        ),
        (
            "roleRecord",
            shape(
                &json!({ "id": "id", "name": "text", "description": "text|null", "permissions": ["text"], "version": "int" }),
            ),
        ),
        (
            "user",
            shape(&json!({
                "id": "id", "username": "text", "email?": "text", "first_name": "text", "last_name": "text",
                "registration_number": "text|null", "role_id": "id", "is_active": "flag", "locale": "text|null", "must_change_password": "flag",
                "last_login_at?": "moment|null", "created_by": "id|null", "updated_by": "id|null",
                "created_at": "moment", "updated_at": "moment", "version": "int", "role": "#role",
            })),
        ),
        (
            "session",
            shape(&json!({
                "id": "id", "kind": "text", "created_at": "moment", "last_seen_at": "moment",
                "expires_at": "moment", "ip_address": "text|null", "user_agent": "text|null", "current": "flag",
            })),
        ),
        ("userRow", lists::row(UserList::SPEC)),
    ]
}

/// How much changed hands, and what is left.
fn handed() -> Value {
    let left = json!({ "future_visits": "int", "patients": "int" });
    json!({ "visits": "int", "patients": "int", "left": left })
}

/// The data of the answer of that name, by example.
pub(super) fn answer(name: &str) -> Option<Value> {
    Some(match name {
        "login" => {
            json!({ "user": "#user", "accessToken": "text", "refreshToken": "text", "expiresIn": "int" })
        }
        "tokens" => json!({ "accessToken": "text", "refreshToken": "text", "expiresIn": "int" }),
        "sessions" => json!({ "sessions": ["#session"] }),
        "newApiKey" => json!({
            "id": "id", "key": "text", "prefix": "text", "name": "text", "expires_at": "moment|null",
            "created_at": "moment", "warning": "text",
        }),
        "apiKeys" => json!({
            "apiKeys": [{ "id": "id", "key_prefix": "text", "name": "text", "expires_at": "moment|null", "last_used_at": "moment|null", "created_at": "moment" }],
            "count": "int",
        }),
        "belongings" => json!({ "handover": { "future_visits": "int", "patients": "int" } }),
        "handedOver" => json!({ "handover": handed() }),
        "handedUser" => json!({ "user": "#user", "handover?": handed() }),
        "keysEnded" => json!({ "api_keys_ended": "int" }),
        "roles" => json!({ "roles": ["#roleRecord"] }),
        "role" => json!({ "role": "#roleRecord" }),
        "userStats" => {
            json!({ "total": "int", "active": "int", "inactive": "int", "by_role": counted("role") })
        }
        _ => return None,
    })
}

/// The body of that name.
pub(super) fn body(name: &str) -> Option<Value> {
    Some(match name {
        "Login" => BodySchema::creation(
            json!({ "username": text(1000), "password": text(1000) }),
            &["username", "password"],
        ),
        "RefreshToken" => json!({ "type": "object", "properties": {
            "refreshToken": { "type": ["string", "null"] }, "refresh_token": { "type": ["string", "null"] },
        } }),
        "NewApiKey" => BodySchema::creation(
            json!({ "name": { "type": "string", "maxLength": 100 }, "expires_at": moment() }),
            &["name"],
        ),
        "NewUser" => BodySchema::creation(
            user_fields(),
            &["username", "email", "password", "first_name", "last_name"],
        ),
        "UserChange" => BodySchema::update(
            {
                let mut fields = map(without(user_fields(), &["id", "password", "role"]));
                // Wanted with one's own new e-mail address.
                fields.insert("current_password".into(), text(1000));
                fields.insert("handover".into(), handover());
                Value::Object(fields)
            },
            &["username", "email", "first_name", "last_name", "role_id"],
        ),
        "NewPassword" => json!({ "type": "object", "properties": {
            "current_password": { "type": ["string", "null"] }, "new_password": { "type": ["string", "null"] },
            "password": { "type": ["string", "null"] }, "end_api_keys": { "type": ["boolean", "null"] },
        } }),
        "RoleChange" => json!({ "type": "object", "required": ["permissions"], "properties": {
            "permissions": { "type": "array", "items": { "type": "string", "enum": grantable() } },
            "version": { "type": "integer" },
        }, "additionalProperties": false }),
        "Handover" => handover(),
        "Deactivation" => json!({ "type": "object", "properties": { "handover": handover() } }),
        "LogoutAll" => json!({ "type": "object", "properties": {
            "end_api_keys": { "type": ["boolean", "null"] },
        } }),
        _ => return None,
    })
}

fn user_fields() -> Value {
    json!({
        "id": chosen_id(), "username": text(50), "email": text(255), "password": text(1000),
        "first_name": text(100), "last_name": text(100), "registration_number": text(100), "role_id": id(), "role": text(50),
        "locale": one_of(&["en", "fr"]),
    })
}

/// To whom visits to come and patients go.
fn handover() -> Value {
    let flag = || json!({ "type": ["boolean", "null"] });
    let id = || json!({ "type": ["string", "null"], "format": "uuid" });
    json!({ "type": ["object", "null"], "properties": {
        "visits_to": id(), "patients_to": id(), "allow_overlap": flag(), "skip_conflicts": flag(),
    } })
}

/// The permissions that a role other than the administrators' may have.
fn grantable() -> Vec<&'static str> {
    let all = Permission::ALL.iter().filter(|permission| may_be_granted(**permission));
    all.map(|permission| permission.name()).collect()
}
