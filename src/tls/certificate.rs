//! What a certificate says (RFC 5280).

use std::net::IpAddr;
use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use sha2::{Digest, Sha256};
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::clock::Moment;
use crate::network::{HostName, Subnet};

/// A certificate, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// The common name of its subject.
    pub subject: String,
    pub names: Vec<HostName>,
    /// Zones below which it is for each single label.
    pub wildcards: Vec<HostName>,
    pub addresses: Vec<IpAddr>,
    pub begins: Moment,
    pub ends: Moment,
    /// What an authority is held to.
    pub permitted_names: Vec<HostName>,
    pub permitted_subnets: Vec<Subnet>,
    pub der: Vec<u8>,
}

impl Certificate {
    /// The first certificate of a PEM file.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn of_file(file: &Path) -> Result<Self, String> {
        let der = CertificateDer::from_pem_file(file).map_err(|error| error.to_string())?;
        Self::read(&der)
    }

    /// From its DER form.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(der: &[u8]) -> Result<Self, String> {
        let (_, read) = X509Certificate::from_der(der).map_err(|error| error.to_string())?;
        let moment = |seconds: i64| Moment::from_ms(seconds.saturating_mul(1000));
        let common_name = read.subject().iter_common_name().next();
        let mut certificate = Self {
            subject: common_name.and_then(|cn| cn.as_str().ok()).unwrap_or_default().to_owned(),
            names: Vec::new(),
            wildcards: Vec::new(),
            addresses: Vec::new(),
            begins: moment(read.validity().not_before.timestamp()),
            ends: moment(read.validity().not_after.timestamp()),
            permitted_names: Vec::new(),
            permitted_subnets: Vec::new(),
            der: der.to_vec(),
        };
        let names = read.subject_alternative_name().map_err(|error| error.to_string())?;
        for name in names.iter().flat_map(|names| &names.value.general_names) {
            match name {
                GeneralName::DNSName(name) => match name.strip_prefix("*.") {
                    Some(zone) => certificate.wildcards.extend(zone.parse()),
                    None => certificate.names.extend(name.parse()),
                },
                GeneralName::IPAddress(bytes) => certificate.addresses.extend(address(bytes)),
                _ => {}
            }
        }
        let constraints = read.name_constraints().map_err(|error| error.to_string())?;
        let permitted = constraints.iter().filter_map(|it| it.value.permitted_subtrees.as_ref());
        for subtree in permitted.flatten() {
            match &subtree.base {
                GeneralName::DNSName(name) => certificate.permitted_names.extend(name.parse()),
                GeneralName::IPAddress(bytes) => {
                    certificate.permitted_subnets.extend(subnet(bytes));
                }
                _ => {}
            }
        }
        Ok(certificate)
    }

    /// The SHA-256 of its bytes, as browsers and systems show it.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(&self.der);
        digest.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
    }

    /// Whether it is for that name; `*.` stands for one label.
    pub fn is_for(&self, name: &HostName) -> bool {
        let zone = name.as_str().split_once('.').map_or("", |(_, zone)| zone);
        self.names.contains(name) || self.wildcards.iter().any(|known| known.as_str() == zone)
    }

    /// Whether it is of that public key, in its DER form.
    pub fn has_key(&self, public: &[u8]) -> bool {
        let read = X509Certificate::from_der(&self.der);
        read.is_ok_and(|(_, read)| read.public_key().raw == public)
    }

    /// Whether it is for that address.
    pub fn is_for_address(&self, address: IpAddr) -> bool {
        self.addresses.contains(&address)
    }

    /// Whether an authority may certify that address.
    pub fn permits_address(&self, address: IpAddr) -> bool {
        self.permitted_subnets.iter().any(|subnet| subnet.contains(address))
    }
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

/// An address and its mask, one behind the other.
fn subnet(bytes: &[u8]) -> Option<Subnet> {
    let (network, mask) = bytes.split_at_checked(bytes.len() / 2)?;
    Subnet::with_mask(address(network)?, address(mask)?)
}
