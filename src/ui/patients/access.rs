//! `/patients/<id>/access`: who opened or changed a patient's file, from the audit trail.

use rocket::{Route, State, get, routes};
use rusqlite::types::Value as Stored;

use super::ROOM;
use super::seen::seen;
use crate::audit::ReadLog;
use crate::audit::store::AuditLogs;
use crate::audit::store::sets::OF_PATIENT;
use crate::auth::may;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::list::{Clauses, Listed, fetch};
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::Html;
use crate::ui::language::say;
use crate::ui::list::{ListPage, Wanted};
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![access]
}

/// Who opened or changed this file, from the audit trail.
#[get("/patients/<id>/access")]
async fn access(
    caller: Staff<may::AuditLogsRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    reads: &State<ReadLog>,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    reads.flush().await;
    let mut wanted = Wanted::read(ROOM, parameters, (caller.look.language, &settings.0.currency));
    let query =
        wanted.query(AuditLogs::SPEC, &settings.0.zone, ("timestamp", "DESC"), caller.notes())?;
    let (scope, notes, now) = (caller.scope(), caller.notes(), db.database().clock().now());
    let (detail, told, total) = db
        .read_much(move |sql| {
            let mut of_patient = Clauses::default();
            let whose = || Stored::Text(id.to_string());
            of_patient.and_with(OF_PATIENT, [whose(), whose()]);
            let fetched = fetch(sql, AuditLogs::SPEC, &query, &of_patient)?;
            let told = crate::ui::audit_log::store::told(sql, &fetched.ids_json(), scope)?;
            let total = fetched.total();
            Ok((seen(sql, id, (scope, notes), now)?, told, total))
        })
        .await?;
    let (language, zone) = (caller.look.language, &settings.0.zone);
    let rows = told.iter().map(|told| crate::ui::audit_log::pages::row(told, language, zone));
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let mut page = ListPage::new(
        shell,
        say("Who opened this file"),
        &wanted,
        (rows.collect(), total),
        Shows::names("patient", [id]),
    );
    let details = &detail.patient.details;
    page.back = Some((format!("{ROOM}/{id}"), details.full_name()));
    page.headings = crate::ui::audit_log::pages::headings(&wanted);
    page.at(format!("{ROOM}/{id}/access"));
    page.answer()
}
