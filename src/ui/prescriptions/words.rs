//! An energy prescription in words, on every page that shows one.

use crate::clinical::energy::Equation;
use crate::clock::Zone;
use crate::ids::Id;
use crate::nutrition::energy::EnergyInputs;
use crate::prescriptions::Prescription;
use crate::ui::language::{Language, say};

/// A prescription as a line with what stands behind it.
pub(in crate::ui) struct PrescriptionLine {
    pub id: Id,
    /// "1,650 kcal a day".
    pub kcal: String,
    /// "Mifflin-St Jeor 1,387 kcal × PAL 1.55 − 500 kcal".
    pub way: String,
    /// "Protein 92.6 g: 1.2 g/kg × 77.2 kg".
    pub protein: Option<String>,
    /// "77.2 kg · 168 cm · 38 years · Female".
    pub inputs: String,
    pub formula: String,
    pub source: String,
    pub note: String,
    pub when: String,
    /// Whether the equation was made for somebody else: children, a pregnancy.
    pub holds: bool,
}

/// The prescription in that language.
pub(in crate::ui) fn told(one: &Prescription, language: Language, zone: &Zone) -> PrescriptionLine {
    let of = &one.prescribed;
    let number = |value: f64| language.number(&((value * 100.0).round() / 100.0).to_string());
    let (energy, inputs) = (&of.energy, &of.energy.inputs);
    let equation = Equation::of_code(&energy.equation);
    let mut way = vec![
        equation.map_or_else(|| energy.name.clone(), |one| one.name().to_owned()),
        format!("{} kcal", number(energy.kcal)),
    ];
    if let (Some(pal), false) = (inputs.pal, energy.is_whole_day) {
        way.push(format!("× {} {}", language.t(say("PAL")), number(pal)));
    }
    if of.adjustment_kcal != 0.0 {
        let sign = if of.adjustment_kcal < 0.0 { '−' } else { '+' };
        way.push(format!("{sign} {} kcal", number(of.adjustment_kcal.abs())));
    }
    let protein = of.protein_g.zip(of.protein_g_per_kg).zip(of.protein_weight_kg);
    let protein = protein.map(|((grams, per_kg), weight)| {
        let words = [number(grams), number(per_kg), number(weight)];
        language.fill(say("Protein {} g: {} g/kg × {} kg"), &[&words[0], &words[1], &words[2]])
    });
    PrescriptionLine {
        id: one.id,
        kcal: language.fill(say("{} kcal a day"), &[&number(of.kcal)]),
        way: way.join(" "),
        protein,
        inputs: inputs_of(inputs, language),
        formula: energy.formula.clone(),
        source: energy.source.clone(),
        note: of.note.clone().unwrap_or_default(),
        when: language.moment(one.created_at, zone),
        holds: energy.holds,
    }
}

/// What the patient is told of it: "1,650 kcal a day, with 93 g of protein".
pub(in crate::ui) fn for_the_patient(one: &Prescription, language: Language) -> String {
    let whole = |value: f64| language.number(&value.round().to_string());
    let kcal = whole(one.prescribed.kcal);
    match one.prescribed.protein_g {
        Some(grams) => {
            language.fill(say("{} kcal a day, with {} g of protein"), &[&kcal, &whole(grams)])
        }
        None => language.fill(say("{} kcal a day"), &[&kcal]),
    }
}

/// The body as it was when it was prescribed.
fn inputs_of(inputs: &EnergyInputs, language: Language) -> String {
    let number = |value: f64| language.number(&value.to_string());
    let sex = inputs.sex.as_ref().map(|sex| language.code(&sex.to_uppercase()));
    let lean = inputs.lean_mass_kg.map(number);
    let parts = [
        Some(format!("{} kg", number(inputs.weight_kg))),
        inputs.height_cm.map(|cm| format!("{} cm", number(cm))),
        lean.map(|kg| language.fill(say("lean mass {} kg"), &[&kg])),
        Some(language.fill(say("{} years"), &[&number(inputs.age)])),
        sex,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
