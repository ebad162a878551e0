//! What may be sent of an intake.

use super::KINDS;
use crate::error::Result;
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::plans::input::{DayInput, days};

/// An intake to be kept.
#[derive(Clone, Debug)]
pub(super) struct NewIntake {
    pub id: Option<Id>,
    pub kind: &'static str,
    pub notes: Option<String>,
    pub days: Vec<DayInput>,
}

impl NewIntake {
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let kind = fields.choice("kind", KINDS);
        let kind = fields.required("kind", kind);
        let given = days(&mut fields);
        let days = fields.required("days", given).unwrap_or_default();
        if days.is_empty() && fields.is_good() {
            fields.required::<Vec<DayInput>>("days", Field::Absent);
        }
        if kind == Some("recall") && days.len() > 1 {
            fields.refuse(
                "days",
                message(
                    "recall-of-a-day",
                    "must be one day: a recall is of a day, a diary of several",
                ),
            );
        }
        let notes = fields.text("notes", 5000).value();
        fields.finish()?;
        Ok(Self { id, kind: kind.unwrap_or("diary"), notes, days })
    }
}
