//! Everything that happened to a patient, newest first.

use jiff::civil::Date;
use rusqlite::types::{Type, Value};
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::{Sight, store};
use crate::auth::Scope;
use crate::cache::{Page, Tag};
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::figures::spelled;
use crate::http::{Parameters, success_json};
use crate::ids::Id;
use crate::list::{Cursor, Direction};
use crate::money::Amount;
use crate::notes::NoteText;
use crate::shown::Shows;

/// What the timeline's cursors call its order.
const ORDER: &str = "timeline";
const DEFAULT_LIMIT: u32 = 20;
const MOST: u32 = 100;

/// A stretch of the timeline: at most `limit` entries that come before a place in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stretch {
    limit: u32,
    at: String,
    id: String,
}

impl Stretch {
    /// Reads `limit` and `cursor`.
    ///
    /// # Errors
    /// 400 naming the parameter.
    pub fn read(mut parameters: Parameters) -> Result<Self> {
        let limit = parameters.take("limit").map_or(Ok(DEFAULT_LIMIT), |limit| limit.parse());
        let limit = limit.ok().filter(|limit| (1..=MOST).contains(limit));
        let limit =
            limit.ok_or_else(|| Error::field("limit", "must be a whole number from 1 to 100"))?;
        let (at, id) = match parameters.take("cursor") {
            // Sorts after every instant.
            None => ("~".to_owned(), String::new()),
            Some(cursor) => place(&cursor).ok_or_else(|| {
                Error::field("cursor", "must be the next_cursor of an earlier answer")
            })?,
        };
        parameters.finish()?;
        Ok(Self { limit, at, id })
    }

    /// The same for a cache key.
    pub fn key(&self) -> String {
        format!("{}|{}|{}", self.limit, self.at, self.id)
    }
}

fn place(cursor: &str) -> Option<(String, String)> {
    let cursor = Cursor::decode(cursor).filter(|cursor| cursor.sort == ORDER)?;
    match cursor.value {
        // An id of fixed shape keeps the parts of a cache key apart.
        Value::Text(at) => Some((at, cursor.id.parse::<Id>().ok()?.to_string())),
        _ => None,
    }
}

fn cursor_after(at: String, id: String) -> String {
    let (sort, direction) = (ORDER.to_owned(), Direction::Descending);
    Cursor { sort, direction, value: Value::Text(at), id }.encode()
}

/// A stretch of the timeline: the answer to who asks for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct TimelineView {
    pub timeline: Vec<TimelineEntry>,
    pub next_cursor: Option<String>,
}

/// An entry of the timeline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct TimelineEntry {
    #[serde(rename = "type")]
    pub kind: String,
    pub id: Id,
    /// An instant; of an invoice or a payment, its day.
    pub at: String,
    #[serde(flatten)]
    pub event: TimelineEvent,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balance: Option<Amount>,
}

