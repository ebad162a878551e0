//! The clinic's own facts, as its papers show them.

/// Facts that the settings hold and that issued invoices repeat.
pub const NAME: &str = "Cabinet NutriVault";
pub const ADDRESS: &str = "12 bis, rue de l'Église\n75011 Paris\nFrance";
pub const REGISTRATION: &str = "RPPS 00000000000";
pub const HEADER: &str = "Cabinet NutriVault · diététique et nutrition";
pub const FOOTER: &str =
    "Payable within 30 days. Late payment: statutory interest. Merci de votre confiance.";
pub const TAX_EXEMPTION: &str = "Consultations exempt from VAT; other services at the rate shown.";
/// The example account of the French banks' federation.
pub const IBAN: &str = "FR7630006000011234567890189";
pub const PAYMENT_TERMS: &str = "At the desk or by transfer, with the number of the invoice.";
pub const EXEMPTION_REASON: &str =
    "VAT exempt: dietetic care, article 261-4-1° of the French tax code.";
pub const CURRENCY: &str = "EUR";
pub const TERMS_DAYS: i64 = 30;
