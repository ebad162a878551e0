//! Who works in the pages: the guard of every page behind the login, and the frame around it.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::ops::Deref;

use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

use super::admission::Admission;
use super::done::DONE;
use super::link::Link;
pub use super::look::{KEYS_COOKIE, Look, ROWS_COOKIE, THEME_COOKIE};
use super::rooms::{self, Room, guard};
use super::sessionless::without_session;
use super::tabs::Tabs;
use super::tabulation::tabs;
use super::visits::before::Move;
use crate::auth::{Caller, Permission, Required, cookie};
use crate::error::Error;
use crate::http::fail;
use crate::ids::Id;
use crate::message::message;
use crate::settings::InForce;

/// Somebody with a session of the pages who holds `P`. Without a session the answer is the login
/// form, which leads back to this address.
pub struct Staff<P> {
    caller: Caller,
    pub look: Look,
    permission: PhantomData<P>,
}

impl<P> Staff<P> {
    /// The message in their language.
    pub fn t<'a>(&self, english: &'a str) -> &'a str {
        self.look.t(english)
    }
}

impl<P> Deref for Staff<P> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

#[async_trait]
impl<'r, P: Required> FromRequest<'r> for Staff<P> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let refused = |error: Error| Outcome::Error((fail(request, error), ()));
        match cookie::visitor(request).await {
            Err(error) => refused(error),
            Ok(None) => without_session(request, Error::unauthenticated().status()),
            Ok(Some(caller)) if caller.account.must_change_password => refused(must_change()),
            Ok(Some(caller)) => match caller.must_hold::<P>() {
                Ok(()) => {
                    let look = Look::of(request);
                    Outcome::Success(Self { caller, look, permission: PhantomData })
                }
                Err(error) => refused(error),
            },
        }
    }
}

/// Anybody with a session of the pages, whatever their role and whoever chose their password.
pub struct Member {
    caller: Caller,
    pub look: Look,
}

impl Deref for Member {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Member {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match cookie::visitor(request).await {
            Ok(Some(caller)) => Outcome::Success(Self { caller, look: Look::of(request) }),
            Ok(None) => without_session(request, Error::unauthenticated().status()),
            Err(error) => Outcome::Error((fail(request, error), ())),
        }
    }
}

/// What somebody hears whose password another person chose.
pub fn must_change() -> Error {
    let message = message(
        "refused-must-change",
        "Your password was set by somebody else: choose a new one before you go on.",
    );
    Error::forbidden("PASSWORD_CHANGE_REQUIRED", message)
}

/// What surrounds every page: the clinic, who is logged in, where they may go.
pub struct Shell {
    pub look: Look,
    pub clinic: String,
    pub username: String,
    pub role: String,
    pub rooms: Vec<Room>,
    pub may_search: bool,
    admission: Admission,
    /// The pages that this one belongs to; none for one that stands alone.
    pub tabs: Option<Tabs>,
    /// What can be made anew from anywhere.
    pub new: Vec<(&'static str, &'static str)>,
    /// Said once, after an act.
    pub done: Option<Cow<'static, str>>,
    did: String,
    /// The id of the record that it was done to.
    about: Option<String>,
    /// A form's address that takes the act back.
    pub undo: Option<String>,
    /// What that form sends.
    pub undo_with: Vec<(&'static str, String)>,
    /// Said on every page until it is mended.
    pub alarm: Option<(&'static str, &'static str)>,
}

impl Shell {
    /// How wide the tabs of a text are, as an attribute: its columns stand below each other.
    pub fn tabs(&self, text: &str) -> &'static str {
        tabs(text)
    }

    /// The frame for `caller` in the room at `here`.
    pub fn new(caller: &Caller, look: Look, settings: &InForce, here: &'static str) -> Self {
        Self {
            look,
            clinic: settings.0.name.clone(),
            username: caller.account.username.clone(),
            role: look.language.code(&caller.account.role),
            rooms: rooms::open_to(caller, here),
            may_search: rooms::enters::<guard::Search>(caller),
            admission: Admission::of(caller),
            tabs: None,
            new: rooms::new_to(caller),
            done: None,
            did: String::new(),
            about: None,
            undo: None,
            undo_with: Vec::new(),
            alarm: look.alarm().filter(|_| caller.may(Permission::SystemBackup)),
        }
    }

    /// The same with the tabs of the pages that this one belongs to.
    pub fn among(mut self, tabs: Tabs) -> Self {
        self.tabs = Some(tabs);
        self
    }

    /// A new id for what a form of this page makes: pressed twice, it makes it once.
    pub fn new_id(&self) -> Id {
        Id::new()
    }

    /// The message in the reader's language.
    pub fn t<'a>(&self, english: &'a str) -> &'a str {
        self.look.t(english)
    }

    /// Whether the page at this address lets this user in: whoever may not open it is shown no link to
    /// it. In place of an id stands whatever is at hand: `/visits/<id>`.
    pub fn leads_to(&self, href: &str) -> bool {
        self.admission.admits(href)
    }

    /// The text, as a link for whoever may follow it.
    pub fn link<'a>(&self, href: &'a str, text: &'a str) -> Link<'a> {
        Link { href: Some(href).filter(|href| self.leads_to(href)), text, class: "" }
    }

    /// The same for the name that a row is read by.
    pub fn name<'a>(&self, href: &'a str, text: &'a str) -> Link<'a> {
        Link { class: "name", ..self.link(href, text) }
    }

    /// Whether this page is of a room that a phone keeps behind "More".
    pub fn is_in_more(&self) -> bool {
        self.rooms.iter().any(|room| room.is_minor && room.is_here)
    }

    /// The same with what was just done, by the code in the address.
    pub fn saying(mut self, code: Option<&str>) -> Self {
        self.done = code
            .and_then(|code| DONE.iter().find(|(known, _)| *known == code))
            .map(|(_, text)| Cow::Borrowed(*text));
        self.did = code.filter(|_| self.done.is_some()).unwrap_or_default().to_owned();
        self
    }

    /// With a way to take back what was just done to the record of this id.
    pub fn undoing(mut self, id: Option<&str>) -> Self {
        let id = id.filter(|id| id.parse::<Id>().is_ok());
        self.about = id.map(str::to_owned);
        self.undo = id.and_then(|id| match self.did.as_str() {
            "arrived" | "completed" | "signed-off" | "missed" | "called-off"
            | "called-off-waits" => Some(format!("/visits/{id}/mark/scheduled")),
            "started" => Some(format!("/visits/{id}/mark/waiting")),
            "deleted" => Some(format!("/visits/{id}/restore")),
            "waits" => Some(format!("/calendar/waiting/{id}/remove")),
            "waits-no-more" => Some(format!("/calendar/waiting/{id}/restore")),
            "absence-removed" => Some(format!("/calendar/absences/{id}/restore")),
            "archived" => Some(format!("/patients/{id}/bring-back")),
            "contact-removed" => Some(format!("/contacts/{id}/restore")),
            _ => None,
        });
        self
    }

    /// The same for a visit that was moved, with where it stood before.
    pub fn undoing_a_move(mut self, was: Option<&str>) -> Self {
        let by = was.filter(|was| Move::read(was).is_some());
        if let (Some(by), "moved", Some(id)) = (by, self.did.as_str(), &self.about) {
            self.undo = Some(format!("/visits/{id}/moved-back?was={by}"));
        }
        self
    }
}
