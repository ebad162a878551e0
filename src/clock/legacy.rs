//! Names of time zones that are no places: their clocks may not change with the clinic's.

/// Abbreviations that the time zone database keeps for old programs, and a place whose clock most
/// of those who type them mean. `EST` is five hours behind UTC all year round.
const LEGACY: [(&str, &str); 16] = [
    ("CET", "Europe/Paris"),
    ("CST6CDT", "America/Chicago"),
    ("EET", "Europe/Athens"),
    ("EST", "America/New_York"),
    ("EST5EDT", "America/New_York"),
    ("GMT", "Europe/London"),
    ("GMT+0", "Europe/London"),
    ("GMT-0", "Europe/London"),
    ("GMT0", "Europe/London"),
    ("Greenwich", "Europe/London"),
    ("HST", "Pacific/Honolulu"),
    ("MET", "Europe/Paris"),
    ("MST", "America/Denver"),
    ("MST7MDT", "America/Denver"),
    ("PST8PDT", "America/Los_Angeles"),
    ("WET", "Europe/Lisbon"),
];

/// A place to choose instead of a zone that is none; nothing for a place, and for UTC, which
/// nobody takes for their wall clock.
pub fn place_instead_of(zone: &str) -> Option<&'static str> {
    let zone = zone.trim();
    let found = LEGACY.iter().find(|(legacy, _)| legacy.eq_ignore_ascii_case(zone));
    // Etc/GMT-1 is an hour before UTC by its name and an hour after it by its clock.
    let is_offset = || {
        let (area, rest) = zone.split_once('/')?;
        (area.eq_ignore_ascii_case("Etc") && rest.get(..3)?.eq_ignore_ascii_case("GMT"))
            .then_some(())
    };
    found.map(|(_, place)| *place).or_else(|| is_offset().map(|()| "Europe/London"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Zone;

    #[test]
    fn what_is_proposed_is_a_place_that_this_build_knows() {
        for (legacy, place) in LEGACY {
            assert_eq!(place_instead_of(legacy), Some(place));
            assert_eq!(place_instead_of(&legacy.to_lowercase()), Some(place));
            assert!(Zone::named(place).is_some(), "{place}");
            assert_eq!(place_instead_of(place), None);
        }
        for place in ["Europe/Paris", "America/Panama", "UTC", "Etc/UTC", "Africa/Lagos"] {
            assert_eq!(place_instead_of(place), None, "{place}");
        }
        assert!(place_instead_of("Etc/GMT-1").is_some() && place_instead_of("Etc/GMT+5").is_some());
    }
}
