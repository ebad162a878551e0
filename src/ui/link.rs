//! A link to a page, for whoever may open it: its text alone for everybody else.

use std::fmt::{Display, Formatter, Result};

use askama::filters::{Escaper, Html, HtmlSafe};

/// A text that leads somewhere.
pub struct Link<'a> {
    /// None: nowhere, for this reader.
    pub(super) href: Option<&'a str>,
    pub(super) text: &'a str,
    /// Its class; empty for none.
    pub(super) class: &'static str,
}

/// Its parts are escaped as they are written.
impl HtmlSafe for Link<'_> {}

impl Display for Link<'_> {
    fn fmt(&self, to: &mut Formatter<'_>) -> Result {
        let Some(href) = self.href else {
            return Html.write_escaped_str(&mut *to, self.text);
        };
        to.write_str("<a")?;
        if !self.class.is_empty() {
            write!(to, " class=\"{}\"", self.class)?;
        }
        to.write_str(" href=\"")?;
        Html.write_escaped_str(&mut *to, href)?;
        to.write_str("\">")?;
        Html.write_escaped_str(&mut *to, self.text)?;
        to.write_str("</a>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_may_not_open_the_page_reads_the_text_alone() {
        let link = Link { href: Some("/patients/7?a=b&c"), text: "Léa <b> & Zoé", class: "name" };
        let said = "Léa &#60;b&#62; &#38; Zoé";
        let whole = format!("<a class=\"name\" href=\"/patients/7?a=b&#38;c\">{said}</a>");
        assert_eq!(link.to_string(), whole);
        assert_eq!(Link { href: None, ..link }.to_string(), said);
    }
}
