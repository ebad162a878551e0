//! The log: to stderr, quiet but for starts, stops and warnings.

use std::io::Write;
use std::panic;

use env_logger::{Builder, Target};
use log::{LevelFilter, Record};

use crate::stderr::Lines;

/// Starts the log at this level.
///
/// Rocket writes several lines a request at `info`, a third of the server's time: it is heard from
/// `debug` on. Its launch notes and its remarks on requests that we have answered properly stay out.
pub fn start(level: LevelFilter) {
    let mut builder = Builder::new();
    builder
        .target(Target::Pipe(Box::new(Lines::start())))
        .filter_level(level.min(LevelFilter::Warn))
        .filter_module("nutrivault", level);
    if level >= LevelFilter::Debug {
        // Of the layers below only Rocket is heard: they would write heads and bodies.
        builder.filter_module("rocket", level);
    } else {
        builder
            .filter_module("rocket::launch", LevelFilter::Off)
            .filter_module("rocket::local", LevelFilter::Off)
            .filter_module("rocket::server", LevelFilter::Off)
            .filter_module("rocket::shield", LevelFilter::Off);
    }
    builder.format(move |out, record| {
        if level < LevelFilter::Debug && is_remark(record) {
            return Ok(());
        }
        let (time, level) = (out.timestamp_millis(), record.level());
        let said = record.args().to_string();
        writeln!(out, "[{time} {level} {}] {}", record.target(), without_queries(&said))
    });
    // A second logger in one process (a test) is no reason to stop.
    let _ = builder.try_init();
    // Its own way to stderr would wait for a pipe that nobody reads.
    panic::set_hook(Box::new(|panic| log::error!("{panic}")));
}

/// Rocket's macros remark on every request that a guard refuses, under our modules' names and `_`:
/// a client could fill the disk.
fn is_remark(record: &Record<'_>) -> bool {
    record.target().ends_with("::_")
}

/// A line without what somebody has searched for: every address is cut off at its query.
fn without_queries(said: &str) -> String {
    let is_end =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | ')' | '\u{1b}');
    let mut kept = String::with_capacity(said.len());
    let mut rest = said;
    while let Some(at) = rest.find('?') {
        let (before, query) = rest.split_at(at);
        kept.push_str(before);
        let word = before.rsplit(is_end).next().unwrap_or_default();
        let end = query.find(is_end).unwrap_or(query.len());
        // Elsewhere it is a question, or a place for a value in a statement.
        if word.contains('/') && end > 1 {
            kept.push_str("?…");
            rest = &query[end..];
        } else {
            kept.push('?');
            rest = &query[1..];
        }
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_loses_its_query_and_nothing_else_is_changed() {
        for (said, kept) in [
            ("GET /api/patients?search=Lind&limit=5:", "GET /api/patients?…"),
            ("GET /patients?search=Anna%20Ek text/html:", "GET /patients?… text/html:"),
            ("matched \"/search?q=Ek\" and '/x?y=1'", "matched \"/search?…\" and '/x?…'"),
            ("http://127.0.0.1:3001/?a=b (why?)", "http://127.0.0.1:3001/?… (why?)"),
            ("SELECT a / b FROM t WHERE id = ?1", "SELECT a / b FROM t WHERE id = ?1"),
            ("\u{1b}[4m/visits?search=Ek\u{1b}[0m", "\u{1b}[4m/visits?…\u{1b}[0m"),
            ("Really? Yes.", "Really? Yes."),
        ] {
            assert_eq!(without_queries(said), kept);
        }
    }
}
