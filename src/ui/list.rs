//! Lists: search, sorting and paging in the address, so that a list can be kept, sent and gone back
//! to. They read the same queries as the API's lists.

use askama::Template;

use super::doubts::Doubts;
use super::form::{Field, Html, part};
use super::language::say;
use super::staff::Shell;
pub use super::table::{Cell, Heading, Preset, ROWS, Row};
use super::tile::Tile;
pub use super::wanted::Wanted;
use crate::error::Result;
use crate::shown::Shows;

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
    /// Whether anything beside the search chooses the rows, so that none may mean none of these.
    pub is_filtered: bool,
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
    /// What is offered where the rows are not what was looked for: address and words.
    pub offer: Option<(String, String)>,
    /// What was found that is no row of this list.
    pub elsewhere: Vec<Elsewhere>,
    /// What is to be known of the rows before they are read.
    pub note: &'static str,
    /// What the columns are measured in, below them.
    pub about: &'static str,
    /// The filters that are asked back: there are no rows then.
    doubts: Doubts,
    shows: Shows,
}

/// A record of another kind that was found, and how its kind is called.
pub struct Elsewhere {
    pub kind: &'static str,
    pub href: String,
    pub title: String,
    pub detail: String,
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
        let (doubts, rows, total, shows) = match wanted.is_doubted() {
            false => (Doubts::default(), rows, total, shows),
            true => (wanted.doubts.clone(), Vec::new(), 0, Shows::nothing()),
        };
        let first = wanted.offset + 1;
        let last = wanted.offset + rows.len() as u64;
        let is_carried = |name: &str| name != "search" && !doubts.has(name);
        let carried = wanted.given.iter().filter(|(name, _)| is_carried(name)).cloned().collect();
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
            is_filtered: wanted.is_filtered(),
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
            previous: (wanted.offset > 0 && doubts.is_empty())
                .then(|| page(wanted.offset.saturating_sub(ROWS))),
            next: (last < total).then(|| page(last)),
            rows,
            empty: say("Nothing here yet."),
            offer: None,
            elsewhere: Vec::new(),
            note: "",
            about: "",
            doubts: doubts.beside(&[("search", say("Search"))]),
            shows,
        }
    }
}

impl ListPage {
    /// The page as an answer: refused where its filters are asked back.
    ///
    /// # Errors
    /// When the template fails, which is a fault of ours.
    pub fn answer(&self) -> Result<Html> {
        part(self.doubts.status(), self, self.shows.clone())
    }

    /// Whether the list answers a question (for whom is it?), so that the search comes first.
    pub fn asks(&self) -> bool {
        self.carried.iter().any(|(name, _)| name == "book" || name == "bill")
    }

    /// What stands over a column, for a phone that shows no headings. Templates lend their numbers.
    pub fn label(&self, place: &usize) -> &str {
        self.headings.get(*place).map_or("", |heading| self.shell.t(heading.label))
    }

    /// Lets the list be narrowed by these fields, each filled with what the address says.
    pub fn narrowed_by(&mut self, wanted: &Wanted, fields: Vec<Field>) {
        let is_own = |name: &str| fields.iter().any(|field| field.name == name);
        self.carried.retain(|(name, _)| !is_own(name));
        self.is_narrowed = fields.iter().any(|field| wanted.get(field.name).is_some());
        let mut called = vec![("search", self.search_label)];
        called.extend(fields.iter().map(|field| (field.name, field.label)));
        self.doubts = std::mem::take(&mut self.doubts).beside(&called);
        let language = self.shell.look.language;
        let fill = |field: Field| {
            let value = wanted.get(field.name).unwrap_or_default().to_owned();
            let problem = self.doubts.of(field.name, &language);
            Field { problem, ..field.with(value) }
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
