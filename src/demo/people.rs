//! Who lives around the clinic: names and places of the peoples of a large city.

mod afar;
mod french;
mod near;

use super::notes::Texts;
use super::random::Random;

/// A people: how its names, streets and notes are written.
pub struct People {
    pub women: &'static [&'static str],
    pub men: &'static [&'static str],
    pub families: &'static [&'static str],
    pub country: &'static str,
    /// City and postal code.
    pub places: &'static [(&'static str, &'static str)],
    pub streets: &'static [&'static str],
    pub texts: &'static Texts,
    /// How many of a hundred patients belong to it.
    share: usize,
}

/// Every people; the shares add up to about a hundred.
pub const PEOPLES: [&People; 11] = [
    &french::FRENCH,
    &near::ENGLISH,
    &near::SPANISH,
    &near::GERMAN,
    &near::PORTUGUESE,
    &afar::POLISH,
    &afar::TURKISH,
    &afar::VIETNAMESE,
    &afar::JAPANESE,
    &afar::ARABIC,
    &afar::GREEK,
];

/// One of the peoples, each as often as its share says.
pub fn any(random: &mut Random) -> &'static People {
    PEOPLES[random.weighted(&PEOPLES.map(|people| people.share))]
}

/// The people that lives where the clinic stands.
pub fn local() -> &'static People {
    PEOPLES[0]
}
