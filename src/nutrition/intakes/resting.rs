//! The energy that a body spends at rest, as what somebody told of a day is held against it.

use jiff::civil::Date;
use rusqlite::Row;
use serde::Serialize;

use super::store::{given, prescribed};
use crate::clinical::energy::{Body, Equation, Sex};
use crate::clock::{age_on, day_of};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::nutrition::energy::Energy;
use crate::nutrition::plans::model::Target;

/// Energy at rest with what it comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct AtRest {
    pub kcal: f64,
    pub equation: String,
    /// Where the equation is published.
    pub source: String,
    /// The plan that was given last, the prescription in force, or the body that was measured last.
    pub from: &'static str,
}

/// What the intakes of a patient stand beside.
#[derive(Clone, Debug, Default)]
pub(crate) struct Beside {
    /// Of the plan that was given last.
    pub targets: Vec<Target>,
    /// None where nobody has worked it out and no grown body was measured.
    pub at_rest: Option<AtRest>,
}

impl Beside {
    /// # Errors
    /// What SQLite says.
    pub fn of(sql: &Sql<'_>, patient: Id, today: Date) -> Result<Self> {
        let (targets, energy) = given(sql, patient)?;
        let at_rest = match energy.and_then(|energy| AtRest::of(&energy, "plan")) {
            Some(known) => Some(known),
            None => AtRest::beside_plans(sql, patient, today)?,
        };
        Ok(Self { targets, at_rest })
    }
}

impl AtRest {
    fn of(energy: &Energy, from: &'static str) -> Option<Self> {
        let (equation, source) = (energy.equation.clone(), energy.source.clone());
        Some(Self { kcal: energy.at_rest()?, equation, source, from })
    }

    fn beside_plans(sql: &Sql<'_>, patient: Id, today: Date) -> Result<Option<Self>> {
        let known = prescribed(sql, patient)?.and_then(|energy| Self::of(&energy, "prescription"));
        match known {
            Some(known) => Ok(Some(known)),
            None => Self::measured(sql, patient, today),
        }
    }

    /// By Mifflin and St Jeor, of the body that was measured last.
    fn measured(sql: &Sql<'_>, patient: Id, today: Date) -> Result<Option<Self>> {
        let statement = include_str!("../../../sql/queries/intakes/body.sql");
        let body = sql.maybe(statement, [patient], |row| body(row, today))?.flatten();
        let equation = Equation::MifflinStJeor;
        let kcal = body.filter(|body| equation.holds(body)).and_then(|body| equation.bmr(&body));
        Ok(kcal.map(|kcal| Self {
            kcal,
            equation: equation.code().to_owned(),
            source: equation.source().to_owned(),
            from: "measured",
        }))
    }
}

fn body(row: &Row<'_>, today: Date) -> rusqlite::Result<Option<Body>> {
    let (sex, gender): (Option<String>, Option<String>) =
        (row.get("equation_sex")?, row.get("gender")?);
    let age = f64::from(age_on(day_of(row, "date_of_birth")?, today));
    let (weight, height): (f64, Option<f64>) = (row.get("weight_kg")?, row.get("height_cm")?);
    let sex = Sex::of(sex.as_deref(), gender.as_deref());
    Ok(sex.zip(height).map(|(sex, height)| Body::sized(Some(sex), age, weight, height)))
}
