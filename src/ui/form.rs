//! Forms: what a page asks for, what was sent, and the same form again with what was wrong.

use askama::Template;
use rocket::http::Status;
use rocket::response::content::RawHtml;
use serde_json::Value;

use super::bases::Bases;
pub use super::field::{Field, Kind};
use super::language::Language;
pub use super::sent::{LongForm, Sent};
use super::staff::Shell;
use crate::error::{Error, Result};
use crate::http::Opened;
use crate::shown::{Discloses, Shows};

/// A page with the status it is answered with.
pub type Html = Opened<(Status, RawHtml<String>)>;

/// Renders a page, which says what it shows.
///
/// # Errors
/// When the template fails, which is a fault of ours.
pub fn html(status: Status, page: &(impl Template + Discloses)) -> Result<Html> {
    part(status, page, page.shows())
}

/// Renders a part of a page, which shows this.
///
/// # Errors
/// As [`html`].
pub fn part(status: Status, part: &impl Template, shows: Shows) -> Result<Html> {
    Ok(Opened::new((status, RawHtml(part.render().map_err(Error::internal)?)), shows))
}

/// Fields that belong together.
pub struct Group {
    pub title: &'static str,
    pub fields: Vec<Field>,
}

/// A page with one form.
#[derive(Template)]
#[template(path = "ui/form.html", config = "src/ui/askama.toml")]
pub struct FormPage {
    pub shell: Shell,
    pub title: String,
    pub action: String,
    pub back: String,
    pub back_name: String,
    pub submit: &'static str,
    /// What is to be known before it is filled in; blank where nothing is.
    pub about: &'static str,
    /// Where the record is taken away, which is asked before; none for one that stays.
    pub removal: Option<String>,
    /// The version that the form was opened with; 0 for what is new.
    pub version: i64,
    pub problem: Option<String>,
    /// Whether it makes a record, and so carries the id that it gets.
    pub is_of_new: bool,
    /// Whether the first field has the focus, also where a record is changed.
    pub is_begun_at_once: bool,
    /// What the form carries along.
    pub hidden: Vec<(&'static str, String)>,
    /// Where the draft of this form is kept; empty where none is.
    pub draft: String,
    /// Records that this one may repeat: address and name.
    pub likely: Vec<(String, String)>,
    pub groups: Vec<Group>,
    /// What the fields were when the form was opened, where two people may fill it in at once.
    pub bases: Bases,
    /// The records whose values or names it has.
    pub shows: Shows,
}

impl Discloses for FormPage {
    fn shows(&self) -> Shows {
        self.shows.clone()
    }
}

impl FormPage {
    /// A form that sends `groups` to `action`, and leads `back` when it is left.
    pub fn new(
        shell: Shell,
        title: &str,
        action: impl Into<String>,
        back: (impl Into<String>, &str),
        submit: &'static str,
        groups: Vec<Group>,
    ) -> Self {
        Self {
            title: shell.t(title).to_owned(),
            action: action.into(),
            back: back.0.into(),
            back_name: shell.t(back.1).to_owned(),
            submit,
            about: "",
            removal: None,
            version: 0,
            problem: None,
            is_of_new: false,
            is_begun_at_once: false,
            hidden: Vec::new(),
            draft: String::new(),
            likely: Vec::new(),
            groups,
            bases: Bases::default(),
            shows: Shows::nothing(),
            shell,
        }
    }

    /// The same for a form that makes a record, unless it is of one with a version.
    pub fn making(mut self) -> Self {
        self.is_of_new = true;
        self
    }

    /// The same with what it shows beside its fields: whom it is about.
    pub fn showing(mut self, shows: Shows) -> Self {
        self.shows = self.shows.and(shows);
        self
    }

    /// Fills the form with the values of a record, which this shows, or of a body.
    pub fn filled(mut self, values: &Value, shows: Shows) -> Self {
        self.shows = self.shows.and(shows);
        let language = self.shell.look.language;
        for field in self.groups.iter_mut().flat_map(|group| &mut group.fields) {
            if field.fill(values) && field.is_decimal() {
                let digits = field.value.strip_suffix(".0").unwrap_or(&field.value);
                field.value = language.decimal(digits);
            }
        }
        self
    }

    /// The same with that value in one of its fields.
    pub fn with_value(mut self, name: &str, value: impl Into<String>) -> Self {
        let mut fields = self.groups.iter_mut().flat_map(|group| &mut group.fields);
        if let Some(field) = fields.find(|field| field.name == name) {
            field.value = value.into();
        }
        self
    }

    /// The form as filled now carries its values along: should somebody else save meanwhile, only
    /// what both of them changed needs a decision.
    pub fn merging(mut self) -> Self {
        // A password goes one way only.
        let is_shown = |field: &&Field| field.line_type() != "password";
        let fields = self.groups.iter().flat_map(|group| &group.fields).filter(is_shown);
        self.bases = Bases::of(fields.map(|field| (field.name, field.value.clone())));
        self
    }

    /// The same form with what was typed and what was wrong with it.
    pub fn refused(mut self, sent: &Sent, error: &Error) -> Self {
        self.shows = self.shows.and(error.shows().as_ref().clone());
        let language = self.shell.look.language;
        for field in self.groups.iter_mut().flat_map(|group| &mut group.fields) {
            field.value = match self.bases.get(field.name) {
                Some(stored) => {
                    if sent.is_overtaken(field.name, stored) {
                        field.theirs = Some(field.words(stored, language));
                    }
                    sent.over(field.name, stored)
                }
                // A password goes one way only.
                None if field.line_type() == "password" => String::new(),
                None => sent.get(field.name).to_owned(),
            };
            let found = error.details().iter().find(|detail| detail.field == field.name);
            field.problem = found.map(|detail| language.told_of_field(detail));
        }
        let named =
            |field: &str| self.groups.iter().any(|g| g.fields.iter().any(|f| f.name == field));
        self.problem = Some(language.in_full(error, |field| !named(field)));
        self
    }

    /// The fields that were refused, for the summary above the form.
    pub fn wrong(&self) -> Vec<&Field> {
        let all = self.groups.iter().flat_map(|group| &group.fields);
        all.filter(|field| field.problem.is_some()).collect()
    }
}

/// What was wrong as a whole: fields are told about where they stand.
pub fn in_words(error: &Error, language: Language) -> String {
    language.told(error.said())
}

/// The form again when the sender can mend it; otherwise the error's own page.
///
/// # Errors
/// The error itself, when no other input would help.
pub fn again(page: FormPage, sent: &Sent, error: Error) -> Result<Html> {
    match error.status().code {
        // 429: the same input helps in a while, and another one may at once.
        400 | 409 | 429 => html(error.status(), &page.refused(sent, &error)),
        _ => Err(error),
    }
}
