//! What an import of a food table brings, in words.

use crate::message::Argument;
use crate::nutrition::foods::import::{Imported, Job, Outcome, Phase};
use crate::nutrition::foods::tables::{Remark, Report};
use crate::ui::language::{Language, say};

/// A report in words.
pub(super) struct Told {
    pub title: String,
    pub outcome: &'static str,
    pub lines: Vec<String>,
    pub remarks: Vec<(String, String)>,
}

/// How far an import is.
pub(super) fn progress(job: &Job, language: Language) -> String {
    let of = |count: usize| Argument::Count(count.try_into().unwrap_or(i64::MAX));
    match job.state {
        Phase::Writing => {
            let figures = [("done", of(job.done)), ("total", of(job.total))];
            language.message("foods-progress", &figures).unwrap_or_default()
        }
        _ => language.t(say("The table is being read.")).to_owned(),
    }
}

/// What an import brought, or would.
pub(super) fn told(imported: &Imported, language: Language) -> Told {
    let outcome = match imported.outcome {
        Outcome::Rehearsed => say("This is what the import would bring. Nothing is changed yet."),
        Outcome::Imported => {
            say("The table is in use. Plans keep the edition that they were made with.")
        }
        Outcome::Unchanged => say("This file is imported already: nothing was changed."),
        Outcome::Reactivated => say("This edition was here before and is in use again."),
    };
    let report = &imported.report;
    Told {
        title: format!("{} {}", imported.name, imported.version),
        outcome,
        lines: lines(report, language),
        remarks: report.remarks.iter().map(|remark| in_words(remark, language)).collect(),
    }
}

fn lines(report: &Report, language: Language) -> Vec<String> {
    let of = |count: usize| Argument::Count(count.try_into().unwrap_or(i64::MAX));
    let states = &report.states;
    let foods = [("count", of(report.foods))];
    let changes = [
        ("new", of(report.new)),
        ("same", of(report.same)),
        ("changed", of(report.changed)),
        ("gone", of(report.gone)),
    ];
    let values = [
        ("values", of(states.value)),
        ("less", of(states.less_than)),
        ("traces", of(states.trace)),
        ("missing", of(states.missing)),
    ];
    [
        language.message("foods-count", &foods),
        language.message("foods-changes", &changes),
        language.message("foods-states", &values),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What is remarked, and where.
fn in_words(remark: &Remark, language: Language) -> (String, String) {
    let key = format!("foods-remark-{}", remark.kind.name());
    let what = language.message(&key, &[]).unwrap_or_default();
    let column =
        if remark.column.is_empty() { String::new() } else { format!(" · {}", remark.column) };
    let places = remark.places.iter().map(|place| {
        let row = Argument::Number(place.row.to_string());
        match place.row {
            0 => place.text.clone(),
            _ => {
                let place = [("row", row), ("text", Argument::Name(place.text.clone()))];
                language.message("foods-place", &place).unwrap_or_default()
            }
        }
    });
    let places: Vec<String> = places.collect();
    (format!("{} × {what}{column}", remark.count), places.join("; "))
}
