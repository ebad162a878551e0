//! The source itself, as the tests of the house read it.

use std::path::{Path, PathBuf};

pub struct Source {
    /// Below src, like `patients/api.rs`.
    pub name: String,
    /// The program's lines: without comments, and without the tests at the end.
    pub code: String,
    /// The same with its comments.
    pub text: String,
    /// The lines of the file as it stands, its tests too.
    pub lines: usize,
}

impl Source {
    pub fn folder(&self) -> &str {
        self.name.split(['/', '.']).next().unwrap()
    }

    /// The same without the tests at its end.
    fn without_tests(self) -> Self {
        let program = self.text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
        Self { code: code_of(&program), text: program, ..self }
    }

    pub fn stem(&self) -> &str {
        self.name.rsplit('/').next().unwrap().trim_end_matches(".rs")
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(&path, found),
            false => found.push(path),
        }
    }
}

/// The program's own files, without its tests.
pub fn sources() -> Vec<Source> {
    let is_test = |name: &str| name.contains("tests/") || name.ends_with("tests.rs");
    let own = all_sources().into_iter().filter(|source| !is_test(&source.name));
    let own = own.map(|source| source.without_tests()).collect::<Vec<_>>();
    assert!(own.len() > 100, "only {} files were found", own.len());
    own
}

/// Every file below src, the tests beside the code too.
pub fn all_sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    let mut sources = Vec::new();
    for path in paths {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        if !name.ends_with(".rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        sources.push(Source { name, code: code_of(&text), text, lines });
    }
    sources
}

/// Every file of the source and the SQL but its prose, by its path as the map has it, with its text.
pub fn all_files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |below: &Path, path: PathBuf| {
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        (path.strip_prefix(below).unwrap().display().to_string(), text)
    };
    let mut files = Vec::new();
    for (folder, below) in [("src", root.join("src")), ("sql", root.to_path_buf())] {
        let mut paths = Vec::new();
        collect(&root.join(folder), &mut paths);
        paths.retain(|path| path.extension().is_none_or(|ending| ending != "md"));
        files.extend(paths.into_iter().map(|path| read(&below, path)));
    }
    files
}

/// The lines of a text that are no comments.
fn code_of(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Holds that nothing is wrong, or says what is.
#[track_caller]
pub fn none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
