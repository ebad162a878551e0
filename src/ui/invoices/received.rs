//! `/payments`: the money that moved in a period, for cashing up and for the figures of the reports.

use jiff::civil::Date;
use rocket::{Route, get, routes};
use rusqlite::named_params;

use super::ROOM;
use crate::auth::{Permission, Scope, may};
use crate::billing::{METHODS, MovementKind};
use crate::db::{Db, Sql};
use crate::error::{Error, Result};
use crate::http::Parameters;
use crate::list::Direction;
use crate::money::Amount;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, Html, Kind};
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, ListPage, ROWS, Row, Wanted};
use crate::ui::staff::{Shell, Staff};

const PATH: &str = "/payments";
const ORDER: (&str, &str) = ("payment_date", "DESC");
/// The same as the question has it.
const USUAL: &str = "ORDER BY y.payment_date DESC, y.rowno DESC";
/// What the list sorts by. Each has an index, which the row's own number follows.
const SORTS: [&str; 3] = ["payment_date", "amount", "method"];

pub fn routes() -> Vec<Route> {
    routes![all]
}

/// Money that moved, as stored.
struct Moved {
    day: String,
    kind: MovementKind,
    method: String,
    reference: Option<String>,
    /// Minor units.
    amount: i64,
    currency: String,
    /// None for a deposit.
    invoice: Option<String>,
    patient_id: String,
    number: Option<String>,
    patient: String,
}

/// The question in the order that the address asks for. The words of the order are ours: what was
/// asked only chooses among them.
fn statement(wanted: &Wanted) -> Result<String> {
    let asked = wanted.get("sort_by").unwrap_or(ORDER.0);
    let column = SORTS.into_iter().find(|known| *known == asked);
    let column = column
        .ok_or_else(|| Error::field("sort_by", format!("must be one of {}", SORTS.join(", "))))?;
    let direction = Direction::parse(wanted.get("sort_order").unwrap_or(ORDER.1));
    let direction = direction.ok_or_else(|| Error::field("sort_order", "must be ASC or DESC"))?;
    let direction = direction.sql();
    let payments = include_str!("../../../sql/queries/ui/payments.sql");
    // Sums of several currencies stand in the order of their values.
    let column = if column == "amount" { "amount_value" } else { column };
    let order = format!("ORDER BY y.{column} {direction}, y.rowno {direction}");
    Ok(payments.replace(USUAL, &order))
}

/// The payments of a page, and how many there are in all.
fn read(sql: &Sql<'_>, scope: Scope, wanted: &Wanted, today: Date) -> Result<(Vec<Moved>, u64)> {
    let day = |name: &str, other: &str| wanted.day(name, other);
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let method = wanted.get("method").filter(|method| METHODS.contains(method));
    let (from, to) = (day("from_date", "0000-01-01"), day("to_date", &today.to_string()));
    let total = sql.one(
        include_str!("../../../sql/queries/ui/payments_count.sql"),
        named_params! {
            ":from": from, ":to": to, ":currency": wanted.get("currency"),
            ":method": method, ":dietitian": scope.dietitian(),
        },
        |row| row.get::<_, i64>(0),
    )?;
    let found = sql.all(
        &statement(wanted)?,
        named_params! {
            ":from": from, ":to": to, ":currency": wanted.get("currency"),
            ":method": method, ":dietitian": scope.dietitian(),
            ":limit": number(ROWS), ":offset": number(wanted.offset()),
        },
        |row| {
            Ok(Moved {
                day: row.get("payment_date")?,
                kind: row.get("kind")?,
                method: row.get("method")?,
                reference: row.get("reference")?,
                amount: row.get("amount")?,
                currency: row.get("currency")?,
                invoice: row.get("id")?,
                patient_id: row.get("patient_id")?,
                number: row.get("invoice_number")?,
                patient: row.get("patient")?,
            })
        },
    )?;
    Ok((found, u64::try_from(total).unwrap_or_default()))
}

fn row(moved: Moved, language: Language) -> Row {
    let sum = Amount::new(moved.amount, moved.currency.as_str());
    Row {
        href: match &moved.invoice {
            Some(invoice) => format!("{ROOM}/{invoice}"),
            None => format!("/patients/{}/pay?currency={}", moved.patient_id, moved.currency),
        },
        cells: vec![
            Cell::styled(language.day(&moved.day), "figures"),
            Cell::plain(moved.patient),
            match moved.invoice {
                Some(_) => Cell::styled(moved.number.unwrap_or_default(), "figures"),
                None => Cell::styled(language.t(say("Deposit")), "quiet"),
            },
            Cell::plain(language.code(moved.kind.name())),
            Cell::styled(language.code(&moved.method), "quiet"),
            Cell::styled(moved.reference.unwrap_or_default(), "quiet"),
            Cell::styled(language.money_of(&sum), "right"),
        ],
    }
}

