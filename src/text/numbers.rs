//! Numbers of documents and files: `INV-2026-000123` is also written `INV2026000123` and `2026-123`.

use super::{fold, letters};

/// The forms in which a stored number is looked through: as it is, without what parts its groups,
/// and without the zeros that fill them up either.
pub fn forms(number: &str) -> Vec<String> {
    let groups = groups(number);
    vec![fold(number), groups.concat(), without_zeros(&groups)]
}

/// The parts of a stored number's forms that a typed one may be. Figures alone are no group of
/// which zeros could be left out.
pub fn ways(typed: &str) -> Vec<String> {
    let groups = groups(typed);
    let mut ways = vec![fold(typed)];
    if groups.len() > 1 {
        ways.extend([groups.concat(), without_zeros(&groups)]);
    }
    ways.retain(|way| !way.is_empty());
    ways.dedup();
    ways
}

/// Letters and figures, each together.
pub fn groups(number: &str) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    for word in letters::words(&letters::key(number)) {
        let mut last = None;
        for c in word.chars() {
            let is_figure = Some(c.is_ascii_digit());
            match groups.last_mut().filter(|_| last == is_figure) {
                Some(group) => group.push(c),
                None => groups.push(c.to_string()),
            }
            last = is_figure;
        }
    }
    groups
}

fn without_zeros(groups: &[String]) -> String {
    groups
        .iter()
        .map(|group| match group.trim_start_matches('0') {
            "" => "0",
            rest => rest,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_however_its_groups_are_parted_and_filled() {
        let finds = |stored: &str, typed: &str| {
            let forms = forms(stored);
            ways(typed).iter().any(|way| forms.iter().any(|form| form.contains(way)))
        };
        for typed in
            ["INV-2026-000123", "inv2026000123", "2026-123", "INV 2026 123", "000123", "123"]
        {
            assert!(finds("INV-2026-000123", typed), "{typed}");
        }
        for typed in ["2026-124", "INV-2025-123", "0123-9"] {
            assert!(!finds("INV-2026-000123", typed), "{typed}");
        }
        assert!(finds("D/00017", "d17") && finds("d17", "D-017"));
    }
}
