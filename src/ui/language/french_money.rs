//! French: money, what its figures count, and what is asked about it.

/// What the pages say.
pub(super) const MESSAGES: &[(&str, &str)] = &[
    ("exempt", "exonéré"),
    ("{} and {} more", "{} et {} de plus"),
    ("More than 90 days", "Plus de 90 jours"),
    ("61–90 days", "61 à 90 jours"),
    ("31–60 days", "31 à 60 jours"),
    ("1–30 days", "1 à 30 jours"),
    ("Not due", "Non échues"),
    ("What counts?", "Que compte-t-on\u{202f}?"),
    ("Owed to patients", "Dû aux patients"),
    ("To refund", "À rembourser"),
    ("The refund is recorded.", "Le remboursement est enregistré."),
    ("Also {}", "Ainsi que {}"),
    ("1 invoice or deposit", "1 facture ou acompte"),
    ("{} invoices or deposits", "{} factures ou acomptes"),
    ("The clinic owes nothing to patients.", "Le cabinet ne doit rien aux patients."),
    (
        "Appointments that begin in the period, whatever became of them. Deleted ones are not counted.",
        "Rendez-vous qui commencent dans la période, quelle qu’en soit l’issue. Ceux qui sont supprimés ne comptent pas.",
    ),
    (
        "Booked minutes of the completed consultations that begin in the period, on average.",
        "Minutes prévues des consultations terminées qui commencent dans la période, en moyenne.",
    ),
    (
        "No-shows of the period, in percent of its completed consultations and no-shows together. Only appointments whose time has come; scheduled and cancelled ones count nowhere.",
        "Rendez-vous manqués de la période, en pourcentage de ses consultations terminées et de ses rendez-vous manqués. Seulement les rendez-vous dont l’heure est passée\u{202f}; ceux qui sont prévus ou annulés ne comptent nulle part.",
    ),
    (
        "Patients whose file was opened in the period.",
        "Patients dont le dossier a été ouvert dans la période.",
    ),
    (
        "Patients whose file was opened in the period; without a period all of them, archived ones included.",
        "Patients dont le dossier a été ouvert dans la période\u{202f}; sans période tous, archivés compris.",
    ),
    (
        "Of these patients, the ones who are not archived.",
        "Parmi ces patients, ceux qui ne sont pas archivés.",
    ),
    (
        "Of these patients, the ones who are archived.",
        "Parmi ces patients, ceux qui sont archivés.",
    ),
    ("Issue it all the same", "L’émettre quand même"),
    (
        "The last invoice of its series is dated {}, this one {}: it would bear the later number with the earlier date.",
        "La dernière facture de sa série est datée du {}, celle-ci du {}\u{a0}: elle porterait le numéro suivant avec une date antérieure.",
    ),
    (
        "It is dated in {}, another year than today's: its number will be one of that year.",
        "Elle est datée de {}, une autre année que la nôtre\u{a0}: son numéro sera de cette année-là.",
    ),
    (
        "It is due on {}, more than a year after its date.",
        "Elle est à payer le {}, plus d’un an après sa date.",
    ),
    (
        "Nothing is changed yet. Look at what this will move, and save again to do it.",
        "Rien n’est encore modifié. Voyez ce que cela déplacera, puis enregistrez de nouveau pour le faire.",
    ),
    (
        "New invoices and the figures at the top will be in {}. {} invoices in {} stay as they are and are named beside the figures.",
        "Les nouvelles factures et les chiffres principaux seront en {}. {} factures en {} restent telles quelles et sont indiquées à côté des chiffres.",
    ),
    (
        "{}: no moment is changed, the next one, at {}, will be shown at {}. Days, months and due dates of all reports follow the new zone.",
        "{}\u{a0}: aucun instant ne change, le prochain, à {}, sera affiché à {}. Les jours, mois et échéances de tous les rapports suivent le nouveau fuseau.",
    ),
    (
        "Days, months and due dates of all reports follow the new zone. No appointment is to come.",
        "Les jours, mois et échéances de tous les rapports suivent le nouveau fuseau. Aucun rendez-vous n’est à venir.",
    ),
    ("Total credited", "Total crédité"),
    ("Second tax", "Seconde taxe"),
    ("Discount: {}", "Remise\u{a0}: {}"),
    ("Discount of {}: {}", "Remise de {}\u{a0}: {}"),
    ("Discount on the whole invoice", "Remise sur toute la facture"),
    ("In percent", "En pourcentage"),
    ("Or as an amount", "Ou en montant"),
    ("Credit of {}", "Crédit de {}"),
    ("Use the credit of {}", "Utiliser le crédit de {}"),
    ("Credit of the patient", "Crédit du patient"),
    (
        "The patient has this with the clinic. Using it moves no money.",
        "Le patient a cette somme au cabinet. L’utiliser ne déplace pas d’argent.",
    ),
    ("Use it for this invoice", "L’utiliser pour cette facture"),
    ("The credit is used for this invoice.", "Le crédit est utilisé pour cette facture."),
    (
        "Keep what is too much as the patient's credit",
        "Garder le trop-perçu comme crédit du patient",
    ),
    (
        "It is offered on the patient's next invoice, or refunded here.",
        "Il est proposé sur la prochaine facture du patient, ou rendu ici.",
    ),
    (
        "The deposit is taken back as if it had not come; what it paid for is owed again.",
        "L’acompte est annulé comme s’il n’était pas venu\u{202f}; ce qu’il a payé est de nouveau dû.",
    ),
    ("Undo this deposit", "Annuler cet acompte"),
    ("Paid in advance, without an invoice", "Payé d’avance, sans facture"),
    ("{} to refund", "{} à rembourser"),
    ("Record the refund", "Enregistrer le remboursement"),
    (
        "The clinic owes this money to the patient. Record how it is refunded.",
        "Le cabinet doit cet argent au patient. Enregistrez comment il est rendu.",
    ),
    (
        "The month of this invoice has ended, so it is no longer cancelled: a credit note takes it back.",
        "Le mois de cette facture est terminé\u{a0}: elle ne s’annule plus, un avoir la reprend.",
    ),
    (
        "Issued invoices dated in the period, less credit notes dated in it, tax included. Drafts and cancelled invoices count nowhere.",
        "Factures émises datées de la période, moins les avoirs datés de la période, taxes comprises. Brouillons et factures annulées ne comptent nulle part.",
    ),
    (
        "Payments dated in the period and not after today, less undone payments and refunds. Using a credit moves no money and counts nowhere.",
        "Paiements datés de la période et au plus tard d’aujourd’hui, moins leurs annulations et l’argent rendu. Utiliser un crédit ne déplace pas d’argent et ne compte pas.",
    ),
    (
        "What is still to be paid now on issued invoices. With a period: on those dated in it. What the clinic owes to patients is not taken off.",
        "Ce qui reste à payer maintenant sur les factures émises. Avec une période\u{a0}: sur celles qui en sont datées. Ce que le cabinet doit aux patients n’en est pas déduit.",
    ),
    (
        "What the clinic owes to patients now: invoices paid or credited beyond their total, and deposits not used yet.",
        "Ce que le cabinet doit aux patients maintenant\u{a0}: factures payées ou créditées au-delà de leur total, et acomptes non encore utilisés.",
    ),
    (
        "What is still to be paid, by days past the due date in the clinic's time zone.",
        "Ce qui reste à payer, par jours de retard dans le fuseau horaire du cabinet.",
    ),
    (
        "Issued invoices whose due date has passed and of which something is still to be paid.",
        "Factures émises dont l’échéance est passée et sur lesquelles il reste à payer.",
    ),
    (
        "Net and tax of each line of the invoices billed in the period, less those of credit notes dated in it. A second tax stands in a row of its own, beside the same net. The invoices are those of the period with a line of the rate.",
        "Montant hors taxe et taxe de chaque ligne des factures de la période, moins ceux des avoirs qui en sont datés. Une seconde taxe a sa propre ligne, à côté du même montant hors taxe. Les factures sont celles de la période qui ont une ligne à ce taux.",
    ),
    (
        "What was received, by how it was paid; undone payments and refunds are taken off under their own method.",
        "Ce qui a été encaissé, par moyen de paiement\u{202f}; annulations et remboursements sont déduits sous leur propre moyen.",
    ),
    (
        "The ten patients with the most billed in the period: their invoices dated in it, less their credit notes dated in it.",
        "Les dix patients les plus facturés de la période\u{a0}: leurs factures qui en sont datées, moins leurs avoirs qui en sont datés.",
    ),
    ("A draft gets its number when it is issued.", "Un brouillon reçoit son numéro à l’émission."),
    (
        "A draft can be changed. Issuing gives it its number and fixes it.",
        "Un brouillon peut être modifié. L’émission lui donne son numéro et le fige.",
    ),
    ("Paid|invoices", "Payées"),
    ("All|invoices", "Toutes"),
    (
        "A draft can be changed or deleted. Issuing gives it its number and fixes it.",
        "Un brouillon peut être modifié ou supprimé. L’émission lui donne son numéro et le fige.",
    ),
    (
        "A draft has no number yet: it can go without a trace but for the audit trail.",
        "Un brouillon n’a pas encore de numéro\u{a0}: il peut disparaître sans autre trace que le journal d’audit.",
    ),
    (
        "Its amount is owed again; the payment stays in the books as undone.",
        "Le montant redevient dû\u{202f}; le paiement reste dans les comptes, comme annulé.",
    ),
    ("Amount, tax included", "Montant TTC"),
    ("Cancel the invoice", "Annuler la facture"),
    (
        "Cancelled. It keeps its number, so that the series has no gap.",
        "Annulée. Elle garde son numéro, pour que la série reste sans trou.",
    ),
    (
        "Choose from the price list, or describe the service and give its price. Empty rows are left out.",
        "Choisissez dans les tarifs, ou décrivez la prestation et donnez son prix. Les lignes vides sont ignorées.",
    ),
    ("Credit note {}", "Avoir {}"),
    ("Credited", "Avoirs"),
    ("Dates and notes", "Dates et remarques"),
    ("Delete the draft", "Supprimer le brouillon"),
    ("Draft invoice for {}", "Facture brouillon pour {}"),
    ("Due", "Échéance"),
    ("For", "Pour"),
    ("Invoice {}", "Facture {}"),
    ("Issue the invoice", "Émettre la facture"),
    (
        "Issued and not paid yet. Record each payment as it comes in.",
        "Émise et pas encore payée. Encaissez chaque paiement à sa réception.",
    ),
    (
        "It keeps its number and can no longer be paid. This cannot be undone.",
        "Elle garde son numéro et ne peut plus être payée. C’est définitif.",
    ),
    (
        "It takes the invoice back, in full or in part, with a number of its own.",
        "Il reprend la facture, en tout ou en partie, avec son propre numéro.",
    ),
    ("Net", "HT"),
    ("New invoice for {}", "Nouvelle facture pour {}"),
    (
        "No invoice here. Draw one up from a consultation or a patient's file.",
        "Aucune facture ici. Établissez-en une depuis une consultation ou un dossier.",
    ),
    ("Nothing is owed.", "Rien n’est dû."),
    ("Number or patient", "Numéro ou patient"),
    ("Overdue", "En retard"),
    (
        "Paid in full. A mistake is corrected by undoing a payment or by a credit note.",
        "Payée en totalité. Une erreur se corrige en annulant un paiement ou par un avoir.",
    ),
    ("Paid in part. The rest is outstanding.", "Payée en partie. Le reste est encore dû."),
    ("Paid now", "Payé maintenant"),
    ("Payment of {}", "Paiement de {}"),
    ("Payments and credit notes", "Paiements et avoirs"),
    ("Received", "Encaissé"),
    ("Record the payment", "Encaisser"),
    ("Save the draft", "Enregistrer le brouillon"),
    ("Taken back by a credit note.", "Reprise par un avoir."),
    (
        "The due date has passed and something is outstanding.",
        "L’échéance est passée et un reste est dû.",
    ),
    (
        "The totals appear when a line has a price.",
        "Les totaux apparaissent dès qu’une ligne a un prix.",
    ),
    ("Write a credit note", "Établir un avoir"),
    ("Write the credit note", "Établir l’avoir"),
    ("blank: the full amount", "vide\u{a0}: la totalité"),
];

/// Codes and field names.
pub(super) const CODES: &[(&str, &str)] = &[
    ("discount_percent", "Remise en pourcentage"),
    ("second_tax_rate", "Seconde taxe"),
    ("use_credit", "Le crédit"),
];
