//! What stands around the list of the day, by the view.

use super::ahead::{self, Ahead, Load};
use super::asked::{Asked, View};
use super::desk::{self, Desk};
use super::money;
use super::open_items::{Item, Open, ToFinish};
use super::store::Event;
use crate::auth::{Caller, Permission};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::reports::dashboard::DashboardReport;
use crate::reports::range::Range;
use crate::reports::{Question, Report as _};
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::dietitians::Dietitians;
use crate::ui::language::{Language, say};
use crate::ui::tile::Tile;

/// Who looks at what, when.
pub(super) struct Looking<'a, 'c> {
    pub sql: &'a Sql<'c>,
    pub caller: &'a Caller,
    pub settings: &'a InForce,
    pub people: &'a Dietitians,
    pub now: Moment,
    pub language: Language,
}

/// What stands around the list.
#[derive(Default)]
pub(super) struct Beside {
    pub tiles: Vec<Tile>,
    pub open_items: Vec<Item>,
    pub desk: Option<Desk>,
    pub finish: Option<ToFinish>,
    pub load: Vec<Load>,
    /// How full the day is, in percent.
    pub full: Option<i64>,
    pub ahead: Option<Ahead>,
    /// The patient who waits for the dietitian who looks: visit and name.
    pub next: Option<(Id, String)>,
    /// When the last backup was made, for those who look after it.
    pub backup: Option<String>,
}

impl Beside {
    /// Of the view asked for, beside these visits: everybody's, or one's own.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn read(
        looking: &Looking<'_, '_>,
        asked: &Asked,
        (events, own): (&[Event], Option<Id>),
    ) -> Result<Self> {
        let Looking { sql, caller, settings, people, now, language } = *looking;
        let sees = caller.may(Permission::VisitsList);
        let mut beside = Self::default();
        match asked.view {
            View::Owner => beside.of_the_owner(looking, events)?,
            View::Dietitian => {
                let open = looking.open();
                beside.open_items = open.items(&looking.question()?)?;
                beside.finish = Some(open.to_finish()?);
                if own.is_some() && caller.may(Permission::VisitsUpdate) {
                    let waits = desk::waiting_room(events, people, settings, now);
                    beside.next = waits.into_iter().next().map(|one| (one.visit, one.name));
                }
            }
            View::Desk if sees => {
                let when = (now, language);
                beside.desk =
                    Some(Desk::read(sql, (caller, asked), (events, people), settings, when)?);
            }
            View::Desk => {}
        }
        if sees {
            let whose = (caller.scope(), own);
            beside.ahead = Ahead::read(sql, whose, people, settings, (now, language))?;
        }
        Ok(beside)
    }

    fn of_the_owner(&mut self, looking: &Looking<'_, '_>, events: &[Event]) -> Result<()> {
        let Looking { sql, caller, settings, people, now, language } = *looking;
        let question = looking.question()?;
        let report = DashboardReport::read(sql, &question)?;
        self.tiles = money::tiles(sql, &question, &report, (now, language))?;
        self.open_items = looking.open().items(&question)?;
        if caller.may(Permission::VisitsList) {
            (self.load, self.full) = ahead::load(sql, events, people, settings, now)?;
        }
        match &report.last_backup {
            _ if !caller.may(Permission::SystemRead) => {}
            Some(backup) => {
                self.backup = Some(language.moment_text(&backup.started_at, &settings.0.zone));
            }
            None => self.open_items.push(Item {
                text: language.t(say("There is no backup yet")).to_owned(),
                href: "/system".into(),
                meaning: None,
                count: None,
            }),
        }
        Ok(())
    }

    /// The visits whose patients it names.
    pub fn visits(&self) -> impl Iterator<Item = Id> + '_ {
        let ahead = self.ahead.iter().flat_map(Ahead::named);
        let notes = self.finish.iter().flat_map(|finish| &finish.notes);
        ahead.chain(notes.map(|note| note.id))
    }

    /// The other records that it names; the title of a plan is what somebody wrote of a patient.
    pub fn shows(&self) -> Shows {
        let calls = self.desk.iter().flat_map(|desk| &desk.calls);
        let plans = self.finish.iter().flat_map(|finish| &finish.plans);
        Shows::names("patient", calls.map(|call| call.patient))
            .and(Shows::texts("meal_plan", plans.map(|plan| plan.id)))
    }
}

impl<'a, 'c> Looking<'a, 'c> {
    fn question(&self) -> Result<Question> {
        let range = Range::between(None, None, self.settings.0.zone.day_of(self.now))?;
        let clinic = self.settings.0.clone();
        let (scope, notes) = (self.caller.scope(), self.caller.notes());
        Ok(Question { scope, notes, range, clinic, now: self.now })
    }

    fn open(&self) -> Open<'a, 'c> {
        let Self { sql, caller, settings, now, language, .. } = *self;
        Open::new(sql, caller, settings, (now, language))
    }
}
