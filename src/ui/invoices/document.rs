//! An invoice as its page and its print show it.

use askama::Template;
use jiff::civil::Date;

use super::badge::badge;
use super::bookings::{Booking, bookings};
use super::paper::Paper;
use crate::auth::{Caller, Permission};
use crate::billing::METHODS;
use crate::billing::dates::is_of_a_past_month;
use crate::billing::status::is_unpaid;
use crate::billing::view::{InvoiceView, LineView, RateSums, Taxed, by_rate};
use crate::clock::parse_day;
use crate::error::Result;
use crate::ids::Id;
use crate::money::{Amount, Thousandths, thousandths_text};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::language::{Language, say};
use crate::ui::retyped::Retyped;
use crate::ui::staff::Shell;

/// A line, in words.
pub(super) struct Line {
    pub description: String,
    pub quantity: String,
    pub price: String,
    pub rate: String,
    /// The mark of the reason why it bears no tax.
    pub mark: String,
    /// What was taken off it, where something was.
    pub discount: String,
    pub amount: String,
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
    /// What an act on this page is held against.
    pub version: i64,
    pub title: String,
    pub patient: (String, String),
    /// Where it is, when it was, and where the sheet is that the patient takes home; blank for who prints none.
    pub visit: Option<(String, String, String)>,
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
    pub is_paid: bool,
    /// The day of the last payment.
    pub paid_on: String,
    pub is_open: bool,
    pub is_cancelled: bool,
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

impl InvoicePage {
    pub fn of(
        invoice: &InvoiceView,
        caller: &Caller,
        shell: Shell,
        settings: &InForce,
        today: Date,
    ) -> Result<Self> {
        let (language, status) = (shell.look.language, invoice.status.as_str());
        let (is_draft, is_open) = (status == "DRAFT", is_unpaid(status));
        let [may_update, may_delete] =
            [Permission::BillingUpdate, Permission::BillingDelete].map(|one| caller.may(one));
        let has_money = invoice.amount_paid.minor != 0;
        let number = invoice.invoice_number.clone().filter(|_| !is_draft).unwrap_or_default();
        let (is_past, owed) = (is_past(invoice, today), &invoice.balance);
        let paper = Paper::of(invoice.snapshot.as_deref(), language)?;
        let paid_on = invoice.payment_date.as_deref();
        Ok(Self {
            paid_on: paid_on.map(|day| language.day(day)).unwrap_or_default(),
            title: title(&number, language),
            patient: (format!("/patients/{}", invoice.patient_id), invoice.patient.name()),
            visit: visit(invoice, caller, settings, language),
            status: language.code(status),
            badge: badge(status),
            explained: explained(status, (may_update, may_delete)),
            date: language.day(&invoice.invoice_date),
            due: language.day(&invoice.due_date),
            notes: invoice.notes.clone().unwrap_or_default(),
            lines: lines(invoice, &paper, language),
            taxes: taxes(&invoice.lines, language),
            net: language.money_of(&invoice.amount),
            total: language.money_of(&invoice.total_amount),
            paid: language.money_of(&invoice.amount_paid),
            credited: anything(&invoice.amount_credited, language),
            balance: language.money_of(owed),
            bookings: bookings(invoice, may_update, language, &settings.0.zone),
            problem: None,
            retyped: Retyped::default(),
            questions: Vec::new(),
            uses_credit: false,
            amount: language.typed(owed),
            currency: invoice.currency.clone(),
            methods: METHODS.iter().map(|method| (*method, language.code(method))).collect(),
            today: today.to_string(),
            is_draft,
            is_paid: status == "PAID" && owed.minor == 0,
            is_open,
            is_cancelled: status == "CANCELLED",
            may_update,
            may_cancel: may_delete && (is_draft || (is_open && !has_money && !is_past)),
            is_past: is_past && is_open && !has_money && may_delete,
            to_give_back: to_give_back(owed, language),
            may_credit: may_update && !is_draft && !matches!(status, "CANCELLED" | "REFUNDED"),
            discount: discount(invoice.discount_percent, &invoice.discount_amount, language),
            credit: None,
            paper,
            id: invoice.id,
            version: invoice.version,
            shell,
        })
    }
}

/// The visit that is billed, as a link.
fn visit(
    invoice: &InvoiceView,
    caller: &Caller,
    settings: &InForce,
    language: Language,
) -> Option<(String, String, String)> {
    let visit = invoice.visit.as_ref()?;
    let when = language.moment_text(&visit.visit_date, &settings.0.zone);
    let prints = caller.may(Permission::VisitsRead) && caller.notes().are_shown();
    let sheet = if prints { format!("/visits/{}/print/sheet", visit.id) } else { String::new() };
    Some((format!("/visits/{}", visit.id), when, sheet))
}

fn is_past(invoice: &InvoiceView, today: Date) -> bool {
    parse_day(&invoice.invoice_date).is_some_and(|day| is_of_a_past_month(day, today))
}

/// What is to give back of a balance: in words and as it is typed.
fn to_give_back(balance: &Amount, language: Language) -> Option<(String, String)> {
    let owed = (balance.minor < 0).then(|| balance.clone().abs())?;
    Some((language.money_of(&owed), language.typed(&owed)))
}

fn title(number: &str, language: Language) -> String {
    match number {
        "" => language.t(say("Draft invoice")).to_owned(),
        number => language.fill(say("Invoice {}"), &[number]),
    }
}

/// A sum where there is one.
fn anything(sum: &Amount, language: Language) -> Option<String> {
    (sum.minor != 0).then(|| language.money_of(sum))
}

/// The lines, each with the mark of why it bears no tax.
fn lines(invoice: &InvoiceView, paper: &Paper, language: Language) -> Vec<Line> {
    let line = |(line, position)| Line {
        mark: paper.mark(position).to_owned(),
        ..Line::of(line, language)
    };
    invoice.lines.iter().zip(1..).map(line).collect()
}

impl Line {
    fn of(line: &LineView, language: Language) -> Self {
        Self {
            mark: String::new(),
            description: line.description.clone(),
            quantity: language.number(&thousandths_text(line.quantity.0)),
            price: match &line.exact_unit_price {
                None => language.money_of(&line.unit_price),
                Some(exact) => {
                    format!(
                        "{}\u{a0}{}",
                        language.number(&exact.digits()),
                        line.unit_price.currency
                    )
                }
            },
            rate: both_rates(line, language),
            discount: discount(line.discount_percent, &line.discount_amount, language),
            amount: language.money_of(&line.amount),
        }
    }
}

/// What a status means for what can be done, by who may update and who may delete.
fn explained(status: &str, may: (bool, bool)) -> &'static str {
    match status {
        "DRAFT" if may == (true, true) => {
            say("A draft can be changed or deleted. Issuing gives it its number and fixes it.")
        }
        "DRAFT" if may.0 => {
            say("A draft can be changed. Issuing gives it its number and fixes it.")
        }
        "DRAFT" => say("A draft gets its number when it is issued."),
        "PENDING" => say("Issued and not paid yet. Record each payment as it comes in."),
        "PARTIAL" => say("Paid in part. The rest is outstanding."),
        "OVERDUE" => say("The due date has passed and something is outstanding."),
        "PAID" => {
            say("Paid in full. A mistake is corrected by undoing a payment or by a credit note.")
        }
        "CANCELLED" => say("Cancelled. It keeps its number, so that the series has no gap."),
        _ => say("Taken back by a credit note."),
    }
}

