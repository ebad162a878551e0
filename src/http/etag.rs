//! Entity tags of answers.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::ids::process_seed;

/// The entity tag of an answer: its version when it has one, and a hash of the body.
///
/// XXH3, because SHA-256 took as long as reading the rows; seeded anew by each process, so that
/// nobody can write two records whose answers look the same to a browser.
pub fn etag_of(version: Option<i64>, body: &[u8]) -> String {
    let hash = xxh3_64_with_seed(body, process_seed());
    match version {
        Some(version) => format!("\"v{version}-{hash:016x}\""),
        None => format!("\"{hash:016x}\""),
    }
}
