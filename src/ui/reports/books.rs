//! The report on the books: figures and tables, each currency for itself.

use jiff::ToSpan;
use jiff::civil::Date;

use super::sheet::{Cell, Maker, Row, Sheet};
use crate::billing::status::{CLAIMING_STATUSES, UNPAID_STATUSES};
use crate::figures;
use crate::list::Datum;
use crate::money::Amount;
use crate::reports::financial::{
    Aged, BilledPatient, Books, FinancialReport, MethodSum, MonthlyBooks, RateTax,
};
use crate::reports::view::InCurrency;
use crate::ui::language::say;
use crate::ui::tile::{Tile, in_currency};

impl Maker<'_> {
    pub fn money_tiles(&self, report: &FinancialReport) -> Vec<Tile> {
        let money = |sum: fn(&Books) -> &Amount| {
            report.by_currency.iter().map(move |row| sum(&row.figures))
        };
        let books = &report.clinic;
        vec![
            self.billed(&books.billed, money(|row| &row.billed), books.billed_invoices),
            self.received(&books.received, money(|row| &row.received), books.payments),
            self.outstanding(
                &books.outstanding,
                money(|row| &row.outstanding),
                books.outstanding_invoices,
            ),
            self.owed_to_patients(
                &books.owed_to_patients,
                money(|row| &row.owed_to_patients.amount),
            ),
        ]
    }

    /// The tables of one currency; beside each what it comes to in the others.
    pub fn money_sheets(&self, books: &Books, others: &[InCurrency<Books>]) -> Vec<Sheet> {
        vec![
            self.books_by_month(books, others),
            self.ageing(books, others),
            self.tax(books, others),
            self.by_method(books, others),
            self.billed_most(books),
        ]
    }

    /// What these rows come to in each other currency.
    fn totals<'o, R>(
        &self,
        others: &'o [InCurrency<Books>],
        rows: fn(&Books) -> &[R],
        sum: fn(&R) -> &Amount,
    ) -> impl Iterator<Item = Amount> {
        let total = move |row: &InCurrency<Books>| {
            let sums = rows(&row.figures).iter().map(|row| sum(row).minor);
            Amount::new(sums.sum(), &row.currency)
        };
        self.elsewhere(others).map(total)
    }

    fn books_by_month(&self, books: &Books, others: &[InCurrency<Books>]) -> Sheet {
        let filter = self.claims();
        let row = |row: &MonthlyBooks| {
            let cells = vec![Cell::Money(row.billed.clone()), Cell::Money(row.received.clone())];
            self.month(&row.month, cells, ("/invoices", &filter))
        };
        let moved =
            |at: usize| books.by_month.get(at).map_or_else(String::new, |row| self.moved_in(row));
        let headings = [say("Month"), say("Billed"), say("Received")];
        self.months(say("Billed per month"), &headings, books.by_month.iter().map(row))
            .leading(2, moved)
            .beside(self, self.totals(others, |books| &books.by_month, |row| &row.billed))
            .meaning(figures::BILLED)
    }

    fn ageing(&self, books: &Books, others: &[InCurrency<Books>]) -> Sheet {
        let row = |row: &Aged| {
            let link = self.days.link("/invoices", &due(row.bucket, self.today));
            let cells = vec![Cell::Money(row.amount.clone()), Cell::Count(row.count)];
            Row::of(
                self.language.t(late(row.bucket)).to_owned(),
                cells,
                in_currency(&link, self.currency),
            )
        };
        let headings = [say("Days"), say("Outstanding"), say("Invoices")];
        self.drawn(say("Aged receivables"), &headings, books.ageing.iter().map(row))
            .beside(self, self.totals(others, |books| &books.ageing, |row| &row.amount))
            .meaning(figures::AGEING)
    }

    fn tax(&self, books: &Books, others: &[InCurrency<Books>]) -> Sheet {
        let row = |row: &RateTax| {
            let cells = vec![
                Cell::Money(row.net.clone()),
                Cell::Money(row.tax.clone()),
                Cell::Count(row.count),
            ];
            let link = self.days.link("/invoices", &format!("{}&{}", taxed(row), self.claims()));
            match row.rate.map(|rate| rate.digits()) {
                Some(digits) => {
                    let percent = digits.parse().map_or(Datum::Nothing, Datum::Percent);
                    Row::of(self.language.percent(&digits), cells, link).valued(percent)
                }
                None => Row::of(self.language.t(say("Not said")).to_owned(), cells, link),
            }
        };
        let headings = [say("Tax rate"), say("Net"), say("Tax"), say("Invoices")];
        self.table(say("Tax"), &headings, books.tax.iter().map(row))
            .beside(self, self.totals(others, |books| &books.tax, |row| &row.tax))
            .meaning(figures::TAX_BY_RATE)
    }

    fn by_method(&self, books: &Books, others: &[InCurrency<Books>]) -> Sheet {
        let row = |row: &MethodSum| {
            let link = self.moved(&format!("method={}", row.payment_method));
            let cells = vec![Cell::Money(row.amount.clone()), Cell::Count(row.count)];
            let name = self.language.code(row.payment_method);
            Row::of(name, cells, in_currency(&link, self.currency))
        };
        let headings = [say("Method"), say("Received"), say("Payments")];
        self.drawn(say("By method"), &headings, books.by_method.iter().map(row))
            .beside(self, self.totals(others, |books| &books.by_method, |row| &row.amount))
            .meaning(figures::BY_METHOD)
    }

    fn billed_most(&self, books: &Books) -> Sheet {
        let row = |row: &BilledPatient| {
            let (patient, claims) = (&row.patient, self.claims());
            let first_name = patient.first_name.as_deref().unwrap_or_default();
            let name = format!("{first_name} {}", patient.last_name).trim().to_owned();
            let filter = format!("patient_id={}&{claims}", patient.id);
            let cells = vec![Cell::Money(row.billed.clone()), Cell::Count(row.count)];
            Row::of(name, cells, self.days.link("/invoices", &filter))
        };
        let headings = [say("Patient"), say("Billed"), say("Invoices")];
        self.table(say("Patients billed most"), &headings, books.top_patients.iter().map(row))
            .meaning(figures::BILLED_MOST)
    }

    /// What an invoice is like that counts as billed, for the address of a list.
    fn claims(&self) -> String {
        format!("status_in={CLAIMING_STATUSES}&currency={}", self.currency)
    }

    /// The list of the money that moved in a month, up to today.
    fn moved_in(&self, month: &MonthlyBooks) -> String {
        let Some(days) = self.days.within(&month.month) else { return String::new() };
        days.until(self.today).link("/payments", &format!("currency={}", self.currency))
    }
}

