//! A list's parameters, checked against what the list knows.

use super::cursor::Cursor;
use super::direction::Direction;
use super::filter;
use super::spec::{Column, Kind, Shape, Spec, must_show};
use super::sql::Clauses;
use super::words::Search;
use crate::clock::Zone;
use crate::error::{Error, Result};
use crate::http::{Parameters, canonical_query};
use crate::notes::Notes;

/// Where a page begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Position {
    Offset(u64),
    After(Cursor),
}

/// What a list was asked for. The fields are checked; `canonical` says the same for a cache key.
#[derive(Clone, Debug)]
pub struct ListQuery {
    pub limit: u32,
    pub position: Position,
    pub sort: &'static Column,
    pub direction: Direction,
    /// The filters, the dates and the words searched for.
    pub clauses: Clauses,
    /// Whether words are searched for.
    pub searches: bool,
    /// The columns of a row, in the list's own order.
    pub shown: Vec<&'static Column>,
    /// Whether `fields` chose them.
    pub chose_fields: bool,
    pub includes: Vec<&'static str>,
    pub counts: bool,
    /// The codes that filters compare with, each with its parameter.
    pub codes: Vec<(String, String)>,
    /// The feature's own parameters that were given.
    pub extras: Parameters,
    /// How much of the notes its reader reads.
    pub notes: Notes,
    pub canonical: String,
}

/// Conditions of one question: SQLite refuses expressions that are too deep.
const MOST_FILTERS: usize = 50;
/// Names in `fields` or `include`.
const MOST_NAMES: usize = 100;
const OWN: [&str; 11] = [
    "limit",
    "offset",
    "cursor",
    "sort_by",
    "sort_order",
    "search",
    "count",
    "fields",
    "include",
    "from_date",
    "to_date",
];

impl ListQuery {
    /// Reads the parameters of a list, for who reads that much of the notes.
    ///
    /// # Errors
    /// 400, naming the parameter; 403 for what they may not read.
    pub fn read(
        spec: &'static Spec,
        parameters: Parameters,
        zone: &Zone,
        notes: Notes,
    ) -> Result<Self> {
        let mut pairs = parameters.clone().rest();
        let mut canonical = canonical_query(&mut pairs);
        let told = notes.min(spec.clinical_level());
        if spec.is_clinical() {
            canonical = format!("{}|{canonical}", told.key());
        }
        let get = |name: &str| parameters.get(name);
        let position = position(get("offset"), get("cursor"))?;
        let (sort, direction) = order(spec, (get("sort_by"), get("sort_order")), notes)?;
        if let Position::After(cursor) = &position
            && (cursor.sort != sort.name || cursor.direction != direction)
        {
            return Err(Error::field(
                "cursor",
                "belongs to another order: keep sort_by and sort_order",
            ));
        }
        let Filters { mut clauses, extras, codes } = filters((spec, notes), &pairs, zone)?;
        dates((spec, notes), &parameters, zone, &mut clauses)?;
        if let Some(search) = Search::read(get("search"), "search", zone)? {
            (spec.search)(&search.seeing(notes), &mut clauses);
        }
        let counts = match get("count") {
            None => matches!(position, Position::Offset(_)),
            Some("none") => false,
            Some("exact") => true,
            Some(_) => return Err(Error::field("count", "must be none or exact")),
        };
        Ok(Self {
            limit: limit(spec, get("limit"))?,
            sort,
            direction,
            clauses,
            searches: get("search").is_some_and(|text| !text.trim().is_empty()),
            shown: shown(spec, get("fields"), notes)?,
            chose_fields: get("fields").is_some(),
            includes: includes(spec, get("include"), notes)?,
            counts: counts && matches!(position, Position::Offset(_)),
            position,
            codes,
            extras: Parameters::of(extras),
            notes,
            canonical,
        })
    }

    /// The same without any row: for what was asked in a way that nobody understands.
    pub fn of_nothing(mut self) -> Self {
        self.clauses.and("FALSE");
        self
    }

    /// Whether an index leads straight to the rows: no search, no filter, nothing beside the rows,
    /// an order that has an index, and few rows to skip.
    pub fn is_short(&self) -> bool {
        const FEW: u64 = 1_000;
        let is_near = match self.position {
            Position::Offset(offset) => offset <= FEW,
            Position::After(_) => true,
        };
        // An order by an expression has none.
        let has_index = self.sort.sort.is_some_and(|sql| !sql.contains(' '));
        is_near && has_index && !self.searches && self.includes.is_empty() && self.clauses.are(&[])
    }

    /// Whether a row shows that column.
    pub fn shows(&self, name: &str) -> bool {
        self.shown.iter().any(|column| column.name == name)
    }

    /// Whether `include` names it.
    pub fn includes(&self, name: &str) -> bool {
        self.includes.contains(&name)
    }
}

/// What the filters of a question ask for.
struct Filters {
    clauses: Clauses,
    /// The feature's own parameters.
    extras: Vec<(String, String)>,
    /// The codes that they compare with, each with its parameter.
    codes: Vec<(String, String)>,
}

