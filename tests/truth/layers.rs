//! The order of the source: what stands on what, who speaks HTTP, who speaks SQL. No file is excepted.

use std::path::Path;

use crate::sources::{Source, none, sources};

/// Whether the file uses that module of ours, by its path or in a group of several.
fn imports(code: &str, module: &str) -> bool {
    let path = format!("crate::{module}");
    let is_named = code.match_indices(&path).any(|(at, _)| {
        let next = code[at + path.len()..].chars().next();
        !next.is_some_and(|next| next.is_alphanumeric() || next == '_')
    });
    is_named || code.split("crate::{").skip(1).any(|group| names_of(group).contains(&module))
}

/// The modules that a group of imports begins with: `audit, db::{self, Sql}}` names two.
fn names_of(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let own = group.split_inclusive(['{', '}', ',']).take_while(|part| {
        let is_inside = depth >= 0;
        depth += match part.chars().last() {
            Some('{') => 1,
            Some('}') => -1,
            _ => 0,
        };
        is_inside
    });
    let word = |part: &'_ str| part.len() - part.trim_start().len();
    own.map(|part| {
        let rest = &part[word(part)..];
        rest.split(|sign: char| !sign.is_alphanumeric() && sign != '_').next().unwrap_or_default()
    })
    .collect()
}

/// The modules in the order of the table of contents.
fn table_of_contents() -> Vec<String> {
    let lib = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    let text = std::fs::read_to_string(lib).unwrap();
    let named = text.lines().filter_map(|line| line.split_once("mod ")?.1.strip_suffix(';'));
    named.map(str::to_owned).collect()
}

#[test]
fn a_module_knows_only_those_above_it_in_the_table_of_contents() {
    let modules = table_of_contents();
    let mut wrong = Vec::new();
    for source in sources() {
        if ["lib", "main"].contains(&source.folder()) {
            continue;
        }
        let own = modules.iter().position(|module| module == source.folder());
        let Some(own) = own else {
            wrong.push(format!("{} is of no module", source.name));
            continue;
        };
        let below = modules[own + 1..].iter().filter(|module| imports(&source.code, module));
        wrong.extend(below.map(|module| format!("{} knows {module}", source.name)));
    }
    none(wrong);
}

#[test]
fn no_store_knows_http_and_no_rule_does() {
    const KNOW_NO_HTTP: [&str; 11] = [
        "store",
        "rules",
        "lines",
        "stats",
        "search",
        "finding",
        "allocation",
        "numbering",
        "model",
        "view",
        "rows",
    ];
    let is_one =
        |source: &Source| KNOW_NO_HTTP.contains(&source.stem()) || source.name.contains("/store/");
    let knows = |source: &Source| source.code.contains("rocket::");
    let wrong = sources().into_iter().filter(is_one).filter(knows);
    none(wrong.map(|source| format!("{} knows Rocket", source.name)).collect());
}

/// Whether the file holds a statement, or a part of one, in a string.
fn holds_sql(code: &str) -> bool {
    const WORDS: [&str; 7] =
        ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "PRAGMA ", " JOIN ", "EXISTS ("];
    WORDS.iter().any(|word| code.contains(word))
}

#[test]
fn no_route_and_no_page_holds_sql() {
    let is_one = |source: &Source| {
        let speaks = ["api", "pages", "service", "input", "view"].contains(&source.stem());
        speaks
            || source.name.contains("/api/")
            || source.folder() == "ui" && source.stem() != "store"
    };
    let wrong = sources().into_iter().filter(is_one).filter(|source| holds_sql(&source.code));
    none(wrong.map(|source| format!("{} holds SQL", source.name)).collect());
}
