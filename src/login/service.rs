//! What letting somebody in takes, gathered for a handler.

use std::net::IpAddr;
use std::sync::Arc;

use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

use super::held::held_by;
use crate::audit::{self, Action, Actor, Entry};
use crate::auth::PermissionSet;
use crate::auth::browser::{Browsers, Mark};
use crate::auth::cookie::is_encrypted;
use crate::auth::hasher::Hasher;
use crate::auth::refusals::{Attempted, Refusals};
use crate::auth::sessions::{Holder, Kind, Sessions};
use crate::auth::throttle::Throttle;
use crate::auth::token::{Token, TokenHash};
use crate::auth::{Account, Via, actor_of};
use crate::cache::Born;
use crate::clock::Moment;
use crate::config::{self, Config};
use crate::db::Db;
use crate::error::Result;
use crate::http::client_address;
use crate::ids::Id;
use crate::users::User;

/// The door of the clinic: passwords, sessions and the throttle, for a request from somewhere.
pub struct LoginService<'r> {
    pub(super) db: Db,
    pub(super) policy: &'r config::Auth,
    pub(super) hasher: &'r Hasher,
    pub(super) throttle: &'r Throttle,
    pub(super) sessions: &'r Sessions,
    pub(super) refusals: &'r Refusals,
    pub(super) browsers: &'r Browsers,
    /// The accounts that this browser has logged in to, by its cookie.
    pub(super) marks: Vec<Mark>,
    /// The sessions whose cookies the browser holds.
    pub(super) held: Vec<TokenHash>,
    pub(super) address: Option<IpAddr>,
    /// Whether the request came over TLS.
    pub(super) is_encrypted: bool,
    pub(super) from: Actor,
}

#[async_trait]
impl<'r> FromRequest<'r> for LoginService<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let rocket = request.rocket();
        let parts = (
            Db::of(request).cloned(),
            rocket.state::<Config>(),
            rocket.state::<Hasher>(),
            rocket.state::<Throttle>(),
            rocket.state::<Sessions>(),
            rocket.state::<Refusals>(),
            rocket.state::<Browsers>(),
        );
        let (
            Some(db),
            Some(config),
            Some(hasher),
            Some(throttle),
            Some(sessions),
            Some(refusals),
            Some(browsers),
        ) = parts
        else {
            return Outcome::Error((rocket::http::Status::InternalServerError, ()));
        };
        let (address, from) = (client_address(request), actor_of(request));
        let (policy, marks) = (&config.auth, browsers.marks(request));
        let held = held_by(request);
        let is_encrypted = is_encrypted(request).await;
        Outcome::Success(Self {
            db,
            policy,
            hasher,
            throttle,
            sessions,
            refusals,
            browsers,
            marks,
            held,
            address,
            is_encrypted,
            from,
        })
    }
}

impl LoginService<'_> {
    /// Where the request comes from; nobody is known yet.
    pub fn from(&self) -> &Actor {
        &self.from
    }

    /// The database, for this request.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Tells of a refused attempt: in a row of its own up to the burst, then with others.
    ///
    /// # Errors
    /// What the database says.
    pub async fn refused(&self, attempted: Attempted, by: Actor, entry: Entry) -> Result<()> {
        match self.refusals.has_row(&by, attempted, self.now()) {
            true => self.db.write(move |tx| audit::record(tx, &by, &entry)).await,
            false => Ok(()),
        }
    }

    /// Tells of somebody who tried a link of the setup that is none.
    ///
    /// # Errors
    /// What the database says.
    pub async fn refused_link(&self) -> Result<()> {
        let entry = Entry::new(Action::FailedLogin, "auth").refused("unknown link of the setup");
        // The link may have been one of an earlier start: the trail keeps none.
        let by = Actor { request_path: Some("/setup".into()), ..self.from.clone() };
        self.refused(Attempted::SetupLink, by, entry).await
    }

    /// The hash of a password that is about to be somebody's.
    ///
    /// # Errors
    /// As [`Hasher::hash`].
    pub async fn hash(&self, password: String) -> Result<String> {
        self.hasher.hash(password).await
    }

    /// The present instant.
    pub(super) fn now(&self) -> Moment {
        self.db.database().clock().now()
    }

    /// When an access token made now ends, and the session with it if nobody refreshes it.
    pub(super) fn access_end(&self, kind: Kind) -> Moment {
        let minutes = match kind {
            Kind::Ui => self.policy.ui_hours.saturating_mul(60),
            Kind::Api | Kind::Key => self.policy.access_minutes,
        };
        self.now().plus_minutes(i64::try_from(minutes).unwrap_or(i64::MAX))
    }

    /// Seconds that an access token lasts.
    pub(super) fn access_seconds(&self) -> u64 {
        self.policy.access_minutes.saturating_mul(60)
    }

    /// When a refresh token made now ends.
    pub(super) fn refresh_end(&self) -> Moment {
        let minutes = self.policy.refresh_days.saturating_mul(24 * 60);
        self.now().plus_minutes(i64::try_from(minutes).unwrap_or(i64::MAX))
    }

    /// Lets the next request with this token in without asking the database.
    pub(super) fn remember(&self, access: &Token, user: &User, session: IssuedSession, born: Born) {
        let now = self.now();
        let holder = Holder {
            account: Arc::new(account_of(user)),
            via: Via::Session(session.id),
            kind: session.kind,
            expires_at: Some(session.end),
            last_seen_at: now,
        };
        self.sessions.admit(access.hash(), holder, born, now);
    }
}

/// A session's access as it was just granted.
#[derive(Clone, Copy)]
pub(super) struct IssuedSession {
    pub id: Id,
    pub kind: Kind,
    pub end: Moment,
}

fn account_of(user: &User) -> Account {
    Account {
        id: user.id,
        username: user.username.clone(),
        role: user.role.name.clone(),
        permissions: PermissionSet::of_names(user.role.permissions.iter().map(String::as_str)),
        must_change_password: user.must_change_password,
    }
}
