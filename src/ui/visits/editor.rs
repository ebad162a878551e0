//! `/visits/<id>`: a visit on one page, with the one before beside it.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};
use serde_json::{Value, json};

use super::figures::{Figures, Typed, activities, activity_of};
use super::measures::{History, Measure};
use super::pages::{ROOM, badge};
use super::saving::SWAPPED;
use super::store;
use crate::auth::{Permission, Scope, may};
use crate::clinical::energy::Sex;
use crate::clinical::{Age, is_usable};
use crate::clock::{Moment, age_on};
use crate::db::{Db, Sql};
use crate::error::{Error, Result};
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::patients::{self, measurements};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::text::{fold, full_name};
use crate::ui::bases::Bases;
use crate::ui::dietitians::Dietitians;
use crate::ui::drafts;
use crate::ui::form::{Field, Html, Kind, Sent, html, in_words, part};
use crate::ui::language::say;
use crate::ui::staff::{Look, Shell, Staff};
use crate::ui::typed::Quantity;
use crate::users::store::{Dietitian, dietitians};
use crate::visits::{Detail, PrivateNotes, VISIT_TYPES, store as visits};

pub fn routes() -> Vec<Route> {
    routes![read, live]
}

/// What is written at a visit, in the order of the care process (ADIME).
pub(super) const NOTES: [(&str, &str); 6] = [
    ("chief_complaint", say("Reason")),
    ("assessment", say("Assessment")),
    ("nutrition_diagnosis", say("Nutrition diagnosis (PES)")),
    ("intervention", say("Intervention")),
    ("monitoring_evaluation", say("Monitoring and evaluation")),
    ("recommendations", say("Recommendations for the patient")),
];

/// The visit before, for reading and copying.
pub(super) struct Previous {
    pub href: String,
    pub when: String,
    pub notes: Vec<(&'static str, &'static str, String)>,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/visits/visit.html", config = "src/ui/askama.toml")]
pub(super) struct VisitPage {
    pub shell: Shell,
    pub id: Id,
    pub patient: (String, String),
    pub about: String,
    pub allergies: Option<String>,
    pub when: String,
    pub dietitian: String,
    pub status: String,
    pub badge: &'static str,
    pub arrived: Option<String>,
    pub is_open: bool,
    pub version: i64,
    pub measurement: (String, String),
    pub fields: Vec<Field>,
    pub measures: Vec<Measure>,
    /// What the fields and measurements were when the page was opened.
    pub bases: Bases,
    pub figures: Figures,
    pub activities: Vec<(&'static str, String)>,
    /// Where the next visit is booked.
    pub next: Option<String>,
    pub previous: Option<Previous>,
    pub invoices: Vec<(String, String)>,
    /// Whether a pressure that looks swapped is kept when the form is sent again.
    pub asks_for_pressure: bool,
    pub drafted_at: Option<String>,
    pub problem: Option<String>,
    pub may_edit: bool,
    pub may_bill: bool,
    pub may_delete: bool,
}

impl Discloses for VisitPage {
    fn shows(&self) -> Shows {
        Shows::record("visit", self.id)
    }
}

/// Everything that the page shows, as read from the database.
pub(super) struct Opened {
    pub detail: Detail,
    pub file: patients::Patient,
    pub history: History,
    previous: Option<Detail>,
    draft: Option<drafts::store::Draft>,
    people: Vec<Dietitian>,
}

/// # Errors
/// 404 and 403 for the visit; what SQLite says.
pub(super) fn open(
    sql: &Sql<'_>,
    id: Id,
    scope: Scope,
    user: Id,
    settings: &InForce,
    now: Moment,
) -> Result<Opened> {
    let zone = &settings.0.zone;
    let today = zone.day_of(now);
    let detail = visits::detail(sql, id, today, false)?.ok_or_else(|| visits::unknown(id))?;
    detail.must_be_in(scope)?;
    let patient = detail.visit.patient_id;
    let file = patients::store::detail(sql, patient, now)?
        .ok_or_else(|| patients::store::unknown(patient))?
        .patient;
    let all = measurements::Range::read(Parameters::of(Vec::new()), zone)?;
    // Whoever may see the visit may see what it is compared with.
    let page = measurements::page(sql, patient, Scope::All, &all)?;
    let page: Value = serde_json::from_slice(&page.json).map_err(Error::internal)?;
    let measured = page["data"]["measurements"].as_array().map(Vec::as_slice).unwrap_or_default();
    let begins = detail.visit.details.visit_date;
    let history = History::of(measured, &id.to_string(), &begins.to_string());
    let previous = match store::previous(sql, patient, begins)? {
        Some(previous) => visits::detail(sql, previous, today, false)?,
        None => None,
    };
    let draft = drafts::store::find(sql, user, drafts::pages::VISIT, id)?;
    let people = dietitians(sql)?;
    Ok(Opened { detail, file, history, previous, draft, people })
}

impl Opened {
    /// The body as measured so far.
    pub fn typed(&self, settings: &InForce) -> Typed {
        let details = &self.file.details;
        let begins = settings.0.zone.day_of(self.detail.visit.details.visit_date);
        let (now, before) = (&self.history.current, &self.history.before);
        Typed {
            weight_kg: now["weight_kg"].as_f64(),
            height_cm: now["height_cm"].as_f64(),
            waist_cm: now["waist_circumference_cm"].as_f64(),
            hip_cm: now["hip_circumference_cm"].as_f64(),
            body_fat_percentage: now["body_fat_percentage"].as_f64(),
            previous_weight_kg: before["weight_kg"].as_f64(),
            previous_height_cm: before["height_cm"].as_f64(),
            is_height_old: self.history.height_at.as_ref().is_some_and(|at| {
                let measured = settings.0.zone.parse(at).map(|at| settings.0.zone.day_of(at));
                measured.is_ok_and(|day| !is_usable(day, begins, details.date_of_birth))
            }),
            is_pregnant: speaks_of_pregnancy(&self.detail, &self.file),
            sex: Sex::of(details.equation_sex.as_deref(), details.gender.as_deref()),
            age_years: age_on(details.date_of_birth, begins),
            activity: activity_of(""),
        }
    }

