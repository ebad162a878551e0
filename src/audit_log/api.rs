//! `/api/audit-logs`: never cached, for those who may read the trail.

use rocket::{State, get};

use crate::audit::ReadLog;
use crate::audit::store::{self, AuditLogs};
use crate::audit::verification::Verification;
use crate::auth::{May, may};
use crate::clock::Zone;
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::http::{Answer, Parameters, PathId};
use crate::list::{Asked, Clauses, ListQuery, Listed, fetch};

pub(super) fn routes() -> Vec<rocket::Route> {
    rocket::routes![list, stats, verify, detail]
}

/// The rows, newest first.
#[get("/")]
async fn list(
    _caller: May<may::AuditLogsRead>,
    query: Asked<AuditLogs>,
    log: &State<ReadLog>,
    db: Db,
) -> Result<Answer> {
    // Whoever reads the trail sees what has happened up to now.
    log.flush().await;
    let query = query.0;
    let (body, shows) = db
        .read(move |sql| {
            let fetched = fetch(sql, AuditLogs::SPEC, &query, &Clauses::default())?;
            let shows = store::told_of(sql, &query, &fetched)?;
            Ok((fetched.into_json(), shows))
        })
        .await?;
    Ok(Answer::json(body, shows))
}

/// How many rows of what.
#[get("/stats")]
async fn stats(_caller: May<may::AuditLogsRead>, parameters: Parameters, db: Db) -> Result<Answer> {
    parameters.finish()?;
    Ok(Answer::data(db.read_much(store::stats).await?))
}

/// Whether the chain holds: the verdict, or how far the walk has come.
#[get("/verify")]
async fn verify(
    _caller: May<may::AuditLogsRead>,
    parameters: Parameters,
    verification: &State<Verification>,
    db: Db,
) -> Result<Answer> {
    parameters.finish()?;
    Ok(Answer::data(verification.ask(db.database()).await?))
}

/// One row, in the shape of the list.
#[get("/<id>")]
async fn detail(
    caller: May<may::AuditLogsRead>,
    parameters: Parameters,
    id: PathId,
    db: Db,
) -> Result<Answer> {
    parameters.finish()?;
    let id = id.get()?;
    let query = ListQuery::read(
        AuditLogs::SPEC,
        Parameters::of(vec![("count".into(), "none".into())]),
        &Zone::utc(),
        caller.notes(),
    )?;
    let mut only = Clauses::default();
    only.and_with("l.id = ?", [rusqlite::types::Value::Text(id.to_string())]);
    let (found, shows) = db
        .read_much(move |sql| {
            let fetched = fetch(sql, AuditLogs::SPEC, &query, &only)?;
            let shows = store::told_of(sql, &query, &fetched)?;
            Ok((fetched, shows))
        })
        .await?;
    let row = found.into_first().ok_or_else(|| Error::not_found(Thing::AuditLog))?;
    let body = [br#"{"success":true,"data":{"log":"#, row.as_slice(), b"}}"].concat();
    Ok(Answer::json(body, shows))
}

#[cfg(test)]
#[path = "api_tests.rs"]
mod tests;
