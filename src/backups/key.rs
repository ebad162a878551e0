//! The key of the seals: what a copy carries to prove that it was made here.
//!
//! A digest proves that no byte was changed by accident. Whoever changes one on purpose computes the
//! digest anew; without this key, which never leaves the data folder, they cannot compute the proof.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// In the data folder, beside the database: in no copy, export or download.
const FILE: &str = "seal.key";
const BYTES: usize = 32;

/// The key of this clinic's seals.
#[derive(Clone)]
pub struct SealKey([u8; BYTES]);

impl SealKey {
    /// The key of this data folder; none where none was made yet, or it cannot be read.
    pub fn of(data: &Path) -> Option<Self> {
        match fs::read(data.join(FILE)) {
            Ok(bytes) => match bytes.try_into() {
                Ok(bytes) => Some(Self(bytes)),
                Err(_) => {
                    log::error!("{} is no key: no copy can be proved", data.join(FILE).display());
                    None
                }
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                log::error!("{} cannot be read: {error}", data.join(FILE).display());
                None
            }
        }
    }

    /// The key of this data folder, made if there is none: whole or not at all.
    ///
    /// # Errors
    /// What the disk says.
    pub fn ensure(data: &Path) -> io::Result<Self> {
        let file = data.join(FILE);
        if !file.exists() {
            let beside = data.join(format!(".{FILE}.{}", std::process::id()));
            let mut key = [0; BYTES];
            getrandom::fill(&mut key).map_err(io::Error::other)?;
            let mut options = OpenOptions::new();
            let mut open =
                options.write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
            open.write_all(&key)?;
            open.sync_all()?;
            // Of two that make one at once, the first one's stays.
            let placed = fs::hard_link(&beside, &file);
            fs::remove_file(&beside)?;
            match placed {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => File::open(data)?.sync_all()?,
            }
        }
        Self::of(data).ok_or_else(|| io::Error::other("the key of the seals cannot be read"))
    }

    /// Names the key without telling it.
    pub(super) fn name(&self) -> String {
        let digest = Sha256::new_with_prefix(b"nutrivault-seal-key:").chain_update(self.0);
        hexadecimal(&digest.finalize()[..8])
    }

    /// The proof that this key's owner has seen a file of that digest.
    pub(super) fn proof(&self, digest: &str) -> Option<String> {
        Some(hexadecimal(&self.mac(digest)?.finalize().into_bytes()))
    }

    /// Whether the proof is this key's, compared in constant time.
    pub(super) fn has_proved(&self, digest: &str, proof: &str) -> bool {
        // In the one spelling that it was written in: any changed byte shows.
        if proof.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return false;
        }
        let bytes = (0..proof.len())
            .step_by(2)
            .map(|at| proof.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()));
        let Some(bytes) = bytes.collect::<Option<Vec<u8>>>() else { return false };
        self.mac(digest).is_some_and(|mac| mac.verify_slice(&bytes).is_ok())
    }

    fn mac(&self, digest: &str) -> Option<Hmac<Sha256>> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0).ok()?;
        mac.update(digest.as_bytes());
        Some(mac)
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_folder_has_one_key_for_its_owner_alone_and_only_that_proves() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        assert!(SealKey::of(here.path()).is_none());
        let key = SealKey::ensure(here.path()).unwrap();
        assert_eq!(SealKey::ensure(here.path()).unwrap().name(), key.name());
        let mode = fs::metadata(here.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(here.path()).unwrap().count(), 1);
        let proof = key.proof("digest").unwrap();
        assert!(key.has_proved("digest", &proof));
        assert!(!key.has_proved("another", &proof) && !key.has_proved("digest", "00é"));
        let other = SealKey::ensure(there.path()).unwrap();
        assert!(!other.has_proved("digest", &proof) && other.name() != key.name());
    }
}
