//! Files off the wire: each goes to the disk as it comes, is measured, hashed and recognised on
//! the way, and nothing of it is stored unless every file of the request passes.

use std::io::Seek;
use std::time::Duration;

use rocket::data::{Data, FromData, Outcome};
use rocket::{Request, async_trait};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::config::Config;
use crate::documents::change::{Arrived, Labelling};
use crate::documents::kind::{self, Kind};
use crate::documents::name::harmless;
use crate::documents::office;
use crate::documents::sniffer::{Sniffed, Sniffer};
use crate::documents::{LARGEST_FILE, Label, MOST_FILES};
use crate::error::{Error, FieldError, Result};
use crate::http::{Fields, Part, Parts, Spool, broken_off, fail};
use crate::message::message;

/// The form's field that holds files.
const FILES: &str = "files";
/// However slowly it comes, an upload is over by then.
const PATIENCE: Duration = Duration::from_secs(15 * 60);
/// More than the largest files together, so that somebody who sends too much reads the answer.
const MOST_READ: u64 = 2 * MOST_FILES as u64 * LARGEST_FILE;
/// Text beside the files.
const MOST_TEXT: usize = 64 * 1024;

/// The files and the label of a request; every check is passed.
pub(crate) struct Upload {
    pub label: Label,
    pub files: Vec<Arrived>,
    /// Bytes that all documents of the clinic may take.
    pub quota: u64,
}

#[async_trait]
impl<'r> FromData<'r> for Upload {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match Uploaded::of(request, data).await.upload {
            Ok(upload) => Outcome::Success(upload),
            Err(error) => Outcome::Error((fail(request, error), ())),
        }
    }
}

/// The same for a page, which shows what was wrong beside its form, and in it what was typed.
pub(crate) struct Uploaded {
    pub upload: Result<Upload>,
    /// The texts that came beside the files.
    pub typed: Map<String, Value>,
}

#[async_trait]
impl<'r> FromData<'r> for Uploaded {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        Outcome::Success(Self::of(request, data).await)
    }
}

impl Uploaded {
    async fn of(request: &Request<'_>, data: Data<'_>) -> Self {
        let mut received = Received::default();
        let came = timeout(PATIENCE, receive(request, data, &mut received)).await;
        let typed = received.fields.clone();
        let upload = match came.unwrap_or_else(|_| Err(broken_off())) {
            Ok(()) => received.checked().await,
            Err(error) => Err(error),
        };
        Self { upload, typed }
    }
}

async fn receive(request: &Request<'_>, data: Data<'_>, received: &mut Received) -> Result<()> {
    let config = request.rocket().state::<Config>();
    let config = config.ok_or_else(|| Error::internal("no configuration"))?;
    received.quota = config.documents_quota_mib << 20;
    let mut parts = Parts::of(request, data).await?;
    while let Some(part) = parts.next().await? {
        received.take(part, config).await?;
    }
    Ok(())
}

/// What has come so far, and the first thing that was wrong: the rest is then read and let go.
#[derive(Default)]
struct Received {
    fields: Map<String, Value>,
    files: Vec<Kept>,
    count: usize,
    /// Bytes of all files.
    came: u64,
    problem: Option<Error>,
    quota: u64,
}

/// A file on the disk.
struct Kept {
    name: String,
    mime: &'static str,
    size: u64,
    sha256: String,
    file: File,
}

impl Received {
    async fn take(&mut self, mut part: Part<'_>, config: &Config) -> Result<()> {
        if part.name() != FILES {
            if part.file_name().is_some_and(|name| !name.is_empty()) {
                self.refuse(misplaced());
            }
            return self.take_text(part).await;
        }
        let file_name = part.file_name().unwrap_or_default().to_owned();
        let (mut file, mut size) = (None, 0);
        let (mut sniffer, mut hash) = (Sniffer::default(), Sha256::new());
        while let Some(bytes) = part.chunk().await? {
            size += bytes.len() as u64;
            self.came += bytes.len() as u64;
            if size > LARGEST_FILE {
                self.refuse(too_large(self.count + 1, &file_name));
            }
            if self.came > MOST_READ {
                return Err(too_large(self.count + 1, &file_name));
            }
            if self.problem.is_none() && !bytes.is_empty() {
                sniffer.see(&bytes);
                hash.update(&bytes);
                opened(&mut file, config)?.write_all(&bytes).await?;
            }
        }
        // A form whose file was not chosen sends an empty one without a name.
        if size == 0 && file_name.is_empty() {
            return Ok(());
        }
        self.count += 1;
        if self.problem.is_some() {
            return Ok(());
        }
        let Some(mut file) = file else {
            self.refuse(kind::empty(self.count, &file_name));
            return Ok(());
        };
        file.flush().await?;
        let Some(kind) = kind_of(sniffer.sniffed(&file_name), &mut file).await? else {
            self.refuse(kind::refused(self.count, &file_name));
            return Ok(());
        };
        let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let name = harmless(&file_name, kind);
        self.files.push(Kept { name, mime: kind.mime, size, sha256, file });
        Ok(())
    }

