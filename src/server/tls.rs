//! TLS with the certificate in use, on the port that also speaks plain HTTP: the first byte tells.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::tls::Certificates;

/// What speaks TLS with whatever certificate is in use at the time.
///
/// # Errors
/// When the build has no ciphers.
pub(super) fn acceptor(certificates: &Certificates) -> Result<TlsAcceptor, rustls::Error> {
    let mut server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(certificates.clone()));
    server.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(server)))
}

/// Whether the first byte is that of a handshake. It waits for one as long as the connection lasts.
pub(super) async fn begins(stream: &TcpStream) -> bool {
    const HANDSHAKE: u8 = 22;
    let mut first = [0];
    stream.peek(&mut first).await.is_ok_and(|bytes| bytes == 1 && first[0] == HANDSHAKE)
}
