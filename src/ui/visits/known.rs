//! What a template may say of this patient.

use super::opened::Opened;
use crate::clinical::Age;
use crate::settings::InForce;
use crate::ui::form::Sent;
use crate::ui::language::Language;
use crate::ui::typed::Quantity;
use crate::ui::visits::difference;
use crate::visits::measurements::Values;
use crate::visits::templates::variables::Variables;

impl Opened {
    /// What is known of the patient, as typed so far where something was.
    pub fn variables(
        &self,
        typed: Option<&Sent>,
        settings: &InForce,
        language: Language,
    ) -> Variables {
        let (file, zone) = (&self.file.details, &settings.0.zone);
        let begins = zone.day_of(self.detail.visit.details.visit_date);
        let stored = self.history.now();
        let of = |name: &str, stored: Option<f64>| {
            let Some(text) = typed.map(|sent| sent.get(name)).filter(|text| !text.is_empty())
            else {
                return stored;
            };
            let digits = Quantity::of(name, &settings.0.currency).read(language, text)?;
            digits.parse::<f64>().ok()
        };
        let now = Values {
            weight_kg: of("weight_kg", stored.weight_kg),
            height_cm: of("height_cm", stored.height_cm),
            waist_circumference_cm: of("waist_circumference_cm", stored.waist_circumference_cm),
            ..Values::default()
        };
        let change = difference(now.weight_kg, self.history.before.weight_kg, language);
        let last = now.over(&self.history.before);
        let shown = |value: Option<f64>| {
            value.map_or_else(String::new, |value| language.decimal(&value.to_string()))
        };
        let gender = file.gender.as_deref().map(|gender| language.code(gender).to_lowercase());
        let open = self.goals.iter().filter(|goal| goal.is_open());
        let goals: Vec<&str> = open.map(|goal| goal.details.title.as_str()).collect();
        Variables::default()
            .with_each(&["name", "nom"], &file.full_name())
            .with_each(&["age", "âge"], &language.age(Age::on(file.date_of_birth, begins)))
            .with_each(&["sex", "sexe"], &gender.unwrap_or_default())
            .with("date", language.date(begins))
            .with_each(&["weight", "poids"], &shown(last.weight_kg))
            .with_each(&["weight_change", "change", "évolution"], &change)
            .with_each(&["height", "taille"], &shown(last.height_cm))
            .with_each(&["waist", "tour de taille"], &shown(last.waist_circumference_cm))
            .with_each(&["goal", "objectif"], &goals.join(", "))
    }
}
