//! Recipes, plans and energy needs: what answers say, and what bodies may.

use serde_json::{Value, json};

use super::shape::shape;
use crate::nutrition::exchanges::CARRIERS;
use crate::nutrition::frequencies;
use crate::nutrition::{COPIED, INTAKE_KINDS, MOST_PLAN_GRAMS, MOST_RECIPE_GRAMS};

/// Sums over foods, nutrient by nutrient.
pub(super) fn totals() -> Value {
    shape(&json!([{
        "nutrient": "text", "unit": "text", "amount": "number|null", "upper?": "number",
        "less_than": "int", "traces": "int", "missing": "int", "of": "int", "derived?": "int",
    }]))
}

/// Percent of the energy.
pub(super) fn shares() -> Value {
    shape(&json!({
        "protein": "number", "carbohydrate": "number", "polyols": "number", "fat": "number",
        "alcohol": "number", "fibre": "number", "organic_acids": "number", "kcal": "number", "has_gap": "flag",
    }))
}

pub(super) fn energy() -> Value {
    json!({
        "kcal": "number", "kj": "number", "inputs": "object", "source": "text", "holds": "flag", "why_not?": "text",
        "equation": "text", "name": "text", "formula": "text", "is_whole_day": "flag", "total_kcal": "number|null",
    })
}

pub(super) fn recipe() -> Value {
    json!({
        "steps?": "text|null", "raw_g?": "number", "serving_g?": "number", "per_100g?": "#totals",
        "per_serving?": "#totals", "energy_shares?": "#energyShares|null", "citations?": ["text"],
        "items?": [{ "food_id?": "id", "recipe_id?": "id", "recipe_version?": "int", "newest_version?": "int", "name": "text", "names": "object", "grams": "number", "note": "text|null" }],
    })
}

fn day() -> Value {
    let item = json!({
        "id": "id", "food_id": "id|null", "recipe_id": "id|null", "recipe_version": "int|null",
        "exchange_id": "id|null",
        "text": "text|null", "grams": "number|null", "count": "number|null", "portion_id": "id|null",
        "portion": "object|null", "note": "text|null", "alternative_of": "id|null", "is_chosen": "flag",
        "name": "text", "names": "object", "totals": "#totals|null",
    });
    let meal = json!({
        "name": "text", "time": "text|null", "note": "text|null", "items": [item], "totals": "#totals",
        "not_counted": "int",
    });
    json!({
        "label": "text", "date": "day|null", "is_complete": "flag", "is_counted": "flag", "meals": [meal], "totals": "#totals",
        "energy_shares": "#energyShares|null", "not_counted": "int",
        "exchanges": [{ "exchange_id": "id", "names": "object", "count": "number" }],
    })
}

/// A system of exchanges; figures of one exchange, g and kcal.
pub(super) fn exchange_system() -> Value {
    let group = json!({
        "id": "id", "names": "object", "carried_by": { "=": { "enum": CARRIERS } }, "carbohydrate": "number|null",
        "protein": "number|null", "fat": "number|null", "alcohol": "number|null", "kcal": "number|null",
        "foods": [{ "food_id": "id", "name": "text", "names": "object", "grams": "number" }],
    });
    json!({
        "id": "id", "name": "text", "source": "text|null", "is_archived": "flag", "groups": [group],
        "created_at": "moment", "updated_at": "moment", "version": "int",
    })
}

/// The fields of an exchange system's body.
pub(super) fn exchange_fields() -> Value {
    let number = || json!({ "type": ["number", "null"], "minimum": 0, "maximum": 1000 });
    let food = json!({ "type": "object", "properties": {
        "food_id": { "type": "string", "format": "uuid" },
        "grams": { "type": "number", "minimum": 0.1, "maximum": 2000 },
    }, "required": ["food_id", "grams"] });
    let group = json!({ "type": "object", "properties": {
        "id": id(), "names": { "type": "object", "description": "By language: en, fr, de." },
        "carried_by": { "type": "string", "enum": CARRIERS, "description": "Of this one exchange of every food has the same." },
        "carbohydrate": number(), "protein": number(), "fat": number(), "alcohol": number(), "kcal": number(),
        "foods": { "type": ["array", "null"], "maxItems": 200, "items": food },
    }, "required": ["names", "carried_by"] });
    json!({
        "id": { "type": "string", "description": "A UUID of version 7." },
        "name": { "type": "string", "maxLength": 120 }, "source": { "type": "string", "maxLength": 300 },
        "is_archived": { "type": "boolean" },
        "groups": { "type": "array", "maxItems": 40, "items": group },
    })
}

pub(super) fn plan() -> Value {
    json!({
        "notes?": "text|null", "energy?": "object|null", "energy_shares?": "#energyShares|null",
        "citations?": ["text"], "mean_day?": "#totals", "given_by?": "id|null",
        "targets?": [{ "nutrient": "text", "unit": "text", "min": "number|null", "aim": "number|null", "max": "number|null", "source": "text|null" }],
        "days?": [day()],
    })
}

pub(super) fn intake() -> Value {
    json!({
        "id": "id", "patient_id": "id", "kind": { "=": { "enum": INTAKE_KINDS } }, "notes": "text|null",
        "days": [day()], "mean": "#totals", "energy_shares": "#energyShares|null",
        "range": [{ "nutrient": "text", "unit": "text", "min": "number|null", "max": "number", "is_at_least": "flag" }],
        "share_of_target": [{
            "nutrient": "text", "unit": "text", "min": "number|null", "aim": "number|null",
            "max": "number|null", "percent": "number|null", "is_at_least": "flag",
        }],
        "days_counted": "int", "is_too_few_days": "flag", "energy_over_bmr": "number|null",
        "energy_at_rest": "object|null", "may_be_under_reported": "flag|null", "is_energy_known": "flag",
        "citations": ["text"], "created_by": "id|null",
        "created_at": "moment", "version": "int",
    })
}

