//! Names as they are searched: the index of a person's name, and the readings of a typed one.
//!
//! A hyphen, an apostrophe, a space and their absence are equal. So the index has, of every word of
//! the name, the word with those that follow it run together: `Ana O'Brien` is found by the
//! beginnings of `ana`, `brien`, `anaobrien`, `obrienana`. Last comes before first as well as after
//! it: full names without a space (`王小明`) begin with either.

use super::letters;

/// Stands behind a word, a whole name and the whole of what runs together: what ends there is
/// found whole.
pub const END: char = '|';
/// Words that run together.
const TOGETHER: usize = 4;
/// Letters of what runs together, unless one word is longer.
const LONGEST_RUN: usize = 40;
/// Parts of a word of a script without spaces that are looked for by themselves.
const MOST_PARTS: usize = 24;
/// Bytes of a name's index.
const LONGEST: usize = 6_000;

/// The index of a person's name: each run behind two spaces. Two spaces and a single letter are
/// already a trigram, and can only match at a beginning.
pub fn index(first: Option<&str>, last: &str, former: Option<&str>) -> String {
    let mut index = Index::default();
    let spellings: [fn(&str) -> String; 3] = [letters::key, letters::key_in_two, |name| {
        letters::without_second_letters(&letters::key(name))
    }];
    for spelling in spellings {
        let (first, last) = (spelling(first.unwrap_or_default()), spelling(last));
        let first: Vec<&str> = letters::words(&first).collect();
        let last: Vec<&str> = letters::words(&last).collect();
        index.add_name(&first, &last);
        for former in former.unwrap_or_default().split([',', ';', '/', '\n']) {
            let former = spelling(former);
            index.add_name(&[], &letters::words(&former).collect::<Vec<_>>());
        }
    }
    // What is no letter (a sign, a picture) is found as it was written.
    for word in [first, Some(last), former].into_iter().flatten().flat_map(str::split_whitespace) {
        index.add_signs(word);
    }
    index.text
}

/// The rows of `name_terms` that a name makes, sorted: the words that a mistyped one may have meant. Each word,
/// and each part of the name run together, as [`index`] has them.
pub fn name_terms(first: Option<&str>, last: &str, former: Option<&str>) -> Vec<String> {
    let mut terms = Vec::new();
    let former = former.into_iter().flat_map(|names| names.split([',', ';', '/', '\n']));
    for part in first.into_iter().chain([last]).chain(former) {
        for key in [letters::key(part), letters::key_in_two(part)] {
            let words: Vec<&str> = letters::words(&key).collect();
            let pairs = words.windows(2).map(<[&str]>::concat);
            let all = words.iter().map(|word| (*word).to_owned()).chain(pairs);
            terms.extend(all.chain([words.concat()]).filter(|term| is_term(term)));
        }
    }
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// Whether a word can stand in `name_terms`: long enough to be recognised with a wrong letter, and of letters alone.
pub fn is_term(word: &str) -> bool {
    let length = word.chars().count();
    let is_letter = |c: char| letters::is_of_a_word(c) && !c.is_numeric();
    (4..=LONGEST_RUN).contains(&length) && word.chars().all(is_letter)
}

#[derive(Default)]
struct Index {
    text: String,
}

impl Index {
    fn add_name(&mut self, first: &[&str], last: &[&str]) {
        for part in [first, last] {
            part.iter().for_each(|word| self.add_whole(word));
            if part.len() > 1 {
                self.add_whole(&part.concat());
            }
        }
        let all: Vec<&str> = first.iter().chain(last).copied().collect();
        for (place, word) in all.iter().enumerate() {
            let next = all[place + 1..].iter().chain(&all[..place]).copied();
            self.add_run(word, next);
        }
        for word in &all {
            self.add_parts(word);
        }
    }

    /// A word with those that follow it.
    fn add_run<'a>(&mut self, word: &str, next: impl Iterator<Item = &'a str>) {
        let mut run = word.to_owned();
        for next in next.take(TOGETHER - 1) {
            if run.chars().count() + next.chars().count() > LONGEST_RUN {
                break;
            }
            run.push_str(next);
        }
        self.add_whole(&run);
    }

    /// What begins inside a word: where a script has no spaces, and behind the Arabic article.
    fn add_parts(&mut self, word: &str) {
        if let Some(rest) = word.strip_prefix("ال").filter(|rest| rest.chars().count() >= 3) {
            self.add_whole(rest);
        }
        let inside = word.char_indices().skip(1).take(MOST_PARTS);
        for (at, _) in inside.filter(|(_, c)| letters::is_unspaced(*c)) {
            self.add_whole(&word[at..]);
        }
    }

    fn add_signs(&mut self, word: &str) {
        let key = letters::key(word);
        if let Some(sign) = key.find(is_sign) {
            self.add(&key);
            if sign > 0 {
                self.add(&key[sign..]);
            }
        }
    }

    fn add_whole(&mut self, word: &str) {
        self.add(&format!("{word}{END}"));
    }

    fn add(&mut self, run: &str) {
        let entry = format!("  {run}");
        // What has no room is not looked for either: that costs as much as the whole index is long.
        let is_room = self.text.len() + entry.len() <= LONGEST;
        if is_room && !(run.ends_with(END) && self.text.contains(&entry)) {
            self.text.push_str(&entry);
        }
    }
}

