//! `nutrivault user …`: by the running server if there is one, else in the database itself.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::{Map, Value};

use super::stdout::say;
use super::{Outcome, open, password};
use crate::config::Config;
use crate::control::Order;

#[derive(Debug, Subcommand)]
pub enum Action {
    /// Add a user; the password is asked for twice, or is the first line of a piped stdin
    Add(NewUser),
    /// List everybody with role, state and last login
    List,
    /// Keep a user out; their sessions end at once
    Disable {
        /// The login name, in whatever case
        username: String,
    },
    /// Let a disabled user in again
    Enable {
        /// The login name, in whatever case
        username: String,
    },
    /// Set a new password, asked for as with `add`; its user must change it at the next login
    ResetPassword {
        /// The login name, in whatever case
        username: String,
    },
}

#[derive(Debug, Args)]
pub struct NewUser {
    /// 3 to 50 of a-z, 0-9, dot, dash and underscore
    #[arg(long)]
    username: String,
    #[arg(long)]
    email: String,
    /// ADMIN, DIETITIAN, ASSISTANT or VIEWER
    #[arg(long)]
    role: String,
    #[arg(long)]
    first_name: String,
    #[arg(long)]
    last_name: String,
}

pub fn run(config: Config, action: Action) -> Outcome {
    open::must_be_there(&config)?;
    let order = order(action)?;
    let told = open::carry_out(&config, order)?;
    say(&told);
    Ok(ExitCode::SUCCESS)
}

fn order(action: Action) -> Result<Order, String> {
    Ok(match action {
        Action::Add(new) => {
            let password = password::ask(&new.username)?;
            Order::Add { fields: fields(new), password }
        }
        Action::List => Order::List,
        Action::Disable { username } => Order::Disable { username },
        Action::Enable { username } => Order::Enable { username },
        Action::ResetPassword { username } => {
            let password = password::ask(&username)?;
            Order::ResetPassword { username, password }
        }
    })
}

/// The arguments as the body of the API's creation, so that the same rules hold.
fn fields(new: NewUser) -> Map<String, Value> {
    let fields = [
        ("username", new.username),
        ("email", new.email),
        ("role", new.role.to_uppercase()),
        ("first_name", new.first_name),
        ("last_name", new.last_name),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), Value::String(value))).collect()
}
