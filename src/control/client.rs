//! The command line's end of the socket.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use super::Order;
use super::place::reach;

/// The order itself is read at once.
const PATIENCE: Duration = Duration::from_secs(60);

/// The connection to the server behind that socket.
///
/// # Errors
/// What the system says: nobody listens there, or nobody yet.
pub fn connect(socket: &Path) -> std::io::Result<UnixStream> {
    reach(socket, |socket| UnixStream::connect(socket))
}

/// Has the server carry out the order; returns what to print.
///
/// # Errors
/// A sentence: what the server says, or that it broke off.
pub fn send(stream: UnixStream, order: &Order) -> Result<String, String> {
    let broke_off = || "The server broke off. Its log says why.".to_owned();
    let answer = exchange(stream, order).map_err(|_| broke_off())?;
    serde_json::from_str::<Result<String, String>>(&answer).map_err(|_| broke_off())?
}

fn exchange(mut stream: UnixStream, order: &Order) -> std::io::Result<String> {
    stream.set_read_timeout(Some(order.patience()))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut line = serde_json::to_vec(order)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer)?;
    Ok(answer)
}
