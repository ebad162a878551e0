//! A patient's file as its page shows it.

use askama::Template;

use super::ROOM;
use super::entries::Entry;
use super::head::Head;
use super::overview::NoteInShort;
use super::store::Weighed;
use crate::clinical::bmi_class;
use crate::clock::{Moment, Zone, age_on};
use crate::ids::Id;
use crate::money::Amount;
use crate::patients::allergies::is_none_known;
use crate::patients::{Balance, PatientView};
use crate::shown::{Discloses, Shows};
use crate::ui::contacts::ContactLine;
use crate::ui::dietitians::Dietitians;
use crate::ui::language::{Language, say};
use crate::ui::staff::Shell;
use crate::ui::visits::difference;

/// A figure of the banner.
pub(super) struct Figure {
    pub label: &'static str,
    pub value: String,
    pub note: String,
    /// What it is read from.
    pub href: String,
}

/// The page of a patient.
#[derive(Template)]
#[template(path = "ui/patients/patient.html", config = "src/ui/askama.toml")]
pub(super) struct PatientPage {
    pub shell: Shell,
    pub id: Id,
    pub head: Head,
    /// What the staff are to see when they book.
    pub alerts: Vec<String>,
    /// The titles of what they have not agreed to yet.
    pub missing: Vec<String>,
    pub banner: Vec<Figure>,
    /// The drawn course of the weight; none for who reads no notes, and of one weight alone.
    pub curve: Option<String>,
    /// The notes of the last consultations in short; none for who reads no notes.
    pub last_notes: Option<Vec<NoteInShort>>,
    pub facts: Vec<(&'static str, String)>,
    pub contacts: Vec<ContactLine>,
    pub texts: Vec<(&'static str, String)>,
    /// What the timeline can be narrowed to.
    pub kinds: Vec<(&'static str, String, bool)>,
    pub timeline: Vec<Entry>,
    pub older: Option<String>,
}

impl Discloses for PatientPage {
    fn shows(&self) -> Shows {
        let notes = self.last_notes.iter().flatten().map(|note| note.id);
        Shows::record("patient", self.id).and(Shows::texts("visit", notes))
    }
}

/// What is asked for first: weight and its change, BMI, balance, last and next visit.
pub(super) fn banner(
    detail: &PatientView,
    weights: &[Weighed],
    zone: &Zone,
    language: Language,
) -> Vec<Figure> {
    let summary = &detail.summary;
    let figure = |label, value: Option<String>, note: String, part: &str| Figure {
        label,
        value: value.unwrap_or_else(|| "–".to_owned()),
        note,
        href: format!("{ROOM}/{}{part}", detail.patient.id),
    };
    let weighed = summary.weighed.as_ref();
    let weight = weighed
        .and_then(|weighed| weighed.last_weight_kg)
        .map(|kg| format!("{} kg", language.number(&kg.to_string())));
    let class = weighed.and_then(|weighed| {
        let day = zone.day_of(weighed.last_measured_at?);
        let age = age_on(detail.patient.details.date_of_birth, day);
        bmi_class(weighed.last_weight_kg?, weighed.last_height_used_cm?, age)
    });
    let class = class.unwrap_or_default();
    let bmi = weighed.and_then(|weighed| weighed.bmi).map(|bmi| language.number(&bmi.to_string()));
    // Each currency for itself; what is owed one way is not set off against the other.
    let sums = |sum: fn(&Balance) -> &Amount| {
        let known = summary.balances.iter().flatten().filter(|one| sum(one).minor != 0);
        let known: Vec<String> = known.map(|one| language.money_of(sum(one))).collect();
        (!known.is_empty()).then(|| known.join(", "))
    };
    let owed = sums(|one| &one.outstanding);
    let credit = sums(|one| &one.credit).map(|sum| language.fill(say("Credit of {}"), &[&sum]));
    let day = |at: Option<Moment>| at.map(|at| language.date(zone.day_of(at)));
    let time = |at: Option<Moment>| {
        let clock = at.map(|at| zone.wall_clock(at).strftime("%H:%M").to_string());
        clock.unwrap_or_default()
    };
    let (last, next) = (summary.last_visit_date, summary.next_visit_date);
    let mut figures = Vec::new();
    if weighed.is_some() {
        figures.push(figure(
            say("Last weight"),
            weight,
            course(weights, zone, language),
            "/measurements",
        ));
        figures.push(figure(say("BMI"), bmi, language.t(class).to_owned(), "/measurements"));
    }
    if summary.balances.is_some() {
        let credit = credit.unwrap_or_default();
        figures.push(figure(say("Outstanding"), owed, credit, "?show=invoice#timeline"));
    }
    figures.extend([
        figure(say("Last consultation"), day(last), time(last), "?show=visit#timeline"),
        figure(say("Next appointment"), day(next), time(next), "?show=visit#timeline"),
    ]);
    figures
}

/// How the weight has changed: "−1.2 kg since 29 Oct 2026"; of one alone its day.
fn course(weights: &[Weighed], zone: &Zone, language: Language) -> String {
    let since = |now: f64, before: &Weighed| {
        let day = language.date(zone.day_of(before.at));
        let kg = difference(Some(now), Some(before.kg), language);
        language.fill(say("{} kg since {}"), &[&kg, &day])
    };
    match weights {
        [now, before, .., first] => {
            format!("{} · {}", since(now.kg, before), since(now.kg, first))
        }
        [now, first] => since(now.kg, first),
        [one] => language.date(zone.day_of(one.at)),
        [] => String::new(),
    }
}

/// What is known, in pairs; what is not known is left out.
pub(super) fn facts(
    detail: &PatientView,
    people: &Dietitians,
    language: Language,
) -> Vec<(&'static str, String)> {
    let details = &detail.patient.details;
    let place: Vec<&str> = [
        &details.texts.address,
        &details.texts.postal_code,
        &details.texts.city,
        &details.texts.country,
    ]
    .into_iter()
    .filter_map(|part| part.as_deref())
    .collect();
    let emergency: Vec<&str> =
        [&details.texts.emergency_contact_name, &details.texts.emergency_contact_phone]
            .into_iter()
            .filter_map(|part| part.as_deref())
            .collect();
    // An alarm only where there is one.
    let no_allergies = is_none_known(details.texts.allergies.as_deref())
        .then(|| language.t(say("None known")).to_owned());
    let joined = |parts: Vec<&str>| (!parts.is_empty()).then(|| parts.join(", "));
    let person = detail.assigned_dietitian.as_ref();
    let known = [
        (say("Born"), Some(language.date(details.date_of_birth))),
        (
            say("Dietitian"),
            person.map(|person| {
                let name = format!("{} {}", person.first_name, person.last_name);
                people.name(&person.id.to_string(), name)
            }),
        ),
        (say("Phone"), details.texts.phone.clone()),
        (say("E-mail"), details.texts.email.clone()),
        (say("Address"), joined(place)),
        (say("Language"), details.texts.language.as_deref().map(|code| language.code(code))),
        (say("Emergency contact"), joined(emergency)),
        (say("Allergies"), no_allergies),
    ];
    known.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}
