//! What the calendar shades: times outside of the opening hours, absences and closures.

use std::collections::HashMap;

use super::grid::Grid;
use crate::auth::Scope;
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::schedule::Stretch;
use crate::schedule::store::{self, Timetables};
use crate::schedule::view::AbsenceView;

/// The hours of everybody, and who is away in a stretch of days.
pub(super) struct Shading {
    hours: Timetables,
    absences: Vec<AbsenceView>,
    stretch: Stretch,
}

impl Shading {
    /// # Errors
    /// What SQLite says.
    pub fn read(sql: &Sql<'_>, (from, to): (Moment, Moment), scope: Scope) -> Result<Self> {
        let stretch = Stretch { from, to };
        let absences = store::absences(sql, None, stretch, scope)?;
        Ok(Self { hours: Timetables::read(sql)?, absences, stretch })
    }

    /// Marks each cell of the grid whose time begins outside of the hours or in an absence.
    pub fn shade(&self, grid: &mut Grid, zone: &Zone) {
        let mut open: HashMap<Id, Vec<Stretch>> = HashMap::new();
        let (first, last) =
            (zone.day_of(self.stretch.from), zone.day_of(self.stretch.to.plus_ms(-1)));
        for cell in grid.lines.iter_mut().flat_map(|line| &mut line.cells) {
            let (Ok(id), Ok(at)) = (cell.with.parse::<Id>(), zone.parse(&cell.at)) else {
                continue;
            };
            let open = open.entry(id).or_insert_with(|| self.hours.of(id).open(first, last, zone));
            let is_away = self.absences.iter().any(|absence| {
                absence.dietitian_id.is_none_or(|whose| whose == id)
                    && absence.from <= at
                    && at < absence.to
            });
            let is_open = open.iter().any(|open| open.from <= at && at < open.to);
            cell.shade = match (is_away, is_open) {
                (true, _) => "away",
                (false, false) => "shut",
                (false, true) => "",
            };
        }
    }
}
