//! The report of an import as the command line prints it.

use std::fmt::Write;

use super::outcome::{Imported, Outcome};

/// The report in lines.
pub fn told(imported: &Imported) -> String {
    let Imported { outcome, name, version, report, .. } = imported;
    let mut text = format!("{name} {version}\n");
    let states = &report.states;
    let _ = writeln!(
        text,
        "rows {}, foods {}: {} new, {} the same, {} changed, {} no longer there",
        report.rows, report.foods, report.new, report.same, report.changed, report.gone
    );
    let _ = writeln!(
        text,
        "values: {} numbers, {} less than, {} traces, {} unknown ({} of them empty, {} not readable)",
        states.value,
        states.less_than,
        states.trace,
        states.missing,
        states.empty,
        states.unreadable
    );
    for remark in &report.remarks {
        let column =
            if remark.column.is_empty() { String::new() } else { format!(" [{}]", remark.column) };
        let _ = writeln!(text, "{} ×{column}: {}", remark.count, remark.kind.words());
        let places = remark.places.iter().map(|place| match place.row {
            0 => place.text.clone(),
            row => format!("row {row} {}", place.text),
        });
        let places: Vec<String> = places.collect();
        let _ = writeln!(text, "    {}", places.join("; "));
    }
    text.push_str(match outcome {
        Outcome::Rehearsed => "This was a rehearsal: nothing was written.",
        Outcome::Imported => {
            "The table is in use. Plans keep the edition that they were made with."
        }
        Outcome::Unchanged => "This file is imported already: nothing was changed.",
        Outcome::Reactivated => "This edition was here before and is in use again.",
    });
    text
}
