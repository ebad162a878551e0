//! The first day of a week, by the clinic's country as its time zone tells it (Unicode CLDR 46,
//! `weekData/firstDay`, over the zones of `zone1970.tab`): Monday, unless the country begins on
//! Sunday or Saturday.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Zones, or their beginnings, of countries whose weeks begin on Sunday.
const SUNDAY: &[&str] = &[
    "America/",
    "US/",
    "Canada/",
    "Brazil/",
    "Mexico/",
    "Atlantic/Azores",
    "Atlantic/Madeira",
    "Europe/Lisbon",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Jerusalem",
    "Asia/Hong_Kong",
    "Asia/Macau",
    "Asia/Taipei",
    "Asia/Manila",
    "Asia/Singapore",
    "Asia/Bangkok",
    "Asia/Jakarta",
    "Asia/Pontianak",
    "Asia/Makassar",
    "Asia/Jayapura",
    "Asia/Kolkata",
    "Asia/Calcutta",
    "Asia/Karachi",
    "Asia/Dhaka",
    "Asia/Kathmandu",
    "Asia/Thimphu",
    "Asia/Phnom_Penh",
    "Asia/Vientiane",
    "Asia/Yangon",
    "Asia/Riyadh",
    "Asia/Aden",
    "Africa/Johannesburg",
    "Africa/Nairobi",
    "Africa/Addis_Ababa",
    "Africa/Harare",
    "Africa/Gaborone",
    "Africa/Maputo",
    "Pacific/Honolulu",
    "Pacific/Guam",
    "Pacific/Pago_Pago",
    "Pacific/Apia",
    "Indian/Maldives",
];
/// Those among them that begin on Monday all the same.
const MONDAY: &[&str] = &[
    "America/Argentina/",
    "America/Buenos_Aires",
    "America/Santiago",
    "America/Punta_Arenas",
    "America/Coyhaique",
    "America/Guayaquil",
    "America/Montevideo",
    "America/Costa_Rica",
    "America/Havana",
    "America/Port-au-Prince",
    "America/Cayenne",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Miquelon",
    "America/Nuuk",
    "America/Godthab",
    "America/La_Paz",
    "America/Guyana",
    "America/Paramaribo",
    "America/Scoresbysund",
    "America/Danmarkshavn",
    "America/Thule",
];
/// Those that begin on Saturday.
const SATURDAY: &[&str] = &[
    "Africa/Algiers",
    "Africa/Cairo",
    "Africa/Djibouti",
    "Africa/Khartoum",
    "Africa/Tripoli",
    "Asia/Amman",
    "Asia/Baghdad",
    "Asia/Bahrain",
    "Asia/Damascus",
    "Asia/Dubai",
    "Asia/Kabul",
    "Asia/Kuwait",
    "Asia/Muscat",
    "Asia/Qatar",
    "Asia/Tehran",
];

/// The day that weeks begin with where this time zone holds.
pub(super) fn first_weekday(zone: &str) -> Weekday {
    let is_of = |all: &[&str]| {
        all.iter().any(|one| if one.ends_with('/') { zone.starts_with(one) } else { zone == *one })
    };
    match () {
        () if is_of(SATURDAY) => Weekday::Saturday,
        () if is_of(SUNDAY) && !is_of(MONDAY) => Weekday::Sunday,
        () => Weekday::Monday,
    }
}

/// The first day of the week of a day.
pub(super) fn week_of(day: Date, first: Weekday) -> Date {
    day.saturating_sub(i32::from(day.weekday().since(first)).days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_as_their_country_begins_them() {
        for (zone, first) in [
            ("Europe/Paris", Weekday::Monday),
            ("Europe/London", Weekday::Monday),
            ("UTC", Weekday::Monday),
            ("America/New_York", Weekday::Sunday),
            ("America/Toronto", Weekday::Sunday),
            ("America/Argentina/Cordoba", Weekday::Monday),
            ("America/Santiago", Weekday::Monday),
            ("Asia/Jerusalem", Weekday::Sunday),
            ("Africa/Cairo", Weekday::Saturday),
            ("Australia/Sydney", Weekday::Monday),
        ] {
            assert_eq!(first_weekday(zone), first, "{zone}");
        }
        // A Friday.
        let day: Date = "2026-11-27".parse().unwrap();
        for (first, begins) in [
            (Weekday::Monday, "2026-11-23"),
            (Weekday::Sunday, "2026-11-22"),
            (Weekday::Saturday, "2026-11-21"),
        ] {
            assert_eq!(week_of(day, first).to_string(), begins);
            assert_eq!(week_of(week_of(day, first), first).to_string(), begins);
        }
    }
}
