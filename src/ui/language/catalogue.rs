//! The messages by their keys: one folder of Fluent files a language, read at the first use. What
//! has no key yet is looked up by its English in the older tables.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::{LanguageIdentifier, langid};

use super::labels::within;
use super::rights::right;
use super::{Language, say};
use crate::auth::Permission;
use crate::error::{Error, FieldError};
use crate::message::{Argument, Message};
use crate::money::Amount;
use crate::nutrition::nutrients::Tag;

type Bundle = FluentBundle<FluentResource>;

pub(super) const ENGLISH: &[&str] = &[
    include_str!("en/audit.ftl"),
    include_str!("en/fields.ftl"),
    include_str!("en/foods.ftl"),
    include_str!("en/refusals.ftl"),
];
pub(super) const FRENCH: &[&str] = &[
    include_str!("fr/audit.ftl"),
    include_str!("fr/fields.ftl"),
    include_str!("fr/foods.ftl"),
    include_str!("fr/refusals.ftl"),
];

static BUNDLES: LazyLock<[Bundle; 2]> =
    LazyLock::new(|| [bundle(langid!("en"), ENGLISH), bundle(langid!("fr"), FRENCH)]);

fn bundle(language: LanguageIdentifier, files: &[&str]) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // Both languages are written from left to right.
    bundle.set_use_isolating(false);
    for file in files {
        // What can be read is said; a test reads all of it.
        let resource = FluentResource::try_new((*file).to_owned());
        bundle.add_resource_overriding(resource.unwrap_or_else(|(readable, _)| readable));
    }
    bundle
}

impl Language {
    /// The message of that key; none where the catalogue has none.
    pub fn message(self, key: &str, arguments: &[(&'static str, Argument)]) -> Option<String> {
        let bundle = match self {
            Self::English => &BUNDLES[0],
            Self::French => &BUNDLES[1],
        };
        let pattern = bundle.get_message(key)?.value()?;
        let mut filled = FluentArgs::with_capacity(arguments.len());
        for (name, argument) in arguments {
            filled.set(*name, self.value(argument));
        }
        let said = bundle.format_pattern(pattern, Some(&filled), &mut Vec::new());
        Some(said.into_owned())
    }

    fn value(self, argument: &Argument) -> FluentValue<'static> {
        let text = match argument {
            Argument::Count(count) => return FluentValue::from(*count),
            Argument::Number(digits) => self.number(digits),
            Argument::Day(day) => self.date(*day),
            Argument::Money(minor, currency) => {
                self.money_of(&Amount::new(*minor, currency.as_str()))
            }
            Argument::Code(code) => self.code(code),
            Argument::Permission(name) => {
                let known = Permission::named(name).map(|one| self.t(right(one)));
                known.unwrap_or(name).to_owned()
            }
            Argument::Time(text) | Argument::Name(text) => text.clone(),
        };
        FluentValue::from(text)
    }

    /// What a refusal says, whatever the API's wording of it is.
    pub fn told(self, message: &Message) -> String {
        self.known(message).unwrap_or_else(|| self.plain("refused-anyhow"))
    }

    /// What a field says that was refused.
    pub fn told_of_field(self, detail: &FieldError) -> String {
        self.known(&detail.message).unwrap_or_else(|| self.plain("not-accepted"))
    }

    fn known(self, message: &Message) -> Option<String> {
        match message.key() {
            Some(key) => self.message(key, message.arguments()),
            None => self.said_if_known(message).or_else(|| self.as_worded(message)),
        }
    }

    /// The API's wording where it is the reader's language and speaks of nothing but things that
    /// people know.
    fn as_worded(self, message: &Message) -> Option<String> {
        let is_plain = !message.contains(['_', '[', '{', '<']);
        (self == Self::English && is_plain).then(|| message.to_string())
    }

    fn plain(self, key: &str) -> String {
        self.message(key, &[]).unwrap_or_default()
    }

    /// The name of a field as people know it: `lines[1].unit_price` is "Line 2, price". None for
    /// one that no page has.
    pub fn field(self, path: &str) -> Option<String> {
        let label = |name: &str| self.message(&format!("field-{name}"), &[]);
        let Some((list, rest)) = path.split_once('[') else {
            return label(path).or_else(|| self.part(path));
        };
        let (place, part) = rest.split_once(']')?;
        let key = match list {
            "lines" => "field-line",
            "allocations" => "field-allocation",
            _ => return None,
        };
        let place = place.parse::<i64>().ok()? + 1;
        let row = self.message(key, &[("place", Argument::Count(place))])?;
        match part.strip_prefix('.').map(|part| label(part).map(|name| within(&name))) {
            Some(Some(name)) => Some(format!("{row}, {name}")),
            _ => Some(row),
        }
    }

    /// A part of a field: `repeat.times` has the name of its last, `aim.FAT` is "Fat, aim".
    fn part(self, path: &str) -> Option<String> {
        let (first, last) = path.rsplit_once('.')?;
        let Ok(tag) = last.parse::<Tag>() else {
            return self.message(&format!("field-{last}"), &[]);
        };
        let nutrient = tag.nutrient();
        let name = if self == Self::French { nutrient.french } else { nutrient.english };
        let bound = match first {
            "min" => say("Least"),
            "aim" => say("Aim"),
            "max" => say("Most"),
            _ => return Some(capitalised(name)),
        };
        Some(format!("{}, {}", capitalised(name), self.t(bound).to_lowercase()))
    }

    /// A refused field with its name before it.
    pub fn field_and_why(self, detail: &FieldError) -> String {
        let said = self.told_of_field(detail);
        self.field(&detail.field)
            .map_or_else(|| capitalised(&said), |name| self.labelled(&name, &said))
    }

    /// All that a refusal says: the whole, and each field that stands nowhere beside it, but for `id`.
    pub fn in_full(self, error: &Error, is_elsewhere: impl Fn(&str) -> bool) -> String {
        let mut told = self.told(error.said());
        let is_told = |one: &&FieldError| one.field != "id" && is_elsewhere(&one.field);
        for further in error.details().iter().filter(is_told).map(|one| self.field_and_why(one)) {
            if !told.contains(&further) {
                told.push_str(&format!(" {further}."));
            }
        }
        told
    }
}

/// The text with a capital at its beginning.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
    use fluent_syntax::parser::parse;

