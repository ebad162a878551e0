//! TLS with a certificate of the clinic's own.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::clinic::{Clinic, PASSWORD, Server, fine, refusal};

/// A clinic with a certificate beside its data.
struct Encrypted {
    clinic: Clinic,
    certificate: String,
}

impl Encrypted {
    fn new() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["clinic.example".to_owned()]).unwrap();
        let clinic = Clinic::new();
        fine(&clinic.add("admin", "ADMIN"));
        let certificate = made.cert.pem();
        std::fs::write(clinic.folder.path().join("clinic.pem"), &certificate).unwrap();
        let key = made.signing_key.serialize_pem();
        std::fs::write(clinic.folder.path().join("clinic.key"), key).unwrap();
        Self { clinic, certificate }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.clinic.command(arguments);
        command.env("NUTRIVAULT_TLS__CERTIFICATE", "clinic.pem");
        command.env("NUTRIVAULT_TLS__KEY", "clinic.key");
        command
    }

    /// What the server answers to this, over TLS, until it closes.
    fn told(&self, server: &Server, question: &str) -> String {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.certificate.as_bytes()).unwrap()).unwrap();
        let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        let name = ServerName::try_from("clinic.example").unwrap();
        let client = ClientConnection::new(Arc::new(config), name).unwrap();
        let stream = TcpStream::connect(&server.address).unwrap();
        let mut stream = StreamOwned::new(client, stream);
        stream.write_all(question.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // The end may come without a farewell.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }
}

#[test]
fn the_pages_come_over_tls_and_so_does_the_cookie() {
    let house = Encrypted::new();
    let server = Server::start(house.command(&["serve"]));
    let health =
        house.told(&server, "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(health.starts_with("HTTP/1.1 200 "), "{health}");
    let form = format!("username=admin&password={}", PASSWORD.replace(' ', "+"));
    let login = format!(
        "POST /login HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    let answer = house.told(&server, &login);
    let cookie =
        answer.lines().find(|line| line.contains("nutrivault_session=")).unwrap_or(&answer);
    assert!(cookie.contains("; Secure"), "{cookie}");
    assert!(cookie.to_lowercase().contains("set-cookie: __host-nutrivault_session="), "{cookie}");
    // With the clinic's own certificate browsers may be told to insist on it, for a day.
    let insists = "strict-transport-security: max-age=86400";
    assert!(answer.to_lowercase().contains(insists), "{answer}");
    // This machine itself may speak plainly: for health checks.
    assert_eq!(server.call("GET", "/health", None, None).0, 200);
    assert_eq!(server.stop().0, Some(0));
}

#[test]
fn a_certificate_that_cannot_be_used_is_named() {
    let house = Encrypted::new();
    let gone = house.command(&["serve"]).env("NUTRIVAULT_TLS__KEY", "gone.key").output().unwrap();
    let sentence = refusal(&gone);
    assert!(sentence.contains("tls.key") && sentence.contains("gone.key"), "{sentence}");
    let swapped =
        house.command(&["serve"]).env("NUTRIVAULT_TLS__CERTIFICATE", "clinic.key").output();
    assert!(refusal(&swapped.unwrap()).contains("tls.certificate"));
    let alone = house.clinic.command(&["serve"]).env("NUTRIVAULT_TLS__KEY", "clinic.key").output();
    assert!(refusal(&alone.unwrap()).contains("set together"));
}

/// The certificate that the server shows now.
fn shown(server: &Server) -> Vec<u8> {
    #[derive(Debug)]
    struct Anybody;
    impl rustls::client::danger::ServerCertVerifier for Anybody {
        fn verify_server_cert(
            &self,
            _: &CertificateDer<'_>,
            _: &[CertificateDer<'_>],
            _: &ServerName<'_>,
            _: &[u8],
            _: rustls::pki_types::UnixTime,
        ) -> Result<rustls::client::danger::ServerCertVerified, rustls::Error> {
            Ok(rustls::client::danger::ServerCertVerified::assertion())
        }

        fn verify_tls12_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &rustls::DigitallySignedStruct,
        ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
            Ok(rustls::client::danger::HandshakeSignatureValid::assertion())
        }

        fn verify_tls13_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &rustls::DigitallySignedStruct,
        ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
            Ok(rustls::client::danger::HandshakeSignatureValid::assertion())
        }

        fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
            rustls::crypto::ring::default_provider()
                .signature_verification_algorithms
                .supported_schemes()
        }
    }
    let config = ClientConfig::builder()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anybody))
        .with_no_client_auth();
    let name = ServerName::try_from("clinic.example").unwrap();
    let mut client = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = TcpStream::connect(&server.address).unwrap();
    while client.is_handshaking() {
        client.complete_io(&mut stream).unwrap();
    }
    client.peer_certificates().unwrap()[0].to_vec()
}

#[test]
fn a_certificate_that_is_replaced_is_taken_without_a_stop_and_a_broken_one_is_not() {
    let house = Encrypted::new();
    let server = Server::start(house.command(&["serve"]));
    let first = shown(&server);
    let file = |name: &str| house.clinic.folder.path().join(name);
    std::fs::write(file("clinic.pem"), "half a cert").unwrap();
    std::thread::sleep(std::time::Duration::from_secs(17));
    assert_eq!(shown(&server), first, "what worked goes on");
    let made = rcgen::generate_simple_self_signed(vec!["clinic.example".to_owned()]).unwrap();
    std::fs::write(file("clinic.key"), made.signing_key.serialize_pem()).unwrap();
    std::fs::write(file("clinic.pem"), made.cert.pem()).unwrap();
    let begun = std::time::Instant::now();
    while shown(&server) != made.cert.der().to_vec() {
        assert!(begun.elapsed().as_secs() < 40, "the old certificate is still in use");
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
    assert_eq!(server.stop().0, Some(0));
}

#[test]
fn a_head_that_is_too_long_is_refused_in_a_sentence_over_tls_too() {
    let house = Encrypted::new();
    let server = Server::start(house.command(&["serve"]));
    let long = "x".repeat(40_000);
    // Else the connection is kept for further requests, a minute long.
    let question = format!(
        "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Long: {long}\r\n\r\n"
    );
    let told = house.told(&server, &question);
    assert!(told.starts_with("HTTP/1.1 4") && told.contains("\"success\":false"), "{told}");
}
