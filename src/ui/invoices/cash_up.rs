//! `/payments/day`: the cash-up of a day, what came in and went out by method.

use askama::Template;
use rocket::{Route, get, routes};

use super::ROOM;
use super::store::{Moved, moved_on};
use crate::auth::may;
use crate::billing::METHODS;
use crate::db::Db;
use crate::error::Result;
use crate::http::Parameters;
use crate::money::Amount;
use crate::settings::InForce;
use crate::shows_no_record;
use crate::ui::days;
use crate::ui::doubts::Doubts;
use crate::ui::form::{Html, html};
use crate::ui::language::{Language, say};
use crate::ui::list::Wanted;
use crate::ui::staff::{Shell, Staff};

const PATH: &str = "/payments/day";

pub fn routes() -> Vec<Route> {
    routes![show]
}

/// A method in words: what came in, what went out, what is left, and the payments themselves.
pub struct Row {
    pub method: String,
    pub came: String,
    pub went: String,
    pub left: String,
    pub times: String,
    pub href: String,
}

/// The day in one currency.
pub struct Till {
    pub currency: String,
    pub rows: Vec<Row>,
    pub total: Row,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/invoices/cash_up.html", config = "src/ui/askama.toml")]
struct CashUpPage {
    shell: Shell,
    title: String,
    day: String,
    before: String,
    after: String,
    tills: Vec<Till>,
    doubts: Doubts,
}

shows_no_record!(CashUpPage);

#[get("/payments/day")]
async fn show(
    caller: Staff<may::BillingList>,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let today = settings.0.zone.day_of(db.database().clock().now());
    let language = caller.look.language;
    let wanted = Wanted::read(PATH, parameters, (language, &settings.0.currency)).only(&["day"]);
    let day = days::asked(&wanted, today);
    let scope = caller.scope();
    let tills = match wanted.is_doubted() {
        true => Vec::new(),
        false => {
            let found = db.read(move |sql| moved_on(sql, day, scope)).await?;
            tills(&found, &settings.0.currency, &day.to_string(), language)
        }
    };
    let address = |day: jiff::civil::Date| format!("{PATH}?day={day}");
    let one = jiff::Span::new().days(1);
    let page = CashUpPage {
        title: match wanted.is_doubted() {
            true => String::new(),
            false => format!("{} {}", language.weekday(day), day.year()),
        },
        before: address(days::within(day.saturating_sub(one))),
        after: address(days::within(day.saturating_add(one))),
        tills,
        day: wanted.get("day").map_or_else(|| day.to_string(), str::to_owned),
        doubts: wanted.doubts.beside(&[("day", say("Day"))]),
        shell: Shell::new(&caller, caller.look, &settings, ROOM),
    };
    html(page.doubts.status(), &page)
}

/// Each currency by itself: the clinic's always, with the methods that were used in the order of the
/// list of methods.
pub fn tills(found: &[Moved], clinic: &str, day: &str, language: Language) -> Vec<Till> {
    let mut currencies: Vec<&str> = vec![clinic];
    for moved in found {
        if !currencies.contains(&moved.currency.as_str()) {
            currencies.push(&moved.currency);
        }
    }
    let till = |currency: &str| {
        let own: Vec<&Moved> = found.iter().filter(|moved| moved.currency == currency).collect();
        let mut total = Moved { currency: currency.to_owned(), ..Moved::default() };
        for moved in &own {
            total.came += moved.came;
            total.went += moved.went;
            total.times += moved.times;
        }
        let used = METHODS.iter().filter_map(|method| {
            own.iter().find(|moved| moved.method == *method).map(|moved| row(moved, day, language))
        });
        Till {
            currency: currency.to_owned(),
            rows: used.collect(),
            total: row(&total, day, language),
        }
    };
    currencies.into_iter().map(till).collect()
}

fn row(moved: &Moved, day: &str, language: Language) -> Row {
    let currency = moved.currency.as_str();
    let sum = |minor: i64| language.money_of(&Amount::new(minor, currency));
    let method = match moved.method.as_str() {
        "" => String::new(),
        method => format!("&method={method}"),
    };
    Row {
        method: match moved.method.as_str() {
            "" => language.t(say("Total")).to_owned(),
            method => language.code(method),
        },
        came: sum(moved.came),
        went: sum(moved.went),
        left: sum(moved.came + moved.went),
        times: language.number(&moved.times.to_string()),
        href: format!("/payments?from_date={day}&to_date={day}&currency={currency}{method}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_cashed_up_by_method_and_no_currency_is_added_to_another() {
        let moved = |currency: &str, method: &str, came, went, times| Moved {
            currency: currency.into(),
            method: method.into(),
            came,
            went,
            times,
        };
        let found = [
            moved("CHF", "CASH", 4_500, 0, 1),
            moved("EUR", "CASH", 10_000, -2_500, 3),
            moved("EUR", "CREDIT_CARD", 6_000, 0, 1),
        ];
        let tills = tills(&found, "EUR", "2026-11-27", Language::English);
        assert_eq!(
            tills.iter().map(|till| till.currency.as_str()).collect::<Vec<_>>(),
            ["EUR", "CHF"]
        );
        let euros = &tills[0];
        assert_eq!(
            euros.rows.iter().map(|row| row.left.as_str()).collect::<Vec<_>>(),
            ["€75.00", "€60.00"]
        );
        assert_eq!((euros.total.left.as_str(), euros.total.times.as_str()), ("€135.00", "4"));
        assert!(euros.rows[0].href.ends_with("currency=EUR&method=CASH"), "{}", euros.rows[0].href);
        // A day on which nothing moved is one of the clinic's currency.
        assert_eq!(
            super::tills(&[], "EUR", "2026-11-27", Language::English)[0].total.left,
            "€0.00"
        );
    }
}
