//! `/api/reports`: each answer is kept for five minutes at most, and each reading is audited.

use rocket::{Route, State, get, routes};
use serde::Serialize;
use serde_json::{Map, json};

use super::billing::BillingReport;
use super::dashboard::DashboardReport;
use super::financial::FinancialReport;
use super::overview::OverviewReport;
use super::patients::PatientReport;
use super::range::Range;
use super::visits::VisitReport;
use super::{Question, Report, dashboard};
use crate::audit::{Action, Entry, ReadLog};
use crate::auth::{Caller, May, may};
use crate::cache::{Page, Responses, Served, Tag, Tier};
use crate::db::{Db, Sql};
use crate::error::{Error, Result};
use crate::http::Parameters;
use crate::settings::InForce;

/// The routes of this feature.
pub(super) fn routes() -> Vec<Route> {
    routes![of_patients, of_visits, of_billing, of_finances, of_performance, of_all, of_today]
}

/// What a report's guard, parameters and surroundings come to.
struct Reader<'r> {
    caller: &'r Caller,
    parameters: Parameters,
    settings: InForce,
    cache: &'r Responses,
    reads: &'r ReadLog,
    db: Db,
}

/// Asks one report, as [`page_of`] does.
pub(super) type Ask = fn(&Sql<'_>, &Question) -> Result<Page>;

/// A report by its name.
pub(super) struct Known {
    pub name: &'static str,
    pub ask: Ask,
    tells_of_notes: bool,
}

impl Known {
    const fn of<R: Report>(name: &'static str) -> Self {
        Self { name, ask: page_of::<R>, tells_of_notes: R::TELLS_OF_NOTES }
    }
}

/// What a report's answer is kept under.
pub(super) fn key_of(known: &Known, asked: &Question) -> String {
    let (from, to) = (asked.range.first_day(), asked.range.last_day());
    let is_less = known.tells_of_notes && !asked.notes.are_shown();
    let notes = if is_less { "|no notes" } else { "" };
    format!("{}|reports/{}|{from}|{to}{notes}", asked.scope.key(), known.name)
}

/// The answer around a report.
#[derive(Serialize)]
struct Answer<'r, R> {
    success: bool,
    data: &'r R,
}

/// A report as an answer, with what keeps it true.
fn page_of<R: Report>(sql: &Sql<'_>, asked: &Question) -> Result<Page> {
    let report = R::read(sql, asked)?;
    let answer = Answer { success: true, data: &report };
    let json = serde_json::to_vec(&answer).map_err(Error::internal)?;
    let tags = vec![Tag::Patients, Tag::Visits, Tag::Billing, Tag::Users];
    Ok(Page {
        // What is overdue and which months are the last are the day's.
        until: Some(dashboard::until(sql, asked)?),
        ..Page::new(json, tags, report.shows())
    })
}

impl Reader<'_> {
    /// Answers from the cache or by asking, and has the reading audited either way.
    async fn read(self, known: &Known) -> Result<Served> {
        let now = self.db.database().clock().now();
        let clinic = self.settings.0;
        let today = clinic.zone.day_of(now);
        let range = Range::read(self.parameters, today)?;
        let mut told = Map::new();
        for (field, day) in [("from_date", range.from), ("to_date", range.to)] {
            if let Some(day) = day {
                told.insert(field.into(), json!({ "old": null, "new": day.to_string() }));
            }
        }
        let (scope, notes) = (self.caller.scope(), self.caller.notes());
        let asked = Question { scope, notes, range, clinic, now };
        let (key, ask) = (key_of(known, &asked), known.ask);
        let page = move |sql: &Sql<'_>| ask(sql, &asked);
        let served = self.cache.serve(Tier::Long, key, &self.db, page).await?;
        let entry = Entry::new(Action::Read, "report").changing(told);
        self.reads.note(&self.caller.actor(), entry).await?;
        Ok(served)
    }
}

macro_rules! reports {
    ($($handler:ident $path:literal $name:literal $permission:ident $report:ty;)+) => {
        /// Every report by its name.
        pub(super) const REPORTS: &[Known] = &[$(Known::of::<$report>($name)),+];
        $(
            #[get($path)]
            async fn $handler(
                caller: May<may::$permission>,
                parameters: Parameters,
                settings: InForce,
                cache: &State<Responses>,
                reads: &State<ReadLog>,
                db: Db,
            ) -> Result<Served> {
                let reader = Reader { caller: &caller, parameters, settings, cache, reads, db };
                reader.read(&const { Known::of::<$report>($name) }).await
            }
        )+
    };
}

reports! {
    of_patients "/patients" "patients" ReportsPatients PatientReport;
    of_visits "/visits" "visits" ReportsVisits VisitReport;
    of_billing "/billing" "billing" ReportsBilling BillingReport;
    of_finances "/financial" "financial" ReportsBilling FinancialReport;
    of_performance "/performance" "performance" ReportsOverview OverviewReport;
    of_all "/overview" "overview" ReportsOverview OverviewReport;
    of_today "/dashboard" "dashboard" ReportsOverview DashboardReport;
}
