//! The numbers of words, English and French: "2 apples" and « 2 œufs » mean the food that its table
//! has as "Apple" and « Œuf », and "1 cherry" the one that is there as "Cherries".
//!
//! Of words in search keys ([`super::letters`]). A few common endings, no grammar.

/// Shorter words are left as they are: "jus", "gaz", "soy".
const SHORTEST: usize = 4;

/// The endings of many, and what stands there of one.
const ENDINGS: [(&str, &str); 10] = [
    ("ies", "y"),
    ("aux", "al"),
    ("oes", "o"),
    ("ses", "s"),
    ("xes", "x"),
    ("zes", "z"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("s", ""),
    ("x", ""),
];

/// Whether two words are one, or one in two numbers.
pub fn is_same(one: &str, other: &str) -> bool {
    one == other || forms(one).any(|form| forms(other).any(|known| known == form))
}

/// What the word begins with in either number.
pub fn stem(word: &str) -> &str {
    if word.chars().count() < SHORTEST {
        return word;
    }
    let shortest = ENDINGS
        .iter()
        .filter_map(|(many, one)| {
            let kept = word.strip_suffix(many)?.len();
            Some(if matches!(*one, "y" | "al") { kept } else { kept + one.len() })
        })
        .min();
    let of_one = || word.strip_suffix('y').or_else(|| word.strip_suffix('l'));
    shortest.map_or_else(|| of_one().unwrap_or(word), |kept| &word[..kept])
}

/// The word, and what it can be in the singular.
fn forms(word: &str) -> impl Iterator<Item = String> {
    let is_long = word.chars().count() >= SHORTEST;
    let singulars = ENDINGS
        .iter()
        .filter(move |_| is_long)
        .filter_map(move |(many, one)| Some(format!("{}{one}", word.strip_suffix(many)?)));
    std::iter::once(word.to_owned()).chain(singulars)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_same_in_one_and_in_many() {
        for (one, many) in [
            ("apple", "apples"),
            ("tomato", "tomatoes"),
            ("cherry", "cherries"),
            ("peach", "peaches"),
            ("pomme", "pommes"),
            ("oeuf", "oeufs"),
            ("chou", "choux"),
            ("gateau", "gateaux"),
            ("cheval", "chevaux"),
            ("cerise", "cerises"),
            ("riz", "riz"),
        ] {
            assert!(is_same(one, many) && is_same(many, one), "{one}, {many}");
            for word in [one, many] {
                assert!(one.starts_with(stem(word)) && many.starts_with(stem(word)), "{word}");
            }
        }
        for (one, other) in [("salt", "salted"), ("pea", "pear"), ("jus", "ju"), ("oil", "oily")] {
            assert!(!is_same(one, other), "{one}, {other}");
        }
    }
}
