//! `/credits`: what the clinic owes to patients, to be given back or used, behind the figure of the
//! reports and of Today.

use rocket::{Route, get, routes};

use super::ROOM;
use super::store::{self, Owing};
use crate::auth::may;
use crate::db::Db;
use crate::error::Result;
use crate::http::Parameters;
use crate::money::Amount;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, Html, Kind};
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, ListPage, ROWS, Row, Wanted};
use crate::ui::staff::{Shell, Staff};

const PATH: &str = "/credits";
const ORDER: (&str, &str) = ("day", "ASC");

pub fn routes() -> Vec<Route> {
    routes![all]
}

#[get("/credits")]
async fn all(
    caller: Staff<may::BillingList>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let scope = caller.scope();
    let wanted = Wanted::read(PATH, parameters, (caller.look.language, &settings.0.currency))
        .only(&["from_date", "to_date", "currency"]);
    let (found, total, wanted) = db
        .read(move |sql| {
            if wanted.is_doubted() {
                return Ok((Vec::new(), 0, wanted));
            }
            let day = |name: &str, other: &str| wanted.day(name, other);
            let (from, to) = (day("from_date", "0000-01-01"), day("to_date", "9999-12-31"));
            let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
            let place = (number(ROWS), number(wanted.offset()));
            let asked = (from.as_str(), to.as_str(), wanted.get("currency"));
            let found = store::owing(sql, scope, asked, place)?;
            let total = store::owing_count(sql, scope, asked)?;
            Ok((found, total, wanted))
        })
        .await?;
    let language = caller.look.language;
    // A deposit is nobody's invoice: it stands for its patient.
    let invoices = found.iter().filter_map(|owing| Some(owing.invoice.as_ref()?.0));
    let deposits = found.iter().filter(|owing| owing.invoice.is_none());
    let patients = deposits.map(|owing| owing.patient.0);
    let shows = Shows::texts("billing", invoices).and(Shows::texts("patient", patients));
    let rows: Vec<Row> = found.into_iter().map(|owing| row(owing, language)).collect();
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let mut page = ListPage::new(shell, say("Owed to patients"), &wanted, (rows, total), shows);
    page.has_search = true;
    page.is_searched = false;
    page.back = Some((ROOM.into(), caller.t(say("Invoices")).to_owned()));
    page.empty = say("The clinic owes nothing to patients.");
    page.headings = vec![
        wanted.heading(say("Date"), "", ORDER).day(),
        wanted.heading(say("Patient"), "", ORDER),
        wanted.heading(say("Invoice"), "", ORDER).middle(),
        wanted.heading(say("To refund"), "", ORDER).right(),
    ];
    page.narrowed_by(
        &wanted,
        vec![
            Field::new("from_date", say("From"), Kind::Line("date")),
            Field::new("to_date", say("To"), Kind::Line("date")),
        ],
    );
    page.answer()
}

fn row(owing: Owing, language: Language) -> Row {
    let sum = Amount::new(owing.amount, owing.currency.as_str());
    let (href, what) = match &owing.invoice {
        Some((id, number)) => (format!("{ROOM}/{id}"), Cell::styled(number.as_str(), "figures")),
        None => {
            let (patient, _) = &owing.patient;
            let what = Cell::styled(language.t(say("Deposit")), "quiet");
            (format!("/patients/{patient}/pay?currency={}", owing.currency), what)
        }
    };
    Row {
        href,
        cells: vec![
            Cell::styled(language.day(&owing.day), "figures"),
            Cell::plain(owing.patient.1),
            what,
            Cell::styled(language.money_of(&sum), "right"),
        ],
    }
}
