//! The results as one page that needs nothing else.

use std::fmt::Write as _;

use crate::plot;
use crate::verdict::{Figure, Verdict};

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem;color:#1c2420}\
h2{font-size:1rem;margin:2rem 0 .3rem}table{border-collapse:collapse;width:100%}\
td,th{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #dde3df}td.n{text-align:right;font-variant-numeric:tabular-nums}\
.MISSED{color:#a3281e;font-weight:600}.ok{color:#1f6b4a}.over{color:#8a6100}\
figure{margin:1.5rem 0;break-inside:avoid}figcaption{font-weight:600}svg{max-width:100%}svg text{font-size:11px;fill:#4b5650}";

/// The page of a run.
pub fn of(name: &str, verdict: &Verdict, missed: &[String]) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>NutriVault: {name}</title><style>{STYLE}</style><h1>Measurements: {name}</h1><p>{}</p>\
         <table><tr><th>Figure<th>Measured<th>Budgets</tr>",
        match missed.len() {
            0 => "Every budget is kept.".to_owned(),
            many => format!("<span class=\"MISSED\">Budgets missed: {many}.</span>"),
        }
    );
    for figure in &verdict.figures {
        row(&mut page, verdict, figure);
    }
    page.push_str("</table>");
    for plot in &verdict.plots {
        page.push_str(&plot::percentiles(plot));
    }
    for course in &verdict.courses {
        page.push_str(&plot::course(course));
    }
    page.push('\n');
    page
}

fn row(page: &mut String, verdict: &Verdict, figure: &Figure) {
    let budgets: Vec<String> = figure
        .limits
        .iter()
        .map(|limit| {
            let word = verdict.word(limit, figure.value);
            let class = word.split(',').next().unwrap_or_default();
            format!("{} <span class=\"{class}\">{word}</span>", limit.told())
        })
        .collect();
    let (name, value) = (&figure.name, figure.value);
    // Writing into memory cannot fail.
    let _ = write!(page, "<tr><td>{name}<td class=\"n\">{value:.3}<td>{}</tr>", budgets.join(", "));
}
