//! The report on visits: figures and tables.

use super::report::Visits;
use super::sheet::{Cell, Maker, Sheet};
use crate::figures;
use crate::list::Datum;
use crate::reports::visits::{DietitianCount, MissedVisits, StatusCount, TypeCount};
use crate::ui::language::say;
use crate::ui::tile::Tile;

impl Maker<'_> {
    pub fn visit_tiles(&self, visits: &Visits) -> Vec<Tile> {
        let summary = &visits.report.summary;
        let number = |count: i64| self.language.number(&count.to_string());
        let missed = summary.begun.no_shows;
        vec![
            self.count(say("Appointments"), summary.total, self.days.link("/visits", ""))
                .meaning(figures::VISITS),
            Tile::counting(
                say("Minutes on average"),
                self.decimal(summary.average_duration),
                self.days.link("/visits", "status=COMPLETED"),
            )
            .valued(Datum::Real(summary.average_duration))
            .of(summary.completed)
            .noting(self.language.fill(say("{} completed"), &[&number(summary.completed)]))
            .meaning(figures::MINUTES),
            Tile::counting(
                say("No-shows, %"),
                self.decimal(summary.no_show_rate),
                self.days.link("/visits", &begun("status=NO_SHOW", visits)),
            )
            .valued(Datum::Real(summary.no_show_rate))
            .of(missed)
            .noting(self.language.count(missed, say("1 no-show"), say("{} no-shows")))
            .meaning(figures::MISSED),
        ]
    }

    pub fn visit_sheets(&self, visits: &Visits) -> Vec<Sheet> {
        let report = &visits.report;
        let status = |row: &StatusCount| {
            let own = row.status.map(|status| self.language.appointment(status));
            self.coded("status", row.status, row.count, "/visits").named(own)
        };
        let kind = |row: &TypeCount| {
            let code = row.visit_type.as_deref();
            let own = code.map(|code| self.kinds.word(Some(code)));
            self.coded("visit_type", code, row.count, "/visits").named(own)
        };
        let dietitian = |row: &DietitianCount| {
            self.dietitian("dietitian_id", row.dietitian.as_ref(), row.count, "/visits")
        };
        let number = say("Number");
        vec![
            self.visits_by_month(&report.visit_trend),
            self.missed_by_month(visits),
            self.drawn(
                say("By status"),
                &[say("Status"), number],
                report.by_status.iter().map(status),
            )
            .meaning(figures::VISITS),
            self.drawn(say("By type"), &[say("Type"), number], report.by_type.iter().map(kind))
                .meaning(figures::VISITS),
            self.table(
                say("By dietitian"),
                &[say("Dietitian"), number],
                report.by_dietitian.iter().map(dietitian),
            )
            .meaning(figures::VISITS),
        ]
    }

    /// The share of the visits that the patient missed, by month.
    fn missed_by_month(&self, visits: &Visits) -> Sheet {
        let missed = begun("status=NO_SHOW", visits);
        let both = begun("status_in=COMPLETED,NO_SHOW", visits);
        let row = |row: &MissedVisits| {
            let cells = vec![
                Cell::Percent(row.no_show_rate),
                Cell::Count(row.missed),
                Cell::Count(row.count),
            ];
            self.month(&row.month, cells, ("/visits", &missed))
        };
        let of_both = |at: usize| {
            let days = visits.missed.get(at).and_then(|row| self.days.within(&row.month));
            days.map_or_else(String::new, |days| days.link("/visits", &both))
        };
        let headings = [say("Month"), say("Share"), say("No-shows"), say("Completed or no-show")];
        self.months(say("No-shows per month, %"), &headings, visits.missed.iter().map(row))
            .leading(3, of_both)
            .meaning(figures::MISSED)
    }
}

/// The visits of a filter whose time had come when the report was made.
fn begun(filter: &str, visits: &Visits) -> String {
    format!("{filter}&visit_date_lt={}", visits.as_of)
}
