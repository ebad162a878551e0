//! `/settings/visit-types`: what appointments are for, how long they take and what they cost.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};
use serde_json::{Map, Value, json};

use super::pages::ROOM;
use super::tabs::tabs;
use crate::auth::may;
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::http::{Fields, Parameters, Precondition};
use crate::settings::visit_types::service::{self, Changes, NewVisitType};
use crate::settings::visit_types::{COLOURS, VisitType, store};
use crate::settings::{Current, InForce};
use crate::shown::Shows;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::kinds::Kinds;
use crate::ui::language::say;
use crate::ui::list::{Cell, Heading, ListPage, Row, Wanted};
use crate::ui::staff::{Shell, Staff};

const PATH: &str = "/settings/visit-types";
const NUMBERS: [&str; 2] = ["minutes", "version"];

pub fn routes() -> Vec<Route> {
    routes![all, new, add, edit, save, take_off]
}

#[get("/settings/visit-types")]
async fn all(
    caller: Staff<may::SystemSettings>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let language = caller.look.language;
    let kinds = Kinds::of(&settings, language);
    let services = db.read(store::services).await?;
    let priced = |one: &VisitType| {
        let id = one.service_id.map(|id| id.to_string());
        let found = services.iter().find(|(known, _)| Some(known) == id.as_ref());
        found.map_or_else(String::new, |(_, name)| name.clone())
    };
    let row = |one: &VisitType| {
        let (state, colour) = match (one.is_hidden, one.is_first) {
            (true, _) => (say("Hidden"), "grey"),
            (false, true) => (say("First appointment"), "blue"),
            (false, false) => (say("Offered"), "green"),
        };
        Row {
            href: format!("{PATH}/{}", one.code),
            cells: vec![
                Cell::plain(kinds.word(Some(&one.code))),
                Cell::styled(format!("{} min", one.minutes), "right"),
                Cell::styled(priced(one), "quiet"),
                Cell::styled(language.code(&one.colour), "quiet"),
                Cell::status(language.t(state), colour),
            ],
        }
    };
    let rows: Vec<Row> = settings.0.visit_types.all().iter().map(row).collect();
    let count = rows.len() as u64;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM).saying(parameters.get("done"));
    let wanted = Wanted::all(PATH);
    let shell = shell.among(tabs(PATH));
    let mut page =
        ListPage::new(shell, say("Appointment types"), &wanted, (rows, count), Shows::nothing());
    page.has_search = false;
    page.range = String::new();
    page.new = Some(("/settings/visit-types/new", say("New appointment type")));
    let heading = |label| Heading { label, href: None, order: "", style: "" };
    page.headings = vec![
        heading(say("Name")).wide(),
        heading(say("Minutes")).right(),
        heading(say("Price")).middle(),
        heading(say("Colour")).narrow(),
        heading(say("State")).narrow(),
    ];
    page.answer()
}

/// The form of a type of the contract, or of an own one.
fn form(shell: Shell, services: Vec<(String, String)>, code: Option<&VisitType>) -> FormPage {
    let yes_no = || -> Vec<(String, String)> {
        [("false", say("No")), ("true", say("Yes"))]
            .map(|(value, words)| (value.to_owned(), shell.t(words).to_owned()))
            .into()
    };
    let mut name = Field::line("name", say("Name"));
    name.is_required = code.is_none_or(|one| !one.is_of_the_contract());
    if !name.is_required {
        name = name.hint(say("Blank: the usual word, in each reader's language."));
    }
    let mut fields = vec![
        name,
        Field::new("minutes", say("Minutes"), Kind::Line("number")).required().with("30"),
        Field::new("service_id", say("Price"), Kind::Choice(services))
            .hint(say("The entry of the price list that its invoice begins with.")),
        Field::codes("colour", say("Colour"), COLOURS).required().with(COLOURS[0]),
        Field::new("is_first", say("First appointment of a new patient"), Kind::Choice(yes_no()))
            .required()
            .with("false"),
        Field::new("is_hidden", say("Hidden"), Kind::Choice(yes_no())).required().with("false"),
    ];
    if code.is_none() {
        let hint = say("For files and other programs: capital letters, digits and _.");
        fields.insert(1, Field::line("code", say("Code")).required().hint(hint));
    }
    let groups = vec![Group { title: "", fields }];
    let back = (PATH, say("Appointment types"));
    FormPage::new(shell, say("New appointment type"), PATH, back, say("Save"), groups)
}

