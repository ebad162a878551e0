//! The French of the first start, of the login and of what waits for it.

pub(super) const MESSAGES: &[(&str, &str)] = &[
    ("My clinic", "Mon cabinet"),
    ("Add the people who work here", "Ajouter les personnes qui travaillent ici"),
    ("Back", "Retour"),
    ("Create the account", "Créer le compte"),
    (
        "Days, times and sums are the clinic's. The texts stand on every invoice.",
        "Les jours, les heures et les montants sont ceux du cabinet. Les textes figurent sur chaque facture.",
    ),
    ("Every PC in the clinic's network", "Tous les PC du réseau du cabinet"),
    ("Continue", "Continuer"),
    (
        "It can do everything. There is no default password, and no way around yours.",
        "Il peut tout faire. Il n’y a pas de mot de passe par défaut, ni de moyen de contourner le vôtre.",
    ),
    (
        "Nobody can log in yet: open the link that NutriVault printed when it was started.",
        "Personne ne peut encore se connecter\u{a0}: ouvrez le lien que NutriVault a affiché à son démarrage.",
    ),
    (
        "Nobody else can open these pages. The right choice for one workplace.",
        "Personne d’autre ne peut ouvrir ces pages. Le bon choix pour un seul poste.",
    ),
    (
        "NutriVault speaks to each user in their own language. Which is yours?",
        "NutriVault parle à chacun dans sa langue. Quelle est la vôtre\u{202f}?",
    ),
    ("On other PCs of the network", "Sur les autres PC du réseau"),
    ("On this PC", "Sur ce PC"),
    ("Password, once more", "Mot de passe, encore une fois"),
    ("Place and invoices", "Lieu et factures"),
    ("Register the first patient", "Inscrire le premier patient"),
    ("Set up your clinic", "Installer votre cabinet"),
    ("Start the day", "Commencer la journée"),
    ("Step {} of {}", "Étape {} sur {}"),
    ("The clinic is set up", "Le cabinet est installé"),
    (
        "The choice of who may reach it is in force after the next start: stop NutriVault and start it again.",
        "Le choix de l’accès prendra effet au prochain démarrage\u{a0}: arrêtez NutriVault, puis relancez-le.",
    ),
    (
        "This stands at the head of every invoice. All of it can be changed later.",
        "Ceci figure en tête de chaque facture. Tout peut être modifié plus tard.",
    ),
    ("This PC alone", "Ce PC seulement"),
    ("What comes next", "Et ensuite"),
    (
        "Write the price list, so that a finished consultation becomes an invoice in one press",
        "Écrire la liste des prix, pour qu’une consultation terminée devienne une facture en un clic",
    ),
    ("Your administrator account", "Votre compte d’administration"),
    ("Your clinic", "Votre cabinet"),
];
