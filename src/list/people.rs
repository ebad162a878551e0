//! Who the users are, for the lists that show them beside every row: kept while no user changes.
//!
//! A clinic has some dozens of users, and each row names one. Asking for them row by row took a
//! third of a page's time.

use std::sync::Arc;

use parking_lot::RwLock;

use crate::cache::{Born, Generations, Tag};
use crate::db::Sql;
use crate::error::Result;

/// All users by id, each as the JSON that rows show. Cheap to clone.
#[derive(Clone)]
pub(super) struct Crew(Arc<[(String, String)]>);

impl Crew {
    /// The JSON of the user with that id, if there is one.
    pub(super) fn find(&self, id: &[u8]) -> Option<&str> {
        let at = self.0.binary_search_by(|(known, _)| known.as_bytes().cmp(id)).ok()?;
        self.0.get(at).map(|(_, shown)| shown.as_str())
    }
}

/// The users as they were read last.
#[derive(Clone)]
pub(super) struct People {
    generations: Arc<Generations>,
    known: Arc<RwLock<Option<(Born, Crew)>>>,
}

impl People {
    pub(super) fn new(generations: Arc<Generations>) -> Self {
        Self { generations, known: Arc::default() }
    }

    /// The users of the snapshot that `sql` reads, which was taken after `born`.
    pub(super) fn of(&self, sql: &Sql<'_>, born: Born) -> Result<Crew> {
        if let Some((read, crew)) = &*self.known.read()
            && self.generations.is_current(*read, &[Tag::Users])
        {
            return Ok(crew.clone());
        }
        let crew = read(sql)?;
        *self.known.write() = Some((born, crew.clone()));
        Ok(crew)
    }
}

/// The users as the database has them.
pub(super) fn read(sql: &Sql<'_>) -> Result<Crew> {
    let statement = "SELECT id, json_object('id', id, 'username', username, \
                     'first_name', first_name, 'last_name', last_name) FROM users ORDER BY id";
    Ok(Crew(sql.all(statement, [], |row| Ok((row.get(0)?, row.get(1)?)))?.into()))
}
