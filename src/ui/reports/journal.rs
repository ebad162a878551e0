//! `/reports/journal`: what the journal of a period comes to, account by account, and its files.

use askama::Template;
use rocket::{Route, State, get, routes};
use serde_json::{Map, json};

use super::days::Days;
use super::pages::{FILTERS, period, presets, wanted};
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
use crate::ui::doubts::Doubts;
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
    files: Vec<(&'static str, String)>,
    doubts: Doubts,
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
    let wanted = wanted(parameters, caller.look.language);
    let days = Days::of(&wanted);
    let asking = desk.asking_of(&caller);
    let today = asking.today;
    let balance = match wanted.is_doubted() {
        true => Vec::new(),
        false => {
            let journal = Journal::read(days.parameters(), &asking)?;
            let balance = desk.db().read_much(move |sql| journal.balance(sql)).await?;
            let told = json!({ "old": null, "new": "journal" });
            let told = Map::from_iter([("report".to_owned(), told)]);
            reads.note(&caller.actor(), Entry::new(Action::Read, "report").changing(told)).await?;
            balance
        }
    };
    let file = |format: &str| days.link("/export/journal", &format!("format={format}"));
    let page = JournalPage {
        shell: Shell::new(&caller, caller.look, &settings, "/reports"),
        presets: presets(today)
            .map(|(label, from, to)| {
                let is_on = from == days.from && to == days.to;
                (label, Days { from, to }.link(PATH, ""), is_on)
            })
            .into(),
        files: [(say("CSV"), file("csv")), (say("Excel"), file("xlsx"))]
            .into_iter()
            .filter(|_| !wanted.is_doubted())
            .collect(),
        may_set: caller.may(Permission::SystemSettings),
        period: period(&days, caller.look.language),
        sums: sums(&balance, &settings, caller.look.language),
        days: Days::typed(&wanted),
        doubts: wanted.doubts.beside(&FILTERS),
    };
    html(page.doubts.status(), &page)
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
