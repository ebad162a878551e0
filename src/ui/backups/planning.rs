//! `/system/backups/plan`: when the server backs itself up, and what stays.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};
use serde_json::json;

use super::words::ROOM;
use crate::auth::may;
use crate::backups::store::{plan, replan};
use crate::backups::{Keeper, PlanChange};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Fields, Precondition};
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::language::say;
use crate::ui::staff::{Shell, Staff};

const PLAN: &str = "/system/backups/plan";
const NUMBERS: [&str; 5] = ["hour", "keep_daily", "keep_weekly", "keep_monthly", "version"];

pub fn routes() -> Vec<Route> {
    routes![show, save]
}

fn form(shell: Shell) -> FormPage {
    let number = |name, label| Field::new(name, label, Kind::Line("number")).required();
    let language = shell.look.language;
    let switch = [("true", say("Every day")), ("false", say("Off"))];
    let switch = switch.map(|(code, words)| (code.to_owned(), language.t(words).to_owned()));
    let hours = (0..24).map(|hour| (hour.to_string(), format!("{hour:02}:00"))).collect();
    let when = vec![
        Field::new("is_on", say("Backup"), Kind::Choice(switch.into())).required(),
        Field::new("hour", say("At"), Kind::Choice(hours))
            .required()
            .hint(say("By the clinic's clock. What was missed is made at the next start.")),
    ];
    let stay = vec![
        number("keep_daily", say("Days")).hint(say("Number of daily backups kept …")),
        number("keep_weekly", say("Weeks")).hint(say("… then the last one of each week …")),
        number("keep_monthly", say("Months")).hint(say("… then the last one of each month.")),
    ];
    let place = vec![Field::line("second_folder", say("Second folder")).hint(say(
        "A USB disk or a share on this PC, as in /media/usb/clinic. Every copy is put there too.",
    ))];
    let groups = vec![
        Group { title: say("When"), fields: when },
        Group { title: say("What stays"), fields: stay },
        Group { title: say("Another place"), fields: place },
    ];
    FormPage::new(shell, say("Backup schedule"), PLAN, (ROOM, say("Backups")), say("Save"), groups)
}

#[get("/system/backups/plan")]
async fn show(caller: Staff<may::SystemBackup>, settings: InForce, db: Db) -> Result<Html> {
    let plan = db.read(plan).await?;
    let mut page = form(Shell::new(&caller, caller.look, &settings, "/system"));
    page.version = plan.version;
    html(Status::Ok, &page.filled(&json!(plan), Shows::nothing()).merging())
}

#[post("/system/backups/plan", data = "<sent>")]
async fn save(
    caller: Staff<may::SystemBackup>,
    settings: InForce,
    keeper: &State<Keeper>,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let mut body = sent.typed().body(&NUMBERS);
    if let Some(is_on) = body.get_mut("is_on") {
        *is_on = json!(sent.get("is_on") == "true");
    }
    let mut fields = Fields::of(body);
    let precondition = Precondition::read(None, &mut fields);
    let mut change = PlanChange::read(&mut fields);
    let actor = caller.actor();
    // On a thread that may wait: a share that is gone answers late.
    let looked = match fields.finish() {
        Ok(()) => keeper.aside(move |keeper| change.look(&keeper.folder()).map(|()| change)).await,
        Err(error) => Err(error),
    };
    let saved = match looked {
        Ok(change) => db.write(move |tx| replan(tx, &actor, change, precondition)).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => {
            keeper.aside(Keeper::look).await?;
            Ok(Ok(Redirect::to("/system/backups?done=saved-schedule")))
        }
        Err(error) => {
            let current = db.read(plan).await?;
            let mut page = form(Shell::new(&caller, caller.look, &settings, "/system"));
            page.version = current.version;
            again(page.filled(&json!(current), Shows::nothing()).merging(), &sent, error).map(Err)
        }
    }
}
