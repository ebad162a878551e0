//! Names of files, made harmless: no folders, nothing that a system reads as more than a name.

use super::Kind;

const LONGEST: usize = 150;

/// The name to keep for a file of that kind. Its ending says what the bytes are.
pub(super) fn harmless(given: &str, kind: &Kind) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !is_unseen(*c)).map(visible).collect();
    let plain = plain.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let (stem, ending) = plain.rsplit_once('.').unwrap_or((plain, ""));
    let is_fitting = kind.extensions.iter().any(|known| known.eq_ignore_ascii_case(ending));
    let (stem, ending) =
        if is_fitting { (stem, ending.to_owned()) } else { (plain, kind.extensions[0].to_owned()) };
    let stem: String = stem.chars().take(LONGEST).collect();
    let stem = stem.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    let stem = if stem.is_empty() { "document" } else { stem };
    format!("{stem}.{ending}")
}

/// Control characters, and those that turn the direction of text: `exe.fdp` would read `pdf.exe`.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// What no file system of a clinic's computers takes becomes a line.
fn visible(c: char) -> char {
    if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c }
}

#[cfg(test)]
mod tests {
    use super::super::kind::of_mime;
    use super::*;

    #[test]
    fn a_name_is_a_name_and_its_ending_tells_the_truth() {
        let pdf = of_mime("application/pdf").unwrap();
        for (given, kept) in [
            ("plan.pdf", "plan.pdf"),
            ("Plan alimentaire d'Ève.PDF", "Plan alimentaire d'Ève.PDF"),
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\Users\\a\\scan.pdf", "scan.pdf"),
            ("scan.exe", "scan.exe.pdf"),
            ("a\u{202e}fdp.exe", "afdp.exe.pdf"),
            ("a\r\nb\0.pdf", "ab.pdf"),
            ("<x>:\"|?*.pdf", "_x______.pdf"),
            ("...", "document.pdf"),
            ("", "document.pdf"),
            ("検査結果.pdf", "検査結果.pdf"),
        ] {
            assert_eq!(harmless(given, pdf), kept, "{given:?}");
        }
        assert!(harmless(&"é".repeat(1000), pdf).len() < 320);
    }
}
