//! The note of a visit: its texts, as one value that a signature locks.

use serde::Serialize;

use crate::notes::NoteText;
use crate::visits::Details;

/// The texts of a visit that a signature locks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Note {
    #[serde(skip_serializing_if = "NoteText::is_withheld")]
    pub chief_complaint: NoteText,
    #[serde(skip_serializing_if = "NoteText::is_withheld")]
    pub assessment: NoteText,
    #[serde(skip_serializing_if = "NoteText::is_withheld")]
    pub nutrition_diagnosis: NoteText,
    #[serde(skip_serializing_if = "NoteText::is_withheld")]
    pub intervention: NoteText,
    #[serde(skip_serializing_if = "NoteText::is_withheld")]
    pub monitoring_evaluation: NoteText,
    #[serde(skip_serializing_if = "NoteText::is_withheld")]
    pub recommendations: NoteText,
    #[serde(skip_serializing_if = "NoteText::is_withheld")]
    pub private_notes: NoteText,
}

impl Note {
    /// The note of a visit.
    pub fn of(details: &Details) -> Self {
        Self {
            chief_complaint: details.chief_complaint.clone(),
            assessment: details.assessment.clone(),
            nutrition_diagnosis: details.nutrition_diagnosis.clone(),
            intervention: details.intervention.clone(),
            monitoring_evaluation: details.monitoring_evaluation.clone(),
            recommendations: details.recommendations.clone(),
            private_notes: details.private_notes.clone(),
        }
    }

    /// Every text, in the order of the care process.
    pub fn texts(&self) -> [Option<&str>; 7] {
        [
            self.chief_complaint.as_deref(),
            self.assessment.as_deref(),
            self.nutrition_diagnosis.as_deref(),
            self.intervention.as_deref(),
            self.monitoring_evaluation.as_deref(),
            self.recommendations.as_deref(),
            self.private_notes.as_deref(),
        ]
    }

    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.texts().iter().all(Option::is_none)
    }
}
