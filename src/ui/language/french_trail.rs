//! French: the audit trail, and earlier states of records.

pub(super) const MESSAGES: &[(&str, &str)] = &[
    ("Refused|deeds", "Refus"),
    ("Read|deeds", "Lecture"),
    ("Deleted|deeds", "Suppression"),
    ("Changed|deeds", "Modification"),
    ("Created|deeds", "Création"),
    ("Verify audit trail", "Vérifier le journal d’audit"),
    ("Created", "Créé"),
    ("Deleted", "Supprimé"),
    ("Field", "Champ"),
    ("Logins", "Connexions"),
    ("Number in the chain", "Numéro dans la chaîne"),
    ("Outcome", "Résultat"),
    ("Program", "Programme"),
    ("Request", "Requête"),
    ("Row {}: {}.", "Ligne {}\u{a0}: {}."),
    ("Seal", "Sceau"),
    ("Still checking: {} of {} rows.", "Vérification en cours\u{a0}: {} lignes sur {}."),
    (
        "The audit trail is intact: all {} rows are as they were written.",
        "Le journal d’audit est intact\u{a0}: ses {} lignes sont telles qu’écrites.",
    ),
    (
        "The audit trail has been altered: a row was changed or removed. Keep this file and restore a backup beside it to compare.",
        "Le journal d’audit a été altéré\u{a0}: une ligne a été modifiée ou retirée. Gardez ce fichier et restaurez une sauvegarde à côté pour comparer.",
    ),
    ("User, action or IP address", "Utilisateur, action ou adresse IP"),
    ("What changed", "Ce qui a changé"),
];
