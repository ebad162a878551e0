//! `/setup/<token>`: language, clinic, invoices, account. Nothing is stored before the last step:
//! until then the answers travel along in the form.

use askama::Template;
use rocket::http::{CookieJar, Status};
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};
use serde_json::Value;

use super::Setup;
use super::proposed::proposed;
use super::steps::{Step, account, carried, clinic};
use crate::auth::Kind as SessionKind;
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::http::{Fields, Precondition};
use crate::ids::Id;
use crate::login::LoginService;
use crate::message::message;
use crate::settings::{Current, InForce, store as settings_store};
use crate::shows_no_record;
use crate::ui::account::remember_language;
use crate::ui::form::{Field, Html, Sent, html, in_words};
use crate::ui::language::Language;
use crate::ui::settings::zone::{SURE, ask_about};
use crate::ui::staff::Look;
use crate::users::{self, ChosenBy};

pub fn routes() -> Vec<Route> {
    routes![begin, go_on]
}

/// A reader's words, for the fields of a form.
struct Words {
    look: Look,
}

impl Words {
    fn t<'a>(&self, english: &'a str) -> &'a str {
        self.look.t(english)
    }
}

/// A step as a page.
#[derive(Template)]
#[template(path = "ui/setup/setup.html", config = "src/ui/askama.toml")]
struct SetupPage {
    words: Words,
    action: String,
    step: Step,
    fields: Vec<Field>,
    carried: Vec<(String, String)>,
    problem: Option<String>,
}

shows_no_record!(SetupPage);

impl SetupPage {
    fn of(step: Step, sent: &Sent, proposed: &Value, setup: &Setup, look: Look) -> Self {
        let was_sent = |name: &str| sent.all().iter().any(|(known, _)| known == name);
        let mut fields = step.fields();
        for field in &mut fields {
            field.fill(proposed);
            let is_secret = field.line_type() == "password";
            if was_sent(field.name) {
                let typed = if is_secret { "" } else { sent.get(field.name) };
                typed.clone_into(&mut field.value);
            }
        }
        let carried = carried(step, sent);
        Self { words: Words { look }, action: setup.path(), step, fields, carried, problem: None }
    }

    fn refused(mut self, error: &Error) -> Self {
        let language = self.words.look.language;
        for field in &mut self.fields {
            let found = error.details().iter().find(|detail| detail.field == field.name);
            field.problem = found.map(|detail| language.told_of_field(detail));
        }
        self.problem = Some(in_words(error, language));
        if let Some(zone) = self.fields.iter().find(|field| field.name == "time_zone") {
            self.carried.push((SURE.to_owned(), zone.value.clone()));
        }
        self
    }

    fn wrong(&self) -> Vec<&Field> {
        self.fields.iter().filter(|field| field.problem.is_some()).collect()
    }
}

fn nobody_is_there(sql: &Sql<'_>) -> Result<()> {
    match users::store::stats(sql)?.total {
        0 => Ok(()),
        _ => Err(used()),
    }
}

fn used() -> Error {
    let message = message(
        "refused-link-spent",
        "This link works once, and the clinic is set up already. Log in instead.",
    );
    Error::new(Status::NotFound, "NOT_FOUND", message)
}

#[get("/setup/<token>", rank = 2)]
async fn begin(
    token: &str,
    setup: &State<Setup>,
    look: Look,
    settings: InForce,
    door: LoginService<'_>,
) -> Result<Html> {
    if !setup.opens_with(token) {
        door.refused_link().await?;
        return Err(used());
    }
    door.db().read(nobody_is_there).await?;
    let proposed = proposed(&settings, look.language);
    let nothing = Sent::of(Vec::new());
    html(Status::Ok, &SetupPage::of(Step::Language, &nothing, &proposed, setup, look))
}

type Act = std::result::Result<Redirect, Html>;

#[post("/setup/<token>", rank = 2, data = "<sent>")]
async fn go_on(
    token: &str,
    setup: &State<Setup>,
    mut look: Look,
    cookies: &CookieJar<'_>,
    current: &State<Current>,
    door: LoginService<'_>,
    sent: Sent,
) -> Result<Act> {
    if !setup.opens_with(token) {
        door.refused_link().await?;
        return Err(used());
    }
    door.db().read(nobody_is_there).await?;
    if let Some(language) = Language::tagged(sent.get("language")) {
        look.language = language;
        remember_language(cookies, Some(language.tag()));
    }
    let proposed = proposed(&InForce(current.get()), look.language);
    let step = Step::named(sent.get("step"));
    let page = |step: Step| SetupPage::of(step, &sent, &proposed, setup, look);
    if sent.get("to") == "back" {
        return html(Status::Ok, &page(step.before())).map(Err);
    }
    let checked = step.check(&sent).and_then(|()| match step {
        Step::Money => ask_about(&sent, "", look.language),
        _ => Ok(()),
    });
    let made = match (checked, step.after()) {
        (Ok(()), Some(next)) => return html(Status::Ok, &page(next)).map(Err),
        (Ok(()), None) => make(&sent, &door, current).await,
        (Err(error), _) => Err(error),
    };
    match made {
        Ok(()) => {}
        Err(error) if matches!(error.status().code, 400 | 409) => {
            return html(error.status(), &page(step).refused(&error)).map(Err);
        }
        Err(error) => return Err(error),
    }
    let password = sent.raw("password").to_owned();
    let logged_in = door.log_in(sent.get("username"), password, SessionKind::Ui).await?;
    door.hand_over(cookies, &logged_in);
    Ok(Ok(Redirect::to("/reach")))
}

/// The clinic's settings and its first administrator, in one transaction: two people with the link
/// make one clinic.
async fn make(sent: &Sent, door: &LoginService<'_>, current: &Current) -> Result<()> {
    let (change, (new, password)) = (clinic(sent)?, account(sent)?);
    let hash = door.hash(password).await?;
    let (actor, now_in_force) = (door.from().clone(), current.clone());
    let nothing_known = Precondition::read(None, &mut Fields::of(serde_json::Map::new()));
    door.db()
        .write(move |tx| {
            nobody_is_there(tx)?;
            settings_store::update(tx, &actor, change, nothing_known)?;
            let settings = settings_store::confirm(tx, &actor)?;
            let chosen_by = ChosenBy::Themselves;
            users::store::create(tx, &actor, Id::new(), &new, &hash, chosen_by)?;
            tx.on_commit(move || now_in_force.set(settings));
            Ok(())
        })
        .await
}
