//! Files of a form, stored with their record.

use crate::auth::Caller;
use crate::db::Db;
use crate::documents::{Keeper, Owner, Upload, change};
use crate::error::Result;
use crate::ids::Id;

/// Stores the files of a form.
///
/// # Errors
/// 404 and 403 for the record; what is wrong with the files.
pub(super) async fn stored(
    caller: &Caller,
    owner: (Owner, Id),
    upload: Upload,
    db: &Db,
) -> Result<()> {
    let keeper = Keeper::of(caller);
    let Upload { label, files, quota } = upload;
    db.write(move |tx| change::create(tx, &keeper, owner, &label, files, quota)).await?;
    Ok(())
}
