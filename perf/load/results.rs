//! The results of a run, kept: JSON and a page in a folder.

use std::path::Path;

use serde_json::{Value, json};

use crate::page;
use crate::verdict::{Curve, Plot, Verdict};

/// Writes both files of a run; false when a budget was missed.
pub fn keep(verdict: &Verdict, name: &str, folder: &Path) -> bool {
    let missed: Vec<String> = verdict
        .figures
        .iter()
        .flat_map(|figure| figure.limits.iter().map(move |limit| (figure, limit)))
        .filter(|(figure, limit)| verdict.is_missed(limit, figure.value))
        .map(|(figure, limit)| format!("{}: {:.3}, {}", figure.name, figure.value, limit.told()))
        .collect();
    std::fs::create_dir_all(folder).expect("a folder for the results");
    let result = json!({
        "run": name,
        "at": jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%MZ").to_string(),
        "processors": std::thread::available_parallelism().map_or(0, usize::from),
        "missed": missed,
        "figures": verdict.figures.iter().map(|f| (f.name.clone(), rounded(f.value))).collect::<serde_json::Map<_, _>>(),
        "percentiles_ms": verdict.plots.iter().map(of_plot).collect::<Vec<_>>(),
    });
    let text = serde_json::to_string_pretty(&result).unwrap_or_default();
    let (json, html) = (folder.join(format!("{name}.json")), folder.join(format!("{name}.html")));
    std::fs::write(&json, text).expect("room for the results");
    std::fs::write(&html, page::of(name, verdict, &missed)).expect("room for the results");
    println!("\n{} and {}", json.display(), html.display());
    for line in &missed {
        println!("MISSED {line}");
    }
    missed.is_empty()
}

fn of_plot(plot: &Plot) -> Value {
    let curve = |curve: &Curve| {
        let points = curve.points.iter().map(|(at, ms)| json!([at, rounded(*ms)]));
        (curve.name.clone(), points.collect())
    };
    json!({ "title": plot.title, "curves": plot.curves.iter().map(curve).collect::<serde_json::Map<_, _>>() })
}

/// Four digits after the point are more than any of it is worth.
fn rounded(value: f64) -> Value {
    json!((value * 10_000.0).round() / 10_000.0)
}
