//! `nutrivault read-document`: what the server has read in a process apart. Nobody types it.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;

use super::Outcome;
use crate::documents;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The kind of the file on the standard input, as a MIME type
    kind: String,
}

pub fn run(arguments: &Arguments) -> Outcome {
    let text = documents::read_here(&arguments.kind, std::io::stdin().lock())
        .map_err(|error| format!("The document cannot be read: {error}"))?;
    // Who does not listen any more needs no text.
    let _gone = std::io::stdout().lock().write_all(text.as_bytes());
    Ok(ExitCode::SUCCESS)
}
