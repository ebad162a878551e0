//! A visit as its page opens it: read with all that stands beside it.

use super::earlier;
use super::figures::{Typed, activity_of};
use super::filled;
use super::measures::History;
use super::next;
use super::notes::speaks_of_pregnancy;
use super::planned;
use super::store;
use crate::auth::Scope;
use crate::billing::price_list;
use crate::clinical::energy::Sex;
use crate::clinical::is_usable;
use crate::clock::{Moment, age_on};
use crate::consents;
use crate::db::Sql;
use crate::documents::{self, Document, Owner};
use crate::error::Result;
use crate::goals::{self, Goal};
use crate::http::Parameters;
use crate::ids::Id;
use crate::money::Amount;
use crate::nutrition::plans::list::Brief;
use crate::patients::{self, Balance};
use crate::prescriptions::Prescription;
use crate::prescriptions::store::in_force;
use crate::settings::InForce;
use crate::ui::drafts;
use crate::ui::form::Sent;
use crate::users::store::{Dietitian, Standing, dietitians};
use crate::visits::signing::{self, Edition};
use crate::visits::templates::store::Offer;
use crate::visits::{VisitRecord, measurements, store as visits};

/// What is asked of the page beside the visit itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    /// The earlier consultation that is wanted.
    pub earlier: Option<Id>,
    /// Whether the visit is to be written and not only read.
    pub is_edited: bool,
    /// When the next appointment is to be, in weeks and as it was chosen.
    pub weeks: String,
    pub next_at: String,
    /// Whether only the figures are wanted.
    pub is_figures: bool,
}

impl Beside {
    pub fn of(parameters: &Parameters) -> Self {
        let given = |name: &str| parameters.get(name).unwrap_or_default().to_owned();
        Self {
            earlier: parameters.get("before").and_then(|id| id.parse().ok()),
            is_edited: parameters.get("edit").is_some(),
            weeks: given("weeks"),
            next_at: given("next"),
            is_figures: false,
        }
    }

    /// The figures alone.
    pub fn figures() -> Self {
        Self { is_figures: true, ..Self::default() }
    }

    /// A form that was sent and is shown again.
    pub fn again(sent: &Sent) -> Self {
        Self { is_edited: true, weeks: sent.get("next_weeks").to_owned(), ..Self::default() }
    }
}

/// Everything that the page shows, as read from the database.
pub(super) struct Opened {
    pub detail: VisitRecord,
    pub file: patients::Patient,
    pub balances: Vec<Balance>,
    pub history: History,
    pub earlier: Option<earlier::Found>,
    pub next: Option<next::Found>,
    /// The last one that was signed.
    pub edition: Option<Edition>,
    pub invoices: Vec<(Id, Option<String>)>,
    pub draft: Option<drafts::store::Draft>,
    pub templates: Vec<Offer>,
    pub goals: Vec<Goal>,
    pub missing: Vec<consents::Text>,
    pub prescribed: Option<Prescription>,
    pub documents: Vec<Document>,
    /// What a visit of each type costs.
    pub prices: Vec<(String, Amount)>,
    pub planned: Option<Brief>,
    pub people: Vec<Dietitian>,
    pub beside: Beside,
    pub now: Moment,
}

/// Reads a visit with all that stands beside it.
///
/// # Errors
/// 404 and 403 for the visit; what SQLite says.
pub(super) fn open(
    sql: &Sql<'_>,
    id: Id,
    (scope, user, now): (Scope, Id, Moment),
    settings: &InForce,
    beside: Beside,
) -> Result<Opened> {
    let detail = visits::detail(sql, id, false)?.ok_or_else(|| visits::unknown(id))?;
    detail.must_be_in(scope)?;
    let patient = detail.visit.patient_id;
    let file = patients::store::detail(sql, patient, now)?
        .ok_or_else(|| patients::store::unknown(patient))?;
    // Whoever may see the visit may see what it is compared with.
    let measured = measurements::store::of_patient(sql, patient)?;
    let begins = detail.visit.details.visit_date;
    let mut opened = Opened {
        history: History::of(&measured, id, begins),
        balances: file.summary.balances.unwrap_or_default(),
        file: file.patient,
        earlier: None,
        next: None,
        edition: None,
        invoices: Vec::new(),
        draft: None,
        templates: Vec::new(),
        goals: goals::store::of_patient(sql, patient)?,
        missing: Vec::new(),
        prescribed: None,
        documents: Vec::new(),
        prices: Vec::new(),
        planned: None,
        people: dietitians(sql)?,
        detail,
        beside,
        now,
    };
    if opened.beside.is_figures {
        return Ok(opened);
    }
    opened.read_beside(sql, user, settings)?;
    Ok(opened)
}

impl Opened {
    /// Reads what stands beside the visit: more than its figures need.
    fn read_beside(&mut self, sql: &Sql<'_>, user: Id, settings: &InForce) -> Result<()> {
        let (id, patient) = (self.detail.visit.id, self.detail.visit.patient_id);
        let details = self.detail.visit.details.clone();
        self.earlier = earlier::find(sql, patient, (id, details.visit_date), self.beside.earlier)?;
        // Asked for while there is somebody to ask, and of a first visit.
        if details.status == "SCHEDULED" || self.earlier.is_none() {
            self.missing = consents::store::missing(sql, patient)?;
        }
        self.prescribed = in_force(sql, patient)?;
        // Whoever opens the consultation reads clinical text.
        self.documents = documents::store::all(sql, Owner::Visit, id, "")?;
        self.planned = planned::find(sql, patient)?;
        self.invoices = store::invoices(sql, id)?;
        self.prices = price_list::store::prices(sql, &settings.0.currency)?;
        if self.detail.visit.edition > 0 {
            self.edition = signing::store::last_edition(sql, id)?;
        }
        self.draft = drafts::store::find(sql, user, drafts::pages::VISIT, id)?;
        self.templates = filled::suited(sql, user, details.visit_type.as_deref())?;
        let receives = |one: &Dietitian| {
            one.id == details.dietitian_id && one.standing == Standing::Practising
        };
        if self.people.iter().any(receives) && details.takes_time() {
            let weeks = next::weeks(&self.weeks());
            self.next = Some(next::find(sql, (patient, &details), weeks, settings, self.now)?);
        }
        Ok(())
    }

    /// The body as measured so far.
    pub fn typed(&self, settings: &InForce) -> Typed {
        let details = &self.file.details;
        let begins = settings.0.zone.day_of(self.detail.visit.details.visit_date);
        let now = self.history.now();
        Typed {
            weight_kg: now.weight_kg,
            height_cm: now.height_cm,
            waist_cm: now.waist_circumference_cm,
            hip_cm: now.hip_circumference_cm,
            body_fat_percentage: now.body_fat_percentage,
            before: self.history.before.clone(),
            is_height_old: self.history.height_at.is_some_and(|at| {
                !is_usable(settings.0.zone.day_of(at), begins, details.date_of_birth)
            }),
            is_pregnant: speaks_of_pregnancy(&self.detail, &self.file),
            sex: Sex::of(details.equation_sex.as_deref(), details.gender.as_deref()),
            age_years: age_on(details.date_of_birth, begins),
            activity: activity_of(""),
        }
    }

    /// In how many weeks, as it was chosen here or in the draft.
    fn weeks(&self) -> String {
        let drafted = self.draft.as_ref().and_then(|draft| {
            draft.fields.iter().find(|(name, _)| name == "next_weeks").map(|(_, value)| value)
        });
        match self.beside.weeks.as_str() {
            "" => drafted.cloned().unwrap_or_default(),
            chosen => chosen.to_owned(),
        }
    }
}
