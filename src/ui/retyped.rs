//! What was typed into one of the small forms of a page, shown again where it is refused.

use super::form::Sent;

/// The form that was sent, by the last part of its address, and what it held.
#[derive(Default)]
pub struct Retyped {
    form: &'static str,
    sent: Sent,
}

impl Retyped {
    pub fn of(form: &'static str, sent: &Sent) -> Self {
        Self { form, sent: sent.clone() }
    }

    /// What a field of that form shows: what was typed into it, else what it begins with.
    pub fn value<'a>(&'a self, form: &str, name: &str, first: &'a str) -> &'a str {
        if self.was_sent(form) { self.sent.get(name) } else { first }
    }

    /// Whether that choice of the form was made.
    pub fn is(&self, form: &str, name: &str, value: &str) -> bool {
        self.was_sent(form) && self.sent.get(name) == value
    }

    /// Whether that form is the one that was sent.
    pub fn was_sent(&self, form: &str) -> bool {
        self.form == form
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_form_that_was_sent_shows_what_was_typed() {
        let sent = Sent::of(vec![("amount".into(), "12,5x".into())]);
        let page = Retyped::of("pay", &sent);
        assert_eq!(page.value("pay", "amount", "45"), "12,5x");
        assert_eq!(page.value("refund", "amount", "45"), "45");
        assert_eq!(Retyped::default().value("pay", "amount", "45"), "45");
        assert!(page.is("pay", "amount", "12,5x") && !page.is("refund", "amount", "12,5x"));
    }
}
