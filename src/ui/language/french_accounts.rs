//! The French of accounts: passwords, sessions, API keys, one's own e-mail address.

pub(super) const MESSAGES: &[(&str, &str)] = &[
    (
        "Everything clinical: notes, measurements, medical notes, goals, plans and clinical documents. Without it a role sees appointments, invoices, allergies and people only.",
        "Tout ce qui est clinique\u{a0}: notes, mesures, notes médicales, objectifs, plans et documents cliniques. Sans ce droit, un rôle ne voit que les rendez-vous, les factures, les allergies et les personnes.",
    ),
    (
        "Private notes of a consultation, and signing it.",
        "Les notes privées d'une consultation, et sa signature.",
    ),
    (
        "Food tables, and the clinic's recipes and templates.",
        "Les tables d'aliments, les recettes et les modèles du cabinet.",
    ),
    (
        "A change holds from everybody's next page on. Administrators may always do everything; what makes an administrator cannot be given to another role.",
        "Un changement vaut dès la page suivante de chacun. Les administrateurs peuvent toujours tout faire\u{202f}; ce qui fait un administrateur ne peut pas être donné à un autre rôle.",
    ),
    ("Change the e-mail", "Changer l'e-mail"),
    (
        "End my API keys too: programs that use them stop working",
        "Supprimer aussi mes clés d'API\u{a0}: les programmes qui les utilisent s'arrêtent",
    ),
    ("End every API key", "Supprimer toutes les clés d'API"),
    ("Every session ends, this one too.", "Toutes les sessions s'arrêtent, celle-ci aussi."),
    ("Expires", "Expire"),
    (
        "It logs in like the user name, so your password is asked for.",
        "Il sert à se connecter comme le nom d'utilisateur\u{a0}: votre mot de passe est donc demandé.",
    ),
    ("Last used", "Dernière utilisation"),
    ("Log out everywhere", "Se déconnecter partout"),
    (
        "Only for a new e-mail address: it logs in like the user name.",
        "Seulement pour une nouvelle adresse e-mail\u{a0}: elle sert à se connecter comme le nom d'utilisateur.",
    ),
    (
        "Programs that use them stop working at once.",
        "Les programmes qui les utilisent s'arrêtent aussitôt.",
    ),
    (
        "Nobody has said yet what the clinic is called, where it is and what it charges in. It takes a minute.",
        "Personne n'a encore dit comment s'appelle le cabinet, où il est et dans quelle monnaie il facture. Cela prend une minute.",
    ),
    ("Not now", "Pas maintenant"),
    (
        "Without an answer it stays “{}” in the time zone {}, with amounts in {}: appointments, days and invoices follow that until it is changed in the settings. Invoices that are issued keep it.",
        "Sans réponse, il reste «\u{a0}{}\u{a0}» dans le fuseau horaire {}, avec des montants en {}\u{a0}: consultations, jours et factures suivent cela jusqu'à un changement dans les réglages. Les factures émises le gardent.",
    ),
    (
        "“{}” is no place: its clock may not change with the clinic's. Choose a place like {}, or send it again to keep it.",
        "«\u{a0}{}\u{a0}» n'est pas un lieu\u{a0}: son heure peut ne pas changer avec celle du cabinet. Choisissez un lieu comme {}, ou renvoyez pour le garder.",
    ),
    ("The API key is ended.", "La clé d'API est supprimée."),
];
