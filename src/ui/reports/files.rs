//! `/reports/<name>/csv` and `/xlsx`: the tables of a report as a file.

use rocket::response::Redirect;
use rocket::{Route, State, get, routes};
use serde_json::{Map, json};

use super::days::Days;
use super::kind::Kind;
use super::pages::{Read, no_such, read, wanted};
use super::sheet::{Maker, Sheet};
use crate::audit::{Action, Entry, ReadLog};
use crate::auth::may;
use crate::error::Result;
use crate::exports::Format;
use crate::exports::desk::Desk;
use crate::exports::dialect::Dialect;
use crate::exports::tables::Titled;
use crate::http::{Download, Parameters};
use crate::list::Datum;
use crate::settings::InForce;
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::staff::Staff;
use crate::ui::tile::Tile;

pub fn routes() -> Vec<Route> {
    routes![file]
}

/// The figures above the tables.
fn figures(tiles: &[Tile], language: Language) -> Titled {
    let row = |tile: &Tile, value: &Datum| {
        let currency = match value {
            Datum::Money(_, currency) => Datum::Text(currency.clone()),
            _ => Datum::Nothing,
        };
        vec![Datum::Text(language.t(tile.label).to_owned()), value.clone(), currency]
    };
    let rows = tiles.iter().flat_map(|tile| tile.values.iter().map(move |value| row(tile, value)));
    let headings = [say("Figure"), say("Value"), say("Currency")];
    Titled {
        title: language.t(say("Figures")).to_owned(),
        headings: headings.map(|heading| language.t(heading).to_owned()).into(),
        rows: rows.collect(),
    }
}

fn titled(sheet: Sheet, language: Language, currency: Option<&str>) -> Titled {
    let title = language.t(sheet.title);
    Titled {
        title: match currency {
            Some(currency) => format!("{currency} · {title}"),
            None => title.to_owned(),
        },
        headings: sheet.headings.iter().map(|heading| language.t(heading).to_owned()).collect(),
        rows: sheet.values,
    }
}

/// Every table of a report: in the clinic's currency, then the same in each other one.
fn tables(read: &Read, kinds: Kinds<'_>, clinic: &str) -> Vec<Titled> {
    let Read { report, days, today } = read;
    let language = kinds.language;
    let make = Maker { language, kinds, currency: clinic, days, today: *today };
    let mut tables = vec![figures(&report.tiles(&make), language)];
    let sheets = report.sheets(&make).into_iter();
    tables.extend(sheets.map(|sheet| titled(sheet, language, None)));
    for (currency, sheets) in report.sheets_elsewhere(&make) {
        let own = sheets.into_iter().filter(has_sums);
        tables.extend(own.map(|sheet| titled(sheet, language, Some(currency))));
    }
    tables
}

/// Whether a table has sums: counts have no currency.
fn has_sums(sheet: &Sheet) -> bool {
    sheet.values.iter().flatten().any(|value| matches!(value, Datum::Money(..)))
}

#[get("/reports/<name>/<format>")]
async fn file(
    caller: Staff<may::ReportsRead>,
    name: &str,
    format: &str,
    mut parameters: Parameters,
    settings: InForce,
    reads: &State<ReadLog>,
    desk: Desk<'_>,
) -> Result<std::result::Result<Download, Redirect>> {
    let kind = Kind::named(name).ok_or_else(no_such)?;
    let format = match format {
        "csv" => Format::Csv,
        "xlsx" => Format::Xlsx,
        _ => return Err(no_such()),
    };
    let dialect = Dialect::of_locale(&settings.0.locale);
    let dialect = dialect.take(&mut parameters, format == Format::Csv)?;
    let wanted = wanted(parameters, caller.look.language);
    if wanted.is_doubted() {
        let report = format!("/reports/{}", kind.name());
        return Ok(Err(Redirect::to(wanted.as_typed(&report))));
    }
    let read = read(kind, &caller, Days::of(&wanted), &settings, reads, desk.db()).await?;
    let kinds = Kinds::of(&settings, caller.look.language);
    let tables = tables(&read, kinds, &settings.0.currency);
    let (spool, content_type) = desk.tables(format, dialect, tables).await?;
    let told = [("report", kind.name()), ("format", format.extension())];
    let told = told.map(|(field, word)| (field.to_owned(), json!({ "old": null, "new": word })));
    let entry = Entry::new(Action::Export, "report").changing(Map::from_iter(told));
    reads.note(&caller.actor(), entry).await?;
    let name = format!("{}-{}.{}", kind.name(), read.today, format.extension());
    Ok(Ok(Download::of(spool, content_type, name, read.report.shows())))
}
