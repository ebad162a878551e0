//! What the command line may order, and how it is carried out: the same in the running server and
//! in a process that has the database for itself.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::audit::Actor;
use crate::auth::hasher::hash_here;
use crate::auth::password;
use crate::backups;
use crate::db::{Database, Meter, Sql};
use crate::error::{Error, Result, Thing};
use crate::http::Fields;
use crate::ids::Id;
use crate::leisure;
use crate::nutrition::foods::import::{self, Importer};
use crate::nutrition::foods::tables::Members;
use crate::settings;
use crate::users::store::{self, Listed};
use crate::users::{ChosenBy, NewUser, User};

/// An order of the command line. No `Debug`: some carry a password.
#[derive(Deserialize, Serialize)]
#[serde(tag = "order", rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// Creates a user from the fields of the API's creation.
    Add { fields: Map<String, Value>, password: String },
    /// Lists everybody.
    List,
    /// Lets a user in again.
    Enable { username: String },
    /// Keeps a user out and ends every session of theirs.
    Disable { username: String },
    /// Stores a password that its user must change at the next login.
    ResetPassword { username: String, password: String },
    /// Brings in a table of foods, or says what that would change.
    ImportFoods { file: PathBuf, dry_run: bool },
    /// Notes a backup that was made or failed.
    NoteBackup { run: backups::Run },
}

impl Order {
    /// How long whoever gives it waits for what comes of it: longer than the server waits for its write
    /// lock, and for a table of foods as long as the largest takes.
    pub fn patience(&self) -> Duration {
        match self {
            Self::ImportFoods { .. } => Duration::from_secs(30 * 60),
            _ => Duration::from_secs(60),
        }
    }
}

/// Carries the order out and returns what to print.
///
/// # Errors
/// A sentence; then nothing was changed.
pub fn carry_out(
    database: &Database,
    bcrypt_cost: u32,
    order: Order,
) -> std::result::Result<String, String> {
    let done = match order {
        Order::Add { fields, password } => add(database, bcrypt_cost, fields, &password),
        Order::List => database.read_here(&Meter::default(), store::list).map(|all| table(&all)),
        Order::Enable { username } => switch(database, &username, true),
        Order::Disable { username } => switch(database, &username, false),
        Order::ResetPassword { username, password } => {
            reset_password(database, bcrypt_cost, &username, &password)
        }
        Order::ImportFoods { file, dry_run } => {
            let import = || import_foods(database, &file, dry_run);
            leisure::aside("foods", import).map_err(Error::internal).flatten()
        }
        Order::NoteBackup { run } => database
            .write_here(&Meter::default(), |tx| backups::note(tx, &Actor::command_line(), &run))
            .map(|()| "Noted.".to_owned()),
    };
    done.map_err(|error| sentence(&error))
}

fn import_foods(database: &Database, file: &Path, dry_run: bool) -> Result<String> {
    let members =
        || Members::of(file, &std::env::temp_dir()).map_err(|why| Error::field("file", why));
    let importer = Importer { user: None, actor: Actor::command_line() };
    let done = match dry_run {
        true => import::rehearse(database, members)?,
        false => import::import(database, members, &importer, &|_| {})?,
    };
    Ok(import::told(&done))
}

fn add(
    database: &Database,
    bcrypt_cost: u32,
    fields: Map<String, Value>,
    chosen: &str,
) -> Result<String> {
    let mut fields = Fields::of(fields);
    let new = NewUser::read(&mut fields);
    fields.finish()?;
    // Nothing is read only where `finish` has refused.
    let Some(new) = new else { return Err(Error::internal("a user that cannot be read")) };
    let clinic = database.read_here(&Meter::default(), clinic_name)?;
    password::check(chosen, &new.familiar(&clinic))?;
    let hash = hash_here(chosen, bcrypt_cost)?;
    let user = database.write_here(&Meter::default(), |tx| {
        // Whoever adds the first user of a clinic adds themselves.
        let chosen_by = match store::stats(tx)?.total {
            0 => ChosenBy::Themselves,
            _ => ChosenBy::Another,
        };
        store::create(tx, &Actor::command_line(), Id::new(), &new, &hash, chosen_by)
    })?;
    let further = match user.must_change_password {
        true => " The password must be changed at the first login.",
        false => "",
    };
    Ok(format!("Added {} as {}.{further}", user.username, user.role.name))
}

fn switch(database: &Database, username: &str, active: bool) -> Result<String> {
    let user = database.write_here(&Meter::default(), |tx| {
        let user = named(store::by_username(tx, username)?)?;
        store::set_active(tx, &Actor::command_line(), user.id, active)
    })?;
    Ok(if active {
        format!("{} can log in again.", user.username)
    } else {
        format!(
            "{} can no longer log in; every session and API key of theirs has ended.",
            user.username
        )
    })
}

