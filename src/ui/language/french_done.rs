//! French: what has just been done, as `ui/done.rs` says it.

pub(super) const MESSAGES: &[(&str, &str)] = &[
    ("The documents are kept.", "Les documents sont conservés."),
    ("The document is deleted.", "Le document est supprimé."),
    ("The document is back.", "Le document est de retour."),
    ("The change is made.", "Le changement est fait."),
    ("The backup is deleted.", "La sauvegarde est supprimée."),
    ("The credit note is written.", "L’avoir est établi."),
    ("The draft is deleted.", "Le brouillon est supprimé."),
    (
        "The draft is saved. It gets its number when you issue it.",
        "Le brouillon est enregistré. Il recevra son numéro à l’émission.",
    ),
    (
        "The invoice is cancelled. It keeps its number.",
        "La facture est annulée. Elle garde son numéro.",
    ),
    (
        "The invoice is issued: its lines and amounts are fixed now.",
        "La facture est émise\u{a0}: ses lignes et montants sont figés.",
    ),
    ("The password is changed.", "Le mot de passe est changé."),
    ("The patient has arrived.", "Le patient est arrivé."),
    ("The patient is active again.", "Le patient est de nouveau actif."),
    (
        "The patient is archived. The file is kept.",
        "Le patient est archivé. Le dossier est conservé.",
    ),
    ("The patient is registered.", "Le patient est inscrit."),
    ("The payment is recorded.", "Le paiement est enregistré."),
    ("The payment is undone.", "Le paiement est annulé."),
    ("The restore is cancelled.", "La restauration est annulée."),
    (
        "The restore is ordered: it is carried out at the next start.",
        "La restauration est demandée\u{a0}: elle sera exécutée au prochain démarrage.",
    ),
    ("The session is ended.", "La session est terminée."),
    ("The user is added.", "L’utilisateur est ajouté."),
    (
        "The consultation and its measurements are saved.",
        "La consultation et ses mesures sont enregistrées.",
    ),
    ("The appointment is back.", "Le rendez-vous est rétabli."),
    ("The appointment is booked.", "Le rendez-vous est pris."),
    ("The consultation is completed.", "La consultation est terminée."),
    (
        "The consultation is completed. Check the draft invoice, then issue it.",
        "La consultation est terminée. Vérifiez la facture brouillon, puis émettez-la.",
    ),
    ("The appointment is deleted.", "Le rendez-vous est supprimé."),
    ("The patient is marked as a no-show.", "Le patient est marqué absent."),
    ("The appointment is moved.", "Le rendez-vous est déplacé."),
    ("The appointment is scheduled again.", "Le rendez-vous est de nouveau prévu."),
    (
        "The consultation is saved, and its measurements are removed.",
        "La consultation est enregistrée et ses mesures sont retirées.",
    ),
];
