//! Who else has the database open.

use std::fs;
use std::path::{Path, PathBuf};

use super::sizes::wal_of;

/// The programs of this machine, but for those of these numbers, that have the database or its log
/// open, as far as this user may see: `sqlite3 (process 4711)`.
pub(super) fn of(database: &Path, but_for: &[u32]) -> Vec<String> {
    let Ok(database) = database.canonicalize() else { return Vec::new() };
    let files = [wal_of(&database), database];
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    let numbers = processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers
        .filter(|number| !but_for.contains(number))
        .filter(|number| has_open(*number, &files))
        .map(|number| format!("{} (process {number})", name_of(number)))
        .collect()
}

fn has_open(process: u32, files: &[PathBuf]) -> bool {
    let Ok(open) = fs::read_dir(format!("/proc/{process}/fd")) else { return false };
    open.flatten().any(|entry| fs::read_link(entry.path()).is_ok_and(|file| files.contains(&file)))
}

fn name_of(process: u32) -> String {
    let name = fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
    match name.trim() {
        "" => "a program".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_the_file_open_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        fs::write(&file, "").unwrap();
        assert!(of(&file, &[]).is_empty());
        let open = fs::File::open(&file).unwrap();
        let number = std::process::id();
        let named = of(&file, &[]);
        assert!(
            matches!(&named[..], [one] if one.contains(&format!("process {number}"))),
            "{named:?}"
        );
        assert!(of(&file, &[number]).is_empty());
        drop(open);
    }
}
