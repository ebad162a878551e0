//! Documents read in a process of their own, with little memory and little time: a file that was made
//! to break its reader breaks that process, and is found by its name alone.

use std::io::{self, Read, Write};
use std::process::{Command, Stdio};

use rustix::process::{Resource, Rlimit, setrlimit};

use super::text_of;
use crate::documents::LARGEST_FILE;
use crate::leisure::{self, Priority};

/// The command of the executable that reads one document from its input.
pub(crate) const COMMAND: &str = "read-document";
/// Bytes of memory that reading a document may take: beside the server's own they stay below what its
/// service may have.
const MEMORY: u64 = 160 << 20;
/// Seconds of a processor that it may take.
const SECONDS: u64 = 10;
/// Bytes of text that are taken from the process; it keeps to less by itself.
const MOST_TOLD: u64 = 1 << 20;

/// Whether documents are read in a process of their own: in the executable they are.
pub(crate) struct Apart;

/// The text of a file, by a process of its own; blank where that broke.
///
/// # Errors
/// Where no process can be started.
pub(super) fn read(mime: &str, bytes: &[u8]) -> io::Result<String> {
    let mut reader = Command::new(executable()?)
        .args([COMMAND, mime])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut input) = reader.stdin.take() {
        // It takes in all before it says anything; one that has broken takes nothing more.
        let _broken = input.write_all(bytes);
    }
    let mut text = Vec::new();
    if let Some(output) = reader.stdout.take() {
        output.take(MOST_TOLD).read_to_end(&mut text)?;
    }
    match reader.wait()?.success() {
        true => Ok(String::from_utf8_lossy(&text).into_owned()),
        false => Ok(String::new()),
    }
}

/// This very executable, also where an update has put another one in its place.
fn executable() -> io::Result<std::path::PathBuf> {
    match cfg!(target_os = "linux") {
        true => Ok("/proc/self/exe".into()),
        false => std::env::current_exe(),
    }
}

/// The text of the document on `input`, within the limits of a process of its own.
///
/// # Errors
/// Where the system does not limit it, or the document does not arrive.
pub(crate) fn read_here(mime: &str, input: impl Read) -> io::Result<String> {
    let limit = |most| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::Data, limit(MEMORY))?;
    setrlimit(Resource::Cpu, limit(SECONDS))?;
    setrlimit(Resource::Core, limit(0))?;
    let _refused = leisure::lower(Priority::Low);
    let mut bytes = Vec::new();
    input.take(LARGEST_FILE).read_to_end(&mut bytes)?;
    Ok(text_of(mime, &bytes))
}
