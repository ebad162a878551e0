//! What the address asked of a list.

use rocket::http::RawStr;

use super::doubts::Doubts;
use super::language::{Language, say};
use super::table::{Heading, Preset, ROWS};
use super::understood::{backwards, end_of, quantity, read};
use crate::clock::Zone;
use crate::error::{Error, Result};
use crate::http::Parameters;
use crate::ids::Id;
use crate::list::{Kind, ListQuery, Spec, compared};
use crate::message::message;
use crate::notes::Notes;

/// What addresses say of what was done, and no page is asked.
const TOLD: [&str; 3] = ["done", "undo", "was"];

/// What the address asked of a list. What cannot be taken stays as it was typed, and is asked back.
#[derive(Clone)]
pub struct Wanted {
    pub(super) path: &'static str,
    pub(super) given: Vec<(String, String)>,
    pub(super) offset: u64,
    pub(super) doubts: Doubts,
    language: Language,
    currency: String,
    /// Parameters of the page that its list does not know.
    apart: Vec<&'static str>,
}

impl Wanted {
    /// Reads the address, as people of that language write it and with sums in that currency; a field
    /// that a form sent blank asks nothing.
    pub fn read(
        path: &'static str,
        parameters: Parameters,
        (language, currency): (Language, &str),
    ) -> Self {
        let mut given = parameters.rest();
        given.retain(|(name, value)| !value.trim().is_empty() && !TOLD.contains(&name.as_str()));
        let at = given.iter().position(|(name, _)| name == "offset");
        let offset = at.map(|at| given.remove(at).1).and_then(|text| text.parse().ok());
        let (doubts, apart, currency) = (Doubts::default(), Vec::new(), currency.to_owned());
        Self { path, given, offset: offset.unwrap_or(0), doubts, language, currency, apart }
    }

    /// A list that the address asks nothing of.
    pub fn all(path: &'static str) -> Self {
        Self::read(path, Parameters::of(Vec::new()), (Language::English, ""))
    }

    /// With a parameter of the page that its list does not know.
    pub fn apart(mut self, name: &'static str) -> Self {
        self.apart.push(name);
        self
    }

    /// Whether something of it is asked back, so that there are no rows.
    pub fn is_doubted(&self) -> bool {
        !self.doubts.is_empty()
    }

    /// Reads what was typed by what its filter takes.
    fn understand(&mut self, spec: Option<&Spec>) {
        for (name, value) in &mut self.given {
            let Some(quantity) = quantity(spec, name, &self.currency) else { continue };
            let is_of_instants = |spec: &Spec| match compared(spec, name) {
                Some(column) => column.kind == Kind::Moment,
                None => spec.dates.is_some(),
            };
            match read(quantity, self.language, value, spec.is_some_and(is_of_instants)) {
                Ok(read) => *value = read,
                Err(must) => self.doubts.note(name, value, must),
            }
        }
        for (name, from) in &self.given {
            let Some(quantity) = quantity(spec, name, &self.currency) else { continue };
            let Some(end) = end_of(name).filter(|end| !self.doubts.has(end)) else { continue };
            if let (Some(to), false) = (self.get(&end).map(str::to_owned), self.doubts.has(name))
                && let Some(must) = backwards(quantity, from, &to)
            {
                self.doubts.note(&end, &to, must);
            }
        }
    }

    /// The same for a page with these parameters alone, which no list reads.
    pub fn only(mut self, known: &[&str]) -> Self {
        for (name, value) in &self.given {
            if !known.contains(&name.as_str()) {
                self.doubts.note(name, value, message("bad-parameter", "is not known here"));
            }
        }
        self.understand(None);
        self
    }

    /// The same where a parameter is one of these words.
    pub fn one_of(mut self, name: &str, words: &[&str]) -> Self {
        let typed = self.get(name).filter(|typed| !words.contains(typed)).map(str::to_owned);
        if let Some(typed) = typed {
            self.doubts.note(name, &typed, message("not-offered", "is not one of those offered"));
        }
        self
    }

    /// The record that a parameter names, if there is any.
    pub fn id(&mut self, name: &str) -> Option<Id> {
        let typed = self.get(name)?.to_owned();
        let id = typed.parse().ok();
        if id.is_none() {
            self.doubts.note(name, &typed, message("is-record", "must be a record"));
        }
        id
    }

    /// The day of that filter as `YYYY-MM-DD`; the other where none is asked for.
    pub fn day(&self, name: &str, other: &str) -> String {
        let asked = self.get(name).filter(|_| !self.doubts.has(name));
        asked.unwrap_or(other).to_owned()
    }

    /// The checked query of that list, in that order unless the address says another, for who reads
    /// that much of the notes: one without rows where something is asked back.
    ///
    /// # Errors
    /// 400 for what is no filter of the list, 403 for what they may not read.
    pub fn query(
        &mut self,
        spec: &'static Spec,
        zone: &Zone,
        order: (&str, &str),
        notes: Notes,
    ) -> Result<ListQuery> {
        self.understand(Some(spec));
        let read = |mut all: Vec<(String, String)>, offset: u64| {
            if all.iter().all(|(name, _)| name != "sort_by") {
                all.push(("sort_by".into(), order.0.into()));
                all.push(("sort_order".into(), order.1.into()));
            }
            all.push(("limit".into(), ROWS.to_string()));
            all.push(("offset".into(), offset.to_string()));
            ListQuery::read(spec, Parameters::of(all), zone, notes)
        };
        loop {
            let is_sound = |name: &str| !self.apart.contains(&name) && !self.doubts.has(name);
            let sound = self.given.iter().filter(|(name, _)| is_sound(name)).cloned();
            match read(sound.collect(), self.offset) {
                Ok(query) if self.doubts.is_empty() => return Ok(query),
                Ok(_) => return read(Vec::new(), 0).map(ListQuery::of_nothing),
                // Everything that is wrong is told at once.
                Err(error) => self.doubt(error)?,
            }
        }
    }

    /// The query, without rows where this refuses it.
    ///
    /// # Errors
    /// The refusal, where it names nothing of the address.
    pub fn checked(&mut self, query: ListQuery, known: Result<()>) -> Result<ListQuery> {
        match known {
            Ok(()) => Ok(query),
            Err(error) => self.doubt(error).map(|()| query.of_nothing()),
        }
    }

    /// Asks back what a refusal names.
    ///
    /// # Errors
    /// The refusal, where it names nothing of the address.
    fn doubt(&mut self, error: Error) -> Result<()> {
        self.doubts.take(error, &self.given)
    }

    /// The same without a parameter that the list itself does not know.
    pub fn without(&self, name: &str) -> Self {
        let given = self.given.iter().filter(|(known, _)| known != name).cloned().collect();
        Self { given, ..self.clone() }
    }

    /// The same with what its links carry along for the pages that they lead to.
    pub fn carrying(&self, along: &[(String, String)]) -> Self {
        Self { given: [along, self.given.as_slice()].concat(), ..self.clone() }
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

    /// This list's address with some parameters exchanged; a blank one goes, and so does what is
    /// asked back.
    pub(super) fn href(&self, exchanged: &[(&str, &str)]) -> String {
        let is_kept =
            |name: &str| !self.doubts.has(name) && exchanged.iter().all(|(n, _)| *n != name);
        let kept = self.given.iter().filter(|(name, _)| is_kept(name));
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

    /// What the address says, as it was typed, at that address: where it is asked back.
    pub fn as_typed(&self, path: &str) -> String {
        let asked = Self { doubts: Doubts::default(), ..self.clone() }.href(&[]);
        format!("{path}{}", asked.strip_prefix(self.path).unwrap_or_default())
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
