//! `/reports/journal`: what the journal of a period comes to, account by account, and its files.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, State, get, routes};
use serde_json::{Map, json};

use super::days::Days;
use super::pages::{days_of, period, presets};
use crate::audit::{Action, Entry, ReadLog};
use crate::auth::{Permission, may};
use crate::error::Result;
use crate::exports::desk::Desk;
use crate::exports::journal::{Balance, Journal};
use crate::http::Parameters;
use crate::money::Amount;
use crate::settings::InForce;
use crate::settings::accounts::name_of;
use crate::shows_no_record;
use crate::ui::form::{Html, html};
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};

const PATH: &str = "/reports/journal";

pub fn routes() -> Vec<Route> {
    routes![show]
}

/// The accounts of a currency, and what all of them come to.
type Sums = (String, Vec<[String; 4]>, [String; 2]);

/// The page.
#[derive(Template)]
#[template(path = "ui/reports/journal.html", config = "src/ui/askama.toml")]
struct JournalPage {
    shell: Shell,
    days: Days,
    period: String,
    presets: Vec<(&'static str, String, bool)>,
    files: [(&'static str, String); 2],
    may_set: bool,
    sums: Vec<Sums>,
}

shows_no_record!(JournalPage);

#[get("/reports/journal")]
async fn show(
    caller: Staff<may::ExportBilling>,
    parameters: Parameters,
    settings: InForce,
    reads: &State<ReadLog>,
    desk: Desk<'_>,
) -> Result<Html> {
    let (days, given) = days_of(parameters, caller.look.language)?;
    let asking = desk.asking_of(&caller);
    let today = asking.today;
    let journal = Journal::read(given, &asking)?;
    let balance = desk.db().read_much(move |sql| journal.balance(sql)).await?;
    let told = Map::from_iter([("report".to_owned(), json!({ "old": null, "new": "journal" }))]);
    reads.note(&caller.actor(), Entry::new(Action::Read, "report").changing(told)).await?;
    let file = |format: &str| days.link("/export/journal", &format!("format={format}"));
    let page = JournalPage {
        shell: Shell::new(&caller, caller.look, &settings, "/reports"),
        presets: presets(today)
            .map(|(label, from, to)| {
                let is_on = from == days.from && to == days.to;
                (label, Days { from, to }.link(PATH, ""), is_on)
            })
            .into(),
        files: [(say("CSV"), file("csv")), (say("Excel"), file("xlsx"))],
        may_set: caller.may(Permission::SystemSettings),
        period: period(&days, caller.look.language),
        sums: sums(&balance, &settings, caller.look.language),
        days,
    };
    html(Status::Ok, &page)
}

fn sums(balance: &[Balance], settings: &InForce, language: Language) -> Vec<Sums> {
    let of_currency = |rows: &[Balance]| {
        let currency = &rows[0].currency;
        let sum = |minor: i64| language.money_of(&Amount::new(minor, currency.as_str()));
        let row = |row: &Balance| {
            let number = settings.0.accounts.number(row.account).to_owned();
            [number, language.t(name_of(row.account)).to_owned(), sum(row.debit), sum(row.credit)]
        };
        let total = |side: fn(&Balance) -> i64| sum(rows.iter().map(side).sum());
        let totals = [total(|row| row.debit), total(|row| row.credit)];
        let mut accounts: Vec<[String; 4]> = rows.iter().map(row).collect();
        accounts.sort();
        (currency.clone(), accounts, totals)
    };
    balance.chunk_by(|one, other| one.currency == other.currency).map(of_currency).collect()
}
