//! Answers are typed from the store to the page: nobody reads our own JSON by the names of its fields.

use crate::sources::{Source, none, sources};

/// Ways in that speak JSON with another program, or read another's files.
const OF_OTHERS: [&str; 3] = ["cli", "demo", "predecessor"];

/// Rooms that read bytes as JSON: bodies of requests, cursors, state files of their own.
const READ_BYTES: [&str; 3] = ["http", "list", "backups"];

fn program() -> impl Iterator<Item = Source> {
    let is_ours = |source: &Source| {
        !OF_OTHERS.contains(&source.folder()) && !source.name.contains("/import/")
    };
    sources().into_iter().filter(is_ours)
}

/// The lines of a source with what one of them does wrong.
fn lines(source: &Source, is_wrong: fn(&str) -> bool) -> Vec<String> {
    let wrong = source.code.lines().filter(|line| is_wrong(line));
    wrong.map(|line| format!("{}: {}", source.name, line.trim())).collect()
}

/// Whether a value is read by a field's name: `view["name"]`, other than to give it one.
fn reads_by_name(line: &str) -> bool {
    line.match_indices("[\"").any(|(at, _)| {
        let is_index = line[..at].ends_with(|c: char| c.is_alphanumeric() || "_)]".contains(c));
        let Some((name, rest)) = line[at + 2..].split_once("\"]") else { return false };
        let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_');
        let goes_on = rest.starts_with('[');
        let is_given = rest.starts_with(" = ") || rest.trim_end() == " =";
        is_index && is_name && !is_given && !(goes_on && is_assignment(rest))
    })
}

/// Whether what follows a first index is further ones and then a value.
fn is_assignment(rest: &str) -> bool {
    rest.split_once(" = ").is_some_and(|(path, _)| path.starts_with('[') && path.ends_with(']'))
}

#[test]
fn nobody_reads_an_answer_by_the_names_of_its_fields() {
    none(program().flat_map(|source| lines(&source, reads_by_name)).collect());
    let points = |line: &str| line.contains(".pointer(");
    none(program().flat_map(|source| lines(&source, points)).collect());
}

#[test]
fn only_bodies_cursors_and_state_files_are_parsed_from_bytes() {
    let parses =
        |line: &str| line.contains("from_slice::<") || line.contains("serde_json::from_slice");
    let others = program().filter(|source| !READ_BYTES.contains(&source.folder()));
    none(others.flat_map(|source| lines(&source, parses)).collect());
}

#[test]
fn the_rule_knows_a_read_from_a_write() {
    for read in [
        r#"offer["visit_type"].as_str()"#,
        r#"x(&energy["inputs"]["pal"])"#,
        r#"of()["a"] == true"#,
    ] {
        assert!(reads_by_name(read), "{read}");
    }
    for other in [
        r#"body["error"]["details"] = json!(1);"#,
        r#"sent.only(&["email"])"#,
        r#"facts["days"] ="#,
    ] {
        assert!(!reads_by_name(other), "{other}");
    }
}
