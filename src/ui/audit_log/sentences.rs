//! The rows of the trail in sentences: "Zoé Lefèvre opened the file of Mariana Araújo".

use crate::message::Argument;
use crate::text::fold;
use crate::ui::language::{Language, capitalised};

/// What a row tells, as far as a sentence says it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deed<'d> {
    /// By its name in the trail; one that an import brought may be unknown.
    pub action: &'d str,
    pub kind: &'d str,
    pub status: &'d str,
    /// Who acted, if anybody knows.
    pub who: Option<&'d str>,
    pub extent: Extent<'d>,
}

/// How much of a kind of record it is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Extent<'d> {
    /// One, of nobody who can be named; or the kind as a whole.
    One,
    /// One of that person.
    Of(&'d str),
    /// One of whoever acted.
    OfOneself,
    /// A set of so many.
    Many(i64),
    /// So many that are not named: the rows of a file, attempts of a minute.
    Rows(i64),
    /// A question whether somebody is known.
    Asked,
}

impl Extent<'_> {
    fn key(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Of(_) => "of",
            Self::OfOneself => "self",
            Self::Many(_) => "many",
            Self::Rows(_) => "rows",
            Self::Asked => "asked",
        }
    }
}

/// Acts that went wrong whatever their row's status is: their own sentence says so.
const SPEAK_FOR_THEMSELVES: [&str; 2] = ["FAILED_LOGIN", "AUDIT_GAP"];

impl Deed<'_> {
    /// The keys of the sentence, the one that says most first.
    fn keys(&self) -> Vec<String> {
        let Self { action, kind, extent, .. } = self;
        let ended = match self.status {
            _ if SPEAK_FOR_THEMSELVES.contains(action) => "",
            "FAILURE" => "refused",
            "ERROR" => "failed",
            _ => "",
        };
        let mut keys = match (ended, self.who, extent) {
            ("", None, Extent::One) => vec![format!("audit-{action}-nobody")],
            _ => Vec::new(),
        };
        match ended {
            "" => keys.extend([
                format!("audit-{action}-{}-{kind}", extent.key()),
                format!("audit-{action}-{kind}"),
                format!("audit-{action}-{}", extent.key()),
                format!("audit-{action}"),
            ]),
            ended => keys.extend([format!("audit-{action}-{ended}"), format!("audit-{ended}")]),
        }
        keys.push("audit-other".into());
        keys
    }
}

impl Language {
    /// The sentence of a row.
    pub(super) fn told_of_deed(self, deed: &Deed<'_>) -> String {
        let (whom, count) = match deed.extent {
            Extent::Of(whom) => (whom, 1),
            Extent::Many(count) | Extent::Rows(count) => ("", count),
            _ => ("", 1),
        };
        let mut arguments = vec![
            ("who", Argument::Name(self.who(deed.who))),
            ("whom", Argument::Name(whom.to_owned())),
            ("elides", Argument::Name(if elides(whom) { "yes" } else { "no" }.to_owned())),
            ("count", Argument::Count(count)),
            ("kind", Argument::Name(self.code(deed.kind).to_lowercase())),
            ("act", Argument::Name(self.act(deed.action))),
        ];
        let what = ["", "other"].map(|other| {
            let kind = if other.is_empty() { deed.kind } else { other };
            format!("audit-{}-{kind}", deed.extent.key())
        });
        let one = [format!("audit-one-{}", deed.kind), "audit-one-other".to_owned()];
        let what = self.first(what.iter().chain(&one), &arguments);
        arguments.push(("what", Argument::Name(what)));
        let list = [format!("audit-list-{}", deed.kind), "audit-list-other".to_owned()];
        let list = self.first(list.iter(), &arguments);
        arguments.push(("list", Argument::Name(list)));
        capitalised(&self.first(deed.keys().iter(), &arguments))
    }

    fn who(self, who: Option<&str>) -> String {
        let key = match who {
            None | Some("") => "audit-who-nobody",
            Some("server") => "audit-who-server",
            Some("command line") => "audit-who-command-line",
            Some(name) => return name.to_owned(),
        };
        self.message(key, &[]).unwrap_or_default()
    }

    /// The name of an act.
    pub(super) fn act(self, action: &str) -> String {
        self.message(&format!("audit-act-{action}"), &[])
            .unwrap_or_else(|| self.code(action).to_lowercase())
    }

