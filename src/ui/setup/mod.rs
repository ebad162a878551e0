//! The first start: a link that works once, and the pages behind it.

mod done;
mod pages;
pub mod reach;
mod steps;

use rocket::{Build, Rocket, Route};

use crate::auth::Token;

/// The secret of the one-time link. It is made anew at each start, printed while nobody can log
/// in, and good for nothing once somebody can.
pub struct Setup(Token);

impl Setup {
    fn opens_with(&self, presented: &str) -> bool {
        self.0.is(presented)
    }

    /// The link's path.
    pub fn path(&self) -> String {
        format!("/setup/{}", self.0.reveal())
    }
}

/// Makes the link known to the server.
pub fn manage(rocket: Rocket<Build>) -> Rocket<Build> {
    match Token::new() {
        Ok(token) => rocket.manage(Setup(token)),
        // Without randomness nobody gets a link, and nobody a session either.
        Err(_) => rocket,
    }
}

pub fn routes() -> Vec<Route> {
    [pages::routes(), done::routes()].concat()
}
