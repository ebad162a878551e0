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
    /// Where neither plan nor prescription says it: the body that was measured last.
    measured: Option<Measured>,
}

/// A body as its file knows it.
#[derive(Clone, Debug)]
struct Measured {
    born: Date,
    sex: Sex,
    weight_kg: f64,
    height_cm: f64,
}

impl Beside {
    /// # Errors
    /// What SQLite says.
    pub fn of(sql: &Sql<'_>, patient: Id, day: Date) -> Result<Self> {
        let (targets, energy) = given(sql, patient)?;
        let mut at_rest = energy.and_then(|energy| AtRest::of(&energy, "plan"));
        if at_rest.is_none() {
            at_rest = prescribed(sql, patient)?.and_then(|one| AtRest::of(&one, "prescription"));
        }
        let measured = match at_rest {
            Some(_) => None,
            None => {
                let statement = include_str!("../../../sql/queries/intakes/body.sql");
                sql.maybe(statement, [patient], Measured::read)?.flatten()
            }
        };
        Ok(Self { targets, at_rest, measured }.on(day))
    }

    /// The same at the age of another day.
    pub fn on(&self, day: Date) -> Self {
        let mut other = self.clone();
        if let Some(body) = &self.measured {
            other.at_rest = body.at_rest(day);
        }
        other
    }
}

impl AtRest {
    fn of(energy: &Energy, from: &'static str) -> Option<Self> {
        let (equation, source) = (energy.equation.clone(), energy.source.clone());
        Some(Self { kcal: energy.at_rest()?, equation, source, from })
    }
}

impl Measured {
    fn read(row: &Row<'_>) -> rusqlite::Result<Option<Self>> {
        let (sex, gender): (Option<String>, Option<String>) =
            (row.get("equation_sex")?, row.get("gender")?);
        let born = day_of(row, "date_of_birth")?;
        let (weight_kg, height): (f64, Option<f64>) =
            (row.get("weight_kg")?, row.get("height_cm")?);
        let known = Sex::of(sex.as_deref(), gender.as_deref()).zip(height);
        Ok(known.map(|(sex, height_cm)| Self { born, sex, weight_kg, height_cm }))
    }

    /// By Mifflin and St Jeor; none of a body that they were not made for.
    fn at_rest(&self, day: Date) -> Option<AtRest> {
        let age = f64::from(age_on(self.born, day));
        let body = Body::sized(Some(self.sex), age, self.weight_kg, self.height_cm);
        let equation = Equation::MifflinStJeor;
        let kcal = equation.holds(&body).then(|| equation.bmr(&body)).flatten()?;
        let (code, source) = (equation.code().to_owned(), equation.source().to_owned());
        Some(AtRest { kcal, equation: code, source, from: "measured" })
    }
}
