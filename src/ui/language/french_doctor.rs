//! The French catalogue: what the doctor finds, and what is to be done about it.

/// Every sentence that a finding tells.
pub(super) const FINDINGS: &[(&str, &str)] = &[
    (
        "Every file belongs to the folder's owner.",
        "Tous les fichiers appartiennent au propriétaire du dossier.",
    ),
    (
        "{} files belong to another user than the folder, first {}: the server may not start or back up.",
        "{} fichiers appartiennent à un autre utilisateur que le dossier, d’abord {}\u{a0}: le serveur risque de ne pas démarrer ou de ne pas sauvegarder.",
    ),
    (
        "Give them to the folder's owner: chown -R --reference={} {}",
        "Donnez-les au propriétaire du dossier\u{a0}: chown -R --reference={} {}",
    ),
    (
        "The log beside the database is another file's: {}.",
        "Le journal à côté de la base de données est celui d’un autre fichier\u{a0}: {}.",
    ),
    (
        "The next start sets the log aside and serves the file as it is. If that is not what you want, put the file that belongs to the log in its place first.",
        "Le prochain démarrage met le journal de côté et sert le fichier tel quel. Si ce n’est pas ce que vous voulez, remettez d’abord à sa place le fichier auquel appartient le journal.",
    ),
    (
        "The log beside the database may be another file's: {}.",
        "Le journal à côté de la base de données est peut-être celui d’un autre fichier\u{a0}: {}.",
    ),
    (
        "Put the file that belongs to the log in its place; or move the log away to go on without the changes in it.",
        "Remettez à sa place le fichier auquel appartient le journal\u{202f}; ou déplacez le journal pour continuer sans les modifications qu’il contient.",
    ),
    (
        "{} is empty: a first start was broken off.",
        "{} est vide\u{a0}: un premier démarrage a été interrompu.",
    ),
    ("Start the server: it makes the clinic.", "Démarrez le serveur\u{a0}: il crée le cabinet."),
    ("All {} invoices add up.", "Les {} factures tombent juste."),
    ("All {} rows hold.", "Les {} lignes tiennent."),
    (
        "All {} tables, indexes and guards are there.",
        "Les {} tables, index et déclencheurs sont tous là.",
    ),
    ("All {} that were asked for are used.", "Les {} demandés sont tous utilisés."),
    (
        "Check the disk that the data folder lies on.",
        "Vérifiez le disque qui porte le dossier des données.",
    ),
    (
        "Check who owns the file and its folder.",
        "Vérifiez à qui appartiennent le fichier et son dossier.",
    ),
    (
        "Counters are behind their documents: {}.",
        "Des compteurs sont en retard sur leurs documents\u{a0}: {}.",
    ),
    (
        "End that program, or its transaction: the server then folds them in by itself. Nothing is lost meanwhile, but the log grows with every change.",
        "Fermez ce programme, ou sa transaction\u{a0}: le serveur les intègre ensuite de lui-même. Rien n’est perdu entre-temps, mais le journal grandit à chaque modification.",
    ),
    ("Every list has as many rows as it says.", "Chaque liste a autant de lignes qu’elle le dit."),
    ("Every page and index is whole.", "Chaque page et chaque index est entier."),
    (
        "Every row that is referred to is there.",
        "Chaque ligne à laquelle une autre renvoie est là.",
    ),
    (
        "Free some space: old copies in the backups folder can go. On a full disk nothing can be saved.",
        "Libérez de la place\u{a0}: les anciennes copies du dossier des sauvegardes peuvent partir. Sur un disque plein, rien ne peut être enregistré.",
    ),
    ("How much is free is not known: {}", "La place libre n’est pas connue\u{a0}: {}"),
    ("No copy remembers the trail yet.", "Aucune copie ne s’en souvient encore."),
    (
        "The copy {} remembers row {} otherwise: since it was made, rows were removed or written anew.",
        "La copie {} se souvient autrement de la ligne {}\u{a0}: depuis, des lignes ont été retirées ou réécrites.",
    ),
    ("Indexes are missing: {}.", "Des index manquent\u{a0}: {}."),
    ("Install a newer build of NutriVault.", "Installez une version plus récente de NutriVault."),
    ("Invoices do not add up: {}.", "Des factures ne tombent pas juste\u{a0}: {}."),
    ("It cannot be used: {}", "Il est inutilisable\u{a0}: {}"),
    ("It has grown to {} bytes.", "Il a atteint {} octets."),
    ("It has {} bytes.", "Il compte {} octets."),
    ("It is too old: {}", "Elle est trop ancienne\u{a0}: {}"),
    (
        "It is {}, older than this program's {}.",
        "C’est la {}, plus ancienne que la {} de ce programme.",
    ),
    ("It is {}.", "C’est la {}."),
    ("It goes on from where {} copies saw it.", "Il continue là où {} copies l’ont vu."),
    (
        "It says {}, after everything that is written.",
        "Elle indique {}, après tout ce qui est écrit.",
    ),
    (
        "It says {}, before the newest row of the audit trail, of {}.",
        "Elle indique {}, avant la dernière ligne du journal d’audit, du {}.",
    ),
    (
        "If somebody has put an older copy back by hand, that explains it. If not, keep this file as evidence and compare it with that copy.",
        "Si quelqu’un a remis une copie plus ancienne à la main, c’est l’explication. Sinon, gardez ce fichier comme preuve et comparez-le à cette copie.",
    ),
    (
        "Make one with `nutrivault backup`, best with --to on another disk, and again every day.",
        "Faites-en une avec `nutrivault backup`, au mieux avec --to sur un autre disque, puis chaque jour.",
    ),
    (
        "Mend what it names, then `nutrivault backup`.",
        "Remédiez à ce qu’elle nomme, puis `nutrivault backup`.",
    ),
    ("Numbers do not follow each other: {}.", "Des numéros ne se suivent pas\u{a0}: {}."),
    ("Only the owner can read the files.", "Seul leur propriétaire peut lire les fichiers."),
    (
        "Only {} MB are free; a backup and some days of work need {}.",
        "Seuls {} Mo sont libres\u{202f}; une sauvegarde et quelques jours de travail en demandent {}.",
    ),
    (
        "Other users of this machine may reach {}.",
        "D’autres utilisateurs de cette machine peuvent atteindre {}.",
    ),
    (
        "Passwords are hashed at a cost of {} only.",
        "Les mots de passe sont hachés à un coût de {} seulement.",
    ),
    (
        "Point NUTRIVAULT_DATA at the clinic's folder, or start the server to make a new one.",
        "Dirigez NUTRIVAULT_DATA vers le dossier du cabinet, ou démarrez le serveur pour en créer un.",
    ),
    (
        "Point NUTRIVAULT_DATA at the clinic's folder.",
        "Dirigez NUTRIVAULT_DATA vers le dossier du cabinet.",
    ),
    (
        "Read what the audit chain says, then go back to the newest backup with `nutrivault restore FILE`.",
        "Lisez ce que dit la chaîne d’audit, puis revenez à la dernière sauvegarde avec `nutrivault restore FICHIER`.",
    ),
    (
        "Restart the server: it makes missing indexes anew.",
        "Redémarrez le serveur\u{a0}: il refait les index manquants.",
    ),
    ("Restart the server: it makes them anew.", "Redémarrez le serveur\u{a0}: il les refait."),
    ("Row {} does not hold: {}.", "La ligne {} ne tient pas\u{a0}: {}."),
    (
        "SQLite does not use {}: lists become slow.",
        "SQLite n’utilise pas {}\u{a0}: les listes deviennent lentes.",
    ),
    ("SQLite finds: {}.", "SQLite trouve\u{a0}: {}."),
    (
        "Set auth.bcrypt_cost to 12; passwords are hashed anew as people log in.",
        "Mettez auth.bcrypt_cost à 12\u{202f}; les mots de passe sont hachés de nouveau à chaque connexion.",
    ),
    (
        "Set settings.time_zone to a zone like Europe/Paris.",
        "Mettez settings.time_zone à un fuseau comme Europe/Paris.",
    ),
    (
        "Set the clock of this machine, best by the network (NTP): appointments, invoices and the audit trail are dated by it.",
        "Réglez l’horloge de cette machine, au mieux par le réseau (NTP)\u{a0}: elle date les rendez-vous, les factures et le journal d’audit.",
    ),
    ("Somebody changed it: {}.", "Quelqu’un l’a modifiée\u{a0}: {}."),
    (
        "Somebody changed the figures outside the program. Keep this file as evidence; the audit trail of these invoices and the newest copy in the backups folder say what they were.",
        "Quelqu’un a modifié les chiffres hors du programme. Gardez ce fichier comme preuve\u{202f}; le journal d’audit de ces factures et la dernière copie du dossier des sauvegardes disent ce qu’ils étaient.",
    ),
    (
        "Somebody or something changed the audit trail outside the program. Keep this file as evidence and compare it with the newest copy.",
        "Quelqu’un ou quelque chose a modifié le journal d’audit hors du programme. Gardez ce fichier comme preuve et comparez-le à la dernière copie.",
    ),
    (
        "Start the server once: it writes those of the configuration.",
        "Démarrez le serveur une fois\u{a0}: il écrit ceux de la configuration.",
    ),
    (
        "Start the server, or start it anew: it is folded into the database then. See that no other program keeps the file open.",
        "Démarrez ou redémarrez le serveur\u{a0}: il est alors intégré à la base. Vérifiez qu’aucun autre programme ne tient le fichier ouvert.",
    ),
    (
        "Stop the server and go back to the newest backup: `nutrivault restore FILE`; it keeps the damaged file aside.",
        "Arrêtez le serveur et revenez à la dernière sauvegarde\u{a0}: `nutrivault restore FICHIER`\u{202f}; le fichier endommagé est mis de côté.",
    ),
    (
        "Stop the server and go back to the newest good backup, of {}: `nutrivault restore {}`; it keeps the damaged file aside.",
        "Arrêtez le serveur et revenez à la dernière sauvegarde intacte, du {}\u{a0}: `nutrivault restore {}`\u{202f}; le fichier endommagé est mis de côté.",
    ),
    ("The check broke off: {}.", "Le contrôle s’est interrompu\u{a0}: {}."),
    ("The clinic has no settings yet.", "Le cabinet n’a pas encore de réglages."),
    ("The clinic's time zone is {}.", "Le fuseau horaire du cabinet est {}."),
    ("The head of {} is damaged.", "L’en-tête de {} est endommagé."),
    (
        "The last attempt, of {}, failed: {} {}",
        "La dernière tentative, du {}, a échoué\u{a0}: {} {}",
    ),
    (
        "The newest is of {}, {} hours old: {}.",
        "La plus récente est du {}, vieille de {} heures\u{a0}: {}.",
    ),
    (
        "The next number would be one that exists, and be refused. Put the newest copy from the backups folder in place of this file, or raise number_series.last_number.",
        "Le numéro suivant existerait déjà et serait refusé. Remplacez ce fichier par la dernière copie du dossier des sauvegardes, ou relevez number_series.last_number.",
    ),
    (
        "The server listens on {}, for the whole network.",
        "Le serveur écoute sur {}, pour tout le réseau.",
    ),
    ("The server listens on {}.", "Le serveur écoute sur {}."),
    ("The {} series have no gap.", "Les {} séries n’ont pas de trou."),
    ("There is no database {}.", "Il n’y a pas de base {}."),
    ("There is no verified backup.", "Il n’y a aucune sauvegarde vérifiée."),
    (
        "These lists have more or fewer rows than they say: {}.",
        "Ces listes ont plus ou moins de lignes qu’elles ne le disent\u{a0}: {}.",
    ),
    (
        "This build does not know the time zone {}: it would not start.",
        "Cette version ne connaît pas le fuseau horaire {}\u{a0}: elle ne démarrerait pas.",
    ),
    (
        "This program leaves no gap. An import or a restored copy may explain it, and the audit trail then says so; keep the explanation with the accounts.",
        "Ce programme ne laisse pas de trou. Un import ou une copie restaurée peut l’expliquer, et le journal d’audit le dit alors\u{202f}; gardez l’explication avec la comptabilité.",
    ),
    ("Use the program that wrote the file.", "Utilisez le programme qui a écrit le fichier."),
    ("Version {} is built in.", "La version {} est intégrée."),
    (
        "`nutrivault migrate` brings it up to date, after a verified copy.",
        "`nutrivault migrate` la met à jour, après une copie vérifiée.",
    ),
    (
        "chmod 600 the files and chmod 700 the folders that are named.",
        "chmod 600 pour les fichiers et chmod 700 pour les dossiers nommés.",
    ),
    (
        "of {} ({}) a number stands on a draft or is missing on an issued one",
        "pour {} ({}), un numéro figure sur un brouillon ou manque à une facture émise",
    ),
    (
        "of {} ({}) more of a deposit is used or given back than came in",
        "pour {} ({}), plus est utilisé ou rendu d’un acompte qu’il n’en est entré",
    ),
    (
        "of {} ({}) a payment over several invoices is not what its shares come to",
        "pour {} ({}), un paiement réparti sur plusieurs factures n’égale pas la somme de ses parts",
    ),
    (
        "of {} ({}) a reversal is not the opposite of its payment",
        "pour {} ({}), une annulation n’est pas l’opposé de son paiement",
    ),
    (
        "of {} ({}) amounts are not what their lines come to",
        "pour {} ({}), les montants n’égalent pas la somme des lignes",
    ),
    (
        "of {} ({}) credited is not what their credit notes come to",
        "pour {} ({}), le montant crédité n’égale pas la somme des avoirs",
    ),
    (
        "of {} ({}) paid is not what their payments come to",
        "pour {} ({}), le montant payé n’égale pas la somme des paiements",
    ),
    (
        "of {} ({}) paid, credited and owed do not make up the total",
        "pour {} ({}), le payé, le crédité et le dû ne font pas le total",
    ),
    (
        "of {} ({}) the status is not the one that the figures give",
        "pour {} ({}), le statut n’est pas celui que donnent les chiffres",
    ),
    ("the {} {} differs", "{} {} diffère"),
    ("the {} {} is missing", "{} {} manque"),
    ("{} MB are free.", "{} Mo sont libres."),
    (
        "{} MB of changes cannot be folded into the database: an older state of it is kept open by {}.",
        "{} Mo de modifications ne peuvent pas être intégrés à la base\u{a0}: un état plus ancien est tenu ouvert par {}.",
    ),
    (
        "{} MB of changes cannot be folded into the database: somebody who reads keeps an older state of it open.",
        "{} Mo de modifications ne peuvent pas être intégrés à la base\u{a0}: un lecteur tient ouvert un état plus ancien.",
    ),
    ("{} cannot be opened: {}.", "{} ne peut pas être ouvert\u{a0}: {}."),
    ("{} cannot be read: {}.", "{} ne peut pas être lu\u{a0}: {}."),
    ("{} counts {} and has {}", "{} compte {} et contient {}"),
    ("{} has {} bytes.", "{} compte {} octets."),
    (
        "{} is a SQLite database, but not one of NutriVault's.",
        "{} est une base SQLite, mais pas de NutriVault.",
    ),
    ("{} is cut off.", "{} est tronqué."),
    ("{} is no SQLite database.", "{} n’est pas une base SQLite."),
    ("{} references lead nowhere, first {}.", "{} renvois ne mènent nulle part, d’abord {}."),
    ("{} refers to {}", "{} renvoie à {}"),
    ("{}: {} missing, first {}", "{}\u{a0}: {} manquants, le premier {}"),
    ("Every password can be checked.", "Chaque mot de passe peut être vérifié."),
    (
        "The stored password of {} has a cost that is not from 4 to 14: to check it would stop everybody's logins for hours, so it is refused at once.",
        "Le mot de passe enregistré de {} a un coût hors de 4 à 14\u{a0}: le vérifier bloquerait toutes les connexions pendant des heures, il est donc refusé aussitôt.",
    ),
    (
        "`nutrivault user reset-password` sets a new one. NutriVault never wrote such a hash: find out who did.",
        "`nutrivault user reset-password` en met un nouveau. NutriVault n’a jamais écrit une telle empreinte\u{a0}: cherchez qui l’a fait.",
    ),
    ("the {} {} does not belong to NutriVault", "{} {} n’est pas de NutriVault"),
    (
        "What is foreign acts in the clinic's name, and no copy with it is restored. If it is another program's, let that program take it away; else read what the audit chain says, and go back to the newest backup from before with `nutrivault restore FILE`.",
        "Ce qui est étranger agit au nom du cabinet, et aucune copie qui le contient n’est restaurée. S’il vient d’un autre programme, faites-le retirer par celui-ci\u{202f}; sinon, lisez ce que dit la chaîne d’audit et revenez à la dernière sauvegarde d’avant avec `nutrivault restore FICHIER`.",
    ),
    (
        "The server listens on {} and speaks plain HTTP: everybody in the network can read passwords and patients' files.",
        "Le serveur écoute sur {} et parle HTTP sans chiffrement\u{a0}: quiconque est sur le réseau peut lire les mots de passe et les dossiers des patients.",
    ),
    (
        "Choose encryption at /reach in the pages, or run `nutrivault tls create`; a proxy with TLS goes into trusted_proxies.",
        "Choisissez le chiffrement sous /reach dans les pages, ou lancez `nutrivault tls create`\u{202f}; un proxy avec TLS se nomme dans trusted_proxies.",
    ),
    (
        "The server listens on {}, for the whole network, encrypted.",
        "Le serveur écoute sur {}, pour tout le réseau, avec chiffrement.",
    ),
    (
        "The certificate for {} holds only from {} to {}.",
        "Le certificat de {} n’est valable que du {} au {}.",
    ),
    (
        "Set the clock of this machine, and start the server: it renews its certificate by itself. If it does not, its log says why.",
        "Réglez l’horloge de cette machine et démarrez le serveur\u{a0}: il renouvelle lui-même son certificat. S’il ne le fait pas, son journal dit pourquoi.",
    ),
    (
        "Put a newer one into the files of tls.certificate and tls.key: the server takes it within seconds.",
        "Mettez-en un plus récent dans les fichiers tls.certificate et tls.key\u{a0}: le serveur le prend en quelques secondes.",
    ),
    ("The certificate for {} holds until {}.", "Le certificat de {} est valable jusqu’au {}."),
    (
        "The next start makes the server's certificate.",
        "Le prochain démarrage fait le certificat du serveur.",
    ),
    ("The certificate cannot be read: {}", "Le certificat ne peut pas être lu\u{a0}: {}"),
    (
        "`nutrivault tls renew` makes the server's own anew; a brought one stands in tls.certificate.",
        "`nutrivault tls renew` refait celui du serveur\u{202f}; un certificat apporté se trouve dans tls.certificate.",
    ),
    ("Passwords are hashed at a cost of {}.", "Les mots de passe sont hachés à un coût de {}."),
    (
        "They take {} MiB of the {} MiB that are set aside for them.",
        "Ils occupent {} Mio des {} Mio qui leur sont réservés.",
    ),
    (
        "Set documents_quota_mib higher if the disk has room: every backup has the documents too.",
        "Augmentez documents_quota_mib si le disque a de la place\u{a0}: chaque sauvegarde contient aussi les documents.",
    ),
];
