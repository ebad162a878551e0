//! The catalogues hold what the sources say, and nothing else.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

#[test]
fn a_tag_names_a_language_with_or_without_a_region() {
    assert_eq!(Language::tagged("fr-CA;q=0.8"), Some(Language::French));
    assert_eq!(Language::tagged(" en"), Some(Language::English));
    assert_eq!(Language::tagged("de"), None);
    assert_eq!(Language::tagged("é"), None);
}

#[test]
fn a_rule_speaks_french_with_its_own_figures() {
    let french = Language::French;
    assert_eq!(french.said("being checked"), "en cours de vérification");
    assert_eq!(french.said("some new rule 7"), "some new rule 7");
}

#[test]
fn a_bar_tells_apart_what_english_says_with_one_word() {
    let (english, french) = (Language::English, Language::French);
    assert_eq!(english.t("Paid|invoices"), "Paid");
    assert_eq!(french.t("Paid|invoices"), "Payées");
    // What people write keeps its bars.
    let written = "a|b";
    assert_eq!(english.t(written), written);
}

#[test]
fn a_colon_stands_as_the_language_sets_it() {
    assert_eq!(Language::English.labelled("Weight", "70 kg"), "Weight: 70 kg");
    assert_eq!(Language::French.labelled("Poids", "70 kg"), "Poids\u{a0}: 70 kg");
    let mut pages = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui"), "html", &mut pages);
    assert!(pages.len() > 50, "{}", pages.len());
    for page in &pages {
        let set = page.lines().find(|line| line.contains("}}: "));
        assert_eq!(set, None, "a colon that no language sets");
    }
}

/// Every source below `folder` with that ending, but the catalogue.
fn sources(folder: &Path, ending: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, ending, found);
        } else if path.extension().is_some_and(|e| e == ending)
            && !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("french"))
        {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// The string literals that directly follow one of these calls.
fn literals(source: &str, calls: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for call in calls {
        for (at, _) in source.match_indices(call) {
            let is_whole = !source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let rest = source[at + call.len()..].trim_start();
            let Some(rest) = rest.strip_prefix('"').filter(|_| is_whole) else { continue };
            let end = rest.match_indices('"').find(|(at, _)| !rest[..*at].ends_with('\\'));
            found.insert(rest[..end.unwrap().0].replace("\\\"", "\""));
        }
    }
    found
}

fn said_by_the_pages() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui");
    let (mut rust, mut pages) = (Vec::new(), Vec::new());
    sources(&folder, "rs", &mut rust);
    sources(&folder.with_file_name("figures"), "rs", &mut rust);
    sources(&folder, "html", &mut pages);
    let mut said = BTreeSet::new();
    for source in &rust {
        let code = source.split("#[cfg(test)]").next().unwrap();
        said.extend(literals(code, &["say(", "t(", "fill("]));
    }
    for page in &pages {
        said.extend(literals(page, &["say(", "t(", "fill("]));
    }
    said
}

#[test]
fn every_message_of_the_pages_is_in_the_french_catalogue_once() {
    let known: BTreeSet<String> =
        SAID.iter().copied().flatten().map(|(english, _)| (*english).to_owned()).collect();
    let said = said_by_the_pages();
    let is_label = |english: &&String| LABELS.contains_key(english.as_str());
    let missing: Vec<_> = said.difference(&known).filter(|one| !is_label(one)).collect();
    let unused: Vec<_> = known.difference(&said).collect();
    assert!(missing.is_empty(), "not in French: {missing:#?}");
    assert!(unused.is_empty(), "no page says: {unused:#?}");
    let twice = all().filter(|(english, french)| LABELS.get(english) == Some(french));
    let twice: Vec<_> = twice.filter(|(english, _)| known.contains(*english)).collect();
    assert!(twice.is_empty(), "a field is called so already: {twice:#?}");
    assert_eq!(all().count(), FRENCH.len(), "an English text has two translations");
    for (english, french) in all() {
        let places = |text: &str| text.matches("{}").count();
        assert_eq!(places(english), places(french), "{english}");
    }
}

#[test]
fn every_finding_of_the_doctor_is_in_the_french_catalogue() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/system/doctor");
    let mut all = vec![std::fs::read_to_string(folder.with_extension("rs")).unwrap()];
    // The log's watch says the same by itself.
    let watch = folder.with_file_name("log_watch.rs");
    all.push(std::fs::read_to_string(watch).unwrap());
    sources(&folder, "rs", &mut all);
    let code = |source: &String| source.split("#[cfg(test)]").next().unwrap().to_owned();
    let told: BTreeSet<String> =
        all.iter().map(code).flat_map(|source| literals(&source, &["told("])).collect();
    let known: BTreeSet<String> =
        french_doctor::FINDINGS.iter().map(|(english, _)| (*english).to_owned()).collect();
    assert!(told.len() > 70, "{}", told.len());
    let missing: Vec<_> = told.difference(&known).collect();
    let unused: Vec<_> = known.difference(&told).collect();
    assert!(missing.is_empty(), "not in French: {missing:#?}");
    assert!(unused.is_empty(), "the doctor does not tell: {unused:#?}");
}

#[test]
fn no_rule_or_code_of_the_catalogue_has_gone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut sources_of_all, mut sql) = (Vec::new(), Vec::new());
    sources(&folder.join("src"), "rs", &mut sources_of_all);
    sources(&folder.join("sql"), "sql", &mut sql);
    sources_of_all.extend(sql);
    // A literal that is broken over lines reads as one.
    let text: String = sources_of_all.join("\n").split("\\\n").map(str::trim_start).collect();
    for (code, _) in french_codes::CODES {
        assert!(text.contains(code), "nobody knows {code}");
    }
    for (rule, _) in french_codes::RULES.iter().chain(french_network::RULES) {
        let words = rule.replace('"', "\\\"");
        let words = words.split("{}").next().unwrap().trim_end();
        let is_reason = rocket::http::Status::NotFound.reason_lossy() == *rule
            || ["Forbidden", "Bad Request", "Internal Server Error", "Misdirected Request"]
                .contains(rule);
        assert!(is_reason || text.contains(words), "no rule says {rule}");
    }
}
