//! A patient's file as the caller may see it, and what a form of it answers with.

use rocket::response::Redirect;

use crate::auth::Scope;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::notes::Notes;
use crate::patients::{PatientView, Sight, store};
use crate::ui::form::Html;

/// What a form of the file answers: on to another page, or the form again.
pub(super) type Act = std::result::Result<Redirect, Html>;

/// The file, for who reads so much of its notes.
///
/// # Errors
/// 404; 403 for another dietitian's.
pub(in crate::ui) fn seen(
    sql: &Sql<'_>,
    id: Id,
    (scope, notes): (Scope, Notes),
    now: Moment,
) -> Result<PatientView> {
    // Nothing of what is owed: the file's own page alone asks for it.
    file(sql, id, (scope, Sight { notes, addresses: true, ..Sight::default() }), now)
}

/// The file with the figures around it, for who sees so much of them.
///
/// # Errors
/// As [`seen`].
pub(super) fn file(
    sql: &Sql<'_>,
    id: Id,
    (scope, sight): (Scope, Sight),
    now: Moment,
) -> Result<PatientView> {
    let detail = store::detail(sql, id, now)?.ok_or_else(|| store::unknown(id))?;
    detail.patient.must_be_in(scope)?;
    Ok(detail.seen_by(sight))
}
