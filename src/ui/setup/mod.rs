//! The first start: a link that works once, and the pages behind it.

mod pages;
pub(crate) mod proposed;
mod reach;
mod steps;

use std::convert::Infallible;

use rocket::request::{FromRequest, Outcome};
use rocket::{Build, Request, Rocket, Route, async_trait};

use crate::auth::Token;
use crate::server::ListenerHandle;
use crate::tls::Certificates;

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

/// How the server is reached: by which certificate, and on which socket if it is told of one.
pub struct Reached {
    pub certificates: Certificates,
    pub listening: Option<ListenerHandle>,
}

#[async_trait]
impl<'r> FromRequest<'r> for Reached {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let certificates = request.rocket().state::<Certificates>().cloned();
        let listening = request.rocket().state::<ListenerHandle>().cloned();
        let certificates = certificates.unwrap_or_else(Certificates::none);
        Outcome::Success(Self { certificates, listening })
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
    [pages::routes(), reach::routes()].concat()
}
