//! A user as sessions remember them, and how a request proved to be theirs.

use super::permission::PermissionSet;
use crate::ids::Id;

/// A user as sessions remember them: the database's current state, forgotten when it changes.
#[derive(Clone, Debug)]
pub struct Account {
    pub id: Id,
    pub username: String,
    pub role: String,
    pub permissions: PermissionSet,
    pub must_change_password: bool,
}

/// How the caller proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    Session(Id),
    ApiKey(Id),
}
