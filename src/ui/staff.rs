//! Who works in the pages: the guard of every page behind the login, and the frame around it.

use std::marker::PhantomData;
use std::ops::Deref;

use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

use super::language::say;
pub use super::look::{KEYS_COOKIE, Look, THEME_COOKIE};
use super::sessionless::without_session;
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
            Ok(Some(caller)) => match caller.must(P::PERMISSION) {
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

/// A room of the sidebar.
pub struct Room {
    pub href: &'static str,
    pub name: &'static str,
    pub icon: &'static str,
    pub is_here: bool,
    /// Kept off the bar of a phone, where five fit.
    pub is_minor: bool,
}

/// What surrounds every page: the clinic, who is logged in, where they may go.
pub struct Shell {
    pub look: Look,
    pub clinic: String,
    pub username: String,
    pub role: String,
    pub rooms: Vec<Room>,
    pub may_search: bool,
    /// What can be made anew from anywhere.
    pub new: Vec<(&'static str, &'static str)>,
    /// Said once, after an act.
    pub done: Option<&'static str>,
    did: String,
    /// A form's address that takes the act back.
    pub undo: Option<String>,
    /// Said on every page until it is mended.
    pub alarm: Option<(&'static str, &'static str)>,
}

impl Shell {
    /// The frame for `caller` in the room at `here`.
    pub fn new(caller: &Caller, look: Look, settings: &InForce, here: &'static str) -> Self {
        use Permission as P;
        let rooms = [
            ("/", say("Today"), "today", None, false),
            ("/calendar", say("Calendar"), "calendar", Some(P::VisitsList), false),
            ("/patients", say("Patients"), "patients", Some(P::PatientsList), false),
            ("/visits", say("Visits"), "visits", Some(P::VisitsList), true),
            ("/plans", say("Meal plans"), "plans", Some(P::NutritionRead), true),
            ("/invoices", say("Invoices"), "invoices", Some(P::BillingList), false),
            ("/foods", say("Foods"), "foods", Some(P::NutritionRead), true),
            ("/reports", say("Reports"), "reports", Some(P::ReportsRead), false),
            ("/users", say("Users"), "users", Some(P::UsersRead), true),
            ("/audit", say("Audit"), "audit", Some(P::AuditLogsList), true),
            ("/system", say("System"), "system", Some(P::SystemRead), true),
            ("/settings", say("Settings"), "settings", Some(P::SystemSettings), true),
        ];
        let news = [
            ("/patients/new", say("New patient"), P::PatientsCreate),
            ("/visits/new", say("New visit"), P::VisitsCreate),
            ("/search?bill=yes", say("New invoice"), P::BillingCreate),
            ("/users/new", say("New user"), P::UsersCreate),
        ];
        let open = rooms.into_iter().filter(|room| room.3.is_none_or(|p| caller.may(p)));
        let news = news.into_iter().filter(|(_, _, need)| caller.may(*need));
        Self {
            look,
            clinic: settings.0.name.clone(),
            username: caller.account.username.clone(),
            role: look.language.code(&caller.account.role),
            rooms: open
                .map(|(href, name, icon, _, is_minor)| Room {
                    href,
                    name,
                    icon,
                    is_here: href == here,
                    is_minor,
                })
                .collect(),
            may_search: caller.may(P::PatientsList),
            new: news.map(|(href, label, _)| (href, label)).collect(),
            done: None,
            did: String::new(),
            undo: None,
            alarm: look.alarm().filter(|_| caller.may(P::SystemBackup)),
        }
    }

    /// The message in the reader's language.
    pub fn t<'a>(&self, english: &'a str) -> &'a str {
        self.look.t(english)
    }

    /// Whether this page is of a room that a phone keeps behind "More".
    pub fn is_in_more(&self) -> bool {
        self.rooms.iter().any(|room| room.is_minor && room.is_here)
    }

    /// The same with what was just done, by the code in the address.
    pub fn saying(mut self, code: Option<&str>) -> Self {
        const KNOWN: &[(&str, &str)] = &[
            ("saved", say("Saved.")),
            ("created", say("The patient is registered.")),
            ("archived", say("The patient is archived. The file is kept.")),
            ("back", say("The patient is active again.")),
            ("booked", say("The visit is booked.")),
            ("measured", say("The visit and its measurements are saved.")),
            ("emptied", say("The visit is saved, and its measurements are removed.")),
            ("arrived", say("The patient has arrived.")),
            ("started", say("The consultation has begun.")),
            ("waiting", say("The patient is waiting again.")),
            ("completed", say("The visit is completed.")),
            ("missed", say("The visit is marked as missed.")),
            ("reopened", say("The visit is scheduled again.")),
            ("moved", say("The visit is moved.")),
            ("called-off", say("The visit is cancelled.")),
            ("deleted", say("The visit is deleted.")),
            ("restored", say("The visit is back.")),
            ("drafted", say("The draft is saved. It gets its number when you issue it.")),
            ("finished", say("The visit is completed. Check the draft invoice, then issue it.")),
            ("issued", say("The invoice is issued: its lines and amounts are fixed now.")),
            ("paid", say("The payment is recorded.")),
            ("reversed", say("The payment is reversed.")),
            ("credited", say("The credit note is written.")),
            ("refunded", say("The money given back is recorded.")),
            ("credit-used", say("The credit is used for this invoice.")),
            ("cancelled", say("The invoice is cancelled. It keeps its number.")),
            ("removed", say("The draft is deleted.")),
            ("password", say("The password is changed.")),
            ("ended", say("The session is ended.")),
            ("waits", say("The patient is on the waiting list.")),
            ("waits-no-more", say("The patient no longer waits.")),
            ("waits-again", say("The patient waits again.")),
            ("absence-entered", say("The absence is entered.")),
            ("absence-removed", say("The absence is removed.")),
            ("absence-restored", say("The absence is back.")),
            ("key-ended", say("The API key is ended.")),
            ("user", say("The user is added.")),
            ("stored", say("The documents are kept.")),
            ("hidden", say("The document is deleted.")),
            ("shown", say("The document is back.")),
            ("switched", say("The change is made.")),
            ("handed-over", say("It is handed over.")),
            ("copy-deleted", say("The copy is deleted.")),
            (
                "restore-ordered",
                say("The restore is ordered: it is carried out at the next start."),
            ),
            ("given", say("The plan is given: it does not change any more.")),
            ("restore-cancelled", say("The restore is cancelled.")),
        ];
        self.done = code
            .and_then(|code| KNOWN.iter().find(|(known, _)| *known == code).map(|(_, text)| *text));
        self.did = code.filter(|_| self.done.is_some()).unwrap_or_default().to_owned();
        self
    }

    /// With a way to take back what was just done to the record of this id.
    pub fn undoing(mut self, id: Option<&str>) -> Self {
        let id = id.filter(|id| id.parse::<Id>().is_ok());
        self.undo = id.and_then(|id| match self.did.as_str() {
            "arrived" | "completed" | "missed" | "called-off" => {
                Some(format!("/visits/{id}/mark/scheduled"))
            }
            "started" => Some(format!("/visits/{id}/mark/waiting")),
            "deleted" => Some(format!("/visits/{id}/restore")),
            "waits" => Some(format!("/calendar/waiting/{id}/remove")),
            "waits-no-more" => Some(format!("/calendar/waiting/{id}/restore")),
            "absence-removed" => Some(format!("/calendar/absences/{id}/restore")),
            "archived" => Some(format!("/patients/{id}/bring-back")),
            _ => None,
        });
        self
    }
}
