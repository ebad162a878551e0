//! What the address asked of a list.

use jiff::civil::Date;
use rocket::http::RawStr;

use super::language::{Language, say};
use super::table::{Heading, Preset, ROWS};
use super::typed::Quantity;
use crate::clock::{Zone, parse_day};
use crate::error::{Error, FieldError, Result};
use crate::http::Parameters;
use crate::list::{ListQuery, Spec};
use crate::message::message;
use crate::notes::Notes;
use crate::schedule::YEARS;

/// What a filter's name ends in beside the field's.
const COMPARISONS: [&str; 4] = ["_gte", "_lte", "_gt", "_lt"];

/// A parameter as people of that language write it: a day, a share or a count as the list reads them,
/// any other as it is. An instant, which no field makes but links do, stays one.
///
/// # Errors
/// 400 for what cannot be read, or in two ways, and for days of no century in which people live.
pub(super) fn read_in(language: Language, name: &str, value: &str) -> Result<String> {
    let field = COMPARISONS.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    // The moments of rows are chosen by their days.
    let is_moment = field.ends_with("_at") || field.ends_with("_completed");
    let quantity = if is_moment { Quantity::Day } else { Quantity::of(field, "") };
    let is_read = matches!(quantity, Quantity::Day | Quantity::Share | Quantity::Count);
    if !is_read || value.trim().is_empty() || value.as_bytes().get(10) == Some(&b'T') {
        return Ok(value.to_owned());
    }
    let read = quantity.read(language, value).filter(|read| {
        let is_of_people = |day: Date| YEARS.contains(&day.year());
        quantity != Quantity::Day || parse_day(read).is_some_and(is_of_people)
    });
    read.ok_or_else(|| {
        let must = quantity.question();
        let wording = format!("{name} {must}.");
        Error::bad("INVALID_FILTER", message("refused-filter", "").worded(wording))
            .with_details(vec![FieldError::new(name, must)])
    })
}

/// What the address asked of a list.
pub struct Wanted {
    pub(super) path: &'static str,
    pub(super) given: Vec<(String, String)>,
    pub(super) offset: u64,
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

    /// The same with days, shares and counts read as people of that language write them.
    ///
    /// # Errors
    /// 400 naming the filter that cannot be read, or in two ways.
    pub fn typed_in(mut self, language: Language) -> Result<Self> {
        for (name, value) in &mut self.given {
            *value = read_in(language, name, value)?;
        }
        Ok(self)
    }

    /// The day of that filter as `YYYY-MM-DD`; the other where none is asked for.
    ///
    /// # Errors
    /// 400 for what is no day.
    pub fn day(&self, name: &str, other: &str) -> Result<String> {
        let Some(text) = self.get(name) else { return Ok(other.to_owned()) };
        let no_day = || Error::field(name, message("is-date", "must be a date like 2026-11-23"));
        parse_day(text).map(|day| day.to_string()).ok_or_else(no_day)
    }

    /// The checked query of that list, in that order unless the address says another, for who reads
    /// that much of the notes.
    ///
    /// # Errors
    /// 400, naming the parameter.
    pub fn query(
        &self,
        spec: &'static Spec,
        zone: &Zone,
        order: (&str, &str),
        notes: Notes,
    ) -> Result<ListQuery> {
        let mut all = self.given.clone();
        if self.get("sort_by").is_none() {
            all.push(("sort_by".into(), order.0.into()));
            all.push(("sort_order".into(), order.1.into()));
        }
        all.push(("limit".into(), ROWS.to_string()));
        all.push(("offset".into(), self.offset.to_string()));
        ListQuery::read(spec, Parameters::of(all), zone, notes)
    }

    /// The same without a parameter that the list itself does not know.
    pub fn without(&self, name: &str) -> Self {
        let given = self.given.iter().filter(|(known, _)| known != name).cloned().collect();
        Self { given, ..*self }
    }

    /// The same with what its links carry along for the pages that they lead to.
    pub fn carrying(&self, along: &[(String, String)]) -> Self {
        Self { given: [along, self.given.as_slice()].concat(), ..*self }
    }

    /// Whether nothing but a search chooses the rows.
    pub fn narrows_by_search_alone(&self) -> bool {
        self.given.iter().all(|(name, _)| name == "search")
    }

    /// Whether anything beside a search chooses the rows.
    pub fn is_filtered(&self) -> bool {
        let orders = ["search", "sort_by", "sort_order"];
        self.given.iter().any(|(name, _)| !orders.contains(&name.as_str()))
    }

    pub fn offset(&self) -> u64 {
        self.offset
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.given.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// This list's address with some parameters exchanged; a blank one goes.
    pub(super) fn href(&self, exchanged: &[(&str, &str)]) -> String {
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
