//! The kinds of records that go back: patients, visits, measurements, invoices.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::{Asked, Kept};
use crate::auth::Scope;
use crate::billing::clerk::Clerk;
use crate::billing::store::{self as invoices, Shown};
use crate::billing::{self, Invoice, input as billing_input};
use crate::clock::Moment;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::history::past::fields_of;
use crate::history::{hidden_of_patients, hidden_of_visits};
use crate::http::Fields;
use crate::ids::Id;
use crate::message::message;
use crate::patients::{self, Author, Patient, PatientView, service as patient_service};
use crate::visits::change::{self, Writer};
use crate::visits::measurements::change as measuring;
use crate::visits::measurements::{Changes as Measures, store as measured};
use crate::visits::{self, VisitRecord};

/// Who changes a patient, and on which day of the clinic.
pub(crate) struct Registrar {
    pub author: Author,
    pub today: Date,
}

/// A patient.
pub(crate) struct KeptPatient(Patient);

impl KeptPatient {
    fn changes(body: Map<String, Value>, today: Date) -> Result<patients::Changes> {
        let mut fields = Fields::of(body);
        let changes = patients::Changes::read(&mut fields, today);
        fields.finish().map(|()| changes)
    }
}

impl Kept for KeptPatient {
    const KIND: &'static str = "patient";
    type Author = Registrar;
    type Key = Id;
    type Answer = PatientView;

    fn id(key: Id) -> Id {
        key
    }

    fn read(sql: &Sql<'_>, author: &Registrar, id: Id, now: Moment) -> Result<Self> {
        let detail = patients::store::detail(sql, id, now)?;
        let patient = detail.ok_or_else(|| patients::store::unknown(id))?.patient;
        patient.must_be_in(author.author.scope)?;
        Ok(Self(patient))
    }

    fn facts(&self) -> Map<String, Value> {
        fields_of(&self.0)
    }

    fn hidden(author: &Registrar) -> &'static [&'static str] {
        hidden_of_patients(author.author.sight.notes)
    }

    fn scope(author: &Registrar) -> Scope {
        author.author.scope
    }

    fn judge(
        &self,
        sql: &Sql<'_>,
        author: &Registrar,
        body: Map<String, Value>,
        _: Moment,
    ) -> Result<()> {
        let changes = Self::changes(body, author.today)?;
        patient_service::judged(sql, &self.0, changes).map(|_| ())
    }

    fn change(
        tx: &Tx<'_>,
        author: &Registrar,
        id: Id,
        body: Map<String, Value>,
        asked: Asked,
    ) -> Result<PatientView> {
        let changes = Self::changes(body, author.today)?;
        patient_service::update(tx, &author.author, id, changes, asked.precondition)
    }
}

/// A visit; its measurements have versions of their own.
pub(crate) struct KeptVisit(VisitRecord);

impl Kept for KeptVisit {
    const KIND: &'static str = "visit";
    type Author = Writer;
    type Key = Id;
    type Answer = VisitRecord;

    fn id(key: Id) -> Id {
        key
    }

    fn read(sql: &Sql<'_>, writer: &Writer, id: Id, _: Moment) -> Result<Self> {
        let found = visits::store::detail(sql, id, false)?;
        let found = found.ok_or_else(|| visits::store::unknown(id))?;
        found.must_be_in(writer.author.scope)?;
        Ok(Self(found))
    }

    fn facts(&self) -> Map<String, Value> {
        fields_of(&self.0.visit)
    }

    fn hidden(writer: &Writer) -> &'static [&'static str] {
        hidden_of_visits(writer.notes)
    }

    fn scope(writer: &Writer) -> Scope {
        writer.author.scope
    }

    fn judge(
        &self,
        sql: &Sql<'_>,
        writer: &Writer,
        body: Map<String, Value>,
        _: Moment,
    ) -> Result<()> {
        let mut fields = Fields::of(body);
        let changes = visits::Changes::read(&mut fields, &writer.clinic);
        fields.finish()?;
        let new = change::judged(sql, writer, &self.0, changes)?;
        match change::is_locked(&self.0, &new) {
            true => Err(Error::conflict(
                "SIGNED",
                message("goes-back-amended", "The note is signed: amend it before it goes back."),
            )),
            false => Ok(()),
        }
    }

    fn change(
        tx: &Tx<'_>,
        writer: &Writer,
        id: Id,
        mut body: Map<String, Value>,
        asked: Asked,
    ) -> Result<VisitRecord> {
        if asked.allow_overlap {
            body.insert("allow_overlap".into(), json!(true));
        }
        let mut fields = Fields::of(body);
        let changes = visits::Changes::read(&mut fields, &writer.clinic);
        fields.finish()?;
        change::update(tx, writer, id, changes, asked.precondition)
    }
}

