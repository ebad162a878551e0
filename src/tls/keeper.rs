//! The certificate in use: read at the start, made or read anew while the server runs.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use parking_lot::{Mutex, RwLock};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::time::sleep;

use super::{Certificate, Folder};
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::network::{HostName, Machine};
use crate::reach::{Reach, choose, chosen};

/// So often the files and the machine's addresses are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// Whose certificate it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Named in the configuration.
    Brought,
    /// Of this server's own authority.
    Own,
}

/// The certificates of a server: what it speaks TLS with, if it does.
#[derive(Clone)]
pub struct Certificates(Arc<Inner>);

struct Inner {
    brought: Option<(PathBuf, PathBuf)>,
    data: PathBuf,
    clock: Clock,
    in_use: RwLock<Option<Arc<InUse>>>,
    /// One look at a time.
    looking: Mutex<()>,
}

struct InUse {
    kind: Kind,
    certificate: Certificate,
    key: Arc<CertifiedKey>,
    /// When its files were written.
    stamp: Stamp,
}

type Stamp = Vec<Option<(SystemTime, u64)>>;

impl Certificates {
    /// Those of this configuration.
    ///
    /// # Errors
    /// A sentence that names the file which is wrong.
    pub fn of(config: &Config) -> Result<Self, String> {
        let brought = config.tls.certificate.clone().zip(config.tls.key.clone());
        let (data, clock) = (config.data.clone(), Clock::default());
        let (in_use, looking) = (RwLock::new(None), Mutex::new(()));
        let certificates = Self(Arc::new(Inner { brought, data, clock, in_use, looking }));
        certificates.look()?;
        Ok(certificates)
    }

    /// Of a server that speaks no TLS.
    pub fn none() -> Self {
        let (brought, data, clock) = (None, PathBuf::from("/nonexistent"), Clock::default());
        let (in_use, looking) = (RwLock::new(None), Mutex::new(()));
        Self(Arc::new(Inner { brought, data, clock, in_use, looking }))
    }

    /// Whose certificate is in use; nothing when the server speaks no TLS.
    pub fn kind(&self) -> Option<Kind> {
        self.0.in_use.read().as_ref().map(|in_use| in_use.kind)
    }

    /// The certificate in use.
    pub fn in_use(&self) -> Option<Certificate> {
        self.0.in_use.read().as_ref().map(|in_use| in_use.certificate.clone())
    }

    /// Whether the certificate in use is for that name.
    pub fn is_for(&self, name: &HostName) -> bool {
        self.0.in_use.read().as_ref().is_some_and(|in_use| in_use.certificate.is_for(name))
    }

    /// The certificate of the server's own authority, where that is in use.
    pub fn authority(&self) -> Option<Certificate> {
        let is_own = self.kind() == Some(Kind::Own);
        is_own.then(|| Folder::of(&self.0.data).authority().ok()).flatten()
    }

    /// Has the choice of the clinic take effect: makes an authority where one is needed.
    ///
    /// # Errors
    /// A sentence; the choice is as it was then.
    pub fn choose(&self, data: &Path, reach: Reach) -> Result<(), String> {
        let before = chosen(data);
        let kept = |error| format!("The choice could not be written into the data folder: {error}");
        choose(data, reach).map_err(kept)?;
        if reach == Reach::Plain {
            log::warn!("plain HTTP was chosen for the network: everybody in it can read passwords");
        }
        self.look().inspect_err(|_| {
            if let Err(error) = choose(data, before) {
                log::error!("{}", kept(error));
            }
        })
    }

    /// Looks for what has changed, makes what is due, and takes it into use.
    ///
    /// # Errors
    /// A sentence; what was in use stays so.
    pub fn look(&self) -> Result<(), String> {
        let _one = self.0.looking.lock();
        let found = match &self.0.brought {
            Some((certificate, key)) => self.brought(certificate, key)?,
            None => self.own()?,
        };
        let Some(new) = found else { return Ok(()) };
        if let Some(new) = &new {
            log::info!(
                "the certificate for {} is in use, until {}",
                new.certificate.subject,
                new.certificate.ends
            );
        }
        *self.0.in_use.write() = new.map(Arc::new);
        Ok(())
    }

    fn stamp(&self) -> Stamp {
        self.0.in_use.read().as_ref().map_or_else(Vec::new, |in_use| in_use.stamp.clone())
    }

