//! Countries by the zone of their clocks: how they are called from abroad, and what stands before a
//! number inside (ITU-T E.164 assigned codes; E.123 for the trunk prefix).

use std::sync::LazyLock;

/// A line each: calling code, trunk prefix or `-`, zones of the IANA database.
const TABLE: &str = include_str!("countries.txt");

/// How a country's numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    /// What stands behind the plus.
    pub code: &'static str,
    /// What a national number begins with instead; may be nothing.
    pub trunk: &'static str,
}

impl Country {
    /// Whether dates there may have the month first.
    pub fn may_write_month_first(self) -> bool {
        matches!(self.code, "1" | "63")
    }
}

static COUNTRIES: LazyLock<Vec<(Country, Vec<&'static str>)>> = LazyLock::new(|| {
    let country = |line: &'static str| {
        let mut words = line.split(' ');
        let (code, trunk) = (words.next()?, words.next()?);
        let trunk = if trunk == "-" { "" } else { trunk };
        Some((Country { code, trunk }, words.collect()))
    };
    TABLE.lines().filter_map(country).collect()
});

/// The country where clocks show that zone's time.
pub fn of_zone(zone: &str) -> Option<Country> {
    COUNTRIES.iter().find(|(_, zones)| zones.contains(&zone)).map(|(country, _)| *country)
}

/// The country whose code an international number begins with. No code begins another.
pub(super) fn calling(number: &str) -> Option<Country> {
    COUNTRIES.iter().find(|(country, _)| number.starts_with(country.code)).map(|(c, _)| *c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_exists_and_no_code_begins_another() {
        for (country, zones) in COUNTRIES.iter() {
            assert!(!zones.is_empty(), "{country:?}");
            for zone in zones {
                assert!(jiff::tz::TimeZone::get(zone).is_ok(), "{zone}");
            }
            let others = COUNTRIES.iter().filter(|(other, _)| other != country);
            for (other, _) in others {
                assert!(!other.code.starts_with(country.code), "{country:?} {other:?}");
            }
        }
        assert_eq!(of_zone("Europe/Paris"), Some(Country { code: "33", trunk: "0" }));
    }
}
