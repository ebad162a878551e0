//! The words that a page never says: those of the API, and on a French page the English messages.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use serde_json::Value;

use crate::practice::Practice;

/// Words of the API, from its own document and from the names of permissions.
pub struct Vocabulary {
    api: BTreeSet<String>,
    /// By how they begin: a page is long, and there are thousands.
    english: HashMap<[char; BEGINNING], Vec<String>>,
}

/// What people call so themselves.
const PEOPLE_SAY: [&str; 10] =
    ["CASH", "OTHER", "CHECK", "PAID", "MALE", "FEMALE", "VISIT", "READ", "EFSA", "NASEM"];
/// Words that only English has, and that a sentence hardly does without.
const ENGLISH: [&str; 14] = [
    "the", "is", "must", "nothing", "was", "were", "with", "this", "that", "already", "again",
    "has", "cannot", "your",
];

impl Vocabulary {
    pub fn of(practice: &Practice) -> Self {
        let document = practice.get("/api/openapi.json").json();
        let mut api = BTreeSet::new();
        gather(&document, &mut api);
        let codes = practice.text("SELECT group_concat(name, ' ') FROM permissions");
        api.extend(codes.split(' ').map(str::to_owned));
        for word in ["allow_overlap", "use_credit", "skip_conflicts", "null", "undefined", "UUID"] {
            api.insert(word.to_owned());
        }
        for word in PEOPLE_SAY {
            api.remove(word);
        }
        let mut english: HashMap<_, Vec<String>> = HashMap::new();
        for message in english_messages() {
            let begins = beginning(&message).expect("messages of three words");
            english.entry(begins).or_default().push(message);
        }
        Self { api, english }
    }

    /// Words of the API in this text.
    pub fn api_words(&self, text: &str) -> Vec<String> {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '[' | ']');
        let spoken = text.split(|c: char| !is_part(c)).map(|word| word.trim_matches('.'));
        spoken
            .filter(|word| {
                let is_path = word.contains('[') && word.contains(']');
                is_path || self.api.contains(*word)
            })
            .map(str::to_owned)
            .collect()
    }

    /// English messages in this text of a French page.
    pub fn english_in(&self, text: &str) -> Vec<&str> {
        let mut found = BTreeSet::new();
        for (at, _) in text.char_indices() {
            let rest = &text[at..];
            let begun = beginning(rest).and_then(|begins| self.english.get(&begins));
            let said = begun.into_iter().flatten().filter(|message| rest.starts_with(*message));
            found.extend(said.map(String::as_str));
        }
        found.into_iter().collect()
    }

    /// Words that only English has, in a French sentence of ours.
    pub fn english_words(sentence: &str) -> Vec<String> {
        let words = sentence.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
        words.filter(|word| ENGLISH.contains(&word.as_str())).collect()
    }
}

/// Characters by which the messages are found.
const BEGINNING: usize = 6;

fn beginning(text: &str) -> Option<[char; BEGINNING]> {
    let mut letters = text.chars();
    let mut begins = ['\0'; BEGINNING];
    for place in &mut begins {
        *place = letters.next()?;
    }
    Some(begins)
}

/// Names with an underscore, and constants in capitals.
fn gather(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                if key.contains('_') && !key.contains(['/', '{']) {
                    found.insert(key.clone());
                }
                if key == "name" || key == "required" {
                    gather_names(inner, found);
                }
                if key == "enum" {
                    gather_names(inner, found);
                }
                gather(inner, found);
            }
        }
        Value::Array(all) => all.iter().for_each(|inner| gather(inner, found)),
        _ => {}
    }
}

fn gather_names(value: &Value, found: &mut BTreeSet<String>) {
    let all = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    for name in all.iter().filter_map(Value::as_str) {
        let is_constant =
            name.len() > 3 && name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        if name.contains('_') || is_constant {
            found.insert(name.to_owned());
        }
    }
}

/// Messages of three words and more that French says otherwise.
fn english_messages() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui/language");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let mut found = Vec::new();
    for name in ["refusals.ftl", "fields.ftl", "audit.ftl"] {
        let path = format!("en/{name}");
        if !folder.join(&path).exists() {
            continue;
        }
        let said = |file: String| -> Vec<(String, String)> {
            let lines = file.lines().filter_map(|line| line.split_once(" = "));
            lines.map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
        };
        let french = said(read(&format!("fr/{name}")));
        for (key, text) in said(read(&path)) {
            let is_same = french.iter().any(|(other, french)| *other == key && *french == text);
            // What stands around the arguments.
            let parts = text.split('{').map(|part| part.rsplit('}').next().unwrap_or(part).trim());
            if !is_same {
                found.extend(parts.map(str::to_owned));
            }
        }
    }
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let is_table = path.file_name().unwrap().to_string_lossy().starts_with("french");
        if is_table {
            found.extend(pairs(&std::fs::read_to_string(&path).unwrap()));
        }
    }
    found.retain(|text| text.split_whitespace().count() >= 3);
    found
}

/// The English of each pair of a table whose French differs.
fn pairs(table: &str) -> Vec<String> {
    let mut literals = Vec::new();
    let mut rest = table;
    while let Some(from) = rest.find('"') {
        let inner = &rest[from + 1..];
        let mut end = 0;
        let bytes = inner.as_bytes();
        while end < bytes.len() && bytes[end] != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        literals.push(inner[..end].replace("\\\"", "\""));
        rest = &inner[end + 1..];
    }
    let pairs = literals.chunks_exact(2).filter(|pair| pair[0] != pair[1]);
    let parts = pairs.flat_map(|pair| pair[0].split("{}").map(str::trim).collect::<Vec<_>>());
    parts.map(str::to_owned).collect()
}
