//! Lists: search, sorting and paging in the address, so that a list can be kept, sent and gone back
//! to. They read the same queries as the API's lists.

use askama::Template;
use rocket::http::RawStr;
use serde_json::Value;

use super::form::Field;
use super::language::say;
use super::staff::Shell;
use super::tile::Tile;
use crate::cache::Page;
use crate::clock::Zone;
use crate::error::{Error, Result};
use crate::http::Parameters;
use crate::ids::Id;
use crate::list::{ListQuery, Spec};
use crate::shown::{Discloses, Shows};

/// Rows of a page.
pub const ROWS: u64 = 25;

/// A column of the table; `sort` names what the list sorts by.
pub struct Heading {
    pub label: &'static str,
    pub href: Option<String>,
    /// `ascending`, `descending` or nothing, as `aria-sort` has it.
    pub order: &'static str,
    pub style: &'static str,
}

impl Heading {
    /// Over a column of figures.
    pub fn right(mut self) -> Self {
        self.style = "right";
        self
    }

    /// Over a column of single words, which leaves its room to the others.
    pub fn narrow(mut self) -> Self {
        self.style = "narrow";
        self
    }

    /// Over a column of days.
    pub fn day(mut self) -> Self {
        self.style = "date";
        self
    }

    /// Over a column of moments, numbers or pairs of words, whose length is known.
    pub fn middle(mut self) -> Self {
        self.style = "middle";
        self
    }

    /// Over a column of names or texts, which takes more than its share.
    pub fn wide(mut self) -> Self {
        self.style = "wide";
        self
    }
}

/// What a cell shows, and the style it shows it in.
pub struct Cell {
    pub text: String,
    pub style: &'static str,
    /// The colour of a status, whose text says the same.
    pub badge: &'static str,
}

impl Cell {
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: "", badge: "" }
    }

    pub fn styled(text: impl Into<String>, style: &'static str) -> Self {
        Self { text: text.into(), style, badge: "" }
    }

    pub fn status(text: impl Into<String>, badge: &'static str) -> Self {
        Self { text: text.into(), style: "status", badge }
    }
}

/// A row, which leads to its record.
pub struct Row {
    pub href: String,
    pub cells: Vec<Cell>,
}

/// One of the ready-made views above a list.
pub struct Preset {
    pub label: &'static str,
    pub href: String,
    pub is_on: bool,
}

/// What the address asked of a list.
pub struct Wanted {
    path: &'static str,
    given: Vec<(String, String)>,
    offset: u64,
}

impl Wanted {
    /// Reads the address; a field that a form sent blank asks nothing.
    pub fn read(path: &'static str, parameters: Parameters) -> Self {
        let mut given = parameters.rest();
        given.retain(|(name, value)| !value.trim().is_empty() && name != "done" && name != "undo");
        let at = given.iter().position(|(name, _)| name == "offset");
        let offset = at.map(|at| given.remove(at).1).and_then(|text| text.parse().ok());
        Self { path, given, offset: offset.unwrap_or(0) }
    }

    /// The checked query of that list, in that order unless the address says another.
    ///
    /// # Errors
    /// 400, naming the parameter.
    pub fn query(
        &self,
        spec: &'static Spec,
        zone: &Zone,
        order: (&str, &str),
    ) -> Result<ListQuery> {
        let mut all = self.given.clone();
        if self.get("sort_by").is_none() {
            all.push(("sort_by".into(), order.0.into()));
            all.push(("sort_order".into(), order.1.into()));
        }
        all.push(("limit".into(), ROWS.to_string()));
        all.push(("offset".into(), self.offset.to_string()));
        ListQuery::read(spec, Parameters::of(all), zone)
    }

    /// The same without a parameter that the list itself does not know.
    pub fn without(&self, name: &str) -> Self {
        let given = self.given.iter().filter(|(known, _)| known != name).cloned().collect();
        Self { given, ..*self }
    }

    /// Whether nothing but a search chooses the rows.
    pub fn narrows_by_search_alone(&self) -> bool {
        self.given.iter().all(|(name, _)| name == "search")
    }

