//! Whose rows are asked for: of a patient by id, or by a name as it is typed.

use super::store::{self, Person};
use crate::auth::Scope;
use crate::clock::{Moment, Zone};
use crate::db::{Db, Sql};
use crate::error::Result;
use crate::ids::Id;
use crate::list::Search;
use crate::patients::finding::{self, Match};
use crate::shown::Shows;
use crate::ui::language::say;
use crate::ui::list::{Cell, ListPage, ROWS, Row, Wanted};
use crate::ui::staff::Shell;

/// What somebody typed of the patient.
pub(super) const TYPED: &str = "patient";
/// Who was chosen. The list's own filter by that name finds the rows.
pub(super) const CHOSEN: &str = "patient_id";

/// A name that was typed takes the place of who was chosen before.
pub(super) fn latest(wanted: Wanted) -> Wanted {
    if wanted.get(TYPED).is_some() { wanted.without(CHOSEN) } else { wanted }
}

/// The question.
pub(super) struct Asked {
    typed: Option<Search>,
    chosen: Option<Id>,
    scope: Scope,
    now: Moment,
}

/// Who that is.
pub(super) enum Whose {
    /// Nobody was asked for, or somebody whom the reader may not see.
    Anybody,
    Chosen(Person),
    /// What was typed fits that patient alone.
    Typed(Person),
    /// It fits several, or nobody.
    OneOf(Vec<Match>),
}

impl Whose {
    /// The patient, if there is one.
    pub fn person(&self) -> Option<Id> {
        match self {
            Self::Chosen(person) | Self::Typed(person) => Some(person.id),
            Self::Anybody | Self::OneOf(_) => None,
        }
    }
}

impl Asked {
    /// # Errors
    /// 400 for too long a text.
    pub fn fits(wanted: &Wanted, zone: &Zone) -> Result<()> {
        Search::read(wanted.get(TYPED), TYPED, zone).map(drop)
    }

    /// # Errors
    /// 400 for too long a text.
    pub fn read(wanted: &Wanted, scope: Scope, zone: &Zone, db: &Db) -> Result<Self> {
        let typed = wanted.get(TYPED).filter(|_| !wanted.is_doubted());
        let typed = Search::read(typed, TYPED, zone)?;
        let chosen = wanted.get(CHOSEN).and_then(|id| id.parse().ok());
        Ok(Self { typed, chosen, scope, now: db.database().clock().now() })
    }

    /// # Errors
    /// What SQLite says.
    pub fn answer(&self, sql: &Sql<'_>) -> Result<Whose> {
        let Some(search) = &self.typed else {
            let Some(id) = self.chosen else { return Ok(Whose::Anybody) };
            let person = store::patient(sql, id, self.scope)?;
            return Ok(person.map_or(Whose::Anybody, Whose::Chosen));
        };
        let most = usize::try_from(ROWS).unwrap_or(usize::MAX);
        let found = finding::find(sql, search, self.scope, self.now, most)?;
        Ok(match found.matches.as_slice() {
            [only] if !found.is_mended => {
                Whose::Typed(Person { id: only.id, name: only.name.clone() })
            }
            _ => Whose::OneOf(found.matches),
        })
    }
}

/// The list of those whom it fits: each leads to their rows.
pub(super) fn choice(shell: Shell, wanted: &Wanted, matches: &[Match]) -> ListPage {
    let language = shell.look.language;
    let row = |found: &Match| Row {
        href: wanted.preset("", &[(TYPED, ""), (CHOSEN, &found.id.to_string())]).href,
        cells: vec![
            Cell::plain(found.name.clone()),
            Cell::styled(language.date(found.date_of_birth), "figures"),
            Cell::styled(found.file_number.clone().unwrap_or_default(), "quiet figures"),
        ],
    };
    let rows: Vec<Row> = matches.iter().map(row).collect();
    let total = rows.len() as u64;
    let shows = Shows::names("patient", matches.iter().map(|found| found.id));
    let mut page = ListPage::new(shell, say("Audit trail"), wanted, (rows, total), shows);
    page.note = say("Several patients fit. Choose one to see who did what with their file.");
    page.empty = say("No patient is called that.");
    page.is_filtered = false;
    page.headings = [say("Patient"), say("Date of birth"), say("File number")]
        .map(|label| wanted.heading(label, "", ("", "")))
        .into();
    page
}
