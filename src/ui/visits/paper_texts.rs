//! What papers say: what to do, the weight and its course, the letter to a colleague.

use super::notes::texts;
use crate::clock::{Moment, Zone};
use crate::ids::Id;
use crate::ui::charts::{Ground, Series, lines};
use crate::ui::language::{Language, say};
use crate::visits::Details;
use crate::visits::measurements::{Measurement, Values};

/// Weights that a curve is drawn of.
const CURVE: usize = 24;

/// The lines of what to do, without the marks of a list.
pub(super) fn advice(text: &str) -> Vec<String> {
    let plain = |line: &str| {
        let line = line.trim_end();
        line.trim_start_matches(['-', '•', '*', '–', ' ', '\t']).to_owned()
    };
    text.lines().map(plain).filter(|line| !line.is_empty()).collect()
}

/// "77.2 kg today, −1.2 kg since 29 Oct 2026".
pub(super) fn weight_line(
    weights: &[(Moment, f64)],
    now: &Values,
    language: Language,
    zone: &Zone,
) -> Option<String> {
    let kg = now.weight_kg?;
    let shown = language.decimal(&kg.to_string());
    let before = weights.iter().rev().find(|(_, weight)| *weight != kg).or(weights.first())?;
    let change = super::difference(Some(kg), Some(before.1), language);
    let since = language.date(zone.day_of(before.0));
    Some(language.fill(say("{} kg today, {} kg since {}"), &[&shown, &change, &since]))
}

/// The course of the weight; none of less than two.
pub(super) fn curve(
    weights: &[(Moment, f64)],
    goals: &[(f64, String)],
    language: Language,
    zone: &Zone,
) -> Option<String> {
    let (first, last) = (weights.first()?, weights.last()?);
    let span = (last.0.ms() - first.0.ms()) as f64;
    if weights.len() < 2 || span <= 0.0 {
        return None;
    }
    let day = |at: Moment| language.date(zone.day_of(at));
    let point = |(at, kg): &(Moment, f64)| {
        let weight = format!("{} kg", language.decimal(&kg.to_string()));
        let told = language.labelled(&day(*at), &weight);
        ((at.ms() - first.0.ms()) as f64 / span, *kg, told)
    };
    let series = [Series { is_second: false, points: weights.iter().map(point).collect() }];
    let title = language.t(say("Your weight, kg"));
    let ground = Ground { goals, ..Ground::default() };
    Some(lines(title, &series, ground, (&day(first.0), &day(last.0)), language))
}

/// The letter as it is proposed: what a colleague has to know, section by section.
pub(super) fn letter_text(
    (patient, born): (&str, &str),
    (day, dietitian): (&str, &str),
    details: &Details,
    language: Language,
) -> String {
    let greeting = language.t(say("Dear colleague,"));
    let first = language.fill(say("I saw {}, born {}, on {}."), &[patient, born, day]);
    let sections = texts(details).into_iter().filter(|(name, ..)| *name != "recommendations");
    let sections: Vec<String> =
        sections.map(|(_, label, text)| format!("{}\n{text}", language.t(label))).collect();
    let end = language.t(say("With kind regards,"));
    [greeting.to_owned(), first]
        .into_iter()
        .chain(sections)
        .chain([format!("{end}\n{dietitian}")])
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// The weights up to a visit, the last of them: when, and how much.
pub(super) fn weights(
    measured: &[Measurement],
    (visit, begins): (Id, Moment),
) -> Vec<(Moment, f64)> {
    let known = measured.iter().filter(|one| one.measured_at <= begins || one.visit_id == visit);
    let mut weights: Vec<(Moment, f64)> =
        known.filter_map(|one| Some((one.measured_at, one.values.weight_kg?))).collect();
    weights.drain(..weights.len().saturating_sub(CURVE));
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_is_told_line_by_line_without_the_marks_of_its_list() {
        let text = "- Oats instead of cereals\n\n • A walk\n* 2 l of water\nNo juice  ";
        assert_eq!(advice(text), ["Oats instead of cereals", "A walk", "2 l of water", "No juice"]);
        assert!(advice(" \n").is_empty());
    }
}
