//! Who may do what: passwords, sessions, API keys, permissions, guards.

mod api;
pub mod browser;
mod buckets;
mod caller;
pub mod cookie;
mod credentials;
mod door;
mod familiar;
pub mod hasher;
mod key_routes;
mod key_store;
mod login;
pub mod password;
mod permission;
mod refresh;
mod refusals;
mod revocation;
mod session_routes;
mod session_store;
mod sessions;
mod store;
mod throttle;
mod tidying;
mod token;

use rocket::fairing::AdHoc;
use rocket::{Build, Rocket};

pub(crate) use buckets::Buckets;
pub use caller::{
    Account, Anybody, Caller, InPerson, May, Scope, Via, actor_of, caller_of, holder_of,
};
pub use door::Door;
pub use familiar::Familiar;
pub use hasher::{Hasher, hash_here, is_beyond};
pub use key_store::{ApiKey, list as api_keys};
pub use login::LoggedIn;
pub use permission::{Permission, PermissionSet, Required, may};
pub use refusals::{Attempted, Refusals};
pub use revocation::{ApiKeys, end_key, end_keys, leave_everywhere, revoke_all};
pub use session_store::{Session, open_sessions, revoke as revoke_session};
pub use sessions::{Kind, Sessions};
pub use throttle::{Attempter, Throttle};
pub use token::Token;

use crate::config::Config;
use crate::db::Database;

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::try_on_ignite("auth", |rocket| async {
        match with_state(&rocket) {
            Ok(State { hasher, throttle, sessions, browsers, refusals }) => Ok(rocket
                .manage(hasher)
                .manage(throttle)
                .manage(sessions)
                .manage(browsers)
                .manage(refusals)
                .attach(refusals::stage())
                .attach(tidying::stage())
                .attach(cookie::forgetting())
                .mount("/api/auth", api::routes())
                .mount("/api/auth", session_routes::routes())
                .mount("/api/auth", key_routes::routes())),
            Err(reason) => {
                log::error!("nobody could log in: {reason}");
                Err(rocket)
            }
        }
    })
}

struct State {
    hasher: Hasher,
    throttle: Throttle,
    sessions: Sessions,
    browsers: browser::Browsers,
    refusals: Refusals,
}

fn with_state(rocket: &Rocket<Build>) -> Result<State, String> {
    let config = rocket.state::<Config>().ok_or("there is no configuration")?;
    let database = rocket.state::<Database>().ok_or("there is no database")?;
    let hasher = Hasher::start(&config.auth).map_err(|error| error.to_string())?;
    let sessions = Sessions::new(&config.auth, database.generations().clone());
    let browsers = browser::Browsers::of(&config.data)
        .map_err(|error| format!("the key of the known browsers cannot be read: {error}"))?;
    let (throttle, refusals) = (Throttle::new(&config.auth), Refusals::new(&config.auth));
    Ok(State { hasher, throttle, sessions, browsers, refusals })
}

#[cfg(test)]
pub(crate) mod tests;
