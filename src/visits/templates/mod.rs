//! Templates of notes: the sections that a consultation of some type begins with, and blocks of text
//! that are inserted where somebody writes. A person's own, or the clinic's. `variables` fills in
//! what is known of the patient.

pub(crate) mod api;
pub(crate) mod service;
pub(crate) mod store;
pub(crate) mod variables;

use serde::Serialize;

use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::message::message;
use crate::settings::Settings;

/// What a template can be: sections of a note, or one text for anywhere.
pub(crate) const KINDS: &[&str] = &["note", "block"];
/// The languages that a template can be in.
pub(crate) const LANGUAGES: &[&str] = &["en", "fr"];
const REMARK: usize = 2_000;
const NOTE: usize = 20_000;

/// What people write of a template.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Details {
    pub kind: String,
    pub name: String,
    /// Whether it is the clinic's, and not its writer's own.
    pub is_shared: bool,
    /// None: for consultations of any type.
    pub visit_type: Option<String>,
    /// None: for any.
    pub language: Option<String>,
    pub chief_complaint: Option<String>,
    pub assessment: Option<String>,
    pub nutrition_diagnosis: Option<String>,
    pub intervention: Option<String>,
    pub monitoring_evaluation: Option<String>,
    pub recommendations: Option<String>,
    /// The text of a block.
    pub text: Option<String>,
}

impl Details {
    /// The sections with their names, in the order of the care process.
    pub fn sections(&self) -> [(&'static str, Option<&str>); 6] {
        [
            ("chief_complaint", self.chief_complaint.as_deref()),
            ("assessment", self.assessment.as_deref()),
            ("nutrition_diagnosis", self.nutrition_diagnosis.as_deref()),
            ("intervention", self.intervention.as_deref()),
            ("monitoring_evaluation", self.monitoring_evaluation.as_deref()),
            ("recommendations", self.recommendations.as_deref()),
        ]
    }

    /// The characters of a block's text, and of all texts.
    fn lengths(&self) -> (i64, i64) {
        let length = |text: Option<&str>| text.map_or(0, |text| text.chars().count() as i64);
        let of_block = length(self.text.as_deref());
        (of_block, of_block + self.sections().iter().map(|(_, text)| length(*text)).sum::<i64>())
    }

    /// # Errors
    /// 400 for a template without any text of its kind.
    fn must_say_something(&self) -> Result<()> {
        let (field, is_empty) = match self.kind.as_str() {
            "block" => ("text", self.text.is_none()),
            _ => ("assessment", self.sections().iter().all(|(_, text)| text.is_none())),
        };
        match is_empty {
            true => {
                let must =
                    message("template-empty", "or another text is required: it says nothing");
                Err(Error::field(field, must).and_nothing_changed())
            }
            false => Ok(()),
        }
    }
}

/// A template as answers show it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Template {
    pub id: Id,
    /// Whose it is; none of the clinic's.
    pub owner_id: Option<Id>,
    #[serde(flatten)]
    pub details: Details,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i64,
}

/// The fields of a body, each checked.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    kind: Field<&'static str>,
    name: Field<String>,
    is_shared: Field<bool>,
    visit_type: Field<String>,
    language: Field<&'static str>,
    chief_complaint: Field<String>,
    assessment: Field<String>,
    nutrition_diagnosis: Field<String>,
    intervention: Field<String>,
    monitoring_evaluation: Field<String>,
    recommendations: Field<String>,
    text: Field<String>,
}

impl Changes {
    /// Reads what the body names; refusals stay in `fields`.
    pub fn read(fields: &mut Fields, clinic: &Settings) -> Self {
        let kind = fields.choice("kind", KINDS);
        let name = fields.line("name", 1..=100);
        let is_shared = fields.flag("is_shared");
        Self {
            kind: fields.not_null("kind", kind),
            name: fields.not_null("name", name),
            is_shared: fields.not_null("is_shared", is_shared),
            visit_type: clinic.visit_types.known(fields, "visit_type"),
            language: fields.choice("language", LANGUAGES),
            chief_complaint: fields.text("chief_complaint", REMARK),
            assessment: fields.text("assessment", NOTE),
            nutrition_diagnosis: fields.text("nutrition_diagnosis", NOTE),
            intervention: fields.text("intervention", NOTE),
            monitoring_evaluation: fields.text("monitoring_evaluation", NOTE),
            recommendations: fields.text("recommendations", NOTE),
            text: fields.text("text", NOTE),
        }
    }

    /// What the template becomes.
    fn apply_to(self, now: &Details) -> Details {
        let now = now.clone();
        Details {
            kind: self.kind.value().map_or(now.kind, str::to_owned),
            name: self.name.value().unwrap_or(now.name),
            is_shared: self.is_shared.value().unwrap_or(now.is_shared),
            visit_type: self.visit_type.or(now.visit_type),
            language: self.language.map(str::to_owned).or(now.language),
            chief_complaint: self.chief_complaint.or(now.chief_complaint),
            assessment: self.assessment.or(now.assessment),
            nutrition_diagnosis: self.nutrition_diagnosis.or(now.nutrition_diagnosis),
            intervention: self.intervention.or(now.intervention),
            monitoring_evaluation: self.monitoring_evaluation.or(now.monitoring_evaluation),
            recommendations: self.recommendations.or(now.recommendations),
            text: self.text.or(now.text),
        }
    }
}

/// A template to be made, with the id that the caller chose.
#[derive(Clone, Debug)]
pub(crate) struct NewTemplate {
    pub id: Option<Id>,
    pub details: Details,
}

impl NewTemplate {
    /// Reads a creation's body.
    ///
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields, clinic: &Settings) -> Result<Self> {
        let id = fields.chosen_id();
        let changes = Changes::read(&mut fields, clinic);
        fields.required("name", changes.name.clone());
        fields.finish()?;
        let blank = Details {
            kind: KINDS[0].to_owned(),
            name: String::new(),
            is_shared: false,
            visit_type: None,
            language: None,
            chief_complaint: None,
            assessment: None,
            nutrition_diagnosis: None,
            intervention: None,
            monitoring_evaluation: None,
            recommendations: None,
            text: None,
        };
        let details = changes.apply_to(&blank);
        details.must_say_something()?;
        Ok(Self { id, details })
    }
}