/// What stands between the words of a name and is not looked for: hyphens, apostrophes, dots,
/// commas, brackets, quotes.
pub fn is_between_words(c: char) -> bool {
    const MARKS: &str = "-'.,;:/()\"“”«»`´’‘‛ʼʻʹ′·・՚‐‑‒–—―−־׳״،﹣。、＝゠";
    c.is_whitespace() || c == '\u{200c}' || MARKS.contains(c)
}

/// Whether it is neither of a word nor between words: a sign, a picture.
fn is_sign(c: char) -> bool {
    !letters::is_of_a_word(c) && !is_between_words(c)
}

/// What may be meant by a typed piece of a name: of each of its words one of the ways must begin a
/// run of the name.
pub type Readings = Vec<Vec<String>>;

/// Words that are also read together with their neighbours. Nobody's name has more.
const MOST_WORDS: usize = 24;

/// The readings of each typed piece. A piece may have several words (`jean-luc`), and each may run
/// together with its neighbours: `o brien` is looked for as `obrien` too.
pub fn readings(pieces: &[&str]) -> Vec<Readings> {
    let mut words = Vec::new();
    for (piece, text) in pieces.iter().enumerate() {
        if text.contains(is_sign) {
            let written = letters::key(text);
            words.push((piece, [written.clone(), written]));
            continue;
        }
        let (one, two) = (letters::key(text), letters::key_in_two(text));
        for (one, two) in letters::words(&one).zip(letters::words(&two)) {
            words.push((piece, [one.to_owned(), two.to_owned()]));
        }
    }
    let mut readings = vec![Readings::new(); pieces.len()];
    let together = if words.len() > MOST_WORDS { 1 } else { TOGETHER };
    for (place, (piece, _)) in words.iter().enumerate().take(4 * MOST_WORDS) {
        readings[*piece].push(ways(&words, place, together));
    }
    readings
}

/// The word at that place in its spellings, alone and run together with its neighbours.
fn ways(words: &[(usize, [String; 2])], place: usize, together: usize) -> Vec<String> {
    let mut ways: Vec<String> = Vec::new();
    for length in 1..=together {
        for start in (place + 1).saturating_sub(length)..=place {
            let Some(run) = words.get(start..start + length) else { continue };
            for spelling in 0..2 {
                let way: String = run.iter().map(|(_, word)| word[spelling].as_str()).collect();
                if !ways.contains(&way) {
                    ways.push(way);
                }
            }
        }
    }
    ways
}

/// Whether whatever begins so begins with another of the ways as well: `saintexupery` with `saint`.
/// To ask an index for it too costs a list of everybody who is called so.
pub fn is_begun_by_another(way: &str, ways: &[String]) -> bool {
    let begins = |other: &String| other.len() < way.len() && way.starts_with(other.as_str());
    ways.iter().any(|other| !other.ends_with(END) && begins(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the readings of a typed text all begin a run of that name.
    fn finds(name: (Option<&str>, &str), typed: &str) -> bool {
        let index = index(name.0, name.1, None);
        let pieces: Vec<&str> = typed.split_whitespace().collect();
        readings(&pieces)
            .iter()
            .flatten()
            .all(|ways| ways.iter().any(|way| index.contains(&format!("  {way}"))))
    }

    #[test]
    fn what_parts_words_and_its_absence_are_equal() {
        for (first, last, typed) in [
            ("Siobhán", "O'Brien", "obrien"),
            ("Siobhán", "O'Brien", "o brien siobhan"),
            ("Siobhán", "OBrien", "o'brien"),
            ("Jean-Luc", "Martin", "jeanluc"),
            ("Jeanluc", "Martin", "jean luc mar"),
            ("Ana", "García López", "garcialopez"),
            ("Ana", "de la Cruz", "delacruz"),
            ("Vincent", "van der Berg", "vanderberg"),
            ("Fiona", "McDonald", "mc donald"),
            ("小明", "王", "王小明"),
            ("小明", "王", "小明"),
            ("太郎", "山田", "山田太郎"),
            ("Văn An", "Nguyễn", "nguyenvanan"),
        ] {
            assert!(finds((Some(first), last), typed), "{typed}");
        }
        for (first, last, typed) in [
            ("Siobhán", "O'Brien", "rien"),
            ("Ana", "García López", "arcia"),
            ("Ana", "García López", "anna"),
            ("Jean-Luc", "Martin", "jean paul"),
        ] {
            assert!(!finds((Some(first), last), typed), "{typed}");
        }
    }

    #[test]
    fn the_index_of_a_name_is_bounded() {
        let long = "字".repeat(100);
        assert!(index(Some(&long), &long, Some(&long.repeat(3))).len() <= LONGEST);
        let many = "a ".repeat(50);
        assert!(index(Some(&many), &many, None).len() <= LONGEST);
    }

    #[test]
    fn what_is_no_letter_is_found_as_written() {
        let index = index(Some("100%"), "😀 Ana", None);
        assert!(index.contains("  100%") && index.contains("  %") && index.contains("  😀"));
    }
}
