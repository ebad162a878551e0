//! What the first consultation leaves: the medical history, whom else to turn to, what was agreed to.

use std::collections::HashMap;

use super::model::{ADMIN, ASSISTANT, ConsentText, Contact, History, Patient};
use super::person::phone;
use super::random::Random;
use super::record_store as store;
use super::scene::Scene;
use crate::contacts::REFERRING_DOCTOR;
use crate::error::Result;
use crate::ids::Id;

/// Of a hundred patients who were seen: a history was taken of so many, …
const WITH_A_HISTORY: usize = 70;
/// … so many were referred, and so many agreed to each text.
const REFERRED: usize = 35;
const AGREED: [usize; 2] = [94, 40];
/// Of a hundred who agreed so many withdrew.
const WITHDREW: usize = 3;

const TEXTS: [ConsentText; 4] = [
    ConsentText {
        code: "record",
        language: "en",
        title: "Nutrition record",
        body: "I agree that the clinic keeps a record of my consultations, measurements and documents to care \
               for me.\n\nI may see this record, have it corrected, and take my consent back at any time; what \
               the law wants kept is kept.",
    },
    ConsentText {
        code: "record",
        language: "fr",
        title: "Dossier nutritionnel",
        body: "J’accepte que le cabinet tienne un dossier de mes consultations, mesures et documents pour \
               mon suivi.\n\nJe peux consulter ce dossier, le faire rectifier et retirer mon consentement à \
               tout moment ; ce que la loi impose de garder est gardé.",
    },
    ConsentText {
        code: "progress photos",
        language: "en",
        title: "Progress photos",
        body: "I agree that photos of my progress are taken and kept in my record. They are shown to nobody \
               else.",
    },
    ConsentText {
        code: "progress photos",
        language: "fr",
        title: "Photos de suivi",
        body: "J’accepte que des photos de mon évolution soient prises et gardées dans mon dossier. Elles ne \
               sont montrées à personne d’autre.",
    },
];

/// What is said in one language, by section.
struct Phrases {
    /// A diagnosis with what is taken against it.
    illnesses: &'static [(&'static str, &'static str)],
    family: &'static [&'static str],
    sleep: &'static [&'static str],
    activity: &'static [&'static str],
    occupation: &'static [&'static str],
    habits: &'static [&'static str],
    motivation: &'static [&'static str],
    alerts: &'static [&'static str],
    practices: &'static [&'static str],
}

const ENGLISH: Phrases = Phrases {
    illnesses: &[
        ("Type 2 diabetes", "Metformin 850 mg, twice a day"),
        ("Hypertension", "Ramipril 5 mg, in the morning"),
        ("Hypothyroidism", "Levothyroxine 75 µg, fasting"),
        ("Irritable bowel syndrome\nReflux", "Omeprazole 20 mg, as needed"),
    ],
    family: &["Mother: type 2 diabetes", "Father: heart attack at 58", "Overweight on both sides"],
    sleep: &["6 to 7 h, wakes at four", "8 h, well", "5 h, shifts"],
    activity: &["Walks 30 min a day", "Swims twice a week", "None; sits all day"],
    occupation: &["Accountant", "Night nurse", "Retired teacher", "Bus driver"],
    habits: &[
        "Skips breakfast, large dinner at nine.\nTwo glasses of wine at weekends",
        "Three meals; snacks in the evening.\nFive coffees a day",
        "Canteen at noon, cooks at night.\nDoes not smoke",
    ],
    motivation: &[
        "Wants to play with the grandchildren",
        "7 of 10; tried twice before",
        "Sent by the doctor",
    ],
    alerts: &["Needs an interpreter", "Ground floor only", "Call the day before"],
    practices: &["Lime Street Surgery", "City Hospital, Endocrinology"],
};