    /// The certificate of the configuration, when its files are not those in use.
    fn brought(&self, file: &PathBuf, key: &PathBuf) -> Result<Option<Option<InUse>>, String> {
        let stamp = stamp_of(&[file, key]);
        if stamp == self.stamp() {
            return Ok(None);
        }
        let unusable = |what: &str, file: &PathBuf, why: &str| {
            format!(
                "tls.{what} cannot be used: {}: {why}. Name a file in PEM form that this user may read, or leave tls.certificate and tls.key away to speak plain HTTP.",
                file.display()
            )
        };
        let (certificate, certified) = read(file, key).map_err(|why| match why {
            Unusable::Certificate(why) => unusable("certificate", file, &why),
            Unusable::Key(why) => unusable("key", key, &why),
        })?;
        Ok(Some(Some(InUse { kind: Kind::Brought, certificate, key: certified, stamp })))
    }

    /// The certificate of the own authority, when it is not the one in use.
    fn own(&self) -> Result<Option<Option<InUse>>, String> {
        let folder = Folder::of(&self.0.data);
        let reach = chosen(&self.0.data);
        if reach == Reach::Plain || (reach == Reach::Here && !folder.has_authority()) {
            return Ok(self.kind().map(|_| None));
        }
        let (machine, now) = (Machine::now(), self.0.clock.now());
        if !folder.has_authority() {
            folder.make_authority(&machine, now)?;
        }
        let file = folder.server_file();
        if let Err(why) = folder.keep_certified(&machine, now) {
            match folder.server() {
                // What there is still serves.
                Ok(server) if server.ends > now => log::error!("{why}"),
                _ => return Err(why),
            }
        }
        let stamp = stamp_of(&[&file]);
        if stamp == self.stamp() {
            return Ok(None);
        }
        let (certificate, key) = read(&file, &file).map_err(|why| match why {
            Unusable::Certificate(why) | Unusable::Key(why) => {
                format!("{} cannot be used: {why}", file.display())
            }
        })?;
        Ok(Some(Some(InUse { kind: Kind::Own, certificate, key, stamp })))
    }

    /// Looks again and again, for ever.
    pub async fn watch(self) {
        let mut said = String::new();
        loop {
            sleep(LOOK_EVERY).await;
            let looking = self.clone();
            let looked = tokio::task::spawn_blocking(move || looking.look()).await;
            let why =
                looked.map_or_else(|error| error.to_string(), |l| l.err().unwrap_or_default());
            if !why.is_empty() && why != said {
                log::error!("the certificate in use stays: {why}");
            }
            said = why;
        }
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificates({:?})", self.kind())
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.in_use.read().as_ref().map(|in_use| Arc::clone(&in_use.key))
    }
}

enum Unusable {
    Certificate(String),
    Key(String),
}

fn read(file: &PathBuf, key: &PathBuf) -> Result<(Certificate, Arc<CertifiedKey>), Unusable> {
    let chain = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| Unusable::Certificate(error.to_string()))?;
    let Some(first) = chain.first() else {
        return Err(Unusable::Certificate("it holds no certificate".into()));
    };
    let certificate = Certificate::read(first).map_err(Unusable::Certificate)?;
    let private =
        PrivateKeyDer::from_pem_file(key).map_err(|error| Unusable::Key(error.to_string()))?;
    let certified = CertifiedKey::from_der(chain, private, &ring::default_provider())
        .map_err(|error| Unusable::Key(error.to_string()))?;
    Ok((certificate, Arc::new(certified)))
}

fn stamp_of(files: &[&PathBuf]) -> Stamp {
    let stamp = |file: &&PathBuf| {
        let about = std::fs::metadata(file).ok()?;
        Some((about.modified().ok()?, about.len()))
    };
    files.iter().map(stamp).collect()
}

/// What is encrypted for the network with this configuration, and by whom.
pub fn planned(config: &Config) -> Option<Kind> {
    let config::Tls { certificate, .. } = &config.tls;
    let reach = chosen(&config.data);
    let is_own = reach == Reach::Encrypted
        || (reach == Reach::Here && Folder::of(&config.data).has_authority());
    match certificate {
        Some(_) => Some(Kind::Brought),
        None => is_own.then_some(Kind::Own),
    }
}
