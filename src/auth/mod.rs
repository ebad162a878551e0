//! Who may do what: passwords, sessions, API keys, permissions, guards.

mod account;
pub mod browser;
mod buckets;
mod caller;
pub mod cookie;
mod credentials;
mod familiar;
mod guards;
pub mod hasher;
pub(crate) mod key_store;
pub mod password;
mod permission;
pub(crate) mod refusals;
pub(crate) mod revocation;
pub(crate) mod session_store;
pub(crate) mod sessions;
pub(crate) mod store;
pub(crate) mod throttle;
pub(crate) mod tidying;
pub(crate) mod token;

use rocket::fairing::AdHoc;
use rocket::{Build, Rocket};

pub use account::{Account, Via};
pub(crate) use buckets::Buckets;
pub use caller::{Caller, Scope, actor_of, caller_of};
pub use familiar::Familiar;
pub use guards::{Anybody, InPerson, May, Oneself, holder_of};
pub use hasher::{Hasher, hash_here, is_beyond};
pub use key_store::{ApiKey, list as api_keys};
pub use permission::{Clinical, Permission, PermissionSet, Required, may};
pub use refusals::{Attempted, Refusals};
pub use revocation::{ApiKeys, end_key, end_keys, end_session, leave_everywhere, revoke_all};
pub use session_store::{Session, open_sessions};
pub use sessions::{Kind, Sessions};
pub use throttle::{Attempter, Target, Throttle};
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
                .attach(cookie::forgetting())),
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
