//! The map in `src/ARCHITECTURE.md` leads somewhere: every row answers as many questions as it asks, by
//! files and names that are there.

use std::path::Path;

use crate::sources::{all_files, none};

/// What ends the name of a file of the source.
const ENDINGS: [&str; 6] = [".rs", ".html", ".css", ".js", ".sql", ".ftl"];

/// The rows of the map: what is looked for, and where it is.
fn rows() -> Vec<(String, String)> {
    let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ARCHITECTURE.md");
    let map = std::fs::read_to_string(map).unwrap();
    let cells = |line: &str| {
        let (left, right) = line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | ")?;
        Some((left.to_owned(), right.to_owned()))
    };
    map.lines().filter_map(cells).filter(|(left, _)| left != "you look for").collect()
}

/// What a row names in code: `a/{b,c}.rs` are two.
fn named(right: &str) -> Vec<String> {
    let each = right.split('`').skip(1).step_by(2);
    each.flat_map(|name| match name.split_once('{').zip(name.split_once('}')) {
        Some(((before, _), (within, after))) => {
            let (_, within) = within.split_once('{').unwrap();
            within.split(',').map(|one| format!("{before}{one}{after}")).collect()
        }
        None => vec![name.to_owned()],
    })
    .collect()
}

#[test]
fn a_row_of_the_map_answers_all_that_it_asks() {
    let count = |cell: &str| cell.matches(';').count();
    let wrong = rows().into_iter().filter(|(left, right)| count(left) != count(right));
    none(wrong.map(|(left, right)| format!("{left} | {right}")).collect());
}

#[test]
fn what_a_row_of_the_map_names_is_there() {
    let (files, rows) = (all_files(), rows());
    assert!(rows.len() > 100, "only {} rows were found", rows.len());
    let is_file = |name: &str| {
        let name = name.trim_end_matches('/');
        let ends = |path: &str| path == name || path.ends_with(&format!("/{name}"));
        files.iter().any(|(path, _)| {
            Path::new(path).ancestors().any(|part| ends(part.to_str().unwrap()))
                || ends(path.trim_end_matches(".rs"))
        })
    };
    let is_there =
        |name: &str| match name.contains('/') || ENDINGS.iter().any(|e| name.ends_with(e)) {
            true => is_file(name),
            false => is_file(name) || files.iter().any(|(_, text)| text.contains(name)),
        };
    let missing = |(left, right): (String, String)| {
        // A pattern of names is no name.
        let names = named(&right).into_iter().filter(|name| !name.contains('*'));
        names.filter(|name| !is_there(name)).map(|name| format!("{name}: {left}")).collect()
    };
    none(rows.into_iter().flat_map::<Vec<String>, _>(missing).collect());
}