    use super::*;
    use crate::message::message;

    /// The arguments that each message names, by its key.
    fn arguments_of(files: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
        let mut found = BTreeMap::new();
        for file in files {
            let resource = parse(*file).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
            for entry in resource.body {
                let Entry::Message(message) = entry else { continue };
                let mut named = BTreeSet::new();
                named_in(message.value.as_ref().unwrap(), &mut named);
                let twice = found.insert(message.id.name.to_owned(), named);
                assert!(twice.is_none(), "{} is there twice", message.id.name);
            }
        }
        found
    }

    fn named_in(pattern: &Pattern<&str>, named: &mut BTreeSet<String>) {
        let mut of = |inline: &InlineExpression<&str>| match inline {
            InlineExpression::VariableReference { id } => {
                named.insert(id.name.to_owned());
            }
            // Another message, which is compared by itself.
            InlineExpression::StringLiteral { .. } | InlineExpression::MessageReference { .. } => {}
            other => panic!("unexpected {other:?}"),
        };
        let mut inner = Vec::new();
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { .. } => {}
                PatternElement::Placeable { expression: Expression::Inline(inline) } => of(inline),
                PatternElement::Placeable {
                    expression: Expression::Select { selector, variants },
                } => {
                    of(selector);
                    inner.extend(variants.iter().map(|variant| &variant.value));
                }
            }
        }
        inner.into_iter().for_each(|pattern| named_in(pattern, named));
    }

    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(std::fs::read_to_string(&path).unwrap());
            }
        }
    }

    /// The keys that follow such a call, each with the arguments that are added to it.
    fn keys_in(source: &str) -> BTreeSet<String> {
        let code = source.split("#[cfg(test)]").next().unwrap();
        let keys = code.split("message(").skip(1).filter_map(|rest| {
            let rest = rest.trim_start().strip_prefix('"')?;
            Some(rest.split('"').next()?.to_owned())
        });
        keys.filter(|key| !key.is_empty() && !key.contains(' ')).collect()
    }

    #[test]
    fn both_languages_have_the_same_messages_with_the_same_arguments() {
        let (english, french) = (arguments_of(ENGLISH), arguments_of(FRENCH));
        // Whether a name begins with a vowel is asked where it matters.
        let but_sounds = |mut all: BTreeMap<String, BTreeSet<String>>| {
            for named in all.values_mut() {
                named.remove("elides");
            }
            all
        };
        assert_eq!(but_sounds(english.clone()), but_sounds(french));
        assert!(english.len() > 300, "{}", english.len());
    }

    #[test]
    fn every_key_of_the_sources_has_its_message() {
        let known = arguments_of(ENGLISH);
        let mut all = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
        let asked: BTreeSet<String> = all.iter().flat_map(|source| keys_in(source)).collect();
        let missing: Vec<_> = asked.iter().filter(|key| !known.contains_key(*key)).collect();
        assert!(missing.is_empty(), "no message: {missing:?}");
        assert!(asked.len() > 150, "{}", asked.len());
    }

    #[test]
    fn plurals_follow_the_rules_of_each_language() {
        let at_most = |most: i64| message("at-most-characters", "").count("most", most);
        let (english, french) = (Language::English, Language::French);
        assert_eq!(english.told(&at_most(1)), "must have at most 1 character");
        assert_eq!(english.told(&at_most(0)), "must have at most 0 characters");
        assert_eq!(french.told(&at_most(0)), "doit avoir au plus 0 caractère");
        assert_eq!(french.told(&at_most(2)), "doit avoir au plus 2 caractères");
    }

    #[test]
    fn a_field_is_named_as_people_know_it_or_not_at_all() {
        let english = Language::English;
        assert_eq!(english.field("lines[1].unit_price").unwrap(), "Line 2, price");
        assert_eq!(english.field("allocations[0].amount").unwrap(), "Invoice 1, amount");
        assert_eq!(Language::French.field("weight_kg").unwrap(), "Poids");
        assert_eq!(english.field("some_new_column"), None);
    }

    #[test]
    fn what_only_the_api_says_is_told_in_plain_words() {
        let error = Error::field("some_new_column", "must be xyz_1 (send allow_all)");
        for language in Language::ALL {
            let told = language.in_full(&error, |_| true);
            assert!(!told.contains('_') && !told.is_empty(), "{told}");
        }
    }
}