/// What happened, by its kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum TimelineEvent {
    Visit(VisitEvent),
    Measurement(MeasurementEvent),
    Invoice(InvoiceEvent),
    Payment(PaymentEvent),
    Document(DocumentEvent),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct VisitEvent {
    pub status: String,
    pub visit_type: Option<String>,
    pub duration_minutes: i64,
    #[serde(skip_serializing_if = "NoteText::is_withheld")]
    pub chief_complaint: NoteText,
    pub dietitian: Option<DietitianName>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct DietitianName {
    pub id: String,
    pub username: String,
    pub first_name: String,
    pub last_name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct MeasurementEvent {
    pub visit_id: String,
    pub weight_kg: Option<f64>,
    pub height_cm: Option<f64>,
    pub waist_circumference_cm: Option<f64>,
    pub hip_circumference_cm: Option<f64>,
    pub body_fat_percentage: Option<f64>,
    pub blood_pressure_systolic: Option<i64>,
    pub blood_pressure_diastolic: Option<i64>,
    pub bmi: Option<f64>,
    pub whr: Option<f64>,
    pub whtr: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct InvoiceEvent {
    pub invoice_number: Option<String>,
    pub visit_id: Option<String>,
    pub due_date: Option<String>,
    pub status: String,
    pub currency: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PaymentEvent {
    pub billing_id: Option<String>,
    pub invoice_number: Option<String>,
    pub kind: String,
    pub method: Option<String>,
    pub reference: Option<String>,
    pub currency: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct DocumentEvent {
    pub document_type: String,
    pub title: Option<String>,
    pub original_filename: String,
    pub mime_type: String,
    pub file_size: i64,
    pub resource_type: String,
    pub resource_id: String,
}

/// The stretch as the API answers. An invoice becomes overdue at midnight, so the answer lives no
/// longer.
///
/// # Errors
/// 404 and 403 for the patient; what SQLite says.
pub(crate) fn page(
    sql: &Sql<'_>,
    id: Id,
    scope: Scope,
    stretch: &Stretch,
    sight: Sight,
    (zone, now): (&Zone, Moment),
) -> Result<Page> {
    let view = read(sql, id, scope, stretch, sight, zone.day_of(now))?;
    let tags = vec![Tag::Patient(id), Tag::Users];
    let until = Some(zone.next_midnight(now));
    Ok(Page { until, ..Page::new(success_json(&view), tags, Shows::record("patient", id)) })
}

/// The entries of that stretch, each kind limited before they are merged.
///
/// # Errors
/// 404 and 403 for the patient; what SQLite says.
pub(crate) fn read(
    sql: &Sql<'_>,
    id: Id,
    scope: Scope,
    stretch: &Stretch,
    sight: Sight,
    today: Date,
) -> Result<TimelineView> {
    store::must_see(sql, id, scope)?;
    let most = stretch.limit as usize;
    let (rows, shows) = (i64::from(stretch.limit) + 1, sight.notes.are_shown());
    let (at, last, today) = (&stretch.at, &stretch.id, today.to_string());
    let Sight { visits, invoices, documents, .. } = sight;
    let values = params![id, at, last, rows, today, shows, visits, invoices, documents];
    let statement = spelled(include_str!("../../sql/queries/patients/timeline.sql"), "?5");
    let mut timeline = sql.all(&statement, values, entry_of)?;
    for entry in &mut timeline {
        if let (false, TimelineEvent::Visit(visit)) = (shows, &mut entry.event) {
            visit.chief_complaint = NoteText::Withheld;
        }
    }
    let has_more = timeline.len() > most;
    timeline.truncate(most);
    let last = timeline.last().filter(|_| has_more);
    let next_cursor = last.map(|last| cursor_after(last.at.clone(), last.id.to_string()));
    Ok(TimelineView { timeline, next_cursor })
}

fn entry_of(row: &Row<'_>) -> rusqlite::Result<TimelineEntry> {
    let kind: String = row.get("type")?;
    let currency: Option<String> = row.get("currency")?;
    let money = |column: &str| -> rusqlite::Result<Option<Amount>> {
        let minor: Option<i64> = row.get(column)?;
        Ok(minor.zip(currency.as_deref()).map(|(minor, code)| Amount::new(minor, code)))
    };
    let event = match kind.as_str() {
        "visit" => TimelineEvent::Visit(fields(row)?),
        "measurement" => TimelineEvent::Measurement(fields(row)?),
        "invoice" => TimelineEvent::Invoice(fields(row)?),
        "payment" => TimelineEvent::Payment(fields(row)?),
        _ => TimelineEvent::Document(fields(row)?),
    };
    Ok(TimelineEntry {
        id: row.get("id")?,
        at: row.get("at")?,
        event,
        amount: money("amount")?,
        balance: money("balance")?,
        kind,
    })
}

/// The fields of one kind, which its branch of the statement puts into an object.
fn fields<T: for<'de> Deserialize<'de>>(row: &Row<'_>) -> rusqlite::Result<T> {
    let column = row.as_ref().column_index("fields")?;
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}
