//! `/settings/prices`: the price list.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::{Map, Value, json};

use super::tabs::tabs;
use crate::auth::may;
use crate::billing::price_list::{Changes, NewService, create, remove, store, update};
use crate::billing::{PriceList, price_list};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Fields, Parameters, PathId, Precondition};
use crate::ids::Id;
use crate::list::{Clauses, Listed, list_row, rows};
use crate::money::Amount;
use crate::patients::Author;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::kinds::Kinds;
use crate::ui::language::say;
use crate::ui::list::{Cell, ListPage, Row, Wanted};
use crate::ui::staff::{Shell, Staff};

const ROOM: &str = "/settings";
const PRICES: &str = "/settings/prices";
const NUMBERS: [&str; 4] = ["unit_price", "tax_rate", "duration_minutes", "version"];
const ORDER: (&str, &str) = ("name", "ASC");

pub fn routes() -> Vec<Route> {
    routes![all, new, add, edit, save, take_off]
}

list_row! {
    /// A service as the price list shows it.
    struct Offer {
        id: Id,
        name: String,
        visit_type: Option<String>,
        unit_price: Amount,
        tax_rate: Option<f64>,
        is_active: bool,
    }
}

#[get("/settings/prices")]
async fn all(
    caller: Staff<may::SystemSettings>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let said = parameters.get("done").map(str::to_owned);
    let mut wanted = Wanted::read(PRICES, parameters, (caller.look.language, &settings.0.currency));
    let query = wanted.query(PriceList::SPEC, &settings.0.zone, ORDER, caller.notes())?;
    let found = db
        .read_much(move |sql| rows::<Offer>(sql, &store::SPEC, &query, &Clauses::default()))
        .await?;
    let language = caller.look.language;
    let kinds = Kinds::of(&settings, language);
    let row = |offer: &Offer| {
        let kind = offer.visit_type.as_deref();
        let state = if offer.is_active { say("Offered") } else { say("Not offered") };
        let rate = offer.tax_rate.map(|rate| rate.to_string());
        Row {
            href: format!("{PRICES}/{}", offer.id),
            cells: vec![
                Cell::plain(offer.name.as_str()),
                Cell::styled(kind.map_or_else(String::new, |code| kinds.word(Some(code))), "quiet"),
                Cell::styled(language.money_of(&offer.unit_price), "right"),
                Cell::styled(language.percent(rate.as_deref().unwrap_or_default()), "right"),
                Cell::status(language.t(state), if offer.is_active { "green" } else { "grey" }),
            ],
        }
    };
    let rows = found.rows.iter().map(row).collect();
    let shell = Shell::new(&caller, caller.look, &settings, ROOM).saying(said.as_deref());
    let shell = shell.among(tabs("/settings/prices"));
    let mut page =
        ListPage::new(shell, say("Price list"), &wanted, (rows, found.total), Shows::nothing());
    page.search_label = say("Name of the service");
    page.empty = say("The price list is empty.");
    page.new = Some(("/settings/prices/new", say("New service")));
    page.headings = vec![
        wanted.heading(say("Service"), "name", ORDER).wide(),
        wanted.heading(say("Type"), "", ORDER).middle(),
        wanted.heading(say("Price"), "unit_price", ORDER).right(),
        wanted.heading(say("Tax"), "", ORDER).right(),
        wanted.heading(say("State"), "", ORDER).narrow(),
    ];
    page.answer()
}

