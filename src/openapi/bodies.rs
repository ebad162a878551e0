//! What the bodies of requests may say. Unknown fields are ignored, so no body forbids them; an
//! empty text is no value, as null is.

use serde_json::{Map, Value, json};

use super::planning;
use crate::billing::{METHODS, STATUSES as INVOICE_STATUSES};
use crate::documents::{MOST_FILES, TYPES};
use crate::patients::texts::TEXTS;
use crate::settings::visit_types::COLOURS;
use crate::visits::STATUSES as VISIT_STATUSES;

/// One body: its fields, and which of them must be there.
struct BodySchema {
    fields: Map<String, Value>,
    required: &'static [&'static str],
}

impl BodySchema {
    /// Every field may be left out or cleared but the `required` ones.
    fn creation(fields: Value, required: &'static [&'static str]) -> Value {
        let mut body = Self { fields: map(fields), required };
        body.loosen(required);
        body.into_schema()
    }

    /// Every field may be left out; `kept` ones cannot be cleared.
    fn update(fields: Value, kept: &'static [&'static str]) -> Value {
        let mut body = Self { fields: map(fields), required: &[] };
        body.fields.insert("version".into(), json!({ "type": "integer" }));
        body.loosen(kept);
        body.into_schema()
    }

    fn loosen(&mut self, firm: &[&str]) {
        for (name, schema) in &mut self.fields {
            if !firm.contains(&name.as_str()) {
                allow_null(schema);
            } else if schema["type"] == "string" && schema.get("enum").is_none() {
                schema["minLength"] = json!(1);
            }
        }
    }

    fn into_schema(self) -> Value {
        let Self { fields, required } = self;
        match required.is_empty() {
            true => json!({ "type": "object", "properties": fields }),
            false => json!({ "type": "object", "properties": fields, "required": required }),
        }
    }
}

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn allow_null(schema: &mut Value) {
    if let Some(Value::Array(words)) = schema.get_mut("enum") {
        words.push(Value::Null);
    }
    match schema.get_mut("type") {
        Some(Value::Array(kinds)) => kinds.push(json!("null")),
        Some(kind) => *kind = json!([kind.clone(), "null"]),
        None => {}
    }
}

fn text(most: usize) -> Value {
    json!({ "type": "string", "maxLength": most })
}

