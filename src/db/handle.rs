//! The database as a handler sees it: both doors, with the request's meter and its caller's turns.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};
use rocket_db_pools::Database as _;

use super::pool::Clinic;
use super::turns::{Turn, Weight};
use super::{Database, Meter, Sql, Tx};
use crate::error::Result;
use crate::generations::Born;
use crate::ids::Id;

/// The handle of a request.
#[derive(Clone)]
pub struct Db {
    database: Database,
    meter: Arc<Meter>,
    born: Born,
    /// Whose turn it is, once somebody is known.
    asker: Arc<OnceLock<Id>>,
}

impl Db {
    /// See [`Database::read`].
    ///
    /// # Errors
    /// As there.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Sql<'_>) -> Result<T> + Send + 'static,
    {
        let turn = self.turn(Weight::Plain).await?;
        let work = move |sql: &Sql<'_>| {
            let _turn = turn;
            work(sql)
        };
        self.database.read(&self.meter, work).await
    }

    /// Answers a question that may read a whole table: a person's further ones wait for their
    /// first, so that nobody else has to.
    ///
    /// # Errors
    /// As [`Database::read`]; 503 when too many of this person's wait.
    pub async fn read_much<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Sql<'_>) -> Result<T> + Send + 'static,
    {
        let turn = self.turn(Weight::Heavy).await?;
        let work = move |sql: &Sql<'_>| {
            let _turn = turn;
            work(sql)
        };
        self.read(work).await
    }

    /// The turn of whoever asks; those whom nobody knows yet ask nothing that takes long.
    async fn turn(&self, weight: Weight) -> Result<Option<Turn>> {
        let Some(who) = self.asker.get() else { return Ok(None) };
        let inner = &self.database.inner;
        inner.turns.take(*who, weight, inner.acquire).await.map(Some)
    }

    /// Notes whose questions these are, for their turns.
    pub fn belongs_to(&self, who: Id) {
        // A request has one caller: the first guard that knows them.
        let _ = self.asker.set(who);
    }

    /// See [`Database::read_at_leisure`].
    ///
    /// # Errors
    /// As there.
    pub async fn read_at_leisure<T, F>(&self, budget: Duration, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Sql<'_>) -> Result<T> + Send + 'static,
    {
        let turn = self.turn(Weight::File).await?;
        let work = move |sql: &Sql<'_>| {
            let _turn = turn;
            work(sql)
        };
        self.database.read_at_leisure(budget, &self.meter, work).await
    }

    /// See [`Database::glance`].
    ///
    /// # Errors
    /// As there.
    pub async fn glance<T>(&self, work: impl FnOnce(&Sql<'_>) -> Result<T>) -> Result<T> {
        self.database.glance(&self.meter, work).await
    }

    /// A question that is short, or is not: the caller knows.
    ///
    /// # Errors
    /// As [`Database::read`].
    pub async fn ask<T, F>(&self, is_short: bool, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Sql<'_>) -> Result<T> + Send + 'static,
    {
        if is_short { self.glance(work).await } else { self.read_much(work).await }
    }

    /// See [`Database::write`].
    ///
    /// # Errors
    /// As there.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.database.write(&self.meter, work).await
    }

    /// The database behind both doors.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The generation that dates this request's answers: noted at the first call, so before
    /// anything that was read after that call.
    pub fn born(&self) -> Born {
        self.born
    }

    /// What this request asked of the database so far.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// The handle of a request, for guards; the same at every call.
    pub fn of<'r>(request: &'r Request<'_>) -> Option<&'r Self> {
        let handle = request.local_cache(|| {
            let database = Clinic::fetch(request.rocket())?.0.clone();
            let born = database.generations().now();
            Some(Self { database, meter: Arc::default(), born, asker: Arc::default() })
        });
        handle.as_ref()
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Db {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match Self::of(request) {
            Some(db) => Outcome::Success(db.clone()),
            None => Outcome::Error((rocket::http::Status::InternalServerError, ())),
        }
    }
}
