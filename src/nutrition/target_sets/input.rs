//! What may be sent of a set of targets.

use super::{BASES, Details, Row, STATES, kcal_per_gram};
use crate::error::Result;
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::input::each;
use crate::nutrition::nutrients::Tag;

const OLDEST: i64 = 130;
const SEXES: &[&str] = &["MALE", "FEMALE"];

/// The fields of a body, each checked.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    name: Field<String>,
    source: Field<String>,
    sex: Field<&'static str>,
    from_years: Field<i64>,
    to_years: Field<i64>,
    state: Field<&'static str>,
    targets: Field<Vec<Row>>,
}

impl Changes {
    pub fn read(fields: &mut Fields) -> Self {
        let name = fields.line("name", 1..=100);
        let (from_years, to_years) =
            (fields.integer("from_years", 0..=OLDEST), fields.integer("to_years", 0..=OLDEST));
        if let (Field::Set(from), Field::Set(to)) = (&from_years, &to_years)
            && to < from
        {
            fields.refuse("to_years", message("below-least", "must not be below the least"));
        }
        let targets = each(fields, "targets", Tag::COUNT, row)
            .map(|all| all.into_iter().flatten().collect::<Vec<_>>());
        Self {
            name: fields.not_null("name", name),
            source: fields.line("source", 1..=300),
            sex: fields.choice("sex", SEXES),
            from_years,
            to_years,
            state: fields.choice("state", STATES),
            targets: fields.not_null("targets", targets),
        }
    }

    /// What the set becomes.
    pub(super) fn apply_to(self, now: &Details) -> Details {
        let now = now.clone();
        Details {
            name: self.name.value().unwrap_or(now.name),
            source: self.source.or(now.source),
            sex: self.sex.map(str::to_owned).or(now.sex),
            from_years: self.from_years.or(now.from_years),
            to_years: self.to_years.or(now.to_years),
            state: self.state.map(str::to_owned).or(now.state),
            targets: self.targets.value().unwrap_or(now.targets),
        }
    }
}

fn gives_energy(nutrient: &str) -> bool {
    nutrient.parse::<Tag>().ok().and_then(kcal_per_gram).is_some()
}

fn row(fields: &mut Fields) -> Option<Row> {
    let name = fields.line("nutrient", 1..=40);
    let nutrient = fields.required("nutrient", name).filter(|name| {
        let is_known = name.parse::<Tag>().is_ok();
        if !is_known {
            fields.refuse("nutrient", message("not-offered", "must be the tag of a nutrient"));
        }
        is_known
    });
    let mut bound = |name| fields.number(name, 0.0..=1e6).value();
    let (min, aim, max) = (bound("min"), bound("aim"), bound("max"));
    if let (Some(min), Some(max)) = (min, max)
        && max < min
    {
        fields.refuse("max", message("below-least", "must not be below the least"));
    }
    let basis = fields.choice("basis", BASES).value().unwrap_or(BASES[0]);
    let nutrient = nutrient?;
    if basis == "E%" && !gives_energy(&nutrient) {
        let must = message("gives-no-energy", "is of what gives energy alone");
        fields.refuse("basis", must);
    }
    Some(Row { nutrient, min, aim, max, basis: basis.to_owned() })
}

/// A set to be made, with the id that the caller chose.
#[derive(Clone, Debug)]
pub(crate) struct NewSet {
    pub id: Option<Id>,
    pub details: Details,
}

impl NewSet {
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let changes = Changes::read(&mut fields);
        fields.required("name", changes.name.clone());
        fields.finish()?;
        let blank = Details {
            name: String::new(),
            source: None,
            sex: None,
            from_years: None,
            to_years: None,
            state: None,
            targets: Vec::new(),
        };
        Ok(Self { id, details: changes.apply_to(&blank) })
    }
}
