//! Food: tables, recipes, exchanges, plans, intakes, targets.

use serde_json::{Value, json};

use crate::list::Listed;
use crate::nutrition::target_sets::{BASES as TARGET_BASES, STATES as TARGET_STATES};
use crate::nutrition::{PlanList, RecipeList};
use crate::openapi::lists;
use crate::openapi::planning;
use crate::openapi::shape::{shape, word_of};
use crate::openapi::words::{
    BodySchema, between, chosen_id, id, one_of, text, with_fields, without,
};

/// What answers show of it, by name.
pub(super) fn components() -> Vec<(&'static str, Value)> {
    vec![
        (
            "target_set",
            shape(&json!({
                "id": "id", "name": "text", "source": "text|null", "sex": "text|null",
                "from_years": "int|null", "to_years": "int|null", "state": "text|null",
                "targets": [{
                    "nutrient": "text", "min": "number|null", "aim": "number|null", "max": "number|null",
                    "basis": word_of(TARGET_BASES),
                }],
                "created_at": "moment", "updated_at": "moment", "version": "int",
            })),
        ),
        (
            "food",
            shape(&json!({
                "id": "id", "source_id": "id", "source": "#foodSource", "code": "text", "name": "text",
                "names": "object", "scientific_name": "text|null", "group": ["text"],
                "edible_share": "number|null", "density": "number|null", "carbohydrate_basis": "text",
                "is_average": "flag", "is_archived": "flag", "derived_from": "id|null",
                "portions": [{ "id": "id", "name": "text", "names": "object", "grams": "number", "is_default": "flag" }],
                "nutrients": [{
                    "nutrient": "text", "unit": "text", "state": word_of(&["value", "trace", "less_than", "missing"]),
                    "amount": "number|null", "upper": "number|null", "min": "number|null", "max": "number|null",
                    "confidence": "text|null", "derived": "text|null", "source_text": "text|null",
                }],
                "created_at": "moment", "updated_at": "moment", "version": "int",
            })),
        ),
        (
            "foodSource",
            shape(&json!({
                "id": "id", "family": "text", "name": "text", "version": "text", "licence": "text",
                "citation": "text", "url": "text|null", "note": "text|null", "state": word_of(&["active", "retired"]),
                "imported_at": "moment", "foods?": "int", "sha256?": "text|null", "report?": "object|null",
            })),
        ),
        ("totals", planning::totals()),
        ("energyShares", planning::shares()),
        ("recipe", lists::row_and(RecipeList::SPEC, planning::recipe())),
        ("exchangeSystem", shape(&planning::exchange_system())),
        ("intake", shape(&planning::intake())),
        ("food_frequency", shape(&planning::food_frequency())),
        ("plan", lists::row_and(PlanList::SPEC, planning::plan())),
    ]
}

/// The data of the answer of that name, by example.
pub(super) fn answer(name: &str) -> Option<Value> {
    Some(match name {
        "foodFrequencies" => {
            json!({ "food_frequencies": ["#food_frequency"], "total": "int|null", "limit": "int", "offset": "int", "next_cursor": "text|null" })
        }
        "foodFrequency" => json!({ "food_frequency": "#food_frequency" }),
        "targetSets" => {
            json!({ "target_sets": ["#target_set"], "total": "int|null", "limit": "int", "offset": "int", "next_cursor": "text|null" })
        }
        "targetSet" => json!({ "target_set": "#target_set" }),
        "foodSources" => {
            json!({ "sources": ["#foodSource"], "total": "int", "import": "object|null" })
        }
        "foodImport" => json!({ "import": "object|null", "result": "object|null" }),
        "exchangeSystems" => {
            json!({ "exchange_systems": ["#exchangeSystem"], "total": "int|null", "limit": "int", "offset": "int", "next_cursor": "text|null" })
        }
        "exchange_system" => json!({ "exchange_system": "#exchangeSystem" }),
        "exchangeProposals" => {
            json!({ "proposals": [{ "exchange_id": "id", "names": "object", "grams": "number|null" }] })
        }
        "intakes" => {
            json!({ "intakes": ["#intake"], "total": "int|null", "limit": "int", "offset": "int", "next_cursor": "text|null" })
        }
        "referenceIntakes" => {
            json!({ "targets": [{ "nutrient": "text", "unit": "text", "min": "number|null", "aim": "number|null", "max": "number|null", "source": "text|null" }] })
        }
        "energy" => planning::energy(),
        _ => return None,
    })
}

/// The body of that name.
pub(super) fn body(name: &str) -> Option<Value> {
    Some(match name {
        "NewFood" => BodySchema::creation(
            with_fields(food_fields(), json!({ "id": chosen_id(), "derived_from": id() })),
            &[],
        ),
        "FoodChange" => BodySchema::update(food_fields(), &["name"]),
        "Star" => json!({
            "type": "object", "required": ["is_favourite"],
            "properties": { "is_favourite": { "type": "boolean" } },
        }),
        "NewRecipe" => {
            BodySchema::creation(planning::recipe_fields(), &["name", "servings", "items"])
        }
        "RecipeChange" => BodySchema::update(
            without(planning::recipe_fields(), &["id"]),
            &["name", "servings", "items"],
        ),
        "NewExchangeSystem" => BodySchema::creation(planning::exchange_fields(), &["name"]),
        "ExchangeSystemChange" => {
            BodySchema::update(without(planning::exchange_fields(), &["id"]), &["name", "groups"])
        }
        "NewPlan" => BodySchema::creation(planning::plan_fields(), &["title"]),
        "PlanChange" => BodySchema::update(
            without(planning::plan_fields(), &["id", "patient_id", "is_template"]),
            &["title"],
        ),
        "NewFoodFrequency" => BodySchema::creation(planning::food_frequency_fields(), &["answers"]),
        "NewIntake" => BodySchema::creation(planning::intake_fields(), &["kind", "days"]),
        "PlanCopy" => BodySchema::creation(planning::copy_fields(), &[]),
        "NewTargetSet" => BodySchema::creation(target_set_fields(), &["name"]),
        "TargetSetChange" => {
            BodySchema::update(without(target_set_fields(), &["id"]), &["name", "targets"])
        }
        _ => return None,
    })
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

fn target_set_fields() -> Value {
    let amount = || json!({ "type": ["number", "null"], "minimum": 0, "maximum": 1e6 });
    json!({
        "id": chosen_id(), "name": text(100), "source": text(300), "sex": one_of(&["MALE", "FEMALE"]),
        "from_years": between("integer", 0.0, 130.0), "to_years": between("integer", 0.0, 130.0),
        "state": one_of(TARGET_STATES),
        "targets": { "type": "array", "items": {
            "type": "object", "required": ["nutrient"], "properties": {
                "nutrient": { "type": "string" }, "min": amount(), "aim": amount(), "max": amount(),
                "basis": one_of(TARGET_BASES),
            },
        } },
    })
}
