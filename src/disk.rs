//! Room on the disk of the clinic's data, and when it is too little.

use std::path::Path;

/// Less than this, and changes are refused at any moment.
const FULL: u64 = 4 << 20;
/// Less than this is some days of work, or no room for a backup.
const LOW: u64 = 128 << 20;

/// Bytes that this user can still write there.
///
/// # Errors
/// A sentence.
pub fn free(folder: &Path) -> Result<u64, String> {
    let disk = rustix::fs::statvfs(folder)
        .map_err(|error| format!("{} cannot be used: {error}.", folder.display()))?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// How bad a lack of room is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shortage {
    /// Soon nothing can be stored.
    Low,
    /// Nothing can be stored, or not for long.
    Full,
}

impl Shortage {
    /// The shortage on the disk of that folder; none also where nobody knows.
    pub fn at(folder: &Path) -> Option<Self> {
        free(folder).ok().and_then(Self::of)
    }

    fn of(free: u64) -> Option<Self> {
        match free {
            ..FULL => Some(Self::Full),
            FULL..LOW => Some(Self::Low),
            _ => None,
        }
    }

    /// What is so, and what to do.
    pub fn sentence(self, folder: &Path) -> String {
        let (what, folder) = (free(folder).unwrap_or(0) >> 20, folder.display());
        match self {
            Self::Low => format!(
                "The disk of {folder} has {what} MB left. Free some space soon: old copies in the backups folder can go. On a full disk nothing can be saved."
            ),
            Self::Full => format!(
                "The disk of {folder} is full: changes are refused, what is stored is safe and can be read. Free some space, and changes are taken again by themselves."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortage_begins_before_the_disk_is_full() {
        assert_eq!(Shortage::of(u64::MAX), None);
        assert_eq!(Shortage::of(LOW), None);
        assert_eq!(Shortage::of(LOW - 1), Some(Shortage::Low));
        assert_eq!(Shortage::of(FULL - 1), Some(Shortage::Full));
        assert!(free(Path::new("/not/there")).unwrap_err().contains("cannot be used"));
        assert_eq!(Shortage::at(Path::new("/not/there")), None);
    }
}