/// A measurement, found by its visit and its own id.
pub(crate) struct KeptMeasurement(measured::Stored);

impl Kept for KeptMeasurement {
    const KIND: &'static str = "measurement";
    type Author = Writer;
    type Key = (Id, Id);
    type Answer = ();

    fn id((_, id): (Id, Id)) -> Id {
        id
    }

    fn read(sql: &Sql<'_>, writer: &Writer, (visit, id): (Id, Id), now: Moment) -> Result<Self> {
        writer.must_read_notes()?;
        KeptVisit::read(sql, writer, visit, now)?;
        let unknown = || Error::not_found(Thing::Measurement).about("measurement", id);
        Ok(Self(measured::load(sql, visit, id)?.ok_or_else(unknown)?))
    }

    fn facts(&self) -> Map<String, Value> {
        self.0.facts()
    }

    fn hidden(_: &Writer) -> &'static [&'static str] {
        &[]
    }

    fn scope(writer: &Writer) -> Scope {
        writer.author.scope
    }

    fn judge(
        &self,
        _: &Sql<'_>,
        writer: &Writer,
        body: Map<String, Value>,
        _: Moment,
    ) -> Result<()> {
        let mut fields = Fields::of(body);
        let changes = Measures::read(&mut fields, &writer.clinic.zone);
        fields.finish()?;
        measuring::judged(writer, &self.0, changes).map(|_| ())
    }

    fn change(
        tx: &Tx<'_>,
        writer: &Writer,
        key: (Id, Id),
        body: Map<String, Value>,
        asked: Asked,
    ) -> Result<()> {
        let mut fields = Fields::of(body);
        let changes = Measures::read(&mut fields, &writer.clinic.zone);
        fields.finish()?;
        measuring::update(tx, writer, key, changes, asked.precondition).map(|_| ())
    }
}

/// An invoice: all that people write of a draft, notes and due date of an issued one.
pub(crate) struct KeptInvoice(Invoice);

/// Fields of an invoice that people write.
const OF_INVOICES: [&str; 8] = [
    "patient_id",
    "visit_id",
    "invoice_date",
    "due_date",
    "currency",
    "notes",
    "lines",
    "discount_amount",
];

impl Kept for KeptInvoice {
    const KIND: &'static str = "billing";
    type Author = Clerk;
    type Key = Id;
    type Answer = Shown;

    fn id(key: Id) -> Id {
        key
    }

    fn read(sql: &Sql<'_>, clerk: &Clerk, id: Id, _: Moment) -> Result<Self> {
        let found = invoices::load(sql, id)?;
        found.must_be_in(clerk.author.scope)?;
        Ok(Self(found))
    }

    fn facts(&self) -> Map<String, Value> {
        self.0.facts()
    }

    fn hidden(_: &Clerk) -> &'static [&'static str] {
        &[]
    }

    fn scope(clerk: &Clerk) -> Scope {
        clerk.author.scope
    }

    fn is_written(field: &str) -> bool {
        OF_INVOICES.contains(&field)
    }

    fn judge(
        &self,
        sql: &Sql<'_>,
        clerk: &Clerk,
        body: Map<String, Value>,
        now: Moment,
    ) -> Result<()> {
        let mut fields = Fields::of(body);
        let changes = billing_input::Changes::read(&mut fields);
        fields.finish()?;
        let today = clerk.clinic.zone.day_of(now);
        billing::invoices::judged(sql, clerk, &self.0, changes, today).map(|_| ())
    }

    fn change(
        tx: &Tx<'_>,
        clerk: &Clerk,
        id: Id,
        body: Map<String, Value>,
        asked: Asked,
    ) -> Result<Shown> {
        let mut fields = Fields::of(body);
        let changes = billing_input::Changes::read(&mut fields);
        fields.finish()?;
        billing::invoices::update(tx, clerk, id, changes, asked.precondition)
    }
}
