//! Logging in: a name and a password against a session.
//!
//! Unknown name, wrong password and deactivated user take the same way (one question, one bcrypt,
//! one audit row), so that neither the answer nor its time tells them apart.

use tokio::time::sleep;

use super::held;
use super::service::{IssuedSession, LoginService};
use crate::audit::{self, Action, Actor, Entry};
use crate::auth::browser::Mark;
use crate::auth::hasher::is_computed;
use crate::auth::refusals::Attempted;
use crate::auth::session_store::{self, Use};
use crate::auth::sessions::Kind;
use crate::auth::store::{self, Known};
use crate::auth::throttle::{Attempt, Attempter, Heard, Target};
use crate::auth::token::{Token, TokenHash};
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::message::message;
use crate::text;
use crate::users::{self, User};

/// The audit keeps that much of a name that nobody has.
const NAME_KEPT: usize = 50;

/// Somebody who was let in.
pub struct LoggedIn {
    pub user: User,
    pub session: Id,
    pub access: Token,
    /// None for the pages, whose cookie lasts as long as their session.
    pub refresh: Option<Token>,
    /// What a browser of the pages is known by from now on.
    pub browser: Option<String>,
}

/// Characters of what somebody is called who logs in: one more than the longest e-mail address.
const LONGEST_NAME: usize = 256;

/// What a login stores if the password was right.
struct Grant {
    kind: Kind,
    access: Token,
    access_end: Moment,
    refresh: Option<Token>,
    session_end: Moment,
    /// The password's hash at today's cost, when it was stored at another.
    renewed: Option<String>,
    /// The browser, if the account knows it.
    browser: Option<Id>,
    /// The cookies that the browser held: their sessions end.
    replaced: Vec<TokenHash>,
}

