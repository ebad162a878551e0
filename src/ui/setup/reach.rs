//! `/reach` and `/reach/done`: who may reach the server, and where it is found. An
//! administrator can come back to both.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};

use super::Reached;
use crate::audit::{self, Action, Entry};
use crate::auth::may;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::message::message;
use crate::reach::{self, Reach};
use crate::settings::InForce;
use crate::shows_no_record;
use crate::tls::{self, Ways};
use crate::ui::form::{Html, Sent, html};
use crate::ui::settings::tabs::tabs;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![ask, choose, done]
}

/// The choice, and what is in force now.
#[derive(Template)]
#[template(path = "ui/setup/reach.html", config = "src/ui/askama.toml")]
struct ReachPage {
    shell: Shell,
    reach: Reach,
    /// The address that the configuration sets, against which no choice here helps.
    set: Option<String>,
}

/// What was set up, and where it is found.
#[derive(Template)]
#[template(path = "ui/setup/done.html", config = "src/ui/askama.toml")]
struct DonePage {
    shell: Shell,
    ways: Ways,
    fingerprint: Option<String>,
    is_in_the_clear: bool,
    needs_restart: bool,
}

shows_no_record!(ReachPage, DonePage);

#[get("/reach")]
fn ask(
    caller: Staff<may::SystemSettings>,
    settings: InForce,
    config: &State<Config>,
) -> Result<Html> {
    let shell = Shell::new(&caller, caller.look, &settings, "/settings").among(tabs("/reach"));
    let reach = reach::chosen(&config.data);
    let set = (!reach::may_choose(config)).then(|| config.address.to_string());
    html(Status::Ok, &ReachPage { shell, reach, set })
}

#[post("/reach", data = "<sent>")]
async fn choose(
    caller: Staff<may::SystemSettings>,
    config: &State<Config>,
    reached: Reached,
    db: Db,
    sent: Sent,
) -> Result<Redirect> {
    let new = match sent.get("reach") {
        "network" => Reach::Encrypted,
        "plain" => Reach::Plain,
        "here" => Reach::Here,
        _ => {
            return Err(Error::field(
                "reach",
                message("choose-reach", "must be one of here, network, plain"),
            ));
        }
    };
    let (actor, data) = (caller.actor(), config.data.clone());
    let certificates = reached.certificates;
    let old = reach::chosen(&data);
    let told = serde_json::json!({ "reach": { "old": old.word(), "new": new.word() } });
    db.write(move |tx| {
        let changes = crate::ui::visits::pages::as_map(told);
        audit::record(tx, &actor, &Entry::new(Action::Update, "settings").changing(changes))?;
        certificates.choose(&data, new).map_err(|why| {
            let message = message(
                "refused-reach-unwritten",
                "The choice could not be written into the data folder. Nothing was changed.",
            );
            log::error!("{}: {why}", data.display());
            Error::new(Status::InsufficientStorage, "STORAGE_FULL", message)
        })
    })
    .await?;
    if let Some(listening) = reached.listening {
        let address = reach::applied(Config::clone(config)).address;
        // What does not move now is moved by the next start, and the page says so.
        if let Err(error) = listening.move_to(address).await {
            log::error!(
                "the server cannot listen on {address} before it is started again: {error}"
            );
        }
    }
    Ok(Redirect::to("/reach/done"))
}

#[get("/reach/done")]
fn done(
    caller: Staff<may::SystemSettings>,
    settings: InForce,
    config: &State<Config>,
    reached: Reached,
    rocket: &rocket::Config,
) -> Result<Html> {
    let Reached { certificates, listening } = reached;
    let in_force = reach::applied(Config::clone(config));
    let now = listening.map_or((in_force.address, rocket.port).into(), |listening| listening.at());
    let page = DonePage {
        shell: Shell::new(&caller, caller.look, &settings, "/settings"),
        ways: Ways::to((in_force.address, now.port()).into(), &certificates),
        fingerprint: certificates.authority().map(|authority| authority.fingerprint()),
        is_in_the_clear: tls::is_in_the_clear(&in_force, certificates.kind()),
        needs_restart: now.ip() != in_force.address,
    };
    html(Status::Ok, &page)
}

impl ReachPage {
    fn is(&self, reach: Reach) -> bool {
        self.reach == reach
    }
}
