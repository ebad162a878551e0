//! The money of a report as tiles, each currency beside the clinic's, each with its list.

use serde_json::Value;

use super::sheet::{Days, Maker, Sheet};
use crate::billing::status::{CLAIMING, OWED};
use crate::clock::parse_day;
use crate::figures;
use crate::money::{Decimal, to_value};
use crate::ui::language::say;
use crate::ui::tile::Tile;

impl Maker<'_> {
    /// Revenue, which `sum` finds in the report and in each row of `byCurrency`.
    pub fn billed(&self, report: &Value, sum: impl Fn(&Value) -> &Value, count: &Value) -> Tile {
        let link = self.days.link("/invoices", &format!("status_in={CLAIMING}"));
        Tile::money(say("Billed"), report, self.currency, self.language, sum, &link)
            .of(count)
            .noting(self.invoices(count))
            .meaning(figures::BILLED)
    }

    /// Money that came in.
    pub fn received(&self, report: &Value) -> Tile {
        let link = self.moved("");
        let (clinic, language) = (self.currency, self.language);
        let count = &report["payments"];
        Tile::money(say("Received"), report, clinic, language, |row| &row["received"], &link)
            .of(count)
            .noting(match count.as_i64() {
                Some(1) => language.t(say("1 payment")).to_owned(),
                _ => language.fill(say("{} payments"), &[&language.figure(count)]),
            })
            .meaning(figures::RECEIVED)
    }

    /// The list of the money that moved in the days, up to today.
    pub fn moved(&self, filter: &str) -> String {
        let is_over = parse_day(&self.days.to).is_some_and(|to| to <= self.today);
        let to = if is_over { self.days.to.clone() } else { self.today.to_string() };
        Days { from: self.days.from.clone(), to }.link("/payments", filter)
    }

    /// What is still to be paid.
    pub fn outstanding(
        &self,
        report: &Value,
        sum: impl Fn(&Value) -> &Value,
        count: &Value,
    ) -> Tile {
        let link = self.days.link("/invoices", &format!("status_in={OWED}"));
        Tile::money(say("Still owed"), report, self.currency, self.language, sum, &link)
            .of(count)
            .noting(self.invoices(count))
            .meaning(figures::OUTSTANDING)
    }

    /// What the clinic owes.
    pub fn owed_to_patients(&self, report: &Value, sum: impl Fn(&Value) -> &Value) -> Tile {
        let link = self.days.link("/credits", "");
        let note = match sum(report)["count"].as_i64() {
            Some(1) => self.language.t(say("1 invoice or deposit")).to_owned(),
            _ => {
                let count = self.language.figure(&sum(report)["count"]);
                self.language.fill(say("{} invoices or deposits"), &[&count])
            }
        };
        let (clinic, language) = (self.currency, self.language);
        Tile::money(
            say("Owed to patients"),
            report,
            clinic,
            language,
            |row| &sum(row)["amount"],
            &link,
        )
        .of(&sum(report)["count"])
        .noting(note)
        .meaning(figures::OWED_TO_PATIENTS)
    }

    fn invoices(&self, count: &Value) -> String {
        match count.as_i64() {
            Some(1) => self.language.t(say("1 invoice")).to_owned(),
            _ => self.language.fill(say("{} invoices"), &[&self.language.figure(count)]),
        }
    }
}

impl Sheet {
    /// With the sums of its rows in other currencies, each of which `rows` finds in a row of
    /// `byCurrency`.
    pub fn beside(
        mut self,
        make: &Maker<'_>,
        report: &Value,
        rows: impl Fn(&Value) -> &Value,
        field: &str,
    ) -> Self {
        let empty = Vec::new();
        let currencies = report["byCurrency"].as_array().unwrap_or(&empty);
        for row in currencies.iter().filter(|row| row["currency"] != make.currency) {
            let currency = row["currency"].as_str().unwrap_or_default();
            let minor = |value: &Value| {
                Decimal::of_json(value).and_then(|sum| sum.in_minor(currency).ok()).unwrap_or(0)
            };
            let sums = rows(row).as_array().unwrap_or(&empty).iter();
            let sum: i64 = sums.map(|row| minor(&row[field])).sum();
            if sum != 0 {
                let sum = make.language.money(&to_value(sum, currency), currency);
                self.others.push(make.language.fill(say("And beside: {}"), &[&sum]));
            }
        }
        self
    }
}
