//! Two people at one draft: the lines and dates that only one of them changed are kept of both.

use std::borrow::Cow;

use super::super::rows::Typed;
use super::super::store::Offer;
use super::EditorPage;
use crate::ui::bases::Bases;
use crate::ui::form::Sent;
use crate::ui::language::say;

impl Typed {
    fn parts(&self) -> [(&'static str, &String); 8] {
        [
            ("service_id", &self.service_id),
            ("description", &self.description),
            ("quantity", &self.quantity),
            ("unit_price", &self.unit_price),
            ("discount_percent", &self.discount_percent),
            ("discount_amount", &self.discount_amount),
            ("tax_rate", &self.tax_rate),
            ("second_tax_rate", &self.second_tax_rate),
        ]
    }
}

impl EditorPage {
    /// The page as filled now carries its fields along, as other forms do.
    pub(super) fn merging(mut self) -> Self {
        let rows = self.rows.iter().enumerate().flat_map(|(place, row)| {
            let parts = row.parts().map(|(part, value)| (format!("lines.{place}.{part}"), value));
            parts.map(|(name, value)| (Cow::Owned(name), value.clone()))
        });
        let whole = [
            ("invoice_date", &self.invoice_date),
            ("due_date", &self.due_date),
            ("notes", &self.notes),
            ("discount_percent", &self.discount_percent),
            ("discount_amount", &self.discount_amount),
        ];
        let whole = whole.map(|(name, value)| (Cow::Borrowed(name), value.clone()));
        self.bases = Bases::of(rows.chain(whole));
        self
    }

    /// The fields that both have changed, each with what is stored by now.
    pub(super) fn contested(&self, sent: &Sent) -> Vec<(String, String)> {
        let look = self.shell.look;
        let tell = |(name, now): (&str, &str)| {
            let field = look.language.field(&as_path(name)).unwrap_or_default();
            let stored = look.t(say("Stored meanwhile:"));
            (name.to_owned(), format!("{field}. {stored} {}", self.in_words(name, now)))
        };
        sent.contested(&self.bases).into_iter().map(tell).collect()
    }

    /// A stored value as the page shows it: a service by its name.
    fn in_words(&self, name: &str, value: &str) -> String {
        let is_offer = |offer: &&Offer| name.ends_with(".service_id") && offer.id == value;
        match self.offers.iter().find(is_offer) {
            Some(offer) => format!("{} · {}", offer.name, offer.price),
            None if value.is_empty() => self.shell.t(say("nothing")).to_owned(),
            None => value.to_owned(),
        }
    }
}

/// A field of the page as refusals name it: `lines.1.quantity` is `lines[1].quantity`.
fn as_path(name: &str) -> String {
    match name.strip_prefix("lines.").and_then(|rest| rest.split_once('.')) {
        Some((place, part)) => format!("lines[{place}].{part}"),
        None => name.to_owned(),
    }
}
