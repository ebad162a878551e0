//! A visit's page, told in words from what was read.

use super::earlier::signed_line;
use super::figures::{Figures, activities};
use super::filled::Offered;
use super::head::Head;
use super::measures::frozen;
use super::notes::fields;
use super::opened::Opened;
use super::page::{Signature, VisitPage};
use super::planned::Planned;
use super::rights::Rights;
use crate::auth::Caller;
use crate::ids::Id;
use crate::money::Amount;
use crate::patients::NamedUser;
use crate::settings::InForce;
use crate::text::full_name;
use crate::ui::bases::Bases;
use crate::ui::dietitians::Dietitians;
use crate::ui::documents::line as document_line;
use crate::ui::form::Sent;
use crate::ui::goals::told;
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::prescriptions::told as prescription_told;
use crate::ui::staff::Shell;
use crate::users::store::Dietitian;
use crate::visits::Details;
use crate::visits::measurements::Measurement;
use crate::visits::signing::{Amendment, Edition};

impl Opened {
    /// The page, with the draft's text where there is one.
    pub fn page(mut self, caller: &Caller, shell: Shell, settings: &InForce) -> VisitPage {
        let rights = Rights::of(caller, &self);
        let (language, zone) = (shell.look.language, &settings.0.zone);
        let typed = self.draft.as_ref().map(|draft| Sent::of(draft.fields.clone()));
        let variables = self.variables(typed.as_ref(), settings, language);
        let offered = Offered::of(std::mem::take(&mut self.templates), &variables, language);
        let figures = Figures::of(&self.typed(settings), shell.look);
        let is_signed = self.detail.visit.signed_at.is_some();
        let draft = self.draft.take().filter(|_| rights.edits && !is_signed);
        self.beside.is_edited |= draft.is_some();
        let next_at = std::mem::take(&mut self.beside.next_at);
        let mut page = self.told((shell, settings), &rights, (offered, figures));
        if let Some(next) = page.next.as_mut() {
            next.take(&next_at, "");
        }
        let noted = page.fields.iter().map(|field| (field.name, field.value.clone()));
        let measured = page.measures.iter().map(|measure| (measure.name, measure.value.clone()));
        page.bases = Bases::of(noted.chain(measured));
        if let Some(draft) = draft {
            page.drafted_at = Some(language.moment(draft.updated_at, zone));
            page.take(&Sent::of(draft.fields));
        }
        page
    }

    /// The page as everything is stored.
    fn told(
        mut self,
        (shell, settings): (Shell, &InForce),
        rights: &Rights,
        (offered, figures): (Offered, Figures),
    ) -> VisitPage {
        let (language, zone) = (shell.look.language, &settings.0.zone);
        let with = colleague(self.people.split_off(0), &self.detail.dietitian, language);
        let head = Head::of(&self, with.clone(), rights, (settings, language));
        let signature = self.signature(rights, language, settings);
        let stood = self.edition.as_ref().filter(|_| signature.is_signed).map(Edition::measured);
        let detail = self.detail.for_reader(rights.notes);
        let (visit, details) = (&detail.visit, &detail.visit.details);
        let is_open = details.status == "SCHEDULED";
        let is_to_write = self.beside.is_edited || (is_open && !signature.is_signed);
        let next = self.next.filter(|_| !is_open || rights.books);
        let document = |one| document_line(one, language, settings);
        let goals = self.goals.iter().filter(|goal| goal.is_open());
        VisitPage {
            id: visit.id,
            patient: named_file(
                &detail.patient.id,
                full_name(detail.patient.first_name.as_deref(), &detail.patient.last_name),
                rights,
            ),
            head,
            when: language.moment(details.visit_date, zone),
            is_open,
            version: visit.version,
            measurement: named(self.history.current.as_ref()),
            fields: fields(details, rights.notes.are_all(), Kinds::of(settings, language)),
            measures: self.history.rows(language),
            frozen: frozen(stood.as_ref(), &self.history.now(), language),
            bases: Bases::default(),
            figures,
            activities: activities(language),
            next: next.map(|next| next.shown(with, rights.whose(), language, settings)),
            next_day: details.next_visit_date.as_deref().map(|day| language.day(day)),
            next_href: rights.books.then(|| way_to_book(details, visit.patient_id)),
            earlier: self.earlier.map(|one| one.shown(rights.sight(), language, settings)),
            goals: goals.map(|goal| told(goal, language)).collect(),
            prescribed: self.prescribed.as_ref().map(|one| prescription_told(one, language, zone)),
            offered,
            signature,
            invoices: if rights.is_own { bills(self.invoices, language) } else { Vec::new() },
            documents: rights.sees_documents.then(|| self.documents.iter().map(document).collect()),
            planned: Planned::of(self.planned, (rights.sees_plans, rights.plans)),
            may_add_documents: rights.adds_documents,
            asks_for_pressure: false,
            drafted_at: None,
            problem: None,
            unsaved: Vec::new(),
            is_writing: rights.edits && is_to_write,
            may_edit: rights.edits,
            may_bill: rights.bills,
            prices: priced(&self.prices, language),
            may_delete: rights.deletes,
            shell,
        }
    }

    /// Whether the note is signed, and what can be done about it.
    fn signature(&self, rights: &Rights, language: Language, settings: &InForce) -> Signature {
        let is_signed = self.detail.visit.signed_at.is_some();
        let signed = self.edition.as_ref();
        let amendment = signed.filter(|_| !is_signed).and_then(|one| one.amendment.as_ref());
        Signature {
            signed: signed.map(|edition| signed_line(&edition.signed, language, settings)),
            amendment: amendment.map(|amendment| amended_line(amendment, language, settings)),
            is_signed,
            may_sign: rights.edits && rights.notes.are_all(),
            is_required: settings.0.signing_required,
            reason: String::new(),
        }
    }
}

/// The patient's name, and where their file is for who may see it.
fn named_file(patient: &Id, name: String, rights: &Rights) -> (String, String) {
    let href = if rights.is_own { format!("/patients/{patient}") } else { String::new() };
    (href, name)
}

/// Where the next appointment is booked, on the day that was noted for it.
fn way_to_book(details: &Details, patient: Id) -> String {
    let day = details.next_visit_date.as_ref().map(|day| format!("?at={day}"));
    format!("/patients/{patient}/visits/new{}", day.unwrap_or_default())
}

/// Who opened a signed note again, when and why.
fn amended_line(amendment: &Amendment, language: Language, settings: &InForce) -> String {
    let by = &amendment.opened_by;
    let by = full_name(Some(by.first_name.as_str()), &by.last_name);
    let at = language.moment(amendment.opened_at, &settings.0.zone);
    language.fill(say("Being amended by {} since {}: {}"), &[&by, &at, &amendment.reason])
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

/// Each type of visit with what it costs.
fn priced(prices: &[(String, Amount)], language: Language) -> Vec<(String, String)> {
    prices.iter().map(|(code, price)| (code.clone(), language.money_of(price))).collect()
}

/// A dietitian's name with how they stand.
fn colleague(people: Vec<Dietitian>, one: &NamedUser, language: Language) -> String {
    let name = full_name(Some(one.first_name.as_str()), &one.last_name);
    Dietitians::of(people, language).name(&one.id.to_string(), name)
}