/// The invoices with a line of a rate, for the address of their list.
fn taxed(row: &RateTax) -> String {
    let field = if row.is_second { "second_tax_rate" } else { "tax_rate" };
    match row.rate {
        Some(rate) => format!("{field}={}", rate.digits()),
        None => format!("{field}_null=true"),
    }
}

/// A bucket of the ageing in words.
fn late(bucket: &str) -> &'static str {
    match bucket {
        "not_due" => say("Not due"),
        "1-30" => say("1–30 days"),
        "31-60" => say("31–60 days"),
        "61-90" => say("61–90 days"),
        _ => say("More than 90 days"),
    }
}

/// The invoices of a bucket of the ageing, for the address of their list.
fn due(bucket: &str, today: Date) -> String {
    let ago = |days: i32| today.saturating_sub(days.days());
    let days = match bucket {
        "not_due" => format!("due_date_gte={today}"),
        "1-30" => format!("due_date_gte={}&due_date_lte={}", ago(30), ago(1)),
        "31-60" => format!("due_date_gte={}&due_date_lte={}", ago(60), ago(31)),
        "61-90" => format!("due_date_gte={}&due_date_lte={}", ago(90), ago(61)),
        _ => format!("due_date_lte={}", ago(91)),
    };
    format!("status_in={UNPAID_STATUSES}&{days}")
}
