//! `nutrivault doctor`: examines the database without changing it, also beside a running server.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::stdout::say;
use super::{Outcome, open};
use crate::config::Config;
use crate::system::doctor::{self, Finding, Level};

/// Damage is not a failure of the command: a script must tell them apart.
const DAMAGED: u8 = 2;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Print the findings as JSON: {"ok":…,"findings":[{"check","level","what","todo"}]}
    #[arg(long)]
    pub json: bool,
}

pub fn run(config: &Config, arguments: &Arguments) -> Outcome {
    open::must_be_there(config)?;
    let findings = doctor::examine(config);
    let is_sound = findings.iter().all(|finding| finding.level != Level::Damage);
    if arguments.json {
        say(&json!({ "ok": is_sound, "findings": findings }).to_string());
    } else {
        say(&told(&findings));
    }
    Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::from(DAMAGED) })
}

/// One line a finding, what to do about it below.
fn told(findings: &[Finding]) -> String {
    let mut lines = Vec::new();
    for finding in findings {
        let level = match finding.level {
            Level::Fine => "ok     ",
            Level::Warning => "WARNING",
            Level::Damage => "DAMAGE ",
        };
        lines.push(format!("{level}  {}: {}", finding.check, finding.what));
        if let Some(todo) = &finding.todo {
            lines.push(format!("         {todo}"));
        }
    }
    lines.join("\n")
}
