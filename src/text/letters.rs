//! Letters as people type them for one another: the search key of a text.
//!
//! A key is for finding, never for showing or sorting. It goes further than [`super::fold`]: marks
//! that people leave out are left out (Arabic vowels, Hebrew points), letters that keyboards
//! exchange are one (alef with and without hamza, Arabic and Persian yeh, the two kana), and digits
//! of every script are digits.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The search key of a text.
pub fn key(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut key = String::with_capacity(text.len());
    let bare = text.nfkd().filter(|c| !is_left_out(*c)).collect::<String>();
    for letter in bare.nfc().flat_map(char::to_lowercase) {
        match spelt_out(letter) {
            Some(letters) => key.push_str(letters),
            None if is_left_out(letter) => {}
            None => key.push(one_of_its_kind(letter)),
        }
    }
    key
}

/// The key where letters without a place on English keyboards are written as two: `Müller` as
/// `mueller`. The same as [`key`] where there are none.
pub fn key_in_two(text: &str) -> String {
    if text.is_ascii() {
        return key(text);
    }
    let mut written = String::with_capacity(text.len() + 8);
    for letter in text.nfc() {
        match letter {
            'ä' | 'Ä' => written.push_str("ae"),
            'ö' | 'Ö' | 'ø' | 'Ø' => written.push_str("oe"),
            'ü' | 'Ü' => written.push_str("ue"),
            'å' | 'Å' => written.push_str("aa"),
            'đ' | 'Đ' => written.push_str("dj"),
            'ə' | 'Ə' => written.push('a'),
            other => written.push(other),
        }
    }
    key(&written)
}

/// A key without the second letter of `ae`, `oe`, `ue`: who looks for `Muller` finds `Mueller`.
/// After another vowel it is no umlaut (`bauer`), and after q it is none either.
pub fn without_second_letters(key: &str) -> String {
    let mut bare = String::with_capacity(key.len());
    let (mut before, mut last) = (' ', ' ');
    for letter in key.chars() {
        let is_second = letter == 'e'
            && matches!(last, 'a' | 'o' | 'u')
            && !matches!(before, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'q');
        if !is_second {
            bare.push(letter);
        }
        (before, last) = (last, letter);
    }
    bare
}

/// The words of a key: letters, digits and the marks that belong to them. Whatever stands between
/// (a space, a hyphen, any apostrophe, a dot) parts words, and is nothing itself.
pub fn words(key: &str) -> impl Iterator<Item = &str> {
    key.split(|c: char| !is_of_a_word(c)).filter(|word| !word.is_empty())
}

/// Whether a word has it inside. The modifier letters that look like apostrophes part words too.
pub fn is_of_a_word(c: char) -> bool {
    let is_apostrophe = matches!(c, '\u{2b9}'..='\u{2df}');
    (c.is_alphanumeric() || is_combining_mark(c)) && !is_apostrophe
}

/// Whether words of its script stand without spaces between them.
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Marks that people write or leave out, and characters that nobody sees.
fn is_left_out(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}'
        // Hebrew points and accents; the maqaf between them is a hyphen.
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        // Arabic vowels and signs, hamza above and below, tatweel.
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        // Soft hyphen, joiner, directions, byte order. The non-joiner parts words.
        | '\u{ad}' | '\u{200b}' | '\u{200d}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Letters that do not decompose, written with others.
fn spelt_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ŋ' => "ng",
        _ => return None,
    })
}

/// The letter or digit that stands for those which people take for the same.
fn one_of_its_kind(letter: char) -> char {
    match letter {
        'ø' => 'o',
        'đ' | 'ð' | 'ɖ' => 'd',
        'ł' => 'l',
        'ı' => 'i',
        'ħ' => 'h',
        'ŧ' => 't',
        'ə' => 'e',
        'ς' => 'σ',
        'ך' => 'כ',
        'ם' => 'מ',
        'ן' => 'נ',
        'ף' => 'פ',
        'ץ' => 'צ',
        'ٱ' => 'ا',
        'ى' | 'ی' | 'ې' => 'ي',
        'ک' => 'ك',
        'ة' | 'ہ' | 'ھ' | 'ە' | 'ۀ' => 'ه',
        // Katakana stands for hiragana, which it follows at a constant distance.
        '\u{30a1}'..='\u{30f6}' => char::from_u32(u32::from(letter) - 0x60).unwrap_or(letter),
        other => plain_digit(other),
    }
}

/// The digit 0 to 9 that stands for one of another script, or of full width; any other as it is.
pub fn plain_digit(c: char) -> char {
    match c {
        '\u{660}'..='\u{669}' => digit(c, 0x660),
        '\u{6f0}'..='\u{6f9}' => digit(c, 0x6f0),
        '\u{966}'..='\u{96f}' => digit(c, 0x966),
        '\u{9e6}'..='\u{9ef}' => digit(c, 0x9e6),
        '\u{e50}'..='\u{e59}' => digit(c, 0xe50),
        '\u{ff10}'..='\u{ff19}' => digit(c, 0xff10),
        other => other,
    }
}

/// The same, and for a sign or letter of full width the one that keyboards here have.
pub fn plain_sign(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => plain_digit(other),
    }
}

fn digit(c: char, zero: u32) -> char {
    char::from_digit(u32::from(c) - zero, 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_people_exchange_have_one_key() {
        for (one, other) in [
            ("Müller", "MULLER"),
            ("Łukasz Żółć", "lukasz zolc"),
            ("İpek Işık", "ipek isik"),
            ("Jūratė", "jurate"),
            ("أحمد", "احمد"),
            ("إبراهيم", "ابراهيم"),
            ("آمنة", "امنه"),
            ("فاطمة", "فاطمه"),
            ("مُحَمَّد", "محمد"),
            ("محـــمد", "محمد"),
            ("علی", "علي"),
            ("هدى", "هدي"),
            ("שָׁלוֹם", "שלום"),
            ("ｶﾞﾌﾞﾘｴﾙ", "ガブリエル"),
            ("ヤマダ", "やまだ"),
            ("Ａｎａ", "ana"),
            ("\u{1100}\u{1175}\u{11b7}", "김"),
            ("Νίκος", "νικοσ"),
            ("Фёдор", "федор"),
            ("٠٦١٢", "0612"),
            ("Þóra Æsir", "thora aesir"),
        ] {
            assert_eq!(key(one), key(other), "{one}");
        }
        assert_eq!(key_in_two("Jörg Müller, Åse Østby"), "joerg mueller, aase oestby");
        assert_eq!(
            without_second_letters("mueller bauer quentin joerg"),
            "muller bauer quentin jorg"
        );
    }

    #[test]
    fn hyphens_and_apostrophes_of_every_kind_only_part_words() {
        for text in
            ["o'brien-ek", "o’brien‑ek", "oʼbrien–ek", "o`brien−ek", "o´brien ek", "oʻbrien·ek"]
        {
            assert_eq!(words(&key(text)).collect::<Vec<_>>(), ["o", "brien", "ek"], "{text}");
        }
    }
}
