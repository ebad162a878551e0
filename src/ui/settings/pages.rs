//! `/settings`.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};
use serde_json::{Value, json};

use super::moves;
use super::tabs::tabs;
use crate::auth::may;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Fields, Parameters, Precondition};
use crate::settings::{Change, Current, InForce, store};
use crate::shown::Shows;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::language::{Language, say};
use crate::ui::rooms::guard;
use crate::ui::settings::zone::{SURE, ask_about};
use crate::ui::staff::{Shell, Staff};

pub const ROOM: &str = "/settings";

pub fn routes() -> Vec<Route> {
    routes![show, save]
}

fn form(shell: Shell, settings: &InForce) -> FormPage {
    let clinic = vec![
        Field::line("name", say("Name of the clinic")).required(),
        Field::line("registration_number", say("Registration number")),
        Field::text("address", say("Address")),
    ];
    let money = vec![
        Field::line("currency", say("Currency")).required().hint(say("Three letters like EUR.")),
        Field::new("payment_terms_days", say("Days to pay"), Kind::Line("number")).required(),
        Field::text("invoice_header", say("Text above the lines")),
        Field::text("tax_exemption_text", say("Tax exemption")),
        Field::line("iban", say("IBAN"))
            .hint(say("Printed on invoices that are still to be paid.")),
        Field::text("payment_terms", say("Terms of payment")),
        Field::text("invoice_footer", say("Text at the foot")),
    ];
    let place = vec![
        Field::line("time_zone", say("Time zone")).required().hint(say("As in Europe/Paris.")),
        Field::codes("locale", say("Language of documents"), &["en", "fr"]).required(),
    ];
    let words = vec![
        Field::new("active_months", say("Months"), Kind::Line("number"))
            .required()
            .hint(say("A patient who was seen in so many last months counts as active.")),
    ];
    let yes_no = [("true", say("Required")), ("false", say("Voluntary"))];
    let yes_no = yes_no.map(|(value, words)| (value.to_owned(), shell.t(words).to_owned()));
    let notes = vec![
        Field::new("signing_required", say("Signing of notes"), Kind::Choice(yes_no.into()))
            .required()
            .hint(say("Where it is required, a consultation is finished by signing its note.")),
    ];
    let groups = vec![
        Group { title: say("Clinic"), fields: clinic },
        Group { title: say("Invoices"), fields: money },
        Group { title: say("Place"), fields: place },
        Group { title: say("Active patients"), fields: words },
        Group { title: say("Notes"), fields: notes },
    ];
    let shell = shell.among(tabs(ROOM));
    let mut page = FormPage::new(shell, say("Settings"), ROOM, (ROOM, ""), say("Save"), groups);
    page.version = settings.0.version;
    page.filled(&json!(*settings.0), Shows::nothing()).merging()
}

#[get("/settings")]
fn show(caller: Staff<guard::Settings>, settings: InForce, parameters: Parameters) -> Result<Html> {
    let shell = Shell::new(&caller, caller.look, &settings, ROOM).saying(parameters.get("done"));
    html(Status::Ok, &form(shell, &settings))
}

#[post("/settings", data = "<sent>")]
async fn save(
    caller: Staff<may::SystemSettings>,
    current: &State<Current>,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let mut body = sent.typed().body(&["version", "payment_terms_days", "active_months"]);
    let is_required = body.get("signing_required").and_then(Value::as_str);
    if let Some(is_required) = is_required.and_then(|choice| choice.parse::<bool>().ok()) {
        body.insert("signing_required".into(), json!(is_required));
    }
    let mut fields = Fields::of(body);
    let precondition = Precondition::read(None, &mut fields);
    let change = Change::read(&mut fields);
    let (actor, now_in_force) = (caller.actor(), Current::clone(current));
    let language = caller.look.language;
    let moved = moves::questions(&sent, &current.get(), &db, language).await?;
    let is_settled = moved.is_empty() || sent.get("confirm") == "yes";
    let sure = fields.finish().and_then(|()| ask_about(&sent, &current.get().time_zone, language));
    if sure.is_ok() && !is_settled {
        let settings = InForce(current.get());
        let shell = Shell::new(&caller, caller.look, &settings, ROOM);
        let asked = Error::bad("VALIDATION_ERROR", "What this will move.");
        let mut page = form(shell, &settings).refused(&sent, &asked);
        page.problem = Some(what_moves(&moved, language));
        page.hidden.push(("confirm", "yes".into()));
        return html(Status::Ok, &page).map(Err);
    }
    let saved = match sure {
        Ok(()) => {
            db.write(move |tx| {
                store::update(tx, &actor, change, precondition)?;
                let settings = store::confirm(tx, &actor)?;
                tx.on_commit(move || now_in_force.set(settings));
                Ok(())
            })
            .await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(Ok(Redirect::to("/settings?done=saved-settings"))),
        Err(error) => {
            let settings = InForce(current.get());
            let mut page = form(Shell::new(&caller, caller.look, &settings, ROOM), &settings);
            page.hidden.push((SURE, sent.get("time_zone").to_owned()));
            if is_settled || error.code() != "VALIDATION_ERROR" {
                page.hidden.push(("confirm", sent.get("confirm").to_owned()));
                return again(page, &sent, error).map(Err);
            }
            // Everything that is to be thought about is asked at once.
            let mut page = page.refused(&sent, &error);
            let problem = page.problem.take().unwrap_or_default();
            page.problem = Some(format!("{problem} {}", what_moves(&moved, language)));
            page.hidden.push(("confirm", "yes".into()));
            html(error.status(), &page).map(Err)
        }
    }
}

/// What a change of the currency or the zone will move, before it does.
fn what_moves(moved: &[String], language: Language) -> String {
    let first =
        say("Nothing is changed yet. Look at what this will move, and save again to do it.");
    format!("{} {}", language.t(first), moved.join(" "))
}
