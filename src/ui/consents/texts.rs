//! The texts that patients agree to: a change is a new edition.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::json;

use crate::auth::may;
use crate::consents::{LANGUAGES, NewText, Text, service, store};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Fields, Parameters, PathId};
use crate::patients::Author;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, FormPage, Group, Html, Sent, again, html};
use crate::ui::language::say;
use crate::ui::list::{Cell, Heading, ListPage, Row, Wanted};
use crate::ui::settings::tabs::tabs;
use crate::ui::staff::{Shell, Staff};

const PATH: &str = "/settings/consent-texts";
const HERE: &str = "/settings";

pub(super) fn routes() -> Vec<Route> {
    routes![all, new, add, edit, retire]
}

type Act = std::result::Result<Redirect, Html>;
type Owner = Staff<may::SystemSettings>;

#[get("/settings/consent-texts")]
async fn all(caller: Owner, settings: InForce, parameters: Parameters, db: Db) -> Result<Html> {
    let language = caller.look.language;
    let found = db.read(store::texts).await?;
    let row = |text: &Text| Row {
        href: format!("{PATH}/{}", text.id),
        cells: vec![
            Cell::plain(text.title.clone()),
            Cell::styled(text.code.clone(), "quiet"),
            Cell::styled(language.code(&text.language), "quiet"),
            Cell::styled(text.edition.to_string(), "right"),
        ],
    };
    let rows: Vec<Row> = found.iter().map(row).collect();
    let count = rows.len() as u64;
    let shell = Shell::new(&caller, caller.look, &settings, HERE).saying(parameters.get("done"));
    let wanted = Wanted::all(PATH);
    let shell = shell.among(tabs(PATH));
    let mut page =
        ListPage::new(shell, say("Consent texts"), &wanted, (rows, count), Shows::nothing());
    page.has_search = false;
    page.range = String::new();
    page.empty = say("No text yet. What patients agree to is written here, once in each language.");
    page.new = Some(("/settings/consent-texts/new", say("New text")));
    let heading = |label| Heading { label, href: None, order: "", style: "" };
    page.headings = vec![
        heading(say("Title")).wide(),
        heading(say("Subject")).middle(),
        heading(say("Language")).narrow(),
        heading(say("Edition")).right(),
    ];
    page.answer()
}

fn form(shell: Shell) -> FormPage {
    let fields = vec![
        Field::line("title", say("Title")).required(),
        Field::line("code", say("Subject"))
            .required()
            .hint(say("One word, the same in every language.")),
        Field::codes("language", say("Language"), LANGUAGES).required(),
        Field::text("body", say("Text")).required(),
    ];
    let groups = vec![Group { title: "", fields }];
    let back = (PATH, say("Consent texts"));
    let mut page = FormPage::new(shell, say("New text"), PATH, back, say("Save"), groups);
    page.about =
        say("Saving writes a new edition: whoever agreed to an earlier one agreed to that.");
    page
}

#[get("/settings/consent-texts/new")]
fn new(caller: Owner, settings: InForce) -> Result<Html> {
    html(Status::Ok, &form(Shell::new(&caller, caller.look, &settings, HERE)))
}

#[get("/settings/consent-texts/<id>", rank = 2)]
async fn edit(caller: Owner, id: PathId, settings: InForce, db: Db) -> Result<Html> {
    let id = id.get()?;
    let text = db.read(move |sql| store::text(sql, id)).await?;
    let mut page = form(Shell::new(&caller, caller.look, &settings, HERE));
    page.title.clone_from(&text.title);
    page.removal = Some(format!("{PATH}/{id}/retire"));
    html(Status::Ok, &page.filled(&json!(text), Shows::nothing()))
}

#[post("/settings/consent-texts", data = "<sent>")]
async fn add(caller: Owner, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let author = Author::from(&*caller);
    let added = match NewText::read(Fields::of(sent.filled(&[]))) {
        Ok(new) => db.write(move |tx| service::write(tx, &author, &new)).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => Ok(Ok(Redirect::to(format!("{PATH}?done=saved-consent-text")))),
        Err(error) => {
            let shell = Shell::new(&caller, caller.look, &settings, HERE);
            again(form(shell), &sent, error).map(Err)
        }
    }
}

#[post("/settings/consent-texts/<id>/retire", data = "<_sent>")]
async fn retire(caller: Owner, id: PathId, db: Db, _sent: Sent) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| service::retire(tx, &author, id)).await?;
    Ok(Redirect::to(format!("{PATH}?done=switched")))
}
