//! The head of a visit's page: whose it is, what is to be known of them, how it stands.

use jiff::civil::Date;

use super::opened::Opened;
use super::pages::badge;
use super::rights::Rights;
use crate::clinical::Age;
use crate::clock::{Moment, Zone};
use crate::patients::{self, Balance};
use crate::settings::InForce;
use crate::ui::consents::titles;
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::visits::Details;

/// What stands at the head.
pub(super) struct Head {
    pub about: String,
    pub kind: String,
    pub allergies: Option<String>,
    pub alerts: Vec<String>,
    /// The titles of what the patient has not agreed to yet.
    pub missing: Vec<String>,
    pub owed: Option<String>,
    pub dietitian: String,
    pub status: String,
    pub badge: &'static str,
    pub presence: Option<String>,
    pub has_arrived: bool,
}

impl Head {
    pub fn of(
        opened: &Opened,
        dietitian: String,
        rights: &Rights,
        (settings, language): (&InForce, Language),
    ) -> Self {
        let (details, zone) = (&opened.detail.visit.details, &settings.0.zone);
        let texts = &opened.file.details.texts;
        let is_open = details.status == "SCHEDULED";
        Self {
            about: about(&opened.file, zone.day_of(details.visit_date), language),
            kind: Kinds::of(settings, language).word(details.visit_type.as_deref()),
            allergies: texts.known_allergies(),
            alerts: texts.alerts(),
            missing: titles(&opened.missing, language),
            owed: owed(&opened.balances, language).filter(|_| rights.sees_debts),
            dietitian,
            status: language.appointment(&details.status),
            badge: badge(&details.status),
            presence: is_open.then(|| presence(details, opened.now, language, zone)).flatten(),
            has_arrived: details.arrived_at.is_some(),
        }
    }
}

/// Whose visit it is: their age on its day, gender, file number.
fn about(file: &patients::Patient, begins: Date, language: Language) -> String {
    let details = &file.details;
    let years = language.age(Age::on(details.date_of_birth, begins));
    let gender = details.gender.as_deref().map(|gender| language.code(gender).to_lowercase());
    let number = details.file_number.as_ref().map(|n| language.fill(say("file {}"), &[n]));
    [Some(years), gender, number].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What the patient owes, in each currency.
fn owed(balances: &[Balance], language: Language) -> Option<String> {
    let is_owed = |balance: &&Balance| balance.outstanding.minor > 0;
    let sums: Vec<String> = balances
        .iter()
        .filter(is_owed)
        .map(|balance| language.money_of(&balance.outstanding))
        .collect();
    (!sums.is_empty()).then(|| language.fill(say("{} outstanding"), &[&sums.join(" · ")]))
}

/// Since when the patient is there: "In consultation, 22 min", "Arrived 10:58".
fn presence(details: &Details, now: Moment, language: Language, zone: &Zone) -> Option<String> {
    if let Some(started) = details.started_at {
        let minutes = ((now.ms() - started.ms()) / 60_000).clamp(0, 999).to_string();
        return Some(language.fill(say("In consultation, {} min"), &[&minutes]));
    }
    let arrived = details.arrived_at?;
    let clock = zone.wall_clock(arrived).strftime("%H:%M");
    Some(format!("{} {clock}", language.t(say("Arrived"))))
}
