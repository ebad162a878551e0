//! One slip of the fingers: a letter more, less, other, or two neighbours exchanged.

/// Whether one of the words is the other with one slip.
pub fn is_one_edit(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let differs_at = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[differs_at..], &long[differs_at..]);
    if short.len() != long.len() {
        return short == &long[1..];
    }
    let is_exchange =
        short.len() > 1 && short[0] == long[1] && short[1] == long[0] && short[2..] == long[2..];
    !short.is_empty() && (short[1..] == long[1..] || is_exchange)
}

/// Every word that is one slip away, with the letters of the word's script. They are looked up one
/// by one: that costs the same among a thousand names and among a million.
pub fn neighbours(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let alphabet = alphabet(&letters);
    let mut found = Vec::with_capacity(letters.len() * 2 * (alphabet.len() + 2));
    let with = |at: usize, left_out: usize, put: &[char]| -> String {
        letters[..at].iter().chain(put).chain(&letters[at + left_out..]).collect()
    };
    for at in 0..=letters.len() {
        found.extend(alphabet.iter().map(|letter| with(at, 0, &[*letter])));
        if at == letters.len() {
            break;
        }
        found.push(with(at, 1, &[]));
        found.extend(alphabet.iter().map(|letter| with(at, 1, &[*letter])));
        if let [one, other, ..] = letters[at..] {
            found.push(with(at, 2, &[other, one]));
        }
    }
    found.retain(|other| other != word);
    found.sort_unstable();
    found.dedup();
    found
}

/// The letters of a search key in the script of that word; none where slips are not of letters.
fn alphabet(word: &[char]) -> Vec<char> {
    let range = match word.iter().find(|c| c.is_alphabetic()) {
        Some('a'..='z') => 'a'..='z',
        Some('\u{3b1}'..='\u{3c9}') => '\u{3b1}'..='\u{3c9}',
        Some('\u{430}'..='\u{45f}') => '\u{430}'..='\u{45f}',
        Some('\u{561}'..='\u{587}') => '\u{561}'..='\u{587}',
        Some('\u{5d0}'..='\u{5ea}') => '\u{5d0}'..='\u{5ea}',
        Some('\u{621}'..='\u{6d5}') => '\u{621}'..='\u{64a}',
        Some('\u{10d0}'..='\u{10ff}') => '\u{10d0}'..='\u{10f0}',
        _ => return Vec::new(),
    };
    range.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_an_edit_and_two_are_not() {
        for (a, b) in [
            ("sophie", "sohpie"),
            ("meyer", "meier"),
            ("anna", "ana"),
            ("lefebvre", "lefebre"),
            ("martin", "marttin"),
            ("محمود", "محمد"),
        ] {
            assert!(is_one_edit(a, b) && is_one_edit(b, a), "{a} {b}");
            assert!(neighbours(a).contains(&b.to_owned()), "{a} {b}");
            assert!(neighbours(b).contains(&a.to_owned()), "{b} {a}");
        }
        for (a, b) in
            [("martin", "marten s"), ("paul", "anne"), ("", ""), ("ab", "ab"), ("abcd", "badc")]
        {
            assert!(!is_one_edit(a, b) && !is_one_edit(b, a), "{a} {b}");
        }
        assert!(neighbours("lefebvre").iter().all(|other| is_one_edit("lefebvre", other)));
        assert!(neighbours("lefebvre").len() < 500);
    }
}
