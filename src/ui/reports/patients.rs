//! The report on patients: figures and tables.

use super::report::Patients;
use super::sheet::{Cell, Maker, Sheet};
use crate::figures;
use crate::reports::patients::{AssignedCount, GenderCount, NewPatients};
use crate::ui::language::say;
use crate::ui::tile::Tile;

impl Maker<'_> {
    pub fn patient_tiles(&self, patients: &Patients) -> Vec<Tile> {
        let summary = &patients.report.summary;
        let list = |filter: &str| self.days.link("/patients", filter);
        let seen = format!("last_completed_gte={}", patients.active_since);
        vec![
            self.count(say("Patients"), summary.total, list("")).meaning(figures::PATIENTS),
            self.count(say("New patients"), summary.new, self.days.new_patients())
                .meaning(figures::NEW_PATIENTS),
            self.count(say("Active|several"), summary.seen, list(&seen))
                .meaning(figures::active(patients.active_months)),
            self.count(say("Not archived"), summary.active, list("is_active=true"))
                .meaning(figures::NOT_ARCHIVED),
            self.count(say("Archived|several"), summary.inactive, list("is_active=false"))
                .meaning(figures::ARCHIVED),
        ]
    }

    pub fn patient_sheets(&self, patients: &Patients) -> Vec<Sheet> {
        let report = &patients.report;
        let gender = |row: &GenderCount| self.coded("gender", row.gender, row.count, "/patients");
        let dietitian = |row: &AssignedCount| {
            let one = row.dietitian.as_ref();
            self.dietitian("assigned_dietitian_id", one, row.count, "/patients")
        };
        let number = say("Number");
        vec![
            self.new_patients(&report.new_patients_trend),
            self.drawn(
                say("By gender"),
                &[say("Gender"), number],
                report.by_gender.iter().map(gender),
            )
            .meaning(figures::PATIENTS),
            self.table(
                say("By dietitian"),
                &[say("Dietitian"), number],
                report.by_dietitian.iter().map(dietitian),
            )
            .meaning(figures::PATIENTS),
        ]
    }

    /// Each month with those who came for the first time, and those who were registered.
    pub fn new_patients(&self, months: &[NewPatients]) -> Sheet {
        let row = |row: &NewPatients| {
            let cells = vec![Cell::Count(row.count), Cell::Count(row.registered)];
            self.month(&row.month, cells, ("", ""))
        };
        let days = |at: usize| months.get(at).and_then(|row| self.days.within(&row.month));
        let new = |at| days(at).map_or_else(String::new, |days| days.new_patients());
        let registered = |at| days(at).map_or_else(String::new, |days| days.link("/patients", ""));
        let headings = [say("Month"), say("New patients"), say("Registered")];
        self.months(say("New patients per month"), &headings, months.iter().map(row))
            .leading(0, new)
            .leading(2, registered)
            .meaning(figures::NEW_PATIENTS)
    }
}
