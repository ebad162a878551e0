//! A record with its versions, read for its page: whose it is, what it is called, what can be gone back to.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::words::Names;
use crate::auth::{Caller, Permission};
use crate::billing::api::clerk_of;
use crate::billing::clerk::Clerk;
use crate::billing::store as billing;
use crate::clock::Moment;
use crate::db::{Db, Sql};
use crate::error::Result;
use crate::history::restoring::{
    KeptInvoice, KeptMeasurement, KeptPatient, KeptVisit, Offers, Registrar, offers,
};
use crate::history::store::{self, Versions};
use crate::history::{hidden_of_patients, hidden_of_visits, seen_with};
use crate::ids::Id;
use crate::list::Leaf;
use crate::notes::Notes;
use crate::patients::{self, Author};
use crate::settings::InForce;
use crate::text::full_name;
use crate::ui::dietitians::Dietitians;
use crate::ui::language::Language;
use crate::ui::look::Look;
use crate::visits::measurements::store as measured;
use crate::visits::store as visits;
use crate::visits::writer::{Writer, writer_of};

/// Measurements of a visit whose versions can be gone back to, at most.
const MEASURED: usize = 50;

/// The kinds of records whose history has a page.
#[derive(Clone, Copy)]
pub(super) enum Of {
    Patient,
    Visit,
    Invoice,
}

impl Of {
    /// The kind, as the audit calls it.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Visit => "visit",
            Self::Invoice => "billing",
        }
    }

    /// The room that it stands in.
    pub fn room(self) -> &'static str {
        match self {
            Self::Patient => "/patients",
            Self::Visit => "/visits",
            Self::Invoice => "/invoices",
        }
    }

    /// Who may read it, and who may change it.
    pub fn permissions(self) -> (Permission, Permission) {
        match self {
            Self::Patient => (Permission::PatientsRead, Permission::PatientsUpdate),
            Self::Visit => (Permission::VisitsRead, Permission::VisitsUpdate),
            Self::Invoice => (Permission::BillingRead, Permission::BillingUpdate),
        }
    }
}

/// A record with its versions, the newest first.
pub(super) struct Record {
    pub of: Of,
    pub id: Id,
    pub room: &'static str,
    pub href: String,
    pub name: String,
    /// Its version.
    pub known: i64,
    /// The versions of its measurements.
    pub measured: BTreeMap<Id, i64>,
    pub currency: String,
    pub may_change: bool,
    pub versions: Versions,
    pub offers: Offers,
    pub since: Option<String>,
    pub names: Names,
    pub people: Dietitians,
}

/// Who reads, and what is known of the moment.
struct Reader {
    author: Author,
    writer: Writer,
    clerk: Clerk,
    notes: Notes,
    language: Language,
    now: Moment,
    today: Date,
    may_change: bool,
}

/// What a record is called, with its version, its currency and what it goes back to.
struct Head {
    name: String,
    known: i64,
    currency: String,
    offers: Offers,
    measured: BTreeMap<Id, i64>,
}

/// # Errors
/// 404; 403 for another dietitian's.
pub(super) async fn read(
    of: Of,
    id: Id,
    (caller, look): (&Caller, Look),
    leaf: Leaf,
    (settings, db): (&InForce, &Db),
) -> Result<Record> {
    let now = db.database().clock().now();
    let reader = Reader {
        author: Author::from(caller),
        writer: writer_of(caller, settings),
        clerk: clerk_of(caller, settings),
        notes: caller.notes(),
        language: look.language,
        now,
        today: settings.0.zone.day_of(now),
        may_change: caller.may(of.permissions().1),
    };
    db.read(move |sql| {
        let mut versions = store::versions(sql, (of.kind(), id), reader.author.scope, leaf)?;
        let head = match of {
            Of::Patient => reader.patient(sql, id, &versions)?,
            Of::Visit => reader.visit(sql, id, &versions)?,
            Of::Invoice => reader.invoice(sql, id, &versions)?,
        };
        let hidden = match of {
            Of::Patient => hidden_of_patients(reader.notes),
            Of::Visit => hidden_of_visits(reader.notes),
            Of::Invoice => &[],
        };
        if !matches!(of, Of::Invoice) {
            versions.all = seen_with(versions.all, reader.notes, hidden);
        }
        Ok(Record {
            of,
            id,
            room: of.room(),
            href: format!("{}/{id}", of.room()),
            name: head.name,
            known: head.known,
            measured: head.measured,
            currency: head.currency,
            may_change: reader.may_change,
            names: Names::of(sql, &versions.all, reader.author.scope)?,
            versions,
            offers: head.offers,
            since: store::known_since(sql)?,
            people: Dietitians::read(sql, reader.language)?,
        })
    })
    .await
}

