//! The form of a clinic's own food as people type it: `12.3`, `< 0.2`, `traces`, or nothing where nobody
//! knows.

use serde_json::{Map, Value as Json, json};

use crate::error::{Error, FieldError};
use crate::message::message;
use crate::nutrition::foods::tables::typed;
use crate::nutrition::foods::value::Value;
use crate::nutrition::foods::view::FoodView;
use crate::nutrition::nutrients::Tag;
use crate::ui::form::Sent;
use crate::ui::language::Language;
use crate::ui::typed::{Quantity, plain};

/// Names and grams of the portions that the form has.
pub const PORTIONS: [(&str, &str); 4] = [
    ("portion_1", "portion_1_grams"),
    ("portion_2", "portion_2_grams"),
    ("portion_3", "portion_3_grams"),
    ("portion_4", "portion_4_grams"),
];

/// The body that the form makes, with the nutrients in their order.
pub fn body(sent: &Sent, language: Language) -> Result<Map<String, Json>, Error> {
    let code = super::words::code(language);
    let mut body = sent.only(&["id"]).filled(&[]);
    body.insert("name".into(), json!(sent.get("name")));
    if let Ok(version) = sent.get("version").parse::<i64>() {
        body.insert("version".into(), json!(version));
    }
    let group = sent.get("group");
    if !group.is_empty() {
        body.insert("group".into(), json!([group]));
    }
    body.insert("carbohydrate_basis".into(), json!(sent.get("carbohydrate_basis")));
    body.insert("is_archived".into(), json!(sent.get("is_archived") == "true"));
    let mut portions = Vec::new();
    for (name, grams) in PORTIONS {
        if sent.get(name).is_empty() && sent.get(grams).is_empty() {
            continue;
        }
        let weight = match sent.get(grams) {
            "" => Json::Null,
            typed => Quantity::Grams.value(language, typed),
        };
        portions.push(json!({ "names": { code: sent.get(name) }, "grams": weight }));
    }
    body.insert("portions".into(), json!(portions));
    let mut wrong = Vec::new();
    let mut nutrients = Vec::new();
    for tag in Tag::all() {
        match nutrient(sent.get(tag.name()), language) {
            Some(value) => nutrients.push(entry(tag, value)),
            None => wrong.push(FieldError::new(
                tag.name(),
                message("foods-value", "must be a number, < and a number, traces, or nothing"),
            )),
        }
    }
    body.insert("nutrients".into(), json!(nutrients));
    if wrong.is_empty() { Ok(body) } else { Err(Error::invalid(wrong)) }
}

/// What was typed of a nutrient: its number as the language writes numbers.
fn nutrient(text: &str, language: Language) -> Option<Value> {
    let text = plain(text);
    let text = text.trim();
    if !text.chars().any(char::is_numeric) {
        return typed(text);
    }
    let (sign, number) = match text.strip_prefix('<') {
        Some(number) => ("<", number),
        None => ("", text),
    };
    typed(&format!("{sign}{}", Quantity::Plain.read(language, number)?))
}

fn entry(tag: Tag, value: Value) -> Json {
    json!({
        "nutrient": tag.name(), "state": value.state(),
        "amount": value.amount(), "upper": value.upper(),
    })
}

/// What was wrong, by the fields of the form: the body's places are not what people see.
pub fn by_fields(error: Error) -> Error {
    let tags: Vec<Tag> = Tag::all().collect();
    let renamed = error.details().iter().map(|detail| {
        let field =
            place(&detail.field, "nutrients[").and_then(|at| tags.get(at)).map(|tag| tag.name());
        let portion = place(&detail.field, "portions[").and_then(|at| PORTIONS.get(at));
        let portion = portion
            .map(|(name, grams)| if detail.field.ends_with("grams") { *grams } else { *name });
        let name = field.or(portion).unwrap_or(&detail.field);
        FieldError::new(name, detail.message.clone())
    });
    let renamed: Vec<FieldError> = renamed.collect();
    error.with_details(renamed)
}

fn place(field: &str, list: &str) -> Option<usize> {
    field.strip_prefix(list)?.split(']').next()?.parse().ok()
}

/// What stands in the form of a food that there is.
pub fn filled(food: &FoodView, language: Language) -> Map<String, Json> {
    let code = super::words::code(language);
    let mut values = Map::new();
    values.insert("name".into(), json!(food.name_in(code)));
    values.insert("group".into(), json!(food.group.last()));
    values.insert("carbohydrate_basis".into(), json!(food.carbohydrate_basis));
    values.insert("is_archived".into(), json!(food.is_archived));
    for ((name, grams), portion) in PORTIONS.into_iter().zip(&food.portions) {
        let label = portion.names.get(code).unwrap_or(&portion.name);
        values.insert(name.into(), json!(label));
        values.insert(grams.into(), json!(language.decimal(&portion.grams.to_string())));
    }
    for nutrient in &food.nutrients {
        let said = match nutrient.value() {
            Value::Missing => continue,
            Value::Amount(amount) => language.decimal(&amount.to_string()),
            Value::LessThan(upper) => format!("< {}", language.decimal(&upper.to_string())),
            Value::Trace => "traces".to_owned(),
        };
        values.insert(nutrient.nutrient.name().into(), json!(said));
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French};

    #[test]
    fn a_value_is_read_as_the_language_writes_numbers_or_asked_back() {
        let amount = |number| Some(Value::Amount(number));
        for (text, english, french) in [
            ("12.3", amount(12.3), amount(12.3)),
            ("12,3", amount(12.3), amount(12.3)),
            ("1,200", amount(1200.0), None),
            ("1.200", None, None),
            ("1.027", amount(1.027), None),
            ("1 200", amount(1200.0), amount(1200.0)),
            ("1,200.5", amount(1200.5), amount(1200.5)),
            ("＜0.2", Some(Value::LessThan(0.2)), Some(Value::LessThan(0.2))),
            ("½", amount(0.5), amount(0.5)),
            ("< 0,2", Some(Value::LessThan(0.2)), Some(Value::LessThan(0.2))),
            ("traces", Some(Value::Trace), Some(Value::Trace)),
            ("", Some(Value::Missing), Some(Value::Missing)),
            ("-3", None, None),
            ("12 or so", None, None),
        ] {
            assert_eq!(nutrient(text, English), english, "{text}");
            assert_eq!(nutrient(text, French), french, "{text}");
        }
        for (text, english, french) in [
            ("30 g", Some("30"), Some("30")),
            ("30g", Some("30"), Some("30")),
            ("26,5 g", Some("26.5"), Some("26.5")),
            ("1,200", Some("1200"), None),
            ("1.200", None, None),
            ("30 quatsch", None, None),
        ] {
            assert_eq!(Quantity::Grams.read(English, text).as_deref(), english, "{text}");
            assert_eq!(Quantity::Grams.read(French, text).as_deref(), french, "{text}");
        }
    }
}
