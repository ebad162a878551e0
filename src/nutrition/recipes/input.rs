//! What may be sent of a recipe.

use super::{Details, Item, MOST_GRAMS, MOST_ITEMS};
use crate::error::Result;
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::input::{each, exactly_one};

/// A recipe to be made, with the id that the caller chose.
#[derive(Clone, Debug)]
pub(crate) struct NewRecipe {
    pub id: Option<Id>,
    pub details: Details,
}

impl NewRecipe {
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let changes = Changes::read(&mut fields);
        fields.required("name", changes.name.clone());
        fields.required("servings", changes.servings.clone());
        fields.required("items", changes.items.clone());
        fields.finish()?;
        let blank = Details {
            name: String::new(),
            servings: 1.0,
            yield_g: None,
            steps: None,
            is_archived: false,
            items: Vec::new(),
        };
        Ok(Self { id, details: changes.apply_to(&blank) })
    }
}

/// What a body changes.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    name: Field<String>,
    servings: Field<f64>,
    yield_g: Field<f64>,
    steps: Field<String>,
    is_archived: Option<bool>,
    items: Field<Vec<Item>>,
}

impl Changes {
    pub fn read(fields: &mut Fields) -> Self {
        let name = fields.line("name", 1..=200);
        let servings = fields.number("servings", 0.1..=1000.0);
        let items = each(fields, "items", MOST_ITEMS, item);
        if let Field::Set(items) = &items
            && items.iter().map(|item| item.grams).sum::<f64>() <= 0.0
            && fields.is_good()
        {
            let must = message("recipe-weighs", "must weigh more than 0 g together");
            fields.refuse("items", must);
        }
        Self {
            name: fields.not_null("name", name),
            servings: fields.not_null("servings", servings),
            yield_g: fields.number("yield_g", 0.1..=MOST_GRAMS * 10.0),
            steps: fields.text("steps", 20_000),
            is_archived: fields.flag("is_archived").value(),
            items: fields.not_null("items", items),
        }
    }

    /// Of what goes in alone.
    pub fn of_items(items: Vec<Item>) -> Self {
        Self {
            name: Field::Absent,
            servings: Field::Absent,
            yield_g: Field::Absent,
            steps: Field::Absent,
            is_archived: None,
            items: Field::Set(items),
        }
    }

    pub fn apply_to(self, old: &Details) -> Details {
        Details {
            name: self.name.value().unwrap_or_else(|| old.name.clone()),
            servings: self.servings.value().unwrap_or(old.servings),
            yield_g: self.yield_g.or(old.yield_g),
            steps: self.steps.or(old.steps.clone()),
            is_archived: self.is_archived.unwrap_or(old.is_archived),
            items: self.items.value().unwrap_or_else(|| old.items.clone()),
        }
    }
}

fn item(fields: &mut Fields) -> Item {
    let (food_id, recipe_id) = (fields.id("food_id").value(), fields.id("recipe_id").value());
    let given = usize::from(food_id.is_some()) + usize::from(recipe_id.is_some());
    exactly_one(fields, &["food_id", "recipe_id"], given);
    let grams = fields.number("grams", 0.0..=MOST_GRAMS);
    let grams = fields.required("grams", grams).unwrap_or_default();
    let version = fields.integer("recipe_version", 1..=i64::MAX).value();
    let recipe_version = version.filter(|_| recipe_id.is_some());
    Item { food_id, recipe_id, recipe_version, grams, note: fields.line("note", 1..=500).value() }
}
