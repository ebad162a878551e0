//! A page as its reader meets it: the words that can be seen or heard, the refusals, the forms.

/// A tag with its attributes, or the text between two.
enum Token<'a> {
    Open(&'a str, &'a str),
    Close(&'a str),
    Text(&'a str),
}

fn tokens(html: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        found.push(Token::Text(&rest[..at]));
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end);
        let tag = &rest[at + 1..end.min(rest.len())];
        rest = rest.get(end + 1..).unwrap_or_default();
        match tag.strip_prefix('/') {
            Some(name) => found.push(Token::Close(name.trim())),
            None => {
                let (name, attributes) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
                found.push(Token::Open(name, attributes));
            }
        }
    }
    found.push(Token::Text(rest));
    found
}

/// The value of an attribute.
pub fn attribute(attributes: &str, name: &str) -> Option<String> {
    let whole = format!(" {attributes}");
    let from = whole.find(&format!(" {name}=\""))? + name.len() + 3;
    let to = whole[from..].find('"')? + from;
    Some(text(&whole[from..to]))
}

fn has(attributes: &str, name: &str) -> bool {
    attributes.split([' ', '\n', '/']).any(|word| word == name)
}

/// Text as it reads: without the marks of HTML.
fn text(html: &str) -> String {
    let marks = [
        ("&#38;", "&"),
        ("&amp;", "&"),
        ("&#60;", "<"),
        ("&lt;", "<"),
        ("&#62;", ">"),
        ("&gt;", ">"),
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
    ];
    marks.iter().fold(html.to_owned(), |text, (mark, sign)| text.replace(mark, sign))
}

fn is_void(name: &str) -> bool {
    ["input", "br", "hr", "img", "meta", "link", "!doctype", "!DOCTYPE"].contains(&name)
}

/// All that can be seen or heard of the page, one text a line, without what fields hold.
pub fn words(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut silent = 0;
    // A paper is in the language of who gets it, and says so.
    let (mut own, mut foreign) = (None, false);
    for token in tokens(html) {
        match token {
            Token::Open("html", attributes) => own = attribute(attributes, "lang"),
            Token::Open("article", attributes) => {
                foreign = attribute(attributes, "lang").is_some_and(|tag| Some(tag) != own);
                silent += i32::from(foreign);
            }
            Token::Close("article") => silent -= i32::from(std::mem::take(&mut foreign)),
            // What is set as code is a name of the machine's.
            Token::Open("script" | "style" | "textarea" | "code", _) => silent += 1,
            Token::Close("script" | "style" | "textarea" | "code") => silent -= 1,
            Token::Open(_, attributes) => {
                for name in ["title", "aria-label", "placeholder", "alt", "label"] {
                    found.extend(attribute(attributes, name));
                }
            }
            Token::Text(between) if silent == 0 && !between.trim().is_empty() => {
                found.push(text(between.trim()));
            }
            _ => {}
        }
    }
    found
}

/// What the elements with one of these classes say.
pub fn of_class(html: &str, classes: &[&str]) -> Vec<String> {
    let (mut found, mut depth, mut said) = (Vec::new(), 0_usize, Vec::new());
    for token in tokens(html) {
        match token {
            Token::Open(name, attributes) if !is_void(name) => {
                let named = attribute(attributes, "class").unwrap_or_default();
                let is_meant = named.split(' ').any(|class| classes.contains(&class));
                depth += usize::from(depth > 0 || is_meant);
            }
            Token::Close(_) if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    found.push(std::mem::take(&mut said).join(" "));
                }
            }
            Token::Text(between) if depth > 0 && !between.trim().is_empty() => {
                said.push(text(between.trim()));
            }
            _ => {}
        }
    }
    found
}

/// A field of a form: its name, its kind, what it holds, what a choice offers.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub kind: String,
    pub value: String,
    pub options: Vec<String>,
}

impl Field {
    fn new(name: String, kind: impl Into<String>, value: String) -> Self {
        Self { name, kind: kind.into(), value, options: Vec::new() }
    }
}