    async fn take_text(&mut self, mut part: Part<'_>) -> Result<()> {
        let (name, mut text) = (part.name().to_owned(), Vec::new());
        while let Some(bytes) = part.chunk().await? {
            text.extend_from_slice(&bytes[..bytes.len().min(MOST_TEXT - text.len())]);
        }
        match String::from_utf8(text) {
            Ok(text) => {
                self.fields.insert(name, Value::String(text.replace("\r\n", "\n")));
            }
            Err(_) => self.refuse(Error::field(
                "document",
                message("described-in-utf8", "must be described in UTF-8"),
            )),
        }
        Ok(())
    }

    /// The first problem is the one that is told.
    fn refuse(&mut self, problem: Error) {
        self.problem.get_or_insert(problem);
        self.files.clear();
    }

    async fn checked(self) -> Result<Upload> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let mut given = self.fields;
        // A type that was left blank is guessed, file by file.
        let is_guessed = given.get("document_type").is_some_and(|kind| kind == "");
        given.retain(|name, _| !(is_guessed && name == "document_type"));
        let mut fields = Fields::of(given);
        let labelling = Labelling::read(&mut fields);
        fields.finish()?;
        if self.files.is_empty() {
            let detail =
                FieldError::new(FILES, message("files-one-to-ten", "must be 1 to 10 files"));
            let none = message(
                "refused-no-file",
                "There is no file in the field files. Nothing was stored.",
            );
            return Err(Error::bad("NO_FILES", none).with_details(vec![detail]));
        }
        let quota = self.quota;
        let mut files = Vec::with_capacity(self.files.len());
        for kept in self.files {
            let Kept { name, mime, size, sha256, file } = kept;
            let mut file = file.into_std().await;
            file.rewind()?;
            let size = i64::try_from(size).map_err(Error::internal)?;
            files.push(Arrived { name, mime, size, sha256, file });
        }
        let mut label = labelling.label();
        if is_guessed {
            label.document_type.clear();
        }
        Ok(Upload { label, files, quota })
    }
}

/// The kind of a file: that of its bytes, or of what lies in it.
async fn kind_of(sniffed: Sniffed, file: &mut File) -> Result<Option<&'static Kind>> {
    match sniffed {
        Sniffed::Kind(kind) => Ok(Some(kind)),
        Sniffed::Unknown => Ok(None),
        Sniffed::Container => {
            let container = file.try_clone().await?.into_std().await;
            let read = spawn_blocking(move || office::kind_of(&container));
            read.await.map_err(Error::internal)
        }
    }
}

fn misplaced() -> Error {
    let sentence = message(
        "refused-wrong-file-field",
        "A file came in another field than files. Nothing was stored. Send it in the field files.",
    );
    let detail = FieldError::new(FILES, message("files-missing", "must hold the files"));
    Error::bad("NO_FILES", sentence).with_details(vec![detail])
}

/// The file of a part, made at its first byte.
fn opened<'f>(file: &'f mut Option<File>, config: &Config) -> Result<&'f mut File> {
    match file {
        Some(file) => Ok(file),
        none => Ok(none.insert(File::from_std(Spool::new(config)?.rewound()?.0))),
    }
}

/// Files are told apart by their place, for two may have one name.
fn too_large(place: usize, name: &str) -> Error {
    let wording = "File {place} ({name}) is larger than 10 MiB. Nothing was stored.";
    Error::too_large(kind::about_file(message("refused-file-large", wording), place, name))
}
