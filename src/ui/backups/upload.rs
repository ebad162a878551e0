//! A backup that is brought from elsewhere: streamed to the disk, checked whole, then kept.

use std::path::{Path, PathBuf};

use multer::Multipart;
use rocket::data::Data;
use rocket::http::{ContentType, Status};
use rocket::response::Redirect;
use rocket::{Route, State, post, routes};
use tokio::fs::OpenOptions;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};

use super::words::ROOM;
use crate::auth::may;
use crate::backups::Keeper;
use crate::error::{Error, Result};
use crate::http::{Rest, SameOrigin};
use crate::ids::Id;
use crate::ui::staff::Staff;

/// Room that stays on the disk for the clinic's work.
const SPARE: u64 = 64 << 20;

pub fn routes() -> Vec<Route> {
    routes![bring]
}

#[post("/system/backups/upload", data = "<data>")]
async fn bring(
    caller: Staff<may::SystemRestore>,
    _same_origin: SameOrigin,
    kind: Option<&ContentType>,
    keeper: &State<Keeper>,
    rest: Rest,
    data: Data<'_>,
) -> Result<Redirect> {
    let boundary = kind.and_then(|kind| multer::parse_boundary(kind.to_string()).ok());
    let boundary = boundary.ok_or_else(|| Error::bad("VALIDATION_ERROR", CHOOSE))?;
    let folder = keeper.folder();
    std::fs::create_dir_all(&folder).map_err(Error::internal)?;
    let room = keeper.room().map_err(Error::internal)?.saturating_sub(SPARE);
    let partial = folder.join(format!(".{}.partial", Id::new()));
    let written = write(rest.after(data), boundary, &partial, room).await;
    if let Err(error) = written {
        remove(&partial);
        return Err(error);
    }
    let actor = caller.actor();
    let copy = keeper.aside(move |keeper| keeper.take_in(&partial, &actor)).await?;
    Ok(Redirect::to(format!("{ROOM}/{}/restore", copy.name)))
}

const CHOOSE: &str = "Choose a backup file to send. Nothing was changed.";

/// Writes the first file of the form, at most so many bytes.
async fn write(
    body: impl AsyncRead + Send + Unpin,
    boundary: String,
    partial: &Path,
    room: u64,
) -> Result<()> {
    let mut form = Multipart::with_reader(body.take(room), boundary);
    let broken =
        |_| Error::bad("VALIDATION_ERROR", "The file broke off on its way. Nothing was changed.");
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("file") {
            continue;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        let mut file = options.open(partial).await.map_err(Error::internal)?;
        let mut length = 0;
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            length += chunk.len() as u64;
            if length >= room {
                let message =
                    "There is no room for this file on the server's disk. Nothing was changed.";
                return Err(Error::new(Status::InsufficientStorage, "STORAGE_FULL", message));
            }
            file.write_all(&chunk).await.map_err(Error::internal)?;
        }
        if length == 0 {
            return Err(Error::bad("VALIDATION_ERROR", CHOOSE));
        }
        return file.sync_all().await.map_err(Error::internal);
    }
    Err(Error::bad("VALIDATION_ERROR", CHOOSE))
}

fn remove(partial: &Path) {
    let partial = PathBuf::from(partial);
    if let Err(error) = std::fs::remove_file(&partial)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        log::warn!("{} stays: {error}", partial.display());
    }
}
