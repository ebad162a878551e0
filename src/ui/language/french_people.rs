//! The French of who works here, who has left, and what belongs to them.

/// Messages of the pages.
pub(super) const MESSAGES: &[(&str, &str)] = &[
    ("{} (has left)", "{} (a quitté l’équipe)"),
    ("{} (no longer a dietitian)", "{} (n’est plus diététicien)"),
    ("until {}", "jusqu’à {}"),
    ("1 appointment to come", "1 rendez-vous à venir"),
    ("{} appointments to come", "{} rendez-vous à venir"),
    ("1 patient", "1 patient"),
    ("{} patients", "{} patients"),
    ("go to", "à confier à"),
    ("Leave as they are", "Laisser tel quel"),
    ("Leave these as they are", "Laisser ceux-ci tels quels"),
    ("Double-book them", "Les enregistrer en double"),
    ("What belongs to this user", "Ce qui revient à cet utilisateur"),
    ("It is handed over.", "C’est confié."),
    (
        "Nothing is saved yet: say first what becomes of what belongs to this user.",
        "Rien n’est encore enregistré\u{a0}: dites d’abord ce que devient ce qui revient à cet utilisateur.",
    ),
    ("{} by {}", "{} au {}"),
    ("{} completed", "{} effectuées"),
    ("{} no-shows", "{} rendez-vous manqués"),
    ("1 no-show", "1 rendez-vous manqué"),
    ("{} payments", "{} paiements"),
    ("1 payment", "1 paiement"),
    ("Active patients", "Patients actifs"),
    (
        "A patient who was seen in so many last months counts as active.",
        "Un patient vu au cours de ces derniers mois compte comme actif.",
    ),
    ("Completed or no-show", "Terminés ou manqués"),
    ("First consultation from", "Première consultation du"),
    ("First consultation to", "Première consultation au"),
    ("New patients", "Nouveaux patients"),
    ("Not archived", "Non archivés"),
    ("Registered", "Inscrits"),
    ("Seen since", "Vu depuis le"),
    (
        "Completed consultations of the last 90 days of which no section of the note is written: no assessment, diagnosis, intervention or monitoring.",
        "Consultations terminées des 90 derniers jours dont aucune rubrique de la note n’est écrite\u{a0}: ni évaluation, ni diagnostic, ni intervention, ni suivi.",
    ),
    (
        "Of these patients, the ones with a completed consultation in the last {} months, archived or not. The settings say how many months.",
        "Parmi ces patients, ceux qui ont une consultation terminée au cours des {} derniers mois, archivés ou non. Les réglages disent combien de mois.",
    ),
    (
        "Patients whose first completed consultation lies in the period. The column Registered counts those whose file was opened in it.",
        "Patients dont la première consultation terminée tombe dans la période. La colonne Inscrits compte ceux dont le dossier a été ouvert dans la période.",
    ),
    (
        "Patients who are not archived, with no completed consultation in the last six months and no appointment to come, however long ago the last one was. A patient who never came counts from six months after the registration.",
        "Patients non archivés, sans consultation depuis six mois ni rendez-vous à venir, quelle que soit la date de la dernière. Un patient jamais venu compte à partir de six mois après son inscription.",
    ),
];
