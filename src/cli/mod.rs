//! The command line: what the executable can do besides serving, one file a command.

mod allocator;
mod backup;
mod config;
mod demo;
mod descriptors;
mod doctor;
mod foods;
mod healthcheck;
mod import;
mod logger;
mod migrate;
mod open;
mod owner;
mod password;
mod read_document;
mod report;
mod restore;
mod serve;
mod signals;
mod stdout;
mod supervisor;
mod tls;
mod user;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;
use crate::{data_folder, reach, stderr};

pub use config::keys;

/// Practice management for a nutrition clinic: one executable, one database file.
#[derive(Debug, Parser)]
#[command(name = "nutrivault", version, about, long_about = None, after_help = AFTER_HELP)]
#[command(subcommand_required = true, arg_required_else_help = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
First steps:
  nutrivault serve --demo       a made-up clinic to look around in, with its logins printed
  nutrivault serve              your clinic, on http://127.0.0.1:3001; it prints a link to set it up
  nutrivault user add --username alice --email alice@clinic.example \\
      --role ADMIN --first-name Alice --last-name Martin
                                the same without the link, from another shell

Configuration: defaults, then Rocket.toml in the working directory, then the environment:
  NUTRIVAULT_DATA=/srv/clinic NUTRIVAULT_PORT=8080 nutrivault serve
`nutrivault config` prints every key with its value and the name of its variable.

Exit codes:
  0  done; for doctor and healthcheck: all is well
  1  refused or failed; a sentence on stderr says why, what was kept and what to do
  2  the command line is wrong; for doctor: it found damage";

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the clinic until ctrl-c or SIGTERM; requests in flight are finished first
    Serve(serve::Arguments),
    /// Fill an empty database with a plausible made-up clinic
    Demo(demo::Arguments),
    /// Add, list, disable and enable users and reset their passwords, also while the server runs
    #[command(subcommand)]
    User(user::Action),
    /// Bring a clinic over from the system used before
    #[command(subcommand)]
    Import(import::From),
    /// Tables of foods, also while the server runs
    #[command(subcommand)]
    Foods(foods::Action),
    /// Make a verified copy of the database, also while the server runs
    Backup(backup::Arguments),
    /// Go back to a backup; the present database is kept beside it
    Restore(restore::Arguments),
    /// Examine the database: its structure, its references, the chain of the audit trail
    Doctor(doctor::Arguments),
    /// Ask the running server whether it can work: exit code 0 if so, 1 if not
    Healthcheck,
    /// Print the configuration in force as TOML, secrets masked; or what each key means
    Config(config::Arguments),
    /// Encryption for the clinic's network: make an authority of this server's own, show, renew
    #[command(subcommand)]
    Tls(tls::Action),
    /// Bring the database to this version's schema; `serve` does the same at its start
    Migrate,
    /// Read a document for the server
    #[command(hide = true)]
    ReadDocument(read_document::Arguments),
}

/// What a command comes to: its exit code, or a sentence for stderr and exit code 1.
type Outcome = Result<ExitCode, String>;

impl Command {
    /// Whether a script reads what it prints.
    fn is_for_a_script(&self) -> bool {
        match self {
            Self::Backup(arguments) => arguments.json,
            Self::Doctor(arguments) => arguments.json,
            _ => false,
        }
    }
}

/// Parses the arguments of this process and does what they say.
pub fn run() -> ExitCode {
    data_folder::keep_files_private();
    let command = match CommandLine::try_parse() {
        Ok(arguments) => arguments.command,
        Err(error) => return misunderstood(&error),
    };
    let as_json = command.is_for_a_script();
    let code = obey(command);
    stderr::finish();
    code.unwrap_or_else(|sentence| {
        if as_json {
            tell_script(&sentence);
        }
        eprintln!("nutrivault: {sentence}");
        ExitCode::FAILURE
    })
}

/// What was typed is no command of ours, or asks for help.
fn misunderstood(error: &clap::Error) -> ExitCode {
    if error.use_stderr() && std::env::args_os().any(|argument| argument == "--json") {
        tell_script(error.to_string().trim_end());
    }
    // A closed stdout or stderr does not want to know.
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// A refusal for whoever asked for `--json`: it has the shape of every outcome.
fn tell_script(why: &str) {
    stdout::say(&serde_json::json!({ "ok": false, "error": why }).to_string());
}

fn obey(command: Command) -> Outcome {
    // It needs nothing of the clinic, and gets nothing of it.
    if let Command::ReadDocument(arguments) = command {
        return read_document::run(&arguments);
    }
    let config = Config::load()?;
    owner::become_owner(&config.data)?;
    let config = reach::applied(config);
    logger::start(config.log_level);
    match command {
        Command::Serve(arguments) => serve::run(config, &arguments),
        Command::Demo(arguments) => demo::run(config, &arguments),
        Command::User(action) => user::run(config, action),
        Command::Foods(action) => foods::run(config, action),
        Command::Import(from) => import::run(config, &from),
        Command::Backup(arguments) => backup::run(config, &arguments),
        Command::Restore(arguments) => restore::run(config, &arguments),
        Command::Doctor(arguments) => doctor::run(&config, &arguments),
        Command::Healthcheck => healthcheck::run(&config),
        Command::Tls(action) => tls::run(&config, &action),
        Command::Config(arguments) => config::run(&config, &arguments),
        Command::Migrate => migrate::run(config),
        Command::ReadDocument(arguments) => read_document::run(&arguments),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn no_password_is_taken_from_the_arguments_of_a_user_command() {
        let mut root = CommandLine::command();
        let user = root.find_subcommand_mut("user").unwrap();
        for command in user.get_subcommands() {
            assert!(command.get_arguments().all(|a| a.get_id() != "password"));
        }
    }
}
