//! The road from the predecessor: its database, whole, into ours.
//!
//! `source` opens the foreign file and refuses what is none; `record` reads its rows tolerantly;
//! `vocabulary` maps its words; `users`, `patients`, `visits`, `measurements`, `invoices` and
//! `trail` each bring one table over; `leftovers` tells of what has no place here. Whatever is
//! changed or strange is remarked on (`remark`), and what could not be kept in its column is kept
//! word for word in `import_notes`.

mod invoices;
mod leftovers;
mod measurements;
mod patients;
mod record;
mod remark;
mod search;
mod source;
mod store;
mod trail;
mod users;
mod visits;
mod vocabulary;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use rusqlite::Connection;
use serde_json::{Map, json};

use crate::audit::{Action, Actor, Entry, record as audit};
use crate::clock::{Moment, Zone};
use crate::db::{Database, Meter, Tx};
use crate::error::{Error, Result};
use crate::ids::Id;

pub use remark::{Remark, Tally};
pub use source::Source;

/// What an import came to: for each table what was read, arrived, stood there already, was left out.
pub type Summary = Vec<(&'static str, Tally)>;

/// The listeners of an import: each remark as it is made, and each row as it is done.
pub struct Listeners<'a> {
    pub remark: &'a dyn Fn(&Remark<'_>),
    pub row: &'a dyn Fn(),
}

/// An import under way.
struct Import<'a> {
    tx: &'a Tx<'a>,
    source: &'a Connection,
    zone: Zone,
    listeners: &'a Listeners<'a>,
    tallies: RefCell<BTreeMap<&'static str, Tally>>,
    /// Users that exist once the import is done.
    users: RefCell<HashSet<Id>>,
    patients: RefCell<HashSet<Id>>,
    /// Visits with their patients.
    visits: RefCell<HashMap<Id, Id>>,
    arrived: Cell<u64>,
}

/// What is not kept takes the transaction back, by way of an error.
const NOT_KEPT: &str = "NOT_KEPT";

/// Brings everything over, in one transaction; it is taken back with `dry_run`, and when nothing
/// arrived: a second import leaves the file as it is.
///
/// # Errors
/// A sentence; nothing was changed then.
pub fn import(
    database: &Database,
    source: &Source,
    dry_run: bool,
    listeners: &Listeners<'_>,
) -> Result<Summary, String> {
    let summary = RefCell::new(None);
    let done = database.write_here(&Meter::default(), |tx| {
        let came = bring(tx, source, listeners)?;
        let arrived = came.iter().any(|(_, tally)| tally.arrived > 0);
        *summary.borrow_mut() = Some(came);
        if dry_run || !arrived { Err(Error::bad(NOT_KEPT, "nothing is kept")) } else { Ok(()) }
    });
    match done {
        Err(error) if error.code() != NOT_KEPT => {
            Err(format!("The import broke off and nothing was changed: {error}"))
        }
        _ => Ok(summary.into_inner().unwrap_or_default()),
    }
}

fn bring(tx: &Tx<'_>, source: &Source, listeners: &Listeners<'_>) -> Result<Summary> {
    // Users name each other, in any order.
    tx.run("PRAGMA defer_foreign_keys = ON", [])?;
    // Ids of the predecessor are random: the indexes of a large clinic are written all over, and
    // would go through the log again and again with the small cache of a server. 32 MiB.
    tx.run("PRAGMA cache_size = -32768", [])?;
    let settings = crate::settings::store::load(tx)?;
    let import = Import {
        tx,
        source: source.connection(),
        zone: settings.zone.clone(),
        listeners,
        tallies: RefCell::default(),
        users: RefCell::new(store::ids(tx, "users")?),
        patients: RefCell::new(store::ids(tx, "patients")?),
        visits: RefCell::new(store::visits(tx)?),
        arrived: Cell::new(0),
    };
    let paused = search::pause(tx)?;
    users::bring(&import)?;
    patients::bring(&import)?;
    visits::bring(&import)?;
    measurements::bring(&import)?;
    invoices::bring(&import, &settings.currency)?;
    trail::bring(&import)?;
    search::resume(tx, paused)?;
    leftovers::tell(&import)?;
    if import.arrived.get() > 0 {
        let mut told = Map::new();
        for (table, tally) in import.tallies.borrow().iter() {
            told.insert((*table).into(), json!({ "old": null, "new": tally.arrived }));
        }
        let entry = Entry::new(Action::Import, "system").changing(told);
        audit(tx, &Actor::command_line(), &entry)?;
    }
    let order = ["users", "patients", "visits", "visit_measurements", "billing", "audit_logs"];
    let tallies = import.tallies.into_inner();
    Ok(order
        .into_iter()
        .map(|table| (table, tallies.get(table).cloned().unwrap_or_default()))
        .collect())
}

impl Import<'_> {
    /// When this import runs.
    fn now(&self) -> Moment {
        self.tx.now()
    }

    /// A user that will exist, or none and a remark.
    fn user(&self, row: &record::Record<'_>, column: &'static str) -> Result<Option<Id>> {
        let Some(text) = row.text(column) else { return Ok(None) };
        let id = record::id_of(&text);
        if self.users.borrow().contains(&id) {
            return Ok(Some(id));
        }
        self.keep(row, column, &text, "names no user of that database: left empty")?;
        Ok(None)
    }

    /// Remarks on a value that stays as it is.
    fn remark(&self, row: &record::Record<'_>, column: &str, value: &str, done: &str) {
        let id = row.id.to_string();
        (self.listeners.remark)(&Remark { table: row.table, id: &id, column, value, done });
        self.tally(row.table, |tally| tally.remarks += 1);
    }

    /// Remarks on a value that could not be kept in its column, and keeps it in a note.
    fn keep(&self, row: &record::Record<'_>, column: &str, value: &str, done: &str) -> Result<()> {
        self.remark(row, column, value, &format!("{done}; kept in a note"));
        store::insert_note(self.tx, row.table, row.id, column, value, done)
    }

    fn read(&self, table: &'static str) {
        self.tally(table, |tally| tally.read += 1);
        (self.listeners.row)();
    }

    fn arrived(&self, table: &'static str) {
        self.arrived.set(self.arrived.get() + 1);
        self.tally(table, |tally| tally.arrived += 1);
    }

    fn already_there(&self, table: &'static str) {
        self.tally(table, |tally| tally.already_there += 1);
    }

    /// A row that cannot come: remarked on, and counted.
    fn leave_out(&self, row: &record::Record<'_>, column: &str, value: &str, why: &str) {
        self.remark(row, column, value, &format!("{why}: the row was NOT imported"));
        self.tally(row.table, |tally| tally.left_out += 1);
    }

    fn tally(&self, table: &'static str, change: impl FnOnce(&mut Tally)) {
        change(self.tallies.borrow_mut().entry(table).or_default());
    }
}

/// The number of rows that an import of this file reads, for a progress bar.
///
/// # Errors
/// A sentence.
pub fn rows(source: &Source) -> Result<u64, String> {
    source.rows()
}

/// Opens the predecessor's file.
///
/// # Errors
/// A sentence that says why it is not taken.
pub fn open(file: &Path) -> Result<Source, String> {
    Source::open(file)
}
