//! What the calendar shades: times outside of the opening hours, absences and closures.

use jiff::civil::Date;

use super::geometry::{Span, gaps};
use crate::auth::Scope;
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::schedule::Stretch;
use crate::schedule::store::{self, Timetables};
use crate::schedule::view::AbsenceView;
use crate::ui::language::{Language, say};

/// The hours of everybody, and who is away in a stretch of days.
pub(super) struct Shading {
    hours: Timetables,
    absences: Vec<AbsenceView>,
}

/// A time in which nobody is received.
pub(super) struct Band {
    pub span: Span,
    /// Why, of an absence.
    pub words: Option<String>,
}

impl Shading {
    /// # Errors
    /// What SQLite says.
    pub fn read(sql: &Sql<'_>, (from, to): (Moment, Moment), scope: Scope) -> Result<Self> {
        let absences = store::absences(sql, None, Stretch { from, to }, scope)?;
        Ok(Self { hours: Timetables::read(sql)?, absences })
    }

    /// Nobody has set hours, and nobody is away.
    #[cfg(test)]
    pub fn usual() -> Self {
        Self { hours: Timetables::default(), absences: Vec::new() }
    }

    /// The opening hours of a dietitian on a day.
    pub fn open(&self, dietitian: Id, day: Date, zone: &Zone) -> Vec<Span> {
        let open = self.hours.of(dietitian).open(day, day, zone);
        let span = |open: Stretch| Span::on(day, open.from, open.to, zone);
        let mut open: Vec<Span> = open.into_iter().map(span).collect();
        open.sort_unstable();
        open
    }

    /// When a dietitian receives nobody on a day, as far as the calendar shows it: closed, then away.
    pub fn bands(
        &self,
        dietitian: Id,
        (day, within): (Date, Span),
        zone: &Zone,
        language: Language,
    ) -> (Vec<Band>, Vec<Band>) {
        let closed = gaps(within, self.open(dietitian, day, zone));
        let closed = closed.into_iter().map(|span| Band { span, words: None }).collect();
        let (starts, ends) = (zone.start_of(day), zone.end_of(day));
        let is_theirs = |absence: &&AbsenceView| {
            absence.dietitian_id.is_none_or(|whose| whose == dietitian)
                && absence.from < ends
                && absence.to > starts
        };
        let band = |absence: &AbsenceView| {
            let span = Span::on(day, absence.from, absence.to, zone);
            let (from, to) = (span.from.max(within.from), span.to.min(within.to));
            let words = Some(words(absence, ends, zone, language));
            (from < to).then_some(Band { span: Span { from, to }, words })
        };
        let away = self.absences.iter().filter(is_theirs).filter_map(band).collect();
        (closed, away)
    }
}

/// An absence in words: why, as far as it is told, and until when.
fn words(absence: &AbsenceView, day_ends: Moment, zone: &Zone, language: Language) -> String {
    let usual = match absence.dietitian_id {
        Some(_) => say("Away"),
        None => say("Closed"),
    };
    let why = absence.reason.clone().unwrap_or_else(|| language.t(usual).to_owned());
    let until = match absence.to > day_ends {
        true => language.short_date(zone.day_of(absence.to.plus_ms(-1))),
        false => zone.wall_clock(absence.to).strftime("%H:%M").to_string(),
    };
    match absence.to == day_ends {
        true => why,
        false => format!("{why}, {}", language.fill(say("until {}"), &[&until])),
    }
}
