//! The versions of a record in words.

use std::collections::BTreeMap;

use super::lines;
use super::words::{NOTHING, Words, act};
use crate::history::restoring::{Offer, Offers, Wanted};
use crate::history::{Change, Version};
use crate::ids::Id;
use crate::text::short::in_short;
use crate::ui::language::{Language, say};

/// Letters of a value that a button tells: all of it stands beside.
const TOLD: usize = 80;

/// A field before and after.
pub(super) struct Field {
    pub name: String,
    pub label: String,
    pub before: String,
    pub after: String,
    /// What was before, as the button tells it that puts it back.
    pub short: String,
    pub may_put_back: bool,
}

/// A version in words.
pub(super) struct Row {
    pub seq: i64,
    pub at: String,
    pub who: String,
    /// That a note was signed or opened again, in a sentence.
    pub marked: Option<Marked>,
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
    /// Whether any of them had a value before.
    pub has_before: bool,
}

/// What became of a note's signature.
pub(super) struct Marked {
    /// "Signed by Zoé Lefèvre, 29 Oct 2026, 11:34".
    pub said: String,
    pub digest: Option<String>,
}

impl Marked {
    /// That of a version which signed or amended.
    fn of(version: &Version, who: &str, at: &str, language: Language) -> Option<Self> {
        let new = |field: &str| {
            let change = Change::of(version.changes.as_ref()?.get(field)?);
            change.new?.as_str().map(str::to_owned)
        };
        match version.action.as_str() {
            "SIGN" => Some(Self {
                said: language.fill(say("Signed by {}, {}"), &[who, at]),
                digest: new("digest"),
            }),
            "AMEND" => {
                let reason = new("reason")?;
                let said = language.fill(say("Amended by {}, {}: {}"), &[who, at, &reason]);
                Some(Self { said, digest: None })
            }
            _ => None,
        }
    }
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
        let short = in_short(&before, TOLD, false);
        Field { label: words.label(&name), before, after, short, may_put_back, name }
    };
    let at = words.language.moment_text(&version.at, &words.settings.0.zone);
    let who = words.names.who(&version.by);
    let marked = Marked::of(&version, &who, &at, words.language);
    let changes = version.changes.unwrap_or_default();
    let changes = changes.into_iter().map(|(name, told)| (name, Change::of(&told)));
    let is_marked = marked.is_some();
    let said = changes.filter(|(_, change)| !is_marked && !change.is_of_nothing());
    let fields: Vec<Field> = said.map(field).collect();
    Row {
        seq: version.seq,
        at,
        who,
        marked,
        what: act(&version.action),
        is_measured: version.resource_type == "measurement",
        is_erased: version.is_erased,
        back: matches!(offer, Some(Offer::Open)).then_some(known),
        why_not: offer.and_then(|offer| why_not(offer, words)),
        then: (version.resource_type == "patient")
            .then_some(version.resource_id)
            .flatten()
            .map(|id| format!("/patients/{id}?as_of={}", version.at)),
        has_before: fields.iter().any(|field| field.before != NOTHING),
        fields,
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
