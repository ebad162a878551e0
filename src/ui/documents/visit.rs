//! `/visits/<id>/documents`: files that are dropped into a consultation.

use rocket::post;
use rocket::response::Redirect;

use super::storing::stored;
use crate::auth::may;
use crate::db::Db;
use crate::documents::Owner;
use crate::documents::api::upload::Uploaded;
use crate::error::Result;
use crate::http::{PathId, SameOrigin};
use crate::ui::staff::Staff;

/// Keeps the files with the visit. What is refused has a page of its own: the consultation and what is
/// typed in it stay as they are.
#[post("/visits/<id>/documents", data = "<uploaded>")]
pub(super) async fn add(
    caller: Staff<may::DocumentsUpload>,
    _same_origin: SameOrigin,
    id: PathId,
    db: Db,
    uploaded: Uploaded,
) -> Result<Redirect> {
    let id = id.get()?;
    stored(&caller, (Owner::Visit, id), uploaded.upload?, &db).await?;
    Ok(Redirect::to(format!("/visits/{id}?done=stored#documents")))
}
