//! The application: one Rocket, put together from the stages of the features.

mod fallback;

use rocket::config::Ident;
use rocket::config::{LogLevel, Shutdown};
use rocket::fairing::{AdHoc, Fairing};
use rocket::shield::Shield;
use rocket::{Build, Rocket};
use rocket_db_pools::Database as _;
use tokio::runtime::Runtime;

use crate::cache::Responses;
use crate::config::Config;
use crate::db::{Clinic, Database, Meter, at_once};
use crate::http::{Compression, FloorsAbove, Frame, InFlight, catchers};
use crate::list::{KnownQueries, ListCaches, NotesInSight, ZoneInForce};
use crate::notes::Notes;
use crate::settings::{self, Current};
use crate::{
    audit, audit_log, auth, backups, billing, consents, contacts, documents, exports, goals,
    handover, health, history, login, nutrition, openapi, patients, prescriptions, reports,
    schedule, search, system, ui, users, visits,
};

/// The server of this configuration, ready to be launched; it opens the database itself.
pub fn rocket(config: Config) -> Rocket<Build> {
    assemble(config, Clinic::init())
}

/// The same over a database that is open already.
pub fn serving(config: Config, database: Database) -> Rocket<Build> {
    assemble(
        config,
        AdHoc::on_ignite("database", |rocket| async { rocket.manage(Clinic::from(database)) }),
    )
}

/// The threads of the server: those that answer, and at most so many that wait for the disk.
///
/// # Errors
/// When the system has no threads to give.
pub fn runtime(config: &Config) -> std::io::Result<Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    if config.workers > 0 {
        builder.worker_threads(config.workers);
    }
    builder
        .max_blocking_threads(max_blocking(config))
        .thread_name("nutrivault-worker")
        .enable_all()
        .build()
}

fn assemble(config: Config, database: impl Fairing) -> Rocket<Build> {
    rocket::custom(figment(&config))
        // Rocket attaches a shield of its own otherwise; `Frame` sets the headers of ours.
        .attach(Shield::new())
        .attach(Frame)
        .attach(Compression::new(&config.compression))
        .attach(database)
        .attach(state())
        .attach(sizes())
        // What is asked for most comes first: Rocket goes through the routes in this order.
        .attach(patients::stage())
        .attach(visits::stage())
        .attach(history::stage())
        .attach(goals::stage())
        .attach(consents::stage())
        .attach(prescriptions::stage())
        .attach(contacts::stage())
        .attach(billing::stage())
        .attach(documents::stage())
        .attach(nutrition::planning())
        .attach(nutrition::stage())
        .attach(schedule::stage())
        .attach(search::stage())
        .attach(exports::stage())
        .attach(reports::stage())
        .attach(health::stage())
        .attach(auth::stage())
        .attach(login::stage())
        .attach(users::stage())
        .attach(handover::stage())
        .attach(settings::stage())
        .attach(audit_log::stage())
        .attach(backups::stage())
        .attach(system::stage())
        .attach(openapi::stage())
        .attach(ui::stage())
        .mount("/api", fallback::routes())
        .register("/", catchers())
        .manage(InFlight::new(config.body_limit))
        .manage(FloorsAbove {
            user_of: |request| Box::pin(auth::holder_of(request)),
            error_page: ui::error_page,
            login_page: ui::way_back_in,
        })
        .manage(ZoneInForce(|request| {
            settings::in_force(request).map(|settings| (settings.version, &settings.zone))
        }))
        .manage(NotesInSight(|request| {
            auth::caller_of(request).map_or(Notes::Hidden, auth::Caller::notes)
        }))
        .manage(config)
}

/// Rocket's own configuration, derived from ours: it reads no file and no environment.
fn figment(config: &Config) -> rocket::figment::Figment {
    let mut base = rocket::Config {
        address: config.address,
        port: config.port,
        // A header that anybody can send is no address: see `http::client`.
        ip_header: None,
        log_level: LogLevel::Off,
        cli_colors: false,
        ident: Ident::none(),
        max_blocking: max_blocking(config),
        shutdown: Shutdown { grace: 3, mercy: 2, ..Shutdown::default() },
        ..rocket::Config::release_default()
    };
    if config.workers > 0 {
        base.workers = config.workers;
    }
    rocket::figment::Figment::from(base).merge(("databases.nutrivault.config", config))
}

/// Readers, the writer, and room for what is no database work.
fn max_blocking(config: &Config) -> usize {
    at_once(&config.pool) as usize + 6
}

/// Has SQLite learn at each start what has grown, beside the first requests.
fn sizes() -> AdHoc {
    AdHoc::on_liftoff("sizes", |rocket| {
        Box::pin(async move {
            let Some(database) = rocket.state::<Database>().cloned() else { return };
            tokio::task::spawn_blocking(move || {
                if let Err(error) = database.learn_sizes() {
                    log::warn!("SQLite was not told what has grown: {error}");
                }
            });
        })
    })
}

/// What handlers share: the clock, the settings in force, the cached answers.
fn state() -> AdHoc {
    AdHoc::try_on_ignite("state", |rocket| async {
        let Some(database) = Clinic::fetch(&rocket).map(|clinic| Database::clone(clinic)) else {
            return Err(rocket);
        };
        let Some(config) = rocket.state::<Config>().cloned() else { return Err(rocket) };
        let clinic = config.clinic.clone();
        let ready = database.clone();
        let settings = tokio::task::spawn_blocking(move || {
            let meter = Meter::default();
            ready.write_here(&meter, |tx| settings::store::ensure(tx, &clinic))?;
            ready.read_here(&meter, settings::store::load)
        });
        match settings.await {
            Ok(Ok(settings)) => {
                let generations = database.generations().clone();
                database.remember(vec![
                    Box::new(ListCaches::new(&generations)),
                    Box::new(reports::Memo::new(&generations)),
                ]);
                let responses =
                    Responses::new(&config.cache, generations, database.clock().clone());
                Ok(rocket
                    .manage(database.clock().clone())
                    .manage(audit::ReadLog::start(database.clone()))
                    .manage(database)
                    .manage(Current::new(settings))
                    .manage(KnownQueries::default())
                    .manage(responses))
            }
            Ok(Err(error)) => {
                log::error!("the settings cannot be read: {error}");
                Err(rocket)
            }
            Err(error) => {
                log::error!("the settings cannot be read: {error}");
                Err(rocket)
            }
        }
    })
}
