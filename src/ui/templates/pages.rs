//! The list of templates and their form.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::{Map, Value, json};

use crate::auth::{Clinical, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Fields, Parameters, PathId, Precondition};
use crate::ids::Id;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::kinds::Kinds;
use crate::ui::language::say;
use crate::ui::list::{Cell, Heading, ListPage, Row, Wanted};
use crate::ui::staff::{Shell, Staff};
use crate::visits::templates::api::composer_of;
use crate::visits::templates::{Changes, KINDS, LANGUAGES, NewTemplate, Template, service, store};

const PATH: &str = "/note-templates";
/// The room of the sidebar that the pages belong to.
const HERE: &str = "/visits";

pub fn routes() -> Vec<Route> {
    routes![all, new, add, edit, save, take_off, bring_back]
}

type Act = std::result::Result<Redirect, Html>;
type Writer = Staff<Clinical<may::VisitsUpdate>>;

#[get("/note-templates")]
async fn all(caller: Writer, settings: InForce, parameters: Parameters, db: Db) -> Result<Html> {
    let (user, language) = (caller.id(), caller.look.language);
    let found = db.read(move |sql| store::list(sql, user)).await?;
    let kinds = Kinds::of(&settings, language);
    let row = |one: &Template| {
        let details = &one.details;
        let of = details.visit_type.as_deref().map(|code| kinds.word(Some(code)));
        let (whose, colour) = match details.is_shared {
            true => (say("The clinic’s"), "blue"),
            false => (say("My own"), "grey"),
        };
        Row {
            href: format!("{PATH}/{}", one.id),
            cells: vec![
                Cell::plain(details.name.clone()),
                Cell::styled(language.t(kind_words(&details.kind)), "quiet"),
                Cell::styled(of.unwrap_or_else(|| language.t(say("Any")).to_owned()), "quiet"),
                Cell::styled(
                    details.language.as_deref().map_or_else(String::new, |tag| language.code(tag)),
                    "quiet",
                ),
                Cell::status(language.t(whose), colour),
            ],
        }
    };
    let rows: Vec<Row> = found.iter().map(row).collect();
    let count = rows.len() as u64;
    let shell = Shell::new(&caller, caller.look, &settings, HERE).saying(parameters.get("done"));
    let mut shell = shell.undoing(None);
    if let (Some("template-removed"), Some(gone)) = (parameters.get("done"), parameters.get("undo"))
    {
        let gone = gone.parse::<Id>().ok();
        shell.undo = gone.map(|gone| format!("{PATH}/{gone}/restore"));
    }
    let wanted = Wanted::all(PATH);
    let mut page =
        ListPage::new(shell, say("Note templates"), &wanted, (rows, count), Shows::nothing());
    page.has_search = false;
    page.range = String::new();
    page.back = Some((HERE.into(), caller.t(say("Consultations")).to_owned()));
    page.empty = say(
        "No template yet. What a note begins with can be written once, and inserted with a press.",
    );
    page.new = Some(("/note-templates/new", say("New template")));
    let heading = |label| Heading { label, href: None, order: "", style: "" };
    page.headings = vec![
        heading(say("Name")).wide(),
        heading(say("Kind")).middle(),
        heading(say("Appointment type")).middle(),
        heading(say("Language")).narrow(),
        heading(say("Whose")).narrow(),
    ];
    page.answer()
}

fn kind_words(kind: &str) -> &'static str {
    match kind {
        "block" => say("Text block"),
        _ => say("Sections of a note"),
    }
}

