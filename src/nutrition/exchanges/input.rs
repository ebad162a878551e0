//! What may be sent of an exchange system.

use super::{CARRIERS, Carrier, Details, Group, MOST_FOODS, MOST_GRAMS, MOST_GROUPS, Swap};
use crate::error::Result;
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::foods::input::names;
use crate::nutrition::input::each;

/// A system to be made, with the id that the caller chose.
#[derive(Clone, Debug)]
pub(crate) struct NewSystem {
    pub id: Option<Id>,
    pub details: Details,
}

impl NewSystem {
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let changes = Changes::read(&mut fields);
        fields.required("name", changes.name.clone());
        fields.finish()?;
        let blank =
            Details { name: String::new(), source: None, is_archived: false, groups: Vec::new() };
        Ok(Self { id, details: changes.apply_to(&blank) })
    }
}

/// What a body changes.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    name: Field<String>,
    source: Field<String>,
    is_archived: Option<bool>,
    groups: Field<Vec<Group>>,
}

impl Changes {
    pub fn read(fields: &mut Fields) -> Self {
        let name = fields.line("name", 1..=120);
        let groups = each(fields, "groups", MOST_GROUPS, group);
        let groups = groups.map(|groups| groups.into_iter().flatten().collect::<Vec<_>>());
        if let Field::Set(groups) = &groups {
            let is_again = |(at, one): (usize, &Group)| {
                groups[..at].iter().any(|other| other.id == one.id).then_some(at)
            };
            if let Some(at) = groups.iter().enumerate().find_map(is_again) {
                let must = message("taken-by-record", "is taken by another record");
                fields.refuse(&format!("groups[{at}].id"), must);
            }
        }
        Self {
            name: fields.not_null("name", name),
            source: fields.line("source", 1..=300),
            is_archived: fields.flag("is_archived").value(),
            groups: fields.not_null("groups", groups),
        }
    }

    pub fn apply_to(self, old: &Details) -> Details {
        Details {
            name: self.name.value().unwrap_or_else(|| old.name.clone()),
            source: self.source.or(old.source.clone()),
            is_archived: self.is_archived.unwrap_or(old.is_archived),
            groups: self.groups.value().unwrap_or_else(|| old.groups.clone()),
        }
    }
}

fn group(fields: &mut Fields) -> Option<Group> {
    let named = names(fields, "names").filter(|names| !names.is_empty());
    if named.is_none() && fields.is_good() {
        fields.required::<String>("names", Field::Absent);
    }
    let carried_by = fields.choice("carried_by", CARRIERS);
    let carried_by = fields.required("carried_by", carried_by).and_then(Carrier::named);
    let mut figure = |name| fields.number(name, 0.0..=1000.0).value();
    let (carbohydrate, protein, fat) = (figure("carbohydrate"), figure("protein"), figure("fat"));
    let (alcohol, kcal) = (figure("alcohol"), figure("kcal"));
    let foods = each(fields, "foods", MOST_FOODS, swap).value().unwrap_or_default();
    Some(Group {
        id: fields.id("id").value().unwrap_or_default(),
        names: named?,
        carried_by: carried_by?,
        carbohydrate,
        protein,
        fat,
        alcohol,
        kcal,
        foods: foods.into_iter().flatten().collect(),
    })
}

fn swap(fields: &mut Fields) -> Option<Swap> {
    let (food, grams) = (fields.id("food_id"), fields.number("grams", 0.1..=MOST_GRAMS));
    let (food, grams) = (fields.required("food_id", food), fields.required("grams", grams));
    Some(Swap { food_id: food?, grams: grams? })
}
