//! French: the classes of the clinical definitions, and what is asked about a measurement.

pub(super) const CLASSES: &[(&str, &str)] = &[
    ("Underweight (WHO)", "Maigreur (OMS)"),
    ("Normal range (WHO)", "Corpulence normale (OMS)"),
    ("Overweight (WHO)", "Surpoids (OMS)"),
    ("Obesity class I (WHO)", "Obésité, classe I (OMS)"),
    ("Obesity class II (WHO)", "Obésité, classe II (OMS)"),
    ("Obesity class III (WHO)", "Obésité, classe III (OMS)"),
    (
        "0.4 to 0.49: healthy central adiposity (NICE)",
        "de 0,4 à 0,49\u{a0}: adiposité centrale saine (NICE)",
    ),
    (
        "0.5 to 0.59: increased health risk (NICE)",
        "de 0,5 à 0,59\u{a0}: risque accru pour la santé (NICE)",
    ),
    (
        "0.6 or more: further increased health risk (NICE)",
        "0,6 ou plus\u{a0}: risque encore accru pour la santé (NICE)",
    ),
    ("substantially increased risk (WHO)", "risque nettement accru (OMS)"),
    (
        "is lower than the diastolic pressure: swap the two, or save again to keep both as they are",
        "est inférieure à la pression diastolique\u{a0}: échangez les deux, ou enregistrez de nouveau pour les garder",
    ),
];
