//! The texts of a patient's file, each in one row: what a body may say, what is stored and read,
//! and what the document of the API tells of it follow from there.

use std::fmt::Write as _;
use std::sync::LazyLock;

use rusqlite::Row;
use rusqlite::types::ToSql;
use serde::Serialize;

use super::shapes::{email, phone};
use crate::http::{Field, Fields};

/// What may stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Email,
    Line,
    Paragraphs,
    Phone,
}

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
            Shape::Line => fields.line(name, 1..=most),
            Shape::Paragraphs => fields.text(name, most),
            Shape::Phone => phone(fields, name, most),
        }
    }
}

macro_rules! texts {
    ($($name:ident: $shape:ident, $most:literal;)+) => {
        /// The texts of a patient, in the order of the answer.
        #[derive(Clone, Debug, Default, PartialEq, Serialize)]
        pub struct Texts {
            $(pub $name: Option<String>,)+
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

            fn values(&self) -> impl Iterator<Item = &dyn ToSql> {
                [$(&self.$name as &dyn ToSql,)+].into_iter()
            }
        }

        impl TextChanges {
            pub(super) fn of(fields: &mut Fields) -> Self {
                let mut all = TEXTS.iter().map(|text| text.read(fields));
                Self { $($name: all.next().unwrap_or(Field::Absent),)+ }
            }

            /// What the texts become.
            pub(super) fn apply_to(self, now: Texts) -> Texts {
                Texts { $($name: self.$name.or(now.$name),)+ }
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
    emergency_contact_name: Line, 200;
    emergency_contact_phone: Phone, 20;
    medical_notes: Paragraphs, 20_000;
    dietary_preferences: Paragraphs, 2_000;
    allergies: Paragraphs, 2_000;
}

impl Texts {
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
