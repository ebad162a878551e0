//! Exchanging a refresh token for a fresh pair, and ending its session.
//!
//! A token is spent once. Spent again within ten seconds it gets a sibling pair (two tabs, an
//! answer that was lost on the way); later, somebody else has used it, and the whole session ends.

use super::service::{IssuedSession, LoginService};
use crate::audit::{self, Action, Actor, Entry};
use crate::auth::refusals::Attempted;
use crate::auth::session_store::{self, Found, Use};
use crate::auth::sessions::Kind;
use crate::auth::token::{Token, TokenHash, session_token};
use crate::clock::Moment;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result};
use crate::users::{self, User};

/// How long a spent token is taken for a twin of the first use, ms.
const GRACE_MS: i64 = 10_000;

/// A fresh pair of tokens.
pub struct Pair {
    pub access: Token,
    pub refresh: Token,
}

/// What to make of a presented token.
enum Verdict {
    Exchange(Found),
    /// Said for the audit only: the caller learns nothing about why.
    Refuse(Option<Found>, &'static str),
    /// Spent before, by somebody: the session ends.
    Reused(Found),
}

struct Exchanged {
    user: User,
    pass: IssuedSession,
}

impl LoginService<'_> {
    /// Exchanges a refresh token.
    ///
    /// # Errors
    /// 401 `INVALID_REFRESH_TOKEN`.
    pub async fn refresh(&self, presented: &str) -> Result<Pair> {
        let Some(hash) = session_token(presented) else {
            return self.refuse_token(None, "no refresh token").await;
        };
        // Looked at first: what is refused takes nobody's turn to write.
        let now = self.now();
        if let Verdict::Refuse(found, why) = self.db.glance(|sql| judge(sql, &hash, now)).await? {
            return self.refuse_token(found, why).await;
        }
        let pair = Pair { access: Token::new()?, refresh: Token::new()? };
        let ends = (self.access_end(Kind::Api), self.refresh_end());
        let (access, refresh) = (pair.access.hash(), pair.refresh.hash());
        let (from, born) = (self.from.clone(), self.sessions.now());
        let exchanged = self.db.write(move |tx| match judge(tx, &hash, tx.now())? {
            Verdict::Exchange(found) => {
                session_store::spend(tx, &hash, found.session, ends.1)?;
                session_store::issue(tx, found.session, &access, Use::Access, ends.0)?;
                session_store::issue(tx, found.session, &refresh, Use::Refresh, ends.1)?;
                exchange(tx, &found, ends.0, from)
            }
            Verdict::Refuse(found, why) => refuse(tx, found.as_ref(), why, "WARN", from),
            Verdict::Reused(found) => {
                session_store::revoke(tx, found.user, found.session)?;
                let why = "a spent refresh token was used again: its session was ended";
                refuse(tx, Some(&found), why, "CRITICAL", from)
            }
        });
        let exchanged = exchanged.await?.ok_or_else(not_accepted)?;
        self.remember(&pair.access, &exchanged.user, exchanged.pass, born);
        Ok(pair)
    }

    async fn refuse_token(&self, found: Option<Found>, why: &'static str) -> Result<Pair> {
        let (by, entry) = refused(found.as_ref(), why, "WARN", self.from.clone());
        LoginService::refused(self, Attempted::Refresh, by, entry).await?;
        Err(not_accepted())
    }

    /// Ends the session of a refresh token. An unknown one is no error: nobody is logged in with it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn log_out(&self, presented: &str) -> Result<()> {
        let Some(hash) = session_token(presented) else { return Ok(()) };
        // Looked at first: a token that nobody has takes nobody's turn to write.
        if self.db.glance(|sql| session_store::refresh_token(sql, &hash)).await?.is_none() {
            return Ok(());
        }
        let from = self.from.clone();
        self.db
            .write(move |tx| {
                let Some(found) = session_store::refresh_token(tx, &hash)? else { return Ok(()) };
                if session_store::revoke(tx, found.user, found.session)? {
                    let entry = Entry::new(Action::Logout, "auth").on(found.user);
                    audit::record(tx, &actor_of(&found, from), &entry)?;
                }
                Ok(())
            })
            .await
    }
}

fn judge(sql: &Sql<'_>, hash: &TokenHash, now: Moment) -> Result<Verdict> {
    let Some(found) = session_store::refresh_token(sql, hash)? else {
        return Ok(Verdict::Refuse(None, "unknown refresh token"));
    };
    Ok(if !found.is_open {
        Verdict::Refuse(Some(found), "the session has ended or the user is deactivated")
    } else if found.expires_at <= now {
        Verdict::Refuse(Some(found), "the refresh token has expired")
    } else if found.spent_at.is_some_and(|spent| !is_twin(spent, now)) {
        Verdict::Reused(found)
    } else {
        Verdict::Exchange(found)
    })
}

/// Whether a token that was spent then is sent by a page beside the one that spent it. A clock that
/// jumped back buys nobody more time.
fn is_twin(spent: Moment, now: Moment) -> bool {
    (0..GRACE_MS).contains(&(now.ms() - spent.ms()))
}

fn exchange(
    tx: &Tx<'_>,
    found: &Found,
    access_end: Moment,
    from: Actor,
) -> Result<Option<Exchanged>> {
    let entry = Entry::new(Action::Refresh, "auth").on(found.user);
    audit::record(tx, &actor_of(found, from), &entry)?;
    let user = users::store::load(tx, found.user)?;
    let pass = IssuedSession { id: found.session, kind: Kind::Api, end: access_end };
    Ok(user.map(|user| Exchanged { user, pass }))
}

fn refuse(
    tx: &Tx<'_>,
    found: Option<&Found>,
    why: &str,
    severity: &'static str,
    from: Actor,
) -> Result<Option<Exchanged>> {
    let (by, entry) = refused(found, why, severity, from);
    audit::record(tx, &by, &entry)?;
    Ok(None)
}

/// Who was refused, as far as it is known, and the row that tells it.
fn refused(
    found: Option<&Found>,
    why: &str,
    severity: &'static str,
    from: Actor,
) -> (Actor, Entry) {
    let mut entry = Entry::new(Action::Refresh, "auth").refused(why);
    entry.severity = severity;
    entry.resource_id = found.map(|found| found.user);
    let by = match found {
        Some(found) => actor_of(found, from),
        None => from,
    };
    (by, entry)
}

fn actor_of(found: &Found, from: Actor) -> Actor {
    Actor {
        user_id: Some(found.user),
        username: Some(found.username.clone()),
        session_id: Some(found.session),
        ..from
    }
}

fn not_accepted() -> Error {
    let message = "This refresh token is unknown, expired or revoked. Log in again.";
    Error::unauthorized("INVALID_REFRESH_TOKEN", message)
}
