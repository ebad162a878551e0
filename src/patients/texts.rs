//! The texts of a patient's file, each in one row: what a body may say, what is stored and read,
//! and what the document of the API tells of it follow from there.

use std::fmt::Write as _;
use std::sync::LazyLock;

use rusqlite::Row;
use rusqlite::types::ToSql;
use serde::Serialize;

use super::allergies;
use super::shapes::{email, phone};
use crate::http::{Field, Fields};
use crate::notes::{NoteText, Notes};

/// What may stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Email,
    /// A language of the pages, by its code.
    Language,
    Line,
    /// Paragraphs that are clinical text.
    Note,
    Paragraphs,
    Phone,
}

/// The languages that papers are printed in.
pub(crate) const LANGUAGES: &[&str] = &["en", "fr"];

/// One text: its name, of the column too, its shape, and its most characters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextField {
    pub name: &'static str,
    /// The name as a parameter of a statement.
    parameter: &'static str,
    shape: Shape,
    pub most: usize,
}

impl TextField {
    fn read(self, fields: &mut Fields) -> Field<String> {
        let Self { name, shape, most, .. } = self;
        match shape {
            Shape::Email => email(fields, name, most),
            Shape::Language => fields.choice(name, LANGUAGES).map(str::to_owned),
            Shape::Line => fields.line(name, 1..=most),
            Shape::Note | Shape::Paragraphs => fields.text(name, most),
            Shape::Phone => phone(fields, name, most),
        }
    }
}

/// What a text is stored as: one that only some read is a note.
macro_rules! stored {
    (Note) => { NoteText };
    ($shape:ident) => { Option<String> };
}

/// A text as it is stored, whichever type it has.
trait Stored: Sized {
    /// Whether its reader may not see it.
    fn is_withheld(&self) -> bool;
    /// What an update makes of it.
    fn changed_by(self, field: Field<String>) -> Self;
    /// What its reader sees of it.
    fn shown_if(self, reads_notes: bool) -> Self;
}

impl Stored for Option<String> {
    fn is_withheld(&self) -> bool {
        false
    }

    fn changed_by(self, field: Field<String>) -> Self {
        field.or(self)
    }

    fn shown_if(self, _: bool) -> Self {
        self
    }
}

impl Stored for NoteText {
    fn is_withheld(&self) -> bool {
        *self == Self::Withheld
    }

    fn changed_by(self, field: Field<String>) -> Self {
        field.or_note(self)
    }

    fn shown_if(self, reads_notes: bool) -> Self {
        NoteText::shown_if(self, reads_notes)
    }
}

macro_rules! texts {
    ($($name:ident: $shape:ident, $most:literal;)+) => {
        /// The texts of a patient, in the order of the answer.
        #[derive(Clone, Debug, Default, PartialEq, Serialize)]
        pub struct Texts {
            $(
                #[serde(skip_serializing_if = "Stored::is_withheld")]
                pub $name: stored!($shape),
            )+
        }

        /// What a body says of them.
        #[derive(Clone, Debug)]
        pub(super) struct TextChanges {
            $($name: Field<String>,)+
        }

        /// All of them.
        pub(crate) const TEXTS: &[TextField] = &[
            $(TextField {
                name: stringify!($name),
                parameter: concat!(":", stringify!($name)),
                shape: Shape::$shape,
                most: $most,
            },)+
        ];

        impl Texts {
            /// Those of a row that has a column for each.
            pub(super) fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
                Ok(Self { $($name: row.get(stringify!($name))?,)+ })
            }

            /// The texts for somebody who reads that much of the notes.
            pub(super) fn for_reader(self, notes: Notes) -> Self {
                Self { $($name: Stored::shown_if(self.$name, notes.are_shown()),)+ }
            }

            fn values(&self) -> impl Iterator<Item = &dyn ToSql> {
                [$(&self.$name as &dyn ToSql,)+].into_iter()
            }
        }

        impl TextChanges {
            pub(super) fn of(fields: &mut Fields) -> Self {
                let mut all = TEXTS.iter().map(|text| text.read(fields));
                Self { $($name: all.next().unwrap_or(Field::Absent),)+ }
            }

            /// Whether a note is written.
            pub(super) fn changes_notes(&self) -> bool {
                [$(Shape::$shape == Shape::Note && self.$name.is_present(),)+].contains(&true)
            }

            /// What the texts become.
            pub(super) fn apply_to(self, now: Texts) -> Texts {
                Texts { $($name: now.$name.changed_by(self.$name),)+ }
            }
        }
    };
}