/// A form of a page.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    pub fields: Vec<Field>,
    /// Where what is typed is kept before it is sent.
    pub draft: Option<String>,
}

impl Form {
    pub fn holds(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        Some(field.value.as_str())
    }
}

/// The forms of a page that are posted as text.
pub fn forms(html: &str) -> Vec<Form> {
    forms_of(html, "post")
}

/// The forms of a page that ask for another one: its filters and searches.
pub fn questions(html: &str) -> Vec<Form> {
    forms_of(html, "get")
}

fn forms_of(html: &str, method: &str) -> Vec<Form> {
    let mut found: Vec<Form> = Vec::new();
    let mut open: Option<Form> = None;
    let mut choice: Option<Field> = None;
    let mut typing: Option<Field> = None;
    for token in tokens(html) {
        match token {
            Token::Open("form", attributes) => {
                let is_meant = attribute(attributes, "method").as_deref() == Some(method)
                    && attribute(attributes, "enctype").is_none();
                let action = attribute(attributes, "action").unwrap_or_default();
                let draft = attribute(attributes, "data-draft");
                open = is_meant.then_some(Form { action, fields: Vec::new(), draft });
            }
            Token::Close("form") => found.extend(open.take()),
            Token::Open("input", attributes) => {
                let mut kind = attribute(attributes, "type").unwrap_or_else(|| "text".into());
                if has(attributes, "readonly") {
                    kind = "readonly".into();
                }
                let is_off =
                    ["checkbox", "radio"].contains(&kind.as_str()) && !has(attributes, "checked");
                if let (Some(form), Some(name), false) =
                    (&mut open, attribute(attributes, "name"), is_off)
                    // One that belongs to another form stands here only.
                    && attribute(attributes, "form").is_none()
                {
                    let value = attribute(attributes, "value").unwrap_or_default();
                    form.fields.push(Field::new(name, kind, value));
                }
            }
            Token::Open("select", attributes) => {
                let name = attribute(attributes, "name").unwrap_or_default();
                choice = Some(Field::new(name, "select", String::new()));
            }
            Token::Open("option", attributes) => {
                if let Some(field) = &mut choice {
                    let value = attribute(attributes, "value").unwrap_or_default();
                    field.options.push(value.clone());
                    // As browsers do: the first one where none is selected.
                    if has(attributes, "selected") || field.options.len() == 1 {
                        field.value = value;
                    }
                }
            }
            Token::Close("select") => {
                if let (Some(form), Some(field)) = (&mut open, choice.take()) {
                    form.fields.push(field);
                }
            }
            Token::Open("textarea", attributes) => {
                let name = attribute(attributes, "name").unwrap_or_default();
                typing = Some(Field::new(name, "textarea", String::new()));
            }
            Token::Text(between) => {
                if let Some(field) = &mut typing {
                    field.value = text(between);
                }
            }
            Token::Close("textarea") => {
                if let (Some(form), Some(field)) = (&mut open, typing.take()) {
                    form.fields.push(field);
                }
            }
            _ => {}
        }
    }
    found
}

#[test]
fn a_page_is_read_as_its_reader_meets_it() {
    let html = "<p class=\"problem big\">No &#60;name&#62; <b>here</b></p><img alt=\"A chart\">\
        <form method=\"post\" action=\"/a\"><input name=\"x\" value=\"1\"><input type=\"checkbox\" \
        name=\"off\" value=\"1\"><select name=\"s\"><option value=\"a\">A</option><option \
        value=\"b\" selected>B</option></select><textarea name=\"t\">two\nlines</textarea></form>";
    assert_eq!(of_class(html, &["problem"]), ["No <name> here"]);
    assert_eq!(words(html), ["No <name>", "here", "A chart", "A", "B"]);
    let form = &forms(html)[0];
    assert_eq!((form.holds("x"), form.holds("s")), (Some("1"), Some("b")));
    assert_eq!((form.holds("t"), form.holds("off")), (Some("two\nlines"), None));
}
