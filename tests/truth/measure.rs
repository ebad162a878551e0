//! Files and functions are short enough to be read at once.

use crate::sources::{Source, all_sources, none, sources};

/// Lines of a file; one without a function is data.
const LONGEST_FILE: usize = 300;
/// Lines of a function, from its name to its last brace.
const LONGEST_FUNCTION: usize = 60;

/// The functions of a source by their name, with their lines.
fn functions(code: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(name) = name_of(line) else { continue };
        let indent = line.len() - line.trim_start().len();
        let last = format!("{}}}", " ".repeat(indent));
        let is_end = |line: &&str| **line == last;
        let is_one_line = line.trim_end().ends_with(['}', ';']);
        let length = match is_one_line {
            true => 1,
            false => lines[at..].iter().position(is_end).map_or(1, |end| end + 1),
        };
        found.push((name, length));
    }
    found
}

/// The name of a function that begins in that line.
fn name_of(line: &str) -> Option<String> {
    let line = line.trim_start();
    let (before, rest) = line.split_once("fn ")?;
    let is_word = |word: &str| {
        ["const", "async", "unsafe", "extern"].contains(&word) || word.starts_with("pub")
    };
    let is_head = before.split_whitespace().all(|word| is_word(word) || word.ends_with(')'));
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (is_head && !name.is_empty()).then_some(name)
}

#[test]
fn no_function_is_longer_than_a_screen() {
    let long = |source: &Source| -> Vec<String> {
        let all = functions(&source.text).into_iter();
        let long = all.filter(|(_, lines)| *lines > LONGEST_FUNCTION);
        long.map(|(name, lines)| format!("{}: {name} has {lines} lines", source.name)).collect()
    };
    none(all_sources().iter().flat_map(long).collect());
}

#[test]
fn no_file_is_longer_than_its_subject_but_data() {
    let is_data = |source: &&Source| functions(&source.code).is_empty();
    let all = sources();
    let long = all.iter().filter(|source| !is_data(source) && source.lines > LONGEST_FILE);
    none(long.map(|source| format!("{} has {} lines", source.name, source.lines)).collect());
}

#[test]
fn a_function_is_measured_from_its_name_to_its_last_brace() {
    let code = "impl X {\n    pub(super) async fn a(\n        b: C,\n    ) {\n        d();\n    }\n\n    fn e() {}\n}\n";
    assert_eq!(functions(code), [("a".to_owned(), 5), ("e".to_owned(), 1)]);
}
