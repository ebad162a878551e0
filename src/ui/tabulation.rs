//! Tables that were pasted: how wide a tab is for the columns of a text to stand below each other.

/// The attribute for the longest cell before a tab; none of a text without tabs. A tab behind the mark
/// of a list is narrow.
pub(super) fn tabs(text: &str) -> &'static str {
    let cells = text.lines().filter_map(|line| line.rsplit_once('\t'));
    let longest = cells.flat_map(|(cells, _)| cells.split('\t')).map(width).max();
    match longest {
        None => "",
        Some(0..=2) => " data-tabs=\"2\"",
        Some(3..=7) => " data-tabs=\"7\"",
        Some(8..=12) => " data-tabs=\"12\"",
        Some(13..=20) => " data-tabs=\"20\"",
        Some(_) => " data-tabs=\"28\"",
    }
}

/// About how many letters wide a cell is: those of East Asian scripts take two.
fn width(cell: &str) -> usize {
    cell.trim().chars().map(|letter| if letter >= '\u{1100}' { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_is_as_wide_as_the_longest_cell_before_one() {
        assert_eq!(tabs("No tab at all"), "");
        assert_eq!(tabs("•\tOats\n•\tA walk of half an hour"), " data-tabs=\"2\"");
        assert_eq!(tabs("\tindented"), " data-tabs=\"2\"");
        assert_eq!(tabs("Glucose\t08:00\t6.2\n\t12:00\t7.1"), " data-tabs=\"7\"");
        assert_eq!(tabs("Breakfast\tLunch\n2 eggs\tsalad"), " data-tabs=\"12\"");
        assert_eq!(tabs("朝食と昼食\t納豆"), " data-tabs=\"12\"");
        assert_eq!(tabs("What was eaten in the evening\tnothing"), " data-tabs=\"28\"");
    }
}
