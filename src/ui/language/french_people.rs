//! The French of who works here, who has left, and what belongs to them.

/// Messages of the pages.
pub(super) const MESSAGES: &[(&str, &str)] = &[
    ("{} (has left)", "{} (a quitté l'équipe)"),
    ("{} (no longer a dietitian)", "{} (n'est plus diététicien)"),
    ("until {}", "jusqu'à {}"),
    ("1 visit to come", "1 visite à venir"),
    ("{} visits to come", "{} visites à venir"),
    ("1 patient", "1 patient"),
    ("{} patients", "{} patients"),
    ("go to", "à confier à"),
    ("Leave as they are", "Laisser tel quel"),
    ("Leave these as they are", "Laisser celles-ci telles quelles"),
    ("Book them beside the others", "Les inscrire à côté des autres"),
    ("Visits whose time is taken", "Visites dont l'heure est prise"),
    ("What belongs to this user", "Ce qui revient à cet utilisateur"),
    ("Hand over", "Confier"),
    ("It is handed over.", "C'est confié."),
    (
        "Nothing is saved yet: say first what becomes of what belongs to this user.",
        "Rien n'est encore enregistré : dites d'abord ce que devient ce qui revient à cet utilisateur.",
    ),
];

/// Sentences of the rules.
pub(super) const RULES: &[(&str, &str)] = &[
    (
        "{} of {} visits to come meet another visit of the new dietitian. Nothing was changed: choose somebody else, or say what becomes of them.",
        "{} visites à venir sur {} tombent sur une autre visite du nouveau diététicien. Rien n'a été modifié : choisissez quelqu'un d'autre, ou dites ce qu'elles deviennent.",
    ),
    ("must be somebody else", "doit être quelqu'un d'autre"),
];
