//! Allergies as a file has them: one a line, the reaction after a colon. That none is known is said there
//! in words too, and is no alarm.

use crate::text::fold;

/// An allergy: to what, and how it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allergy<'a> {
    pub to: &'a str,
    pub reaction: Option<&'a str>,
}

/// How people write that they asked and that none is known, folded.
const NONE: &[&str] = &[
    "0",
    "aucune",
    "aucune allergie",
    "aucune allergie connue",
    "aucune connue",
    "bilinen yok",
    "brak",
    "geen",
    "geen bekend",
    "kamia",
    "keine",
    "keine bekannt",
    "khong co",
    "n/a",
    "nenhuma",
    "neant",
    "nessuna",
    "nessuna nota",
    "nil",
    "ninguna",
    "ninguna conocida",
    "nka",
    "nkda",
    "no",
    "no allergies",
    "no allergy",
    "no known allergies",
    "no known allergy",
    "non",
    "none",
    "none known",
    "none reported",
    "pas d'allergie",
    "pas d'allergie connue",
    "pas d'allergies",
    "ras",
    "rien",
    "sans",
    "sem alergias conhecidas",
    "καμια",
    "لا يوجد",
    "なし",
];

/// Whether the text says that none is known.
pub(crate) fn is_none_known(text: Option<&str>) -> bool {
    let Some(text) = text else { return false };
    let said = fold(text);
    let said = said.trim_matches(|c: char| c.is_whitespace() || ".!-–—()".contains(c));
    match said.is_empty() {
        // A dash stands for nothing.
        true => !text.trim().is_empty(),
        false => NONE.contains(&said),
    }
}

/// The allergies that the text tells of.
pub(crate) fn known(text: Option<&str>) -> Vec<Allergy<'_>> {
    if is_none_known(text) {
        return Vec::new();
    }
    let lines = text.unwrap_or_default().lines();
    let lines = lines.map(|line| line.trim_start_matches(['-', '•', '*', '–']).trim());
    lines.filter(|line| !line.is_empty()).map(allergy).collect()
}

fn allergy(line: &str) -> Allergy<'_> {
    match line.split_once([':', '：']) {
        Some((to, reaction)) if !to.trim().is_empty() && !reaction.trim().is_empty() => {
            Allergy { to: to.trim(), reaction: Some(reaction.trim()) }
        }
        _ => Allergy { to: line, reaction: None },
    }
}

/// All of them in a line, for where room is scarce; none where none is known.
pub(crate) fn in_a_line(text: Option<&str>) -> Option<String> {
    let told = |one: Allergy<'_>| match one.reaction {
        Some(reaction) => format!("{} ({reaction})", one.to),
        None => one.to.to_owned(),
    };
    let known: Vec<String> = known(text).into_iter().map(told).collect();
    (!known.is_empty()).then(|| known.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allergy_is_told_with_its_reaction_and_none_known_is_none() {
        let text = Some("Peanuts: swelling of the lips\n- Lait : urticaire\nKiwi\n\n");
        assert_eq!(
            in_a_line(text).unwrap(),
            "Peanuts (swelling of the lips) · Lait (urticaire) · Kiwi"
        );
        assert_eq!(known(text)[1], Allergy { to: "Lait", reaction: Some("urticaire") });
        for none in ["None known", " none. ", "Aucune connue", "Néant", "NKA", "–", "RAS", "なし"]
        {
            assert!(is_none_known(Some(none)), "{none}");
            assert_eq!(in_a_line(Some(none)), None);
        }
        for some in ["Nuts", "None but peanuts", "no milk", "Noix"] {
            assert!(!is_none_known(Some(some)), "{some}");
        }
        assert!(!is_none_known(None) && !is_none_known(Some(" ")), "nobody has asked");
        assert_eq!(in_a_line(None), None);
    }
}
