//! The French of how the server is reached: hosts, proxies, certificates.

pub(super) const MESSAGES: &[(&str, &str)] = &[
    ("Network", "Réseau"),
    ("Certificate", "Certificat"),
    (
        "Encrypted: nobody in the network can read along. Each PC and phone is told once to trust this server; a page shows how.",
        "Chiffré\u{a0}: personne sur le réseau ne peut lire ce qui passe. On indique une fois à chaque PC et téléphone de se fier à ce serveur\u{202f}; une page montre comment.",
    ),
    (
        "Every PC in the clinic's network, without encryption",
        "Tous les PC du réseau du cabinet, sans chiffrement",
    ),
    (
        "Everybody in the network, guests of the Wi-Fi too, can read passwords and patients' files as they pass. Only for a network that nobody else can enter.",
        "Quiconque est sur le réseau, les visiteurs du Wi-Fi aussi, peut lire au passage les mots de passe et les dossiers des patients. Seulement pour un réseau où personne d’autre ne peut entrer.",
    ),
    (
        "The configuration says where NutriVault listens ({}) or which proxy stands before it, and wins over the choice of the address here; encryption follows the choice.",
        "La configuration dit où NutriVault écoute ({}) ou quel proxy le précède, et l’emporte sur le choix de l’adresse fait ici\u{202f}; le chiffrement suit le choix.",
    ),
    (
        "Without encryption everybody in the network can read passwords and patients' files as they pass.",
        "Sans chiffrement, quiconque est sur le réseau peut lire au passage les mots de passe et les dossiers des patients.",
    ),
    ("Choose encryption", "Choisir le chiffrement"),
    ("Once on each other PC and phone", "Une fois sur chaque autre PC et téléphone"),
    ("Open this address in its browser:", "Ouvrez cette adresse dans son navigateur\u{a0}:"),
    (
        "Compare the fingerprint there with this one:",
        "Comparez l’empreinte affichée là-bas avec celle-ci\u{a0}:",
    ),
    (
        "Load the certificate and trust it, as the pictures there show.",
        "Chargez le certificat et faites-lui confiance, comme le montrent les images.",
    ),
    (
        "Go on to the login from there; from then on the address above is enough.",
        "De là, passez à la connexion\u{202f}; ensuite, l’adresse ci-dessus suffit.",
    ),
    (
        "This page is not encrypted: everybody in this network can read the password. An administrator can choose encryption under Network access.",
        "Cette page n’est pas chiffrée\u{a0}: quiconque est sur ce réseau peut lire le mot de passe. Un administrateur peut choisir le chiffrement sous Accès réseau.",
    ),
    ("Trust this server", "Se fier à ce serveur"),
    (
        "What you read and write here travels encrypted. For that this PC or phone has to know the clinic's server: once, in three steps.",
        "Ce que vous lisez et écrivez ici voyage chiffré. Pour cela, ce PC ou ce téléphone doit connaître le serveur du cabinet\u{a0}: une fois, en trois étapes.",
    ),
    ("1. Compare the fingerprint", "1. Comparer l’empreinte"),
    (
        "The same must stand on the screen of the clinic's server: where it was started, at /reach/done in its pages, or by the command nutrivault tls show. If one sign differs, stop and tell your administrator: somebody stands between.",
        "La même doit figurer sur l’écran du serveur du cabinet\u{a0}: là où il a été démarré, dans ses pages sous /reach/done, ou par la commande nutrivault tls show. Si un seul signe diffère, arrêtez et prévenez votre administrateur\u{a0}: quelqu’un s’est interposé.",
    ),
    ("2. Load the certificate and trust it", "2. Charger le certificat et lui faire confiance"),
    ("The three steps below, as pictures", "Les trois étapes ci-dessous, en images"),
    ("Load the profile", "Charger le profil"),
    ("Load the certificate", "Charger le certificat"),
    ("Its name is:", "Son nom\u{a0}:"),
    (
        "It can vouch for this server and for private addresses only, not for any site of the internet.",
        "Il ne peut répondre que de ce serveur et d’adresses privées, d’aucun site d’internet.",
    ),
    ("3. Log in", "3. Se connecter"),
    ("Go on to the login", "Passer à la connexion"),
    (
        "If the browser warns, close it once and open it again; if it still warns, the certificate is not trusted yet: do not enter a password.",
        "Si le navigateur avertit, fermez-le une fois et rouvrez-le\u{202f}; s’il avertit encore, le certificat n’est pas encore approuvé\u{a0}: n’entrez pas de mot de passe.",
    ),
    (
        "Press the button, and Allow: the profile is loaded.",
        "Appuyez sur le bouton, puis Autoriser\u{a0}: le profil est téléchargé.",
    ),
    (
        "Open Settings: at the top stands Profile Downloaded. Press it, then Install.",
        "Ouvrez Réglages\u{a0}: en haut figure Profil téléchargé. Appuyez dessus, puis Installer.",
    ),
    (
        "In Settings, open General, About, Certificate Trust Settings, and switch on the one called NutriVault.",
        "Dans Réglages, ouvrez Général, Informations, Réglages de confiance des certificats, et activez celui qui s’appelle NutriVault.",
    ),
    (
        "Press the button: the file nutrivault.crt is loaded.",
        "Appuyez sur le bouton\u{a0}: le fichier nutrivault.crt est téléchargé.",
    ),
    (
        "Open Settings and search for CA certificate. Choose Install a certificate, then CA certificate, then Install anyway.",
        "Ouvrez Paramètres et cherchez certificat CA. Choisissez Installer un certificat, puis Certificat CA, puis Installer quand même.",
    ),
    (
        "Choose nutrivault.crt among the downloads.",
        "Choisissez nutrivault.crt parmi les téléchargements.",
    ),
    (
        "Press the button, and open the file nutrivault.crt.",
        "Appuyez sur le bouton, puis ouvrez le fichier nutrivault.crt.",
    ),
    (
        "Press Install Certificate, choose Local Machine or Current User, and Next.",
        "Appuyez sur Installer un certificat, choisissez Ordinateur local ou Utilisateur actuel, puis Suivant.",
    ),
    (
        "Choose Place all certificates in the following store, Browse, Trusted Root Certification Authorities; then Finish, and Yes.",
        "Choisissez Placer tous les certificats dans le magasin suivant, Parcourir, Autorités de certification racines de confiance\u{202f}; puis Terminer, et Oui.",
    ),
    (
        "Press the button, and open the file nutrivault.crt: Keychain Access opens. Add it to the keychain login or System.",
        "Appuyez sur le bouton, puis ouvrez le fichier nutrivault.crt\u{a0}: Trousseaux d’accès s’ouvre. Ajoutez-le au trousseau session ou Système.",
    ),
    (
        "Double-click the certificate called NutriVault, and open Trust.",
        "Double-cliquez sur le certificat qui s’appelle NutriVault, et ouvrez Se fier.",
    ),
    (
        "At When using this certificate choose Always Trust, close the window, and give your password.",
        "À Lors de l’utilisation de ce certificat, choisissez Toujours approuver, fermez la fenêtre et donnez votre mot de passe.",
    ),
    (
        "In Firefox, on any system, open Settings, Privacy & Security, View Certificates, Authorities, Import; in Chromium Settings, Privacy and security, Security, Manage certificates, Authorities, Import.",
        "Dans Firefox, sur tout système, ouvrez Paramètres, Vie privée et sécurité, Afficher les certificats, Autorités, Importer\u{202f}; dans Chromium Paramètres, Confidentialité et sécurité, Sécurité, Gérer les certificats, Autorités, Importer.",
    ),
    (
        "Choose nutrivault.crt, and tick that it is trusted to identify websites.",
        "Choisissez nutrivault.crt, et cochez qu’il peut identifier des sites web.",
    ),
];

