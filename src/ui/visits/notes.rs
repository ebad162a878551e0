//! What is written at a visit, and at the one before.

use super::pages::ROOM;
use crate::patients;
use crate::settings::InForce;
use crate::text::fold;
use crate::ui::form::{Field, Kind};
use crate::ui::kinds::Kinds;
use crate::ui::language::say;
use crate::ui::staff::Shell;
use crate::visits::{Detail, Details, PrivateNotes};

/// A text of a visit: its field, its label, what is written.
pub(super) struct Note {
    pub name: &'static str,
    label: &'static str,
    of: fn(&Details) -> Option<&str>,
}

/// What is written at a visit, in the order of the care process (ADIME).
pub(super) const NOTES: [Note; 6] = [
    note("chief_complaint", say("Reason"), |visit| visit.chief_complaint.as_deref()),
    note("assessment", say("Assessment"), |visit| visit.assessment.as_deref()),
    note("nutrition_diagnosis", say("Nutrition diagnosis (PES)"), |visit| {
        visit.nutrition_diagnosis.as_deref()
    }),
    note("intervention", say("Intervention"), |visit| visit.intervention.as_deref()),
    note("monitoring_evaluation", say("Monitoring and evaluation"), |visit| {
        visit.monitoring_evaluation.as_deref()
    }),
    note("recommendations", say("Recommendations for the patient"), |visit| {
        visit.recommendations.as_deref()
    }),
];

const fn note(name: &'static str, label: &'static str, of: fn(&Details) -> Option<&str>) -> Note {
    Note { name, label, of }
}

/// The visit before, for reading and copying.
pub(super) struct Previous {
    pub href: String,
    pub when: String,
    pub notes: Vec<(&'static str, &'static str, String)>,
}

/// Whether the visit or the file speaks of a pregnancy or of breastfeeding, in either language.
pub(super) fn speaks_of_pregnancy(detail: &Detail, file: &patients::Patient) -> bool {
    const WORDS: [&str; 8] = [
        "pregnan",
        "enceinte",
        "grossesse",
        "gestation",
        "breastfe",
        "lactati",
        "allait",
        "postpartum",
    ];
    let (visit, person) = (&detail.visit.details, &file.details);
    let texts = [
        &visit.chief_complaint,
        &visit.assessment,
        &visit.nutrition_diagnosis,
        &visit.intervention,
        &visit.recommendations,
        &person.texts.medical_notes,
        &person.texts.dietary_preferences,
    ];
    let mut told = texts.into_iter().flatten().map(|text| fold(text));
    told.any(|text| WORDS.iter().any(|word| text.contains(word)))
}

/// The fields of the editor beside the measurements, with what is written.
pub(super) fn fields(details: &Details, reads_private: bool, kinds: Kinds<'_>) -> Vec<Field> {
    let written = |mut field: Field, text: Option<&str>| {
        text.unwrap_or_default().clone_into(&mut field.value);
        field
    };
    let kind = Field::new(
        "visit_type",
        say("Visit"),
        Kind::Choice(kinds.choices(details.visit_type.as_deref())),
    );
    let mut fields = vec![written(kind, details.visit_type.as_deref())];
    fields.extend(NOTES.iter().map(|note| {
        let field = match note.name {
            "chief_complaint" => Field::line(note.name, note.label),
            _ => Field::text(note.name, note.label),
        };
        written(field, (note.of)(details))
    }));
    if reads_private {
        let field = Field::text("private_notes", say("Private notes"));
        fields.push(written(field, details.private_notes.text()));
    }
    let next = Field::new("next_visit_date", say("Next appointment"), Kind::Line("date"));
    fields.push(written(next, details.next_visit_date.as_deref()));
    fields
}

pub(super) fn previous(visit: &Detail, shell: &Shell, settings: &InForce) -> Previous {
    let details = &visit.visit.details;
    let mut notes: Vec<(&'static str, &'static str, String)> = NOTES
        .iter()
        .filter_map(|note| Some((note.name, note.label, (note.of)(details)?.to_owned())))
        .collect();
    if let PrivateNotes::Text(Some(text)) = &details.private_notes {
        notes.push(("private_notes", say("Private notes"), text.clone()));
    }
    Previous {
        href: format!("{ROOM}/{}", visit.visit.id),
        when: shell.look.language.moment(details.visit_date, &settings.0.zone),
        notes,
    }
}
