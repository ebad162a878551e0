//! Household measures in the number that their count asks for: "2 slices", « 1,5 tranche ».

use crate::ui::language::Language;

/// Measures in one and in many. What no table of ours has stays as its table writes it.
const ENGLISH: [(&str, &str); 19] = [
    ("bowl", "bowls"),
    ("chop", "chops"),
    ("clove", "cloves"),
    ("cup", "cups"),
    ("egg", "eggs"),
    ("fillet", "fillets"),
    ("glass", "glasses"),
    ("handful", "handfuls"),
    ("piece", "pieces"),
    ("plate", "plates"),
    ("portion", "portions"),
    ("pot", "pots"),
    ("sachet", "sachets"),
    ("scoop", "scoops"),
    ("slice", "slices"),
    ("spear", "spears"),
    ("square", "squares"),
    ("stalk", "stalks"),
    ("stick", "sticks"),
];
const FRENCH: [(&str, &str); 28] = [
    ("assiette", "assiettes"),
    ("barquette", "barquettes"),
    ("bâtonnet", "bâtonnets"),
    ("bol", "bols"),
    ("boule", "boules"),
    ("branche", "branches"),
    ("canette", "canettes"),
    ("carré", "carrés"),
    ("côte", "côtes"),
    ("côtelette", "côtelettes"),
    ("escalope", "escalopes"),
    ("filet", "filets"),
    ("gousse", "gousses"),
    ("morceau", "morceaux"),
    ("moyen", "moyens"),
    ("moyenne", "moyennes"),
    ("œuf", "œufs"),
    ("part", "parts"),
    ("pavé", "pavés"),
    ("petit bol", "petits bols"),
    ("pièce", "pièces"),
    ("poignée", "poignées"),
    ("portion", "portions"),
    ("pot", "pots"),
    ("sachet", "sachets"),
    ("tasse", "tasses"),
    ("tranche", "tranches"),
    ("verre", "verres"),
];

/// The measure as so many of it are called: English has many from above one on, French from two on.
pub(super) fn measure(name: &str, count: f64, language: Language) -> &str {
    let (known, is_many): (&[(&str, &str)], bool) = match language {
        Language::English => (&ENGLISH, count > 1.0),
        Language::French => (&FRENCH, count >= 2.0),
    };
    let found = known.iter().find(|(one, many)| name == *one || name == *many);
    found.map_or(name, |(one, many)| if is_many { many } else { one })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_stands_in_the_number_of_its_count() {
        let said = |name, count, language| measure(name, count, language).to_owned();
        assert_eq!(said("piece", 2.0, Language::English), "pieces");
        assert_eq!(said("eggs", 1.0, Language::English), "egg");
        assert_eq!(said("slices", 0.5, Language::English), "slice");
        assert_eq!(said("œufs", 1.0, Language::French), "œuf");
        assert_eq!(said("tranche", 1.5, Language::French), "tranche");
        assert_eq!(said("morceau", 3.0, Language::French), "morceaux");
        assert_eq!(said("c. à soupe", 3.0, Language::French), "c. à soupe");
    }
}
