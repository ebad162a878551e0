//! A visit as its page opens it: read with all that stands beside it, then told in words.

use jiff::civil::Date;

use super::figures::{Figures, Typed, activities, activity_of};
use super::measures::History;
use super::notes::{fields, previous, speaks_of_pregnancy};
use super::page::VisitPage;
use super::pages::badge;
use super::store;
use crate::auth::{Caller, Permission, Scope};
use crate::clinical::energy::Sex;
use crate::clinical::{Age, is_usable};
use crate::clock::{Moment, age_on};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::patients::{self, Person};
use crate::settings::InForce;
use crate::text::full_name;
use crate::ui::bases::Bases;
use crate::ui::dietitians::Dietitians;
use crate::ui::drafts;
use crate::ui::form::Sent;
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::staff::Shell;
use crate::users::store::{Dietitian, dietitians};
use crate::visits::measurements::Measurement;
use crate::visits::{Detail, Details, measurements, store as visits};

/// Everything that the page shows, as read from the database.
pub(super) struct Opened {
    pub detail: Detail,
    pub file: patients::Patient,
    pub history: History,
    previous: Option<Detail>,
    invoices: Vec<(Id, Option<String>)>,
    draft: Option<drafts::store::Draft>,
    people: Vec<Dietitian>,
}

/// # Errors
/// 404 and 403 for the visit; what SQLite says.
pub(super) fn open(sql: &Sql<'_>, id: Id, scope: Scope, user: Id, now: Moment) -> Result<Opened> {
    let detail = visits::detail(sql, id, false)?.ok_or_else(|| visits::unknown(id))?;
    detail.must_be_in(scope)?;
    let patient = detail.visit.patient_id;
    let file = patients::store::detail(sql, patient, now)?
        .ok_or_else(|| patients::store::unknown(patient))?
        .patient;
    // Whoever may see the visit may see what it is compared with.
    let measured = measurements::store::of_patient(sql, patient)?;
    let begins = detail.visit.details.visit_date;
    let history = History::of(&measured, id, begins);
    let previous = match store::previous(sql, patient, begins)? {
        Some(previous) => visits::detail(sql, previous, false)?,
        None => None,
    };
    let draft = drafts::store::find(sql, user, drafts::pages::VISIT, id)?;
    let (people, invoices) = (dietitians(sql)?, store::invoices(sql, id)?);
    Ok(Opened { detail, file, history, previous, invoices, draft, people })
}

impl Opened {
    /// The body as measured so far.
    pub fn typed(&self, settings: &InForce) -> Typed {
        let details = &self.file.details;
        let begins = settings.0.zone.day_of(self.detail.visit.details.visit_date);
        let (now, before) = (self.history.now(), &self.history.before);
        Typed {
            weight_kg: now.weight_kg,
            height_cm: now.height_cm,
            waist_cm: now.waist_circumference_cm,
            hip_cm: now.hip_circumference_cm,
            body_fat_percentage: now.body_fat_percentage,
            previous_weight_kg: before.weight_kg,
            previous_height_cm: before.height_cm,
            is_height_old: self.history.height_at.is_some_and(|at| {
                !is_usable(settings.0.zone.day_of(at), begins, details.date_of_birth)
            }),
            is_pregnant: speaks_of_pregnancy(&self.detail, &self.file),
            sex: Sex::of(details.equation_sex.as_deref(), details.gender.as_deref()),
            age_years: age_on(details.date_of_birth, begins),
            activity: activity_of(""),
        }
    }

    /// The page, with the draft's text where there is one.
    pub fn page(self, caller: &Caller, shell: Shell, settings: &InForce) -> VisitPage {
        let reads_private = caller.may(Permission::VisitsPrivateNotes);
        let (language, zone) = (shell.look.language, &settings.0.zone);
        let typed = self.typed(settings);
        let detail = self.detail.for_reader(reads_private);
        let (visit, patient) = (&detail.visit, &detail.patient);
        let details = &visit.details;
        let measures = self.history.rows(language);
        let begins = zone.day_of(details.visit_date);
        let kinds = Kinds::of(settings, language);
        let about = about(details, &self.file, begins, kinds);
        let may_edit = caller.may(Permission::VisitsUpdate);
        // Whoever stands in for a colleague sees the visit, and not the file.
        let is_own = self.file.must_be_in(caller.scope()).is_ok();
        let mut page = VisitPage {
            id: visit.id,
            patient: (
                if is_own { format!("/patients/{}", patient.id) } else { String::new() },
                full_name(patient.first_name.as_deref(), &patient.last_name),
            ),
            about,
            allergies: self.file.details.texts.allergies.clone(),
            when: language.moment(details.visit_date, zone),
            dietitian: colleague(&Dietitians::of(self.people, language), &detail.dietitian),
            status: language.code(&details.status),
            badge: badge(&details.status),
            arrived: details.arrived_at.map(|at| zone.wall_clock(at).strftime("%H:%M").to_string()),
            is_open: details.status == "SCHEDULED",
            version: visit.version,
            measurement: named(self.history.current.as_ref()),
            fields: fields(details, reads_private, kinds),
            measures,
            bases: Bases::default(),
            figures: Figures::of(&typed, shell.look),
            activities: activities(language),
            next: (is_own && caller.may(Permission::VisitsCreate)).then(|| {
                let day = details.next_visit_date.as_ref().map(|day| format!("?at={day}"));
                format!("/patients/{}/visits/new{}", patient.id, day.unwrap_or_default())
            }),
            previous: self
                .previous
                .map(|visit| previous(&visit.for_reader(reads_private), &shell, settings)),
            invoices: if is_own { bills(self.invoices, language) } else { Vec::new() },
            drafted_at: None,
            asks_for_pressure: false,
            problem: None,
            may_edit,
            may_bill: may_edit && is_own && caller.may(Permission::BillingCreate),
            may_delete: caller.may(Permission::VisitsDelete),
            shell,
        };
        let noted = page.fields.iter().map(|field| (field.name, field.value.clone()));
        let measured = page.measures.iter().map(|measure| (measure.name, measure.value.clone()));
        page.bases = Bases::of(noted.chain(measured));
        if let Some(draft) = self.draft.filter(|_| may_edit) {
            page.drafted_at = Some(language.moment(draft.updated_at, zone));
            page.take(&Sent::of(draft.fields));
        }
        page
    }
}

/// What kind of visit it is, and whose: their age on its day, and gender.
fn about(details: &Details, file: &patients::Patient, begins: Date, kinds: Kinds<'_>) -> String {
    let language = kinds.language;
    let years = language.age(Age::on(file.details.date_of_birth, begins));
    let gender = file.details.gender.as_deref().map(|gender| language.code(gender));
    let parts = [Some(kinds.word(details.visit_type.as_deref())), Some(years), gender];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A measurement by its id and version, for the form.
fn named(one: Option<&Measurement>) -> (String, String) {
    one.map(|one| (one.id.to_string(), one.version.to_string())).unwrap_or_default()
}

/// The invoices of a visit, as links.
fn bills(invoices: Vec<(Id, Option<String>)>, language: Language) -> Vec<(String, String)> {
    let named = |(invoice, number): (Id, Option<String>)| {
        let name = number.unwrap_or_else(|| language.t(say("Draft invoice")).to_owned());
        (format!("/invoices/{invoice}"), name)
    };
    invoices.into_iter().map(named).collect()
}

/// A dietitian's name with how they stand.
fn colleague(people: &Dietitians, one: &Person) -> String {
    let name = full_name(Some(one.first_name.as_str()), &one.last_name);
    people.name(&one.id.to_string(), name)
}
