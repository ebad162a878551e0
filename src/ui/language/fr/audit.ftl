# Le journal d'audit en phrases : qui a fait quoi, et à qui cela appartient. La clé d'une phrase est
# l'action, puis ce qui la distingue : la sorte de fiche, ou sa portée (of : d'une personne connue ;
# self : la sienne ; many : un ensemble ; rows : un fichier de tant de lignes).
audit-who-nobody = une personne inconnue
audit-who-server = le serveur
audit-who-command-line = la ligne de commande
audit-whose = { $elides ->
     [yes] d’{ $whom }
    *[no] de { $whom }
}

audit-one-absence = une absence
audit-one-api = l’API
audit-one-api_key = une clé d’API
audit-one-audit_log = le journal d’audit
audit-one-auth = la connexion
audit-one-backup = une copie de sauvegarde
audit-one-backup_plan = la planification des sauvegardes
audit-one-billing = une facture
audit-one-consent = un consentement
audit-one-consent_text = un texte de consentement
audit-one-contact = un contact d’un patient
audit-one-database = la base de données
audit-one-document = un document
audit-one-energy_prescription = une prescription énergétique
audit-one-exchange_system = un système d’échanges
audit-one-export = un export
audit-one-food = un aliment
audit-one-food_frequency = un questionnaire de fréquence
audit-one-food_source = une table d’aliments
audit-one-goal = un objectif
audit-one-measurement = des mesures
audit-one-note_template = un modèle de notes
audit-one-target_set = un jeu de cibles
audit-one-opening_hours = des horaires d’ouverture
audit-one-page = une page
audit-one-patient = le dossier d’un patient
audit-one-payment = un paiement
audit-one-intake = un relevé alimentaire
audit-one-meal_plan = un plan alimentaire
audit-one-recipe = une recette
audit-one-report = un rapport
audit-one-role = un rôle
audit-one-service = une prestation du tarif
audit-one-session = une session
audit-one-settings = les réglages
audit-one-system = le système
audit-one-user = un compte
audit-one-visit = une consultation
audit-one-visit_type = un type de rendez-vous
audit-one-waiting_entry = une inscription sur la liste d’attente
audit-one-other = { $kind }

audit-of-api_key = une clé d’API { audit-whose }
audit-of-auth = la connexion { audit-whose }
audit-of-billing = une facture { audit-whose }
audit-of-consent = un consentement { audit-whose }
audit-of-contact = un contact { audit-whose }
audit-of-document = un document { audit-whose }
audit-of-energy_prescription = une prescription énergétique { audit-whose }
audit-of-goal = un objectif { audit-whose }
audit-of-measurement = des mesures { audit-whose }
audit-of-patient = le dossier { audit-whose }
audit-of-payment = un paiement { audit-whose }
audit-of-intake = un relevé alimentaire { audit-whose }
audit-of-food_frequency = un questionnaire de fréquence { audit-whose }
audit-of-meal_plan = un plan alimentaire { audit-whose }
audit-of-session = une session { audit-whose }
audit-of-user = le compte { audit-whose }
audit-of-visit = une consultation { audit-whose }
audit-of-waiting_entry = une inscription sur la liste d’attente { audit-whose }

audit-self-api_key = une de ses clés d’API
audit-self-auth = sa propre connexion
audit-self-session = une de ses sessions
audit-self-user = son propre compte

audit-many-billing = { $count } { $count ->
     [one] facture
    *[other] factures
}
audit-many-document = { $count } { $count ->
     [one] document
    *[other] documents
}
audit-many-patient = { $count } { $count ->
     [one] patient
    *[other] patients
}
audit-many-payment = { $count } { $count ->
     [one] paiement
    *[other] paiements
}
audit-many-goal = { $count } { $count ->
     [one] objectif
    *[other] objectifs
}
audit-many-food_frequency = { $count } { $count ->
     [one] questionnaire de fréquence
    *[other] questionnaires de fréquence
}
audit-many-intake = { $count } { $count ->
     [one] relevé alimentaire
    *[other] relevés alimentaires
}
audit-many-meal_plan = { $count } { $count ->
     [one] plan alimentaire
    *[other] plans alimentaires
}
audit-many-visit = { $count } { $count ->
     [one] consultation
    *[other] consultations
}
audit-many-other = { $count } { $count ->
     [one] fiche
    *[other] fiches
}

audit-list-billing = factures
audit-list-patient = patients
audit-list-payment = paiements
audit-list-intake = relevés alimentaires
audit-list-food_frequency = questionnaires de fréquence
audit-list-goal = objectifs
audit-list-meal_plan = plans alimentaires
audit-list-visit = consultations
audit-list-other = fiches

