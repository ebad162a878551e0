//! A text in the lines of a column: broken between words, and within what is longer than a line.

/// Where no line may end, nothing is longer than that.
const LONGEST_TEXT: usize = 20_000;

/// The lines of a text, each at most as wide as there is room by `measure`. A text without a letter
/// has none.
pub(super) fn wrapped(text: &str, room: f32, measure: impl Fn(&str) -> f32) -> Vec<String> {
    let text: String = text.chars().take(LONGEST_TEXT).collect();
    let blank = measure(" ");
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut width) = (String::new(), 0.0);
    for word in text.split_whitespace() {
        for part in parts(word, room, &measure) {
            let takes = measure(part);
            let is_new_word = part.as_ptr() == word.as_ptr();
            let gap = if is_new_word && !line.is_empty() { blank } else { 0.0 };
            if !line.is_empty() && (!is_new_word || width + gap + takes > room) {
                lines.push(std::mem::take(&mut line));
                width = 0.0;
            } else if gap > 0.0 {
                line.push(' ');
                width += gap;
            }
            line.push_str(part);
            width += takes;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// A word in pieces that fit: behind a sign of its own where there is one, anywhere else.
fn parts<'w>(word: &'w str, room: f32, measure: &impl Fn(&str) -> f32) -> Vec<&'w str> {
    let mut parts = Vec::new();
    let mut rest = word;
    while measure(rest) > room {
        let fits = |end: &usize| measure(&rest[..*end]) <= room;
        let ends: Vec<usize> = rest.char_indices().map(|(at, _)| at).skip(1).collect();
        // Longer beginnings are wider.
        let last = ends.partition_point(fits);
        let Some(&end) = ends.get(last.saturating_sub(1)) else { break };
        let sign = rest[..end].rfind(['-', '@', '.', '/', '_', ',', ';']);
        let end = sign.map(|at| at + 1).filter(|at| *at > end / 3).unwrap_or(end);
        let (part, others) = rest.split_at(end);
        parts.push(part);
        rest = others;
    }
    parts.push(rest);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, room: f32) -> Vec<String> {
        wrapped(text, room, |text| text.chars().count() as f32)
    }

    #[test]
    fn a_text_breaks_between_words_and_loses_none() {
        assert_eq!(lines("one two  three\nfour", 8.0), ["one two", "three", "four"]);
        assert_eq!(lines("a", 8.0), ["a"]);
        assert!(lines(" \n", 8.0).is_empty() && lines("", 8.0).is_empty());
    }

    #[test]
    fn a_word_longer_than_a_line_breaks_at_its_signs() {
        assert_eq!(lines("anna.maria@example.org", 12.0), ["anna.maria@", "example.org"]);
        assert_eq!(lines("x abcdefghijkl", 5.0), ["x", "abcde", "fghij", "kl"]);
        assert_eq!(lines("éééé", 0.5).concat(), "éééé", "never endless");
    }

    #[test]
    fn whatever_is_written_comes_out_whole() {
        for room in 1..20 {
            let text = "Suivi d'un régime sans gluten, très-strict; مريم بنت محمد 山田";
            let out = lines(text, room as f32).concat().replace(' ', "");
            assert_eq!(out, text.replace(' ', ""), "{room}");
        }
    }
}
