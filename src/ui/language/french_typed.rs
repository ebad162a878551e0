//! French: what a field says whose entry was not understood.

pub(super) const QUESTIONS: &[(&str, &str)] = &[
    (
        "cannot be read, or in two ways: write it like 1200 or 1200.50, in this currency",
        "ne peut pas être lu, ou de deux façons : écrivez par exemple 1200 ou 1200,50, dans cette monnaie",
    ),
    (
        "cannot be read as a weight: write it like 72.5, 154 lb or 11 st 4",
        "ne peut pas être lu comme un poids : écrivez par exemple 72,5 ou 154 lb",
    ),
    (
        "cannot be read as a length: write it like 175, 1.75 m or 5'9\"",
        "ne peut pas être lu comme une longueur : écrivez par exemple 175 ou 1,75 m",
    ),
    (
        "cannot be read as a percentage: write it like 5.5",
        "ne peut pas être lu comme un pourcentage : écrivez par exemple 5,5",
    ),
    (
        "cannot be read as a pressure: write it like 120",
        "ne peut pas être lu comme une tension : écrivez par exemple 120",
    ),
    (
        "cannot be read as a duration: write it like 45 or 1 h 30",
        "ne peut pas être lu comme une durée : écrivez par exemple 45 ou 1 h 30",
    ),
    (
        "cannot be read as a number of days: write it like 30",
        "ne peut pas être lu comme un nombre de jours : écrivez par exemple 30",
    ),
    (
        "cannot be read as a day, or in two ways: write it like 2026-11-24",
        "ne peut pas être lu comme un jour, ou de deux façons : écrivez par exemple 24/11/2026",
    ),
    (
        "cannot be read, or in two ways: write it like 1200 or 1.5",
        "ne peut pas être lu, ou de deux façons : écrivez par exemple 1200 ou 1,5",
    ),
];
