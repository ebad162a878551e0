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

/// What to do, as it stands on the sheet.
#[derive(Debug, PartialEq)]
pub(super) enum Advice {
    /// A line to be ticked off.
    Point(String),
    /// Lines whose columns stand below each other.
    Table(String),
}

/// The marks of a list's entries, the last two as word processors copy theirs.
const MARKS: [&str; 10] = ["-", "•", "*", "–", "—", "·", "◦", "▪", "\u{f0b7}", "\u{f0a7}"];
/// Marks only before a tab: they are words or signs before anything else.
const LETTERS: [&str; 2] = ["o", "§"];

/// What to do, line by line without the marks of a list; the lines of a table together.
pub(super) fn advice(text: &str) -> Vec<Advice> {
    let mut all: Vec<Advice> = Vec::new();
    for line in text.lines().map(unmarked).filter(|line| !line.is_empty()) {
        let goes_on = line.starts_with('\t') && matches!(all.last(), Some(Advice::Table(_)));
        let is_of_table = goes_on || line.trim().contains('\t') || line.starts_with('|');
        match (is_of_table, all.last_mut()) {
            (true, Some(Advice::Table(table))) => {
                table.push('\n');
                table.push_str(line);
            }
            (true, _) => all.push(Advice::Table(line.to_owned())),
            (false, _) => all.push(Advice::Point(line.trim_start().to_owned())),
        }
    }
    all
}

/// A line without the mark of a list's entry: what stands before a blank. "-2 kg" has none.
fn unmarked(line: &str) -> &str {
    let line = line.trim_end();
    let text = line.trim_start();
    let behind = |mark: &&str, blanks: &[char]| {
        let rest = text.strip_prefix(*mark)?;
        (rest.is_empty() || rest.starts_with(blanks)).then(|| rest.trim_start())
    };
    let marked = MARKS.iter().find_map(|mark| behind(mark, &[' ', '\t', '\u{a0}']));
    let marked = marked.or_else(|| LETTERS.iter().find_map(|mark| behind(mark, &['\t'])));
    // A table whose first cell is empty keeps it.
    marked.unwrap_or(line)
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

    fn points(text: &str) -> Vec<String> {
        let point = |one: Advice| match one {
            Advice::Point(text) => text,
            Advice::Table(text) => format!("table {text}"),
        };
        advice(text).into_iter().map(point).collect()
    }

    #[test]
    fn advice_is_told_line_by_line_without_the_marks_of_its_list() {
        let text = "- Oats instead of cereals\n\n • A walk\n* 2 l of water\nNo juice  ";
        assert_eq!(points(text), ["Oats instead of cereals", "A walk", "2 l of water", "No juice"]);
        assert!(advice(" \n-\n").is_empty());
        // As a word processor copies its list.
        let copied = "•\tOats\r\no\tA walk\r\n\u{f0b7}\u{a0}Water";
        assert_eq!(points(copied), ["Oats", "A walk", "Water"]);
    }

    #[test]
    fn a_minus_is_no_mark_of_a_list() {
        let text = "-2 kg until summer\n–300 kcal a day\n**Water** first\no pão de manhã";
        assert_eq!(points(text), text.lines().collect::<Vec<_>>());
    }

    #[test]
    fn the_lines_of_a_table_stay_together_with_their_tabs() {
        let text = "Eat so:\nBreakfast\tLunch\n2 eggs\tsalad\n\t1 apple\nWater";
        let table = "table Breakfast\tLunch\n2 eggs\tsalad\n\t1 apple";
        assert_eq!(points(text), ["Eat so:", table, "Water"]);
        assert_eq!(points("| Day | kcal |\n| Mon | 1,850 |").len(), 1);
    }
}