fn form(shell: Shell, settings: &InForce) -> FormPage {
    let language = shell.look.language;
    let words = |choices: &[(&str, &'static str)]| -> Vec<(String, String)> {
        choices
            .iter()
            .map(|(value, words)| ((*value).to_owned(), language.t(words).to_owned()))
            .collect()
    };
    let kinds: Vec<(&str, &'static str)> =
        KINDS.iter().map(|kind| (*kind, kind_words(kind))).collect();
    let whose = [("false", say("My own")), ("true", say("The clinic’s"))];
    let what = vec![
        Field::line("name", say("Name")).required(),
        Field::new("kind", say("Kind"), Kind::Choice(words(&kinds))).required().with(KINDS[0]),
        Field::new("is_shared", say("Whose"), Kind::Choice(words(&whose))).required().with("false"),
        Field::new(
            "visit_type",
            say("Appointment type"),
            Kind::Choice(Kinds::of(settings, language).choices(None)),
        )
        .hint(say("Blank: for appointments of any type.")),
        Field::codes("language", say("Language"), LANGUAGES),
    ];
    let sections = vec![
        Field::text("chief_complaint", say("Reason")),
        Field::text("assessment", say("Assessment")),
        Field::text("nutrition_diagnosis", say("Nutrition diagnosis (PES)")),
        Field::text("intervention", say("Intervention")),
        Field::text("monitoring_evaluation", say("Monitoring and evaluation")),
        Field::text("recommendations", say("Recommendations for the patient")),
    ];
    let block = vec![
        Field::text("text", say("Text")).hint(say("Inserted where you write, after typing /.")),
    ];
    let groups = vec![
        Group { title: "", fields: what },
        Group { title: say("Sections of a note"), fields: sections },
        Group { title: say("Text block"), fields: block },
    ];
    let back = (PATH, say("Note templates"));
    let mut page = FormPage::new(shell, say("New template"), PATH, back, say("Save"), groups);
    page.is_of_new = true;
    page.about = say(
        "What stands in braces is filled in: {name} {age} {sex} {date} {weight} {change} {height} {waist} {goal}.",
    );
    page
}

/// The choices of a form as the API has them.
fn body_of(mut body: Map<String, Value>) -> Map<String, Value> {
    if let Some(flag) = body.get_mut("is_shared") {
        *flag = json!(flag == "true");
    }
    body
}

#[get("/note-templates/new")]
fn new(caller: Writer, settings: InForce) -> Result<Html> {
    html(Status::Ok, &form(Shell::new(&caller, caller.look, &settings, HERE), &settings))
}

#[post("/note-templates", data = "<sent>")]
async fn add(caller: Writer, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let composer = composer_of(&caller);
    let body = body_of(sent.filled(&[]));
    let added = match NewTemplate::read(Fields::of(body.clone()), &settings.0) {
        Ok(new) => db.write(move |tx| service::create(tx, &composer, new, &body)).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => Ok(Ok(Redirect::to(format!("{PATH}?done=saved-template")))),
        Err(error) => {
            let shell = Shell::new(&caller, caller.look, &settings, HERE);
            again(form(shell, &settings), &sent, error).map(Err)
        }
    }
}

async fn opened(caller: &Writer, id: Id, settings: &InForce, db: &Db) -> Result<FormPage> {
    let user = caller.id();
    let one = db.read(move |sql| store::load(sql, id, user, false)).await?;
    let mut page = form(Shell::new(caller, caller.look, settings, HERE), settings);
    page.title.clone_from(&one.details.name);
    page.action = format!("{PATH}/{id}");
    page.version = one.version;
    page.removal = Some(format!("{PATH}/{id}/remove"));
    Ok(page.filled(&json!(one), Shows::nothing()).merging())
}

#[get("/note-templates/<id>", rank = 2)]
async fn edit(caller: Writer, id: PathId, settings: InForce, db: Db) -> Result<Html> {
    html(Status::Ok, &opened(&caller, id.get()?, &settings, &db).await?)
}

#[post("/note-templates/<id>", data = "<sent>")]
async fn save(caller: Writer, id: PathId, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let id = id.get()?;
    let mut fields = Fields::of(body_of(sent.typed().body(&["version"])));
    let changes = Changes::read(&mut fields, &settings.0);
    let precondition = Precondition::read(None, &mut fields);
    let composer = composer_of(&caller);
    let saved = match fields.finish() {
        Ok(()) => {
            db.write(move |tx| service::update(tx, &composer, id, changes, precondition)).await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => Ok(Ok(Redirect::to(format!("{PATH}?done=saved-template")))),
        Err(error) => again(opened(&caller, id, &settings, &db).await?, &sent, error).map(Err),
    }
}

#[post("/note-templates/<id>/remove", data = "<_sent>")]
async fn take_off(caller: Writer, id: PathId, db: Db, _sent: Sent) -> Result<Redirect> {
    let (id, composer) = (id.get()?, composer_of(&caller));
    db.write(move |tx| service::remove(tx, &composer, id)).await?;
    Ok(Redirect::to(format!("{PATH}?done=template-removed&undo={id}")))
}

#[post("/note-templates/<id>/restore", data = "<_sent>")]
async fn bring_back(caller: Writer, id: PathId, db: Db, _sent: Sent) -> Result<Redirect> {
    let (id, composer) = (id.get()?, composer_of(&caller));
    db.write(move |tx| service::restore(tx, &composer, id)).await?;
    Ok(Redirect::to(format!("{PATH}?done=template-back")))
}
