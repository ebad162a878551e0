//! Where files are asked for: whose turn it is, what was asked, and the file.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use rocket::http::ContentType;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};
use serde_json::{Map, json};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::csv::Csv;
use super::dialect::{Dialect, PLAIN};
use super::packed::Packed;
use super::pdf::Printed;
use super::reader::{Program, Reader};
use super::store::{Asking, Subject};
use super::tables::{Titled, written};
use super::xlsx::Xlsx;
use super::{Format, Order, Sheet, Table, journal};
use crate::audit::{Action, Entry, ReadLog};
use crate::auth::Caller;
use crate::config::Config;
use crate::db::{Db, Sql};
use crate::error::{Error, Result};
use crate::http::{Download, Parameters, Spool, accepts_gzip, fail};
use crate::ids::Id;
use crate::message::message;
use crate::notes::Notes;
use crate::settings;
use crate::settings::Settings;
use crate::shown::Shows;

/// Files that are written at once: each takes a connection and most of a processor.
const AT_ONCE: usize = 2;

/// Who waits longer for a turn is told to come back.
const PATIENCE: Duration = Duration::from_secs(30);

/// Nobody waits that long for a file; a read transaction must not last longer.
const BUDGET: Duration = Duration::from_secs(60);

/// Who reads the file that a request asks for, as a person. Managed state.
pub(crate) struct Readers(pub fn(&Request<'_>) -> Arc<dyn Reader>);

/// The turns of those who export. Managed state.
pub(crate) struct Turns(Semaphore);

impl Turns {
    /// All of them, free.
    pub(super) fn all() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

/// Everything around an export but who asks for what.
pub(crate) struct Desk<'r> {
    turns: &'r Turns,
    config: &'r Config,
    reads: &'r ReadLog,
    settings: Arc<Settings>,
    takes_gzip: bool,
    /// Whoever asked, as a person.
    person: Arc<dyn Reader>,
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
                person: rocket.state::<Readers>()?.0(request),
                db: Db::of(request)?.clone(),
            })
        };
        match desk() {
            Some(desk) => Outcome::Success(desk),
            None => Outcome::Error((fail(request, Error::internal("no export desk")), ())),
        }
    }
}

/// How a file is asked for.
pub(crate) struct Asked {
    format: Format,
    dialect: Dialect,
    reader: Arc<dyn Reader>,
    /// The rest of the parameters, and their names: a value may be a patient's.
    parameters: Parameters,
    filters: Vec<String>,
}

