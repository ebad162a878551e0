//! French: files, what is printed, and the journal.

pub(super) const MESSAGES: &[(&str, &str)] = &[
    (
        "If you cannot come, please tell us a day before: somebody else can then have this time.",
        "Si vous ne pouvez pas venir, prévenez-nous la veille\u{a0}: quelqu’un d’autre pourra prendre ce créneau.",
    ),
    (
        "As the register writes it, like RPPS 10001234567. Printed on invoices, letters and sheets.",
        "Comme le registre l’écrit, par exemple RPPS 10001234567. Imprimé sur les factures, les lettres et les fiches.",
    ),
    ("Logo", "Logo"),
    (
        "PNG or JPEG, at most {} kB, 16 to 2000 pixels wide and high.",
        "PNG ou JPEG, {} ko au plus, de 16 à 2000 pixels de large et de haut.",
    ),
    ("Picture", "Image"),
    ("Practitioner", "Praticien"),
    (
        "Printed on invoices that are still to be paid.",
        "Imprimé sur les factures qui restent à payer.",
    ),
    (
        "Printed on invoices where the rate is 0, like an article of the tax code.",
        "Imprimé sur les factures quand le taux est 0, par exemple un article du code des impôts.",
    ),
    ("Remove the logo", "Retirer le logo"),
    (
        "So begins what the clinic prints: invoices, receipts, credit notes, letters and sheets for patients.",
        "Ainsi commence ce que le cabinet imprime\u{a0}: factures, reçus, avoirs, lettres et fiches pour les patients.",
    ),
    ("Use this logo", "Utiliser ce logo"),
    ("Accounts of the journal", "Comptes du journal"),
    ("Debit", "Débit"),
    ("Credit|journal", "Crédit"),
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
    (
        "□ stands for a letter that this file cannot show. In the CSV and Excel files, and where a page itself is printed, it is whole.",
        "□ remplace une lettre que ce fichier ne sait pas montrer. Dans les fichiers CSV et Excel, et quand une page elle-même est imprimée, elle est entière.",
    ),
    ("Patients and revenue", "Patients et produits"),
    ("Total of {} rows", "Total de {} lignes"),
    ("Up to {}", "Jusqu’au {}"),
    ("Value", "Valeur"),
    ("Payment methods", "Moyens de paiement"),
    ("All dates", "Toutes les dates"),
    ("No document is kept here yet.", "Aucun document n’est encore conservé ici."),
    ("Added", "Ajouté"),
    ("of a consultation", "d’une consultation"),
    (
        "At most 10 files of 10 MB each: PDF, pictures, Word, Excel, text.",
        "Au plus 10 fichiers de 10 Mo chacun\u{a0}: PDF, images, Word, Excel, texte.",
    ),
];

/// The names of columns, of choices and of accounts.
pub(super) const CODES: &[(&str, &str)] = &[
    ("CREDIT_NOTE", "Avoir"),
    ("CREDIT_USED", "Acompte utilisé"),
    ("INVOICE", "Facture"),
    ("account_name", "Libellé du compte"),
    ("credit", "Crédit"),
    ("debit", "Débit"),
    ("document", "Pièce"),
    ("gross", "TTC"),
    ("kind", "Nature"),
    ("net", "HT"),
    ("payment", "Paiement"),
    ("tax", "Taxe"),
    ("Bank transfer", "Virement"),
    ("Cash", "Espèces"),
    ("Check", "Chèque"),
    ("Credit card", "Carte bancaire (crédit)"),
    ("Debit card", "Carte bancaire (débit)"),
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
