//! What is owed by how long it is due, above the list of invoices.

use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::named_params;

use crate::auth::Scope;
use crate::db::Sql;
use crate::error::Result;
use crate::money;
use crate::ui::language::{Language, say};
use crate::ui::list::Tile;

const NAMES: [&str; 5] = [
    say("Not due yet"),
    say("1–30 days overdue"),
    say("31–60 days overdue"),
    say("61–90 days overdue"),
    say("Longer overdue"),
];

/// Minor units and invoices of each bucket.
pub(super) type Buckets = [(i64, i64); 5];

/// # Errors
/// What SQLite says.
pub(super) fn read(sql: &Sql<'_>, scope: Scope, currency: &str, today: Date) -> Result<Buckets> {
    let ago = |days: i32| today.saturating_sub(days.days()).to_string();
    let rows: Vec<(i64, i64, i64)> = sql.all(
        include_str!("../../../sql/queries/ui/ageing.sql"),
        named_params! {
            ":today": today.to_string(), ":month": ago(30), ":two": ago(60), ":three": ago(90),
            ":currency": currency, ":dietitian": scope.dietitian(),
        },
        |row| Ok((row.get("bucket")?, row.get("amount")?, row.get("count")?)),
    )?;
    let mut buckets = Buckets::default();
    for (place, amount, count) in rows {
        if let Some(bucket) = usize::try_from(place).ok().and_then(|at| buckets.get_mut(at)) {
            *bucket = (amount, count);
        }
    }
    Ok(buckets)
}

/// The buckets in words, each leading to its invoices.
pub(super) fn tiles(
    buckets: Buckets,
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
    let tile = |(((amount, count), label), days): (((i64, i64), &'static str), String)| Tile {
        label,
        figure: language.money(&money::to_value(amount, currency), currency),
        note: match count {
            1 => language.t(say("1 invoice")).to_owned(),
            _ => language.fill(say("{} invoices"), &[&language.number(&count.to_string())]),
        },
        href: format!(
            "/invoices?status_in=PENDING,PARTIAL,OVERDUE&{days}&sort_by=due_date&sort_order=ASC"
        ),
        style: if amount > 0 && !days.starts_with("due_date_gte") { "red" } else { "" },
    };
    buckets.into_iter().zip(NAMES).zip(days).map(tile).collect()
}
