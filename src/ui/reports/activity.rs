//! The report on everything: figures and tables.

use super::sheet::{Cell, Maker, Sheet};
use crate::billing::status::CLAIMING_STATUSES;
use crate::figures;
use crate::money::Amount;
use crate::reports::billing::MonthlyRevenue;
use crate::reports::overview::{OverviewMoney, OverviewReport};
use crate::reports::view::InCurrency;
use crate::reports::visits::MonthlyVisits;
use crate::ui::language::say;
use crate::ui::tile::Tile;

impl Maker<'_> {
    pub fn activity_tiles(&self, report: &OverviewReport) -> Vec<Tile> {
        let money = |sum: fn(&OverviewMoney) -> &Amount| {
            report.by_currency.iter().map(move |row| sum(&row.figures))
        };
        let billing = &report.billing;
        vec![
            self.count(say("Patients"), report.patients.total, self.days.link("/patients", ""))
                .meaning(figures::PATIENTS),
            self.count(say("Appointments"), report.visits.total, self.days.link("/visits", ""))
                .meaning(figures::VISITS),
            self.billed(
                &billing.total_revenue,
                money(|row| &row.billing.total_revenue),
                billing.billed_invoices,
            ),
            self.outstanding(
                &billing.outstanding.amount,
                money(|row| &row.billing.outstanding.amount),
                billing.outstanding.count,
            ),
            self.owed_to_patients(
                &billing.owed_to_patients,
                money(|row| &row.billing.owed_to_patients.amount),
            ),
        ]
    }

    pub fn activity_sheets(&self, report: &OverviewReport) -> Vec<Sheet> {
        vec![
            self.visits_by_month(&report.trends.visits),
            self.billed_months(&report.trends.revenue, &report.by_currency),
            self.new_patients(&report.trends.new_patients),
        ]
    }

    pub fn visits_by_month(&self, months: &[MonthlyVisits]) -> Sheet {
        let row = |row: &MonthlyVisits| {
            self.month(&row.month, vec![Cell::Count(row.count)], ("/visits", ""))
        };
        let headings = [say("Month"), say("Number")];
        self.months(say("Appointments per month"), &headings, months.iter().map(row))
            .meaning(figures::VISITS)
    }

    /// What was billed in each month.
    pub fn billed_months(
        &self,
        months: &[MonthlyRevenue],
        others: &[InCurrency<OverviewMoney>],
    ) -> Sheet {
        let filter = format!("status_in={CLAIMING_STATUSES}&currency={}", self.currency);
        let row = |row: &MonthlyRevenue| {
            let cells = vec![Cell::Money(row.revenue.clone()), Cell::Count(row.count)];
            self.month(&row.month, cells, ("/invoices", &filter))
        };
        let headings = [say("Month"), say("Billed"), say("Invoices")];
        let sum = |row: &InCurrency<OverviewMoney>| {
            let months = row.figures.trends.revenue.iter();
            Amount::new(months.map(|month| month.revenue.minor).sum(), &row.currency)
        };
        self.months(say("Billed per month"), &headings, months.iter().map(row))
            .beside(self, self.elsewhere(others).map(sum))
            .meaning(figures::BILLED)
    }
}
