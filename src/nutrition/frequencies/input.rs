//! What may be sent of a frequency questionnaire.

use serde_json::Value;

use super::{Answers, KINDS, OFTEN};
use crate::error::Result;
use crate::http::Fields;
use crate::ids::Id;
use crate::message::message;

/// Answers to be kept.
#[derive(Clone, Debug)]
pub(crate) struct NewFrequency {
    pub id: Option<Id>,
    pub answers: Answers,
    pub notes: Option<String>,
}

/// The answers among these fields.
fn answers(fields: &mut Fields) -> Answers {
    let mut answers = Answers::new();
    for kind in KINDS {
        if let Some(said) = fields.choice(kind, &OFTEN).value() {
            answers.insert((*kind).to_owned(), said.to_owned());
        }
    }
    answers
}

impl NewFrequency {
    /// # Errors
    /// 400 with every bad field: a kind that is not asked for, an answer that is none, or none at all.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let mut said = Answers::new();
        match fields.raw("answers").cloned() {
            Some(Value::Object(given)) => {
                for kind in given.keys().filter(|kind| !KINDS.contains(&kind.as_str())) {
                    let must = message("not-offered", "is not asked for");
                    fields.refuse(&format!("answers.{kind}"), must);
                }
                let mut inner = Fields::of(given);
                said = answers(&mut inner);
                fields.absorb("answers", inner);
            }
            Some(_) => fields.refuse("answers", message("is-object", "must be an object")),
            None => {}
        }
        Self::kept(fields, id, said)
    }

    /// The same of a form, whose fields are the kinds.
    ///
    /// # Errors
    /// As [`NewFrequency::read`].
    pub fn of_form(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let said = answers(&mut fields);
        Self::kept(fields, id, said)
    }

    fn kept(mut fields: Fields, id: Option<Id>, answers: Answers) -> Result<Self> {
        if answers.is_empty() && fields.is_good() {
            fields.refuse("answers", message("required", "is required"));
        }
        let notes = fields.text("notes", 2000).value();
        fields.finish()?;
        Ok(Self { id, answers, notes })
    }
}
