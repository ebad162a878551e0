//! The form that is signed on paper, in the language of its text.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::pages::edition;
use crate::auth::may;
use crate::consents::store;
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::form::{Html, html};
use crate::ui::language::{Language, say};
use crate::ui::letterhead::Letterhead;
use crate::ui::patients::ROOM;
use crate::ui::patients::seen::seen;
use crate::ui::staff::{Shell, Staff};

pub(super) fn routes() -> Vec<Route> {
    routes![paper]
}

#[derive(Template)]
#[template(path = "ui/consents/paper.html", config = "src/ui/askama.toml")]
struct PaperPage {
    shell: Shell,
    /// The reader's of the paper, not that of whoever prints it.
    language: Language,
    id: Id,
    name: String,
    /// "born 3 Apr 1984, file 104".
    about: String,
    title: String,
    edition: String,
    body: String,
    is_letter_size: bool,
    letterhead: Letterhead,
}

impl Discloses for PaperPage {
    fn shows(&self) -> Shows {
        Shows::names("patient", [self.id])
    }
}

impl PaperPage {
    fn say<'a>(&self, english: &'a str) -> &'a str {
        self.language.t(english)
    }
}

#[get("/patients/<id>/consents/<text>")]
async fn paper(
    caller: Staff<may::PatientsRead>,
    id: PathId,
    text: &str,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let (id, now) = (id.get()?, db.database().clock().now());
    let sight = (caller.scope(), caller.notes());
    let text: Id = text.parse().map_err(|_| Error::not_found(Thing::ConsentText))?;
    let (detail, text) =
        db.read(move |sql| Ok((seen(sql, id, sight, now)?, store::text(sql, text)?))).await?;
    let language = Language::tagged(&text.language).unwrap_or_default();
    let details = &detail.patient.details;
    let born = language.date(details.date_of_birth);
    let file = details.file_number.as_ref().map(|one| language.fill(say("file {}"), &[one]));
    let known = [Some(language.fill(say("born {}"), &[&born])), file];
    let page = PaperPage {
        id,
        name: details.full_name(),
        about: known.into_iter().flatten().collect::<Vec<_>>().join(", "),
        edition: edition(&text, language),
        title: text.title,
        body: text.body,
        is_letter_size: parameters.get("paper") == Some("letter"),
        letterhead: Letterhead::of(&settings),
        language,
        shell: Shell::new(&caller, caller.look, &settings, ROOM),
    };
    html(Status::Ok, &page)
}
