//! `/foods`: the list.

use rocket::{Route, get, routes};

use super::{ROOM, words};
use crate::auth::Permission;
use crate::db::Db;
use crate::error::Result;
use crate::http::Parameters;
use crate::ids::Id;
use crate::list::{Listed, rows};
use crate::nutrition::foods::list::{FoodList, FoodRow, in_use};
use crate::nutrition::foods::sources;
use crate::nutrition::foods::store::compositions;
use crate::nutrition::foods::value::{Composition, Value};
use crate::nutrition::foods::view::{CarbohydrateBasis, name_in};
use crate::nutrition::nutrients::Tag;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, Html, Kind};
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, ListPage, Row, Wanted};
use crate::ui::rooms::guard;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![all]
}

#[get("/foods")]
async fn all(
    caller: Staff<guard::Foods>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let said = parameters.get("done").map(str::to_owned);
    let language = caller.look.language;
    // By the name that the reader sees.
    let order = match language {
        Language::English => ("name", "ASC"),
        Language::French => ("name_fr", "ASC"),
    };
    let mut wanted = Wanted::read(ROOM, parameters, (language, &settings.0.currency));
    let query = wanted.query(FoodList::SPEC, &settings.0.zone, order, caller.notes())?;
    let (found, within, tables) = db
        .read_much(move |sql| {
            let found = rows::<FoodRow>(sql, FoodList::SPEC, &query, &in_use())?;
            let ids: Vec<Id> = found.rows.iter().map(|food| food.id).collect();
            Ok((found, compositions(sql, &ids)?, sources::all(sql)?))
        })
        .await?;
    let rows = found.rows.iter().map(|food| row(food, within.get(&food.id), language)).collect();
    let shell = Shell::new(&caller, caller.look, &settings, ROOM).saying(said.as_deref());
    let mut page =
        ListPage::new(shell, say("Foods"), &wanted, (rows, found.total), Shows::nothing());
    page.search_label = say("Name of the food");
    page.empty = say("There is no food yet.");
    page.about = say(
        "In 100 g of the edible part. “diff.”: by difference, fibre included; “mono.”: as monosaccharides.",
    );
    page.further = vec![("/foods/tables", say("Tables"))];
    if caller.may(Permission::NutritionManage) {
        page.new = Some(("/foods/new", say("New food")));
    }
    page.headings = vec![
        wanted.heading(say("Food"), order.0, order).wide(),
        wanted.heading(say("Group"), "", order).middle(),
        wanted.heading(say("kcal per 100 g"), "", order).figure(),
        wanted.heading(say("Protein, g"), "", order).figure(),
        wanted.heading(say("Carbohydrate, g"), "", order).figure(),
        wanted.heading(say("Fat, g"), "", order).figure(),
        wanted.heading(say("Table"), "", order).middle(),
    ];
    let in_use = tables.into_iter().filter(|table| table.source.state == "active");
    let choices = in_use.map(|table| {
        let name = language.t(&table.source.name).to_owned();
        (table.source.id.to_string(), format!("{name} {}", table.source.version))
    });
    let narrowing = vec![Field::new("source_id", say("Table"), Kind::Choice(choices.collect()))];
    page.narrowed_by(&wanted, narrowing);
    page.answer()
}

fn row(food: &FoodRow, within: Option<&Composition>, language: Language) -> Row {
    let figure = |tag: Tag| {
        let value = within.map_or(Value::Missing, |within| within.get(tag));
        Cell::styled(words::value(value, tag.nutrient(), language), "right")
    };
    let source = &food.source.0;
    let table = format!("{} {}", language.t(&source.name), source.version);
    let table = match food.is_archived {
        true => format!("{} · {}", table.trim_end(), language.t(say("Archived"))),
        false => table,
    };
    Row {
        href: format!("{ROOM}/{}", food.id),
        cells: vec![
            Cell::plain(name_in(&food.names.0, &food.name, words::code(language))),
            Cell::styled(words::group(&food.group.0, language), "quiet"),
            figure(Tag::ENERC_KCAL),
            figure(Tag::PROCNT),
            carbohydrate(within, &food.carbohydrate_basis, language),
            figure(Tag::FAT),
            Cell::styled(table, "quiet"),
        ],
    }
}

/// Available carbohydrate; where a table has it by difference only or as monosaccharides, that, and it
/// says so.
fn carbohydrate(within: Option<&Composition>, basis: &str, language: Language) -> Cell {
    let of = |tag: Tag| within.map_or(Value::Missing, |within| within.get(tag));
    let told = |tag: Tag| words::value(of(tag), tag.nutrient(), language);
    let text = match (of(Tag::CHOAVL), of(Tag::CHOCDF)) {
        (Value::Missing, by_difference) if by_difference != Value::Missing => {
            language.fill(say("{} diff."), &[&told(Tag::CHOCDF)])
        }
        (Value::Amount(_), _) if basis == CarbohydrateBasis::MonosaccharideEquivalents.name() => {
            language.fill(say("{} mono."), &[&told(Tag::CHOAVL)])
        }
        _ => told(Tag::CHOAVL),
    };
    Cell::styled(text, "right")
}
