//! Hours and absences in words.

use crate::clock::{Moment, Zone};
use crate::schedule::hours::clock_text;
use crate::schedule::{Opening, Week};
use crate::ui::language::{Language, say};

/// The hours of a day: "08:00–12:30, 14:00–18:00"; blank for a closed one.
pub fn day<'a>(openings: impl Iterator<Item = &'a Opening>) -> String {
    let stretch =
        |opening: &Opening| format!("{}–{}", clock_text(opening.from), clock_text(opening.to));
    openings.map(stretch).collect::<Vec<_>>().join(", ")
}

/// The hours of a week, days that are alike together: "Mon–Fri 08:00–19:00 · Sat 09:00–12:00".
pub fn week(week: &Week, language: Language) -> String {
    let names = language.days();
    let short = |weekday: usize| names[weekday].chars().take(3).collect::<String>();
    let days: Vec<String> = (1..=7).map(|weekday| day(week.on(weekday))).collect();
    let mut parts = Vec::new();
    let mut first = 0;
    while first < days.len() {
        let alike = days[first..].iter().take_while(|hours| **hours == days[first]).count();
        if !days[first].is_empty() {
            let last = first + alike - 1;
            let name = match alike {
                1 => short(first),
                _ => format!("{}–{}", short(first), short(last)),
            };
            parts.push(format!("{name} {}", days[first]));
        }
        first += alike;
    }
    match parts.is_empty() {
        true => language.t(say("Closed")).to_owned(),
        false => parts.join(" · "),
    }
}

/// When somebody is away: days where they are whole ones, else with the times.
pub fn stretch(from: Moment, to: Moment, zone: &Zone, language: Language) -> String {
    let (first, last) = (zone.day_of(from), zone.day_of(to.plus_ms(-1)));
    if zone.start_of(first) == from && zone.end_of(last) == to {
        return match first == last {
            true => language.weekday(first),
            false => format!("{} – {}", language.weekday(first), language.weekday(last)),
        };
    }
    let time = |at: Moment| zone.wall_clock(at).strftime("%H:%M").to_string();
    match first == last {
        true => format!("{}, {}–{}", language.weekday(first), time(from), time(to)),
        false => format!(
            "{}, {} – {}, {}",
            language.weekday(first),
            time(from),
            language.weekday(last),
            time(to)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_are_alike_stand_together() {
        assert_eq!(week(&Week::usual(), Language::English), "Mon–Fri 08:00–19:00");
        assert_eq!(week(&Week::usual(), Language::French), "lun–ven 08:00–19:00");
        let on = |weekday, from: i64, to: i64| Opening { weekday, from: from * 60, to: to * 60 };
        let split =
            Week::of(vec![on(1, 9, 12), on(1, 14, 18), on(3, 9, 12), on(6, 9, 12), on(7, 9, 12)]);
        assert_eq!(
            week(&split.unwrap(), Language::English),
            "Mon 09:00–12:00, 14:00–18:00 · Wed 09:00–12:00 · Sat–Sun 09:00–12:00"
        );
        assert_eq!(week(&Week::of(Vec::new()).unwrap(), Language::French), "Fermé");
    }
}
