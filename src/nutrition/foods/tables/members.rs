//! The files of a table: one by itself, those of a folder, or those of a zip, of which only known names
//! are unpacked, and no more bytes than may be.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use zip::ZipArchive;

use super::Refusal;
use crate::message::message;

/// Bytes of a table at most, unpacked.
pub const MOST_BYTES: u64 = 200 * 1024 * 1024;
/// What unpacks to more than this many times what was sent, beside a table of the usual size, is none.
const MOST_TIMES: u64 = 64;
const USUAL_BYTES: u64 = 16 * 1024 * 1024;
/// Bytes that the foods of a table of the usual size take in memory, and of a larger one beside them for
/// each byte that was sent.
const USUAL_ROOM: u64 = 48 * 1024 * 1024;
const ROOM_FOR_ONE: u64 = 16;
/// Entries of a zip at most.
const MOST_ENTRIES: usize = 2_000;

/// The files of a table by their names in lower case.
pub struct Members {
    files: Vec<(String, PathBuf)>,
    /// Its bytes as they were sent.
    sent: u64,
    /// What was unpacked goes with it.
    _unpacked: Option<TempDir>,
}

impl Members {
    /// The files of this path: a folder, a zip of tables, or a table. `scratch` is where a zip is unpacked.
    ///
    /// # Errors
    /// A sentence: what cannot be read, or is too large.
    pub fn of(path: &Path, scratch: &Path) -> Result<Self, Refusal> {
        if path.is_dir() {
            return Self::of_folder(path);
        }
        let size = fs::metadata(path).map_err(|error| unreadable(&error))?.len();
        within(size, MOST_BYTES)?;
        match is_zip(path).map_err(|error| unreadable(&error))? && !is_workbook(path)? {
            true => Self::of_zip(path, size, scratch),
            false => {
                let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase());
                let files = vec![(name.unwrap_or_default(), path.to_owned())];
                Ok(Self { files, sent: size, _unpacked: None })
            }
        }
    }

    fn of_folder(path: &Path) -> Result<Self, Refusal> {
        let (mut files, mut size) = (Vec::new(), 0);
        for entry in fs::read_dir(path).map_err(|error| unreadable(&error))? {
            let entry = entry.map_err(|error| unreadable(&error))?;
            let name = entry.file_name().to_string_lossy().to_lowercase();
            let metadata = fs::metadata(entry.path()).map_err(|error| unreadable(&error))?;
            if metadata.is_file() && is_known(&name) {
                size += metadata.len();
                files.push((name, entry.path()));
            }
        }
        within(size, MOST_BYTES)?;
        files.sort();
        Ok(Self { files, sent: size, _unpacked: None })
    }

    fn of_zip(path: &Path, sent: u64, scratch: &Path) -> Result<Self, Refusal> {
        let broken = |error: &dyn std::fmt::Display| {
            message("foods-zip-broken", "This zip cannot be unpacked: {why}. Nothing was changed.")
                .name("why", error.to_string())
        };
        let file = BufReader::new(File::open(path).map_err(|error| unreadable(&error))?);
        let mut archive = ZipArchive::new(file).map_err(|error| broken(&error))?;
        if archive.len() > MOST_ENTRIES {
            return Err(broken(&"it has too many entries"));
        }
        let folder = tempfile::Builder::new().prefix("foods-").tempdir_in(scratch);
        let folder = folder.map_err(|error| unreadable(&error))?;
        let (mut files, mut left) = (Vec::new(), allowed(sent));
        for place in 0..archive.len() {
            let mut entry = archive.by_index(place).map_err(|error| broken(&error))?;
            let name = entry.name().map_err(|error| broken(&error))?.to_lowercase();
            let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            if !entry.is_file() || !is_known(&name) || files.iter().any(|(known, _)| *known == name)
            {
                continue;
            }
            let target = folder.path().join(format!("{}", files.len()));
            let mut unpacked = File::create(&target).map_err(|error| unreadable(&error))?;
            // What an entry says of its own length is not believed.
            let copied = io::copy(&mut (&mut entry).take(left + 1), &mut unpacked)
                .map_err(|error| broken(&error))?;
            left = left.checked_sub(copied).ok_or_else(|| too_large(allowed(sent)))?;
            files.push((name, target));
        }
        files.sort();
        Ok(Self { files, sent, _unpacked: Some(folder) })
    }

    /// Bytes that its foods may take in memory.
    pub fn room(&self) -> usize {
        let room = USUAL_ROOM.saturating_add(self.sent.saturating_mul(ROOM_FOR_ONE));
        usize::try_from(room).unwrap_or(usize::MAX)
    }

    /// The file of that name.
    pub fn named(&self, name: &str) -> Option<&Path> {
        self.files.iter().find(|(known, _)| known == name).map(|(_, path)| path.as_path())
    }

    /// The file whose name begins so and ends in `.xml`; of several the shortest, for `alim_` begins
    /// `alim_grp_` too.
    pub fn xml(&self, beginning: &str) -> Option<(&str, &Path)> {
        let is_one = |(name, _): &&(String, PathBuf)| {
            name.strip_suffix(".xml").is_some_and(|stem| stem.starts_with(beginning))
        };
        let found = self.files.iter().filter(is_one).min_by_key(|(name, _)| name.len());
        found.map(|(name, path)| (name.as_str(), path.as_path()))
    }

    /// The one table among them.
    pub fn single(&self) -> Option<(&str, &Path)> {
        let mut tables = self.files.iter().filter(|(name, _)| is_table(name));
        match (tables.next(), tables.next()) {
            (Some((name, path)), None) => Some((name, path)),
            // Whatever somebody calls it: a file by itself is looked into.
            (None, None) if self.files.len() == 1 => {
                self.files.first().map(|(name, path)| (name.as_str(), path.as_path()))
            }
            _ => None,
        }
    }

    /// The digest of what is there: that of a file by itself, or of all by their names. A folder and
    /// its zip have the same.
    ///
    /// # Errors
    /// A sentence.
    pub fn digest(&self) -> Result<String, Refusal> {
        let mut digest = Sha256::new();
        for (name, path) in &self.files {
            if self.files.len() > 1 {
                digest.update(name.as_bytes());
                digest.update([0]);
            }
            let mut file = File::open(path).map_err(|error| unreadable(&error))?;
            let mut buffer = vec![0; 64 * 1024];
            loop {
                let count = file.read(&mut buffer).map_err(|error| unreadable(&error))?;
                if count == 0 {
                    break;
                }
                digest.update(&buffer[..count]);
            }
        }
        Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Whether a zip or a folder is looked into for it.
fn is_known(name: &str) -> bool {
    const FILES: [&str; 9] = [
        "food.csv",
        "food_nutrient.csv",
        "nutrient.csv",
        "food_portion.csv",
        "measure_unit.csv",
        "food_category.csv",
        "food_des.txt",
        "abbrev.txt",
        "weight.txt",
    ];
    const XML: [&str; 4] = ["alim_", "const_", "compo_", "sources_"];
    let is_xml = name.ends_with(".xml") && XML.iter().any(|beginning| name.starts_with(beginning));
    FILES.contains(&name) || is_xml || is_table(name)
}

fn is_table(name: &str) -> bool {
    const PARTS: [&str; 6] = [
        "food.csv",
        "food_nutrient.csv",
        "nutrient.csv",
        "food_portion.csv",
        "measure_unit.csv",
        "food_category.csv",
    ];
    let ends = [".xls", ".xlsx", ".tsv", ".csv"].iter().any(|end| name.ends_with(end));
    ends && !PARTS.contains(&name) && !name.starts_with('.')
}

fn is_zip(path: &Path) -> io::Result<bool> {
    let mut head = [0; 4];
    let count = File::open(path)?.read(&mut head)?;
    Ok(count == 4 && head == *b"PK\x03\x04")
}

/// A workbook is a zip with a table of contents of its own.
fn is_workbook(path: &Path) -> Result<bool, Refusal> {
    let file = BufReader::new(File::open(path).map_err(|error| unreadable(&error))?);
    Ok(ZipArchive::new(file)
        .is_ok_and(|archive| archive.index_for_name("[Content_Types].xml").is_some()))
}

/// Bytes that what was sent in so many may unpack to.
pub(super) fn allowed(sent: u64) -> u64 {
    USUAL_BYTES.saturating_add(sent.saturating_mul(MOST_TIMES)).min(MOST_BYTES)
}

pub(super) fn within(size: u64, most: u64) -> Result<(), Refusal> {
    if size > most { Err(too_large(most)) } else { Ok(()) }
}

pub(super) fn too_large(most: u64) -> Refusal {
    message("foods-too-large", "This table is longer than {most} MB unpacked. Nothing was changed.")
        .count("most", most / 1024 / 1024)
}

pub(super) fn unreadable(error: &dyn std::fmt::Display) -> Refusal {
    message("foods-unreadable", "This file cannot be read: {why}. Nothing was changed.")
        .name("why", error.to_string())
}