fn id() -> Value {
    json!({ "type": "string", "format": "uuid" })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn moment() -> Value {
    json!({ "type": "string", "description": "ISO 8601; without an offset in the clinic's zone." })
}

fn one_of(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

fn between(kind: &str, least: f64, most: f64) -> Value {
    let whole = kind == "integer";
    let number = |n: f64| if whole { json!(n as i64) } else { json!(n) };
    json!({ "type": kind, "minimum": number(least), "maximum": number(most) })
}

/// Money and rates: a number, or text that is one.
fn decimal() -> Value {
    json!({ "type": ["number", "string"], "description": "At most the currency's decimals." })
}

fn currency() -> Value {
    json!({ "type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217." })
}

/// The id that a creation may choose: the same one again answers the first result.
fn chosen_id() -> Value {
    json!({ "type": "string", "description": "A UUID of version 7." })
}

fn document_fields() -> Value {
    json!({ "document_type": one_of(TYPES), "title": text(200), "description": text(2000) })
}

/// The form of that name; none for what is sent as JSON.
pub(super) fn form(name: &str) -> Option<Value> {
    match name {
        "files" => Some(upload()),
        "foodTable" => Some(json!({
            "type": "object",
            "required": ["file"],
            "properties": {
                "file": { "type": "string", "format": "binary", "description": "A food table, or a zip of its files; at most 64 MB." },
                "dry_run": { "enum": ["true", "false"] },
            },
        })),
        _ => None,
    }
}

/// The form of an upload.
fn upload() -> Value {
    let mut properties = map(document_fields());
    let file = json!({ "type": "string", "format": "binary", "description": "At most 10 MiB." });
    properties.insert(
        "files".into(),
        json!({ "type": "array", "minItems": 1, "maxItems": MOST_FILES, "items": file }),
    );
    json!({ "type": "object", "properties": properties, "required": ["files"] })
}

fn food_fields() -> Value {
    let names = json!({ "type": "object", "properties": { "en": text(200), "fr": text(200), "de": text(200) } });
    json!({
        "name": text(200), "names": names, "edible_share": between("number", 1.0, 100.0),
        "group": { "type": "array", "maxItems": 3, "items": text(80) },
        "density": between("number", 0.05, 5.0), "is_archived": { "type": "boolean" },
        "carbohydrate_basis": one_of(&["available", "monosaccharide_equivalents", "by_difference"]),
        "portions": { "type": "array", "maxItems": 40, "items": {
            "type": "object", "required": ["grams"],
            "properties": { "name": text(80), "names": names, "grams": between("number", 0.01, 5000.0) },
        } },
        "nutrients": { "type": "array", "items": {
            "type": "object", "required": ["nutrient"],
            "properties": {
                "nutrient": text(20), "state": one_of(&["value", "trace", "less_than", "missing"]),
                "amount": { "type": "number", "minimum": 0 }, "upper": { "type": "number", "minimum": 0 },
            },
        } },
    })
}

/// With further fields.
fn with_fields(fields: Value, more: Value) -> Value {
    let mut all = map(fields);
    all.extend(map(more));
    Value::Object(all)
}

fn patient_fields() -> Value {
    let mut fields = map(json!({
        "id": chosen_id(), "file_number": text(50), "first_name": text(100), "last_name": text(100),
        "former_names": text(300), "date_of_birth": day(),
        "gender": one_of(&["MALE", "FEMALE", "OTHER", "PREFER_NOT_TO_SAY"]),
        "equation_sex": one_of(&["MALE", "FEMALE"]), "assigned_dietitian_id": id(),
    }));
    fields.extend(TEXTS.iter().map(|field| (field.name.to_owned(), text(field.most))));
    Value::Object(fields)
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

fn invoice_fields() -> Value {
    json!({
        "id": chosen_id(), "patient_id": id(), "visit_id": id(), "invoice_date": day(),
        "due_date": day(), "currency": currency(), "notes": text(2000), "lines": lines(),
        "amount": decimal(), "tax_amount": decimal(), "status": one_of(INVOICE_STATUSES),
        "discount_percent": decimal(), "discount_amount": decimal(),
        "payment_method": one_of(METHODS), "payment_date": day(), "use_credit": { "type": "boolean" },
    })
}

fn lines() -> Value {
    json!({ "type": "array", "items": { "type": "object", "properties": {
        "description": { "type": ["string", "null"] }, "service_id": { "type": ["string", "null"], "format": "uuid" },
        "quantity": { "type": ["number", "string", "null"] },
        "unit_price": { "type": ["number", "string", "null"] },
        "exact_unit_price": { "type": ["number", "string", "null"] },
        "discount_percent": { "type": ["number", "string", "null"] },
        "discount_amount": { "type": ["number", "string", "null"] },
        "tax_rate": { "type": ["number", "string", "null"] },
        "second_tax_rate": { "type": ["number", "string", "null"] },
    } } })
}

fn tender_fields(mut more: Map<String, Value>) -> Value {
    more.insert("method".into(), one_of(METHODS));
    more.insert("date".into(), day());
    more.insert("reference".into(), text(200));
    Value::Object(more)
}

fn service_fields() -> Value {
    json!({
        "id": chosen_id(), "name": text(200), "visit_type": code(),
        "duration_minutes": between("integer", 5.0, 480.0), "currency": currency(),
        "unit_price": decimal(), "tax_rate": decimal(), "is_active": flag(),
    })
}

fn visit_type_fields() -> Value {
    json!({
        "code": code(), "name": text(100), "minutes": between("integer", 5.0, 480.0),
        "service_id": id(), "colour": one_of(COLOURS), "is_first": flag(), "is_hidden": flag(),
    })
}

/// The code of a visit type.
fn code() -> Value {
    json!({ "type": "string", "pattern": super::document::CODE })
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

/// To whom visits to come and patients go.
fn handover() -> Value {
    let flag = || json!({ "type": ["boolean", "null"] });
    let id = || json!({ "type": ["string", "null"], "format": "uuid" });
    json!({ "type": ["object", "null"], "properties": {
        "visits_to": id(), "patients_to": id(), "allow_overlap": flag(), "skip_conflicts": flag(),
    } })
}

fn user_fields() -> Value {
    json!({
        "id": chosen_id(), "username": text(50), "email": text(255), "password": text(1000),
        "first_name": text(100), "last_name": text(100), "role_id": id(), "role": text(50),
        "locale": one_of(&["en", "fr"]),
    })
}

/// The body that goes by that name in the table of operations.
pub(super) fn schema(name: &str) -> Option<Value> {
    let without = |fields: Value, gone: &[&str]| {
        let mut fields = map(fields);
        fields.retain(|name, _| !gone.contains(&name.as_str()));
        Value::Object(fields)
    };
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
        "Handover" => handover(),
        "Deactivation" => json!({ "type": "object", "properties": { "handover": handover() } }),
        "LogoutAll" => json!({ "type": "object", "properties": {
            "end_api_keys": { "type": ["boolean", "null"] },
        } }),
        "NewPatient" => BodySchema::creation(patient_fields(), &["last_name", "date_of_birth"]),
        "PatientChange" => {
            BodySchema::update(without(patient_fields(), &["id"]), &["last_name", "date_of_birth"])
        }
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
        "NewInvoice" => BodySchema::creation(invoice_fields(), &["patient_id"]),
        "InvoiceChange" => BodySchema::update(
            without(invoice_fields(), &["id", "payment_method", "payment_date", "use_credit"]),
            &["patient_id", "invoice_date"],
        ),
        "UseCredit" => BodySchema::creation(json!({ "use_credit": { "type": "boolean" } }), &[]),
        "Tender" => BodySchema::creation(
            tender_fields(map(json!({ "use_credit": { "type": "boolean" } }))),
            &[],
        ),
        "NewPayment" => BodySchema::creation(
            tender_fields(map(json!({
                "id": chosen_id(), "amount": decimal(), "overpayment": one_of(&["credit"]),
                "use_credit": { "type": "boolean" },
            }))),
            &[],
        ),
        "NewReceipt" => BodySchema::creation(
            tender_fields(map(json!({
                "id": chosen_id(), "patient_id": id(), "amount": decimal(), "currency": currency(),
                "overpayment": one_of(&["credit"]),
                "allocations": { "type": "array", "maxItems": 100, "items": {
                    "type": "object", "properties": { "billing_id": id(), "amount": decimal() },
                    "required": ["billing_id", "amount"],
                } },
            }))),
            &["patient_id", "amount"],
        ),
        "NewCreditNote" => BodySchema::creation(
            json!({ "id": chosen_id(), "reason": text(500), "amount": decimal(), "lines": lines() }),
            &["reason"],
        ),
        "DocumentChange" => BodySchema::update(document_fields(), &["document_type"]),
        "NewService" => BodySchema::creation(service_fields(), &["name", "unit_price"]),
        "NewFood" => BodySchema::creation(
            with_fields(food_fields(), json!({ "id": chosen_id(), "derived_from": id() })),
            &[],
        ),
        "FoodChange" => BodySchema::update(food_fields(), &["name"]),
        "Star" => json!({
            "type": "object", "required": ["is_favourite"],
            "properties": { "is_favourite": { "type": "boolean" } },
        }),
        "ServiceChange" => BodySchema::update(without(service_fields(), &["id"]), &["name"]),
        "NewRecipe" => {
            BodySchema::creation(planning::recipe_fields(), &["name", "servings", "items"])
        }
        "RecipeChange" => BodySchema::update(
            without(planning::recipe_fields(), &["id"]),
            &["name", "servings", "items"],
        ),
        "NewPlan" => BodySchema::creation(planning::plan_fields(), &["title"]),
        "PlanChange" => BodySchema::update(
            without(planning::plan_fields(), &["id", "patient_id", "is_template"]),
            &["title"],
        ),
        "NewIntake" => BodySchema::creation(planning::intake_fields(), &["kind", "days"]),
        "PlanCopy" => BodySchema::creation(planning::copy_fields(), &[]),
        "Version" => BodySchema::update(json!({}), &[]),
        "Settings" => BodySchema::update(
            json!({
                "name": text(200), "address": text(2000), "registration_number": text(200),
                "time_zone": text(64), "currency": currency(), "locale": one_of(&["en", "fr"]),
                "invoice_header": text(2000), "invoice_footer": text(2000),
                "tax_exemption_text": text(2000),
                "payment_terms_days": between("integer", 0.0, 365.0), "active_months": between("integer", 1.0, 120.0),
                "account_receivable": text(20), "account_revenue": text(20), "account_tax": text(20), "account_second_tax": text(20), "account_deposits": text(20), "account_cash": text(20), "account_credit_card": text(20), "account_debit_card": text(20), "account_check": text(20), "account_bank_transfer": text(20), "account_insurance": text(20), "account_other": text(20),
            }),
            &["name", "time_zone", "currency", "locale", "payment_terms_days", "active_months"],
        ),
        _ => return None,
    })
}
