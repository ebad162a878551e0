//! The clinic's logo: a picture that is looked at before it is kept, found by its hash, and printed on
//! what the clinic hands out.

pub(crate) mod api;
mod picture;
pub(crate) mod store;
mod upload;

#[cfg(test)]
mod tests;

use crate::audit::Actor;
use crate::db::Tx;
use crate::error::Result;
use crate::settings::{Current, Settings};

pub use picture::Picture;
pub use upload::LogoUpload;

/// Bytes of a logo at most.
pub const LARGEST: usize = 512 * 1024;

/// Puts another logo in force, or none.
///
/// # Errors
/// What SQLite says.
pub fn change(
    tx: &Tx<'_>,
    actor: &Actor,
    logo: Option<&Picture>,
    current: &Current,
) -> Result<Settings> {
    let settings = store::change(tx, actor, logo)?;
    let (next, current) = (settings.clone(), current.clone());
    tx.on_commit(move || current.set(next));
    Ok(settings)
}
