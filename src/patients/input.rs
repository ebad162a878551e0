//! What a body may say of a patient: one set of rules for creation and update.

use jiff::civil::Date;

use super::Details;
use super::texts::{TextChanges, Texts};
use crate::clock::age_on;
use crate::error::{Error, Result};
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::message::message;
use crate::notes::Notes;

pub(super) const GENDERS: &[&str] = &["MALE", "FEMALE", "OTHER", "PREFER_NOT_TO_SAY"];

pub(super) const SEXES: &[&str] = &["MALE", "FEMALE"];

const OLDEST: i32 = 130;

const FORMER_NAMES: usize = 300;

/// The fields of a body, each checked. `is_active` is not among them: activation has its own
/// routes and permission.
#[derive(Clone, Debug)]
pub struct Changes {
    file_number: Field<String>,
    first_name: Field<String>,
    last_name: Field<String>,
    former_names: Field<String>,
    date_of_birth: Field<Date>,
    gender: Field<String>,
    equation_sex: Field<String>,
    texts: TextChanges,
    assigned_dietitian_id: Field<Id>,
}

/// A patient to be created, with the id that the caller chose.
#[derive(Clone, Debug)]
pub struct NewPatient {
    pub id: Option<Id>,
    pub details: Details,
}

impl NewPatient {
    /// Reads a creation's body, by somebody who reads that much of the notes. `today` is the clinic's
    /// day.
    ///
    /// # Errors
    /// 400 with every bad field; 403 for a note that they may not even read.
    pub fn read(mut fields: Fields, notes: Notes, today: Date) -> Result<Self> {
        let id = fields.chosen_id();
        let changes = Changes::of(&mut fields, today);
        changes.must_not_write_hidden_notes(notes)?;
        let last_name = fields.required("last_name", changes.last_name.clone());
        let date_of_birth = fields.required("date_of_birth", changes.date_of_birth.clone());
        fields.finish()?;
        let (Some(last_name), Some(date_of_birth)) = (last_name, date_of_birth) else {
            return Err(Error::internal("a required field passed without a value"));
        };
        let blank = Details::named(None, last_name, date_of_birth);
        Ok(Self { id, details: changes.apply_to(&blank) })
    }
}

impl Details {
    /// A patient of whom only this is known.
    pub fn named(first_name: Option<String>, last_name: String, date_of_birth: Date) -> Self {
        Self {
            file_number: None,
            first_name,
            last_name,
            former_names: None,
            date_of_birth,
            gender: None,
            equation_sex: None,
            texts: Texts::default(),
            assigned_dietitian_id: None,
        }
    }
}

impl Changes {
    /// The bound of who reads that much of the notes: `visits.notes` is the one permission for clinical text,
    /// that of a file too.
    ///
    /// # Errors
    /// 403 where a note is written by somebody who may not even read it.
    pub fn must_not_write_hidden_notes(&self, notes: Notes) -> Result<()> {
        match self.texts.changes_notes() && !notes.are_shown() {
            true => Err(Error::permission_denied("visits.notes")),
            false => Ok(()),
        }
    }

    /// Reads an update's fields: any may be absent, but the last name and birth date cannot be cleared.
    pub fn read(fields: &mut Fields, today: Date) -> Self {
        let mut changes = Self::of(fields, today);
        changes.last_name = fields.not_null("last_name", changes.last_name);
        changes.date_of_birth = fields.not_null("date_of_birth", changes.date_of_birth);
        changes
    }

    fn of(fields: &mut Fields, today: Date) -> Self {
        Self {
            file_number: fields.line("file_number", 1..=50),
            first_name: first_name(fields),
            last_name: fields.line("last_name", 1..=100),
            former_names: fields.line("former_names", 1..=FORMER_NAMES),
            date_of_birth: birth(fields, today),
            gender: fields.choice("gender", GENDERS).map(str::to_owned),
            equation_sex: fields.choice("equation_sex", SEXES).map(str::to_owned),
            texts: TextChanges::of(fields),
            assigned_dietitian_id: fields.id("assigned_dietitian_id"),
        }
    }

    /// The file number that it names, if it names one.
    pub fn file_number(&self) -> Option<String> {
        self.file_number.clone().value()
    }

    /// What the record becomes.
    pub fn apply_to(self, current: &Details) -> Details {
        let now = current.clone();
        Details {
            file_number: self.file_number.or(now.file_number),
            first_name: self.first_name.or(now.first_name),
            last_name: self.last_name.value().unwrap_or(now.last_name),
            former_names: self.former_names.or(now.former_names),
            date_of_birth: self.date_of_birth.value().unwrap_or(now.date_of_birth),
            gender: self.gender.or(now.gender),
            equation_sex: self.equation_sex.or(now.equation_sex),
            texts: self.texts.apply_to(now.texts),
            assigned_dietitian_id: self.assigned_dietitian_id.or(now.assigned_dietitian_id),
        }
    }
}

/// The first name, which a person with one name has not: that is said by leaving it out.
fn first_name(fields: &mut Fields) -> Field<String> {
    let is_blank =
        |value: &serde_json::Value| value.as_str().is_some_and(|text| text.trim().is_empty());
    if fields.raw("first_name").is_some_and(is_blank) {
        fields.refuse("first_name", "cannot be empty");
        return Field::Absent;
    }
    fields.line("first_name", 1..=100)
}

fn birth(fields: &mut Fields, today: Date) -> Field<Date> {
    let birth = fields.day("date_of_birth");
    if let Field::Set(day) = &birth
        && !(0..=OLDEST).contains(&age_on(*day, today))
    {
        fields.refuse(
            "date_of_birth",
            message("birth-out-of-range", "must not be in the future or more than 130 years ago"),
        );
        return Field::Absent;
    }
    birth
}
