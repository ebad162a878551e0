//! `/patients/<id>/photos`: two pictures of a patient side by side, with the days between them.

use askama::Template;
use rocket::get;
use rocket::http::Status;

use crate::auth::{Clinical, may};
use crate::db::Db;
use crate::documents::{Document, store};
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::form::{Html, html};
use crate::ui::language::say;
use crate::ui::patients::ROOM;
use crate::ui::patients::head::Head;
use crate::ui::patients::seen::seen;
use crate::ui::staff::{Shell, Staff};

/// A picture of one side.
struct Side {
    /// The name of its choice in the form.
    field: &'static str,
    label: &'static str,
    chosen: Id,
    /// When it was added, and its title.
    about: String,
}

#[derive(Template)]
#[template(path = "ui/documents/photos.html", config = "src/ui/askama.toml")]
struct PhotosPage {
    shell: Shell,
    id: Id,
    head: Head,
    /// All of them, the oldest first: id and words.
    photos: Vec<(Id, String)>,
    sides: Vec<Side>,
    between: String,
}

impl Discloses for PhotosPage {
    fn shows(&self) -> Shows {
        Shows::record("patient", self.id)
    }
}

/// Whether a document is a photo that can stand beside another.
pub(super) fn is_photo(one: &Document) -> bool {
    one.label.document_type == "progress_photo"
        && one.mime_type.starts_with("image/")
        && one.can_be_shown()
}

#[get("/patients/<id>/photos")]
pub(super) async fn beside(
    caller: Staff<Clinical<may::DocumentsRead>>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, language) = (id.get()?, caller.look.language);
    let (sight, now) = ((caller.scope(), caller.notes()), db.database().clock().now());
    let (file, documents) = db
        .read(move |sql| Ok((seen(sql, id, sight, now)?, store::all_of_patient(sql, id, true)?)))
        .await?;
    let mut photos: Vec<Document> = documents.into_iter().filter(is_photo).collect();
    photos.sort_by_key(|one| (one.created_at, one.id));
    let words = |one: &Document| {
        let title = one.label.title.as_deref().map(|title| format!(" · {title}"));
        let day = language.date(settings.0.zone.day_of(one.created_at));
        format!("{day}{}", title.unwrap_or_default())
    };
    let chosen = |field: &str| {
        let asked = parameters.get(field).and_then(|id| id.parse::<Id>().ok());
        photos.iter().find(|one| Some(one.id) == asked)
    };
    // The first and the last, unless two are chosen.
    let left = chosen("left").or(photos.first());
    let right = chosen("right").or(photos.last());
    let sides = [("left", say("Before"), left), ("right", say("After"), right)];
    let days = left.zip(right).map_or(0, |(left, right)| {
        let day = |one: &Document| settings.0.zone.day_of(one.created_at);
        day(left).until(day(right)).map_or(0, |span| span.get_days()).abs()
    });
    let page = PhotosPage {
        shell: Shell::new(&caller, caller.look, &settings, ROOM),
        id,
        head: Head::of(&file, &caller, (&settings.0.zone, now), language, "/documents"),
        photos: photos.iter().map(|one| (one.id, words(one))).collect(),
        sides: sides
            .into_iter()
            .filter_map(|(field, label, one)| {
                let one = one?;
                Some(Side { field, label, chosen: one.id, about: words(one) })
            })
            .collect(),
        between: language.count(
            days.into(),
            say("1 day between them"),
            say("{} days between them"),
        ),
    };
    html(Status::Ok, &page)
}
