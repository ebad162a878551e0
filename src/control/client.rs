//! The command line's end of the socket.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use super::Order;
use super::place::reach;

/// Longer than the server waits for its write lock.
const PATIENCE: Duration = Duration::from_secs(60);
/// A server that has just locked the folder opens its socket within this time.
const START: Duration = Duration::from_secs(3);

/// Has the server behind that socket carry out the order; returns what to print.
///
/// # Errors
/// A sentence: what the server says, or that it does not answer.
pub fn send(socket: &Path, order: &Order) -> Result<String, String> {
    let answer = connect(socket).and_then(|stream| exchange(stream, order)).map_err(|error| {
        format!(
            "What works on this folder takes no orders at {}: {error}. Try again when it has ended, or stop it.",
            socket.display()
        )
    })?;
    serde_json::from_str::<Result<String, String>>(&answer)
        .map_err(|_| "The server broke off. Its log says why.".to_owned())?
}

fn connect(socket: &Path) -> std::io::Result<UnixStream> {
    let deadline = Instant::now() + START;
    loop {
        match reach(socket, |socket| UnixStream::connect(socket)) {
            Err(_) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(50)),
            result => return result,
        }
    }
}

fn exchange(mut stream: UnixStream, order: &Order) -> std::io::Result<String> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut line = serde_json::to_vec(order)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer)?;
    Ok(answer)
}
