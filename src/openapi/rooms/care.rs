//! Beside a patient's file: consents, contacts, goals, prescriptions.

use serde_json::{Value, json};

use crate::clinical::energy::{Equation, Exertion};
use crate::goals::{KINDS as GOAL_KINDS, STATES as GOAL_STATES};
use crate::nutrition::{ENERGY_NUMBERS, SEXES};
use crate::openapi::shape::{shape, word_of};
use crate::openapi::words::{
    BodySchema, between, chosen_id, day, id, moment, one_of, text, with_fields,
};
use crate::prescriptions::{MOST_ADJUSTED, MOST_PROTEIN};

/// What answers show of it, by name.
pub(super) fn components() -> Vec<(&'static str, Value)> {
    vec![
        (
            "consent_text",
            shape(&json!({
                "id": "id", "code": "text", "language": "text", "edition": "int", "title": "text", "body": "text",
                "retired_at": "moment|null", "created_at": "moment",
            })),
        ),
        (
            "consent",
            shape(&json!({
                "id": "id", "patient_id": "id", "text": "#consent_text", "given_at": "moment", "given_by": "text|null", "witness": "text|null",
                "document_id": "id|null", "withdrawn_at": "moment|null", "created_by": "id|null",
                "created_at": "moment", "updated_at": "moment", "version": "int",
            })),
        ),
        (
            "contact",
            shape(&json!({
                "id": "id", "patient_id": "id", "role": word_of(crate::contacts::ROLES), "name": "text",
                "organisation": "text|null", "phone": "text|null", "email": "text|null", "address": "text|null",
                "created_by": "id|null", "created_at": "moment", "updated_at": "moment", "version": "int",
            })),
        ),
        (
            "energy_prescription",
            shape(&json!({
                "id": "id", "patient_id": "id", "energy": "object", "needed_kcal": "number",
                "adjustment_kcal": "number", "kcal": "number", "protein_g_per_kg": "number|null",
                "protein_weight_kg": "number|null", "protein_g": "number|null", "note": "text|null",
                "created_by": "id|null", "created_at": "moment",
            })),
        ),
        (
            "goal",
            shape(&json!({
                "id": "id", "patient_id": "id", "kind": word_of(GOAL_KINDS), "measure": "text|null", "title": "text",
                "start_value": "number|null", "start_date": "day|null", "target_value": "number|null",
                "target_date": "day|null", "current_value": "number|null", "state": word_of(GOAL_STATES),
                "latest_value": "number|null", "latest_at": "moment|null", "progress": "number|null",
                "decided_by": "id|null", "decided_at": "moment|null", "created_by": "id|null",
                "created_at": "moment", "updated_at": "moment", "version": "int",
            })),
        ),
    ]
}

/// The data of the answer of that name, by example.
pub(super) fn answer(name: &str) -> Option<Value> {
    Some(match name {
        "consents" => {
            json!({ "consents": ["#consent"], "missing": ["text"], "total": "int|null", "limit": "int", "offset": "int", "next_cursor": "text|null" })
        }
        "consent" => json!({ "consent": "#consent" }),
        "consentTexts" => json!({ "consent_texts": ["#consent_text"], "total": "int" }),
        "consentText" => json!({ "consent_text": "#consent_text" }),
        "energyPrescriptions" => {
            json!({ "energy_prescriptions": ["#energy_prescription"], "total": "int|null", "limit": "int", "offset": "int", "next_cursor": "text|null" })
        }
        "energyPrescription" => json!({ "energy_prescription": "#energy_prescription" }),
        "contacts" => {
            json!({ "contacts": ["#contact"], "total": "int|null", "limit": "int", "offset": "int", "next_cursor": "text|null" })
        }
        "contact" => json!({ "contact": "#contact" }),
        "goals" => {
            json!({ "goals": ["#goal"], "total": "int|null", "limit": "int", "offset": "int", "next_cursor": "text|null" })
        }
        "goal" => json!({ "goal": "#goal" }),
        _ => return None,
    })
}

/// The body of that name.
pub(super) fn body(name: &str) -> Option<Value> {
    Some(match name {
        "NewConsent" => BodySchema::creation(
            json!({
                "id": chosen_id(), "patient_id": id(), "text_id": id(), "given_at": moment(),
                "given_by": text(200), "witness": text(200), "document_id": id(),
            }),
            &["patient_id", "text_id"],
        ),
        "ConsentChange" => BodySchema::update(
            json!({ "given_by": text(200), "witness": text(200), "document_id": id(), "withdrawn_at": moment() }),
            &[],
        ),
        "NewConsentText" => BodySchema::creation(
            json!({
                "code": text(40), "language": one_of(crate::consents::LANGUAGES), "title": text(200),
                "body": text(20_000),
            }),
            &["code", "language", "title", "body"],
        ),
        "NewEnergyPrescription" => {
            BodySchema::creation(prescription_fields(), &["patient_id", "equation"])
        }
        "NewContact" => BodySchema::creation(
            with_fields(contact_fields(), json!({ "id": chosen_id(), "patient_id": id() })),
            &["patient_id", "role", "name"],
        ),
        "ContactChange" => BodySchema::update(contact_fields(), &["role", "name"]),
        "NewGoal" => BodySchema::creation(
            with_fields(goal_fields(), json!({ "id": chosen_id(), "patient_id": id() })),
            &["patient_id", "title"],
        ),
        "GoalChange" => BodySchema::update(goal_fields(), &["kind", "title", "state"]),
        _ => return None,
    })
}

fn prescription_fields() -> Value {
    let body = ENERGY_NUMBERS
        .iter()
        .map(|(name, least, most)| ((*name).to_owned(), between("number", *least, *most)));
    let own = json!({
        "id": chosen_id(), "patient_id": id(), "equation": one_of(Equation::CODES), "sex": one_of(SEXES),
        "activity": one_of(Exertion::CODES), "adjustment_kcal": between("number", -MOST_ADJUSTED, MOST_ADJUSTED),
        "protein_g_per_kg": between("number", 0.1, MOST_PROTEIN), "protein_weight_kg": between("number", 2.0, 400.0),
        "note": text(1000),
    });
    with_fields(own, Value::Object(body.collect()))
}

fn contact_fields() -> Value {
    json!({
        "role": one_of(crate::contacts::ROLES), "name": text(crate::contacts::NAME),
        "organisation": text(crate::contacts::NAME), "phone": text(20), "email": text(255),
        "address": text(crate::contacts::ADDRESS),
    })
}

fn goal_fields() -> Value {
    let value = || between("number", 0.0, 10_000.0);
    json!({
        "kind": one_of(crate::goals::KINDS), "measure": one_of(crate::goals::MEASURES), "title": text(200),
        "start_value": value(), "start_date": day(), "target_value": value(), "target_date": day(),
        "current_value": value(), "state": one_of(crate::goals::STATES),
    })
}
