//! `nutrivault healthcheck`: what a container or a supervisor asks.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

use super::Outcome;
use super::stdout::say;
use crate::config::Config;

const PATIENCE: Duration = Duration::from_secs(5);
/// The answer is short; what is longer does not come from us.
const LONGEST: u64 = 64 * 1024;

pub fn run(config: &Config) -> Outcome {
    let address = SocketAddr::new(reachable(config.address), config.port);
    let answer = ask(address).map_err(|error| {
        format!("No answer from http://{address}: {error}. Is the server running?")
    })?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    match head.split(' ').nth(1) {
        Some("200") => {
            say(&format!("http://{address} is ready."));
            Ok(ExitCode::SUCCESS)
        }
        Some(status) => Err(format!("http://{address} answers {status}: {}", body.trim())),
        None => Err(format!("What answers at {address} does not speak HTTP.")),
    }
}

/// A server that listens everywhere is asked at home.
pub(super) fn reachable(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(v4) if v4.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(v6) if v6.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        address => address,
    }
}

fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAccept: application/json\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.take(LONGEST).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
