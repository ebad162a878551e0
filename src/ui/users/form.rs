//! The form of a user, empty: for a new one, and to be filled with what is known.

use super::ROOM;
use crate::db::Db;
use crate::error::Result;
use crate::ui::form::{Field, FormPage, Group, Kind};
use crate::ui::language::say;
use crate::ui::staff::Shell;
use crate::users::store;

pub(super) async fn form(shell: Shell, db: &Db) -> Result<FormPage> {
    let roles = db.read(store::roles).await?;
    let language = shell.look.language;
    let roles = roles.into_iter().map(|role| (role.id.to_string(), language.code(&role.name)));
    let fields = vec![
        Field::line("username", say("User name")).required(),
        Field::line("first_name", say("First name")).required(),
        Field::line("last_name", say("Last name")).required(),
        Field::line("registration_number", say("Registration number"))
            .hint(say("As the register writes it, like RPPS 10001234567. Printed on invoices, letters and sheets.")),
        Field::new("email", say("E-mail"), Kind::Line("email")).required(),
        Field::new("role_id", say("Role"), Kind::Choice(roles.collect())).required(),
        Field::codes("locale", say("Language"), &["en", "fr"]),
    ];
    let groups = vec![Group { title: "", fields }];
    Ok(FormPage::new(
        shell,
        say("New user"),
        ROOM,
        (ROOM, say("Users")),
        say("Add the user"),
        groups,
    ))
}
