//! Users: who works at the clinic, and in which role.

mod api;
mod input;
mod list;
pub(crate) mod roles;
pub mod store;
#[cfg(test)]
mod tests;

use rocket::fairing::AdHoc;
use serde::Serialize;
use serde_json::{Value, json};

pub use api::access::Passwords;
pub(crate) use api::guard::SelfInPerson;
pub use input::{Change, NewUser, RoleName};
pub use list::{ColleagueList, UserList, visible_to};

use crate::auth::{Caller, Familiar};
use crate::clock::Moment;
use crate::ids::Id;

/// A user as the contract shows one: never a hash, never a counter of failures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct User {
    pub id: Id,
    pub username: String,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    /// Under which number they practise, as their register writes it.
    pub registration_number: Option<String>,
    pub role_id: Id,
    pub is_active: bool,
    /// The language of the interface; none means the clinic's.
    pub locale: Option<String>,
    pub must_change_password: bool,
    pub last_login_at: Option<Moment>,
    pub created_by: Option<Id>,
    pub updated_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
    /// Counts the changes, for optimistic concurrency.
    pub version: i64,
    pub role: Role,
}

impl User {
    /// What others know of this user.
    pub fn familiar(&self, clinic: &str) -> Familiar {
        Familiar::of(&self.username, &self.email, [&self.first_name, &self.last_name], clinic)
    }

    /// The user as that caller sees one: whoever neither is the user nor changes users sees no
    /// e-mail address and no last login.
    pub fn seen_by(&self, caller: &Caller) -> Value {
        let mut seen = json!(self);
        if caller.id() != self.id
            && !caller.sees_addresses()
            && let Some(fields) = seen.as_object_mut()
        {
            PRIVATE.iter().for_each(|field| drop(fields.remove(*field)));
        }
        seen
    }
}

/// What colleagues do not see of a user; absent then, never emptied.
pub const PRIVATE: [&str; 2] = ["email", "last_login_at"];

/// A role and what it may do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Role {
    pub id: Id,
    pub name: String,
    pub description: Option<String>,
    /// Names of permissions, in alphabetical order.
    pub permissions: Vec<String>,
}

/// A role as a record of its own, which somebody may change meanwhile.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoleRecord {
    #[serde(flatten)]
    pub role: Role,
    pub version: i64,
}

/// Who chose the password of a new user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChosenBy {
    /// Its user: the first administrator, who sets the clinic up.
    Themselves,
    /// Somebody else, who knows it: its user chooses another before anything else.
    Another,
}

/// The role that runs the clinic. One active user has it at any time.
pub const ADMIN: &str = "ADMIN";

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("users", |rocket| async {
        rocket
            .mount("/api/users", api::routes())
            .mount("/api/roles", api::role_routes())
            .mount("/api/auth", api::registration())
    })
}
