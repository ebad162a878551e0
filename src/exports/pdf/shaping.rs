//! From letters to glyphs in the order in which they stand on paper: Arabic joined, Hebrew and Arabic
//! from right to left, marks on their letters.
//!
//! The order is that of the Unicode bidirectional algorithm (UAX #9), the forms are OpenType's. Most
//! texts need neither: they take the short way, a glyph a letter.

use rustybuzz::{BufferClusterLevel, Direction, Face, UnicodeBuffer};
use unicode_bidi::BidiInfo;
use unicode_normalization::UnicodeNormalization;

/// Stands for a letter that the font has not.
pub(super) const BOX: char = '\u{25a1}';

/// A glyph where it stands; lengths in the font's units.
pub(super) struct Glyph {
    pub id: u16,
    /// From here to the next glyph.
    pub advance: i32,
    /// How far it is drawn from its place.
    pub offset: (i32, i32),
    /// The letters that it stands for; none where another glyph says them.
    pub letters: String,
}

/// The text as this font can write it: composed letters, blanks for what is not seen, boxes.
pub(super) fn writable(text: &str, face: &Face<'_>) -> String {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.to_owned();
    }
    let seen = text.nfc().filter(|letter| !is_unseen(*letter));
    let shown = seen.map(|letter| match letter {
        letter if letter.is_control() => ' ',
        letter if face.glyph_index(letter).is_some() => letter,
        _ => BOX,
    });
    shown.collect()
}

/// Whether each letter of a line is a glyph, from left to right.
pub(super) fn is_plain(line: &str) -> bool {
    !line.chars().any(needs_shaping)
}

/// The glyphs of a line, the leftmost first.
pub(super) fn glyphs(line: &str, face: &Face<'_>) -> Vec<Glyph> {
    if is_plain(line) {
        return line.chars().map(|letter| plain(letter, face)).collect();
    }
    let order = BidiInfo::new(line, None);
    let mut all = Vec::new();
    for paragraph in &order.paragraphs {
        let (levels, runs) = order.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let is_rightward = levels.get(run.start).is_none_or(|level| level.is_ltr());
            all.extend(shaped(&line[run], is_rightward, face));
        }
    }
    all
}

fn plain(letter: char, face: &Face<'_>) -> Glyph {
    let id = face.glyph_index(letter).unwrap_or_default();
    let advance = i32::from(face.glyph_hor_advance(id).unwrap_or(0));
    Glyph { id: id.0, advance, offset: (0, 0), letters: letter.to_string() }
}

/// The glyphs of letters that run in one direction, the leftmost first.
fn shaped(run: &str, is_rightward: bool, face: &Face<'_>) -> Vec<Glyph> {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(run);
    buffer.set_direction(if is_rightward {
        Direction::LeftToRight
    } else {
        Direction::RightToLeft
    });
    // A cluster a letter, so that each glyph knows which letters are its own.
    buffer.set_cluster_level(BufferClusterLevel::MonotoneCharacters);
    buffer.guess_segment_properties();
    let written = rustybuzz::shape(face, &[], buffer);
    let mut begins: Vec<usize> =
        written.glyph_infos().iter().map(|info| info.cluster as usize).collect();
    begins.sort_unstable();
    begins.dedup();
    let mut told = vec![false; begins.len()];
    let glyphs = written.glyph_infos().iter().zip(written.glyph_positions());
    let glyph = |(info, place): (&rustybuzz::GlyphInfo, &rustybuzz::GlyphPosition)| {
        let at = begins.binary_search(&(info.cluster as usize)).unwrap_or(0);
        let end = begins.get(at + 1).copied().unwrap_or(run.len());
        let is_first = !std::mem::replace(&mut told[at], true);
        let letters = if is_first { run.get(begins[at]..end).unwrap_or_default() } else { "" };
        Glyph {
            id: u16::try_from(info.glyph_id).unwrap_or(0),
            advance: place.x_advance,
            offset: (place.x_offset, place.y_offset),
            letters: match is_rightward {
                true => letters.to_owned(),
                // Readers of PDF turn what they find from right to left, a ligature's letters too.
                false => letters.chars().rev().map(mirrored).collect(),
            },
        }
    };
    glyphs.map(glyph).collect()
}

/// What a bracket looks like where text runs from right to left: its other half.
fn mirrored(letter: char) -> char {
    const PAIRS: [(char, char); 6] =
        [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»'), ('‹', '›')];
    let other = |(open, close): &(char, char)| match letter {
        letter if letter == *open => Some(*close),
        letter if letter == *close => Some(*open),
        _ => None,
    };
    PAIRS.iter().find_map(other).unwrap_or(letter)
}

/// Whether a letter joins its neighbours, stands on one, or turns the direction.
fn needs_shaping(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}'
        | '\u{590}'..='\u{8ff}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe20}'..='\u{fe2f}'
        | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

/// What steers the direction of text or breaks its lines: the layout is ours.
fn is_unseen(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::super::font::face;
    use super::*;

    fn letters(line: &str) -> String {
        let face = face().unwrap();
        glyphs(&writable(line, &face), &face).iter().map(|glyph| glyph.letters.as_str()).collect()
    }

    fn ids(line: &str) -> Vec<u16> {
        let face = face().unwrap();
        glyphs(&writable(line, &face), &face).iter().map(|glyph| glyph.id).collect()
    }

    #[test]
    fn hebrew_and_arabic_stand_from_right_to_left_and_their_figures_do_not() {
        assert_eq!(letters("Ana Ek"), "Ana Ek");
        assert_eq!(letters("שלום"), "םולש");
        assert_eq!(letters("مريم"), "ميرم");
        assert_eq!(
            letters("Dr. דוד 12"),
            "Dr. 12 דוד".replace("דוד", "דוד".chars().rev().collect::<String>().as_str())
        );
        assert_eq!(letters("(שלום)"), "(םולש)", "brackets look the other way");
    }

    #[test]
    fn arabic_letters_join_and_lam_alef_is_one_glyph() {
        let joined = ids("مريم");
        let apart: Vec<u16> = "ميرم".chars().flat_map(|letter| ids(&letter.to_string())).collect();
        assert_eq!(joined.len(), 4);
        assert_ne!(joined, apart, "each letter has the form that its place asks for");
        assert_eq!(ids("لا").len(), 1);
        assert_eq!(
            letters("لا"),
            "ال",
            "a ligature says both of its letters, in the order of the line"
        );
    }

    #[test]
    fn what_the_font_has_not_is_a_box_and_what_is_not_seen_is_gone() {
        assert_eq!(letters("山田 Ek"), "□□ Ek");
        assert_eq!(letters("a\u{202e}b\u{200f}\r\nc"), "ab  c");
        assert_eq!(letters("Zoe\u{308}"), "Zoë");
    }
}
