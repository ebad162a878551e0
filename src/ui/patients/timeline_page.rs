//! The timeline of a patient as the page shows it: one kind of entry or all, stretch by stretch.

use rocket::http::RawStr;

use crate::auth::Scope;
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::http::Parameters;
use crate::ids::Id;
use crate::patients::Sight;
use crate::patients::timeline::{self, TimelineEntry};
use crate::ui::language::say;

/// Entries that a page shows, about: at a glance, and of one kind or further back.
const AT_A_GLANCE: (usize, &str) = (15, "15");
const ENOUGH: (usize, &str) = (40, "50");
/// Where one kind is rare, so many stretches are looked through.
const STRETCHES: usize = 5;

/// The kinds that the timeline can be narrowed to.
const KINDS: [(&str, &str); 5] = [
    ("", say("Everything")),
    ("visit", say("Consultations")),
    ("measurement", say("Measurements")),
    ("invoice", say("Invoices")),
    ("payment", say("Payments")),
];

/// Those that somebody of that sight may narrow it to.
pub(super) fn kinds(sight: Sight) -> impl Iterator<Item = (&'static str, &'static str)> {
    KINDS.into_iter().filter(move |(kind, _)| match *kind {
        "visit" => sight.visits,
        "measurement" => sight.visits && sight.notes.are_shown(),
        "invoice" | "payment" => sight.invoices,
        _ => true,
    })
}

/// A part of the timeline, and the cursor of the next one.
pub(super) struct Part {
    pub entries: Vec<TimelineEntry>,
    pub next: Option<String>,
}

/// What the address asks of the timeline.
pub(super) struct Asked {
    pub kind: &'static str,
    cursor: Option<String>,
}

impl Asked {
    pub fn read(parameters: &Parameters) -> Self {
        let wanted = parameters.get("show").unwrap_or_default();
        let kind = KINDS.into_iter().find(|(kind, _)| *kind == wanted);
        Self {
            kind: kind.map_or("", |(kind, _)| kind),
            cursor: parameters.get("cursor").map(str::to_owned),
        }
    }

    /// # Errors
    /// 404 and 403 for the patient; 400 for a cursor that is none.
    pub fn part(
        self,
        sql: &Sql<'_>,
        id: Id,
        (scope, sight): (Scope, Sight),
        zone: &Zone,
        now: Moment,
    ) -> Result<Part> {
        let is_glance = self.kind.is_empty() && self.cursor.is_none();
        let (enough, stretch) = if is_glance { AT_A_GLANCE } else { ENOUGH };
        let mut part = Part { entries: Vec::new(), next: self.cursor };
        for _ in 0..STRETCHES {
            let mut given = vec![("limit".to_owned(), stretch.to_owned())];
            given.extend(part.next.take().map(|cursor| ("cursor".to_owned(), cursor)));
            let stretch = timeline::Stretch::read(Parameters::of(given))?;
            let view = timeline::read(sql, id, scope, &stretch, sight, zone.day_of(now))?;
            let fits = |entry: &TimelineEntry| self.kind.is_empty() || entry.kind == self.kind;
            part.entries.extend(view.timeline.into_iter().filter(fits));
            part.next = view.next_cursor;
            if part.next.is_none() || part.entries.len() >= enough {
                break;
            }
        }
        Ok(part)
    }
}

/// The address of a patient's page with the timeline narrowed, and further back.
pub(super) fn address(id: Id, kind: &str, cursor: Option<&str>) -> String {
    let mut query = Vec::new();
    if !kind.is_empty() {
        query.push(format!("show={kind}"));
    }
    if let Some(cursor) = cursor {
        query.push(format!("cursor={}", RawStr::new(cursor).percent_encode()));
    }
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    format!("/patients/{id}{query}#timeline")
}