fn body_of(mut body: Map<String, Value>) -> Map<String, Value> {
    for name in ["is_first", "is_hidden"] {
        if let Some(flag) = body.get_mut(name) {
            *flag = json!(flag == "true");
        }
    }
    body
}

type Act = std::result::Result<Redirect, Html>;

#[get("/settings/visit-types/new")]
async fn new(caller: Staff<may::SystemSettings>, settings: InForce, db: Db) -> Result<Html> {
    let services = db.read(store::services).await?;
    html(Status::Ok, &form(Shell::new(&caller, caller.look, &settings, ROOM), services, None))
}

#[post("/settings/visit-types", data = "<sent>")]
async fn add(
    caller: Staff<may::SystemSettings>,
    settings: InForce,
    current: &State<Current>,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let (actor, now) = (caller.actor(), Current::clone(current));
    let added = match NewVisitType::read(Fields::of(body_of(sent.filled(&NUMBERS)))) {
        Ok(new) => db.write(move |tx| service::create(tx, (&actor, now), new)).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => Ok(Ok(Redirect::to(format!("{PATH}?done=saved-type")))),
        Err(error) => {
            let services = db.read(store::services).await?;
            let shell = Shell::new(&caller, caller.look, &settings, ROOM);
            again(form(shell, services, None), &sent, error).map(Err)
        }
    }
}

async fn opened(
    caller: &Staff<may::SystemSettings>,
    code: &str,
    settings: &InForce,
    db: &Db,
) -> Result<FormPage> {
    let found = settings.0.visit_types.get(code);
    let one = found.ok_or_else(|| Error::not_found(Thing::VisitType))?;
    let services = db.read(store::services).await?;
    let mut page = form(Shell::new(caller, caller.look, settings, ROOM), services, Some(one));
    page.title = Kinds::of(settings, caller.look.language).word(Some(code));
    page.action = format!("{PATH}/{code}");
    page.version = one.version;
    page.removal = (!one.is_of_the_contract()).then(|| format!("{PATH}/{code}/remove"));
    let own_name = one.name.clone().unwrap_or_default();
    let page = page.filled(&json!(one.view()), Shows::nothing()).with_value("name", own_name);
    Ok(page.merging())
}

#[get("/settings/visit-types/<code>", rank = 2)]
async fn edit(
    caller: Staff<may::SystemSettings>,
    code: String,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    html(Status::Ok, &opened(&caller, &code, &settings, &db).await?)
}

#[post("/settings/visit-types/<code>", data = "<sent>")]
async fn save(
    caller: Staff<may::SystemSettings>,
    code: String,
    current: &State<Current>,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let mut body = body_of(sent.typed().body(&NUMBERS));
    body.retain(|name, value| !value.is_null() || name == "name" || name == "service_id");
    let mut fields = Fields::of(body);
    let changes = Changes::read(&mut fields);
    let precondition = Precondition::read(None, &mut fields);
    let (actor, now, named) = (caller.actor(), Current::clone(current), code.clone());
    let saved = match fields.finish() {
        Ok(()) => {
            db.write(move |tx| service::update(tx, (&actor, now), &named, changes, precondition))
                .await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => Ok(Ok(Redirect::to(format!("{PATH}?done=saved-type")))),
        Err(error) => {
            let page = opened(&caller, &code, &InForce(current.get()), &db).await?;
            again(page, &sent, error).map(Err)
        }
    }
}

#[post("/settings/visit-types/<code>/remove", data = "<_sent>")]
async fn take_off(
    caller: Staff<may::SystemSettings>,
    code: String,
    current: &State<Current>,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (actor, now) = (caller.actor(), Current::clone(current));
    db.write(move |tx| service::remove(tx, (&actor, now), &code)).await?;
    Ok(Redirect::to(format!("{PATH}?done=switched")))
}
