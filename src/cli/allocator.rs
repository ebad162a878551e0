//! How soon the allocator gives freed memory back to the system.
//!
//! mimalloc keeps it for a second by default: after a flood of misses a clinic's server would hold
//! 98 MB where 65 are in use. It reads its settings from the environment before `main` begins, so
//! the process starts itself once more with this one set; that takes two milliseconds.

/// The setting, in milliseconds. Whoever sets it keeps what they set.
#[cfg(unix)]
const PURGE_DELAY: (&str, &str) = ("MIMALLOC_PURGE_DELAY", "10");

/// Goes on in a process whose allocator gives memory back early, or as before where that fails.
#[cfg(unix)]
pub(super) fn give_back_early() {
    use std::os::unix::process::CommandExt as _;

    let (name, value) = PURGE_DELAY;
    if std::env::var_os(name).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let mut again = std::process::Command::new(program);
    if let Some(own_name) = arguments.next() {
        again.arg0(own_name);
    }
    // Returns only when it could not: an executable that was replaced while it starts, say.
    let error = again.args(arguments).env(name, value).exec();
    log::debug!("the allocator keeps its own settings: {error}");
}

#[cfg(not(unix))]
pub(super) fn give_back_early() {}
