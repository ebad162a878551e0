//! What the authority certifies, as a strict verifier sees it.

use std::sync::Arc;

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{ServerName, UnixTime};

use super::*;

fn at(day: &str) -> Moment {
    format!("{day}T12:00:00.000Z").parse().unwrap()
}

fn machine(name: &str, addresses: &[&str]) -> Machine {
    let label = name.split('.').next().unwrap();
    let with_zone = crate::network::SUFFIXES.iter().map(|zone| format!("{label}.{zone}"));
    let names = [name.to_owned(), label.to_owned()].into_iter().chain(with_zone);
    let addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
    Machine { names: names.map(|name| name.parse().unwrap()).collect(), addresses }
}

fn certificate(pem: &str) -> Certificate {
    Certificate::read(&CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap()
}

fn authority(machine: &Machine, day: &str) -> Authority {
    let made = Authority::make(machine, at(day)).unwrap();
    Authority::read(certificate(&made.certificate), &made.key).unwrap()
}

/// Whether a client that trusts the authority takes the certificate for that name.
fn is_taken(authority: &Certificate, server: &Certificate, name: &str, day: &str) -> bool {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(authority.der.clone())).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let now = u64::try_from(at(day).ms() / 1000).unwrap();
    let now = UnixTime::since_unix_epoch(Duration::from_secs(now));
    let server = CertificateDer::from(server.der.clone());
    verifier.build().unwrap().verify_server_cert(&server, &[], &name, &[], now).is_ok()
}

#[test]
fn the_server_is_taken_by_each_of_its_names_and_addresses_and_by_no_other() {
    let pc = machine("front", &["192.168.1.20", "fd00::20", "203.0.113.5"]);
    let authority = authority(&pc, "2026-11-26");
    let server = certificate(&authority.certify(&pc, at("2026-11-26")).unwrap().certificate);
    for name in [
        "front",
        "front.local",
        "front.lan",
        "front.home.arpa",
        "front.internal",
        "localhost",
        "192.168.1.20",
        "fd00::20",
        "127.0.0.1",
        "::1",
        // Not private, and this machine's own.
        "203.0.113.5",
    ] {
        assert!(is_taken(&authority.certificate, &server, name, "2026-11-27"), "{name}");
    }
    for name in ["bank.example", "local", "other.local", "192.168.1.21", "203.0.113.6"] {
        assert!(!is_taken(&authority.certificate, &server, name, "2026-11-27"), "{name}");
    }
    assert!(!is_taken(&authority.certificate, &server, "front", "2027-12-28"));
    assert_eq!(server.ends.ms() - server.begins.ms(), 397 * DAY_MS);
}

#[test]
fn what_the_authority_signs_for_others_is_refused() {
    let pc = machine("front", &["192.168.1.20"]);
    let authority = authority(&pc, "2026-11-26");
    let forged = |name: &str| {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        hold(&mut params, at("2026-11-26"), SERVER_DAYS);
        certificate(&params.signed_by(&key, &authority.issuer).unwrap().pem())
    };
    for name in ["bank.example", "x.front", "other.local", "8.8.8.8", "2001:db8::1"] {
        assert!(!is_taken(&authority.certificate, &forged(name), name, "2026-11-27"), "{name}");
    }
    assert!(is_taken(&authority.certificate, &forged("10.9.9.9"), "10.9.9.9", "2026-11-27"));
}

#[test]
fn a_certificate_is_made_anew_in_time_and_when_the_machine_changes() {
    let pc = machine("front", &["192.168.1.20"]);
    let authority = authority(&pc, "2026-11-26");
    let server = certificate(&authority.certify(&pc, at("2026-11-26")).unwrap().certificate);
    let due = |machine: &Machine, day| is_due(&server, &authority.certificate, machine, at(day));
    assert!(!due(&pc, "2026-11-26"));
    assert!(!due(&pc, "2027-09-01"));
    assert!(due(&pc, "2027-10-01"));
    assert!(due(&pc, "2026-01-01"), "the clock was set back");
    assert!(due(&machine("front", &["192.168.1.21"]), "2026-11-27"));
    assert!(!due(&machine("front", &[]), "2026-11-27"), "an address less");
    // What the authority may not certify is no reason to try.
    assert!(!due(&machine("other", &["192.168.1.20", "203.0.113.5"]), "2026-11-27"));
}

#[test]
fn a_machine_called_like_a_zone_does_not_get_the_zone() {
    let odd = machine("local", &[]);
    let authority = authority(&odd, "2026-11-26");
    let permitted = &authority.certificate.permitted_names;
    assert!(!permitted.iter().any(|name| name.as_str() == "local"), "{permitted:?}");
    let server = certificate(&authority.certify(&odd, at("2026-11-26")).unwrap().certificate);
    assert!(is_taken(&authority.certificate, &server, "local.local", "2026-11-27"));
}
