//! An invoice as its page and its print show it.

use std::collections::BTreeMap;

use askama::Template;
use serde_json::Value;

use super::pages::badge;
use crate::auth::{Caller, Permission};
use crate::billing::change::is_of_a_past_month;
use crate::billing::status::is_owed;
use crate::clock::{Zone, parse_day};
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::language::say;
use crate::ui::retyped::Retyped;
use crate::ui::staff::Shell;
use crate::ui::words::name_of;

/// A line, in words.
pub(super) struct Line {
    pub description: String,
    pub quantity: String,
    pub price: String,
    pub rate: String,
    /// What was taken off it, where something was.
    pub discount: String,
    pub amount: String,
}

/// Money received or given back, or a credit note.
pub(super) struct Booking {
    pub id: String,
    /// The document itself, where it is one.
    pub href: String,
    pub date: String,
    pub what: String,
    pub reference: String,
    pub amount: String,
    pub may_reverse: bool,
}

/// What stands at the head and the foot of the paper.
#[derive(Default)]
pub(super) struct Paper {
    pub clinic: Vec<String>,
    pub patient: Vec<String>,
    pub header: String,
    pub footer: String,
    pub exemption: String,
}

/// The page, and with `is_print` the paper.
#[derive(Template)]
#[template(path = "ui/invoices/invoice.html", config = "src/ui/askama.toml")]
pub(super) struct InvoicePage {
    /// What was typed into the form that was refused.
    pub retyped: Retyped,
    /// The currency of the invoice's sums (ISO 4217), which its forms carry along.
    pub currency: String,
    pub shell: Shell,
    pub id: Id,
    pub title: String,
    pub number: String,
    pub patient: (String, String),
    pub visit: Option<(String, String)>,
    pub status: String,
    pub badge: &'static str,
    pub explained: &'static str,
    pub date: String,
    pub due: String,
    pub notes: String,
    pub lines: Vec<Line>,
    /// Rate, net and tax of each rate.
    pub taxes: Vec<(String, String, String)>,
    pub net: String,
    pub total: String,
    pub paid: String,
    /// Where anything is.
    pub credited: Option<String>,
    pub balance: String,
    pub bookings: Vec<Booking>,
    pub problem: Option<String>,
    /// What is asked before the invoice is issued.
    pub questions: Vec<String>,
    /// Whether the question's answer uses the credit.
    pub uses_credit: bool,
    /// The money typed, or the whole balance.
    pub amount: String,
    pub methods: Vec<(&'static str, String)>,
    pub today: String,
    pub is_draft: bool,
    pub is_open: bool,
    pub may_update: bool,
    pub may_cancel: bool,
    pub may_credit: bool,
    /// Issued in a month that has ended: only a credit note takes it back.
    pub is_past: bool,
    /// What the clinic owes on it: in words, and as it is typed.
    pub to_give_back: Option<(String, String)>,
    /// On the whole invoice, in words.
    pub discount: String,
    /// The patient's credit that could pay for it, in words.
    pub credit: Option<String>,
    pub paper: Paper,
}

impl Discloses for InvoicePage {
    fn shows(&self) -> Shows {
        Shows::record("billing", self.id)
    }
}

/// The invoice's JSON as the API answers it.
pub(super) fn parsed(json: &[u8]) -> Result<Value> {
    serde_json::from_slice(json).map_err(Error::internal)
}

impl InvoicePage {
    pub fn of(
        id: Id,
        invoice: &Value,
        caller: &Caller,
        shell: Shell,
        settings: &InForce,
        today: String,
    ) -> Self {
        let language = shell.look.language;
        let text = |name: &str| invoice[name].as_str().unwrap_or_default();
        let currency = text("currency");
        let money = |value: &Value| language.money(value, currency);
        let status = text("status");
        let is_draft = status == "DRAFT";
        let is_open = is_owed(status);
        let may_update = caller.may(Permission::BillingUpdate);
        let number = text("invoice_number");
        let has_money = invoice["amount_paid"].as_f64().is_some_and(|paid| paid != 0.0);
        let is_past = is_past(text("invoice_date"), &today);
        let empty = Vec::new();
        let lines = invoice["lines"].as_array().unwrap_or(&empty);
        let visit = &invoice["visit"];
        Self {
            title: match (is_draft, number) {
                (true, _) | (_, "") => shell.t(say("Draft invoice")).to_owned(),
                (_, number) => language.fill(say("Invoice {}"), &[number]),
            },
            number: if is_draft { String::new() } else { number.to_owned() },
            patient: (format!("/patients/{}", text("patient_id")), name_of(&invoice["patient"])),
            visit: visit["id"].as_str().map(|id| {
                let when = visit["visit_date"].as_str().unwrap_or_default();
                (format!("/visits/{id}"), language.moment_text(when, &settings.0.zone))
            }),
            status: language.code(status),
            badge: badge(status),
            explained: explained(status),
            date: language.day(text("invoice_date")),
            due: language.day(text("due_date")),
            notes: text("notes").to_owned(),
            lines: lines
                .iter()
                .map(|line| Line {
                    description: line["description"].as_str().unwrap_or_default().to_owned(),
                    quantity: language.figure(&line["quantity"]),
                    price: match &line["exact_unit_price"] {
                        Value::Null => money(&line["unit_price"]),
                        exact => format!("{}\u{a0}{currency}", language.figure(exact)),
                    },
                    rate: both_rates(line, &shell),
                    discount: discount(line, currency, &shell),
                    amount: money(&line["amount"]),
                })
                .collect(),
            taxes: taxes(lines, currency, &shell),
            net: money(&invoice["amount"]),
            total: money(&invoice["total_amount"]),
            paid: money(&invoice["amount_paid"]),
            credited: invoice["amount_credited"]
                .as_f64()
                .filter(|credited| *credited != 0.0)
                .map(|_| money(&invoice["amount_credited"])),
            balance: money(&invoice["balance"]),
            bookings: bookings(invoice, may_update, currency, &shell, &settings.0.zone),
            problem: None,
            retyped: Retyped::default(),
            questions: Vec::new(),
            uses_credit: false,
            amount: language.amount(&invoice["balance"], currency),
            currency: currency.to_owned(),
            methods: crate::billing::METHODS
                .iter()
                .map(|method| (*method, language.code(method)))
                .collect(),
            today,
            is_draft,
            is_open,
            may_update,
            may_cancel: caller.may(Permission::BillingDelete)
                && (is_draft || (is_open && !has_money && !is_past)),
            is_past: is_past && is_open && !has_money && caller.may(Permission::BillingDelete),
            to_give_back: invoice["balance"].as_f64().filter(|balance| *balance < 0.0).map(|_| {
                let owed = without_sign(&invoice["balance"]);
                (money(&owed), language.amount(&owed, currency))
            }),
            may_credit: may_update && !is_draft && !matches!(status, "CANCELLED" | "REFUNDED"),
            discount: discount(invoice, currency, &shell),
            credit: None,
            paper: paper(invoice, settings),
            id,
            shell,
        }
    }
}

/// The same sum as a positive one.
fn without_sign(sum: &Value) -> Value {
    serde_json::from_str(sum.to_string().trim_start_matches('-')).unwrap_or_default()
}

fn is_past(day: &str, today: &str) -> bool {
    match (parse_day(day), parse_day(today)) {
        (Some(day), Some(today)) => is_of_a_past_month(day, today),
        _ => false,
    }
}

/// What a status means for what can be done.
fn explained(status: &str) -> &'static str {
    match status {
        "DRAFT" => {
            say("A draft can be changed or deleted. Issuing gives it its number and fixes it.")
        }
        "PENDING" => say("Issued and not paid yet. Record each payment as it comes in."),
        "PARTIAL" => say("Paid in part. The rest is still owed."),
        "OVERDUE" => say("The due date has passed and something is still owed."),
        "PAID" => {
            say("Paid in full. A mistake is taken back by reversing a payment or by a credit note.")
        }
        "CANCELLED" => say("Cancelled. It keeps its number, so that the series has no gap."),
        _ => say("Taken back by a credit note."),
    }
}