    fn first<'k>(
        self,
        mut keys: impl Iterator<Item = &'k String>,
        arguments: &[(&'static str, Argument)],
    ) -> String {
        keys.find_map(|key| self.message(key, arguments)).unwrap_or_default()
    }
}

/// Whether "de" is shortened before this name.
fn elides(name: &str) -> bool {
    fold(name).starts_with(['a', 'e', 'i', 'o', 'u', 'h'])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::audit::{Action, KINDS};

    const EXTENTS: [Extent<'static>; 7] = [
        Extent::One,
        Extent::Of("Mariana Araújo"),
        Extent::Of("Ève Ek"),
        Extent::OfOneself,
        Extent::Many(3),
        Extent::Rows(40),
        Extent::Asked,
    ];

    fn said(language: Language, action: &str, kind: &str, extent: Extent<'_>) -> String {
        let deed = Deed { action, kind, status: "SUCCESS", who: Some("Zoé Lefèvre"), extent };
        language.told_of_deed(&deed)
    }

    #[test]
    fn whoever_opened_a_file_is_told_with_whose_it_is() {
        let (english, french) = (Language::English, Language::French);
        let whom = Extent::Of("Mariana Araújo");
        assert_eq!(
            said(english, "READ", "patient", whom),
            "Zoé Lefèvre opened the file of Mariana Araújo"
        );
        assert_eq!(
            said(french, "READ", "patient", whom),
            "Zoé Lefèvre a ouvert le dossier de Mariana Araújo"
        );
        assert_eq!(
            said(french, "UPDATE", "visit", Extent::Of("Ève Ek")),
            "Zoé Lefèvre a modifié une consultation d’Ève Ek"
        );
        assert_eq!(
            said(english, "EXPORT", "patient", Extent::Many(1)),
            "Zoé Lefèvre exported a file that names 1 patient"
        );
        assert_eq!(
            said(french, "EXPORT", "visit", Extent::Rows(1200)),
            "Zoé Lefèvre a exporté un fichier de 1200 lignes\u{a0}: consultations"
        );
        let wrong = Deed {
            action: "FAILED_LOGIN",
            kind: "auth",
            status: "FAILURE",
            who: None,
            extent: Extent::One,
        };
        assert_eq!(english.told_of_deed(&wrong), "A login was refused");
        let server = Deed { action: "BACKUP", kind: "database", who: Some("server"), ..wrong };
        let server = Deed { status: "SUCCESS", ..server };
        assert_eq!(english.told_of_deed(&server), "The server made a backup copy");
    }

    /// What can be told of, in every language: never a key, a placeholder or the words for what
    /// nobody has foreseen.
    #[test]
    fn every_act_on_every_kind_of_record_has_its_sentence() {
        let unforeseen = |language: Language| {
            let text = said(language, "SOMETHING_NEW", "thing", Extent::One);
            text.split("something").next().unwrap().to_owned()
        };
        let mut seen = BTreeSet::new();
        for language in Language::ALL {
            let other = unforeseen(language);
            for action in Action::ALL.map(Action::name) {
                for kind in KINDS {
                    for extent in EXTENTS {
                        for status in ["SUCCESS", "FAILURE", "ERROR"] {
                            for who in [Some("Zoé Lefèvre"), Some("server"), None] {
                                let deed = Deed { action, kind, status, who, extent };
                                let text = language.told_of_deed(&deed);
                                let is_whole = text.len() > 12
                                    && !text.contains(['{', '_', '$'])
                                    && !text.contains("audit-")
                                    && !text.contains("  ")
                                    && !text.starts_with(&other);
                                assert!(is_whole, "{deed:?}: {text:?}");
                                seen.insert(text);
                            }
                        }
                    }
                }
            }
        }
        assert!(seen.len() > 2_000, "{}", seen.len());
    }

    #[test]
    fn no_sentence_is_the_same_in_both_languages() {
        for action in Action::ALL.map(Action::name) {
            for kind in KINDS {
                for extent in EXTENTS {
                    let [english, french] =
                        Language::ALL.map(|language| said(language, action, kind, extent));
                    assert_ne!(english, french, "{action} {kind}");
                }
            }
        }
    }

    #[test]
    fn what_an_import_brought_is_told_in_words_too() {
        let text = said(Language::English, "ARCHIVE_ALL", "lab_result", Extent::One);
        assert_eq!(text, "Zoé Lefèvre: archive all, lab result");
    }

    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && name != "tests" {
                sources(&path, found);
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
                found.push(std::fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn the_kinds_are_those_that_the_sources_write_rows_of() {
        let mut all = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
        let code = all.iter().map(|source| source.split("#[cfg(test)]").next().unwrap());
        let code: String = code.collect();
        let mut written = BTreeSet::new();
        for call in ["Entry::new(", "Shows::record(", "Shows::names(", "Shows::texts("] {
            for (at, _) in code.match_indices(call) {
                if code[..at].ends_with(char::is_alphanumeric) {
                    continue;
                }
                let rest = &code[at + call.len()..];
                let arguments = rest.split(')').next().unwrap().split(',').map(str::trim);
                let literals = arguments.filter_map(|a| a.strip_prefix('"')?.strip_suffix('"'));
                written.extend(literals.take(1));
            }
        }
        let unknown: Vec<_> = written.iter().filter(|kind| !KINDS.contains(kind)).collect();
        assert!(unknown.is_empty(), "no sentence speaks of {unknown:?}");
        assert!(written.len() > 12, "{written:?}");
    }
}
