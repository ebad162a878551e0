//! The folder `tls` in the data folder: the authority, its key, and the server's certificate.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::authority::{Authority, Made, is_due};
use super::certificate::Certificate;
use crate::clock::Moment;
use crate::network::Machine;

/// Where a server keeps certificates of its own.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    pub fn of(data: &Path) -> Self {
        Self(data.join("tls"))
    }

    /// The authority's certificate, the file that others are given.
    pub fn authority_file(&self) -> PathBuf {
        self.0.join("authority.pem")
    }

    /// The authority's key, which nobody is given.
    pub fn key_file(&self) -> PathBuf {
        self.0.join("authority.key")
    }

    /// The server's certificate behind its key, in one file so that both change at once.
    pub fn server_file(&self) -> PathBuf {
        self.0.join("server.pem")
    }

    /// Whether there is an authority.
    pub fn has_authority(&self) -> bool {
        self.authority_file().exists()
    }

    /// The authority's certificate.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub fn authority(&self) -> Result<Certificate, String> {
        let file = self.authority_file();
        Certificate::of_file(&file).map_err(|why| unusable(&file, &why))
    }

    /// The server's certificate.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub fn server(&self) -> Result<Certificate, String> {
        let file = self.server_file();
        Certificate::of_file(&file).map_err(|why| unusable(&file, &why))
    }

    /// Makes an authority; one that was there before is replaced, and with it what it certified.
    ///
    /// # Errors
    /// A sentence.
    pub fn make_authority(&self, machine: &Machine, now: Moment) -> Result<(), String> {
        let made = Authority::make(machine, now).map_err(|error| no_randomness(&error))?;
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.0)
            .map_err(|error| format!("The folder {} cannot be made: {error}.", self.0.display()))?;
        match std::fs::remove_file(self.server_file()) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(unusable(&self.server_file(), &error.to_string()));
            }
            _ => {}
        }
        write(&self.key_file(), &made.key)?;
        write(&self.authority_file(), &made.certificate)
    }

    /// Sees to it that the server has a certificate which fits this machine now; whether it was
    /// made just now.
    ///
    /// # Errors
    /// A sentence.
    pub fn keep_certified(&self, machine: &Machine, now: Moment) -> Result<bool, String> {
        let authority = self.authority()?;
        let is_good = |server: Certificate| !is_due(&server, &authority, machine, now);
        if self.server().is_ok_and(is_good) {
            return Ok(false);
        }
        self.certify(machine, now).map(|()| true)
    }

    /// Gives the server a new certificate.
    ///
    /// # Errors
    /// A sentence.
    pub fn certify(&self, machine: &Machine, now: Moment) -> Result<(), String> {
        let file = self.key_file();
        let key = std::fs::read_to_string(&file).map_err(|e| unusable(&file, &e.to_string()))?;
        let authority =
            Authority::read(self.authority()?, &key).map_err(|why| unusable(&file, &why))?;
        let Made { certificate, key } =
            authority.certify(machine, now).map_err(|error| no_randomness(&error))?;
        write(&self.server_file(), &format!("{key}{certificate}"))
    }
}

/// Replaces the file at once, for its owner alone.
fn write(file: &Path, text: &str) -> Result<(), String> {
    let new = file.with_extension("new");
    let written = || {
        match std::fs::remove_file(&new) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
        opened.write_all(text.as_bytes())?;
        opened.sync_all()?;
        std::fs::rename(&new, file)
    };
    written().map_err(|error| {
        format!("{} cannot be written: {error}. Nothing was changed in it.", file.display())
    })
}

fn unusable(file: &Path, why: &str) -> String {
    format!(
        "{} cannot be used: {why}. `nutrivault tls create --anew` makes a new authority, which every PC and phone has to be told to trust again.",
        file.display()
    )
}

fn no_randomness(error: &rcgen::Error) -> String {
    format!("The certificate could not be made: {error}. Nothing was changed.")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_folder_and_its_keys_are_their_owners_alone() {
        let data = tempfile::tempdir().unwrap();
        let (folder, machine) = (Folder::of(data.path()), Machine::now());
        let now = crate::clock::Clock::default().now();
        assert!(!folder.has_authority());
        folder.make_authority(&machine, now).unwrap();
        assert!(folder.keep_certified(&machine, now).unwrap());
        assert!(!folder.keep_certified(&machine, now).unwrap());
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&data.path().join("tls")), 0o700);
        for file in [folder.key_file(), folder.authority_file(), folder.server_file()] {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
        let first = folder.server().unwrap();
        folder.certify(&machine, now).unwrap();
        assert_ne!(folder.server().unwrap(), first);
        // A new authority does not stand behind the certificate of the old one.
        let old = folder.authority().unwrap();
        folder.make_authority(&machine, now).unwrap();
        assert_ne!(folder.authority().unwrap(), old);
        assert!(folder.server().is_err());
        assert!(folder.keep_certified(&machine, now).unwrap());
    }
}