pub(super) const RULES: &[(&str, &str)] = &[
    ("Misdirected Request", "Ce serveur ne porte pas ce nom"),
    (
        "This server does not answer to the name {}: if it is the clinic's own, write the line hosts = [\"{}\"] into Rocket.toml under [default], or set NUTRIVAULT_HOSTS, and start NutriVault again.",
        "Ce serveur ne répond pas au nom {}\u{a0}: si c’est bien celui du cabinet, écrivez la ligne hosts = [\"{}\"] dans Rocket.toml sous [default], ou donnez-le dans NUTRIVAULT_HOSTS, puis redémarrez NutriVault.",
    ),
    (
        "This server answers only to a host name or an address, and this request names neither; the clinic's own names stand in the line hosts = [\"…\"] of Rocket.toml or in NUTRIVAULT_HOSTS.",
        "Ce serveur ne répond qu’à un nom d’hôte ou à une adresse, et cette demande n’en donne pas\u{202f}; les noms du cabinet figurent dans la ligne hosts = [\"…\"] de Rocket.toml ou dans NUTRIVAULT_HOSTS.",
    ),
    (
        "NutriVault is served at the root of a host name and not below a path, so the proxy has to give it a name of its own, like nutrivault.clinic.example.",
        "NutriVault se sert à la racine d’un nom d’hôte et non sous un chemin\u{a0}: le proxy doit lui donner un nom à lui, comme nutrivault.clinic.example.",
    ),
    (
        "A request must name its host in one Host line, no more and no fewer.",
        "Une demande doit nommer son hôte dans une seule ligne Host, ni plus ni moins.",
    ),
];
