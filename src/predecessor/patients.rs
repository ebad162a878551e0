//! Patients, whole.

use std::collections::HashMap;

use super::Import;
use super::record::Record;
use super::store::{self, PatientRow};
use super::vocabulary::{self, Word};
use crate::error::Result;
use crate::ids::Id;
use crate::text::fold;

const KNOWN: [&str; 22] = [
    "id",
    "first_name",
    "last_name",
    "date_of_birth",
    "gender",
    "email",
    "phone",
    "address",
    "city",
    "postal_code",
    "country",
    "emergency_contact_name",
    "emergency_contact_phone",
    "medical_notes",
    "dietary_preferences",
    "allergies",
    "is_active",
    "assigned_dietitian_id",
    "created_by",
    "updated_by",
    "created_at",
    "updated_at",
];
/// A day of birth is needed; this one shows that it is not known.
const UNKNOWN_BIRTH: &str = "1900-01-01";

pub(super) fn bring(import: &Import<'_>) -> Result<()> {
    let mut namesakes = HashMap::new();
    import.each("patients", "created_at, id", |row| patient(import, row, &mut namesakes))
}

fn patient(
    import: &Import<'_>,
    row: &Record<'_>,
    namesakes: &mut HashMap<(String, String), Id>,
) -> Result<()> {
    if store::exists(import.tx, "patients", row.id)? {
        import.already_there("patients");
        return Ok(());
    }
    let first_name = row.text("first_name").unwrap_or_default();
    let last_name = row.text("last_name").unwrap_or_default();
    // Who has one name has it as the last one.
    let (first_name, last_name) = match last_name.is_empty() {
        true => (last_name, first_name),
        false => (first_name, last_name),
    };
    remark_formulas(import, row, [("first_name", &first_name), ("last_name", &last_name)]);
    let date_of_birth = day_of_birth(import, row)?;
    let person = (fold(&format!("{first_name} {last_name}")), date_of_birth.clone());
    if let Some(other) = namesakes.insert(person, row.id) {
        remark_namesake(import, row, &format!("{first_name} {last_name}"), other);
    }
    let created_at = import.moment(row, "created_at", import.now())?;
    let text = |column: &str| row.text(column);
    store::insert_patient(
        import.tx,
        &PatientRow {
            id: row.id,
            first_name: &first_name,
            last_name: &last_name,
            date_of_birth: &date_of_birth,
            gender: gender(import, row)?,
            texts: [
                text("email"),
                text("phone"),
                text("address"),
                text("city"),
                text("postal_code"),
                text("country"),
                text("emergency_contact_name"),
                text("emergency_contact_phone"),
                text("medical_notes"),
                text("dietary_preferences"),
                text("allergies"),
            ],
            is_active: row.flag("is_active").unwrap_or(true),
            assigned_dietitian: import.user(row, "assigned_dietitian_id")?,
            created_by: import.user(row, "created_by")?,
            updated_by: import.user(row, "updated_by")?,
            created_at,
            updated_at: import.moment(row, "updated_at", created_at)?,
        },
    )?;
    import.keep_unknown(row, &KNOWN)?;
    import.patients.borrow_mut().insert(row.id);
    import.arrived("patients");
    Ok(())
}

/// A name that a spreadsheet would compute.
fn remark_formulas(import: &Import<'_>, row: &Record<'_>, names: [(&str, &String); 2]) {
    for (column, name) in names {
        if name.starts_with(['=', '+', '-', '@']) {
            let done =
                "looks like a spreadsheet formula: kept as it is, and made harmless in exports";
            import.remark(row, column, name, done);
        }
    }
}

fn remark_namesake(import: &Import<'_>, row: &Record<'_>, name: &str, other: Id) {
    let done =
        format!("has the name and day of birth of {other}: likely the same person, both are kept");
    import.remark(row, "last_name", name, &done);
}

fn day_of_birth(import: &Import<'_>, row: &Record<'_>) -> Result<String> {
    if let Some(day) = import.day(row, "date_of_birth")? {
        return Ok(day);
    }
    let done = format!("is not known: {UNKNOWN_BIRTH} stands in");
    import.remark(row, "date_of_birth", "", &done);
    Ok(UNKNOWN_BIRTH.to_owned())
}

fn gender(import: &Import<'_>, row: &Record<'_>) -> Result<Option<&'static str>> {
    let Some(text) = row.text("gender") else { return Ok(None) };
    match vocabulary::gender(&text) {
        Word::Same(word) => {
            if word != text {
                import.remark(row, "gender", &text, &format!("is spelt {word} here"));
            }
            Ok(Some(word))
        }
        Word::Nearest(word) => {
            import.keep(row, "gender", &text, &format!("{word} stands in"))?;
            Ok(Some(word))
        }
        Word::Unknown => {
            import.keep(row, "gender", &text, "is not known here: left empty")?;
            Ok(None)
        }
    }
}
