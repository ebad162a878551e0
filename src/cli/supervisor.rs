//! What a supervisor hears (sd_notify(3)): that the server is ready, that it stops, and, as long as
//! it answers, that it lives.

use std::env;
use std::io::{Read, Write};
use std::net::{SocketAddr as InternetAddress, TcpStream};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::steady;

/// A server that is busy answers within this time.
const PATIENCE: Duration = Duration::from_secs(10);

/// Tells the supervisor, if there is one.
pub fn tell(state: &str) {
    let Some(socket) = env::var_os("NOTIFY_SOCKET") else { return };
    let told = address(socket.as_encoded_bytes())
        .and_then(|address| UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &address));
    if let Err(error) = told {
        log::warn!("the supervisor cannot be told {state}: {error}");
    }
}

/// A path, or after an `@` the name of an abstract socket.
fn address(socket: &[u8]) -> std::io::Result<SocketAddr> {
    match socket.strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name),
        None => SocketAddr::from_pathname(std::ffi::OsStr::new(
            std::str::from_utf8(socket).map_err(std::io::Error::other)?,
        )),
    }
}

/// As long as this server answers at its own port, tells the supervisor that it lives, three times
/// in the span after which it would be started anew. Nothing where nobody asks for it.
pub fn beat(server: InternetAddress) -> Option<JoinHandle<()>> {
    let every = interval()?;
    Some(steady::spawn("the beat for the supervisor", move || async move {
        loop {
            match tokio::task::spawn_blocking(move || is_answered(server)).await {
                Ok(Ok(())) => tell("WATCHDOG=1"),
                Ok(Err(error)) => log::error!("this server does not answer at {server}: {error}"),
                Err(_) => {}
            }
            sleep(every).await;
        }
    }))
}

fn interval() -> Option<Duration> {
    let number = |name: &str| env::var(name).ok()?.parse::<u64>().ok();
    let is_meant = number("WATCHDOG_PID").is_none_or(|id| id == u64::from(std::process::id()));
    let span = number("WATCHDOG_USEC").filter(|span| is_meant && *span > 0)?;
    Some(Duration::from_micros(span / 3))
}

/// Any answer is one, also that this port speaks TLS.
fn is_answered(server: InternetAddress) -> std::io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&server, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET /health HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\r\n")?;
    let mut answer = [0; 12];
    stream.read(&mut answer).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_sockets_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let name = format!("nutrivault-test-{}", std::process::id());
        let abstract_address = SocketAddr::from_abstract_name(name.as_bytes()).unwrap();
        for (listener, socket) in [
            (UnixDatagram::bind(&path).unwrap(), path.to_str().unwrap().to_owned()),
            (UnixDatagram::bind_addr(&abstract_address).unwrap(), format!("@{name}")),
        ] {
            let to = address(socket.as_bytes()).unwrap();
            UnixDatagram::unbound().unwrap().send_to_addr(b"READY=1", &to).unwrap();
            let mut heard = [0; 16];
            let length = listener.recv(&mut heard).unwrap();
            assert_eq!(&heard[..length], b"READY=1");
        }
    }
}
