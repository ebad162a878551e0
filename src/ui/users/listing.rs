//! `/users`: the list.

use rocket::get;
use serde::Deserialize;

use super::ROOM;
use crate::auth::Permission;
use crate::clock::{Moment, Zone};
use crate::db::Db;
use crate::error::Result;
use crate::http::Parameters;
use crate::ids::Id;
use crate::list::{Clauses, Embedded, list_row, rows};
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::Html;
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, ListPage, Row, Wanted};
use crate::ui::rooms::guard;
use crate::ui::staff::{Shell, Staff};
use crate::users::visible_to;

const ORDER: (&str, &str) = ("username", "ASC");

/// A role as a row has it.
#[derive(Deserialize)]
struct Role {
    name: String,
}

list_row! {
    /// A user as colleagues see one.
    struct Colleague {
        id: Id,
        username: String,
        first_name: String,
        last_name: String,
        role: Embedded<Role>,
        is_active: bool,
    }
}

list_row! {
    /// A user as those see one who change users.
    struct Known {
        id: Id,
        username: String,
        first_name: String,
        last_name: String,
        role: Embedded<Role>,
        is_active: bool,
        email: String,
        last_login_at: Option<Moment>,
    }
}

/// A row of the list, with what not everybody sees.
struct Listed {
    user: Colleague,
    private: Option<(String, Option<Moment>)>,
}

impl From<Colleague> for Listed {
    fn from(user: Colleague) -> Self {
        Self { user, private: None }
    }
}

impl From<Known> for Listed {
    fn from(known: Known) -> Self {
        let Known { id, username, first_name, last_name, role, is_active, .. } = known;
        Self {
            user: Colleague { id, username, first_name, last_name, role, is_active },
            private: Some((known.email, known.last_login_at)),
        }
    }
}

#[get("/users")]
pub(super) async fn all(
    caller: Staff<guard::Users>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let said = parameters.get("done").map(str::to_owned);
    let mut wanted = Wanted::read(ROOM, parameters, (caller.look.language, &settings.0.currency));
    let (spec, sees_all) = (visible_to(&caller), caller.sees_addresses());
    let query = wanted.query(spec, &settings.0.zone, ORDER, caller.notes())?;
    let found = db
        .read_much(move |sql| {
            let everybody = Clauses::default();
            Ok(match sees_all {
                true => rows::<Known>(sql, spec, &query, &everybody)?.map(Listed::from),
                false => rows::<Colleague>(sql, spec, &query, &everybody)?.map(Listed::from),
            })
        })
        .await?;
    let (language, zone) = (caller.look.language, &settings.0.zone);
    let rows = found.rows.iter().map(|listed| row(listed, language, zone)).collect();
    let shell = Shell::new(&caller, caller.look, &settings, ROOM).saying(said.as_deref());
    let mut page =
        ListPage::new(shell, say("Users"), &wanted, (rows, found.total), Shows::nothing());
    page.search_label = if sees_all { say("Name or e-mail") } else { say("Name") };
    page.new = caller.may(Permission::UsersCreate).then_some(("/users/new", say("New user")));
    page.presets = vec![
        wanted.preset(say("All"), &[("is_active", "")]),
        wanted.preset(say("Active|several"), &[("is_active", "true")]),
        wanted.preset(say("Deactivated|several"), &[("is_active", "false")]),
    ];
    page.presets.push(crate::ui::list::Preset {
        label: say("What each role may do"),
        href: "/users/roles".into(),
        is_on: false,
    });
    page.headings = vec![
        wanted.heading(say("User"), "username", ORDER),
        wanted.heading(say("Name"), "last_name", ORDER),
        wanted.heading(say("Role"), "", ORDER).narrow(),
    ];
    if sees_all {
        page.headings.push(wanted.heading(say("E-mail"), "", ORDER).wide());
        page.headings.push(wanted.heading(say("Last login"), "last_login_at", ORDER).middle());
    }
    page.headings.push(wanted.heading(say("State"), "", ORDER).narrow());
    page.answer()
}

fn row(Listed { user, private }: &Listed, language: Language, zone: &Zone) -> Row {
    let state = if user.is_active { say("Active") } else { say("Deactivated") };
    let mut cells = vec![
        Cell::plain(user.username.as_str()),
        Cell::plain(format!("{} {}", user.first_name, user.last_name).trim()),
        Cell::plain(language.code(&user.role.0.name)),
    ];
    if let Some((email, seen)) = private {
        let never = || language.t(say("never")).to_owned();
        let seen = seen.map_or_else(never, |at| language.moment(at, zone));
        cells.push(Cell::styled(email.as_str(), "quiet"));
        cells.push(Cell::styled(seen, "quiet figures"));
    }
    cells.push(Cell::status(language.t(state), if user.is_active { "green" } else { "grey" }));
    Row { href: format!("{ROOM}/{}", user.id), cells }
}
