//! Text as people search it: lower case, without accents.
//!
//! [`fold`] is for sorting and comparing; [`letters`], [`names`], [`phone`], [`day`] and [`numbers`]
//! read what people type when they look for somebody, and [`edits`] knows a slip of the fingers.

pub mod contact_terms;
pub mod day;
pub mod edits;
pub mod letters;
pub mod names;
pub mod numbers;
pub mod phone;
pub mod plural;
pub mod short;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds for comparison: lower case, no accents, letters that do not decompose spelt out
/// (`ß` as `ss`, `ø` as `o`). Marks of scripts that need them (kana, Hangul, Arabic) stay.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let bare = text.nfkd().filter(|c| !is_accent(*c)).collect::<String>();
    let mut folded = String::with_capacity(bare.len());
    for letter in bare.nfc().flat_map(char::to_lowercase) {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'þ' => folded.push_str("th"),
            'ħ' => folded.push('h'),
            '’' | 'ʼ' => folded.push('\''),
            accent if is_accent(accent) => {}
            other => folded.push(other),
        }
    }
    folded
}

/// Accents of Latin, Greek and Cyrillic: the block U+0300 to U+036F.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c) && is_combining_mark(c)
}

/// The words of a text, folded.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    fold(text).split_whitespace().map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// What of a patient is looked for in any part: e-mail, phone as typed and in its bare form, file
/// number as typed and in its bare forms, folded, each in a line of its own. Two ends of a line at
/// the end: so even the last character begins a trigram.
pub fn contacts(email: Option<&str>, phone: Option<&str>, file_number: Option<&str>) -> String {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(email.map(fold));
    lines.extend(phone.into_iter().flat_map(|phone| [fold(phone), phone::bare(phone)]));
    lines.extend(file_number.into_iter().flat_map(numbers::forms));
    lines.retain(|line| !line.is_empty());
    let mut seen = std::collections::HashSet::new();
    lines.retain(|line| seen.insert(line.clone()));
    match lines.is_empty() {
        true => String::new(),
        false => format!("\n{}\n\n", lines.join("\n")),
    }
}

/// Each word of the parts behind two spaces. Parts of a hyphenated or apostrophised name count as words too.
pub fn name_words<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = String::new();
    for part in parts {
        for word in words(part) {
            push_word(&mut line, &word);
            let inner = word.char_indices().filter(|(_, c)| matches!(c, '-' | '\''));
            for (at, separator) in inner {
                let rest = &word[at + separator.len_utf8()..];
                if !rest.is_empty() {
                    push_word(&mut line, rest);
                }
            }
        }
    }
    line
}

fn push_word(line: &mut String, word: &str) {
    line.push_str("  ");
    line.push_str(word);
}

/// A name as it is written: first and last, or the one name.
pub fn full_name(first: Option<&str>, last: &str) -> String {
    first.map_or_else(|| last.to_owned(), |first| format!("{first} {last}"))
}

/// The beginning of a text, of so many characters at most.
pub fn beginning(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

/// The digits of a text.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Escapes `%`, `_` and `\` for `LIKE … ESCAPE '\'`.
pub fn like_escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_fold_away() {
        assert_eq!(fold("José Müller-ÅNGSTRÖM"), "jose muller-angstrom");
        assert_eq!(fold("Straße Łódź Ørsted İstanbul"), "strasse lodz orsted istanbul");
        assert_eq!(fold("山田 ガブリエル 김"), "山田 ガブリエル 김");
    }

    #[test]
    fn every_word_of_a_name_can_be_found_by_its_beginning() {
        assert_eq!(name_words(["Anne-Marie", "O'Brien"]), "  anne-marie  marie  o'brien  brien");
    }
}
