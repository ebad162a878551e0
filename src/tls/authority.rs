//! The server's own certificate authority, and the certificates that it gives the server.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use rcgen::string::Ia5String;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    NameConstraints, PublicKeyData as _, SanType, date_time_ymd,
};
use rustls::pki_types::CertificateDer;

use super::Certificate;
use crate::clock::Moment;
use crate::network::{HostName, Machine, Subnet};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// A PC is trusted with it for as long as it is likely to serve.
const AUTHORITY_DAYS: i64 = 3650;
/// Systems of Apple's refuse server certificates that hold for more than 398 days.
const SERVER_DAYS: i64 = 397;
/// So long before its end a server certificate is made anew.
const RENEWED_DAYS: i64 = 90;
/// Clocks of PCs and phones go behind the server's.
const BACK_DAYS: i64 = 1;

/// Addresses that nobody has in the internet (RFC 1918, 4193, 4291, 1122).
const PRIVATE: [&str; 7] = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "::1",
    "fc00::/7",
    "fe80::/10",
];

/// An authority with its key.
pub struct Authority {
    pub certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

/// Something made: a certificate and its key, both PEM.
pub struct Made {
    pub certificate: String,
    pub key: String,
}

impl Authority {
    /// A new authority for this machine.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn make(machine: &Machine, now: Moment) -> Result<Made, rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::default();
        let host = machine.names.first().map_or("this machine", HostName::as_str);
        let day = now.to_string();
        params.distinguished_name =
            called(&format!("NutriVault on {host}, {}", day.get(..10).unwrap_or(&day)));
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.name_constraints = Some(constraints(machine));
        hold(&mut params, now, AUTHORITY_DAYS);
        let certificate = params.self_signed(&key)?.pem();
        Ok(Made { certificate, key: key.serialize_pem() })
    }

    /// From what [`make`](Self::make) made.
    ///
    /// # Errors
    /// Why the two are no authority.
    pub fn read(certificate: Certificate, key: &str) -> Result<Self, String> {
        let key = KeyPair::from_pem(key).map_err(|error| error.to_string())?;
        if !certificate.has_key(&key.subject_public_key_info()) {
            return Err("it is not the key of the authority's certificate".into());
        }
        let der = CertificateDer::from(certificate.der.clone());
        let issuer = Issuer::from_ca_cert_der(&der, key).map_err(|error| error.to_string())?;
        Ok(Self { certificate, issuer })
    }

    /// A certificate for the server on this machine as it is now.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn certify(&self, machine: &Machine, now: Moment) -> Result<Made, rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::default();
        let (names, addresses) = wanted(&self.certificate, machine);
        params.distinguished_name = called(names.first().map_or("localhost", HostName::as_str));
        for name in &names {
            params.subject_alt_names.push(SanType::DnsName(ia5(name)?));
        }
        params.subject_alt_names.extend(addresses.into_iter().map(SanType::IpAddress));
        params.is_ca = IsCa::ExplicitNoCa;
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        hold(&mut params, now, SERVER_DAYS);
        let certificate = params.signed_by(&key, &self.issuer)?.pem();
        Ok(Made { certificate, key: key.serialize_pem() })
    }
}

/// Whether a server certificate has to be made anew: its end is near, its time has not come (the
/// clock was set back), or the machine has a name or an address that it lacks.
pub fn is_due(
    server: &Certificate,
    authority: &Certificate,
    machine: &Machine,
    now: Moment,
) -> bool {
    let (names, addresses) = wanted(authority, machine);
    now.plus_ms(RENEWED_DAYS * DAY_MS) >= server.ends
        || now < server.begins
        || names.iter().any(|name| !server.is_for(name))
        || addresses.iter().any(|address| !server.is_for_address(*address))
}

/// The names and addresses of this machine that the authority may certify.
fn wanted(authority: &Certificate, machine: &Machine) -> (Vec<HostName>, Vec<IpAddr>) {
    let permitted = |name: &HostName| authority.permitted_names.contains(name);
    let names = machine.names.iter().cloned().chain("localhost".parse()).filter(permitted);
    let home = [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)];
    let addresses = home.into_iter().chain(machine.addresses.iter().copied());
    (names.collect(), addresses.filter(|address| authority.permits_address(*address)).collect())
}

/// What the authority is held to: this machine's names, and private addresses. An address of this
/// machine that is not private is its own, and stands there alone.
fn constraints(machine: &Machine) -> NameConstraints {
    let names = machine.names.iter().cloned().chain("localhost".parse());
    let names: Vec<HostName> = names.filter(is_certifiable).collect();
    let private: Vec<Subnet> = PRIVATE.iter().flat_map(|subnet| subnet.parse()).collect();
    let own = machine.addresses.iter().filter(|address| address.is_ipv4());
    let own = own.filter(|address| !private.iter().any(|subnet| subnet.contains(**address)));
    let subnets = private.iter().copied().chain(own.map(|address| Subnet::from(*address)));
    let subnets = subnets.map(|subnet| {
        let (address, length) = subnet.prefix();
        GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, length))
    });
    // A name of one label would permit a whole top-level domain of that name below itself.
    let single = names.iter().filter(|name| !name.as_str().contains('.'));
    let excluded = single.map(|name| GeneralSubtree::DnsName(format!(".{name}"))).collect();
    let names = names.iter().map(|name| GeneralSubtree::DnsName(name.to_string()));
    NameConstraints {
        permitted_subtrees: names.chain(subnets).collect(),
        excluded_subtrees: excluded,
    }
}

/// Certificates have no underscores (RFC 5280 §4.2.1.6), and a machine called like a zone must not
/// have the zone.
fn is_certifiable(name: &HostName) -> bool {
    !name.as_str().contains('_') && !crate::network::SUFFIXES.contains(&name.as_str())
}

fn called(name: &str) -> DistinguishedName {
    let mut called = DistinguishedName::new();
    called.push(DnType::OrganizationName, "NutriVault");
    called.push(DnType::CommonName, name.chars().take(64).collect::<String>());
    called
}

fn ia5(name: &HostName) -> Result<Ia5String, rcgen::Error> {
    name.as_str().try_into()
}

fn hold(params: &mut CertificateParams, now: Moment, days: i64) {
    let begins = u64::try_from(now.ms() / 1000 - BACK_DAYS * DAY_MS / 1000).unwrap_or(0);
    params.not_before = date_time_ymd(1970, 1, 1) + Duration::from_secs(begins);
    let length = u64::try_from(days * DAY_MS / 1000).unwrap_or(0);
    params.not_after = params.not_before + Duration::from_secs(length);
}

#[cfg(test)]
#[path = "authority_tests.rs"]
mod tests;
