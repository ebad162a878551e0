//! The form of a contact.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::json;

use crate::auth::may;
use crate::contacts::{Changes, Contact, NewContact, ROLES, service, store};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Fields, PathId, Precondition};
use crate::ids::Id;
use crate::patients::store::name;
use crate::patients::{Author, beside};
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::language::say;
use crate::ui::patients::ROOM;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![new, add, edit, save, take_off, bring_back]
}

type Act = std::result::Result<Redirect, Html>;
type Editor = Staff<may::PatientsUpdate>;

fn form(shell: Shell, patient: Id, name: &str, shows: Shows) -> FormPage {
    let fields = vec![
        Field::codes("role", say("Relationship"), ROLES).required(),
        Field::line("name", say("Name")).required(),
        Field::line("organisation", say("Organisation")),
        Field::new("phone", say("Phone"), Kind::Line("tel")),
        Field::new("email", say("E-mail"), Kind::Line("email")),
        Field::text("address", say("Address")),
    ];
    let groups = vec![Group { title: "", fields }];
    let back = (format!("{ROOM}/{patient}"), name);
    let action = format!("{ROOM}/{patient}/contacts");
    FormPage::new(shell, say("New contact"), action, back, say("Save"), groups)
        .making()
        .showing(shows)
}

#[get("/patients/<id>/contacts/new")]
async fn new(caller: Editor, id: PathId, settings: InForce, db: Db) -> Result<Html> {
    let (id, scope) = (id.get()?, caller.scope());
    let whose = db.read(move |sql| name(sql, id, scope)).await?;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    html(Status::Ok, &form(shell, id, &whose, Shows::names("patient", [id])))
}

#[post("/patients/<id>/contacts", data = "<sent>")]
async fn add(caller: Editor, id: PathId, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let (id, scope, author) = (id.get()?, caller.scope(), Author::from(&*caller));
    let whose = db.read(move |sql| name(sql, id, scope)).await?;
    let mut body = sent.filled(&[]);
    body.insert("patient_id".into(), json!(id));
    let added = match NewContact::read(Fields::of(body.clone())) {
        Ok(new) => db.write(move |tx| service::create(tx, &author, new, &body)).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=saved-contact")))),
        Err(error) => {
            let shell = Shell::new(&caller, caller.look, &settings, ROOM);
            let page = form(shell, id, &whose, Shows::names("patient", [id]));
            again(page, &sent, error).map(Err)
        }
    }
}

async fn opened(caller: &Editor, id: Id, settings: &InForce, db: &Db) -> Result<FormPage> {
    let scope = caller.scope();
    let (contact, whose) = db
        .read(move |sql| {
            let contact = store::load(sql, id, false)?;
            let whose = name(sql, contact.patient_id, scope)?;
            Ok((contact, whose))
        })
        .await?;
    let shows = Shows::record("contact", id);
    let shell = Shell::new(caller, caller.look, settings, ROOM);
    let mut page = form(shell, contact.patient_id, &whose, shows.clone());
    page.title.clone_from(&contact.details.name);
    page.action = format!("/contacts/{id}");
    page.version = contact.version;
    page.removal = Some(format!("/contacts/{id}/remove"));
    Ok(page.filled(&json!(contact.details), shows).merging())
}

#[get("/contacts/<id>")]
async fn edit(caller: Editor, id: PathId, settings: InForce, db: Db) -> Result<Html> {
    html(Status::Ok, &opened(&caller, id.get()?, &settings, &db).await?)
}

#[post("/contacts/<id>", data = "<sent>")]
async fn save(caller: Editor, id: PathId, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let mut fields = Fields::of(sent.typed().body(&["version"]));
    let changes = Changes::read(&mut fields);
    let precondition = Precondition::read(None, &mut fields);
    let saved = match fields.finish() {
        Ok(()) => db.write(move |tx| service::update(tx, &author, id, changes, precondition)).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(contact) => {
            Ok(Ok(Redirect::to(format!("{ROOM}/{}?done=saved-contact", contact.patient_id))))
        }
        Err(error) => again(opened(&caller, id, &settings, &db).await?, &sent, error).map(Err),
    }
}

#[post("/contacts/<id>/remove", data = "<_sent>")]
async fn take_off(caller: Editor, id: PathId, db: Db, _sent: Sent) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let gone = db.write(move |tx| beside::remove::<Contact>(tx, &author, id)).await?;
    Ok(Redirect::to(format!("{ROOM}/{}?done=contact-removed&undo={id}", gone.patient_id)))
}

#[post("/contacts/<id>/restore", data = "<_sent>")]
async fn bring_back(caller: Editor, id: PathId, db: Db, _sent: Sent) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let back = db.write(move |tx| beside::restore::<Contact>(tx, &author, id)).await?;
    Ok(Redirect::to(format!("{ROOM}/{}?done=contact-back", back.patient_id)))
}
