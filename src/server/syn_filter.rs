//! How a stop turns newcomers away without losing anybody who was let in.
//!
//! The system completes handshakes by itself and keeps what came of them in a queue. Whoever
//! entered it between our last look and the closing of the socket would be cut off with a request
//! already sent. So the socket first stops seeing the packets that begin a connection (SYN without
//! ACK); handshakes that had begun still end, and after a moment the queue is empty for good. A
//! newcomer's packet is repeated by their system a second later, and refused in the usual way.

use tokio::net::TcpListener;

/// Nobody new from now on; those in the queue are to be let in. Without effect where the system
/// has no such filters.
#[cfg(target_os = "linux")]
pub(super) fn refuse_new_connections(listener: &TcpListener) {
    use socket2::{SockFilter, SockRef};

    const LOAD_BYTE: u16 = 0x30;
    const JUMP_IF_SET: u16 = 0x45;
    const RETURN: u16 = 0x06;
    /// Where the flags stand in a TCP header (RFC 9293 §3.1), and ACK among them.
    const FLAGS: u32 = 13;
    const ACK: u32 = 0x10;
    const WHOLE: u32 = u32::MAX;
    let program = [
        SockFilter::new(LOAD_BYTE, 0, 0, FLAGS),
        SockFilter::new(JUMP_IF_SET, 0, 1, ACK),
        SockFilter::new(RETURN, 0, 0, WHOLE),
        SockFilter::new(RETURN, 0, 0, 0),
    ];
    if let Err(error) = SockRef::from(listener).attach_filter(&program) {
        log::debug!("newcomers are not turned away before the end: {error}");
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn refuse_new_connections(_: &TcpListener) {}
