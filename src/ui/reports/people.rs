//! Who came for the first time and who did not come, as figures with their lists.

use serde_json::Value;

use super::sheet::{Days, Maker, Sheet, Unit};
use crate::figures;
use crate::ui::language::say;
use crate::ui::tile::{Tile, counted};

impl Maker<'_> {
    /// Each month with those who came for the first time, and those who were registered.
    pub fn new_patients(&self, rows: &Value) -> Sheet {
        let days = |at: usize| self.days_of(&rows[at]);
        let columns = [
            ("count", say("New patients"), Unit::Count),
            ("registered", say("Registered"), Unit::Count),
        ];
        let new = |at| days(at).map_or_else(String::new, |days| days.new_patients());
        let registered = |at| days(at).map_or_else(String::new, |days| days.link("/patients", ""));
        self.months(say("New patients per month"), rows, &columns, ("", ""))
            .leading(0, new)
            .leading(2, registered)
            .meaning(figures::NEW_PATIENTS)
    }

    /// The share of the visits that the patient missed.
    pub fn missed(&self, report: &Value) -> Tile {
        let (figure, summary) = (|value: &Value| self.language.figure(value), &report["summary"]);
        let missed = &summary["begun"]["noShows"];
        Tile::counting(
            say("Missed, %"),
            figure(&summary["noShowRate"]),
            self.days.link("/visits", &begun_with("NO_SHOW", report)),
        )
        .of(missed)
        .valued(counted(&summary["noShowRate"]))
        .noting(self.language.fill(say("{} missed"), &[&figure(missed)]))
        .meaning(figures::MISSED)
    }

    /// The same of each month.
    pub fn missed_months(&self, report: &Value) -> Sheet {
        let rows = &report["missedTrend"];
        let columns = [
            ("noShowRate", say("Share"), Unit::Percent),
            ("missed", say("Missed"), Unit::Count),
            ("count", say("Completed or missed"), Unit::Count),
        ];
        let missed = begun_with("NO_SHOW", report);
        let both = begun_in("status_in=COMPLETED,NO_SHOW", report);
        let of_both = |at: usize| {
            let days: Option<Days> = self.days_of(&rows[at]);
            days.map_or_else(String::new, |days| days.link("/visits", &both))
        };
        self.months(say("Missed per month, %"), rows, &columns, ("/visits", &missed))
            .leading(3, of_both)
            .meaning(figures::MISSED)
    }

    /// The list of the money that moved in a month, up to today.
    pub fn moved_in(&self, month: &Value) -> String {
        let Some(mut days) = self.days_of(month) else { return String::new() };
        days.to = days.to.min(self.today.to_string());
        days.link("/payments", &format!("currency={}", self.currency))
    }
}

fn begun_with(status: &str, report: &Value) -> String {
    begun_in(&format!("status={status}"), report)
}

/// The visits of a filter whose time had come when the report was made.
fn begun_in(filter: &str, report: &Value) -> String {
    format!("{filter}&visit_date_lt={}", report["asOf"].as_str().unwrap_or_default())
}
