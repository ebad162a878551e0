//! A backup that is brought from elsewhere: streamed to the disk, checked whole, then kept.

use std::path::{Path, PathBuf};

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, State, post, routes};
use tokio::fs::OpenOptions;
use tokio::io::AsyncWriteExt;

use super::words::ROOM;
use crate::auth::may;
use crate::backups::{Keeper, UploadPermit};
use crate::error::{Error, Result};
use crate::http::{Part, Parts, SameOrigin};
use crate::ids::Id;
use crate::message::{Message, message};
use crate::ui::staff::Staff;

/// Room that stays on the disk for the clinic's work.
const SPARE: u64 = 64 << 20;

pub fn routes() -> Vec<Route> {
    routes![bring]
}

/// A file that is on its way in: gone with its holder unless it was taken in, however that ends.
struct Partial(PathBuf);

impl Drop for Partial {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            log::warn!("{} stays: {error}", self.0.display());
        }
    }
}

#[post("/system/backups/upload", data = "<parts>")]
async fn bring(
    caller: Staff<may::SystemRestore>,
    _same_origin: SameOrigin,
    keeper: &State<Keeper>,
    parts: Parts<'_>,
) -> Result<Redirect> {
    // Each may fill what is free of the disk: two at once would fill it twice.
    let place = keeper.bring().ok_or_else(|| Error::busy(ANOTHER_COMES))?;
    let folder = keeper.folder();
    std::fs::create_dir_all(&folder).map_err(Error::internal)?;
    let room = keeper.room().map_err(Error::internal)?.saturating_sub(SPARE);
    let partial = Partial(folder.join(format!(".{}.partial", Id::new())));
    let written = place.hold(write(parts, &partial.0, room, &place)).await;
    written.ok_or_else(|| Error::busy(TOO_SLOW))??;
    let actor = caller.actor();
    let copy = keeper.aside(move |keeper| keeper.take_in(&partial.0, &actor)).await?;
    Ok(Redirect::to(format!("{ROOM}/{}/restore", copy.name)))
}

const ANOTHER_COMES: Message = message(
    "refused-another-copy-comes",
    "Another backup file is on its way in: send this one when it has arrived. Nothing was changed.",
);

const TOO_SLOW: Message = message(
    "refused-copy-too-slow",
    "This file came too slowly, and another backup file is sent now. Nothing was changed; send it again when that one has arrived.",
);

const CHOOSE: Message =
    message("refused-choose-copy", "Choose a backup file to send. Nothing was changed.");

/// Writes the first file of the form, at most so many bytes.
async fn write(
    mut parts: Parts<'_>,
    partial: &Path,
    room: u64,
    place: &UploadPermit,
) -> Result<()> {
    while let Some(mut part) = parts.next().await? {
        if part.name() == "file" {
            return write_file(part, partial, room, place).await;
        }
        while part.chunk().await?.is_some() {}
    }
    Err(Error::bad("VALIDATION_ERROR", CHOOSE))
}

async fn write_file(
    mut part: Part<'_>,
    partial: &Path,
    room: u64,
    place: &UploadPermit,
) -> Result<()> {
    let (mut file, mut length) = (None, 0);
    while let Some(chunk) = part.chunk().await? {
        length += chunk.len() as u64;
        place.came(chunk.len());
        if length >= room {
            let message = message(
                "refused-copy-no-room",
                "There is no room for this file on the server's disk. Nothing was changed.",
            );
            return Err(Error::new(Status::InsufficientStorage, "STORAGE_FULL", message));
        }
        let file = match &mut file {
            Some(file) => file,
            none => {
                let mut options = OpenOptions::new();
                options.write(true).create_new(true).mode(0o600);
                none.insert(options.open(partial).await.map_err(Error::internal)?)
            }
        };
        file.write_all(&chunk).await.map_err(Error::internal)?;
    }
    place.arrived();
    match file {
        Some(file) => file.sync_all().await.map_err(Error::internal),
        None => Err(Error::bad("VALIDATION_ERROR", CHOOSE)),
    }
}
