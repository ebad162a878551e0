//! Patients: their files, and what is told of them.

use serde_json::{Value, json};

use crate::list::Listed;
use crate::openapi::lists;
use crate::openapi::shape::{by_dietitian, word_of};
use crate::openapi::words::{BodySchema, chosen_id, day, id, map, one_of, text, without};
use crate::patients::PatientList;
use crate::patients::texts::{LANGUAGES, MEDICAL_HISTORY, TEXTS};

/// What answers show of it, by name.
pub(super) fn components() -> Vec<(&'static str, Value)> {
    vec![(
        "patient",
        lists::row_and(
            PatientList::SPEC,
            history_and(json!({
                "alerts?": "text|null", "assignedDietitian?": "#person|null", "creator?": "#person|null",
                "summary?": {
                    "last_visit_date": "moment|null", "next_visit_date": "moment|null", "visit_count": "int",
                    "last_weight_kg": "number|null", "bmi": "number|null",
                    "balances?": [{ "currency": "text", "outstanding": "number", "credit": "number", "amount": "number" }],
                },
            })),
        ),
    )]
}

/// The data of the answer of that name, by example.
pub(super) fn answer(name: &str) -> Option<Value> {
    Some(match name {
        "patientStats" => {
            json!({ "total": "int", "active": "int", "inactive": "int", "seen": "int", "by_dietitian": by_dietitian() })
        }
        "duplicates" => json!({ "duplicates": ["object"] }),
        "timeline" => {
            json!({ "timeline": [{ "type": "text", "id": "id", "at": "text" }], "next_cursor": "text|null" })
        }
        "history" => json!({ "history": [{
            "seq": "int", "at": "moment", "action": "text", "resource_type": "text", "resource_id": "id|null",
            "by": { "id": "id|null", "username": "text|null" }, "changes": "object|null", "is_erased": "flag",
        }], "next_cursor": "text|null", "known_since": "moment|null" }),
        "results" => json!({ "results": [{
            "kind": word_of(crate::search::KINDS), "id": "id", "title": "text", "detail": "text",
        }], "mended?": "flag" }),
        _ => return None,
    })
}

/// The body of that name.
pub(super) fn body(name: &str) -> Option<Value> {
    Some(match name {
        "NewPatient" => BodySchema::creation(patient_fields(), &["last_name", "date_of_birth"]),
        "PatientChange" => {
            BodySchema::update(without(patient_fields(), &["id"]), &["last_name", "date_of_birth"])
        }
        _ => return None,
    })
}

/// With the sections of a medical history.
fn history_and(mut fields: Value) -> Value {
    for section in MEDICAL_HISTORY {
        fields[format!("{section}?")] = json!("text|null");
    }
    fields
}

fn patient_fields() -> Value {
    let mut fields = map(json!({
        "id": chosen_id(), "file_number": text(50), "first_name": text(100), "last_name": text(100),
        "former_names": text(300), "date_of_birth": day(),
        "gender": one_of(&["MALE", "FEMALE", "OTHER", "PREFER_NOT_TO_SAY"]),
        "equation_sex": one_of(&["MALE", "FEMALE"]), "assigned_dietitian_id": id(),
    }));
    fields.extend(TEXTS.iter().map(|field| (field.name.to_owned(), text(field.most))));
    fields.insert("language".into(), one_of(LANGUAGES));
    Value::Object(fields)
}
