//! What a file is that somebody takes for a clinic, by its first bytes and its tables.
//!
//! People rename what they have: the file of the system used before, a compressed copy, a copy
//! made by another tool. Each is told what to do with it, instead of being called damaged.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::connect::APPLICATION_ID;
use super::untrusted;

/// What somebody wants to do with the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Go back to it.
    Restore,
    /// Bring it over from the system used before.
    Import,
    /// Work with it: it lies in the data folder under the clinic's name.
    Serve,
}

/// What to do with a file that is not what is wanted; nothing for one that may be.
pub fn advice(file: &Path, wanted: Wanted) -> Option<String> {
    let name = file.display();
    let mut head = Vec::new();
    File::open(file).ok()?.take(100).read_to_end(&mut head).ok()?;
    if let Some((kind, unpack)) = packed(&head) {
        let unpack = format!("{unpack} {name}");
        return Some(match wanted {
            Wanted::Restore | Wanted::Import => format!(
                "{name} is compressed ({kind}): unpack it first, `{unpack}`, and name the file that comes out. Nothing was changed."
            ),
            Wanted::Serve => format!(
                "{name} is compressed ({kind}) and cannot be served: unpack it elsewhere, `{unpack}`, then `nutrivault restore` what comes out. Nothing was changed."
            ),
        });
    }
    if head.is_empty() {
        return None;
    }
    if !head.starts_with(b"SQLite format 3\0") {
        let what = if starts_like_sql(&head) { "an SQL dump" } else { "a text" };
        return is_text(&head).then(|| {
            format!(
                "{name} is no SQLite database but {what}: copies are made with `nutrivault backup`. Nothing was changed."
            )
        });
    }
    let is_ours = head.get(68..72) == Some(&APPLICATION_ID.to_be_bytes()[..]);
    match (is_ours, wanted) {
        (true, Wanted::Import) => Some(format!(
            "{name} is a database of NutriVault itself, not of its predecessor: `nutrivault restore {name}` goes back to it. Nothing was changed."
        )),
        (false, Wanted::Restore | Wanted::Serve) if is_predecessors(file) => Some(format!(
            "{name} is a database of the system used before NutriVault: `nutrivault import predecessor {name}` brings it over into an empty data folder. Nothing was changed."
        )),
        _ => None,
    }
}

/// The name of a packer and its way to unpack, by the bytes that its files begin with.
fn packed(head: &[u8]) -> Option<(&'static str, &'static str)> {
    const PACKERS: [(&[u8], &str, &str); 7] = [
        (&[0x1f, 0x8b], "gzip", "gunzip --keep"),
        (b"PK\x03\x04", "zip", "unzip"),
        (b"BZh", "bzip2", "bunzip2 --keep"),
        (&[0xfd, b'7', b'z', b'X', b'Z', 0], "xz", "unxz --keep"),
        (&[0x28, 0xb5, 0x2f, 0xfd], "zstd", "unzstd"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip", "7z x"),
        (&[0x04, 0x22, 0x4d, 0x18], "lz4", "unlz4"),
    ];
    let found = PACKERS.iter().find(|(magic, ..)| head.starts_with(magic));
    found.map(|(_, kind, unpack)| (*kind, *unpack))
}

fn is_text(head: &[u8]) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    head.iter().all(is_plain)
}

fn starts_like_sql(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_uppercase();
    ["PRAGMA ", "BEGIN", "CREATE ", "INSERT ", "--"].iter().any(|word| text.starts_with(word))
}

/// Whether it has the tables of the system used before. Nothing is written, not even a lock.
fn is_predecessors(file: &Path) -> bool {
    // Ours has tables of those names too; only ours has values of a trail beside them.
    let count = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' \
                 AND name IN ('SequelizeMeta', 'users', 'roles', 'patients', 'visits', 'billing') \
                 AND NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'audit_values')";
    let found = untrusted::immutable(file)
        .and_then(|connection| connection.query_row(count, [], |row| row.get::<_, i64>(0)));
    found.is_ok_and(|tables| tables >= 5)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn each_file_that_people_have_is_told_what_to_do_with() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("copy.db");
        let told = |bytes: &[u8], wanted| {
            std::fs::write(&file, bytes).unwrap();
            advice(&file, wanted)
        };
        for wanted in [Wanted::Restore, Wanted::Import, Wanted::Serve] {
            for (bytes, says) in [
                (&b"\x1f\x8b\x08\0rest"[..], "gunzip --keep"),
                (b"PK\x03\x04rest", "unzip"),
                (b"BZh91AY", "bunzip2"),
                (b"\xfd7zXZ\0rest", "unxz"),
                (b"(\xb5/\xfdrest", "unzstd"),
                (b"PRAGMA foreign_keys=OFF;\n", "SQL dump"),
                (b"to do: buy disks", "a text"),
            ] {
                let sentence = told(bytes, wanted).unwrap();
                assert!(sentence.contains(says), "{sentence}");
                assert!(sentence.contains("Nothing was changed"), "{sentence}");
            }
            assert_eq!(told(b"", wanted), None);
        }
    }

    #[test]
    fn the_predecessors_file_is_brought_over_and_ours_is_restored() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("nutrivault.db");
        let tables = "CREATE TABLE SequelizeMeta (name); CREATE TABLE users (id); \
                      CREATE TABLE roles (id); CREATE TABLE patients (id); \
                      CREATE TABLE visits (id); CREATE TABLE billing (id);";
        let connection = Connection::open(&file).unwrap();
        connection.execute_batch(tables).unwrap();
        for wanted in [Wanted::Restore, Wanted::Serve] {
            let sentence = advice(&file, wanted).unwrap();
            assert!(sentence.contains("nutrivault import predecessor"), "{sentence}");
        }
        assert_eq!(advice(&file, Wanted::Import), None);
        connection.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        connection.execute_batch("VACUUM").unwrap();
        let sentence = advice(&file, Wanted::Import).unwrap();
        assert!(sentence.contains("nutrivault restore"), "{sentence}");
        assert_eq!(advice(&file, Wanted::Restore), None);
    }
}
