//! The types of visits that a booking offers, and what the chosen one comes to.

use crate::billing::price_list;
use crate::db::Sql;
use crate::error::Result;
use crate::settings::InForce;
use crate::settings::visit_types::VisitType;
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::typed::Quantity;

/// An entry of the choice of types.
pub(super) struct TypeChoice {
    pub code: String,
    pub name: String,
    pub minutes: i64,
}

/// The types of visits that are offered.
pub(super) fn types(settings: &InForce, language: Language) -> Vec<TypeChoice> {
    let kinds = Kinds::of(settings, language);
    let choice = |one: &VisitType| TypeChoice {
        code: one.code.clone(),
        name: kinds.word(Some(&one.code)),
        minutes: one.minutes,
    };
    settings.0.visit_types.offered(None).map(choice).collect()
}

/// How long the appointment lasts and, where the price list has its type, what it costs: "30 minutes
/// · €45.00".
pub(super) fn cost(
    sql: &Sql<'_>,
    (code, minutes): (&str, i64),
    settings: &InForce,
    language: Language,
) -> Result<String> {
    let prices = price_list::store::prices(sql, &settings.0.currency)?;
    let price = prices.iter().find(|(known, _)| known == code);
    let mut words = language.fill(say("{} minutes"), &[&minutes.to_string()]);
    if let Some((_, amount)) = price {
        words.push_str(&format!(" · {}", language.money_of(amount)));
    }
    Ok(words)
}

/// The minutes of a visit as they were typed ("90", "1 h 30"); none where they cannot be read, or no
/// visit lasts so long.
pub(super) fn typed_minutes(language: Language, typed: &str) -> Option<i64> {
    let minutes = Quantity::Minutes.read(language, typed)?.parse().ok()?;
    (5..=480).contains(&minutes).then_some(minutes)
}
