//! The beginning of a text, for where there is no room for all of it.

/// The text on one line: what divides words is one space, and beyond so many letters it ends at a
/// word, with an ellipsis. `is_part` says that there is more of it than `text`.
pub fn in_short(text: &str, letters: usize, is_part: bool) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = line.char_indices().nth(letters).map(|(at, _)| at);
    if end.is_none() && !is_part {
        return line;
    }
    let mut short = line.get(..end.unwrap_or(line.len())).unwrap_or_default();
    // A word that is longer than a quarter of the room is no word: Japanese knows no spaces.
    let word = short.rsplit(' ').next().unwrap_or_default();
    if word.len() < short.len() && word.chars().count() < letters / 4 {
        short = &short[..short.len() - word.len()];
    }
    format!("{}…", short.trim_end_matches([' ', ',', ';', ':', '–', '—']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_at_a_word_where_there_is_no_room_for_all_of_it() {
        assert_eq!(in_short("  Two\teggs,\r\n\r\nbread ", 40, false), "Two eggs, bread");
        assert_eq!(in_short("Two eggs, bread and butter", 12, false), "Two eggs…");
        assert_eq!(in_short("Two eggs, bread", 40, true), "Two eggs…");
        assert_eq!(in_short("体重は七十七キロです。朝食", 6, false), "体重は七十七…");
        assert_eq!(in_short("👩🏽‍⚕️🥦🥦🥦", 6, false), "👩🏽‍⚕️🥦…");
        assert_eq!(in_short(" \n", 5, false), "");
    }
}
