//! A logo off the wire: the one file of a form, held in memory, for it is small.

use std::time::Duration;

use rocket::data::{Data, FromData, Outcome};
use rocket::{Request, async_trait};
use tokio::time::timeout;

use super::LARGEST;
use super::picture::{Picture, too_large};
use crate::error::{Error, FieldError, Result};
use crate::http::{Parts, fail};
use crate::message::message;

/// The form's field that holds the file.
const FILE: &str = "file";
/// However slowly it comes, an upload is over by then.
const PATIENCE: Duration = Duration::from_secs(60);

/// The picture that was sent, or what is wrong with it.
pub struct LogoUpload(pub Result<Picture>);

#[async_trait]
impl<'r> FromData<'r> for LogoUpload {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        let mut parts = match Parts::of(request, data).await {
            Ok(parts) => parts,
            Err(error) => return Outcome::Error((fail(request, error), ())),
        };
        let came = timeout(PATIENCE, file(&mut parts)).await;
        let bytes = came.unwrap_or_else(|_| Err(Error::busy("The upload took too long.")));
        Outcome::Success(Self(bytes.and_then(Picture::of)))
    }
}

/// The bytes of the file; the rest of the form is passed over.
async fn file(parts: &mut Parts<'_>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(mut part) = parts.next().await? {
        let is_wanted = part.name() == FILE && part.file_name().is_some() && bytes.is_empty();
        while let Some(chunk) = part.chunk().await? {
            if is_wanted {
                bytes.extend_from_slice(&chunk);
            }
            if bytes.len() > LARGEST {
                return Err(too_large());
            }
        }
    }
    match bytes.is_empty() {
        true => Err(none()),
        false => Ok(bytes),
    }
}

fn none() -> Error {
    let detail = FieldError::new(FILE, message("logo-no-file", "must be a file"));
    let none = message(
        "refused-no-logo",
        "No file was chosen. Choose a PNG or JPEG picture. Nothing was stored.",
    );
    Error::bad("NO_FILES", none).with_details(vec![detail])
}