/// One rate, or two where the line bears a second tax.
pub(super) fn both_rates(line: &Value, shell: &Shell) -> String {
    let second = rate(&line["second_tax_rate"], shell);
    let first = rate(&line["tax_rate"], shell);
    if second.is_empty() { first } else { format!("{first} + {second}") }
}

/// A discount in words: its percentage where it has one, and what it comes to.
fn discount(of: &Value, currency: &str, shell: &Shell) -> String {
    let language = shell.look.language;
    if !of["discount_amount"].as_f64().is_some_and(|amount| amount > 0.0) {
        return String::new();
    }
    let amount = language.money(&of["discount_amount"], currency);
    match rate(&of["discount_percent"], shell) {
        percent if percent.is_empty() => language.fill(say("Discount: {}"), &[&amount]),
        percent => language.fill(say("Discount of {}: {}"), &[&percent, &amount]),
    }
}

fn rate(value: &Value, shell: &Shell) -> String {
    match value {
        Value::Number(number) => shell.look.language.percent(&number.to_string()),
        _ => String::new(),
    }
}

/// The net and the tax of each rate, added up in minor units.
pub(super) fn taxes(
    lines: &[Value],
    currency: &str,
    shell: &Shell,
) -> Vec<(String, String, String)> {
    let minor = |value: &Value| {
        crate::money::Decimal::of_json(value)
            .and_then(|sum| sum.in_minor(currency).ok())
            .unwrap_or(0)
    };
    let mut rates: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let mut add = |rate: String, net: i64, tax: i64| {
        let sums = rates.entry(rate).or_default();
        (sums.0, sums.1) = (sums.0 + net, sums.1 + tax);
    };
    for line in lines {
        let (net, second) = (minor(&line["amount"]), minor(&line["second_tax_amount"]));
        add(rate(&line["tax_rate"], shell), net, minor(&line["tax_amount"]) - second);
        if line["second_tax_rate"].is_number() {
            add(rate(&line["second_tax_rate"], shell), net, second);
        }
    }
    let money =
        |sum: i64| shell.look.language.money(&crate::money::to_value(sum, currency), currency);
    rates.into_iter().map(|(rate, (net, tax))| (rate, money(net), money(tax))).collect()
}

