//! Whether there is room on a disk, asked before anything is written to it.

use std::path::Path;

pub use crate::disk::free;

/// Room beyond what is written itself.
const MARGIN: u64 = 16 << 20;

/// Refuses a copy of that many bytes where there is no room for it.
///
/// # Errors
/// A sentence with both figures and what to do.
pub fn for_copy_of(bytes: u64, folder: &Path) -> Result<(), String> {
    let needed = bytes.saturating_add(MARGIN);
    let free = free(folder)?;
    if free >= needed {
        return Ok(());
    }
    Err(format!(
        "{} has {} MB free and the copy needs {}. Free some space or choose another place.",
        folder.display(),
        free >> 20,
        needed >> 20
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_the_disk_holds_is_refused_with_both_figures() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(for_copy_of(1, folder.path()), Ok(()));
        let refused = for_copy_of(u64::MAX, folder.path()).unwrap_err();
        assert!(refused.contains("MB free and the copy needs"), "{refused}");
    }
}