    pub fn offset(&self) -> u64 {
        self.offset
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.given.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// This list's address with some parameters exchanged; a blank one goes.
    fn href(&self, exchanged: &[(&str, &str)]) -> String {
        let kept = self.given.iter().filter(|(name, _)| !exchanged.iter().any(|(n, _)| n == name));
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let all = kept.chain(exchanged.iter().copied()).filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = all
            .map(|(name, value)| format!("{name}={}", RawStr::new(value).percent_encode()))
            .collect();
        if pairs.is_empty() {
            self.path.into()
        } else {
            format!("{}?{}", self.path, pairs.join("&"))
        }
    }

    /// This list as files at that address: its filters, its search, its order.
    pub fn exports(&self, path: &str, order: (&str, &str)) -> Vec<(&'static str, String)> {
        let formats = [("csv", say("CSV")), ("xlsx", say("Excel")), ("pdf", say("PDF"))];
        let sorted = self.get("sort_by").is_some();
        let address = |format: &str| {
            let mut asked = vec![("format", format)];
            if !sorted {
                asked.extend([("sort_by", order.0), ("sort_order", order.1)]);
            }
            let of_list = self.href(&asked);
            format!("{path}{}", of_list.strip_prefix(self.path).unwrap_or_default())
        };
        formats.map(|(format, name)| (name, address(format))).into()
    }

    /// The same for files that have an order of their own and know no other parameters than these.
    pub fn files(&self, path: &str, known: &[&str]) -> Vec<(&'static str, String)> {
        let formats = [("csv", say("CSV")), ("xlsx", say("Excel")), ("pdf", say("PDF"))];
        let pairs = self.given.iter().filter(|(name, _)| known.contains(&name.as_str()));
        let pairs =
            pairs.map(|(name, value)| format!("&{name}={}", RawStr::new(value).percent_encode()));
        let asked: String = pairs.collect();
        formats.map(|(format, name)| (name, format!("{path}?format={format}{asked}"))).into()
    }

    /// A heading that sorts, or only names its column where `sort` is empty.
    pub fn heading(
        &self,
        label: &'static str,
        sort: &'static str,
        default: (&str, &str),
    ) -> Heading {
        if sort.is_empty() {
            return Heading { label, href: None, order: "", style: "" };
        }
        let by = self.get("sort_by").unwrap_or(default.0);
        let direction = self.get("sort_order").unwrap_or(default.1).to_uppercase();
        let (order, next) = match (by == sort, direction.as_str()) {
            (true, "ASC") => ("ascending", "DESC"),
            (true, _) => ("descending", "ASC"),
            (false, _) => ("", "ASC"),
        };
        let href = Some(self.href(&[("sort_by", sort), ("sort_order", next)]));
        Heading { label, href, order, style: "" }
    }

    /// A view of the list with these parameters; it is on when the address has them all.
    pub fn preset(&self, label: &'static str, parameters: &[(&str, &str)]) -> Preset {
        let is_on = parameters.iter().all(|(name, value)| self.get(name).unwrap_or("") == *value);
        Preset { label, href: self.href(parameters), is_on }
    }
}

/// A page with one list.
#[derive(Template)]
#[template(path = "ui/list.html", config = "src/ui/askama.toml")]
pub struct ListPage {
    pub shell: Shell,
    pub title: &'static str,
    pub path: String,
    /// Where the list hangs, if it is no room of its own.
    pub back: Option<(String, String)>,
    pub search: String,
    pub search_label: &'static str,
    /// What else the address holds, carried along by the search.
    pub carried: Vec<(String, String)>,
    pub new: Option<(&'static str, &'static str)>,
    /// Pages that belong to this one.
    pub further: Vec<(&'static str, &'static str)>,
    pub has_search: bool,
    /// Whether there is a text to search for, beside what narrows the list.
    pub is_searched: bool,
    /// What the list can be narrowed to beside the search, and whether it is.
    pub filters: Vec<Field>,
    pub is_narrowed: bool,
    /// Figures above the list, each with the rows that it counts.
    pub tiles: Vec<Tile>,
    pub presets: Vec<Preset>,
    /// The files of this list: how they are called and where they are.
    pub exports: Vec<(&'static str, String)>,
    pub headings: Vec<Heading>,
    pub rows: Vec<Row>,
    pub range: String,
    pub previous: Option<String>,
    pub next: Option<String>,
    pub empty: &'static str,
    /// What is to be known of the rows before they are read.
    pub note: &'static str,
    shows: Shows,
}

impl Discloses for ListPage {
    fn shows(&self) -> Shows {
        self.shows.clone()
    }
}

impl ListPage {
    /// The frame of a list that shows this; its caller adds presets, headings and what else is its own.
    pub fn new(
        shell: Shell,
        title: &'static str,
        wanted: &Wanted,
        (rows, total): (Vec<Row>, u64),
        shows: Shows,
    ) -> Self {
        let language = shell.look.language;
        let first = wanted.offset + 1;
        let last = wanted.offset + rows.len() as u64;
        let carried = wanted.given.iter().filter(|(name, _)| name != "search").cloned().collect();
        let page = |offset: u64| wanted.href(&[("offset", &offset.to_string())]);
        Self {
            shell,
            title,
            path: wanted.path.into(),
            back: None,
            search: wanted.get("search").unwrap_or_default().into(),
            search_label: say("Search"),
            carried,
            new: None,
            further: Vec::new(),
            has_search: true,
            is_searched: true,
            filters: Vec::new(),
            is_narrowed: false,
            tiles: Vec::new(),
            presets: Vec::new(),
            exports: Vec::new(),
            headings: Vec::new(),
            range: match rows.is_empty() {
                true => String::new(),
                false => {
                    let figures = [first, last, total].map(|n| language.number(&n.to_string()));
                    language.fill("{}–{} of {}", &figures.each_ref().map(String::as_str))
                }
            },
            previous: (wanted.offset > 0).then(|| page(wanted.offset.saturating_sub(ROWS))),
            next: (last < total).then(|| page(last)),
            rows,
            empty: say("Nothing here yet."),
            note: "",
            shows,
        }
    }
}

impl ListPage {
    /// What stands over a column, for a phone that shows no headings. Templates lend their numbers.
    pub fn label(&self, place: &usize) -> &str {
        self.headings.get(*place).map_or("", |heading| self.shell.t(heading.label))
    }

