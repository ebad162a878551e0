//! Forms: what a page asks for, what was sent, and the same form again with what was wrong.

use std::ops::Deref;

use askama::Template;
use rocket::data::{Data, FromData, Outcome};
use rocket::http::Status;
use rocket::response::content::RawHtml;
use rocket::{Request, async_trait};
use serde_json::{Map, Value};

use super::bases::Bases;
use super::language::{Language, say};
use super::staff::Shell;
use super::typed::Quantity;
use crate::error::{Error, Result};
use crate::http::{Opened, Parameters, SameOrigin, Unread, Whole, fail};
use crate::message::{Message, message};
use crate::settings::in_force;
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

/// Fields of a form at most, …
const MOST_FIELDS: usize = 1000;
/// … and of one with as many rows as an invoice may have, each field with what it was.
const MOST_FIELDS_OF_ROWS: usize = 4000;

/// The fields of a form sent from one of our own pages, and how their writer writes.
#[derive(Clone, Default)]
pub struct Sent {
    fields: Vec<(String, String)>,
    language: Language,
    /// The currency of sums, unless the form names one itself.
    currency: String,
}

impl Sent {
    /// What was typed into the field.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The same as it came, blanks and all: a password may begin with one.
    pub fn raw(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Every field, in the order sent.
    pub fn all(&self) -> &[(String, String)] {
        &self.fields
    }

    /// The fields whose names begin so, without that beginning.
    pub fn with_prefix(&self, prefix: &str) -> Self {
        let named = |(name, value): &(String, String)| {
            Some((name.strip_prefix(prefix)?.to_owned(), value.clone()))
        };
        self.part(self.fields.iter().filter_map(named).collect())
    }

    /// Only these fields.
    pub fn only(&self, names: &[&str]) -> Self {
        let is_named = |(name, _): &&(String, String)| names.contains(&name.as_str());
        self.part(self.fields.iter().filter(is_named).cloned().collect())
    }

    /// Other fields of the same writer.
    pub fn part(&self, fields: Vec<(String, String)>) -> Self {
        Self { fields, language: self.language, currency: self.currency().to_owned() }
    }

    /// Fields that were sent earlier.
    pub fn of(fields: Vec<(String, String)>) -> Self {
        Self { fields, ..Self::default() }
    }

    /// The fields as the API's body: blank is null, `numbers` and days are read as their writer
    /// writes them.
    pub fn body(&self, numbers: &[&str]) -> Map<String, Value> {
        let value =
            |name: &str, text: &str| match (text.trim(), Quantity::of(name, self.currency())) {
                ("", _) => Value::Null,
                (typed, Quantity::Day) => Quantity::Day.value(self.language, typed),
                (typed, quantity) if numbers.contains(&name) => {
                    quantity.value(self.language, typed)
                }
                _ => Value::String(text.replace("\r\n", "\n")),
            };
        self.fields.iter().map(|(name, text)| (name.clone(), value(name, text))).collect()
    }

    /// The currency of its sums: the one it names, else the clinic's.
    pub fn currency(&self) -> &str {
        let named = self.get("currency");
        if named.is_empty() { self.currency.as_str() } else { named }
    }

    /// The same without what was left blank, for what is new.
    pub fn filled(&self, numbers: &[&str]) -> Map<String, Value> {
        let mut body = self.body(numbers);
        body.retain(|_, value| !value.is_null());
        body
    }
}

#[async_trait]
impl<'r> FromData<'r> for Sent {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        use rocket::request::Outcome as Guarded;
        if let Guarded::Error(refused) = request.guard::<SameOrigin>().await {
            return Outcome::Error(refused);
        }
        match read(request, data, MOST_FIELDS).await {
            Ok(sent) => Outcome::Success(sent),
            Err(error) => Outcome::Error((fail(request, error), ())),
        }
    }
}

/// The fields of a form with many rows, behind a login.
pub struct LongForm(Sent);

impl Deref for LongForm {
    type Target = Sent;

    fn deref(&self) -> &Sent {
        &self.0
    }
}

#[async_trait]
impl<'r> FromData<'r> for LongForm {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        use rocket::request::Outcome as Guarded;
        if let Guarded::Error(refused) = request.guard::<SameOrigin>().await {
            return Outcome::Error(refused);
        }
        match read(request, data, MOST_FIELDS_OF_ROWS).await {
            Ok(sent) => Outcome::Success(Self(sent)),
            Err(error) => Outcome::Error((fail(request, error), ())),
        }
    }
}