impl LoginService<'_> {
    /// Checks the password of that user name or e-mail and opens a session.
    ///
    /// # Errors
    /// 401 `INVALID_CREDENTIALS` whatever is wrong; 429 when this address has tried too often;
    /// 503 when too many log in at once.
    pub async fn log_in(&self, name: &str, password: String, kind: Kind) -> Result<LoggedIn> {
        // Nobody is called longer than that, and each character may fold to eighteen.
        let name = text::beginning(name.trim(), LONGEST_NAME);
        let browser = self.known_browser(name, kind).await?;
        let from = browser.map_or(Attempter::Address(self.address), Attempter::Known);
        let heard = match self.throttle.hear(from, self.now()) {
            Ok(heard) => heard,
            Err(too_soon) => {
                self.refuse(name, None, "too many attempts from this address").await?;
                return Err(Error::too_many_requests(too_soon.retry_after_s));
            }
        };
        let attempt = self.attempt(heard, name).await?;
        sleep(attempt.delay).await;
        // Whoever it was may have changed meanwhile.
        let found = self.find(name).await?;
        let right = self.check(&attempt, &password, found.as_ref()).await?;
        match found {
            None => self.deny(name, None, "unknown user").await,
            Some(user) if !is_computed(&user.password_hash) => {
                let why = "the stored hash is of a cost that is never computed";
                self.deny(name, Some(user.id), why).await
            }
            Some(user) if !right => self.deny(name, Some(user.id), "wrong password").await,
            Some(user) if !user.is_active => {
                self.deny(name, Some(user.id), "deactivated user").await
            }
            Some(user) => {
                self.throttle.take_back(&attempt);
                let id = user.id;
                match self.grant(user, password, kind, browser).await? {
                    Some(logged_in) => Ok(logged_in),
                    None => self.deny(name, Some(id), "changed during the login").await,
                }
            }
        }
    }

    /// Counts an attempt on the account of that name: somebody's user name and e-mail are one.
    async fn attempt(&self, heard: Heard, name: &str) -> Result<Attempt> {
        let folded = text::fold(name);
        let found = self.find(name).await?;
        let target = found.map_or(Target::Nobody(&folded), |user| Target::Account(user.id));
        Ok(self.throttle.attempt(heard, &target, self.now()))
    }

    async fn find(&self, name: &str) -> Result<Option<Known>> {
        let folded = text::fold(name);
        self.db.read(move |sql| store::known(sql, &folded)).await
    }

    /// The browser by its cookie, if the account of that name knows it. A browser without a cookie
    /// of ours asks nothing and learns nothing.
    async fn known_browser(&self, name: &str, kind: Kind) -> Result<Option<Id>> {
        if kind != Kind::Ui || self.marks.is_empty() {
            return Ok(None);
        }
        let Some(user) = self.find(name).await? else { return Ok(None) };
        let is_its = |mark: &&Mark| mark.user == user.id && mark.epoch == user.browsers_epoch;
        Ok(self.marks.iter().find(is_its).filter(|_| user.is_active).map(|mark| mark.browser))
    }

    /// Whether the password is right; the work is the same when there is nobody to check.
    async fn check(&self, attempt: &Attempt, password: &str, user: Option<&Known>) -> Result<bool> {
        let hash = user.map(|user| user.password_hash.clone());
        let checked = self.hasher.verify(password.to_owned(), hash).await;
        // Nobody looked at the password.
        checked.inspect_err(|_| self.throttle.take_back(attempt))
    }

    async fn grant(
        &self,
        user: Known,
        password: String,
        kind: Kind,
        browser: Option<Id>,
    ) -> Result<Option<LoggedIn>> {
        let renewed = match self.hasher.is_outdated(&user.password_hash) {
            true => Some(self.hasher.hash(password).await?),
            false => None,
        };
        let access_end = self.access_end(kind);
        let (refresh, session_end) = match kind {
            Kind::Ui => (None, access_end),
            Kind::Api | Kind::Key => (Some(Token::new()?), self.refresh_end()),
        };
        let access = Token::new()?;
        let replaced = if kind == Kind::Ui { self.held.clone() } else { Vec::new() };
        let grant =
            Grant { kind, access, access_end, refresh, session_end, renewed, browser, replaced };
        let (from, born) = (self.from.clone(), self.sessions.now());
        let opened = self.db.write(move |tx| open(tx, &user, grant, from)).await?;
        let Some((mut logged_in, mark)) = opened else { return Ok(None) };
        let pass = IssuedSession { id: logged_in.session, kind, end: access_end };
        self.remember(&logged_in.access, &logged_in.user, pass, born);
        logged_in.browser =
            (kind == Kind::Ui).then(|| self.browsers.remembering(mark, &self.marks));
        Ok(Some(logged_in))
    }

    async fn deny(&self, name: &str, user: Option<Id>, why: &'static str) -> Result<LoggedIn> {
        self.refuse(name, user, why).await?;
        let message = message("refused-login", "The user name or the password is not right.");
        Err(Error::unauthorized("INVALID_CREDENTIALS", message))
    }

    /// Audits an attempt that failed.
    async fn refuse(&self, name: &str, user: Option<Id>, why: &'static str) -> Result<()> {
        let username = name.chars().filter(|c| !c.is_control()).take(NAME_KEPT).collect();
        let actor = Actor { user_id: user, username: Some(username), ..self.from.clone() };
        let entry = Entry::new(Action::FailedLogin, "auth").refused(why);
        let entry = Entry { resource_id: user, ..entry };
        self.refused(Attempted::Login, actor, entry).await
    }
}

/// Opens the session; nothing when the user changed after the password was checked.
fn open(
    tx: &Tx<'_>,
    checked: &Known,
    grant: Grant,
    from: Actor,
) -> Result<Option<(LoggedIn, Mark)>> {
    if !store::note_login(tx, checked, grant.renewed.as_deref())? {
        return Ok(None);
    }
    let Some(user) = users::store::load(tx, checked.id)? else { return Ok(None) };
    // Nobody could end it any more: the browser forgets its cookie.
    grant.replaced.iter().try_for_each(|held| held::end(tx, held, &from))?;
    let session = session_store::open(tx, user.id, grant.kind, grant.session_end, &from)?;
    session_store::issue(tx, session, &grant.access.hash(), Use::Access, grant.access_end)?;
    if let Some(refresh) = &grant.refresh {
        session_store::issue(tx, session, &refresh.hash(), Use::Refresh, grant.session_end)?;
    }
    let actor = Actor {
        user_id: Some(user.id),
        username: Some(user.username.clone()),
        session_id: Some(session),
        ..from
    };
    audit::record(tx, &actor, &Entry::new(Action::Login, "auth").on(user.id))?;
    let mark = Mark {
        browser: grant.browser.unwrap_or_default(),
        user: user.id,
        epoch: store::browsers_epoch(tx, user.id)?,
    };
    let (access, refresh) = (grant.access, grant.refresh);
    Ok(Some((LoggedIn { user, session, access, refresh, browser: None }, mark)))
}
