//! The start page: the visits of the day with one act each, and beside them what the owner, a
//! dietitian or the front desk looks at.
//!
//! `asked` says which view it is, `store` reads the day, `rows` says it in words, `choices` is what
//! can be chosen above it. `beside` puts together what stands around the list in a view: `desk`
//! (waiting room, calls, cash), `ahead` (the next day, free times, how full it is), `money` (the
//! owner's figures), `open_items` (what is to be finished).

mod ahead;
pub mod asked;
mod beside;
mod choices;
mod desk;
mod money;
mod open_items;
mod rows;
mod store;

use std::collections::HashMap;

use askama::Template;

use self::asked::Asked;
use self::beside::{Beside, Looking};
use self::choices::{Choice, about, filters, orders, views};
use self::rows::{Act, Day, Line};
use super::dietitians::Dietitians;
use super::kinds::Kinds;
use super::staff::Shell;
use super::tile::Tile;
use crate::auth::{Caller, Permission};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::figures;
use crate::ids::Id;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};

/// The page.
#[derive(Template)]
#[template(path = "ui/today/today.html", config = "src/ui/askama.toml")]
pub(super) struct TodayPage {
    shell: Shell,
    day: String,
    about: String,
    views: Vec<Choice>,
    filters: Vec<Choice>,
    orders: Vec<Choice>,
    lines: Vec<Line>,
    is_blank: bool,
    columns: usize,
    /// The columns between the time and the acts.
    between: usize,
    by_person: bool,
    may_mark: bool,
    may_book: bool,
    /// The figures of the owner's view, above the list.
    tiles: Vec<Tile>,
    beside: Beside,
    visits: Vec<Id>,
}

impl Discloses for TodayPage {
    fn shows(&self) -> Shows {
        let visits = self.visits.iter().copied().chain(self.beside.visits());
        Shows::names("visit", visits).and(self.beside.shows())
    }
}

/// What the page shows to `caller`.
///
/// # Errors
/// What SQLite says.
pub(super) fn read(
    sql: &Sql<'_>,
    caller: &Caller,
    shell: Shell,
    settings: &InForce,
    now: Moment,
    asked: &Asked,
) -> Result<TodayPage> {
    let language = shell.look.language;
    let zone = &settings.0.zone;
    let today = zone.day_of(now);
    let people = Dietitians::read(sql, language)?;
    let own = (!asked.whole).then(|| caller.id());
    let (mut events, mut owed) = (Vec::new(), HashMap::new());
    if caller.may(Permission::VisitsList) {
        let stretch = (zone.start_of(today), zone.end_of(today));
        events = store::visits(sql, stretch, caller.scope(), own, today)?;
    }
    if caller.may(Permission::BillingList) {
        let patients: Vec<Id> = events.iter().map(|event| event.patient).collect();
        owed = store::owed_by(sql, &patients)?;
    }
    let free = match own {
        Some(id) => ahead::gaps(sql, id, settings, now)?,
        None => Vec::new(),
    };
    let day = Day {
        events: &events,
        owed: &owed,
        people: &people,
        kinds: Kinds::of(settings, language),
        zone,
        now,
        caller,
    };
    let may_mark = caller.may(Permission::VisitsUpdate);
    let orders = orders(asked, &events);
    let is_by_person = asked.by_person && !orders.is_empty();
    let looking = Looking { sql, caller, settings, people: &people, now, language };
    let mut beside = Beside::read(&looking, asked, (&events, own))?;
    Ok(TodayPage {
        day: language.weekday(today),
        about: about(&events, language),
        views: views(asked, caller),
        filters: filters(asked, &events, now),
        lines: day.lines(asked, &free),
        is_blank: events.is_empty() && free.is_empty(),
        by_person: is_by_person,
        columns: 5 + usize::from(!is_by_person) + usize::from(may_mark),
        between: 4 + usize::from(!is_by_person),
        orders,
        may_mark,
        may_book: caller.may(Permission::VisitsCreate) && shell.may_search,
        tiles: std::mem::take(&mut beside.tiles),
        beside,
        visits: events.iter().map(|event| event.id).collect(),
        shell,
    })
}
