//! The languages of the pages. The English text of a message is its key: a page reads as written,
//! and a test holds the French catalogue against what the sources say.

mod catalogue;
mod french;
mod french_accounts;
mod french_clinical;
mod french_desk;
mod french_doctor;
mod french_food;
mod french_money;
mod french_network;
mod french_paper;
mod french_people;
mod french_plans;
mod french_rooms;
mod french_setup;

use std::collections::HashMap;
use std::sync::LazyLock;

use rocket::Request;

/// The cookie that remembers somebody's choice.
pub const COOKIE: &str = "nutrivault_language";

static FRENCH: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| all().copied().collect());

fn all() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    let parts = [
        french::MESSAGES,
        french_accounts::MESSAGES,
        french_desk::MESSAGES,
        french_desk::CODES,
        french_rooms::MESSAGES,
        french_people::MESSAGES,
        french_plans::MESSAGES,
        french_setup::MESSAGES,
        french_network::MESSAGES,
        french_network::RULES,
        french_doctor::FINDINGS,
        french_money::MESSAGES,
        french_money::CODES,
        french::CODES,
        french::RULES,
        french_clinical::CLASSES,
        french_food::MESSAGES,
        french_food::NAMES,
        french_paper::MESSAGES,
        french_paper::CODES,
        french_paper::RULES,
    ];
    parts.into_iter().flatten()
}

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    French,
}

impl Language {
    /// By its tag: `fr`, `fr-CA` and `FR` are French.
    pub fn tagged(tag: &str) -> Option<Self> {
        match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "fr" => Some(Self::French),
            _ => None,
        }
    }

    /// What the user chose; failing that the first language of the browser that we speak.
    pub fn of(request: &Request<'_>) -> Self {
        let chosen = request.cookies().get(COOKIE);
        if let Some(language) = chosen.and_then(|cookie| Self::tagged(cookie.value())) {
            return language;
        }
        let accepted =
            request.headers().get("Accept-Language").flat_map(|header| header.split(','));
        accepted.into_iter().find_map(Self::tagged).unwrap_or_default()
    }

    /// As `lang` has it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// The message in this language.
    pub fn t(self, english: &str) -> &str {
        match self {
            Self::English => english,
            Self::French => FRENCH.get(english).copied().unwrap_or(english),
        }
    }

    /// The message with its `{}` filled in, in order.
    pub fn fill(self, english: &str, values: &[&str]) -> String {
        let mut parts = self.t(english).split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for (part, value) in parts.zip(values) {
            text.push_str(value);
            text.push_str(part);
        }
        text
    }

    /// A message of the rules, which stand below the pages and speak English: whole where the
    /// catalogue has it, with its figures carried over where it has the pattern.
    pub fn said(self, english: &str) -> String {
        match self {
            Self::English => english.to_owned(),
            Self::French => self.said_if_known(english).unwrap_or_else(|| english.to_owned()),
        }
    }

    /// The same, if the pages are prepared for it.
    fn said_if_known(self, english: &str) -> Option<String> {
        if FRENCH.contains_key(english) {
            return Some(self.t(english).to_owned());
        }
        let is_figure = |c: char| c.is_ascii_digit() || c == '.';
        let words: Vec<&str> = english.split(' ').collect();
        let figures: Vec<&str> = words
            .iter()
            .map(|word| word.trim_end_matches(['.', ',', ';']))
            .filter(|word| !word.is_empty() && word.chars().all(is_figure))
            .collect();
        let mut pattern = english.to_owned();
        for figure in &figures {
            pattern = pattern.replacen(figure, "{}", 1);
        }
        FRENCH.contains_key(pattern.as_str()).then(|| self.fill(&pattern, &figures))
    }
}

/// Marks a message that a page translates later, where it is shown.
pub const fn say(english: &'static str) -> &'static str {
    english
}

#[cfg(test)]
mod tests {
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

    /// Every source below `folder` with that ending, but the catalogue.
    fn sources(folder: &Path, ending: &str, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, ending, found);
            } else if path.extension().is_some_and(|e| e == ending)
                && !path
                    .file_name()
                    .is_some_and(|name| name.to_string_lossy().starts_with("french"))
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
        let known: BTreeSet<String> = [
            french::MESSAGES,
            french_accounts::MESSAGES,
            french_desk::MESSAGES,
            french_money::MESSAGES,
            french_rooms::MESSAGES,
            french_people::MESSAGES,
            french_plans::MESSAGES,
            french_setup::MESSAGES,
            french_network::MESSAGES,
            french_paper::MESSAGES,
            french_food::MESSAGES,
        ]
        .into_iter()
        .flatten()
        .map(|(english, _)| (*english).to_owned())
        .collect();
        let said = said_by_the_pages();
        let missing: Vec<_> = said.difference(&known).collect();
        let unused: Vec<_> = known.difference(&said).collect();
        assert!(missing.is_empty(), "not in French: {missing:#?}");
        assert!(unused.is_empty(), "no page says: {unused:#?}");
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
        for (code, _) in french::CODES {
            assert!(text.contains(code), "nobody knows {code}");
        }
        for (rule, _) in french::RULES.iter().chain(french_network::RULES) {
            let words = rule.replace('"', "\\\"");
            let words = words.split("{}").next().unwrap().trim_end();
            let is_reason = rocket::http::Status::NotFound.reason_lossy() == *rule
                || ["Forbidden", "Bad Request", "Internal Server Error", "Misdirected Request"]
                    .contains(rule);
            assert!(is_reason || text.contains(words), "no rule says {rule}");
        }
    }
}
