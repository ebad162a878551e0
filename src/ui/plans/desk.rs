//! Where somebody works on a plan: the draft from one version on, and the page that comes back.

use rocket::response::Redirect;
use serde_json::json;

use super::pages::{Asked, page};
use crate::auth::{Caller, Clinical, may};
use crate::db::Db;
use crate::error::{Error, FieldError, Result};
use crate::http::{Fields, PathId, Precondition};
use crate::ids::Id;
use crate::nutrition::plans::finding::Typist;
use crate::patients::Author;
use crate::settings::InForce;
use crate::ui::form::{Html, Sent, html, in_words};
use crate::ui::staff::Staff;

pub(super) type Done = std::result::Result<Redirect, Html>;
pub(super) type Planner = Staff<Clinical<may::NutritionPlan>>;

/// Where somebody works on a plan: who, which one, from which version on.
pub(super) struct Desk<'d> {
    pub caller: &'d Planner,
    pub id: Id,
    pub precondition: Precondition,
    /// How what they type is read.
    pub typist: Typist,
    pub sent: &'d Sent,
    settings: &'d InForce,
    db: &'d Db,
}

impl<'d> Desk<'d> {
    pub fn of(
        caller: &'d Planner,
        id: &PathId,
        sent: &'d Sent,
        settings: &'d InForce,
        db: &'d Db,
    ) -> Result<Self> {
        // What is no version is none that the plan ever had.
        let version = sent.get("version");
        let stated = (!version.is_empty()).then(|| json!(version.parse::<i64>().unwrap_or(0)));
        let map = stated.map(|stated| ("version".to_owned(), stated)).into_iter().collect();
        let precondition = Precondition::read(None, &mut Fields::of(map));
        let user: &Caller = caller;
        let typist = Typist { by: Some(user.id()), language: caller.look.language.tag() };
        Ok(Self { caller, id: id.get()?, precondition, typist, sent, settings, db })
    }

    pub fn author(&self) -> Author {
        let caller: &Caller = self.caller;
        Author::from(caller)
    }

    /// Whether these fields are texts of at most so many characters.
    pub fn texts(&self, names: &[(&str, usize)]) -> Result<()> {
        let mut fields = Fields::of(self.sent.filled(&[]));
        for (name, most) in names {
            fields.text(name, *most);
        }
        fields.finish()
    }

    /// Back to that day, or the page again with what was wrong.
    pub async fn end<T>(&self, result: Result<T>, day: usize, asked: Asked) -> Result<Done> {
        let error = match result {
            Ok(_) => {
                let to =
                    format!("/plans/{}?week={}&day={day}&done=saved-plan#plan", self.id, day / 7);
                return Ok(Ok(Redirect::to(to)));
            }
            Err(error) => error,
        };
        self.again(error, asked).await.map(Err)
    }

    pub async fn again(&self, error: Error, asked: Asked) -> Result<Html> {
        if !matches!(error.status().code, 400 | 409) {
            return Err(error);
        }
        let language = self.caller.look.language;
        let mut page =
            page(self.caller, self.id, asked, self.settings, self.db).await?.retyped(self.sent);
        // The amount of a food is no sum of money.
        let named = |detail: &FieldError| match detail.field.as_str() {
            "amount" => FieldError::new("quantity", detail.message.clone()),
            _ => detail.clone(),
        };
        let fields = error
            .details()
            .iter()
            .map(|detail| format!("{}.", language.field_and_why(&named(detail))));
        let said = std::iter::once(in_words(&error, language)).chain(fields);
        page.problem = Some(said.collect::<Vec<_>>().join(" "));
        html(error.status(), &page)
    }
}
