//! `nutrivault serve`: from the first check to the last checkpoint.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use rocket::error::ErrorKind;
use rocket::fairing::AdHoc;
use rocket::local::asynchronous::Client;
use tokio::net::TcpListener;

use super::descriptors::affordable;
use super::healthcheck::reachable;
use super::open::{self, with_way_back};
use super::signals::signalled;
use super::stdout::say;
use super::{Outcome, allocator, demo, migrate, supervisor};
use crate::audit::ReadLog;
use crate::backups::{Keeper, staging};
use crate::clock::{Clock, place_instead_of};
use crate::config::Config;
use crate::data_folder;
use crate::db::migrate::CURRENT;
use crate::db::{Database, Meter, shape};
use crate::server::ListenerHandle;
use crate::system::doctor;
use crate::tls::{self, Certificates, Ways};
use crate::ui::setup::Setup;
use crate::{app, control, documents, server, users};

/// What still runs on a blocking thread after the server has stopped gets this long.
const LAST_WORK: Duration = Duration::from_secs(2);

#[derive(Debug, Args)]
pub struct Arguments {
    /// Fill an empty data folder with a small made-up clinic first and print its logins
    #[arg(long)]
    demo: bool,
}

pub fn run(config: Config, arguments: &Arguments) -> Outcome {
    allocator::give_back_early();
    let lock = data_folder::lock(&config.data).map_err(|why| why.sentence(&config.data))?;
    restore_as_ordered(&config)?;
    if arguments.demo {
        demo::fill_if_empty(&config)?;
    }
    if let Some(place) = place_instead_of(&config.clinic.time_zone) {
        log::warn!(
            "clinic.time_zone is {}, which is no place: its clock may not change with the clinic's; {place} would be one",
            config.clinic.time_zone
        );
    }
    let opened = open::locked(&config, lock)?;
    log::info!("{}", migrate::told(&opened.outcome, &config));
    let (database, lock) = opened.into_parts();
    tell_what_is_foreign(&database);
    let is_first = has_nobody(&database).map_err(|why| with_way_back(why, &config))?;
    // Whether the database was sound when it was opened says nothing of a port that is taken.
    let stopped = launch(config.clone(), database.clone(), is_first);
    database.close().map_err(|error| format!("The database was not closed: {error}"))?;
    drop(lock);
    stopped
}

/// What a start says while nobody can log in.
fn first_user(link: &str) -> String {
    format!(
        "Nobody can log in yet. Open this link in a browser to set the clinic up; it works once:\n  \
         {link}\n\
         Or add the first administrator from another shell, while this runs:\n  \
         nutrivault user add --username NAME --email ADDRESS --role ADMIN --first-name FIRST --last-name LAST"
    )
}

/// Carries out the restore that was ordered in the pages, if one was. A refused one leaves the
/// database as it is: the clinic is served, and its administrators see why.
fn restore_as_ordered(config: &Config) -> Result<(), String> {
    let now = Clock::default().now().to_string();
    let carried_out = staging::carry_out(config, &now, &doctor::must_be_sound).map_err(|error| {
        format!("The order to restore in {} cannot be read or removed: {error}. Make the folder writable, or remove restore-order.json.", config.data.display())
    })?;
    let Some(outcome) = carried_out else { return Ok(()) };
    let file = &outcome.name;
    match &outcome.error {
        Some(why) => log::error!("the restore of {file} was refused: {why}"),
        None => {
            log::warn!("restored {file}; everybody has to log in again");
            let kept = outcome
                .kept
                .iter()
                .map(|kept| format!("what was there before is {}", kept.display()));
            let skipped =
                outcome.skipped_numbers.iter().map(|n| format!("not given out again: {n}"));
            kept.chain(skipped)
                .chain(outcome.people.iter().cloned())
                .for_each(|line| log::warn!("{line}"));
        }
    }
    Ok(())
}

/// Says what in the schema our migrations did not make. The clinic works all the same: it is the
/// administrator's to judge, and whatever stands in its tables is theirs.
fn tell_what_is_foreign(database: &Database) {
    let shape =
        database.read_here(&Meter::default(), |sql| Ok(shape::of(sql.connection(), CURRENT)?));
    match shape {
        Ok(shape) => shape.oddities.iter().for_each(|odd| {
            log::error!("the database was changed by somebody or something else: {odd}. `nutrivault doctor` says what to do; no copy of it can be restored until then");
        }),
        Err(error) => log::error!("the schema could not be compared: {error}"),
    }
}

fn has_nobody(database: &Database) -> Result<bool, String> {
    let users = database.read_here(&Meter::default(), users::store::stats);
    users
        .map(|stats| stats.total == 0)
        .map_err(|error| format!("The users cannot be read: {error}"))
}

