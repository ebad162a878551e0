//! No file imports another that imports it, in however many steps.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::{none, sources};

/// The place of a module, like `["patients", "store"]`.
type Module = Vec<String>;

/// What a module offers of others under its own name.
type Offered = BTreeMap<Module, BTreeMap<String, Module>>;

fn module_of(file: &str) -> Module {
    let mut parts: Module = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| last == "mod") || parts == ["lib"] {
        parts.pop();
    }
    parts
}

/// The statements `use …;` of a source, each with whether others may import through it; and the rest.
fn parted(code: &str) -> (Vec<(bool, &str)>, String) {
    let (mut statements, mut rest) = (Vec::new(), String::new());
    let mut left = code;
    while let Some(at) = next_use(left) {
        let before = &left[..at];
        let line = before.rsplit('\n').next().unwrap();
        let (statement, after) = left[at + 4..].split_once(';').unwrap();
        statements.push((line.trim_start().starts_with("pub"), statement));
        rest.push_str(before.trim_end_matches(line));
        left = after;
    }
    rest.push_str(left);
    (statements, rest)
}

/// Where the next `use ` begins a statement.
fn next_use(code: &str) -> Option<usize> {
    code.match_indices("use ").map(|(at, _)| at).find(|at| {
        let line = code[..*at].rsplit('\n').next().unwrap().trim();
        line.is_empty() || line == "pub" || line.starts_with("pub(") && line.ends_with(')')
    })
}

/// The paths of a tree of imports: `a::{b, c::{self, d}}`. A name that is given anew follows `as`.
fn paths(tree: &str) -> Vec<(Vec<String>, String)> {
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for sign in tree.chars() {
        depth += i32::from(sign == '{') - i32::from(sign == '}');
        match sign {
            ',' if depth == 0 => parts.push(String::new()),
            sign => parts.last_mut().unwrap().push(sign),
        }
    }
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.flat_map(part_paths).collect()
}

fn part_paths(part: &str) -> Vec<(Vec<String>, String)> {
    let names = |path: &str| -> Vec<String> {
        path.split("::").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    if let Some((head, group)) = part.split_once('{') {
        let head = names(head);
        let inner = paths(group.rsplit_once('}').map_or(group, |(inner, _)| inner));
        let whole = |(path, name): (Vec<String>, String)| {
            let own = path.iter().filter(|one| *one != "self").cloned();
            let path: Vec<String> = head.iter().cloned().chain(own).collect();
            let name = if name == "self" { path.last().cloned().unwrap_or_default() } else { name };
            (path, name)
        };
        return inner.into_iter().map(whole).collect();
    }
    let (path, name) = part.split_once(" as ").unwrap_or((part, ""));
    let path = names(path);
    let name = match name.trim() {
        "" => path.last().cloned().unwrap_or_default(),
        given => given.to_owned(),
    };
    vec![(path, name)]
}

/// The paths in code that begin at a module of ours.
fn written_out(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for root in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(root) {
            let is_inner = code[..at].ends_with(|c: char| c.is_alphanumeric() || "_:$".contains(c));
            let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
            let path: String = code[at..].chars().take_while(|c| is_path(*c)).collect();
            if !is_inner {
                found.push(path.split("::").map(str::to_owned).filter(|n| !n.is_empty()).collect());
            }
        }
    }
    found
}

/// The file that has what a path names; none of another crate's.
fn target(
    own: &Module,
    path: &[String],
    known: &BTreeSet<Module>,
    offered: &Offered,
) -> Option<Module> {
    let mut names = path;
    let mut at = match names.first()?.as_str() {
        "crate" => Module::new(),
        "self" => own.clone(),
        "super" => own[..own.len().checked_sub(1)?].to_vec(),
        child if known.contains(&[own.as_slice(), &[child.to_owned()]].concat()) => own.clone(),
        _ => return None,
    };
    if ["crate", "self", "super"].contains(&names[0].as_str()) {
        names = &names[1..];
    }
    while names.first().is_some_and(|name| name == "super") {
        at.pop()?;
        names = &names[1..];
    }
    for name in names {
        let inner = [at.as_slice(), std::slice::from_ref(name)].concat();
        if known.contains(&inner) {
            at = inner;
        } else if let Some(elsewhere) = offered.get(&at).and_then(|all| all.get(name)) {
            at = elsewhere.clone();
        } else {
            break;
        }
    }
    Some(at)
}

/// The files that each file imports.
fn imports() -> BTreeMap<Module, BTreeSet<Module>> {
    let files: Vec<(Module, String)> =
        sources().into_iter().map(|source| (module_of(&source.name), source.code)).collect();
    let known: BTreeSet<Module> = files.iter().map(|(module, _)| module.clone()).collect();
    let mut offered = Offered::new();
    // What is offered of what another offers is known the second time.
    for _ in 0..2 {
        let mut found = Offered::new();
        for (own, code) in &files {
            for (_, statement) in parted(code).0.iter().filter(|(is_offered, _)| *is_offered) {
                for (path, name) in paths(statement) {
                    let file = target(own, &path, &known, &offered).filter(|file| file != own);
                    if let Some(file) = file {
                        found.entry(own.clone()).or_default().insert(name, file);
                    }
                }
            }
        }
        offered = found;
    }
    let mut imports: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (own, code) in &files {
        let (statements, rest) = parted(code);
        let imported = statements.iter().filter(|(is_offered, _)| !is_offered);
        let imported = imported.flat_map(|(_, tree)| paths(tree)).map(|(path, _)| path);
        let named = imported.chain(written_out(&rest));
        let found = named.filter_map(|path| target(own, &path, &known, &offered));
        imports.insert(own.clone(), found.filter(|file| file != own).collect());
    }
    imports
}

fn reaches(from: &Module, to: &Module, imports: &BTreeMap<Module, BTreeSet<Module>>) -> bool {
    let (mut seen, mut left) = (BTreeSet::new(), vec![from]);
    while let Some(file) = left.pop() {
        if file == to {
            return true;
        }
        if seen.insert(file) {
            left.extend(imports.get(file).into_iter().flatten());
        }
    }
    false
}

#[test]
fn no_file_imports_another_that_imports_it() {
    let imports = imports();
    let edges: usize = imports.values().map(BTreeSet::len).sum();
    assert!(edges > 2000, "only {edges} imports were found");
    let mut wrong = Vec::new();
    for (file, imported) in &imports {
        let back = imported.iter().filter(|other| reaches(other, file, &imports));
        wrong.extend(back.map(|other| format!("{} <-> {}", file.join("/"), other.join("/"))));
    }
    none(wrong);
}

#[test]
fn trees_of_imports_are_read_whole() {
    let found = paths("crate::a::{self, b::{C, D as E}, f}");
    let found: Vec<(String, String)> =
        found.into_iter().map(|(path, name)| (path.join("::"), name)).collect();
    let wanted =
        [("crate::a", "a"), ("crate::a::b::C", "C"), ("crate::a::b::D", "E"), ("crate::a::f", "f")];
    assert_eq!(found, wanted.map(|(path, name)| (path.to_owned(), name.to_owned())));
    let (statements, rest) = parted("use a;\npub(crate) use b::C;\nfn f() { reuse b; }\n");
    assert_eq!(statements, [(false, "a"), (true, "b::C")]);
    assert!(rest.contains("reuse b;"));
}