impl Reader {
    fn patient(&self, sql: &Sql<'_>, id: Id, versions: &Versions) -> Result<Head> {
        let detail = patients::store::detail(sql, id, self.now)?;
        let patient = detail.ok_or_else(|| patients::store::unknown(id))?.patient;
        patient.must_be_in(self.author.scope)?;
        let by = Registrar { author: self.author.clone(), today: self.today };
        let offers = match self.may_change {
            true => offers::<KeptPatient>(sql, &by, id, versions, self.now)?,
            false => Offers::default(),
        };
        let name = patient.details.full_name();
        Ok(Head::of(name, patient.version, offers))
    }

    fn visit(&self, sql: &Sql<'_>, id: Id, versions: &Versions) -> Result<Head> {
        let detail = visits::detail(sql, id, false)?.ok_or_else(|| visits::unknown(id))?;
        detail.must_be_in(self.author.scope)?;
        let name = full_name(detail.patient.first_name.as_deref(), &detail.patient.last_name);
        let zone = &self.writer.clinic.zone;
        let when = self.language.moment(detail.visit.details.visit_date, zone);
        let mut head = Head::of(format!("{name}, {when}"), detail.visit.version, Offers::default());
        if self.may_change {
            head.offers = offers::<KeptVisit>(sql, &self.writer, id, versions, self.now)?;
            self.measurements(sql, id, versions, &mut head)?;
        }
        Ok(head)
    }

    /// What was measured at a visit, for who reads that.
    fn measurements(
        &self,
        sql: &Sql<'_>,
        visit: Id,
        versions: &Versions,
        head: &mut Head,
    ) -> Result<()> {
        let of_measurements = versions.all.iter().filter(|one| one.resource_type == "measurement");
        let mut ids: Vec<Id> = of_measurements.filter_map(|one| one.resource_id).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids.into_iter().take(MEASURED).filter(|_| self.notes.are_shown()) {
            if let Some(stored) = measured::load(sql, visit, id)? {
                let key = (visit, id);
                let writer = &self.writer;
                let more = offers::<KeptMeasurement>(sql, writer, key, versions, self.now)?;
                head.offers.extend(more);
                head.measured.insert(id, stored.version);
            }
        }
        Ok(())
    }

    fn invoice(&self, sql: &Sql<'_>, id: Id, versions: &Versions) -> Result<Head> {
        let shown = billing::shown(sql, id, self.today)?.ok_or_else(|| billing::unknown(id))?;
        shown.must_be_in(self.author.scope)?;
        let offers = match self.may_change {
            true => offers::<KeptInvoice>(sql, &self.clerk, id, versions, self.now)?,
            false => Offers::default(),
        };
        let invoice = shown.invoice;
        let number = invoice.invoice_number.unwrap_or_else(|| self.language.code("DRAFT"));
        let name = format!("{number} · {}", invoice.patient.name());
        let head = Head::of(name, invoice.version, offers);
        Ok(Head { currency: invoice.currency, ..head })
    }
}

impl Head {
    fn of(name: String, known: i64, offers: Offers) -> Self {
        Self { name, known, currency: String::new(), offers, measured: BTreeMap::new() }
    }
}
