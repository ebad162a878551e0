//! `/api/reports`: each answer is kept for five minutes at most, and each reading is audited.

use rocket::{Route, State, get, routes};
use serde_json::{Map, Value, json};

use super::range::Range;
use super::{Question, billing, dashboard, financial, overview, patients, shows, visits};
use crate::audit::{Action, Entry, ReadLog};
use crate::auth::{Caller, May, may};
use crate::cache::{Page, Responses, Served, Tag, Tier};
use crate::db::{Db, Sql};
use crate::error::Result;
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

pub(super) type Report = fn(&Sql<'_>, &Question) -> Result<Map<String, Value>>;

/// What a report's answer is kept under.
pub(super) fn key_of(name: &str, asked: &Question) -> String {
    let (from, to) = (asked.range.first_day(), asked.range.last_day());
    format!("{}|reports/{name}|{from}|{to}", asked.scope.key())
}

/// A report as an answer, with what keeps it true.
pub(super) fn page_of(sql: &Sql<'_>, asked: &Question, report: Report) -> Result<Page> {
    let report = report(sql, asked)?;
    let shows = shows(&report);
    let json = json!({ "success": true, "data": report }).to_string().into_bytes();
    let tags = vec![Tag::Patients, Tag::Visits, Tag::Billing, Tag::Users];
    Ok(Page {
        // What is overdue and which months are the last are the day's.
        until: Some(dashboard::until(sql, asked)?),
        ..Page::new(json, tags, shows)
    })
}

impl Reader<'_> {
    /// Answers from the cache or by asking, and has the reading audited either way.
    async fn read(self, name: &'static str, report: Report) -> Result<Served> {
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
        let asked = Question { scope: self.caller.scope(), range, clinic, now };
        let key = key_of(name, &asked);
        let page = move |sql: &Sql<'_>| page_of(sql, &asked, report);
        let served = self.cache.serve(Tier::Long, key, &self.db, page).await?;
        let entry = Entry::new(Action::Read, "report").changing(told);
        self.reads.note(&self.caller.actor(), entry).await?;
        Ok(served)
    }
}

macro_rules! reports {
    ($($handler:ident $path:literal $name:literal $permission:ident $report:path;)+) => {
        /// Every report by its name.
        pub(super) const REPORTS: &[(&str, Report)] = &[$(($name, $report)),+];
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
                reader.read($name, $report).await
            }
        )+
    };
}

reports! {
    of_patients "/patients" "patients" ReportsPatients patients::report;
    of_visits "/visits" "visits" ReportsVisits visits::report;
    of_billing "/billing" "billing" ReportsBilling billing::report;
    of_finances "/financial" "financial" ReportsBilling financial::report;
    of_performance "/performance" "performance" ReportsOverview overview::report;
    of_all "/overview" "overview" ReportsOverview overview::report;
    of_today "/dashboard" "dashboard" ReportsOverview dashboard::report;
}