fn id() -> Value {
    json!({ "type": ["string", "null"], "format": "uuid" })
}

fn grams(most: f64) -> Value {
    json!({ "type": ["number", "null"], "minimum": 0, "maximum": most })
}

fn text(most: u32) -> Value {
    json!({ "type": ["string", "null"], "maxLength": most })
}

/// The fields of a recipe's body.
pub(super) fn recipe_fields() -> Value {
    let item = json!({ "type": "object", "properties": {
        "food_id": id(), "recipe_id": id(), "grams": grams(MOST_RECIPE_GRAMS), "note": text(500),
        "recipe_version": { "type": ["integer", "null"], "description": "Which version of the recipe goes in; without it the one that this recipe holds, else the newest." },
    }, "required": ["grams"] });
    json!({
        "id": { "type": "string", "description": "A UUID of version 7." },
        "name": { "type": "string", "maxLength": 200 },
        "servings": { "type": "number", "minimum": 0.1, "maximum": 1000 },
        "yield_g": { "type": "number", "minimum": 0.1, "maximum": MOST_RECIPE_GRAMS * 10.0, "description": "Cooked; without it as much as goes in." },
        "steps": { "type": "string", "maxLength": 20_000 }, "is_archived": { "type": "boolean" },
        "items": { "type": "array", "maxItems": 100, "items": item },
    })
}

/// Days as bodies have them.
fn days() -> Value {
    let item = json!({ "type": "object", "properties": {
        "id": id(), "food_id": id(), "recipe_id": id(), "recipe_version": { "type": ["integer", "null"] },
        "exchange_id": id(), "text": text(300), "grams": grams(MOST_PLAN_GRAMS), "portion_id": id(),
        "count": { "type": ["number", "null"], "minimum": 0 }, "note": text(300),
        "is_chosen": { "type": ["boolean", "null"] },
        "alternative_of": { "type": ["integer", "string", "null"], "description": "The place of another item of the meal, from 0, or its id." },
    } });
    let meal = json!({ "type": "object", "properties": {
        "name": text(60), "time": text(20), "note": text(300),
        "items": { "type": ["array", "null"], "maxItems": 60, "items": item },
    } });
    let day = json!({ "type": "object", "properties": {
        "label": text(60), "date": { "type": ["string", "null"], "format": "date" },
        "is_complete": { "type": ["boolean", "null"], "description": "Of a day that somebody told of: whether that is all." },
        "meals": { "type": ["array", "null"], "maxItems": 12, "items": meal },
    } });
    json!({ "type": "array", "maxItems": 28, "items": day })
}

/// Answers to the frequency questionnaire.
pub(super) fn food_frequency() -> Value {
    json!({
        "id": "id", "patient_id": "id", "answers": { "=": answers() },
        "per_week": { "=": { "type": "object", "additionalProperties": { "type": "number" } } },
        "notes": "text|null", "created_by": "id|null", "created_at": "moment",
    })
}

/// The fields of their body.
pub(super) fn food_frequency_fields() -> Value {
    json!({
        "id": { "type": "string", "description": "A UUID of version 7." },
        "answers": answers(), "notes": { "type": "string", "maxLength": 2000 },
    })
}

fn answers() -> Value {
    let said = json!({ "type": "string", "enum": frequencies::OFTEN });
    let kinds = frequencies::KINDS.iter().map(|kind| ((*kind).to_owned(), said.clone()));
    json!({ "type": "object", "properties": kinds.collect::<serde_json::Map<_, _>>() })
}

/// The fields of an intake's body.
pub(super) fn intake_fields() -> Value {
    json!({
        "id": { "type": "string", "description": "A UUID of version 7." },
        "kind": { "type": "string", "enum": INTAKE_KINDS }, "notes": { "type": "string", "maxLength": 5000 },
        "days": days(),
    })
}

/// The fields of a plan's body.
pub(super) fn plan_fields() -> Value {
    let number = || json!({ "type": ["number", "null"], "minimum": 0 });
    let target = json!({ "type": "object", "properties": {
        "nutrient": { "type": "string" }, "min": number(), "aim": number(), "max": number(), "source": text(300),
    }, "required": ["nutrient"] });
    json!({
        "id": { "type": "string", "description": "A UUID of version 7." },
        "patient_id": { "type": "string", "format": "uuid", "description": "Unless it is a template." },
        "is_template": { "type": "boolean" },
        "title": { "type": "string", "maxLength": 200 }, "notes": { "type": "string", "maxLength": 5000 },
        "from_date": { "type": "string", "format": "date" }, "to_date": { "type": "string", "format": "date" },
        "energy": { "type": "object", "description": "An equation and its inputs, as GET /api/energy takes them: worked out here, then frozen." },
        "targets": { "type": "array", "items": target },
        "days": days(),
    })
}

/// The fields of a copy.
pub(super) fn copy_fields() -> Value {
    let place = || json!({ "type": ["integer", "null"], "minimum": 0 });
    json!({
        "what": { "type": "string", "enum": COPIED, "description": "A whole plan unless it says otherwise." },
        "title": { "type": "string", "maxLength": 200 },
        "patient_id": { "type": "string", "format": "uuid", "description": "To whom; the same patient without it." },
        "is_template": { "type": "boolean" }, "day": place(), "meal": place(), "item": place(),
        "to": { "type": "array", "items": { "type": "object", "properties": { "day": place(), "meal": place() } } },
    })
}