async fn read(request: &Request<'_>, data: Data<'_>, most: usize) -> Result<Sent> {
    let whole = Whole::of(request, data).await.map_err(Unread::of_form)?;
    let parse = move |bytes: Vec<u8>| {
        const UNREADABLE: Message =
            message("refused-form-text", "The form is not text in UTF-8. Nothing was changed.");
        let text = std::str::from_utf8(&bytes);
        Parameters::of_form(text.map_err(|_| Error::bad("VALIDATION_ERROR", UNREADABLE))?, most)
    };
    let fields = whole.parsed(parse).await?.rest();
    let currency = in_force(request).map(|settings| settings.currency.clone());
    Ok(Sent { fields, language: Language::of(request), currency: currency.unwrap_or_default() })
}

/// How a field is typed in.
pub enum Kind {
    /// An `<input>` of that type.
    Line(&'static str),
    Text,
    /// One of these values, each with the words it is shown in.
    Choice(Vec<(String, String)>),
    /// One of these codes, shown in the words of the language.
    Codes(Vec<String>),
}

/// A field of a form.
pub struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub kind: Kind,
    pub value: String,
    pub problem: Option<String>,
    pub is_required: bool,
    pub hint: &'static str,
    /// What somebody else has stored meanwhile.
    pub theirs: Option<String>,
}

impl Field {
    /// An optional field.
    pub fn new(name: &'static str, label: &'static str, kind: Kind) -> Self {
        let (value, problem, hint, theirs) = (String::new(), None, "", None);
        Self { name, label, kind, value, problem, is_required: false, hint, theirs }
    }

    /// A line of text.
    pub fn line(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Kind::Line("text"))
    }

    /// A number with a decimal sign of the user's choice.
    pub fn number(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Kind::Line("decimal"))
    }

    /// A longer text.
    pub fn text(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Kind::Text)
    }

    /// One of some codes, shown in words; blank where it is optional.
    pub fn codes(name: &'static str, label: &'static str, codes: &[&str]) -> Self {
        Self::new(name, label, Kind::Codes(codes.iter().map(|code| (*code).to_owned()).collect()))
    }

    /// What a choice offers: the value and its words. What the field has already is offered in any
    /// case: a browser that finds it missing would send the first of the others instead.
    pub fn options(&self, language: &Language) -> Vec<(String, String)> {
        let mut options = match &self.kind {
            Kind::Choice(options) => options.clone(),
            Kind::Codes(codes) => {
                codes.iter().map(|code| (code.clone(), language.code(code))).collect()
            }
            Kind::Line(_) | Kind::Text => return Vec::new(),
        };
        if !self.value.is_empty() && options.iter().all(|(value, _)| *value != self.value) {
            options.push((self.value.clone(), language.code(&self.value)));
        }
        options
    }

    /// A value of the field in words.
    pub fn words(&self, value: &str, language: Language) -> String {
        let shown = self.options(&language).into_iter().find(|(known, _)| known == value);
        match (shown, value.is_empty()) {
            (Some((_, words)), _) => words,
            (None, true) => language.t(say("nothing")).to_owned(),
            (None, false) => value.to_owned(),
        }
    }

    pub fn is_choice(&self) -> bool {
        matches!(self.kind, Kind::Choice(_) | Kind::Codes(_))
    }

    pub fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Text)
    }

    /// The type of an `<input>`, and whether it takes decimals.
    pub fn line_type(&self) -> &'static str {
        match self.kind {
            Kind::Line("decimal") => "text",
            Kind::Line(kind) => kind,
            _ => "text",
        }
    }

    pub fn is_decimal(&self) -> bool {
        matches!(self.kind, Kind::Line("decimal"))
    }

    fn show(value: &Value) -> String {
        match value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }

    pub fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    pub fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    pub fn with(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }
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
    /// Other pages that belong to this one.
    pub further: Vec<(&'static str, &'static str)>,
    /// The version that the form was opened with; 0 for what is new.
    pub version: i64,
    pub problem: Option<String>,
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
            further: Vec::new(),
            version: 0,
            problem: None,
            hidden: Vec::new(),
            draft: String::new(),
            likely: Vec::new(),
            groups,
            bases: Bases::default(),
            shows: Shows::nothing(),
            shell,
        }
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
            if let Some(value) = values.get(field.name).filter(|value| !value.is_null()) {
                field.value = Field::show(value);
                if field.is_decimal() {
                    let digits = field.value.strip_suffix(".0").unwrap_or(&field.value);
                    field.value = language.decimal(digits);
                }
            }
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
        400 | 409 => html(error.status(), &page.refused(sent, &error)),
        _ => Err(error),
    }
}
