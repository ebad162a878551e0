//! A table of foods off the wire: to the disk as it comes, into a folder of its own that goes with its
//! last holder.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rocket::data::{Data, FromData, Outcome};
use rocket::{Request, async_trait};
use serde_json::{Map, Value};
use tempfile::TempDir;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

use super::tables::Members;
use crate::config::Config;
use crate::error::{Error, FieldError, Result};
use crate::http::{Part, Parts, fail};
use crate::message::message;

/// The form's field that holds the file.
const FILE: &str = "file";
/// Bytes of a file at most, packed as it comes.
pub const LARGEST: u64 = 64 * 1024 * 1024;
/// However slowly it comes, an upload is over by then.
const PATIENCE: Duration = Duration::from_secs(15 * 60);
/// Text of a field beside the file.
const MOST_TEXT: usize = 1_000;
/// What begins the names of such folders.
const PREFIX: &str = ".foods-";

/// A file that has arrived.
#[derive(Clone)]
pub struct Arrived {
    folder: Arc<TempDir>,
    path: PathBuf,
    /// What its sender calls it.
    pub name: String,
}

impl Arrived {
    /// The files of the table.
    ///
    /// # Errors
    /// 400 with why it is none.
    pub fn members(&self) -> Result<Members> {
        Members::of(&self.path, self.folder.path()).map_err(|refusal| Error::field(FILE, refusal))
    }
}

/// The file of a form, and the texts beside it.
pub struct FoodUpload {
    pub arrived: Result<Arrived>,
    pub fields: Map<String, Value>,
}

#[async_trait]
impl<'r> FromData<'r> for FoodUpload {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        let mut received = Received::default();
        let came = timeout(PATIENCE, received.receive(request, data)).await;
        let arrived = match came.unwrap_or_else(|_| Err(Error::busy("The upload took too long."))) {
            Ok(()) => received.arrived.ok_or_else(none),
            // What is no form, or too large, is told as what it is.
            Err(error) if matches!(error.status().code, 415) => {
                return Outcome::Error((fail(request, error), ()));
            }
            Err(error) => Err(error),
        };
        Outcome::Success(Self { arrived, fields: received.fields })
    }
}

#[derive(Default)]
struct Received {
    arrived: Option<Arrived>,
    fields: Map<String, Value>,
}

impl Received {
    async fn receive(&mut self, request: &Request<'_>, data: Data<'_>) -> Result<()> {
        let config = request.rocket().state::<Config>();
        let config = config.ok_or_else(|| Error::internal("no configuration"))?;
        let mut parts = Parts::of(request, data).await?;
        while let Some(part) = parts.next().await? {
            match part.file_name().map(str::to_owned) {
                Some(name) if part.name() == FILE && self.arrived.is_none() => {
                    self.take_file(part, name, &config.data).await?;
                }
                _ => self.take_text(part).await?,
            }
        }
        Ok(())
    }

    async fn take_file(&mut self, mut part: Part<'_>, name: String, data: &Path) -> Result<()> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(data)?;
        let path = folder.path().join("table");
        let (mut file, mut size) = (File::create(&path).await?, 0);
        while let Some(bytes) = part.chunk().await? {
            size += bytes.len() as u64;
            if size > LARGEST {
                return Err(Error::too_large(
                    message(
                        "foods-upload-large",
                        "A table of foods has at most {most} MB as it is sent. Nothing was changed.",
                    )
                    .count("most", LARGEST / 1024 / 1024),
                ));
            }
            file.write_all(&bytes).await?;
        }
        file.flush().await?;
        if size > 0 {
            self.arrived = Some(Arrived { folder: Arc::new(folder), path, name });
        }
        Ok(())
    }

    async fn take_text(&mut self, mut part: Part<'_>) -> Result<()> {
        let (name, mut text) = (part.name().to_owned(), Vec::new());
        while let Some(bytes) = part.chunk().await? {
            text.extend_from_slice(&bytes[..bytes.len().min(MOST_TEXT - text.len())]);
        }
        self.fields.insert(name, Value::String(String::from_utf8_lossy(&text).into_owned()));
        Ok(())
    }
}

fn none() -> Error {
    let detail = FieldError::new(FILE, message("foods-no-file", "must be a file"));
    let none = message(
        "refused-no-table",
        "No file was chosen. Choose the table that its publisher hands out. Nothing was changed.",
    );
    Error::bad("NO_FILES", none).with_details(vec![detail])
}

/// Removes what a server left that was killed while a table came in.
pub fn tidy(data: &Path) {
    let Ok(entries) = std::fs::read_dir(data) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            // The next start tries again.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
