//! `/reach` and `/reach/done`: who may reach the server, and where it is found. An
//! administrator can come back to both.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};

use super::reach;
use crate::audit::{self, Action, Entry};
use crate::auth::may;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::settings::InForce;
use crate::ui::form::{Html, Sent, html};
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![ask, choose, done]
}

/// The choice, and what is in force now.
#[derive(Template)]
#[template(path = "ui/setup/reach.html", config = "src/ui/askama.toml")]
struct ReachPage {
    shell: Shell,
    is_network: bool,
}

/// What was set up, and where it is found.
#[derive(Template)]
#[template(path = "ui/setup/done.html", config = "src/ui/askama.toml")]
struct DonePage {
    shell: Shell,
    here: String,
    /// The address for other PCs, if they may come.
    elsewhere: Option<String>,
    needs_restart: bool,
}

#[get("/reach")]
fn ask(
    caller: Staff<may::SystemSettings>,
    settings: InForce,
    config: &State<Config>,
) -> Result<Html> {
    let is_network = reach::is_network(&config.data) || !config.address.is_loopback();
    let shell = Shell::new(&caller, caller.look, &settings, "/settings");
    html(Status::Ok, &ReachPage { shell, is_network })
}

#[post("/reach", data = "<sent>")]
async fn choose(
    caller: Staff<may::SystemSettings>,
    config: &State<Config>,
    db: Db,
    sent: Sent,
) -> Result<Redirect> {
    let network = match sent.get("reach") {
        "network" => true,
        "here" => false,
        _ => return Err(Error::field("reach", "must be one of here, network")),
    };
    let (actor, data) = (caller.actor(), config.data.clone());
    let old = reach::is_network(&data);
    let told = serde_json::json!({ "reach": { "old": word(old), "new": word(network) } });
    db.write(move |tx| {
        let changes = crate::ui::visits::pages::as_map(told);
        audit::record(tx, &actor, &Entry::new(Action::Update, "settings").changing(changes))?;
        reach::choose(&data, network).map_err(|error| {
            let message =
                "The choice could not be written into the data folder. Nothing was changed.";
            log::error!("{}: {error}", data.display());
            Error::new(Status::InsufficientStorage, "STORAGE_FULL", message)
        })
    })
    .await?;
    Ok(Redirect::to("/reach/done"))
}

fn word(network: bool) -> &'static str {
    if network { "network" } else { "here" }
}

#[get("/reach/done")]
fn done(
    caller: Staff<may::SystemSettings>,
    settings: InForce,
    config: &State<Config>,
    rocket: &rocket::Config,
) -> Result<Html> {
    let port = rocket.port;
    let is_open = !config.address.is_loopback();
    let network = is_open || reach::is_network(&config.data);
    let elsewhere = network.then(reach::address_here).flatten();
    let page = DonePage {
        shell: Shell::new(&caller, caller.look, &settings, "/settings"),
        here: format!("http://127.0.0.1:{port}"),
        elsewhere: elsewhere.map(|ip| format!("http://{ip}:{port}")),
        needs_restart: network != is_open,
    };
    html(Status::Ok, &page)
}
