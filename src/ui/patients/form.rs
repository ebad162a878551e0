//! The form that registers and changes a patient, and who of the patients may be the same person.

use serde_json::{Map, Value};

use super::ROOM;
use super::medical_history::ALLERGIES;
use crate::auth::Scope;
use crate::db::Db;
use crate::error::Result;
use crate::http::Parameters;
use crate::ids::Id;
use crate::notes::Notes;
use crate::patients::duplicates;
use crate::patients::texts::LANGUAGES;
use crate::shown::Shows;
use crate::text::full_name;
use crate::text::phone::Country;
use crate::ui::form::{Field, FormPage, Group, Kind};
use crate::ui::language::{Language, say};
use crate::ui::staff::Shell;

/// The form of a new patient, for somebody who reads that much of the notes.
pub(super) fn form(
    shell: Shell,
    (scope, notes): (Scope, Notes),
    dietitians: Vec<(String, String)>,
) -> FormPage {
    let line = Field::line;
    let mut person = vec![
        line("first_name", say("First name"))
            .hint(say("Empty for somebody who has one name: it is the last name.")),
        line("last_name", say("Last name")).required(),
        line("former_names", say("Former names"))
            .hint(say("Found by a search. Several with commas between.")),
        Field::new("date_of_birth", say("Date of birth"), Kind::Line("date")).required(),
        Field::codes("gender", say("Gender"), &["MALE", "FEMALE", "OTHER", "PREFER_NOT_TO_SAY"]),
        Field::codes("equation_sex", say("Sex for equations"), &["MALE", "FEMALE"])
            .hint(say("Only where the gender does not say.")),
        line("file_number", say("File number")),
    ];
    if scope == Scope::All {
        let choice = Kind::Choice(dietitians);
        person.push(Field::new("assigned_dietitian_id", say("Dietitian"), choice));
    }
    let contact = vec![
        Field::new("phone", say("Phone"), Kind::Line("tel")),
        Field::new("email", say("E-mail"), Kind::Line("email")),
        line("address", say("Address")),
        line("postal_code", say("Postal code")),
        line("city", say("City")),
        line("country", say("Country")),
        Field::codes("language", say("Language"), LANGUAGES)
            .hint(say("Of the sheets and letters that are printed for them.")),
        line("emergency_contact_name", say("Emergency contact")),
        Field::new("emergency_contact_phone", say("Emergency phone"), Kind::Line("tel")),
    ];
    let mut health = vec![Field::text("allergies", say("Allergies")).hint(ALLERGIES)];
    if notes.are_shown() {
        health.push(Field::text("dietary_preferences", say("Dietary preferences")));
        health.push(Field::text("medical_notes", say("Medical notes")));
    }
    let alerts = Field::text("alerts", say("To know when booking"))
        .hint(say("One per line: seen by everybody who books or opens the file."));
    let groups = vec![
        Group { title: say("Person"), fields: person },
        Group { title: say("Details"), fields: contact },
        Group { title: say("Health"), fields: health },
        Group { title: say("Alerts"), fields: vec![alerts] },
    ];
    let submit = say("Register the patient");
    FormPage::new(shell, say("New patient"), ROOM, (ROOM, say("Patients")), submit, groups).making()
}

/// The same for a patient who is changed.
pub(super) fn form_for(id: Id, version: i64, page: FormPage) -> FormPage {
    FormPage {
        title: page.shell.t(say("Edit patient")).to_owned(),
        action: format!("{ROOM}/{id}"),
        back: format!("{ROOM}/{id}"),
        back_name: page.shell.t(say("The patient's file")).to_owned(),
        submit: say("Save"),
        version,
        ..page
    }
}

/// Those who are likely the same person as whom this body would register, and what tells them apart.
pub(super) async fn likely(
    db: &Db,
    body: &Map<String, Value>,
    scope: Scope,
    home: Option<Country>,
    language: Language,
) -> Result<(Vec<(Id, String)>, Shows)> {
    let asked = ["first_name", "last_name", "date_of_birth", "email", "phone"];
    let typed = |name| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let given = asked.map(|name| (name.to_owned(), typed(name)));
    let person = duplicates::Registrant::read(Parameters::of(given.into()), home)?;
    let found = db.read(move |sql| duplicates::find(sql, &person, scope)).await?;
    let shows = Shows::names("patient", found.duplicates.iter().map(|patient| patient.id));
    let named = found.duplicates.into_iter().map(|patient| {
        let name = full_name(patient.first_name.as_deref(), &patient.last_name);
        let born = language.fill(say("born {}"), &[&language.day(&patient.date_of_birth)]);
        (patient.id, format!("{name}, {born}"))
    });
    Ok((named.collect(), shows))
}
