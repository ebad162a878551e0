//! The versions of a record in words.

use std::collections::BTreeMap;

use super::lines;
use super::words::{Words, act};
use crate::history::restoring::{Offer, Offers, Wanted};
use crate::history::{Change, Version};
use crate::ids::Id;
use crate::ui::language::say;

/// A field before and after.
pub(super) struct Field {
    pub name: String,
    pub label: String,
    pub before: String,
    pub after: String,
    pub may_put_back: bool,
}

/// A version in words.
pub(super) struct Row {
    pub seq: i64,
    pub at: String,
    pub who: String,
    pub what: &'static str,
    pub is_measured: bool,
    pub is_erased: bool,
    /// The version of what can be made again what this one left; none where that is refused.
    pub back: Option<i64>,
    /// Why it is refused.
    pub why_not: Option<String>,
    /// Where the file is as it stood then.
    pub then: Option<String>,
    pub fields: Vec<Field>,
}

/// The versions in words, the newest first.
pub(super) fn rows(
    versions: Vec<Version>,
    offers: &Offers,
    measured: &BTreeMap<Id, i64>,
    known: i64,
    words: &Words<'_>,
) -> Vec<Row> {
    let known_of = |version: &Version| {
        version.resource_id.and_then(|id| measured.get(&id).copied()).unwrap_or(known)
    };
    let row = |version: Version| {
        let known = known_of(&version);
        row(version, offers, known, words)
    };
    versions.into_iter().map(row).collect()
}

fn row(version: Version, offers: &Offers, known: i64, words: &Words<'_>) -> Row {
    let offer = offers.versions.get(&version.seq);
    let field = |(name, change): (String, Change)| {
        let (before, after) = lines::change(words, &name, &change);
        let may_put_back = offers.has_field(version.seq, &name);
        Field { label: words.label(&name), before, after, may_put_back, name }
    };
    let changes = version.changes.unwrap_or_default();
    let changes = changes.into_iter().map(|(name, told)| (name, Change::of(&told)));
    let said = changes.filter(|(_, change)| !change.is_of_nothing());
    Row {
        seq: version.seq,
        at: words.language.moment_text(&version.at, &words.settings.0.zone),
        who: version.by.username.unwrap_or_default(),
        what: act(&version.action),
        is_measured: version.resource_type == "measurement",
        is_erased: version.is_erased,
        back: matches!(offer, Some(Offer::Open)).then_some(known),
        why_not: offer.and_then(|offer| why_not(offer, words)),
        then: (version.resource_type == "patient")
            .then_some(version.resource_id)
            .flatten()
            .map(|id| format!("/patients/{id}?as_of={}", version.at)),
        fields: said.map(field).collect(),
    }
}

/// Why a version is not offered, in a sentence.
fn why_not(offer: &Offer, words: &Words<'_>) -> Option<String> {
    match offer {
        Offer::Present | Offer::Open => None,
        Offer::Erased => Some(words.language.t(say("Values of it were erased.")).to_owned()),
        Offer::Refused(error) => Some(words.reason(error)),
    }
}

/// What was put back, told.
pub(super) struct Told {
    pub text: String,
    /// What it is of.
    pub id: Id,
    /// The version before, where one can go back to that.
    pub before: Option<i64>,
}

/// What the newest version put back, if it is what that press asked for.
pub(super) fn said(
    versions: &[Version],
    offers: &Offers,
    done: &Wanted,
    words: &Words<'_>,
) -> Option<Told> {
    let target = versions.iter().find(|one| one.seq == done.seq())?;
    let is_same = |one: &&Version| {
        one.resource_type == target.resource_type && one.resource_id == target.resource_id
    };
    let mut of_it = versions.iter().filter(is_same);
    let newest = of_it.next().filter(|newest| newest.seq != target.seq)?;
    let before = of_it.next().map(|one| one.seq);
    let changes = newest.changes.as_ref()?;
    let text = match done {
        Wanted::Version(seq) => {
            if !matches!(offers.versions.get(seq), Some(Offer::Present)) {
                return None;
            }
            let fields: Vec<String> =
                changes.keys().map(|field| words.label(field).to_lowercase()).collect();
            let at = words.language.moment_text(&target.at, &words.settings.0.zone);
            words.language.fill(sentence(&target.resource_type), &[&at, &fields.join(", ")])
        }
        Wanted::Field(_, field) => {
            let old = Change::of(target.changes.as_ref()?.get(field)?).old;
            if Change::of(changes.get(field)?).new != old {
                return None;
            }
            words.language.fill(say("Put back: {}."), &[&words.label(field)])
        }
    };
    let is_open = |seq: &i64| matches!(offers.versions.get(seq), Some(Offer::Open));
    Some(Told { text, id: target.resource_id?, before: before.filter(is_open) })
}

fn sentence(kind: &str) -> &'static str {
    match kind {
        "visit" => say("The consultation is back to the version of {}: {}."),
        "measurement" => say("The measurement is back to the version of {}: {}."),
        "billing" => say("The invoice is back to the version of {}: {}."),
        _ => say("The file is back to the version of {}: {}."),
    }
}
