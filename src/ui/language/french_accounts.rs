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
    ("The API key is ended.", "La clé d'API est supprimée."),
];

/// What refusals say.
pub(super) const RULES: &[(&str, &str)] = &[];
