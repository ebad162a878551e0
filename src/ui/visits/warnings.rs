//! What is asked before an appointment is booked: times that are valid and that nobody may have
//! meant. The API asks nothing; the page asks once, and books what is meant.

use super::store as visits;
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::schedule::{Stretch, store};
use crate::settings::Settings;
use crate::ui::language::{Language, say};

/// From so many days on it is asked whether the year is right.
const FAR_DAYS: i32 = 730;

/// Something that is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Warning {
    /// What a form that has been asked carries along.
    pub key: &'static str,
    pub text: String,
}

/// An appointment as far as it is asked about.
pub(super) struct Proposed {
    pub patient: Id,
    pub dietitian: Id,
    pub begins: Moment,
    pub minutes: i64,
    /// The visit that is moved: it is in nobody's way.
    pub moved: Option<Id>,
}

impl Proposed {
    fn stretch(&self) -> Stretch {
        Stretch { from: self.begins, to: self.begins.plus_minutes(self.minutes) }
    }

    /// All that is to be asked about it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn warnings(
        &self,
        sql: &Sql<'_>,
        clinic: &Settings,
        now: Moment,
        language: Language,
    ) -> Result<Vec<Warning>> {
        let zone = &clinic.zone;
        let (day, today) = (zone.day_of(self.begins), zone.day_of(now));
        let mut all = Vec::new();
        let mut ask = |key, text: String| all.push(Warning { key, text });
        if day < today {
            ask("past", language.fill(say("{} is in the past."), &[&language.weekday(day)]));
        }
        if day > today.saturating_add(jiff::Span::new().days(FAR_DAYS)) {
            let text = say("{} is more than two years away.");
            ask("far", language.fill(text, &[&language.date(day)]));
        }
        let away = store::away(sql, self.dietitian, self.stretch())?;
        match away.first() {
            Some(None) => ask("closed", language.t(say("The clinic is closed then.")).to_owned()),
            Some(Some(_)) => ask("away", language.t(say("The dietitian is away then.")).to_owned()),
            None if !self.is_open(sql, zone)? => {
                let text = say("This lies outside of the opening hours.");
                ask("hours", language.t(text).to_owned());
            }
            None => {}
        }
        if let Some((at, with)) = self.same_day(sql, zone)? {
            let time = zone.wall_clock(at).strftime("%H:%M").to_string();
            let text = say("The patient has another appointment that day, at {} with {}.");
            ask("same-day", language.fill(text, &[&time, &with]));
        }
        Ok(all)
    }

    /// Another visit of the patient on the same day, with whom it is.
    fn same_day(&self, sql: &Sql<'_>, zone: &Zone) -> Result<Option<(Moment, String)>> {
        let day = zone.day_of(self.begins);
        let stretch = Stretch { from: zone.start_of(day), to: zone.end_of(day) };
        visits::within(sql, self.patient, stretch, self.moved)
    }

    /// Whether it lies within the hours as a whole.
    fn is_open(&self, sql: &Sql<'_>, zone: &Zone) -> Result<bool> {
        let week = store::hours_in_force(sql, Some(self.dietitian))?.week;
        let Stretch { from, to } = self.stretch();
        let open = week.open(zone.day_of(from), zone.day_of(to), zone);
        Ok(open.iter().any(|open| open.from <= from && to <= open.to))
    }
}

/// Whether everything that is asked now was answered before.
pub(super) fn are_answered(warnings: &[Warning], sure: &str) -> bool {
    let answered: Vec<&str> = sure.split(' ').collect();
    warnings.iter().all(|warning| answered.contains(&warning.key))
}

/// What a form carries along that asks about these.
pub(super) fn sure_of(warnings: &[Warning]) -> String {
    warnings.iter().map(|warning| warning.key).collect::<Vec<_>>().join(" ")
}
