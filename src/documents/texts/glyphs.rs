//! Letters by the names that fonts have for them (Adobe Glyph List): those of Western European text.

/// The accents that the names of letters end in, and what they do in Unicode.
const ACCENTS: [(&str, char); 8] = [
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circumflex", '\u{302}'),
    ("dieresis", '\u{308}'),
    ("tilde", '\u{303}'),
    ("cedilla", '\u{327}'),
    ("caron", '\u{30c}'),
    ("ring", '\u{30a}'),
];

const NAMED: [(&str, char); 52] = [
    ("space", ' '),
    ("period", '.'),
    ("comma", ','),
    ("hyphen", '-'),
    ("colon", ':'),
    ("semicolon", ';'),
    ("parenleft", '('),
    ("parenright", ')'),
    ("slash", '/'),
    ("quotesingle", '\''),
    ("quoteright", '’'),
    ("quoteleft", '‘'),
    ("quotedblleft", '“'),
    ("quotedblright", '”'),
    ("percent", '%'),
    ("plus", '+'),
    ("equal", '='),
    ("asterisk", '*'),
    ("question", '?'),
    ("exclam", '!'),
    ("degree", '°'),
    ("mu", 'µ'),
    ("endash", '–'),
    ("emdash", '—'),
    ("bullet", '•'),
    ("Euro", '€'),
    ("germandbls", 'ß'),
    ("ae", 'æ'),
    ("AE", 'Æ'),
    ("oe", 'œ'),
    ("OE", 'Œ'),
    ("oslash", 'ø'),
    ("Oslash", 'Ø'),
    ("eth", 'ð'),
    ("thorn", 'þ'),
    ("guillemotleft", '«'),
    ("guillemotright", '»'),
    ("fi", 'ﬁ'),
    ("fl", 'ﬂ'),
    ("ff", 'ﬀ'),
    ("ffi", 'ﬃ'),
    ("zero", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("ampersand", '&'),
];

/// The letter of that name.
pub(super) fn letter(name: &[u8]) -> Option<char> {
    let name = std::str::from_utf8(name).ok()?;
    let name = name.split('.').next().unwrap_or(name);
    let mut letters = name.chars();
    if let (Some(one), None) = (letters.next(), letters.next()) {
        return Some(one);
    }
    if let Some((_, letter)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some(*letter);
    }
    let code = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'));
    let by_code = code.filter(|code| (4..=6).contains(&code.len()));
    if let Some(letter) =
        by_code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?))
    {
        return Some(letter);
    }
    let (accent, mark) = ACCENTS.iter().find(|(accent, _)| name.ends_with(accent))?;
    let base = name.strip_suffix(accent).filter(|base| base.len() == 1)?.chars().next()?;
    unicode_normalization::char::compose(base, *mark)
}