const FRENCH: Phrases = Phrases {
    illnesses: &[
        ("Diabète de type 2", "Metformine 850 mg, deux fois par jour"),
        ("Hypertension", "Ramipril 5 mg, le matin"),
        ("Hypothyroïdie", "Lévothyroxine 75 µg, à jeun"),
        ("Syndrome de l’intestin irritable\nReflux", "Oméprazole 20 mg, si besoin"),
    ],
    family: &["Mère : diabète de type 2", "Père : infarctus à 58 ans", "Surpoids des deux côtés"],
    sleep: &["6 à 7 h, réveil à quatre heures", "8 h, bon", "5 h, horaires décalés"],
    activity: &[
        "Marche 30 min par jour",
        "Natation deux fois par semaine",
        "Aucune ; assis toute la journée",
    ],
    occupation: &["Comptable", "Infirmière de nuit", "Enseignante retraitée", "Chauffeur de bus"],
    habits: &[
        "Saute le petit-déjeuner, gros dîner à 21 h.\nDeux verres de vin le week-end",
        "Trois repas ; grignote le soir.\nCinq cafés par jour",
        "Cantine à midi, cuisine le soir.\nNe fume pas",
    ],
    motivation: &[
        "Veut jouer avec ses petits-enfants",
        "7 sur 10 ; deux essais déjà",
        "Adressé par le médecin",
    ],
    alerts: &["Interprète nécessaire", "Rez-de-chaussée seulement", "Rappeler la veille"],
    practices: &["Cabinet des Lilas", "CHU, endocrinologie"],
};

/// Writes them.
///
/// # Errors
/// What SQLite says.
pub fn write(scene: &Scene<'_>, random: &mut Random, patients: &[Patient]) -> Result<()> {
    let admin = scene.staff.id(ADMIN);
    let mut texts = Vec::new();
    for text in &TEXTS {
        let id = random.id(scene.opened);
        store::insert_text(scene.tx, id, text, (admin, scene.opened))?;
        texts.push((text.language, id));
    }
    let by_id: HashMap<Id, &Patient> = patients.iter().map(|one| (one.id, one)).collect();
    for (seen, at) in store::first_visits(scene.tx)? {
        let Some(patient) = by_id.get(&seen) else { continue };
        let is_french = std::ptr::eq(patient.people, super::people::local());
        let phrases = if is_french { &FRENCH } else { &ENGLISH };
        if random.percent(WITH_A_HISTORY) {
            store::set_history(scene.tx, seen, &history(random, phrases))?;
        }
        let by = patient.dietitian.map_or(admin, |place| scene.staff.id(place));
        if random.percent(REFERRED) {
            let contact = referrer(random, patient, phrases);
            store::insert_contact(scene.tx, (random.id(at), seen), &contact, (by, at))?;
        }
        let language = if is_french { "fr" } else { "en" };
        store::set_language(scene.tx, seen, language)?;
        let own: Vec<Id> =
            texts.iter().filter(|(of, _)| *of == language).map(|(_, id)| *id).collect();
        for (text, chance) in own.into_iter().zip(AGREED) {
            if !random.percent(chance) {
                continue;
            }
            let withdrawn = random.percent(WITHDREW).then(|| at.plus_minutes(60 * 24 * 30));
            let withdrawn = withdrawn.filter(|late| *late < scene.calendar.midnight);
            let witness = random.percent(20).then(|| {
                let clerk = &scene.staff.members[ASSISTANT];
                format!("{} {}", clerk.first_name, clerk.last_name)
            });
            let consent = (random.id(at), seen, text);
            store::insert_consent(scene.tx, consent, witness.as_deref(), (at, withdrawn), by)?;
        }
    }
    Ok(())
}

fn history(random: &mut Random, phrases: &Phrases) -> History {
    let (diagnosis, medicine) = phrases.illnesses[random.below(phrases.illnesses.len())];
    let is_ill = random.percent(45);
    let mut some = |percent: usize, from: &[&'static str]| {
        let chosen = from[random.below(from.len())];
        random.percent(percent).then_some(chosen)
    };
    History {
        diagnoses: is_ill.then_some(diagnosis),
        medicines: is_ill.then_some(medicine),
        family: some(60, phrases.family),
        sleep: some(80, phrases.sleep),
        activity: some(85, phrases.activity),
        occupation: some(80, phrases.occupation),
        habits: some(85, phrases.habits),
        motivation: some(70, phrases.motivation),
        alert: some(6, phrases.alerts),
    }
}

fn referrer(random: &mut Random, patient: &Patient, phrases: &Phrases) -> Contact {
    let family = random.pick(patient.people.families);
    let place = random.below(20_000);
    Contact {
        role: REFERRING_DOCTOR,
        name: format!("Dr {family}"),
        organisation: Some(phrases.practices[random.below(phrases.practices.len())]),
        phone: phone(random, place),
    }
}
