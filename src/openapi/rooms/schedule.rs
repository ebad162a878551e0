//! Time: types of visits, opening hours, absences, free times, the waiting list.

use serde_json::{Value, json};

use crate::openapi::shape::{shape, word_of};
use crate::openapi::words::{
    BodySchema, between, chosen_id, code, day, flag, id, moment, one_of, text, without,
};
use crate::settings::visit_types::COLOURS;

/// What answers show of it, by name.
pub(super) fn components() -> Vec<(&'static str, Value)> {
    vec![
        (
            "visit_type",
            shape(&json!({
                "code": "text", "name": "text", "minutes": "int", "service_id": "id|null",
                "colour": word_of(COLOURS), "is_first": "flag", "is_hidden": "flag", "version": "int",
            })),
        ),
        (
            "waiting_entry",
            shape(&json!({
                "id": "id", "patient_id": "id", "dietitian_id": "id|null", "not_before": "day|null",
                "not_after": "day|null", "minutes": "int", "note": "text|null",
                "patient": {
                    "id": "id", "first_name": "text|null", "last_name": "text",
                    "date_of_birth": "day", "phone": "text|null",
                },
                "created_by": "id|null", "created_at": "moment",
            })),
        ),
        (
            "absence",
            shape(&json!({
                "id": "id", "dietitian_id": "id|null", "from": "moment", "to": "moment",
                "reason": "text|null", "created_by": "id|null", "created_at": "moment",
            })),
        ),
    ]
}

/// The data of the answer of that name, by example.
pub(super) fn answer(name: &str) -> Option<Value> {
    Some(match name {
        "openingHours" => json!({ "opening_hours": [{
            "dietitian_id": "id|null", "source": word_of(&["own", "clinic", "usual"]),
            "hours": [{ "weekday": "int", "from": "text", "to": "text" }], "version": "int",
        }] }),
        "visitTypes" => json!({ "visit_types": ["#visit_type"] }),
        "waiting" => {
            json!({ "waiting": ["#waiting_entry"], "total": "int|null", "limit": "int", "offset": "int", "next_cursor": "text|null" })
        }
        "waitingEntry" => json!({ "entry": "#waiting_entry" }),
        "absences" => {
            json!({ "absences": ["#absence"], "total": "int|null", "limit": "int", "offset": "int", "next_cursor": "text|null" })
        }
        "freeTimes" => json!({ "free": [{ "from": "moment", "to": "moment" }] }),
        _ => return None,
    })
}

/// The body of that name.
pub(super) fn body(name: &str) -> Option<Value> {
    Some(match name {
        "NewVisitType" => BodySchema::creation(visit_type_fields(), &["code", "name"]),
        "VisitTypeChange" => {
            BodySchema::update(without(visit_type_fields(), &["code"]), &["minutes", "colour"])
        }
        "NewWaitingEntry" => BodySchema::creation(
            json!({
                "id": chosen_id(), "patient_id": id(), "dietitian_id": id(), "not_before": day(),
                "not_after": day(), "minutes": between("integer", 5.0, 480.0), "note": text(500),
            }),
            &["patient_id"],
        ),
        "OpeningHours" => BodySchema::update(opening_hours(), &["hours"]),
        "NewAbsence" => BodySchema::creation(
            json!({
                "id": chosen_id(), "dietitian_id": id(), "from": moment(), "to": moment(),
                "reason": text(200),
            }),
            &["from", "to"],
        ),
        _ => return None,
    })
}

fn visit_type_fields() -> Value {
    json!({
        "code": code(), "name": text(100), "minutes": between("integer", 5.0, 480.0),
        "service_id": id(), "colour": one_of(COLOURS), "is_first": flag(), "is_hidden": flag(),
    })
}

/// The hours of the clinic (without a dietitian) or of one; null takes those of their own away.
fn opening_hours() -> Value {
    let clock = || json!({ "type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$" });
    json!({ "dietitian_id": id(), "hours": {
        "type": ["array", "null"], "maxItems": 50, "items": {
            "type": "object", "required": ["weekday", "from", "to"], "properties": {
                "weekday": between("integer", 1.0, 7.0), "from": clock(), "to": clock(),
            },
        },
    } })
}
