//! How somebody reads the pages, and what every page must tell administrators.

use std::convert::Infallible;

use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

use super::backups::{alarm, remedy};
use super::language::{Language, say};
use crate::backups::{Keeper, Trouble};
use crate::config::Config;
use crate::db::{Database, Displaced};
use crate::disk::Shortage;
use crate::http::{Encrypted, client_address};

/// The cookie that remembers a choice of light or dark.
pub const THEME_COOKIE: &str = "nutrivault_theme";
/// The cookie of those who want more room between the rows of a list.
pub const ROWS_COOKIE: &str = "nutrivault_rows";
/// The cookie of those who switched single-letter keys off (WCAG 2.1.4).
pub const KEYS_COOKIE: &str = "nutrivault_keys";

/// How somebody reads the pages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    pub language: Language,
    /// `light`, `dark`, or `auto` for what the system says.
    pub theme: &'static str,
    pub has_keys: bool,
    /// Whether the rows of lists are 40 px high instead of 36.
    pub has_wide_rows: bool,
    /// What administrators must hear of.
    pub trouble: Option<Trouble>,
    /// Whether others in the network can read this page and what is sent from it.
    pub is_in_the_clear: bool,
    pub shortage: Option<Shortage>,
    pub displaced: Option<Displaced>,
}

impl Look {
    /// From the cookies and headers of a request.
    pub fn of(request: &Request<'_>) -> Self {
        let cookie = |name| request.cookies().get(name).map(|cookie| cookie.value().to_owned());
        let theme = match cookie(THEME_COOKIE).as_deref() {
            Some("light") => "light",
            Some("dark") => "dark",
            _ => "auto",
        };
        let has_keys = cookie(KEYS_COOKIE).as_deref() != Some("off");
        let has_wide_rows = cookie(ROWS_COOKIE).as_deref() == Some("wide");
        let keeper = request.rocket().state::<Keeper>();
        let trouble = keeper.and_then(Keeper::trouble);
        let is_from_afar = client_address(request).is_some_and(|address| !address.is_loopback());
        let is_in_the_clear = is_from_afar && !Encrypted::of(request).0;
        let database = request.rocket().state::<Database>();
        let displaced = database.and_then(Database::displaced);
        let folder = request.rocket().state::<Config>().map(|config| config.data.as_path());
        let shortage = folder.and_then(Shortage::at);
        Self {
            language: Language::of(request),
            theme,
            has_keys,
            has_wide_rows,
            trouble,
            is_in_the_clear,
            shortage,
            displaced,
        }
    }

    /// The message in this reader's language.
    pub fn t<'a>(&self, english: &'a str) -> &'a str {
        self.language.t(english)
    }

    /// The worst of what administrators must hear of: a sentence, and the page that tells more.
    pub(super) fn alarm(&self) -> Option<(&'static str, &'static str)> {
        if self.displaced.is_some() {
            let moved = say(
                "The database file was moved, replaced or removed: nothing can be saved. The server's log says what to do.",
            );
            return Some((moved, "/system"));
        }
        let full = say("The disk is full: nothing can be saved. Free some space.");
        let low = say("The disk is almost full: free some space soon.");
        match self.shortage {
            Some(Shortage::Full) => Some((full, "/system")),
            shortage => self
                .trouble
                .map(|trouble| (alarm(trouble), remedy(trouble)))
                .or(shortage.map(|_| (low, "/system"))),
        }
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Look {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(Self::of(request))
    }
}
