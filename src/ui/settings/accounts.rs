//! `/settings/accounts`: the accounts that the journal books to.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};
use serde_json::json;

use super::pages::ROOM;
use super::tabs::tabs;
use crate::auth::may;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Fields, Parameters, Precondition};
use crate::settings::accounts::{ACCOUNTS, Account};
use crate::settings::{Change, Current, InForce, store};
use crate::shown::Shows;
use crate::ui::form::{Field, FormPage, Group, Html, Sent, again, html};
use crate::ui::language::say;
use crate::ui::staff::{Shell, Staff};

const PATH: &str = "/settings/accounts";

pub fn routes() -> Vec<Route> {
    routes![show, save]
}

fn form(shell: Shell, settings: &InForce) -> FormPage {
    let (books, ways) = ACCOUNTS.split_at(5);
    let fields = |accounts: &[Account]| {
        accounts.iter().map(|account| Field::line(account.field, account.name)).collect()
    };
    let groups = vec![
        Group { title: say("Patients and revenue"), fields: fields(books) },
        Group { title: say("Payment methods"), fields: fields(ways) },
    ];
    let (title, way) = (say("Accounts of the journal"), (ROOM, ""));
    let shell = shell.among(tabs(PATH));
    let mut page = FormPage::new(shell, title, PATH, way, say("Save"), groups);
    page.version = settings.0.version;
    page.filled(&json!(*settings.0), Shows::nothing()).merging()
}

#[get("/settings/accounts")]
fn show(
    caller: Staff<may::SystemSettings>,
    settings: InForce,
    parameters: Parameters,
) -> Result<Html> {
    let shell = Shell::new(&caller, caller.look, &settings, ROOM).saying(parameters.get("done"));
    html(Status::Ok, &form(shell, &settings))
}

#[post("/settings/accounts", data = "<sent>")]
async fn save(
    caller: Staff<may::SystemSettings>,
    current: &State<Current>,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let mut names: Vec<&str> = ACCOUNTS.iter().map(|account| account.field).collect();
    names.push("version");
    let mut fields = Fields::of(sent.only(&names).body(&["version"]));
    let precondition = Precondition::read(None, &mut fields);
    let change = Change::read(&mut fields);
    let (actor, now_in_force) = (caller.actor(), Current::clone(current));
    let saved = match fields.finish() {
        Ok(()) => {
            db.write(move |tx| {
                let settings = store::update(tx, &actor, change, precondition)?;
                tx.on_commit(move || now_in_force.set(settings));
                Ok(())
            })
            .await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(Ok(Redirect::to(format!("{PATH}?done=saved-accounts")))),
        Err(error) => {
            let settings = InForce(current.get());
            let shell = Shell::new(&caller, caller.look, &settings, ROOM);
            again(form(shell, &settings), &sent, error).map(Err)
        }
    }
}
