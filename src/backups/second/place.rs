//! Where the second folder lies: whether it is the place that was chosen, or what is left of it when
//! the disk is not connected.
//!
//! A folder that a disk is mounted on is there without the disk too, empty, on this PC's own disk:
//! copies put into it would be second copies in name alone. So the plan remembers on which disk the
//! folder was, and a disk that was used once carries a mark: the numbers of disks change from one
//! start of the PC to the next, the mark does not.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::str::FromStr;

/// What stands on a disk that copies were put on.
const MARK: &str = ".nutrivault-copies";

/// On which disk the folder was when it was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disk {
    /// On the one of the clinic's data, or on the system's.
    Same,
    /// On another one, which had this number then.
    Apart(u64),
}

impl fmt::Display for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same => f.write_str("same"),
            Self::Apart(number) => write!(f, "apart {number}"),
        }
    }
}

impl FromStr for Disk {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.split_once(' ') {
            None if text == "same" => Ok(Self::Same),
            Some(("apart", number)) => number.parse().map(Self::Apart).map_err(|_| ()),
            _ => Err(()),
        }
    }
}

/// What a second folder is at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Nothing is there: the disk is not connected, or the name is misspelt.
    Absent,
    NoFolder,
    /// The folder of the first copies or of the data, by whatever name.
    First,
    /// Nothing can be written there; what the disk says.
    Closed(String),
    /// The folder is there, the disk that was there is not.
    Unmounted,
    /// Another disk than the one that was chosen.
    OtherDisk,
    Ready(Disk),
}

/// Looks at the folder; `first` is the folder of the first copies, `chosen` the disk on which the
/// plan knows it.
pub fn look(folder: &Path, first: &Path, chosen: Option<Disk>) -> Place {
    let about = match fs::metadata(folder) {
        Ok(about) if about.is_dir() => about,
        Ok(_) => return Place::NoFolder,
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            return Place::Closed(error.to_string());
        }
        Err(_) => return Place::Absent,
    };
    let data = first.parent().unwrap_or(first);
    let of = |path: &Path| fs::metadata(path).ok().map(|about| (about.dev(), about.ino()));
    let is_at = |path: &Path| of(path) == Some((about.dev(), about.ino()));
    if is_at(first) || is_at(data) {
        return Place::First;
    }
    let is_own = |path: &Path| of(path).is_some_and(|(device, _)| device == about.dev());
    let here = match is_own(data) || is_own(Path::new("/")) {
        true => Disk::Same,
        false => Disk::Apart(about.dev()),
    };
    if let Some(Disk::Apart(number)) = chosen
        && !folder.join(MARK).exists()
    {
        match here {
            Disk::Same => return Place::Unmounted,
            Disk::Apart(found) if found != number => return Place::OtherDisk,
            Disk::Apart(_) => {}
        }
    }
    Place::Ready(here)
}

/// Whether something can be written there, tried; a disk apart is marked on the way.
///
/// # Errors
/// What the disk says.
pub fn try_out(folder: &Path, disk: Disk) -> io::Result<()> {
    let mark = folder.join(MARK);
    let is_kept = disk != Disk::Same;
    if is_kept && mark.exists() {
        return Ok(());
    }
    let name = if is_kept { mark } else { folder.join(".nutrivault-tried.partial") };
    let mut options = fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&name)?;
    file.write_all(b"NutriVault puts copies here.\n")?;
    if is_kept { Ok(()) } else { fs::remove_file(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_folder_is_known_under_any_name() {
        let data = tempfile::tempdir().unwrap();
        let first = data.path().join("backups");
        fs::create_dir(&first).unwrap();
        let link = data.path().join("link");
        std::os::unix::fs::symlink(&first, &link).unwrap();
        for name in [&first, &link, &first.join("../backups"), &data.path().to_path_buf()] {
            assert_eq!(look(name, &first, None), Place::First, "{}", name.display());
        }
        let file = data.path().join("file");
        fs::write(&file, "").unwrap();
        assert_eq!(look(&file, &first, None), Place::NoFolder);
        assert_eq!(look(&data.path().join("gone"), &first, None), Place::Absent);
        let other = data.path().join("other");
        fs::create_dir(&other).unwrap();
        assert_eq!(look(&other, &first, None), Place::Ready(Disk::Same));
        try_out(&other, Disk::Same).unwrap();
        assert_eq!(fs::read_dir(&other).unwrap().count(), 0);
    }

    #[test]
    fn the_folder_of_a_disk_that_is_not_connected_is_known_and_its_mark_lets_it_change_its_number()
    {
        let data = tempfile::tempdir().unwrap();
        let first = data.path().join("backups");
        let folder = data.path().join("stick");
        fs::create_dir_all(&folder).unwrap();
        let chosen = Some(Disk::Apart(u64::MAX));
        assert_eq!(look(&folder, &first, chosen), Place::Unmounted);
        assert_eq!(look(&folder, &first, Some(Disk::Same)), Place::Ready(Disk::Same));
        for disk in [Disk::Same, Disk::Apart(2065)] {
            assert_eq!(disk.to_string().parse(), Ok(disk));
        }
        // Another disk, if this machine has one in memory.
        let Ok(memory) = tempfile::tempdir_in("/dev/shm") else { return };
        let Place::Ready(Disk::Apart(number)) = look(memory.path(), &first, None) else { return };
        assert_eq!(look(memory.path(), &first, chosen), Place::OtherDisk);
        let known = Disk::Apart(number);
        assert_eq!(look(memory.path(), &first, Some(known)), Place::Ready(known));
        try_out(memory.path(), known).unwrap();
        assert_eq!(look(memory.path(), &first, chosen), Place::Ready(known));
    }
}