    /// The page, with the draft's text where there is one.
    pub fn page(self, caller: &crate::auth::Caller, shell: Shell, settings: &InForce) -> VisitPage {
        let reads_private = caller.may(Permission::VisitsPrivateNotes);
        let (language, zone) = (shell.look.language, &settings.0.zone);
        let typed = self.typed(settings);
        let detail = self.detail.for_reader(reads_private);
        let (visit, patient) = (&detail.visit, &detail.patient);
        let details = &visit.details;
        let current = json!(details);
        let measures = self.history.rows(language);
        let measurement = &self.history.current;
        let begins = zone.day_of(details.visit_date);
        let years = language.age(Age::on(self.file.details.date_of_birth, begins));
        let gender = self.file.details.gender.as_deref().map(|gender| language.code(gender));
        let kind = details.visit_type.as_deref().unwrap_or("VISIT");
        let invoices = serde_json::from_str::<Vec<Value>>(detail.billing.get()).unwrap_or_default();
        let may_edit = caller.may(Permission::VisitsUpdate);
        // Whoever stands in for a colleague sees the visit, and not the file.
        let is_own = self.file.must_be_in(caller.scope()).is_ok();
        let mut page = VisitPage {
            id: visit.id,
            patient: (
                if is_own { format!("/patients/{}", patient.id) } else { String::new() },
                full_name(patient.first_name.as_deref(), &patient.last_name),
            ),
            about: [Some(language.code(kind)), Some(years), gender]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · "),
            allergies: self.file.details.allergies.clone(),
            when: language.moment(details.visit_date, zone),
            dietitian: Dietitians::of(self.people, language).called(&json!(detail.dietitian)),
            status: language.code(&details.status),
            badge: badge(&details.status),
            arrived: details.arrived_at.map(|at| zone.wall_clock(at).strftime("%H:%M").to_string()),
            is_open: details.status == "SCHEDULED",
            version: visit.version,
            measurement: (
                measurement["id"].as_str().unwrap_or_default().to_owned(),
                measurement["version"].to_string().replace("null", ""),
            ),
            fields: fields(&current, reads_private),
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
                .map(|visit| previous(visit.for_reader(reads_private), &shell, settings)),
            invoices: invoices
                .iter()
                .filter(|_| is_own)
                .map(|invoice| {
                    let number = invoice["invoice_number"].as_str();
                    let name =
                        number.unwrap_or_else(|| language.t(say("Draft invoice"))).to_owned();
                    (format!("/invoices/{}", invoice["id"].as_str().unwrap_or_default()), name)
                })
                .collect(),
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

impl VisitPage {
    /// Shows what was typed instead of what is stored.
    pub fn take(&mut self, sent: &Sent) {
        let was_sent = |name: &str| sent.all().iter().any(|(known, _)| known == name);
        for field in self.fields.iter_mut().filter(|field| was_sent(field.name)) {
            field.value = sent.over(field.name, self.bases.get(field.name).unwrap_or_default());
        }
        for measure in self.measures.iter_mut().filter(|measure| was_sent(measure.name)) {
            let stored = self.bases.get(measure.name).unwrap_or_default();
            measure.value = sent.over(measure.name, stored);
        }
    }

    /// The same page with what was typed and what was wrong with it.
    pub fn refused(mut self, sent: &Sent, error: &Error) -> Self {
        let language = self.shell.look.language;
        self.take(sent);
        for field in &mut self.fields {
            let stored = self.bases.get(field.name).unwrap_or_default();
            let is_overtaken = sent.is_overtaken(field.name, stored);
            field.theirs = is_overtaken.then(|| field.words(stored, language));
        }
        for measure in &mut self.measures {
            let stored = self.bases.get(measure.name).unwrap_or_default();
            let differs = measure.value.trim() != stored;
            if differs && sent.is_overtaken(measure.name, stored) {
                measure.problem = Some(format!("{} {stored}", language.t("Stored meanwhile:")));
            }
        }
        self.drafted_at = None;
        let mut elsewhere = Vec::new();
        self.asks_for_pressure = error.details().iter().any(|detail| detail.message == SWAPPED);
        for detail in error.details() {
            let said = language.told_of_field(detail);
            if let Some(field) = self.fields.iter_mut().find(|field| field.name == detail.field) {
                field.problem = Some(said);
            } else if let Some(measure) =
                self.measures.iter_mut().find(|measure| measure.name == detail.field)
            {
                measure.problem = Some(said);
            } else {
                elsewhere.push(format!("{}.", language.field_and_why(detail)));
            }
        }
        elsewhere.insert(0, in_words(error, language));
        self.problem = Some(elsewhere.join(" "));
        self
    }
}

/// Whether the visit or the file speaks of a pregnancy or of breastfeeding, in either language.
fn speaks_of_pregnancy(detail: &Detail, file: &patients::Patient) -> bool {
    const WORDS: [&str; 8] = [
        "pregnan",
        "enceinte",
        "grossesse",
        "gestation",
        "breastfe",
        "lactati",
        "allait",
        "postpartum",
    ];
    let (visit, person) = (&detail.visit.details, &file.details);
    let texts = [
        &visit.chief_complaint,
        &visit.assessment,
        &visit.nutrition_diagnosis,
        &visit.intervention,
        &visit.recommendations,
        &person.medical_notes,
        &person.dietary_preferences,
    ];
    let mut told = texts.into_iter().flatten().map(|text| fold(text));
    told.any(|text| WORDS.iter().any(|word| text.contains(word)))
}

fn fields(current: &Value, reads_private: bool) -> Vec<Field> {
    let mut fields = vec![Field::codes("visit_type", say("Visit"), VISIT_TYPES)];
    fields.extend(NOTES.map(|(name, label)| match name {
        "chief_complaint" => Field::line(name, label),
        _ => Field::text(name, label),
    }));
    if reads_private {
        fields.push(Field::text("private_notes", say("Private notes")));
    }
    fields.push(Field::new("next_visit_date", say("Next appointment"), Kind::Line("date")));
    for field in &mut fields {
        field.value = current[field.name].as_str().unwrap_or_default().to_owned();
    }
    fields
}

fn previous(visit: Detail, shell: &Shell, settings: &InForce) -> Previous {
    let current = json!(visit.visit.details);
    let mut notes: Vec<(&'static str, &'static str, String)> = NOTES
        .into_iter()
        .filter_map(|(name, label)| Some((name, label, current[name].as_str()?.to_owned())))
        .collect();
    if let PrivateNotes::Text(Some(text)) = visit.visit.details.private_notes {
        notes.push(("private_notes", say("Private notes"), text));
    }
    Previous {
        href: format!("{ROOM}/{}", visit.visit.id),
        when: shell.look.language.moment(visit.visit.details.visit_date, &settings.0.zone),
        notes,
    }
}

#[get("/visits/<id>", rank = 2)]
async fn read(
    caller: Staff<may::VisitsRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let (scope, user, now) = (caller.scope(), caller.id(), db.database().clock().now());
    let opened = {
        let settings = InForce(settings.0.clone());
        db.read(move |sql| open(sql, id, scope, user, &settings, now)).await?
    };
    let shell = Shell::new(&caller, caller.look, &settings, ROOM).saying(parameters.get("done"));
    let mut shell = shell.undoing(parameters.get("undo"));
    if let (Some("emptied"), Some(gone)) = (parameters.get("done"), parameters.get("undo")) {
        let gone = gone.parse::<Id>().ok();
        shell.undo = gone.map(|gone| format!("{ROOM}/{id}/measurements/{gone}/restore"));
    }
    html(Status::Ok, &opened.page(&caller, shell, &settings))
}

/// The figures while somebody types, by the same equations.
#[get("/visits/<id>/figures")]
async fn live(
    caller: Staff<may::VisitsRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let (scope, user, now) = (caller.scope(), caller.id(), db.database().clock().now());
    let typed = {
        let settings = InForce(settings.0.clone());
        db.read(move |sql| Ok(open(sql, id, scope, user, &settings, now)?.typed(&settings))).await?
    };
    let number = |name: &str| {
        let quantity = Quantity::of(name, &settings.0.currency);
        let digits = quantity.read(caller.look.language, parameters.get(name)?)?;
        digits.parse::<f64>().ok().filter(|value| *value > 0.0)
    };
    let typed = Typed {
        weight_kg: number("weight_kg").filter(|kg| *kg <= 650.0),
        height_cm: number("height_cm").filter(|cm| (20.0..=275.0).contains(cm)),
        waist_cm: number("waist_circumference_cm"),
        hip_cm: number("hip_circumference_cm"),
        body_fat_percentage: number("body_fat_percentage").filter(|part| *part <= 80.0),
        activity: activity_of(parameters.get("pal").unwrap_or_default()),
        ..typed
    };
    let look: Look = caller.look;
    part(Status::Ok, &Figures::of(&typed, look), Shows::record("visit", id))
}
