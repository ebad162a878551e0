//! `/invoices`: the list, with how old what is owed is.

use rocket::get;
use serde::Deserialize;

use super::badge::badge;
use super::{ROOM, ageing, store};
use crate::auth::Permission;
use crate::billing::status::{UNPAID_STATUSES, is_unpaid};
use crate::billing::{BillingList, METHODS, list};
use crate::db::Db;
use crate::error::Result;
use crate::http::Parameters;
use crate::ids::Id;
use crate::list::Listed;
use crate::list::{Embedded, list_row};
use crate::money;
use crate::money::Amount;
use crate::reports::Question;
use crate::reports::range::Range;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, Html, Kind};
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, Heading, ListPage, Preset, Row, Wanted};
use crate::ui::rooms::{self, guard};
use crate::ui::staff::{Shell, Staff};

const ORDER: (&str, &str) = ("invoice_date", "DESC");

#[get("/invoices")]
pub(super) async fn all(
    caller: Staff<guard::Invoices>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let said = parameters.get("done").map(str::to_owned);
    let reader = (caller.look.language, settings.0.currency.as_str());
    let mut wanted = Wanted::read(ROOM, parameters, reader);
    let query = wanted.query(BillingList::SPEC, &zone, ORDER, caller.notes())?;
    let today = zone.day_of(now);
    let everything = Question {
        scope,
        notes: caller.notes(),
        range: Range::between(None, None, today)?,
        clinic: settings.0.clone(),
        now,
    };
    let (found, standing, rates) = db
        .read_much(move |sql| {
            let standing = ageing::read(sql, &everything)?;
            let found = list::rows::<InvoiceRow>(sql, &query, scope, today)?;
            Ok((found, standing, store::rates(sql)?))
        })
        .await?;
    let rows = found.rows.iter().map(|invoice| row(invoice, caller.look.language)).collect();
    let shell = Shell::new(&caller, caller.look, &settings, ROOM).saying(said.as_deref());
    let shows = Shows::names("billing", found.ids());
    let mut page = ListPage::new(shell, say("Invoices"), &wanted, (rows, found.total), shows);
    page.search_label = say("Number or patient");
    page.further = vec![("/payments", say("Payments")), ("/credits", say("Owed to patients"))];
    page.new = rooms::bills(&caller).then_some(("/search?bill=yes", say("New invoice")));
    page.tiles = ageing::tiles(&standing, &settings.0.currency, today, caller.look.language);
    page.empty = say("No invoice here. Draw one up from a consultation or a patient's file.");
    page.presets = presets(&wanted).into();
    if caller.may(Permission::ExportBilling) {
        page.exports = wanted.exports("/export/billing", ORDER);
    }
    page.headings = headings(&wanted);
    let rate = wanted.get("tax_rate").filter(|_| !wanted.is_doubted());
    page.narrowed_by(
        &wanted,
        vec![
            Field::new("from_date", say("From"), Kind::Line("date")),
            Field::new("to_date", say("To"), Kind::Line("date")),
            Field::codes("payment_method", say("Method"), METHODS),
            tax_rate(&rates, rate, caller.look.language),
        ],
    );
    page.answer()
}

/// What is looked for most.
fn presets(wanted: &Wanted) -> [Preset; 5] {
    let view = |label, status: &str, several: &str| {
        wanted.preset(label, &[("status", status), ("status_in", several)])
    };
    [
        view(say("All|invoices"), "", ""),
        view(say("Drafts"), "DRAFT", ""),
        view(say("Unpaid"), "", UNPAID_STATUSES),
        view(say("Overdue"), "OVERDUE", ""),
        view(say("Paid|invoices"), "PAID", ""),
    ]
}

fn headings(wanted: &Wanted) -> Vec<Heading> {
    vec![
        wanted.heading(say("Invoice"), "", ORDER),
        wanted.heading(say("Patient"), "", ORDER),
        wanted.heading(say("Date"), "invoice_date", ORDER).day(),
        wanted.heading(say("Due"), "due_date", ORDER).day(),
        wanted.heading(say("Total"), "total_amount", ORDER).right(),
        wanted.heading(say("Outstanding"), "", ORDER).right(),
        wanted.heading(say("Status"), "status", ORDER).narrow(),
    ]
}

/// Narrows the list to the invoices with a line of a rate: one of the price list's, or the one that
/// the address has.
fn tax_rate(known: &[i64], chosen: Option<&str>, language: Language) -> Field {
    let mut rates: Vec<String> = known.iter().copied().map(money::thousandths_text).collect();
    rates.extend(chosen.filter(|rate| !rates.iter().any(|known| known == rate)).map(str::to_owned));
    let option = |rate: String| (rate.clone(), language.percent(&rate));
    let options = rates.into_iter().map(option).collect();
    Field::new("tax_rate", say("Tax rate"), Kind::Choice(options))
}

list_row! {
    /// An invoice as its list shows it.
    struct InvoiceRow {
        id: Id,
        invoice_number: Option<String>,
        patient: Embedded<Patient>,
        invoice_date: String,
        due_date: String,
        total_amount: Amount,
        balance: Amount,
        status: String,
    }
}

/// Whose invoice it is.
#[derive(Deserialize)]
struct Patient {
    first_name: Option<String>,
    last_name: String,
}

impl Patient {
    fn name(&self) -> String {
        let first = self.first_name.as_deref().unwrap_or_default();
        format!("{first} {}", self.last_name).trim().to_owned()
    }
}

fn row(invoice: &InvoiceRow, language: Language) -> Row {
    let number = match invoice.invoice_number.as_deref() {
        None | Some("") => language.t(say("Draft invoice")),
        Some(number) => number,
    };
    let money = |amount: &Amount| Cell::styled(language.money_of(amount), "right");
    let (status, balance) = (invoice.status.as_str(), &invoice.balance);
    Row {
        href: format!("{ROOM}/{}", invoice.id),
        cells: vec![
            Cell::styled(number, "figures"),
            Cell::plain(invoice.patient.0.name()),
            Cell::styled(language.day(&invoice.invoice_date), "figures"),
            Cell::styled(language.day(&invoice.due_date), "figures quiet"),
            money(&invoice.total_amount),
            match is_unpaid(status) || balance.minor < 0 {
                true => money(balance),
                false => Cell::styled("", "right"),
            },
            Cell::status(language.code(status), badge(status)),
        ],
    }
}