texts! {
    email: Email, 255;
    phone: Phone, 20;
    address: Paragraphs, 500;
    city: Line, 100;
    postal_code: Line, 20;
    country: Line, 100;
    language: Language, 2;
    emergency_contact_name: Line, 200;
    emergency_contact_phone: Phone, 20;
    medical_notes: Note, 20_000;
    dietary_preferences: Note, 2_000;
    allergies: Paragraphs, 2_000;
    alerts: Paragraphs, 500;
    diagnoses: Note, 4_000;
    medicines: Note, 4_000;
    supplements: Note, 4_000;
    surgery: Note, 4_000;
    family_history: Note, 4_000;
    bowel: Note, 4_000;
    sleep: Note, 4_000;
    physical_activity: Note, 4_000;
    occupation: Note, 4_000;
    household: Note, 4_000;
    habits: Note, 4_000;
    motivation: Note, 4_000;
}

/// The history that the first consultation takes: clinical text, as the medical notes are.
pub(crate) const MEDICAL_HISTORY: &[&str] = &[
    "diagnoses",
    "medicines",
    "supplements",
    "surgery",
    "family_history",
    "bowel",
    "sleep",
    "physical_activity",
    "occupation",
    "household",
    "habits",
    "motivation",
];

/// The texts that are notes: what hides from who reads none.
pub(crate) static NOTES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    TEXTS.iter().filter(|text| text.shape == Shape::Note).map(|text| text.name).collect()
});

impl Texts {
    /// The allergies in a line; none where none is known.
    pub(crate) fn known_allergies(&self) -> Option<String> {
        allergies::in_a_line(self.allergies.as_deref())
    }

    /// What the staff are to see when they book, line by line.
    pub(crate) fn alerts(&self) -> Vec<String> {
        let lines = self.alerts.as_deref().unwrap_or_default().lines().map(str::trim);
        lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// The parameters of a statement: those given, and one for each text.
    pub(super) fn with<'a>(
        &'a self,
        others: &[(&'static str, &'a dyn ToSql)],
    ) -> Vec<(&'static str, &'a dyn ToSql)> {
        let texts = TEXTS.iter().map(|text| text.parameter).zip(self.values());
        others.iter().copied().chain(texts).collect()
    }
}

/// The statements about whole files, with a column for each text.
pub(super) struct Statements {
    pub insert: String,
    pub update: String,
    pub detail: String,
}

pub(super) static STATEMENTS: LazyLock<Statements> = LazyLock::new(|| Statements {
    insert: with_columns(include_str!("../../sql/queries/patients/insert.sql")),
    update: with_columns(include_str!("../../sql/queries/patients/update.sql")),
    detail: with_columns(include_str!("../../sql/queries/patients/detail.sql")),
});

fn with_columns(statement: &str) -> String {
    let [mut columns, mut values, mut changes, mut shown] = [const { String::new() }; 4];
    for TextField { name, parameter, .. } in TEXTS {
        let _ = write!(columns, "{name}, ");
        let _ = write!(values, "{parameter}, ");
        let _ = write!(changes, "{name} = {parameter}, ");
        let _ = write!(shown, "p.{name}, ");
    }
    statement
        .replace("{texts}", &columns)
        .replace("{values of texts}", &values)
        .replace("{changes of texts}", &changes)
        .replace("{shown texts}", &shown)
}
