//! Going back to a copy: it is checked whole and compared first, then ordered by a typed word, and
//! carried out at the next start.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};

use super::pages::found;
use super::words::{ROOM, difference};
use crate::auth::may;
use crate::backups::{Candidate, Change, Keeper, Kept};
use crate::db::migrate::CURRENT;
use crate::error::Result;
use crate::settings::InForce;
use crate::shows_no_record;
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![compare, order, cancel, seen]
}

/// What going back would change.
#[derive(Template)]
#[template(path = "ui/backups/restore.html", config = "src/ui/askama.toml")]
struct RestorePage {
    shell: Shell,
    href: String,
    title: String,
    is_sealed: bool,
    is_made_here: bool,
    is_foreign: bool,
    is_older_schema: bool,
    problem: Option<String>,
    /// What was typed to confirm, where it was refused.
    typed: String,
    word: &'static str,
    facts: Vec<(&'static str, String, String)>,
    rows: Vec<(String, String, String, String)>,
    people: Vec<String>,
}

shows_no_record!(RestorePage);

/// What is typed to confirm.
fn word(language: Language) -> &'static str {
    match language {
        Language::English => "restore",
        Language::French => "restaurer",
    }
}

async fn page(
    caller: &Staff<may::SystemRestore>,
    settings: &InForce,
    keeper: &Keeper,
    copy: Kept,
) -> Result<RestorePage> {
    let language = caller.look.language;
    let made = language.moment(copy.made, &settings.0.zone);
    let href = format!("{ROOM}/{}", copy.name);
    let (candidate, change) = keeper.aside(move |keeper| keeper.compare(&copy)).await?;
    Ok(RestorePage {
        href,
        title: language.fill("Restore the backup of {}", &[&made]),
        is_sealed: candidate.manifest.is_some(),
        is_made_here: candidate.is_made_here,
        is_foreign: change.is_foreign,
        is_older_schema: change.schema.1 < CURRENT,
        problem: None,
        typed: String::new(),
        word: word(language),
        facts: facts(&candidate, &change, settings, language),
        rows: rows(&change, language),
        people: change.people.iter().map(|one| difference(one, language)).collect(),
        shell: Shell::new(caller, caller.look, settings, "/system"),
    })
}

fn facts(
    candidate: &Candidate,
    change: &Change,
    settings: &InForce,
    language: Language,
) -> Vec<(&'static str, String, String)> {
    let instant = |at: &Option<String>| match at {
        Some(at) => language.moment_text(at, &settings.0.zone),
        None => "–".to_owned(),
    };
    let schema = change.schema.0.map_or("–".to_owned(), |version| version.to_string());
    vec![
        (say("Last change"), instant(&change.newest.0), instant(&candidate.newest)),
        (say("Schema version"), schema, candidate.schema_version.to_string()),
    ]
}

/// The tables that differ in their rows, with the difference.
fn rows(change: &Change, language: Language) -> Vec<(String, String, String, String)> {
    let shown = |count: Option<i64>| {
        count.map_or("–".to_owned(), |count| language.number(&count.to_string()))
    };
    let differing = change.rows.iter().filter(|(_, now, then)| now != then);
    differing
        .map(|(name, now, then)| {
            let more = then.unwrap_or(0) - now.unwrap_or(0);
            let sign = if more > 0 { "+" } else { "" };
            let more = format!("{sign}{}", language.number(&more.to_string()));
            (name.clone(), shown(*now), shown(*then), more)
        })
        .collect()
}

#[get("/system/backups/<name>/restore")]
async fn compare(
    caller: Staff<may::SystemRestore>,
    name: &str,
    settings: InForce,
    keeper: &State<Keeper>,
) -> Result<Html> {
    let copy = found(keeper, name)?;
    html(Status::Ok, &page(&caller, &settings, keeper, copy).await?)
}

#[post("/system/backups/<name>/restore", data = "<sent>")]
async fn order(
    caller: Staff<may::SystemRestore>,
    name: &str,
    settings: InForce,
    keeper: &State<Keeper>,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let copy = found(keeper, name)?;
    let language = caller.look.language;
    if sent.get("confirm").to_lowercase() != word(language) {
        let mut page = page(&caller, &settings, keeper, copy).await?;
        let word = word(language);
        let problem =
            language.fill("Nothing is ordered yet: type the word {} to confirm.", &[word]);
        page.typed = sent.get("confirm").to_owned();
        page.problem = Some(problem);
        return html(Status::BadRequest, &page).map(Err);
    }
    let looked_at = copy.clone();
    let is_known = sent.get("foreign") == "yes"
        || keeper.aside(move |keeper| Ok(keeper.is_made_here(&looked_at))).await?;
    if !is_known {
        let mut page = page(&caller, &settings, keeper, copy).await?;
        page.typed = sent.get("confirm").to_owned();
        page.problem = Some(language.t(say("Nothing is ordered yet: this copy was not made here. Say that you know where it comes from.")).to_owned());
        return html(Status::BadRequest, &page).map(Err);
    }
    let actor = caller.actor();
    keeper.aside(move |keeper| keeper.order_restore(&copy, &actor)).await?;
    Ok(Ok(Redirect::to("/system/backups?done=restore-ordered")))
}

#[post("/system/backups/cancel", data = "<_sent>")]
async fn cancel(
    caller: Staff<may::SystemRestore>,
    keeper: &State<Keeper>,
    _sent: Sent,
) -> Result<Redirect> {
    let actor = caller.actor();
    keeper.aside(move |keeper| keeper.cancel_restore(&actor)).await?;
    Ok(Redirect::to("/system/backups?done=restore-cancelled"))
}

#[post("/system/backups/seen", data = "<_sent>")]
async fn seen(
    _caller: Staff<may::SystemRestore>,
    keeper: &State<Keeper>,
    _sent: Sent,
) -> Result<Redirect> {
    keeper.aside(Keeper::read_outcome).await?;
    Ok(Redirect::to(ROOM))
}