fn bookings(
    invoice: &Value,
    may_update: bool,
    currency: &str,
    shell: &Shell,
    zone: &Zone,
) -> Vec<Booking> {
    let language = shell.look.language;
    let empty = Vec::new();
    let payments = invoice["payments"].as_array().unwrap_or(&empty);
    let is_reversed = |id: &Value| payments.iter().any(|other| other["reverses_id"] == *id);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let money = payments.iter().map(|payment| Booking {
        id: text(&payment["id"]),
        href: String::new(),
        date: language.day(&text(&payment["date"])),
        what: format!(
            "{} · {}",
            language.code(&text(&payment["kind"])),
            language.code(&text(&payment["method"]))
        ),
        reference: text(&payment["reference"]),
        amount: language.money(&payment["amount"], currency),
        may_reverse: may_update && payment["kind"] == "PAYMENT" && !is_reversed(&payment["id"]),
    });
    let notes = invoice["credit_notes"].as_array().unwrap_or(&empty).iter().map(|note| Booking {
        id: String::new(),
        href: format!("/credit-notes/{}", text(&note["id"])),
        date: language.day(&text(&note["date"])),
        what: language.fill(say("Credit note {}"), &[&text(&note["number"])]),
        reference: text(&note["reason"]),
        amount: language.money(&note["total_amount"], currency),
        may_reverse: false,
    });
    let moved = invoice["allocations"].as_array().unwrap_or(&empty).iter();
    let moved = moved.map(|moved| Booking {
        id: String::new(),
        href: match moved["billing_id"].as_str() {
            Some(other) => format!("/invoices/{other}"),
            None => format!("/patients/{}/pay?currency={currency}", text(&invoice["patient_id"])),
        },
        date: zone
            .parse(&text(&moved["created_at"]))
            .map_or_else(|_| String::new(), |at| language.day(&zone.day_of(at).to_string())),
        what: language.t(say("Credit of the patient")).to_owned(),
        reference: String::new(),
        amount: language.money(&moved["amount"], currency),
        may_reverse: false,
    });
    money.chain(moved).chain(notes).collect()
}

/// Head and foot: frozen when the invoice was issued, the clinic's present ones on a draft.
pub(super) fn paper(invoice: &Value, settings: &InForce) -> Paper {
    let snapshot = &invoice["snapshot"];
    let lines = |parts: &[&Value]| -> Vec<String> {
        let texts = parts.iter().filter_map(|part| part.as_str());
        texts
            .flat_map(str::lines)
            .filter(|line| !line.trim().is_empty())
            .map(str::to_owned)
            .collect()
    };
    if snapshot.is_null() {
        let clinic = serde_json::to_value(&*settings.0).unwrap_or_default();
        let text = |name: &str| clinic[name].as_str().unwrap_or_default().to_owned();
        return Paper {
            clinic: lines(&[&clinic["name"], &clinic["address"], &clinic["registration_number"]]),
            patient: vec![name_of(&invoice["patient"])],
            header: text("invoice_header"),
            footer: text("invoice_footer"),
            exemption: text("tax_exemption_text"),
        };
    }
    let (clinic, patient, texts) = (&snapshot["clinic"], &snapshot["patient"], &snapshot["texts"]);
    let text = |name: &str| texts[name].as_str().unwrap_or_default().to_owned();
    let mut addressee = vec![name_of(patient)];
    addressee.extend(lines(&[&patient["address"]]));
    let place: Vec<String> = lines(&[&patient["postal_code"], &patient["city"]]);
    addressee.push(place.join(" "));
    addressee.extend(lines(&[&patient["country"]]));
    addressee.retain(|line| !line.is_empty());
    Paper {
        clinic: lines(&[&clinic["name"], &clinic["address"], &clinic["registration_number"]]),
        patient: addressee,
        header: text("header"),
        footer: text("footer"),
        exemption: text("tax_exemption"),
    }
}
