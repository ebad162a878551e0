//! `/export/<list>`: the file of a list, in the words of its reader. A filter that is asked back leads
//! to the page of the list, which asks.

use std::sync::Arc;

use rocket::response::Redirect;
use rocket::{Request, Route, get, routes};

use crate::auth::may;
use crate::billing::{BillingList, METHODS};
use crate::error::Result;
use crate::exports::desk::Desk;
use crate::exports::dialect::{DECIMAL, SEPARATOR};
use crate::exports::reader::Reader;
use crate::exports::{BILLING, PATIENTS, VISITS, payments};
use crate::http::{Download, Parameters};
use crate::list::{ListQuery, Listed, Spec};
use crate::notes::Notes;
use crate::patients::PatientList;
use crate::patients::list::Ages;
use crate::settings::InForce;
use crate::ui::language::Language;
use crate::ui::list::Wanted;
use crate::ui::staff::Staff;
use crate::visits::VisitList;

pub fn routes() -> Vec<Route> {
    routes![of_patients, of_visits, of_billing, of_payments, of_journal]
}

/// Whoever asked, in the language of their pages.
pub(in crate::ui) fn reader_of(request: &Request<'_>) -> Arc<dyn Reader> {
    Arc::new(Language::of(request))
}

/// The file, or the way to the page that asks a filter back.
type File = std::result::Result<Download, Redirect>;

/// What is asked of a file: its own, and what its list is asked.
struct Asked {
    own: Vec<(String, String)>,
    wanted: Wanted,
}

impl Asked {
    fn read<P>(
        page: &'static str,
        parameters: Parameters,
        caller: &Staff<P>,
        settings: &InForce,
    ) -> Self {
        let is_own = |name: &str| ["format", SEPARATOR, DECIMAL].contains(&name);
        let (own, rest) = parameters.rest().into_iter().partition(|(name, _)| is_own(name));
        let reader = (caller.look.language, settings.0.currency.as_str());
        Self { own, wanted: Wanted::read(page, Parameters::of(rest), reader) }
    }

    /// What its page would ask its list.
    fn query(
        &mut self,
        spec: &'static Spec,
        settings: &InForce,
        notes: Notes,
    ) -> Result<ListQuery> {
        let order = (spec.default_sort, "DESC");
        self.wanted.query(spec, &settings.0.zone, order, notes)
    }

    /// The parameters as the list reads them; the address of its page where one is asked back.
    fn parameters(self) -> std::result::Result<Parameters, String> {
        match self.wanted.is_doubted() {
            true => Err(self.wanted.as_typed(self.wanted.path)),
            false => Ok(Parameters::of([self.own, self.wanted.given].concat())),
        }
    }
}

#[get("/export/patients")]
async fn of_patients(
    caller: Staff<may::ExportPatients>,
    parameters: Parameters,
    settings: InForce,
    desk: Desk<'_>,
) -> Result<File> {
    let mut asked = Asked::read("/patients", parameters, &caller, &settings);
    let query = asked.query(PatientList::SPEC, &settings, caller.notes())?;
    let ages = Ages::read(&query).map(drop);
    asked.wanted.checked(query, ages)?;
    let parameters = match asked.parameters() {
        Ok(parameters) => parameters,
        Err(way) => return Ok(Err(Redirect::to(way))),
    };
    let asked = desk.asked_by_person(parameters)?;
    desk.list(&caller, &PATIENTS, asked).await.map(Ok)
}

#[get("/export/visits")]
async fn of_visits(
    caller: Staff<may::ExportVisits>,
    parameters: Parameters,
    settings: InForce,
    desk: Desk<'_>,
) -> Result<File> {
    let mut asked = Asked::read("/visits", parameters, &caller, &settings);
    let query = asked.query(VisitList::SPEC, &settings, caller.notes())?;
    let known = settings.0.visit_types.must_know(&query.codes);
    asked.wanted.checked(query, known)?;
    let parameters = match asked.parameters() {
        Ok(parameters) => parameters,
        Err(way) => return Ok(Err(Redirect::to(way))),
    };
    let asked = desk.asked_by_person(parameters)?;
    desk.list(&caller, &VISITS, asked).await.map(Ok)
}

#[get("/export/billing")]
async fn of_billing(
    caller: Staff<may::ExportBilling>,
    parameters: Parameters,
    settings: InForce,
    desk: Desk<'_>,
) -> Result<File> {
    let mut asked = Asked::read("/invoices", parameters, &caller, &settings);
    asked.query(BillingList::SPEC, &settings, caller.notes())?;
    let parameters = match asked.parameters() {
        Ok(parameters) => parameters,
        Err(way) => return Ok(Err(Redirect::to(way))),
    };
    let asked = desk.asked_by_person(parameters)?;
    desk.list(&caller, &BILLING, asked).await.map(Ok)
}

#[get("/export/payments")]
async fn of_payments(
    caller: Staff<may::ExportBilling>,
    parameters: Parameters,
    settings: InForce,
    desk: Desk<'_>,
) -> Result<File> {
    let mut asked = Asked::read("/payments", parameters, &caller, &settings);
    asked.wanted = asked
        .wanted
        .only(&["from_date", "to_date", "method", "currency"])
        .one_of("method", METHODS);
    let parameters = match asked.parameters() {
        Ok(parameters) => parameters,
        Err(way) => return Ok(Err(Redirect::to(way))),
    };
    let asked = desk.asked_by_person(parameters)?;
    desk.file(&caller, asked, payments::order).await.map(Ok)
}

#[get("/export/journal")]
async fn of_journal(
    caller: Staff<may::ExportBilling>,
    parameters: Parameters,
    settings: InForce,
    desk: Desk<'_>,
) -> Result<File> {
    let mut asked = Asked::read("/reports/journal", parameters, &caller, &settings);
    asked.wanted = asked.wanted.only(&["from_date", "to_date"]);
    let parameters = match asked.parameters() {
        Ok(parameters) => parameters,
        Err(way) => return Ok(Err(Redirect::to(way))),
    };
    let asked = desk.asked_by_person(parameters)?;
    desk.journal(&caller, asked).await.map(Ok)
}