#[get("/payments")]
async fn all(
    caller: Staff<may::BillingList>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let (scope, today) = (caller.scope(), settings.0.zone.day_of(db.database().clock().now()));
    let wanted = Wanted::read(PATH, parameters, (caller.look.language, &settings.0.currency))
        .only(&["from_date", "to_date", "method", "currency", "sort_by", "sort_order"])
        .one_of("method", METHODS)
        .one_of("sort_by", &SORTS)
        .one_of("sort_order", &["ASC", "DESC", "asc", "desc"]);
    let ((found, total), wanted) = db
        .read_much(move |sql| match wanted.is_doubted() {
            true => Ok(((Vec::new(), 0), wanted)),
            false => Ok((read(sql, scope, &wanted, today)?, wanted)),
        })
        .await?;
    let language = caller.look.language;
    let shown = || found.iter();
    let paid = shown().filter_map(|moved| moved.invoice.as_ref()?.parse().ok());
    let deposits = shown().filter(|moved| moved.invoice.is_none());
    let patients = deposits.filter_map(|moved| moved.patient_id.parse().ok());
    let shows = Shows::texts("billing", paid).and(Shows::texts("patient", patients));
    let rows: Vec<Row> = found.into_iter().map(|moved| row(moved, language)).collect();
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let mut page = ListPage::new(shell, say("Payments"), &wanted, (rows, total), shows);
    page.has_search = true;
    page.is_searched = false;
    page.further = vec![("/payments/day", say("Cash-up"))];
    page.back = Some((ROOM.into(), caller.t(say("Invoices")).to_owned()));
    page.empty = say("No payment yet.");
    if caller.may(Permission::ExportBilling) {
        page.exports =
            wanted.files("/export/payments", &["from_date", "to_date", "method", "currency"]);
    }
    page.headings = vec![
        wanted.heading(say("Date"), "payment_date", ORDER).day(),
        wanted.heading(say("Patient"), "", ORDER),
        wanted.heading(say("Invoice"), "", ORDER).middle(),
        wanted.heading(say("What"), "", ORDER).narrow(),
        wanted.heading(say("Method"), "method", ORDER).narrow(),
        wanted.heading(say("Reference"), "", ORDER),
        wanted.heading(say("Amount"), "amount", ORDER).right(),
    ];
    page.narrowed_by(
        &wanted,
        vec![
            Field::new("from_date", say("From"), Kind::Line("date")),
            Field::new("to_date", say("To"), Kind::Line("date")),
            Field::codes("method", say("Method"), METHODS),
        ],
    );
    page.answer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::migrate::{INDEXES, MIGRATIONS};

    fn asked(query: &str) -> Wanted {
        Wanted::read(PATH, Parameters::parse(query).unwrap(), (Language::English, "EUR"))
    }

    #[test]
    fn an_address_chooses_an_order_and_never_writes_one() {
        let usual = statement(&asked("")).unwrap();
        assert!(usual.contains("ORDER BY y.payment_date DESC, y.rowno DESC"), "{usual}");
        let by_amount = statement(&asked("sort_by=amount&sort_order=asc")).unwrap();
        assert!(by_amount.contains("ORDER BY y.amount_value ASC, y.rowno ASC"), "{by_amount}");
        for wrong in ["sort_by=id", "sort_by=amount;DROP", "sort_order=UP"] {
            assert_eq!(statement(&asked(wrong)).unwrap_err().status().code, 400, "{wrong}");
        }
    }

    #[test]
    fn no_order_of_the_list_sorts_all_payments_anew() {
        let database = rusqlite::Connection::open_in_memory().unwrap();
        for (_, sql) in MIGRATIONS {
            database.execute_batch(sql).unwrap();
        }
        database.execute_batch(INDEXES).unwrap();
        for sort in SORTS {
            let statement = statement(&asked(&format!("sort_by={sort}"))).unwrap();
            let mut plan = database.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
            let (mut rows, mut steps) = (plan.raw_query(), Vec::new());
            while let Some(row) = rows.next().unwrap() {
                steps.push(row.get::<_, String>("detail").unwrap());
            }
            assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{sort}: {steps:?}");
        }
    }
}
