//! What is done on the page of an invoice, and where it leads.

use rocket::response::Redirect;

use super::ROOM;
use super::document::InvoicePage;
use super::opened::page;
use crate::auth::Caller;
use crate::billing::api::clerk_of;
use crate::billing::clerk::Clerk;
use crate::db::Db;
use crate::error::Result;
use crate::ids::Id;
use crate::settings::InForce;
use crate::ui::form::{Html, html};
use crate::ui::retyped::Retyped;
use crate::ui::staff::Look;

/// Where an act leads: to another page, or to the same with what was wrong.
pub(super) type Act = std::result::Result<Redirect, Html>;

/// Somebody who acts on the page of an invoice.
pub(super) struct AtInvoice<'a> {
    caller: &'a Caller,
    look: Look,
    pub id: Id,
    settings: &'a InForce,
    pub db: &'a Db,
}

impl<'a> AtInvoice<'a> {
    pub fn of(caller: &'a Caller, look: Look, id: Id, settings: &'a InForce, db: &'a Db) -> Self {
        Self { caller, look, id, settings, db }
    }

    pub fn clerk(&self) -> Clerk {
        clerk_of(self.caller, self.settings)
    }

    pub async fn page(&self) -> Result<InvoicePage> {
        page(self.caller, self.look, self.id, self.settings, self.db).await
    }

    /// The page with what was done; or again with what was wrong, where another try may help, and
    /// with what was typed.
    pub async fn answer<T>(&self, act: Result<T>, done: &str, retyped: Retyped) -> Result<Act> {
        let error = match act {
            Ok(_) => return Ok(Ok(Redirect::to(format!("{ROOM}/{}?done={done}", self.id)))),
            Err(error) => error.of_an_act(),
        };
        if !matches!(error.status().code, 400 | 409) {
            return Err(error);
        }
        let mut page = self.page().await?;
        page.problem = Some(self.look.language.in_full(&error, |_| true));
        page.retyped = retyped;
        html(error.status(), &page).map(Err)
    }
}