fn form(shell: Shell, settings: &InForce, present: Option<&str>) -> FormPage {
    let kinds = Kinds::of(settings, shell.look.language).choices(present);
    let yes_no = [("true", say("Yes")), ("false", say("No"))]
        .map(|(value, words)| (value.to_owned(), shell.t(words).to_owned()))
        .into();
    let fields = vec![
        Field::line("name", say("Name")).required(),
        Field::new("visit_type", say("Type"), Kind::Choice(kinds))
            .hint(say("Finishing such a consultation puts this line on its invoice.")),
        Field::new("duration_minutes", say("Minutes"), Kind::Line("number")),
        Field::number("unit_price", say("Price")).required(),
        Field::line("currency", say("Currency")).required().with(settings.0.currency.as_str()),
        Field::number("tax_rate", say("Tax rate, %")),
        Field::line("exemption_reason", say("Reason of the tax exemption"))
            .hint(say("Printed on invoices where the rate is 0, like an article of the tax code.")),
        Field::new("is_active", say("Offered"), Kind::Choice(yes_no)).required().with("true"),
    ];
    let groups = vec![Group { title: "", fields }];
    FormPage::new(
        shell,
        say("New service"),
        PRICES,
        (PRICES, say("Price list")),
        say("Save"),
        groups,
    )
    .making()
}

fn body_of(mut body: Map<String, Value>) -> Map<String, Value> {
    if let Some(offered) = body.get_mut("is_active") {
        *offered = json!(offered == "true");
    }
    body
}

#[get("/settings/prices/new")]
fn new(caller: Staff<may::SystemSettings>, settings: InForce) -> Result<Html> {
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    html(Status::Ok, &form(shell, &settings, None))
}

type Act = std::result::Result<Redirect, Html>;

#[post("/settings/prices", data = "<sent>")]
async fn add(
    caller: Staff<may::SystemSettings>,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let body = body_of(sent.filled(&NUMBERS));
    let author = Author::from(&*caller);
    let added = match NewService::read(Fields::of(body.clone()), &settings.0) {
        Ok(new) => db.write(move |tx| create(tx, &author, new, &body)).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => Ok(Ok(Redirect::to("/settings/prices?done=saved-price"))),
        Err(error) => {
            let shell = Shell::new(&caller, caller.look, &settings, ROOM);
            again(form(shell, &settings, None), &sent, error).map(Err)
        }
    }
}

async fn opened(
    caller: &Staff<may::SystemSettings>,
    id: crate::ids::Id,
    settings: &InForce,
    db: &Db,
) -> Result<(FormPage, price_list::Facts)> {
    let (offer, version) = db.read(move |sql| price_list::facts(sql, id)).await?;
    let mut page = form(
        Shell::new(caller, caller.look, settings, ROOM),
        settings,
        offer.visit_type.as_deref(),
    );
    page.title = caller.t(say("Edit service")).to_owned();
    page.action = format!("{PRICES}/{id}");
    page.version = version;
    Ok((page, offer))
}

#[get("/settings/prices/<id>", rank = 2)]
async fn edit(
    caller: Staff<may::SystemSettings>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (page, offer) = opened(&caller, id.get()?, &settings, &db).await?;
    html(Status::Ok, &page.filled(&json!(offer), Shows::nothing()).merging())
}

#[post("/settings/prices/<id>", data = "<sent>")]
async fn save(
    caller: Staff<may::SystemSettings>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let mut body = body_of(sent.typed().body(&NUMBERS));
    body.retain(|name, value| {
        let clears = ["visit_type", "duration_minutes", "exemption_reason"];
        !value.is_null() || clears.contains(&name.as_str())
    });
    let mut fields = Fields::of(body);
    let changes = Changes::read(&mut fields, &settings.0.visit_types);
    let precondition = Precondition::read(None, &mut fields);
    let saved = match fields.finish() {
        Ok(()) => db.write(move |tx| update(tx, &author, id, changes, precondition)).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => Ok(Ok(Redirect::to("/settings/prices?done=saved-price"))),
        Err(error) => {
            let (page, offer) = opened(&caller, id, &settings, &db).await?;
            again(page.filled(&json!(offer), Shows::nothing()).merging(), &sent, error).map(Err)
        }
    }
}

#[post("/settings/prices/<id>/remove", data = "<_sent>")]
async fn take_off(
    caller: Staff<may::SystemSettings>,
    id: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| remove(tx, &author, id)).await?;
    Ok(Redirect::to("/settings/prices?done=switched"))
}
