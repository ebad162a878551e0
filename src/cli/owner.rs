//! Root beside the service's user: a command that root types works as the owner of the data folder,
//! for files of root's there would keep the service from starting.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::process::{Gid, Uid, geteuid};
use rustix::thread::{set_thread_gid, set_thread_groups, set_thread_uid};

/// Becomes the owner of the folder, where root works on somebody else's. Before anything is opened,
/// and before there is a second thread, which would stay what it was.
///
/// # Errors
/// A sentence with the line to type instead.
pub fn become_owner(folder: &Path) -> Result<(), String> {
    if !geteuid().is_root() {
        return Ok(());
    }
    // A folder that is not there yet is made by whoever asks for it.
    let Ok(owner) = std::fs::metadata(folder) else { return Ok(()) };
    if owner.uid() == 0 {
        return Ok(());
    }
    // The user last: with it the right to the other two goes.
    set_thread_groups(&[])
        .and_then(|()| set_thread_gid(Gid::from_raw(owner.gid())))
        .and_then(|()| set_thread_uid(Uid::from_raw(owner.uid())))
        .map_err(|error| {
            format!(
                "{} belongs to the user with the number {}, and this command cannot work as that user: {error}. Type it so: sudo -u '#{}' nutrivault …",
                folder.display(),
                owner.uid(),
                owner.uid()
            )
        })
}