/// Reads the filters: everything that is no parameter of all lists.
fn filters(
    (spec, notes): (&Spec, Notes),
    pairs: &[(String, String)],
    zone: &Zone,
) -> Result<Filters> {
    let mut clauses = Clauses::default();
    let (mut extras, mut codes) = (Vec::new(), Vec::new());
    let filters = pairs.iter().filter(|(name, _)| !OWN.contains(&name.as_str())).count();
    if filters > MOST_FILTERS {
        let message = format!("A list takes at most {MOST_FILTERS} filters at once.");
        return Err(Error::bad("INVALID_FILTER", message));
    }
    for (name, value) in pairs {
        if spec.extras.contains(&name.as_str()) {
            extras.push((name.clone(), value.clone()));
        } else if !OWN.contains(&name.as_str()) {
            filter::add((spec, notes), (name, value), zone, &mut clauses)?;
            codes.extend(filter::codes(spec, name, value));
        }
    }
    Ok(Filters { clauses, extras, codes })
}

fn limit(spec: &Spec, given: Option<&str>) -> Result<u32> {
    let Some(given) = given else { return Ok(spec.default_limit) };
    let limit = given.parse().ok().filter(|limit| (1..=spec.most).contains(limit));
    limit.ok_or_else(|| {
        Error::field("limit", format!("must be a whole number from 1 to {}", spec.most))
    })
}

fn position(offset: Option<&str>, cursor: Option<&str>) -> Result<Position> {
    match (offset, cursor) {
        (Some(_), Some(_)) => Err(Error::field("cursor", "cannot be combined with offset")),
        (None, Some(cursor)) => Cursor::decode(cursor)
            .map(Position::After)
            .ok_or_else(|| Error::field("cursor", "must be a next_cursor of an earlier page")),
        (offset, None) => {
            let offset = offset.map_or(Ok(0), str::parse::<u64>);
            let offset = offset.ok().filter(|offset| i64::try_from(*offset).is_ok());
            offset
                .map(Position::Offset)
                .ok_or_else(|| Error::field("offset", "must be a whole number, 0 or more"))
        }
    }
}

fn order(
    spec: &Spec,
    (sort_by, sort_order): (Option<&str>, Option<&str>),
    notes: Notes,
) -> Result<(&'static Column, Direction)> {
    let name = sort_by.unwrap_or(spec.default_sort);
    let sortable = || {
        let names = spec.columns.iter().filter(|c| c.sort.is_some()).map(|c| c.name);
        names.collect::<Vec<_>>().join(", ")
    };
    let column = spec.column(name).filter(|column| column.sort.is_some());
    let column =
        column.ok_or_else(|| Error::field("sort_by", format!("must be one of {}", sortable())))?;
    column.must_be_readable(notes)?;
    // Of itself a list begins with the newest; one by name with the first of the alphabet.
    let usual = match sort_by.is_none() && column.kind == Kind::Text {
        true => Direction::Ascending,
        false => Direction::Descending,
    };
    let direction = sort_order.map_or(Some(usual), Direction::parse);
    let direction = direction.ok_or_else(|| Error::field("sort_order", "must be ASC or DESC"))?;
    Ok((column, direction))
}

fn dates(
    (spec, notes): (&Spec, Notes),
    parameters: &Parameters,
    zone: &Zone,
    clauses: &mut Clauses,
) -> Result<()> {
    let (from, to) = (parameters.get("from_date"), parameters.get("to_date"));
    match spec.dates.and_then(|name| spec.column(name)) {
        Some(column) if from.or(to).is_some() => {
            column.must_be_readable(notes)?;
            filter::add_dates(column, from, to, zone, clauses)
        }
        Some(_) => Ok(()),
        None if from.is_some() => Err(crate::http::unknown_parameter("from_date")),
        None if to.is_some() => Err(crate::http::unknown_parameter("to_date")),
        None => Ok(()),
    }
}

fn shown(spec: &'static Spec, fields: Option<&str>, notes: Notes) -> Result<Vec<&'static Column>> {
    let Some(fields) = fields else {
        let is_shown = |c: &&Column| c.shape == Shape::Always && c.notes <= notes;
        return Ok(spec.columns.iter().filter(is_shown).collect());
    };
    let names: Vec<&str> =
        fields.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let is_shown = |name: &&str| spec.column(name).is_some_and(|c| c.shape != Shape::Hidden);
    if names.is_empty() || names.len() > MOST_NAMES || !names.iter().all(is_shown) {
        let known = spec.columns.iter().filter(|c| c.shape != Shape::Hidden).map(|c| c.name);
        let known = known.collect::<Vec<_>>().join(", ");
        return Err(Error::field("fields", format!("must be a comma list of {known}")));
    }
    let wanted = |column: &&Column| column.name == "id" || names.contains(&column.name);
    let columns: Vec<&Column> = spec.columns.iter().filter(wanted).collect();
    columns.iter().try_for_each(|column| column.must_be_readable(notes))?;
    Ok(columns)
}

fn includes(spec: &Spec, include: Option<&str>, notes: Notes) -> Result<Vec<&'static str>> {
    let Some(include) = include else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    if include.split(',').count() > MOST_NAMES {
        return Err(Error::field("include", format!("must have at most {MOST_NAMES} names")));
    }
    for name in include.split(',').map(str::trim) {
        let known = spec.includes.iter().find(|known| **known == name);
        let Some(known) = known else {
            return Err(Error::field(
                "include",
                format!("must be a comma list of {}", spec.includes.join(", ")),
            ));
        };
        if spec.clinical.contains(known) {
            must_show(Notes::Shared, notes)?;
        }
        if !found.contains(known) {
            found.push(*known);
        }
    }
    Ok(found)
}