impl Desk<'_> {
    /// What a program asked for. What is printed is read by a person all the same.
    ///
    /// # Errors
    /// 400 naming the parameter.
    pub fn asked_by_program(&self, parameters: Parameters) -> Result<Asked> {
        let asked = asked(parameters, Arc::new(Program), PLAIN)?;
        Ok(match asked.format {
            Format::Pdf => Asked { reader: Arc::clone(&self.person), ..asked },
            _ => asked,
        })
    }

    /// What somebody in the pages asked for: their words, and numbers as the clinic's spreadsheets
    /// read them.
    ///
    /// # Errors
    /// 400 naming the parameter.
    pub fn asked_by_person(&self, parameters: Parameters) -> Result<Asked> {
        let dialect = Dialect::of_locale(&self.settings.locale);
        asked(parameters, Arc::clone(&self.person), dialect)
    }

    /// What decides what somebody in the pages sees of the books.
    pub fn asking_of(&self, caller: &Caller) -> Asking {
        Asking {
            scope: caller.scope(),
            notes: caller.notes().min(Notes::Shared),
            is_program: false,
            today: self.today(),
            zone: self.settings.zone.clone(),
            visit_types: self.settings.visit_types.clone(),
        }
    }

    /// What decides what is in a file.
    fn asking(&self, caller: &Caller, asked: &Asked) -> Asking {
        Asking {
            notes: caller.notes(),
            is_program: asked.reader.is_program(),
            ..self.asking_of(caller)
        }
    }

    fn today(&self) -> Date {
        self.settings.zone.day_of(self.db.database().clock().now())
    }

    /// The file of a list.
    ///
    /// # Errors
    /// 400 naming the parameter; 503 when others export; 507 when the disk is full.
    pub async fn list(
        self,
        caller: &Caller,
        subject: &'static Subject,
        mut asked: Asked,
    ) -> Result<Download> {
        let asking = self.asking(caller, &asked);
        let parameters = std::mem::take(&mut asked.parameters);
        let order = subject.order(asked.format, parameters, asking)?;
        self.export(caller, order, asked).await
    }

    /// The file of what is no list.
    ///
    /// # Errors
    /// As [`Self::list`].
    pub async fn file(
        self,
        caller: &Caller,
        mut asked: Asked,
        order: fn(Parameters, &Asking) -> Result<Order>,
    ) -> Result<Download> {
        let asking = self.asking(caller, &asked);
        let order = order(std::mem::take(&mut asked.parameters), &asking)?;
        self.export(caller, order, asked).await
    }

    /// The file of the journal.
    ///
    /// # Errors
    /// As [`Self::list`].
    pub async fn journal(self, caller: &Caller, mut asked: Asked) -> Result<Download> {
        let (asking, settings) = (self.asking(caller, &asked), Arc::clone(&self.settings));
        let parameters = std::mem::take(&mut asked.parameters);
        let order = journal::order(parameters, &asking, asked.format, settings)?;
        self.export(caller, order, asked).await
    }

    /// Small tables as a file, in the words of whoever asked.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn tables(
        &self,
        format: Format,
        dialect: Dialect,
        tables: Vec<Titled>,
    ) -> Result<(Spool, ContentType)> {
        let (config, person) = (self.config.clone(), Arc::clone(&self.person));
        let write = move || written(format, &tables, (person, dialect), &config);
        let spool = spawn_blocking(write).await.map_err(Error::internal)??;
        Ok((spool, content_type(format)))
    }

    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The file, once it is written and its taking is on its way into the audit.
    ///
    /// # Errors
    /// 503 when others export; 507 when the disk is full.
    async fn export(self, caller: &Caller, order: Order, asked: Asked) -> Result<Download> {
        let turn = timeout(PATIENCE, self.turns.0.acquire()).await;
        let Ok(Ok(_turn)) = turn else {
            return Err(Error::busy(message(
                "refused-exports-busy",
                "Other exports are being written. Try again in a moment.",
            )));
        };
        let Asked { format, dialect, reader, filters, .. } = asked;
        let Order { name, title, resource, shown, columns, weights, rows } = order;
        let today = self.today();
        let day = reader.day(&today.to_string());
        let subject = reader.word(title);
        let title = format!("{} · {subject} · {day}", self.settings.name);
        let (zone, visit_types) = (self.settings.zone.clone(), self.settings.visit_types.clone());
        let sheet = Sheet { columns, reader, dialect, zone, visit_types };
        let config = self.config.clone();
        let level = self.takes_gzip.then_some(config.compression.level);
        let write = move |sql: &Sql<'_>| {
            let mut table = match format {
                Format::Csv => csv(&config, level, &sheet)?,
                Format::Xlsx => xlsx(&config, &subject, &sheet)?,
                Format::Pdf => pdf(&config, title, &weights, &sheet)?,
            };
            let written = rows(sql, &sheet, table.as_mut())?;
            let (spool, is_gzip) = table.finish(&sheet)?;
            Ok((spool, is_gzip, written))
        };
        let (spool, is_gzip, written) = self.db.read_at_leisure(BUDGET, write).await?;
        let mut told = Map::new();
        told.insert("format".into(), json!({ "old": null, "new": format.extension() }));
        told.insert("rows".into(), json!({ "old": null, "new": written.rows }));
        if !filters.is_empty() {
            told.insert("filters".into(), json!({ "old": null, "new": filters }));
        }
        let entry = Entry::new(Action::Export, resource).changing(told);
        let records: Vec<Id> = written.records.into_iter().collect();
        self.reads.taken(&caller.actor(), entry, shown, &records).await?;
        let name = format!("{name}-{today}.{}", format.extension());
        // The rows of the export tell of it.
        Ok(Download::of(spool, content_type(format), name, Shows::nothing()).gzip(is_gzip))
    }
}

fn asked(mut parameters: Parameters, reader: Arc<dyn Reader>, dialect: Dialect) -> Result<Asked> {
    let format = Format::take(&mut parameters)?;
    let dialect = dialect.take(&mut parameters, format == Format::Csv)?;
    let filters = parameters.names().map(str::to_owned).collect();
    Ok(Asked { format, dialect, reader, parameters, filters })
}

type Begun = Result<Box<dyn Table>>;

fn csv(config: &Config, level: Option<u32>, sheet: &Sheet) -> Begun {
    let packed = Packed::new(Spool::new(config)?, level, config.compression.min_bytes);
    Ok(Box::new(Csv::of_sheet(packed, sheet)?))
}

fn xlsx(config: &Config, name: &str, sheet: &Sheet) -> Begun {
    Ok(Box::new(Xlsx::of_sheet(config, Spool::new(config)?, name, sheet)?))
}

fn pdf(config: &Config, title: String, weights: &[u16], sheet: &Sheet) -> Begun {
    Ok(Box::new(Printed::new(Spool::new(config)?, sheet, title, weights)?))
}

/// The type of a file of that format.
pub(crate) fn content_type(format: Format) -> ContentType {
    match format {
        Format::Csv => ContentType::CSV.with_params(("charset", "utf-8")),
        Format::Pdf => ContentType::PDF,
        Format::Xlsx => {
            ContentType::new("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
    }
}
