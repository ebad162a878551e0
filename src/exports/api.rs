//! `/api/export`.

use std::sync::Arc;
use std::time::Duration;

use rocket::fairing::AdHoc;
use rocket::http::ContentType;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait, get, routes};
use serde_json::{Map, json};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::csv::Csv;
use super::packed::Packed;
use super::pdf::Printed;
use super::store::{BILLING, PATIENTS, Subject, VISITS};
use super::xlsx::Xlsx;
use super::{Format, Sheet, Table, Words, asked};
use crate::audit::{Action, Entry, ReadLog};
use crate::auth::{Caller, May, Permission, may};
use crate::config::Config;
use crate::db::{Db, Sql};
use crate::error::{Error, Result};
use crate::http::{Download, Parameters, Spool, accepts_gzip, fail};
use crate::settings::{self, Settings};
use crate::shown::Shows;

/// Files that are written at once: each takes a connection and most of a processor.
const AT_ONCE: usize = 2;
/// Who waits longer for a turn is told to come back.
const PATIENCE: Duration = Duration::from_secs(30);
/// Nobody waits that long for a file; a read transaction must not last longer.
const BUDGET: Duration = Duration::from_secs(60);

/// The turns of those who export. Managed state.
pub(crate) struct Turns(Semaphore);

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("exports", |rocket| async {
        rocket
            .manage(Turns(Semaphore::new(AT_ONCE)))
            .mount("/api/export", routes![of_patients, of_visits, of_billing])
    })
}

/// Everything around an export but who asks for what.
pub(crate) struct Desk<'r> {
    turns: &'r Turns,
    config: &'r Config,
    reads: &'r ReadLog,
    settings: Arc<Settings>,
    takes_gzip: bool,
    db: Db,
}

#[async_trait]
impl<'r> FromRequest<'r> for Desk<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let rocket = request.rocket();
        let desk = || {
            Some(Self {
                turns: rocket.state()?,
                config: rocket.state()?,
                reads: rocket.state()?,
                settings: Arc::clone(settings::in_force(request)?),
                takes_gzip: accepts_gzip(request),
                db: Db::of(request)?.clone(),
            })
        };
        match desk() {
            Some(desk) => Outcome::Success(desk),
            None => Outcome::Error((fail(request, Error::internal("no export desk")), ())),
        }
    }
}

impl Desk<'_> {
    /// The file, once it is written and its taking is on its way into the audit.
    ///
    /// # Errors
    /// 400 naming the parameter; 503 when others export; 507 when the disk is full.
    pub async fn export(
        self,
        caller: &Caller,
        subject: &'static Subject,
        parameters: Parameters,
        words: Words,
    ) -> Result<Download> {
        let zone = self.settings.zone.clone();
        let mut filters: Vec<String> = parameters.names().map(str::to_owned).collect();
        filters.retain(|name| name != "format");
        let (format, query) = asked(subject, parameters, &zone)?;
        let turn = timeout(PATIENCE, self.turns.0.acquire()).await;
        let Ok(Ok(_turn)) = turn else {
            return Err(Error::busy("Other exports are being written. Try again in a moment."));
        };
        let (columns, weights) = match format {
            Format::Pdf => subject.printed(),
            _ => (subject.columns(caller.may(Permission::VisitsPrivateNotes)), Vec::new()),
        };
        let today = zone.day_of(self.db.database().clock().now());
        let whose = (caller.scope(), today);
        let title = format!("{} · {} · {today}", self.settings.name, words(subject.name));
        let sheet = Sheet { columns, words, zone };
        let config = self.config.clone();
        let level = self.takes_gzip.then_some(config.compression.level);
        let write = move |sql: &Sql<'_>| {
            let mut table = match format {
                Format::Csv => csv(&config, level, &sheet)?,
                Format::Xlsx => xlsx(&config, subject, &sheet)?,
                Format::Pdf => pdf(&config, title, &weights, &sheet)?,
            };
            let rows = subject.write(sql, query, whose, &sheet, table.as_mut())?;
            let (spool, is_gzip) = table.finish()?;
            Ok((spool, is_gzip, rows))
        };
        let (spool, is_gzip, rows) = self.db.read_at_leisure(BUDGET, write).await?;
        let mut told = Map::new();
        told.insert("format".into(), json!({ "old": null, "new": format.extension() }));
        told.insert("rows".into(), json!({ "old": null, "new": rows }));
        if !filters.is_empty() {
            // Their names: a value may be a patient's.
            told.insert("filters".into(), json!({ "old": null, "new": filters }));
        }
        let entry = Entry::new(Action::Export, subject.resource).changing(told);
        self.reads.note(&caller.actor(), entry).await?;
        let name = format!("{}-{today}.{}", subject.name, format.extension());
        // The row of the export tells of it.
        Ok(Download::of(spool, content_type(format), name, Shows::nothing()).gzip(is_gzip))
    }
}

type Begun = Result<Box<dyn Table>>;

fn csv(config: &Config, level: Option<u32>, sheet: &Sheet) -> Begun {
    let packed = Packed::new(Spool::new(config)?, level, config.compression.min_bytes);
    Ok(Box::new(Csv::new(packed, sheet)?))
}

fn xlsx(config: &Config, subject: &Subject, sheet: &Sheet) -> Begun {
    Ok(Box::new(Xlsx::new(config, Spool::new(config)?, subject.name, sheet)?))
}

fn pdf(config: &Config, title: String, weights: &[u16], sheet: &Sheet) -> Begun {
    Ok(Box::new(Printed::new(Spool::new(config)?, sheet, title, weights)?))
}

fn content_type(format: Format) -> ContentType {
    match format {
        Format::Csv => ContentType::CSV.with_params(("charset", "utf-8")),
        Format::Pdf => ContentType::PDF,
        Format::Xlsx => {
            ContentType::new("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
    }
}

/// Programs read the names of the API.
fn plain() -> Words {
    Arc::new(str::to_owned)
}

macro_rules! exports {
    ($($handler:ident $path:literal $permission:ident $subject:path;)+) => {
        $(
            #[get($path)]
            async fn $handler(
                caller: May<may::$permission>,
                parameters: Parameters,
                desk: Desk<'_>,
            ) -> Result<Download> {
                desk.export(&caller, &$subject, parameters, plain()).await
            }
        )+
    };
}

exports! {
    of_patients "/patients" ExportPatients PATIENTS;
    of_visits "/visits" ExportVisits VISITS;
    of_billing "/billing" ExportBilling BILLING;
}
