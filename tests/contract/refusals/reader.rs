//! Whoever reads the pages: what is wrong with their words.

use std::collections::BTreeSet;

use super::page::{self, Field, Form};
use super::vocabulary::Vocabulary;
use super::without_ids;
use crate::practice::Practice;
use crate::wire::Answer;

/// A reader of pages, and the faults that were found.
pub struct Reader {
    vocabulary: Vocabulary,
    wrong: BTreeSet<String>,
    /// How many refusals were read.
    pub refusals: usize,
}

impl Reader {
    pub fn of(practice: &Practice) -> Self {
        Self { vocabulary: Vocabulary::of(practice), wrong: BTreeSet::new(), refusals: 0 }
    }

    pub fn note(&mut self, place: &str, fault: impl Into<String>) {
        self.wrong.insert(format!("{place}: {}", fault.into()));
    }

    /// Reads what a page says.
    pub fn read(&mut self, place: &str, language: &str, html: &str) {
        for text in page::words(html) {
            let api = self.vocabulary.api_words(&text);
            if !api.is_empty() {
                self.note(place, format!("says {api:?} in {text:?}"));
            }
            if language == "fr" {
                let english: Vec<String> =
                    self.vocabulary.english_in(&text).iter().map(ToString::to_string).collect();
                if !english.is_empty() {
                    self.note(place, format!("says {english:?} in French"));
                }
            }
        }
    }

    /// Reads a refusal: its page says why, once, in the reader's language.
    pub fn read_words(&mut self, place: &str, language: &str, answer: &Answer) {
        self.refusals += 1;
        self.read(place, language, &answer.text);
        let mut said = page::of_class(&answer.text, &["wrong"]);
        let whole = page::of_class(&answer.text, &["problem", "narrow"]);
        if whole.iter().all(|text| text.trim().is_empty()) {
            self.note(place, format!("{} without a word", answer.status));
        }
        said.extend(whole);
        for text in &said {
            let sentences: Vec<&str> = text.split(". ").map(str::trim).collect();
            let once: BTreeSet<&&str> = sentences.iter().collect();
            if once.len() < sentences.len() {
                self.note(place, format!("says it twice: {text:?}"));
            }
            if language == "fr" && !Vocabulary::english_words(text).is_empty() {
                self.note(place, format!("is not French: {text:?}"));
            }
        }
    }

    /// Reads a refusal whose page has what was typed as well.
    pub fn read_refusal(
        &mut self,
        place: &str,
        language: &str,
        (sent, typed): (&Form, &str),
        answer: &Answer,
    ) {
        self.read_words(place, language, answer);
        let again = page::forms(&answer.text)
            .into_iter()
            .find(|form| without_ids(&form.action) == without_ids(&sent.action));
        let Some(again) = again else {
            let is_typed = sent.fields.iter().any(|field| field.name == typed && is_typed(field));
            if is_typed && [400, 409].contains(&answer.status) {
                self.note(place, "the form is gone, with all that was typed");
            }
            return;
        };
        // What nobody touched takes what an earlier entry has stored meanwhile.
        let was = format!("was.{typed}");
        let is_meant = |field: &&Field| {
            let is_touched = sent.holds(&was) != Some(field.value.as_str());
            is_typed(field) && field.name == typed && is_touched
        };
        for field in sent.fields.iter().filter(is_meant) {
            // A browser sends the line it was given; control characters never reach a page.
            let is_kept = again.holds(&field.name).is_none_or(|held| same(held, &field.value));
            if !is_kept && !field.value.contains('\u{1}') {
                self.note(place, format!("{} is lost", field.name));
            }
        }
        // A password goes one way only.
        let shown = again.fields.iter().filter(|field| field.kind == "password");
        for field in shown.filter(|field| !field.value.is_empty()) {
            self.note(place, format!("{} comes back", field.name));
        }
    }

    /// Fails with all that was found.
    pub fn finish(self) {
        let wrong: Vec<&String> = self.wrong.iter().collect();
        assert!(wrong.is_empty(), "{} faults:\n{wrong:#?}", wrong.len());
    }
}

fn is_typed(field: &Field) -> bool {
    ["text", "textarea", "date", "email", "tel", "number", "datetime-local"]
        .contains(&field.kind.as_str())
}

fn same(held: &str, sent: &str) -> bool {
    held.trim().replace("\r\n", "\n") == sent.trim().replace("\r\n", "\n")
}
