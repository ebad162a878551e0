//! A password for a user command: typed twice, or the first line of a pipe. Never an argument,
//! which every process on the machine can read.

use std::io::{BufRead, IsTerminal};

/// Asks for a password.
///
/// # Errors
/// A sentence: nothing was given, or two different ones.
pub fn ask(username: &str) -> Result<String, String> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() { typed_twice(username) } else { first_line(stdin.lock()) }
}

fn typed_twice(username: &str) -> Result<String, String> {
    let prompt = |text: String| {
        rpassword::prompt_password(text)
            .map_err(|error| format!("The password cannot be read: {error}."))
    };
    let password = prompt(format!("New password for {username}: "))?;
    if password != prompt("The same again: ".into())? {
        return Err("The two passwords are not the same. Nothing was changed.".into());
    }
    Ok(password)
}

fn first_line(mut input: impl BufRead) -> Result<String, String> {
    let mut line = String::new();
    input
        .read_line(&mut line)
        .map_err(|error| format!("The password cannot be read from stdin: {error}."))?;
    let password =
        line.strip_suffix('\n').map_or(line.as_str(), |l| l.strip_suffix('\r').unwrap_or(l));
    if password.is_empty() {
        return Err("A password is needed: the first line of stdin. Nothing was changed.".into());
    }
    Ok(password.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_password_with_its_spaces() {
        assert_eq!(first_line(&b" a b \r\nmore\n"[..]), Ok(" a b ".into()));
        assert_eq!(first_line(&b"last"[..]), Ok("last".into()));
        assert!(first_line(&b"\nx"[..]).is_err() && first_line(&b""[..]).is_err());
    }
}
