//! The rule of totals against its worked examples.

use super::*;
use crate::nutrition::exact::Exact;

fn food(content: Content, grams: f64) -> Tally {
    Tally::of_food(content, Exact::of(grams))
}

fn value(amount: f64) -> Content {
    Content::Value(Exact::of(amount))
}

fn all(parts: &[Tally]) -> Tally {
    let mut sum = Tally::default();
    parts.iter().for_each(|part| sum.add(part));
    sum
}

fn printed(tally: &Tally) -> Option<String> {
    Shown::of(tally, 1).figures(|number| format!("{number:.1}"))
}

#[test]
fn a_bound_adds_to_the_upper_sum_alone() {
    let bound = food(Content::LessThan(Exact::of(0.5)), 150.0);
    let sum = all(&[bound, food(value(5.9), 100.0)]);
    assert_eq!(sum.amount.nearest(), 5.9);
    assert_eq!(sum.upper().unwrap().nearest(), 6.65);
    assert_eq!((sum.less_than, sum.of), (1, 2));
    assert_eq!(printed(&sum).unwrap(), "5.9 (≤\u{a0}6.7)");
}

#[test]
fn of_a_recipe_counts_what_is_eaten_of_its_cooked_weight() {
    let whole = all(&[food(value(2.0), 80.0), food(value(10.0), 120.0)]);
    let eaten = whole.scaled(Exact::of(75.0) / Exact::of(150.0));
    assert_eq!(eaten.amount.nearest(), 4.8 + 2.0);
    assert_eq!(eaten.of, 2);
}

#[test]
fn what_is_missing_or_a_trace_says_at_least() {
    let known = food(value(12.3), 100.0);
    let (missing, trace) = (food(Content::Missing, 50.0), food(Content::Trace, 50.0));
    let bound = food(Content::LessThan(Exact::of(1.0)), 50.0);
    let sum = all(&[known, trace]);
    assert_eq!((printed(&sum).unwrap().as_str(), sum.traces), ("≥\u{a0}12.3", 1));
    assert_eq!(printed(&all(&[known, trace, bound])).unwrap(), "≥\u{a0}12.3 (≤\u{a0}12.8)");
    // While something is missing, no sum is an upper bound.
    let sum = all(&[known, missing, bound, missing]);
    assert_eq!(printed(&sum).unwrap(), "≥\u{a0}12.3");
    assert_eq!(Shown::of(&sum, 1).unknown, Some((2, 4)));
    assert_eq!(sum.upper(), None);
    let unknown = all(&[missing, missing]);
    assert!(unknown.is_unknown());
    assert_eq!(printed(&unknown), None);
}

#[test]
fn shares_of_energy_are_of_the_sum_of_all_parts() {
    let grams = |part| {
        Exact::of(match part {
            Part::Protein => 4.0,
            Part::Carbohydrate => 15.0,
            Part::Fat | Part::Fibre => 2.0,
            _ => 0.0,
        })
    };
    let shares = EnergyShares::of(grams);
    assert_eq!(shares.kcal().nearest(), 98.0);
    let printed = [Part::Protein, Part::Carbohydrate, Part::Fat, Part::Fibre]
        .map(|part| format!("{:.1}", shares.percent(part).unwrap()));
    assert_eq!(printed, ["16.3", "61.2", "18.4", "4.1"]);
    let sum: f64 = Part::ALL.iter().filter_map(|part| shares.percent(*part)).sum();
    assert!((sum - 100.0).abs() < 1e-9);
    let energy = |kcal| food(value(kcal), 100.0);
    assert!(!shares.has_gap(&energy(98.0)) && shares.has_gap(&energy(120.0)));
    let sweet = EnergyShares::of(|part| match part {
        Part::Carbohydrate => Exact::of(10.0),
        Part::Polyols => Exact::of(4.0),
        _ => Exact::ZERO,
    });
    assert_eq!(sweet.kcal().nearest(), 6.0 * 4.0 + 4.0 * 2.4);
    assert_eq!(EnergyShares::of(|_| Exact::ZERO).percent(Part::Fat), None);
}
