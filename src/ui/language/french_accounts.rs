//! The French of accounts: passwords, sessions, API keys, one's own e-mail address.

pub(super) const MESSAGES: &[(&str, &str)] = &[
    ("API keys", "Clés d'API"),
    ("Change the e-mail", "Changer l'e-mail"),
    (
        "End my API keys too: programs that use them stop working",
        "Supprimer aussi mes clés d'API : les programmes qui les utilisent s'arrêtent",
    ),
    ("End every API key", "Supprimer toutes les clés d'API"),
    ("Every session ends, this one too.", "Toutes les sessions s'arrêtent, celle-ci aussi."),
    ("Expires", "Expire"),
    (
        "It logs in like the user name, so your password is asked for.",
        "Il sert à se connecter comme le nom d'utilisateur : votre mot de passe est donc demandé.",
    ),
    ("Last used", "Dernière utilisation"),
    ("Log out everywhere", "Se déconnecter partout"),
    (
        "Only for a new e-mail address: it logs in like the user name.",
        "Seulement pour une nouvelle adresse e-mail : elle sert à se connecter comme le nom d'utilisateur.",
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
        "Without an answer it stays “{}” in the time zone {}, with amounts in {}: visits, days and invoices follow that until it is changed in the settings. Invoices that are issued keep it.",
        "Sans réponse, il reste « {} » dans le fuseau horaire {}, avec des montants en {} : consultations, jours et factures suivent cela jusqu'à un changement dans les réglages. Les factures émises le gardent.",
    ),
    (
        "“{}” is no place: its clock may not change with the clinic's. Choose a place like {}, or send it again to keep it.",
        "« {} » n'est pas un lieu : son heure peut ne pas changer avec celle du cabinet. Choisissez un lieu comme {}, ou renvoyez pour le garder.",
    ),
    ("The API key is ended.", "La clé d'API est supprimée."),
];

/// What refusals say.
pub(super) const RULES: &[(&str, &str)] = &[
    ("must not contain a NUL character", "ne doit pas contenir de caractère NUL"),
    (
        "The password must have at least {} characters. Nothing was changed.",
        "Le mot de passe doit avoir au moins {} caractères. Rien n'a été changé.",
    ),
    (
        "The password must have at most {} bytes (accented letters count two or more). Nothing was changed.",
        "Le mot de passe doit avoir au plus {} octets (une lettre accentuée en compte deux ou plus). Rien n'a été changé.",
    ),
    (
        "The password must not contain the user name. Nothing was changed.",
        "Le mot de passe ne doit pas contenir le nom d'utilisateur. Rien n'a été changé.",
    ),
    (
        "The password is one that others try first; choose a few words of your own. Nothing was changed.",
        "Ce mot de passe est de ceux qu'on essaie en premier ; choisissez quelques mots à vous. Rien n'a été changé.",
    ),
    (
        "The password repeats or counts up; choose a few words of your own. Nothing was changed.",
        "Le mot de passe se répète ou compte ; choisissez quelques mots à vous. Rien n'a été changé.",
    ),
    (
        "is made of names that others know, the user's or the clinic's; choose a few words of your own",
        "est fait de noms que d'autres connaissent, de l'utilisateur ou du cabinet ; choisissez quelques mots à vous",
    ),
    (
        "The password is made of names that others know, the user's or the clinic's; choose a few words of your own. Nothing was changed.",
        "Le mot de passe est fait de noms que d'autres connaissent, de l'utilisateur ou du cabinet ; choisissez quelques mots à vous. Rien n'a été changé.",
    ),
    (
        "Your browser sent two sessions at once, so nothing was done. Both are forgotten now: open the page again and log in.",
        "Votre navigateur a envoyé deux sessions à la fois : rien n'a été fait. Les deux sont oubliées maintenant : ouvrez de nouveau la page et connectez-vous.",
    ),
];
