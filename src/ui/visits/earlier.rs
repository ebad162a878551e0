//! The patient's earlier consultations beside the note: one to be read in full, the others a press
//! away.

use super::notes::texts;
use super::pages::ROOM;
use super::store;
use crate::auth::Scope;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::notes::Notes;
use crate::settings::InForce;
use crate::text::full_name;
use crate::ui::language::{Language, say};
use crate::visits::signing::{self, Signed};
use crate::visits::{VisitRecord, store as visits};

/// An earlier consultation as it was read, and its place among the others.
pub(super) struct Found {
    detail: VisitRecord,
    signed: Option<Signed>,
    older: Option<Id>,
    newer: Option<Id>,
    /// Which it is, from the first, of how many.
    place: (usize, usize),
}

/// The one that is wanted among the earlier consultations of a patient; else the last.
///
/// # Errors
/// What SQLite says.
pub(super) fn find(
    sql: &Sql<'_>,
    patient: Id,
    (visit, begins): (Id, Moment),
    wanted: Option<Id>,
) -> Result<Option<Found>> {
    let all = store::earlier(sql, patient, begins, visit)?;
    let at = wanted.and_then(|id| all.iter().position(|one| *one == id)).unwrap_or(0);
    let Some(detail) = all.get(at).map(|id| visits::detail(sql, *id, false)).transpose()?.flatten()
    else {
        return Ok(None);
    };
    let signed = match (detail.visit.signed_at.get(), detail.visit.edition) {
        (Some(_), edition) => signing::store::newest(sql, detail.visit.id, edition)?.0,
        (None, _) => None,
    };
    Ok(Some(Found {
        signed,
        detail,
        older: all.get(at + 1).copied(),
        newer: at.checked_sub(1).and_then(|at| all.get(at)).copied(),
        place: (all.len() - at, all.len()),
    }))
}

/// An earlier consultation as the page shows it.
pub(super) struct Earlier {
    pub id: Id,
    /// Where it is opened, by those who may: whoever stands in reads it here alone.
    pub href: Option<String>,
    pub when: String,
    /// "Last consultation · 5 of 6".
    pub place: String,
    pub older: Option<Id>,
    pub newer: Option<Id>,
    /// The name of each section's field, its label, its text.
    pub notes: Vec<(&'static str, &'static str, String)>,
    /// By whom and when it was signed.
    pub signed: Option<String>,
}

impl Found {
    /// In the words of its reader.
    pub fn shown(
        self,
        (scope, notes): (Scope, Notes),
        language: Language,
        settings: &InForce,
    ) -> Earlier {
        let zone = &settings.0.zone;
        let is_open = self.detail.must_be_in(scope).is_ok();
        // Private notes are for those to whom the consultation itself is open.
        let notes = if is_open { notes } else { Notes::of(notes.are_shown(), false) };
        let detail = self.detail.for_reader(notes);
        let (at, of) = self.place;
        let name = if at == of { say("Last consultation") } else { say("Earlier consultation") };
        let (at, of) = (at.to_string(), of.to_string());
        Earlier {
            id: detail.visit.id,
            href: is_open.then(|| format!("{ROOM}/{}", detail.visit.id)),
            when: language.date(zone.day_of(detail.visit.details.visit_date)),
            place: format!(
                "{} · {}",
                language.t(name),
                language.fill(say("{} of {}"), &[&at, &of])
            ),
            older: self.older,
            newer: self.newer,
            notes: texts(&detail.visit.details),
            signed: self.signed.map(|signed| signed_line(&signed, language, settings)),
        }
    }
}

/// "Signed by Zoé Lefèvre, 29 Oct 2026, 11:34".
pub(super) fn signed_line(signed: &Signed, language: Language, settings: &InForce) -> String {
    let by = full_name(Some(signed.signed_by.first_name.as_str()), &signed.signed_by.last_name);
    let at = language.moment(signed.signed_at, &settings.0.zone);
    language.fill(say("Signed by {}, {}"), &[&by, &at])
}
