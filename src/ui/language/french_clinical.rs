//! French: indices, energy needs and their classes, and what is asked about a measurement.

/// What the pages say.
pub(super) const MESSAGES: &[(&str, &str)] = &[
    ("Active or moderately active", "Active ou modérément active"),
    (
        "In pregnancy and lactation neither the equations nor the BMI classes hold.",
        "Pendant la grossesse et l’allaitement, ni les équations ni les classes d’IMC ne valent.",
    ),
    ("Indices and energy needs", "Indices et besoins énergétiques"),
    (
        "PAL classes: FAO/WHO/UNU, Human energy requirements, 2004",
        "Classes de NAP\u{a0}: FAO/OMS/UNU, Human energy requirements, 2004",
    ),
    ("Quetelet: weight / height², kg/m²", "Quetelet\u{a0}: poids / taille², kg/m²"),
    ("Sedentary or light", "Sédentaire ou légère"),
    (
        "The file names no sex for energy equations: only those without one are shown.",
        "Le dossier ne précise pas le sexe pour les équations\u{a0}: seules celles qui s’en passent sont montrées.",
    ),
    (
        "The height of an adult has changed by more than 2 cm. Is it right?",
        "La taille d’un adulte a changé de plus de 2 cm. Est-ce exact\u{202f}?",
    ),
    (
        "The weight differs by more than 10% from the last one. Is it right?",
        "Le poids diffère de plus de 10\u{a0}% du précédent. Est-ce exact\u{202f}?",
    ),
    (
        "These equations were fitted on adults: below 19 years they do not hold.",
        "Ces équations ont été établies sur des adultes\u{a0}: avant 19 ans elles ne valent pas.",
    ),
    (
        "Type a height to see BMI and energy needs.",
        "Saisissez une taille pour voir l’IMC et les besoins énergétiques.",
    ),
    (
        "Type a weight to see BMI and energy needs.",
        "Saisissez un poids pour voir l’IMC et les besoins énergétiques.",
    ),
    ("Vigorously active", "Très active"),
    ("WHR", "RTH"),
    ("WHtR", "RTT"),
    ("Waist / height", "Tour de taille / taille"),
    ("Waist / hip", "Tour de taille / tour de hanches"),
    (
        "No BMI: the last height of this child is more than six months old. Measure the height again.",
        "Pas d’IMC\u{a0}: la dernière taille de cet enfant date de plus de six mois. Mesurez-la de nouveau.",
    ),
];

/// The classes of the clinical definitions.
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
