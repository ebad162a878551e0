//! French: files, what is printed, and the journal.

pub(super) const MESSAGES: &[(&str, &str)] = &[
    ("Account", "Compte"),
    ("Accounts of the journal", "Comptes du journal"),
    ("Credit", "Crédit"),
    ("Debit", "Débit"),
    (
        "Every invoice, credit note, payment and used deposit of the period, booked to two accounts. The gross of its lines comes to what was billed, their payments to what was received.",
        "Chaque facture, avoir, paiement et acompte utilisé de la période, écrit dans deux comptes. Le TTC des lignes donne le facturé, leurs paiements l’encaissé.",
    ),
    ("Figure", "Indicateur"),
    ("Figures", "Indicateurs"),
    ("From {} on", "À partir du {}"),
    ("Journal", "Journal"),
    ("Journal for the accountant", "Journal comptable"),
    ("Nothing was booked in this period.", "Rien n’a été écrit sur cette période."),
    ("Page {} of {}", "Page {} sur {}"),
    ("Patients and revenue", "Patients et produits"),
    ("Total of {} rows", "Total de {} lignes"),
    ("Up to {}", "Jusqu’au {}"),
    ("Value", "Valeur"),
    ("Ways of paying", "Moyens de paiement"),
    ("Without a period", "Sans période"),
];

/// The names of columns, of choices and of accounts.
pub(super) const CODES: &[(&str, &str)] = &[
    ("CREDIT_NOTE", "Avoir"),
    ("CREDIT_USED", "Acompte utilisé"),
    ("INVOICE", "Facture"),
    ("account", "Compte"),
    ("account_name", "Libellé du compte"),
    ("credit", "Crédit"),
    ("date", "Date"),
    ("debit", "Débit"),
    ("document", "Pièce"),
    ("gross", "TTC"),
    ("kind", "Nature"),
    ("net", "HT"),
    ("payment", "Paiement"),
    ("reference", "Référence"),
    ("tax", "Taxe"),
    ("Bank transfer", "Virement"),
    ("Cash", "Espèces"),
    ("Check", "Chèque"),
    ("Credit card", "Carte de crédit"),
    ("Debit card", "Carte de débit"),
    ("Insurance", "Assurance"),
    ("Other ways", "Autres moyens"),
    ("Paid in advance", "Acomptes reçus"),
    ("What patients owe", "Dû par les patients"),
];

/// What a file may be asked for.
pub(super) const RULES: &[(&str, &str)] = &[
    ("is for CSV files only", "vaut pour les fichiers CSV seulement"),
    ("must be a comma, a semicolon or tab", "doit être une virgule, un point-virgule ou tab"),
    ("must be a point or a comma", "doit être un point ou une virgule"),
    (
        "must be letters, digits, points and dashes",
        "doit être fait de lettres, de chiffres, de points et de tirets",
    ),
];
