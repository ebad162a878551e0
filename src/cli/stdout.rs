//! What a command says on stdout.

use std::io::Write;

/// Writes to stdout; somebody who has closed it does not want to know.
pub fn say(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
}