/// Serves until a signal; returns when every request is answered and every read is audited.
fn launch(config: Config, database: Database, is_first: bool) -> Outcome {
    let runtime = app::runtime(&config)
        .map_err(|error| format!("The threads of the server cannot be started: {error}."))?;
    let socket = data_folder::socket(&config.data);
    let stopped = runtime.block_on(until_stopped(config, database, socket.clone(), is_first));
    let _ = std::fs::remove_file(socket);
    runtime.shutdown_timeout(LAST_WORK);
    stopped?;
    log::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

async fn until_stopped(
    mut config: Config,
    database: Database,
    socket: PathBuf,
    is_first: bool,
) -> Result<(), String> {
    let listening_at = SocketAddr::new(config.address, config.port);
    let no_listener = |error| cannot_listen(listening_at, &error);
    let listener = TcpListener::bind(listening_at).await.map_err(no_listener)?;
    // Port 0 lets the system choose.
    config.port = listener.local_addr().map_err(no_listener)?.port();
    let port = config.port;
    let stop =
        signalled().map_err(|error| format!("The server cannot listen for its end: {error}."))?;
    let certificates = Certificates::of(&config)?;
    let (listening, listener) = ListenerHandle::on(listener).map_err(no_listener)?;
    warn_of_plain(&config, &certificates);
    let limits = affordable(config.gate.clone());
    let examined = config.clone();
    let rocket = app::serving(config, database)
        .manage(certificates.clone())
        .manage(listening)
        .manage(documents::Apart)
        .attach(control::listen_at(socket))
        .attach(announce(is_first));
    // The error panics when it is dropped unread: `kind` reads it.
    let client = Client::untracked(rocket)
        .await
        .map_err(|error| with_way_back(why_not(error.kind()), &examined))?;
    let reads = client.rocket().state::<ReadLog>().cloned();
    let keeper = client.rocket().state::<Keeper>().cloned();
    let shutdown = client.rocket().shutdown();
    let beat = supervisor::beat(SocketAddr::new(reachable(listening_at.ip()), port));
    let stop = async move {
        tokio::select! {
            () = stop => {}
            () = shutdown => {}
        }
        if let Some(beat) = beat {
            beat.abort();
        }
        supervisor::tell("STOPPING=1");
    };
    if !server::serve(listener, client, certificates, limits, stop).await {
        log::warn!("some requests did not end in time and were cut off");
    }
    if let Some(reads) = reads {
        reads.flush().await;
    }
    // A copy that is being made holds the database, and would keep its log beside it.
    if let Some(keeper) = keeper {
        let _ = tokio::task::spawn_blocking(move || keeper.stop()).await;
    }
    Ok(())
}

/// Says in the log what everybody in the network can read.
fn warn_of_plain(config: &Config, certificates: &Certificates) {
    if tls::is_in_the_clear(config, certificates.kind()) {
        log::warn!(
            "the server speaks plain HTTP with the network: everybody in it can read passwords and patients' files. Choose encryption at /reach in the pages, or run `nutrivault tls create`"
        );
    }
}

/// Says on stdout that requests are really accepted and where, and to a new clinic how it begins.
fn announce(is_first: bool) -> AdHoc {
    AdHoc::on_liftoff("announcement", move |rocket| {
        let setup = rocket.state::<Setup>().filter(|_| is_first).map(Setup::path);
        let listening = rocket.state::<ListenerHandle>().map(ListenerHandle::at);
        let certificates = rocket.state::<Certificates>().cloned();
        Box::pin(async move {
            let Some((at, certificates)) = listening.zip(certificates) else { return };
            let ways = Ways::to(at, &certificates);
            if let Some(path) = setup {
                say(&first_user(&format!("{}{path}", ways.here)));
            }
            if !ways.network.is_empty() {
                say(&format!("From other PCs and phones: {}", ways.network.join("  ")));
            }
            if let Some((trust, authority)) = ways.trust.zip(certificates.authority()) {
                say(&format!(
                    "Each of them has to trust this server once: {trust}\nThe fingerprint to compare there (SHA-256):\n  {}",
                    authority.fingerprint()
                ));
            }
            say(&format!("NutriVault listens on {}", ways.here));
            supervisor::tell("READY=1");
        })
    })
}

/// An address that cannot be had, in a sentence that says what to do.
fn cannot_listen(at: SocketAddr, error: &std::io::Error) -> String {
    let advice = match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            "Another program listens there: stop it, or choose another port with NUTRIVAULT_PORT."
        }
        std::io::ErrorKind::PermissionDenied => {
            "Ports below 1024 need special rights: choose a higher one with NUTRIVAULT_PORT."
        }
        _ => "Choose an address of this machine with NUTRIVAULT_ADDRESS.",
    };
    format!("The server cannot listen on {at}: {error}. {advice}")
}

/// A failed start in a sentence that says what to do.
fn why_not(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::FailedFairings(parts) => {
            let names: Vec<&str> = parts.iter().map(|part| part.name).collect();
            format!("The server did not start: {} failed; the log says why.", names.join(", "))
        }
        other => format!("The server did not start: {other}."),
    }
}
