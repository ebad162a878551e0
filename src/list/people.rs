//! Who the users are, for the lists that show them beside every row: kept while no user changes.
//!
//! A clinic has some dozens of users, and each row names one. Asking for them row by row took a
//! third of a page's time.

use std::sync::Arc;

use parking_lot::RwLock;
use serde::Serialize;

use crate::db::Sql;
use crate::error::Result;
use crate::generations::{Born, Generations, Tag};
use crate::ids::Id;

/// A user as the rows of lists name one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UserName {
    pub id: Id,
    pub username: String,
    pub first_name: String,
    pub last_name: String,
}

/// A user by id, as rows have it and as JSON.
struct Known {
    name: UserName,
    json: String,
}

/// All users by id, each as the JSON that rows show. Cheap to clone.
#[derive(Clone)]
pub(super) struct UserDirectory(Arc<[(String, Known)]>);

impl UserDirectory {
    /// The JSON of the user with that id, if there is one.
    pub(super) fn json(&self, id: &[u8]) -> Option<&str> {
        self.find(id).map(|known| known.json.as_str())
    }

    /// The user with that id, if there is one.
    pub(super) fn name(&self, id: &[u8]) -> Option<&UserName> {
        self.find(id).map(|known| &known.name)
    }

    fn find(&self, id: &[u8]) -> Option<&Known> {
        let at = self.0.binary_search_by(|(known, _)| known.as_bytes().cmp(id)).ok()?;
        self.0.get(at).map(|(_, known)| known)
    }
}

/// The users as they were read last.
#[derive(Clone)]
pub(super) struct People {
    generations: Arc<Generations>,
    known: Arc<RwLock<Option<(Born, UserDirectory)>>>,
}

impl People {
    pub(super) fn new(generations: Arc<Generations>) -> Self {
        Self { generations, known: Arc::default() }
    }

    /// The users of the snapshot that `sql` reads, which was taken after `born`.
    pub(super) fn of(&self, sql: &Sql<'_>, born: Born) -> Result<UserDirectory> {
        if let Some((read, users)) = &*self.known.read()
            && self.generations.is_current(*read, &[Tag::Users])
        {
            return Ok(users.clone());
        }
        let users = read(sql)?;
        *self.known.write() = Some((born, users.clone()));
        Ok(users)
    }
}

/// The users as the database has them.
pub(super) fn read(sql: &Sql<'_>) -> Result<UserDirectory> {
    let statement = "SELECT id, username, first_name, last_name FROM users ORDER BY id";
    let known = sql.all(statement, [], |row| {
        let name = UserName {
            id: row.get(0)?,
            username: row.get(1)?,
            first_name: row.get(2)?,
            last_name: row.get(3)?,
        };
        // Four texts into memory: that cannot fail.
        let json = serde_json::to_string(&name).unwrap_or_default();
        Ok((row.get(0)?, Known { name, json }))
    })?;
    Ok(UserDirectory(known.into()))
}