fn reset_password(
    database: &Database,
    bcrypt_cost: u32,
    username: &str,
    chosen: &str,
) -> Result<String> {
    let (user, clinic) = database.read_here(&Meter::default(), |sql| {
        Ok((named(store::by_username(sql, username)?)?, clinic_name(sql)?))
    })?;
    password::check(chosen, &user.familiar(&clinic))?;
    let hash = hash_here(chosen, bcrypt_cost)?;
    let user = database.write_here(&Meter::default(), |tx| {
        let user = named(store::by_username(tx, username)?)?;
        store::reset_password(tx, &Actor::command_line(), user.id, &hash, true)
    })?;
    Ok(format!(
        "{} has a new password and must choose another one at the next login; every session and API key of theirs has ended.",
        user.username
    ))
}

/// The clinic's name, if it was ever served.
fn clinic_name(sql: &Sql<'_>) -> Result<String> {
    Ok(settings::store::load(sql).map(|settings| settings.name).unwrap_or_default())
}

fn named(user: Option<User>) -> Result<User> {
    user.ok_or_else(|| {
        let code = Error::not_found(Thing::User).code();
        let message = "There is no user of that name; `nutrivault user list` shows them all.";
        Error::new(rocket::http::Status::NotFound, code, message)
    })
}

fn table(users: &[Listed]) -> String {
    let width = users.iter().map(|user| user.username.chars().count()).max().unwrap_or(0).max(8);
    let mut lines = vec![format!(
        "{:<width$}  {:<9}  {:<8}  {:<24}  NAME, E-MAIL",
        "USERNAME", "ROLE", "STATE", "LAST LOGIN"
    )];
    lines.extend(users.iter().map(|user| {
        let state = if user.is_active { "active" } else { "disabled" };
        let login = user.last_login_at.map_or("never".to_owned(), |at| at.to_string());
        format!(
            "{:<width$}  {:<9}  {state:<8}  {login:<24}  {} {}, {}",
            user.username, user.role, user.first_name, user.last_name, user.email
        )
    }));
    lines.join("\n")
}

/// The failure with every bad field named, for a person at a shell.
fn sentence(error: &Error) -> String {
    match error.details() {
        // What is wrong with a whole file is a sentence already.
        [one] if one.message.to_string().starts_with(char::is_uppercase) => one.message.to_string(),
        [] | [_] => error.to_string(),
        several => {
            let named = several.iter().map(|bad| format!("\n  {} {}", bad.field, bad.message));
            format!("{}{}", error.message(), named.collect::<String>())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::Clock;
    use crate::config::Config;

    fn clinic() -> (tempfile::TempDir, Database) {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::default().with_data(folder.path());
        let (database, _) = Database::open(&config, Clock::default()).unwrap();
        (folder, database)
    }

    fn adding(username: &str) -> Order {
        let fields = json!({
            "username": username, "email": format!("{username}@clinic.example"),
            "first_name": "Anna", "last_name": "Ek", "role": "ADMIN",
        });
        Order::Add {
            fields: fields.as_object().unwrap().clone(),
            password: "correct horse battery".into(),
        }
    }

    #[test]
    fn a_user_is_added_listed_disabled_and_enabled() {
        let (_folder, database) = clinic();
        let obey = |order| carry_out(&database, 4, order);
        assert_eq!(obey(adding("anna")).unwrap(), "Added anna as ADMIN.");
        assert!(obey(adding("bert")).unwrap().contains("must be changed at the first login"));
        assert!(obey(adding("Anna")).unwrap_err().contains("already"));
        obey(Order::Disable { username: "anna".into() }).unwrap();
        assert!(obey(Order::List).unwrap().contains("disabled"));
        assert!(obey(Order::Disable { username: "bert".into() }).is_err());
        obey(Order::Enable { username: "ANNA".into() }).unwrap();
        assert!(
            obey(Order::Enable { username: "nobody".into() }).unwrap_err().contains("user list")
        );
    }

    #[test]
    fn what_is_wrong_is_named_and_nothing_is_changed() {
        let (_folder, database) = clinic();
        let bad = Order::Add { fields: Map::new(), password: "correct horse battery".into() };
        let refused = carry_out(&database, 4, bad).unwrap_err();
        for field in ["username", "email", "first_name", "last_name"] {
            assert!(refused.contains(field), "{refused}");
        }
        carry_out(&database, 4, adding("anna")).unwrap();
        let weak = Order::ResetPassword { username: "anna".into(), password: "short".into() };
        assert!(carry_out(&database, 4, weak).unwrap_err().contains("10 characters"));
    }

    #[test]
    fn a_file_that_is_no_table_is_refused_in_one_sentence() {
        let (folder, database) = clinic();
        let file = folder.path().join("letter.txt");
        std::fs::write(&file, "Dear Anna,\nall is well.\n").unwrap();
        let order = Order::ImportFoods { file, dry_run: false };
        let refused = carry_out(&database, 4, order).unwrap_err();
        assert!(refused.starts_with("This is none of the food tables"), "{refused}");
        assert!(refused.ends_with("Nothing was changed."), "{refused}");
    }

    #[test]
    fn every_order_survives_its_way_over_the_socket() {
        let order = adding("anna");
        let line = serde_json::to_string(&order).unwrap();
        assert!(matches!(serde_json::from_str(&line), Ok(Order::Add { .. })));
        assert!(serde_json::from_str::<Order>(r#"{"order":"shutdown"}"#).is_err());
    }
}
