//! What is owed by how long it is due, and what the clinic owes, above the list of invoices.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::billing::status::UNPAID_STATUSES;
use crate::db::Sql;
use crate::error::Result;
use crate::figures;
use crate::money::Amount;
use crate::reports::{NOT_DUE, Owed, Owing, Question, Rows, owed, owing};
use crate::ui::language::{Language, say};
use crate::ui::tile::{Tile, in_currency};

const NAMES: [&str; 5] = [
    say("Not due yet"),
    say("1–30 days overdue"),
    say("31–60 days overdue"),
    say("61–90 days overdue"),
    say("More than 90 days overdue"),
];

/// What is owed either way, in every currency.
pub(super) struct Standing {
    owed: Rows<Owed>,
    owing: Rows<Owing>,
}

/// # Errors
/// What SQLite says.
pub(super) fn read(sql: &Sql<'_>, everything: &Question) -> Result<Standing> {
    Ok(Standing { owed: owed(sql, everything)?, owing: owing(sql, everything)? })
}

/// Money of one tile in one currency.
type Sum<'a> = (&'a str, i64, i64);

/// The buckets in words, each leading to its invoices.
pub(super) fn tiles(
    standing: &Standing,
    currency: &str,
    today: Date,
    language: Language,
) -> Vec<Tile> {
    let ago = |days: i32| today.saturating_sub(days.days());
    let days = [
        format!("due_date_gte={today}"),
        format!("due_date_gte={}&due_date_lte={}", ago(30), ago(1)),
        format!("due_date_gte={}&due_date_lte={}", ago(60), ago(31)),
        format!("due_date_gte={}&due_date_lte={}", ago(90), ago(61)),
        format!("due_date_lte={}", ago(91)),
    ];
    let order = "sort_by=due_date&sort_order=ASC";
    let mut tiles: Vec<Tile> = (NOT_DUE..)
        .zip(NAMES)
        .zip(days)
        .map(|((bucket, label), days)| {
            let rows = standing.owed.iter().filter(|row| row.bucket == bucket);
            let sums: Vec<Sum<'_>> =
                rows.map(|row| (row.currency.as_str(), row.balance, row.count)).collect();
            let link = format!("/invoices?status_in={UNPAID_STATUSES}&{days}&{order}");
            let mut tile = tile(label, &sums, currency, language, &link);
            let is_late = bucket != NOT_DUE && sums.iter().any(|(own, _, _)| *own == currency);
            tile.style = if is_late { "red" } else { "" };
            tile.meaning(figures::AGEING)
        })
        .collect();
    let owing = standing.owing.iter();
    let sums: Vec<Sum<'_>> =
        owing.map(|row| (row.currency.as_str(), row.amount, row.count)).collect();
    if !sums.is_empty() {
        let mut tile = tile(say("Owed to patients"), &sums, currency, language, "/credits");
        let own = sums.iter().find(|(own, _, _)| *own == currency);
        let count = own.map_or(0, |(_, _, count)| *count);
        tile.note =
            language.count(count, say("1 invoice or deposit"), say("{} invoices or deposits"));
        tiles.push(tile.meaning(figures::OWED_TO_PATIENTS));
    }
    tiles
}

fn tile(
    label: &'static str,
    sums: &[Sum<'_>],
    clinic: &str,
    language: Language,
    link: &str,
) -> Tile {
    let money = |minor: i64, currency: &str| language.money_of(&Amount::new(minor, currency));
    let (amount, count) = sums
        .iter()
        .find(|(currency, _, _)| *currency == clinic)
        .map_or((0, 0), |(_, amount, count)| (*amount, *count));
    let others = sums.iter().filter(|(currency, _, _)| *currency != clinic);
    Tile {
        label,
        figure: money(amount, clinic),
        note: language.count(count, say("1 invoice"), say("{} invoices")),
        href: in_currency(link, clinic),
        count: Some(count),
        others: others
            .map(|(other, amount, _)| (money(*amount, other), in_currency(link, other)))
            .collect(),
        ..Tile::default()
    }
}
