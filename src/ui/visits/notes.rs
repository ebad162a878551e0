//! What is written at a visit, and at the one before.

use crate::notes::NoteText;
use crate::patients;
use crate::text::fold;
use crate::ui::form::{Field, Kind};
use crate::ui::kinds::Kinds;
use crate::ui::language::say;
use crate::visits::signing::note::Note as Texts;
use crate::visits::{Details, VisitRecord};

/// A text of a visit: its field, its label, what is written.
pub(super) struct Note {
    pub name: &'static str,
    label: &'static str,
    of: fn(&Texts) -> Option<&str>,
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

const fn note(name: &'static str, label: &'static str, of: fn(&Texts) -> Option<&str>) -> Note {
    Note { name, label, of }
}

/// Whether the visit or the file speaks of a pregnancy or of breastfeeding, in either language.
pub(super) fn speaks_of_pregnancy(detail: &VisitRecord, file: &patients::Patient) -> bool {
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
    let mut told = texts.into_iter().filter_map(NoteText::as_deref).map(fold);
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
        say("Type"),
        Kind::Choice(kinds.choices(details.visit_type.as_deref())),
    );
    let mut fields = vec![written(kind, details.visit_type.as_deref())];
    let note = Texts::of(details);
    fields.extend(
        NOTES
            .iter()
            .map(|section| written(Field::text(section.name, section.label), (section.of)(&note))),
    );
    if reads_private {
        let field = Field::text("private_notes", say("Private notes"));
        fields.push(written(field, details.private_notes.as_deref()));
    }
    let next = Field::new("next_visit_date", say("Next appointment"), Kind::Line("date"));
    fields.push(written(next, details.next_visit_date.as_deref()));
    fields
}

/// What is written at a visit, section by section: the name of the field, its label, the text.
pub(super) fn texts(details: &Details) -> Vec<(&'static str, &'static str, String)> {
    texts_of(&Texts::of(details))
}

/// The same of a note by itself.
pub(super) fn texts_of(note: &Texts) -> Vec<(&'static str, &'static str, String)> {
    let mut notes: Vec<(&'static str, &'static str, String)> = NOTES
        .iter()
        .filter_map(|section| Some((section.name, section.label, (section.of)(note)?.to_owned())))
        .collect();
    if let Some(text) = note.private_notes.as_deref() {
        notes.push(("private_notes", say("Private notes"), text.to_owned()));
    }
    notes
}
