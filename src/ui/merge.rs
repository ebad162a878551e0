//! Two people at one form: a field that only the other one changed takes what they stored.

use std::borrow::Cow;

use super::bases::{Bases, WAS};
use super::form::Sent;

impl Sent {
    /// The fields themselves, without what they were.
    pub fn typed(&self) -> Self {
        self.part(self.all().iter().filter(|(name, _)| !name.starts_with(WAS)).cloned().collect())
    }

    /// What was typed into the field; what is stored by now if nothing was.
    pub fn over(&self, name: &str, stored: &str) -> String {
        let typed = self.get(name);
        let is_untouched = self.base(name).is_some_and(|was| same(was, typed));
        if is_untouched { stored.to_owned() } else { typed.to_owned() }
    }

    /// The form with what is stored by now in every field that nobody touched here, those too that
    /// somebody else has added meanwhile.
    pub fn merged(&self, stored: &Bases) -> Self {
        let mine = self.typed();
        let known = |name: &str| mine.all().iter().any(|(sent, _)| sent == name);
        let kept = mine.all().iter().map(|(name, typed)| match stored.get(name) {
            Some(now) => (name.clone(), self.over(name, now)),
            None => (name.clone(), typed.clone()),
        });
        let added = stored.0.iter().filter(|(name, value)| !value.is_empty() && !known(name));
        let added = added.map(|(name, value)| (name.to_string(), value.clone()));
        self.part(kept.chain(added).collect())
    }

    /// The fields that both have changed, each with what is stored by now.
    pub fn contested<'b>(&self, stored: &'b Bases) -> Vec<(&'b str, &'b str)> {
        let both = |(name, now): &&(Cow<'static, str>, String)| {
            self.base(name).is_some_and(|was| !same(was, now)) && !same(&self.over(name, now), now)
        };
        stored.0.iter().filter(both).map(|(name, now)| (name.as_ref(), now.as_str())).collect()
    }

    /// Whether somebody else has changed the field since the form was opened.
    pub fn is_overtaken(&self, name: &str, stored: &str) -> bool {
        !same(self.base(name).unwrap_or_else(|| self.get(name)), stored)
    }

    fn base(&self, name: &str) -> Option<&str> {
        let is_base = |known: &str| known.strip_prefix(WAS) == Some(name);
        self.all().iter().find(|(known, _)| is_base(known)).map(|(_, value)| value.as_str())
    }
}

/// Browsers end lines in their own way, and what is stored has no blanks around it.
fn same(one: &str, other: &str) -> bool {
    one.trim().replace("\r\n", "\n") == other.trim().replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fields: &[(&str, &str)]) -> Sent {
        Sent::of(fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    #[test]
    fn what_nobody_touched_here_takes_what_is_stored() {
        let form = sent(&[("city", "Lyon"), ("was.city", "Lyon"), ("was.notes", "a\r\nb")]);
        assert_eq!(form.over("city", "Nantes"), "Nantes");
        assert!(form.is_overtaken("city", "Nantes") && !form.is_overtaken("notes", "a\nb"));
        assert_eq!(form.typed().all().len(), 1);
    }

    #[test]
    fn rows_that_somebody_else_has_added_come_along_and_what_both_changed_is_told() {
        let form = sent(&[
            ("row.0", "two"),
            ("was.row.0", "one"),
            ("row.1", ""),
            ("was.row.1", ""),
            ("note", "x"),
        ]);
        let now = [("row.0", "three"), ("row.1", "new"), ("row.2", "newer")];
        let now = Bases::of(now.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let merged = form.merged(&now);
        let all = ["row.0", "row.1", "row.2", "note"].map(|name| merged.get(name).to_owned());
        assert_eq!(all, ["two", "new", "newer", "x"]);
        assert_eq!(form.contested(&now), [("row.0", "three")]);
    }

    #[test]
    fn what_was_typed_stays_and_a_form_without_bases_keeps_all_of_it() {
        let form = sent(&[("city", "Lille"), ("was.city", "Lyon"), ("phone", "1")]);
        assert_eq!(form.over("city", "Nantes"), "Lille");
        assert!(!form.is_overtaken("city", "Lyon"));
        assert_eq!(form.over("phone", "2"), "1");
        assert!(form.is_overtaken("phone", "2"));
    }
}