audit-act-CREATE = création
audit-act-READ = ouverture
audit-act-LIST = liste
audit-act-UPDATE = modification
audit-act-DELETE = suppression
audit-act-RESTORE = rétablissement
audit-act-SIGN = signature
audit-act-TRANSFER = transfert
audit-act-AMEND = rectification
audit-act-LOGIN = connexion
audit-act-LOGOUT = déconnexion
audit-act-FAILED_LOGIN = connexion refusée
audit-act-REFRESH = prolongation de session
audit-act-PASSWORD_CHANGE = changement de mot de passe
audit-act-ACTIVATE = activation
audit-act-DEACTIVATE = désactivation
audit-act-EXPORT = exportation
audit-act-PERMISSION_CHECK = accès
audit-act-DEMO = cabinet de démonstration
audit-act-IMPORT = reprise de données
audit-act-BACKUP = sauvegarde
audit-act-AUDIT_GAP = lacune

audit-ACTIVATE = { $who } a activé { $what }
audit-ACTIVATE-patient = { $who } a sorti des archives { $what }
audit-AUDIT_GAP = Pendant un moment, ce qui a été ouvert n’a pas pu être noté
audit-BACKUP = { $who } a fait une copie de sauvegarde
audit-BACKUP-failed = Une copie de sauvegarde demandée par { $who } a échoué
audit-CREATE = { $who } a créé { $what }
audit-CREATE-document = { $who } a ajouté { $what }
audit-CREATE-measurement = { $who } a noté { $what }
audit-CREATE-payment = { $who } a encaissé { $what }
audit-CREATE-one-visit = { $who } a pris un rendez-vous
audit-CREATE-of-visit = { $who } a pris un rendez-vous pour { $whom }
audit-CREATE-of-waiting_entry = { $who } a mis { $whom } sur la liste d’attente
audit-DEACTIVATE = { $who } a désactivé { $what }
audit-DEACTIVATE-patient = { $who } a archivé { $what }
audit-DELETE = { $who } a supprimé { $what }
audit-DELETE-api_key = { $who } a mis fin à { $what }
audit-DELETE-session = { $who } a mis fin à { $what }
audit-DELETE-of-waiting_entry = { $who } a retiré { $whom } de la liste d’attente
audit-DEMO = { $who } a créé le cabinet de démonstration
audit-EXPORT = { $who } a exporté { $what }
audit-EXPORT-backup = { $who } a téléchargé { $what }
audit-EXPORT-many = { $who } a exporté un fichier qui nomme { $what }
audit-EXPORT-of-patient = { $who } a exporté des données { audit-whose }
audit-EXPORT-rows = { $who } a exporté un fichier de { $count } { $count ->
     [one] ligne
    *[other] lignes
} : { $list }
audit-FAILED_LOGIN = Une connexion sous le nom { $who } a été refusée
audit-FAILED_LOGIN-nobody = Une connexion a été refusée
audit-FAILED_LOGIN-rows = { $count } { $count ->
     [one] autre connexion a été refusée
    *[other] autres connexions ont été refusées
}
audit-IMPORT = { $who } a repris les données d’un autre programme
audit-LIST = { $who } a vu { $what } dans une liste
audit-LIST-of-patient = { $who } a vu le nom { audit-whose } dans une liste
audit-LOGIN = { $who } a ouvert une session
audit-LOGOUT = { $who } a fermé sa session
audit-LOGOUT-of = { $who } a fermé les sessions { audit-whose }
audit-PASSWORD_CHANGE = { $who } a changé le mot de passe d’un compte
audit-PASSWORD_CHANGE-of = { $who } a changé le mot de passe { audit-whose }
audit-PASSWORD_CHANGE-self = { $who } a changé son propre mot de passe
audit-PERMISSION_CHECK = { $who } a demandé { $what }
audit-PERMISSION_CHECK-refused = { $who } s’est vu refuser { $what }
audit-READ = { $who } a ouvert { $what }
audit-READ-backup = { $who } a vérifié { $what }
audit-READ-many = { $who } a lu { $what } dans une liste
audit-READ-asked = { $who } a demandé si une personne est déjà un patient
audit-REFRESH = { $who } a prolongé sa session
audit-REFRESH-refused = { $who } s’est vu refuser de prolonger une session
audit-RESTORE = { $who } a rétabli { $what }
audit-RESTORE-database = { $who } a restauré la base de données depuis une copie de sauvegarde
audit-SIGN = { $who } a signé la note : { $what }
audit-SIGN-one-visit = { $who } a signé la note d’une consultation
audit-SIGN-of-visit = { $who } a signé la note de la consultation { audit-whose }
audit-TRANSFER = { $who } a déplacé { $what } chez un autre patient
audit-AMEND = { $who } a rouvert la note signée : { $what }
audit-AMEND-one-visit = { $who } a rouvert la note signée d’une consultation
audit-AMEND-of-visit = { $who } a rouvert la note signée de la consultation { audit-whose }
audit-UPDATE = { $who } a modifié { $what }
audit-other = { $who } : { $act }, { $what }
audit-refused = { $who } s’est vu refuser ({ $act }) : { $what }
audit-failed = Ce que { $who } a demandé a échoué ({ $act }) : { $what }
