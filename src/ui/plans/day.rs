//! The sums of a day, or of the mean day, beside its targets.

use super::words::with_decimals;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::pantry::Sums;
use crate::nutrition::plans::model::Target;
use crate::nutrition::totals::{Part, Tally};
use crate::ui::language::{Language, say};

/// A sum with its target.
pub(in crate::ui) struct TotalLine {
    pub name: String,
    /// Of the energy: "22 E%".
    pub share: String,
    pub value: String,
    /// "of 1,700 kcal", "at most 19 g".
    pub of: String,
    /// How far the bar goes, of a hundred; none without a target.
    pub bar: Option<u32>,
    /// Whether there may be more than the bar shows.
    pub is_open: bool,
    pub is_over: bool,
    /// What the sum does not know.
    pub lack: String,
    /// A part of the line above.
    pub is_part: bool,
}

/// What a short list has, whatever the targets are.
const SHORT: [Tag; 9] = [
    Tag::ENERC_KCAL,
    Tag::PROCNT,
    Tag::CHOAVL,
    Tag::FAT,
    Tag::FASAT,
    Tag::FIBTG,
    Tag::NACL,
    Tag::CA,
    Tag::FE,
];

/// The lines of the short list, and of every other target.
pub(in crate::ui) fn lines(sums: &Sums, targets: &[Target], language: Language) -> Vec<TotalLine> {
    lines_with(sums, targets, language).into_iter().map(|(_, line)| line).collect()
}

/// The same, each with its nutrient.
pub(in crate::ui) fn lines_with(
    sums: &Sums,
    targets: &[Target],
    language: Language,
) -> Vec<(Tag, TotalLine)> {
    let further = targets.iter().map(|target| target.nutrient).filter(|tag| !SHORT.contains(tag));
    let all = SHORT.into_iter().chain(further);
    all.map(|tag| (tag, line(sums, tag, targets, language))).collect()
}

fn line(sums: &Sums, tag: Tag, targets: &[Target], language: Language) -> TotalLine {
    let tally = *sums.get(tag);
    let nutrient = tag.nutrient();
    let unit = nutrient.unit.symbol();
    let target = targets.iter().find(|target| target.nutrient == tag);
    let value = match tally.of {
        0 => "–".to_owned(),
        _ => with_decimals(&tally, nutrient.decimals, language)
            .unwrap_or_else(|| language.t(say("unknown")).to_owned()),
    };
    let (amount, most) = (tally.amount.nearest(), target.and_then(|target| target.max));
    let goal = target.and_then(|target| target.aim.or(target.min).or(target.max));
    let bar = goal
        .filter(|goal| *goal > 0.0)
        .map(|goal| (amount / goal * 100.0).clamp(0.0, 100.0).round() as u32);
    TotalLine {
        name: capital(if language == Language::French {
            nutrient.french
        } else {
            nutrient.english
        }),
        share: share(sums, tag, language),
        value,
        of: match (target, tally.is_unknown()) {
            (Some(target), _) => of(target, unit, language),
            (None, true) => String::new(),
            (None, false) => unit.to_owned(),
        },
        bar,
        is_open: tally.is_at_least() && tally.of > 0,
        is_over: most.is_some_and(|most| amount > most),
        lack: lack(&tally, tag, language),
        is_part: tag == Tag::FASAT,
    }
}

/// What is aimed at, in words.
fn of(target: &Target, unit: &str, language: Language) -> String {
    let number = |value: f64| format!("{}\u{a0}{unit}", language.number(&value.to_string()));
    match (target.min, target.aim, target.max) {
        (_, Some(aim), _) => language.fill(say("of {}"), &[&number(aim)]),
        (Some(min), None, Some(max)) => {
            let range = [language.number(&min.to_string()), number(max)];
            language.fill(say("{} to {}"), &[&range[0], &range[1]])
        }
        (Some(min), None, None) => language.fill(say("at least {}"), &[&number(min)]),
        (None, None, Some(max)) => language.fill(say("at most {}"), &[&number(max)]),
        (None, None, None) => unit.to_owned(),
    }
}

fn share(sums: &Sums, tag: Tag, language: Language) -> String {
    let shares = sums.shares();
    let percent = match tag {
        Tag::PROCNT => shares.percent(Part::Protein),
        Tag::CHOAVL => shares.percent(Part::Carbohydrate),
        Tag::FAT => shares.percent(Part::Fat),
        Tag::FIBTG => shares.percent(Part::Fibre),
        _ => None,
    };
    percent
        .map(|percent| format!("{}\u{a0}{}", percent.round(), language.t(say("E%"))))
        .unwrap_or_default()
}

fn lack(tally: &Tally, tag: Tag, language: Language) -> String {
    let mut parts = Vec::new();
    if tally.missing > 0 && !tally.is_unknown() {
        let counts = [tally.missing.to_string(), tally.of.to_string()];
        parts.push(language.fill(say("{} of {} foods unknown"), &[&counts[0], &counts[1]]));
    }
    if tally.traces > 0 {
        parts.push(language.fill(say("traces in {}"), &[&tally.traces.to_string()]));
    }
    let rule = match tag {
        Tag::NACL => say("from sodium in {} foods"),
        _ => say("by difference less fibre in {} foods"),
    };
    if tally.derived > 0 {
        parts.push(language.fill(rule, &[&tally.derived.to_string()]));
    }
    parts.join(" · ")
}

pub(in crate::ui) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
