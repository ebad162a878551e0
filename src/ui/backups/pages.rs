//! `/system/backups`: the copies, one copy, and what can be done with it.

use std::sync::Arc;

use askama::Template;
use rocket::http::{ContentType, Header, Status};
use rocket::response::{Redirect, Responder};
use rocket::{Request, Route, State, get, post, response, routes};

use super::words::{ROOM, Row, kind, progress, state};
use crate::audit::Action;
use crate::auth::may;
use crate::backups::store::{Check, checks, plan};
use crate::backups::{Disk, Keeper, Kept, Origin, Place, Plan, named, shelf};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::Parameters;
use crate::message::message;
use crate::settings::InForce;
use crate::shows_no_record;
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![all, make, one, check, delete, download]
}

/// The list of the copies.
#[derive(Template)]
#[template(path = "ui/backups/backups.html", config = "src/ui/askama.toml")]
struct BackupsPage {
    shell: Shell,
    rows: Vec<Row>,
    work: Option<(String, Option<u64>)>,
    /// What the newest run did not make, and why in the words of the system.
    failure: Option<(&'static str, String)>,
    order: Option<String>,
    outcome: Option<Outcome>,
    facts: Vec<(&'static str, String)>,
}

/// What the last ordered restore came to.
struct Outcome {
    is_done: bool,
    title: String,
    lines: Vec<String>,
}

#[get("/system/backups")]
async fn all(
    caller: Staff<may::SystemBackup>,
    parameters: Parameters,
    settings: InForce,
    keeper: &State<Keeper>,
    clock: &State<Clock>,
    db: Db,
) -> Result<Html> {
    let now = clock.now();
    let folder = keeper.folder();
    let (checks, plan) = db.read(|sql| Ok((checks(sql)?, plan(sql)?))).await?;
    // Beside the readers: a share that is gone, or a file that is none of ours, holds up nobody else.
    let second = plan.second();
    let looked = keeper.aside(move |_| {
        let copies = shelf(&folder).map_err(Error::internal)?;
        Ok((copies, second.map(|second| second.look(&folder))))
    });
    let (copies, place) = looked.await?;
    let (language, zone) = (caller.look.language, &settings.0.zone);
    let rows = copies.iter().map(|copy| Row::of(copy, checks.get(&copy.name), now, zone, language));
    let record = keeper.record();
    let none_made = record.failure.map(|(_, why)| (say("The newest backup failed."), why));
    let not_brought = record
        .second_error
        .map(|why| (say("The newest backup was not brought to the second folder."), why));
    let page = BackupsPage {
        rows: rows.collect(),
        work: keeper.work().map(|work| progress(&work, language)),
        failure: none_made.or(not_brought),
        order: keeper.order().map(|order| order.name),
        outcome: keeper.outcome().map(|outcome| told(&outcome, language)),
        facts: facts(&copies, &plan, place.as_ref(), keeper, language),
        shell: Shell::new(&caller, caller.look, &settings, "/system")
            .saying(parameters.get("done")),
    };
    html(Status::Ok, &page)
}

fn facts(
    copies: &[Kept],
    plan: &Plan,
    place: Option<&Place>,
    keeper: &Keeper,
    language: Language,
) -> Vec<(&'static str, String)> {
    let hour = format!("{:02}:00", plan.hour);
    let daily = match plan.is_on {
        true => language.fill("every day at {}", &[&hour]),
        false => language.t(say("off")).to_owned(),
    };
    let all: u64 = copies.iter().map(|copy| copy.bytes).sum();
    let second = plan.second_folder.clone().map(|folder| {
        let state = place.and_then(|place| where_it_is(place, plan));
        state.map_or(folder.clone(), |state| language.labelled(&folder, language.t(state)))
    });
    let none = || language.t(say("none")).to_owned();
    vec![
        (say("Schedule"), daily),
        (
            say("Folder"),
            std::path::absolute(keeper.folder())
                .map_or_else(|_| none(), |path| path.display().to_string()),
        ),
        (say("Second folder"), second.unwrap_or_else(none)),
        (say("All backups"), language.size(all)),
        (
            say("Free on the disk"),
            keeper.room().map_or_else(|_| "–".into(), |free| language.size(free)),
        ),
    ]
}

/// What is to be known of the second folder; nothing where all is as it should be.
fn where_it_is(place: &Place, plan: &Plan) -> Option<&'static str> {
    match place {
        Place::Absent => Some(say("it is not there at this moment. Is the disk connected?")),
        Place::NoFolder => Some(say("it is a file, and no folder")),
        Place::First => Some(say("it is the folder of the first copies: choose another one")),
        Place::Closed(_) => Some(say("this server may not write there")),
        Place::Unmounted => Some(say(
            "its disk is not connected; the folder of that name lies on this PC's own disk, and nothing is put there",
        )),
        Place::OtherDisk => Some(say(
            "another disk is connected there: save the schedule again if it is to have the copies",
        )),
        Place::Ready(Disk::Same) => Some(say(
            "it lies on the same disk as the clinic's data: if that disk breaks, both are gone",
        )),
        Place::Ready(Disk::Apart(_)) if plan.second_disk == Some(Disk::Same) => {
            Some(say("a disk is connected there now: save the schedule again, so that it is known"))
        }
        Place::Ready(Disk::Apart(_)) => None,
    }
}

fn told(outcome: &crate::backups::staging::Outcome, language: Language) -> Outcome {
    let mut lines = Vec::new();
    if let Some(why) = &outcome.error {
        lines.push(why.clone());
    }
    if let Some(kept) = outcome.kept.as_ref().and_then(|kept| kept.file_name()) {
        let kept = kept.to_string_lossy();
        lines.push(language.fill("What was there before is kept as {}.", &[&kept]));
    }
    for numbers in &outcome.skipped_numbers {
        lines.push(language.fill("Not given out again: {}.", &[numbers]));
    }
    lines.extend(outcome.people.iter().cloned());
    let title = match outcome.error {
        None => language.fill("The clinic is back at {}.", &[&outcome.name]),
        Some(_) => language.fill("{} was not restored; the clinic is as it was.", &[&outcome.name]),
    };
    Outcome { is_done: outcome.error.is_none(), title, lines }
}

#[post("/system/backups", data = "<_sent>")]
fn make(caller: Staff<may::SystemBackup>, keeper: &State<Keeper>, _sent: Sent) -> Redirect {
    // Whatever is at work already is shown with how far it is.
    let _is_begun = keeper.back_up(Origin::Manual, Arc::unwrap_or_clone(caller.actor()));
    Redirect::to(ROOM)
}

/// The page of one copy.
#[derive(Template)]
#[template(path = "ui/backups/backup.html", config = "src/ui/askama.toml")]
struct BackupPage {
    shell: Shell,
    href: String,
    title: String,
    state: super::words::State,
    is_ordered: bool,
    facts: Vec<(&'static str, String)>,
    tables: Vec<(String, String, String)>,
}

shows_no_record!(BackupsPage, BackupPage);

/// The copy of that name.
///
/// # Errors
/// 404 when there is none.
pub(super) fn found(keeper: &Keeper, name: &str) -> Result<Kept> {
    let message = message(
        "refused-no-copy",
        "There is no copy of this name: it was deleted, or made room for a newer one.",
    );
    named(&keeper.folder(), name).ok_or_else(|| Error::new(Status::NotFound, "NOT_FOUND", message))
}

#[get("/system/backups/<name>", rank = 2)]
async fn one(
    caller: Staff<may::SystemBackup>,
    name: &str,
    settings: InForce,
    keeper: &State<Keeper>,
    db: Db,
) -> Result<Html> {
    let copy = found(keeper, name)?;
    let checks = db.read(checks).await?;
    let (language, zone) = (caller.look.language, &settings.0.zone);
    let check: Option<&Check> = checks.get(&copy.name);
    let mut facts = vec![
        (say("Kind"), language.t(kind(&copy)).to_owned()),
        (say("Size"), language.size(copy.bytes)),
        (say("File"), copy.name.clone()),
    ];
    let mut tables = Vec::new();
    if let Some(manifest) = &copy.manifest {
        let newest = manifest.newest.as_deref().unwrap_or_default();
        facts.extend([
            (say("Last change in it"), language.moment_text(newest, zone)),
            (say("Made by version"), manifest.program.clone()),
            (say("Schema version"), manifest.schema_version.to_string()),
        ]);
        for (table, rows) in &manifest.rows {
            let digest = manifest.digests.get(table).cloned().unwrap_or_default();
            tables.push((table.clone(), language.number(&rows.to_string()), digest));
        }
    }
    let page = BackupPage {
        href: format!("{ROOM}/{}", copy.name),
        title: language.fill("Backup of {}", &[&language.moment(copy.made, zone)]),
        state: state(&copy, check, zone, language),
        is_ordered: keeper.order().is_some_and(|order| order.name == copy.name),
        facts,
        tables,
        shell: Shell::new(&caller, caller.look, &settings, "/system"),
    };
    html(Status::Ok, &page)
}

#[post("/system/backups/<name>/check", data = "<_sent>")]
fn check(
    caller: Staff<may::SystemBackup>,
    name: &str,
    keeper: &State<Keeper>,
    _sent: Sent,
) -> Result<Redirect> {
    let actor = Arc::unwrap_or_clone(caller.actor());
    let _is_begun = keeper.check(found(keeper, name)?, actor);
    Ok(Redirect::to(ROOM))
}

#[post("/system/backups/<name>/delete", data = "<_sent>")]
async fn delete(
    caller: Staff<may::SystemBackup>,
    name: &str,
    keeper: &State<Keeper>,
    _sent: Sent,
) -> Result<Redirect> {
    let (copy, actor) = (found(keeper, name)?, caller.actor());
    keeper.aside(move |keeper| keeper.delete(&copy, &actor)).await?;
    Ok(Redirect::to("/system/backups?done=copy-deleted"))
}

/// A file for the browser to keep.
struct Download {
    file: tokio::fs::File,
    length: usize,
    name: String,
}

impl<'r> Responder<'r, 'static> for Download {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let named = format!("attachment; filename=\"{}\"", self.name);
        response::Response::build()
            .header(ContentType::Binary)
            .header(Header::new("Content-Disposition", named))
            .sized_body(self.length, self.file)
            .ok()
    }
}

#[get("/system/backups/<name>/download")]
async fn download(
    caller: Staff<may::SystemBackup>,
    name: &str,
    keeper: &State<Keeper>,
) -> Result<Download> {
    let (copy, actor) = (found(keeper, name)?, caller.actor());
    let file = tokio::fs::File::open(&copy.file).await.map_err(Error::internal)?;
    let length = file.metadata().await.map_err(Error::internal)?.len();
    let length = usize::try_from(length).map_err(Error::internal)?;
    let name = copy.name.clone();
    keeper.aside(move |keeper| keeper.told(&actor, Action::Export, &name, "downloaded")).await?;
    Ok(Download { file, length, name: copy.name })
}