/// One rate, or two where the line bears a second tax.
pub(super) fn both_rates(line: &impl Taxed, language: Language) -> String {
    let (first, second) = line.taxes();
    let first = rate(first.rate, language);
    match second {
        Some(second) => format!("{first} + {}", rate(second.rate, language)),
        None => first,
    }
}

/// A discount in words: its percentage where it has one, and what it comes to.
fn discount(percent: Option<Thousandths>, amount: &Amount, language: Language) -> String {
    let off = language.money_of(amount);
    match percent {
        _ if amount.minor <= 0 => String::new(),
        None => language.fill(say("Discount: {}"), &[&off]),
        percent => language.fill(say("Discount of {}: {}"), &[&rate(percent, language), &off]),
    }
}

/// A rate as it is printed; nothing where only the amounts are known.
pub(super) fn rate(rate: Option<Thousandths>, language: Language) -> String {
    rate.map_or_else(String::new, |rate| language.percent(&thousandths_text(rate.0)))
}

/// Rate, net and tax of each rate of these lines.
pub(super) fn taxes(lines: &[impl Taxed], language: Language) -> Vec<(String, String, String)> {
    let shown = |sums: RateSums| {
        (rate(sums.rate, language), language.money_of(&sums.net), language.money_of(&sums.tax))
    };
    by_rate(lines).into_iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_says_only_what_its_reader_may_do() {
        let [all, change, none] =
            [(true, true), (true, false), (false, false)].map(|may| explained("DRAFT", may));
        assert!(all.contains("deleted") && change.contains("changed"));
        assert!(!change.contains("deleted") && !none.contains("changed"));
    }
}
