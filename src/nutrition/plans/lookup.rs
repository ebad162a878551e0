//! What a name means that somebody types, looked up line by line; and exchanges, whose groups are few
//! enough to be held.

use std::cell::{Cell, OnceCell, RefCell};
use std::cmp::Reverse;
use std::collections::HashMap;

use super::finding::{
    EXCHANGE, Fitting, Found, FoundKind, Typist, foods, is_of_exchanges, recipes,
};
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::exchanges::Group;
use crate::nutrition::exchanges::store::all as systems;
use crate::nutrition::naming::typed;
use crate::text::plural::is_same;

/// Lines that are looked up at once at most: a diary of a week has some two hundred.
pub(crate) const MOST_LINES: usize = 300;

/// What somebody types, line by line: groups of exchanges are read for the first line that asks for one,
/// and a name that comes again means what it meant.
pub(crate) struct Lookup<'a, 'c> {
    pub sql: &'a Sql<'c>,
    pub typist: Typist,
    groups: OnceCell<Vec<KnownGroup>>,
    meant: RefCell<HashMap<String, Option<Found>>>,
    lines: Cell<usize>,
}

/// A group of exchanges with its names, as they are compared.
struct KnownGroup {
    id: Id,
    names: Vec<Vec<String>>,
}

impl<'a, 'c> Lookup<'a, 'c> {
    pub fn new(sql: &'a Sql<'c>, typist: Typist) -> Self {
        let (groups, meant) = (OnceCell::new(), RefCell::default());
        Self { sql, typist, groups, meant, lines: Cell::new(0) }
    }

    /// Counts a line that is looked up.
    ///
    /// # Errors
    /// 400 at that field for more than are looked up at once.
    pub fn count(&self, field: &str) -> Result<()> {
        self.lines.set(self.lines.get() + 1);
        if self.lines.get() <= MOST_LINES {
            return Ok(());
        }
        let must = message(
            "lines-too-many",
            "has more than {most} new lines at once: send these first, and the rest after them",
        );
        Err(Error::field(field, must.count("most", MOST_LINES)).and_nothing_changed())
    }

    /// The one that is meant by these words; none where nothing is named by them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn meant(&self, name: &str) -> Result<Option<Found>> {
        if let Some(known) = self.meant.borrow().get(name) {
            return Ok(*known);
        }
        let mut all = self.fitting(name)?.into_iter();
        let (first, second) = (all.next(), all.next());
        let is_second_sure = second.is_some_and(|one| one.is_sure);
        let first = first.filter(|one| one.is_sure && !(one.is_linked && is_second_sure));
        let found = first.map(|one| one.found);
        self.meant.borrow_mut().insert(name.to_owned(), found);
        Ok(found)
    }

    fn fitting(&self, name: &str) -> Result<Vec<Fitting>> {
        let words: Vec<String> = typed(name).into_iter().take(8).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        if is_of_exchanges(name) {
            return Ok(exchanges(self.groups()?, &words));
        }
        let mut found = foods(self.sql, &words, self.typist)?;
        found.extend(recipes(self.sql, &words)?);
        found.sort_by_key(|(rank, _)| *rank);
        Ok(found.into_iter().map(|(_, one)| one).collect())
    }

    /// The groups of the systems in use.
    fn groups(&self) -> Result<&[KnownGroup]> {
        if let Some(known) = self.groups.get() {
            return Ok(known);
        }
        let systems = systems(self.sql)?.into_iter().filter(|one| !one.details.is_archived);
        let known = |group: Group| KnownGroup {
            id: group.id,
            names: group.names.values().map(|name| typed(name)).collect(),
        };
        let groups = systems.flat_map(|system| system.details.groups).map(known).collect();
        Ok(self.groups.get_or_init(|| groups))
    }
}

/// Those that fit these words, best first.
///
/// # Errors
/// What SQLite says.
pub(crate) fn find(sql: &Sql<'_>, name: &str, typist: Typist, most: usize) -> Result<Vec<Found>> {
    let fitting = Lookup::new(sql, typist).fitting(name)?;
    Ok(fitting.into_iter().take(most).map(|one| one.found).collect())
}

/// The groups whose names have these words, but for that of exchanges itself. One is meant by its whole
/// name, or where it alone has the words.
fn exchanges(groups: &[KnownGroup], words: &[String]) -> Vec<Fitting> {
    let words: Vec<&String> =
        words.iter().filter(|word| !EXCHANGE.contains(&word.as_str())).collect();
    let is_whole = |group: &KnownGroup| {
        group.names.iter().any(|name| {
            let mut pairs = name.iter().zip(&words);
            name.len() == words.len() && pairs.all(|(one, other)| is_same(one, other))
        })
    };
    let fits = |group: &&KnownGroup| {
        let begins = |name: &[String], word: &str| {
            name.iter().any(|own| own.starts_with(word) || is_same(own, word))
        };
        group.names.iter().any(|name| words.iter().all(|word| begins(name, word)))
    };
    let mut groups: Vec<(bool, Id)> =
        groups.iter().filter(fits).map(|group| (is_whole(group), group.id)).collect();
    groups.sort_by_key(|(is_whole, _)| Reverse(*is_whole));
    let is_alone = groups.len() == 1 && !words.is_empty();
    let of = |(is_whole, id)| Fitting {
        found: Found { kind: FoundKind::Exchange, id },
        is_sure: is_whole || is_alone,
        is_linked: false,
    };
    groups.into_iter().map(of).collect()
}
