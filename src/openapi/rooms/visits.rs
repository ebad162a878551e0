//! Visits: their notes, measurements, signatures and templates.

use serde_json::{Value, json};

use crate::list::Listed;
use crate::openapi::lists;
use crate::openapi::shape::{by_dietitian, counted, shape, word_of};
use crate::openapi::words::{
    BodySchema, between, chosen_id, code, day, flag, id, map, moment, one_of, text, without,
};
use crate::visits::templates::{KINDS as TEMPLATE_KINDS, LANGUAGES as TEMPLATE_LANGUAGES};
use crate::visits::{STATUSES as VISIT_STATUSES, VisitList};

/// What answers show of it, by name.
pub(super) fn components() -> Vec<(&'static str, Value)> {
    vec![
        (
            "measurement",
            shape(&json!({
                "id": "id", "visit_id": "id", "measured_at": "moment", "weight_kg": "number|null",
                "height_cm": "number|null", "waist_circumference_cm": "number|null",
                "hip_circumference_cm": "number|null", "body_fat_percentage": "number|null",
                "blood_pressure_systolic": "int|null", "blood_pressure_diastolic": "int|null",
                "bmi": "number|null", "whr": "number|null", "whtr": "number|null", "derived": "object|null",
                "notes": "text|null", "created_at": "moment", "updated_at": "moment", "version": "int",
            })),
        ),
        (
            "visit",
            lists::row_and(
                VisitList::SPEC,
                json!({
                    "measurements?": ["#measurement"], "billing?": ["object"],
                    "signature?": "#signature|null", "amendment?": "#amendment|null",
                }),
            ),
        ),
        (
            "note_template",
            shape(&json!({
                "id": "id", "owner_id": "id|null", "kind": word_of(TEMPLATE_KINDS), "name": "text",
                "is_shared": "flag", "visit_type": "text|null", "language": "text|null",
                "chief_complaint": "text|null", "assessment": "text|null", "nutrition_diagnosis": "text|null",
                "intervention": "text|null", "monitoring_evaluation": "text|null", "recommendations": "text|null",
                "text": "text|null", "created_at": "moment", "updated_at": "moment", "version": "int",
            })),
        ),
        (
            "signature",
            shape(
                &json!({ "edition": "int", "signed_at": "moment", "signed_by": "#person", "digest": "text" }),
            ),
        ),
        (
            "amendment",
            shape(&json!({ "reason": "text", "opened_at": "moment", "opened_by": "#person" })),
        ),
    ]
}

/// The data of the answer of that name, by example.
pub(super) fn answer(name: &str) -> Option<Value> {
    Some(match name {
        "measurements" => json!({ "measurements": ["#measurement"] }),
        "noteTemplates" => json!({ "note_templates": ["#note_template"], "total": "int" }),
        "noteTemplate" => json!({ "note_template": "#note_template" }),
        "signatures" => json!({ "signatures": [{
            "edition": "int", "signed_at": "moment", "signed_by": "#person", "digest": "text",
            "chief_complaint": "text|null", "assessment": "text|null", "nutrition_diagnosis": "text|null",
            "intervention": "text|null", "monitoring_evaluation": "text|null", "recommendations": "text|null",
            "private_notes?": "text|null", "figures": ["#measurement"], "holds": "flag",
            "amendment": "#amendment|null",
        }], "next_cursor": "text|null" }),
        "visitStats" => {
            json!({ "total": "int", "by_status": counted("status"), "by_type": counted("type"), "by_dietitian": by_dietitian() })
        }
        _ => return None,
    })
}

/// The body of that name.
pub(super) fn body(name: &str) -> Option<Value> {
    Some(match name {
        "NewVisit" => BodySchema::creation(
            {
                let mut fields = map(visit_fields());
                fields.insert("repeat".into(), repeat());
                fields.insert("skip_conflicts".into(), flag());
                Value::Object(fields)
            },
            &["patient_id", "visit_date"],
        ),
        "VisitChange" => BodySchema::update(
            {
                let mut fields = map(without(visit_fields(), &["id"]));
                fields.insert("series".into(), one_of(&["one", "following"]));
                Value::Object(fields)
            },
            &["patient_id", "dietitian_id", "visit_date", "duration_minutes", "status"],
        ),
        "NewMeasurement" => {
            let mut fields = map(measurement_fields());
            fields.insert("id".into(), chosen_id());
            BodySchema::creation(Value::Object(fields), &[])
        }
        "MeasurementChange" => BodySchema::update(measurement_fields(), &["measured_at"]),
        "NewNoteTemplate" => BodySchema::creation(template_fields(), &["name"]),
        "NoteTemplateChange" => {
            BodySchema::update(without(template_fields(), &["id"]), &["kind", "name", "is_shared"])
        }
        "PastVersion" => BodySchema::update(json!({ "field": text(100) }), &[]),
        "PastVersionOfVisit" => {
            BodySchema::update(json!({ "field": text(100), "allow_overlap": flag() }), &[])
        }
        "Amendment" => BodySchema::creation(
            json!({ "reason": text(500), "version": { "type": "integer" } }),
            &["reason"],
        ),
        _ => return None,
    })
}

fn visit_fields() -> Value {
    json!({
        "id": chosen_id(), "patient_id": id(), "dietitian_id": id(), "visit_date": moment(),
        "duration_minutes": between("integer", 5.0, 480.0), "visit_type": code(),
        "status": one_of(VISIT_STATUSES), "arrived_at": moment(), "started_at": moment(), "chief_complaint": text(2000),
        "assessment": text(20_000), "nutrition_diagnosis": text(20_000),
        "intervention": text(20_000), "monitoring_evaluation": text(20_000),
        "recommendations": text(20_000), "private_notes": text(20_000), "next_visit_date": day(),
        "allow_overlap": flag(),
    })
}

/// How a visit is repeated.
fn repeat() -> Value {
    json!({
        "type": "object", "required": ["every_weeks", "times"], "properties": {
            "every_weeks": between("integer", 1.0, 52.0), "times": between("integer", 2.0, 52.0),
        },
    })
}

fn measurement_fields() -> Value {
    json!({
        "measured_at": moment(), "weight_kg": between("number", 0.1, 650.0),
        "height_cm": between("number", 20.0, 275.0),
        "waist_circumference_cm": between("number", 10.0, 300.0),
        "hip_circumference_cm": between("number", 10.0, 300.0),
        "body_fat_percentage": between("number", 1.0, 80.0),
        "blood_pressure_systolic": between("integer", 40.0, 300.0),
        "blood_pressure_diastolic": between("integer", 20.0, 200.0), "notes": text(1000),
    })
}

fn template_fields() -> Value {
    json!({
        "id": chosen_id(), "kind": one_of(TEMPLATE_KINDS), "name": text(100), "is_shared": flag(),
        "visit_type": code(), "language": one_of(TEMPLATE_LANGUAGES), "chief_complaint": text(2000),
        "assessment": text(20_000), "nutrition_diagnosis": text(20_000), "intervention": text(20_000),
        "monitoring_evaluation": text(20_000), "recommendations": text(20_000), "text": text(20_000),
    })
}