    /// Lets the list be narrowed by these fields, each filled with what the address says.
    pub fn narrowed_by(&mut self, wanted: &Wanted, fields: Vec<Field>) {
        let is_own = |name: &str| fields.iter().any(|field| field.name == name);
        self.carried.retain(|(name, _)| !is_own(name));
        self.is_narrowed = fields.iter().any(|field| wanted.get(field.name).is_some());
        let fill = |field: Field| {
            let value = wanted.get(field.name).unwrap_or_default().to_owned();
            field.with(value)
        };
        self.filters = fields.into_iter().map(fill).collect();
    }

    /// The same list at another address, with the addresses of its pages and of
    /// its orders.
    pub fn at(&mut self, path: String) {
        let sorted = self.headings.iter_mut().filter_map(|heading| heading.href.as_mut());
        let paged = [&mut self.previous, &mut self.next].into_iter().flatten();
        for href in paged.chain(sorted) {
            if let Some((_, query)) = href.clone().split_once('?') {
                *href = format!("{path}?{query}");
            }
        }
        self.path = path;
    }
}

/// The rows and the total of a list's answer.
pub struct Listing {
    pub rows: Vec<Value>,
    pub total: u64,
}

impl Listing {
    /// From the bytes that the API would answer with.
    ///
    /// # Errors
    /// When they are no such answer, which is a fault of ours.
    pub fn of(page: &Page, plural: &str) -> Result<Self> {
        Self::of_json(&page.json, plural)
    }

    /// # Errors
    /// When it is no such answer, which is a fault of ours.
    pub fn of_json(json: &[u8], plural: &str) -> Result<Self> {
        let mut answer: Value = serde_json::from_slice(json).map_err(Error::internal)?;
        let rows = match answer["data"][plural].take() {
            Value::Array(rows) => rows,
            _ => return Err(Error::internal("a list without rows")),
        };
        Ok(Self { total: answer["data"]["total"].as_u64().unwrap_or(0), rows })
    }

    /// The ids of the rows' records.
    pub fn ids(&self) -> impl Iterator<Item = Id> {
        self.rows.iter().filter_map(|row| row["id"].as_str()?.parse().ok())
    }
}
