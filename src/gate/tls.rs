//! TLS with the clinic's own certificate.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::config;

/// What speaks TLS, if the configuration names a certificate.
///
/// # Errors
/// A sentence that names the file which is wrong.
pub fn acceptor(config: &config::Tls) -> Result<Option<TlsAcceptor>, String> {
    let (Some(certificate), Some(key)) = (&config.certificate, &config.key) else {
        return Ok(None);
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unusable("certificate", certificate, &error.to_string()))?;
    if chain.is_empty() {
        return Err(unusable("certificate", certificate, "it holds no certificate"));
    }
    let private = PrivateKeyDer::from_pem_file(key)
        .map_err(|error| unusable("key", key, &error.to_string()))?;
    let mut server = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|error| unusable("key", key, &error.to_string()))?;
    server.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Some(TlsAcceptor::from(Arc::new(server))))
}

fn unusable(what: &str, file: &Path, why: &str) -> String {
    format!(
        "tls.{what} cannot be used: {}: {why}. Name a file in PEM form that this user may read, or leave tls.certificate and tls.key away to speak plain HTTP.",
        file.display()
    )
}
