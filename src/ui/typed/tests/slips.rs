//! Entries that were once read otherwise than they were meant, and their like.

use super::*;

const MINUTES: &[Entry] = &[
    ("1.30 h", "?", "?"),
    ("1,30 h", "?", "?"),
    ("2.30 hours", "?", "?"),
    ("1.15h", "?", "?"),
    ("1,45 h", "?", "?"),
    ("1.20 h", "?", "?"),
    ("0.45 h", "?", "?"),
    ("0,30 h", "?", "?"),
    ("1.50 h", "?", "?"),
    ("1,10 heure", "?", "?"),
    ("1.3 h", "?", "?"),
    ("1.333 h", "?", "?"),
    ("1.5 h", "90", "90"),
    ("1,5 heure", "90", "90"),
    ("1.25 h", "75", "75"),
    ("1,75 h", "105", "105"),
    ("0.5 h", "30", "30"),
    ("2.0 h", "120", "120"),
    ("1.8 h", "108", "108"),
    ("1½ h", "90", "90"),
    ("1 ½ h", "90", "90"),
    ("1 1/2 h", "90", "90"),
    ("½ h", "30", "30"),
    ("¾ h", "45", "45"),
    ("1 heure et demie", "90", "90"),
    ("1 h et demie", "90", "90"),
    ("2 heures 30", "150", "150"),
    ("1.5 heure et demie", "?", "?"),
    ("45'", "45", "45"),
    ("45′", "45", "45"),
    ("90 min.", "90", "90"),
    ("４５ min", "45", "45"),
    ("１：３０", "90", "90"),
];

const WEIGHTS_ASKED: &[Entry] = &[
    ("1 livre", "?", "?"),
    ("10 livres 5", "?", "?"),
    ("11 st 4 livres", "?", "?"),
    ("1,65", "?", "?"),
    ("1.75", "?", "?"),
    ("1.65 kg", "1.65", "1.65"),
    ("1,65 kg", "1.65", "1.65"),
    ("3.2", "3.2", "3.2"),
    ("74½", "74.5", "74.5"),
    ("74 ½ kg", "74.5", "74.5"),
    ("74 1/2", "74.5", "74.5"),
    ("74¼", "74.25", "74.25"),
    ("11½ st", "73.03", "73.03"),
    ("11 st 4½", "71.89", "71.89"),
    ("72 kilograms", "72", "72"),
    ("72 kilogrammes", "72", "72"),
    ("72,5½", "?", "?"),
    ("７２．５", "72.5", "72.5"),
    ("７２，５ kg", "72.5", "72.5"),
];

const LENGTHS_SPELLED: &[Entry] = &[
    ("180 centimeters", "180", "180"),
    ("180 centimetres", "180", "180"),
    ("180 centimètres", "180", "180"),
    ("1 metre 80", "180", "180"),
    ("1 meter 80", "180", "180"),
    ("1 mètre 80", "180", "180"),
    ("1 metre 8", "?", "?"),
    ("1800 millimetres", "180", "180"),
    ("5' 7 1/2\"", "171.45", "171.45"),
    ("80½", "80.5", "80.5"),
];

const OF_OTHERS: &[(Quantity<'static>, Entry)] = &[
    (Quantity::Share, ("0.2", "?", "?")),
    (Quantity::Share, ("0,2", "?", "?")),
    (Quantity::Share, (".2", "?", "?")),
    (Quantity::Share, ("0.055", "?", "?")),
    (Quantity::Share, ("0,99", "?", "?")),
    (Quantity::Share, ("0.2 %", "0.2", "0.2")),
    (Quantity::Share, ("0,5%", "0.5", "0.5")),
    (Quantity::Share, ("0,5 pour cent", "0.5", "0.5")),
    (Quantity::Share, ("0", "0", "0")),
    (Quantity::Share, ("1", "1", "1")),
    (Quantity::Share, ("2,1", "2.1", "2.1")),
    (Quantity::Share, ("25％", "25", "25")),
    (Quantity::Share, ("－5", "-5", "-5")),
    (Quantity::Grams, ("1,255 g", "1255", "?")),
    (Quantity::Grams, ("1.255 g", "?", "?")),
    (Quantity::Grams, ("12,345", "12345", "?")),
    (Quantity::Grams, ("0,125 g", "0.125", "0.125")),
    (Quantity::Grams, ("1,25 g", "1.25", "1.25")),
    (Quantity::Grams, ("1 kg", "1000", "1000")),
    (Quantity::Grams, ("0,5 kg", "500", "500")),
    (Quantity::Grams, ("½ kg", "500", "500")),
    (Quantity::Grams, ("1.250 kg", "1250", "1250")),
    (Quantity::Grams, ("1,250 kg", "?", "1250")),
    (Quantity::Grams, ("1 oz", "28.35", "28.35")),
    (Quantity::Grams, ("2 onces", "56.7", "56.7")),
    (Quantity::Grams, ("1 fl oz", "?", "?")),
    (Quantity::Grams, ("1 livre", "?", "?")),
    (Quantity::Grams, ("150 grammes", "150", "150")),
    (Quantity::Plain, ("½", "0.5", "0.5")),
    (Quantity::Plain, ("1/2", "0.5", "0.5")),
    (Quantity::Plain, ("1⁄2", "0.5", "0.5")),
    (Quantity::Plain, ("2 1/2", "2.5", "2.5")),
    (Quantity::Plain, ("2½", "2.5", "2.5")),
    (Quantity::Plain, ("3/4", "0.75", "0.75")),
    (Quantity::Plain, ("13/4", "?", "?")),
    (Quantity::Plain, ("1/2/3", "?", "?")),
    (Quantity::Plain, ("5/8", "?", "?")),
    (Quantity::Plain, ("１．５", "1.5", "1.5")),
    (Quantity::Count, ("40 ans", "40", "40")),
    (Quantity::Count, ("18 years", "18", "18")),
    (Quantity::Count, ("1 an", "1", "1")),
    (Quantity::Count, ("40 mois", "?", "?")),
    (Quantity::Months, ("12 mois", "12", "12")),
    (Quantity::Months, ("12 months", "12", "12")),
    (Quantity::Months, ("2 ans", "?", "?")),
    (Quantity::Times, ("3 fois", "3", "3")),
    (Quantity::Times, ("3 times", "3", "3")),
    (Quantity::Times, ("3 x", "3", "3")),
    (Quantity::Times, ("3 mois", "?", "?")),
    (Quantity::Time, ("0930", "09:30", "09:30")),
    (Quantity::Time, ("1430", "14:30", "14:30")),
    (Quantity::Time, ("14", "14:00", "14:00")),
    (Quantity::Time, ("9", "?", "?")),
    (Quantity::Time, ("９：３０", "09:30", "09:30")),
    (Quantity::Time, ("14 heures 30", "14:30", "14:30")),
    (Quantity::Day, ("03 04 2026", "?", "2026-04-03")),
    (Quantity::Day, ("03,04,2026", "?", "2026-04-03")),
    (Quantity::Day, ("03_04_2026", "?", "2026-04-03")),
    (Quantity::Day, ("03|04|2026", "?", "2026-04-03")),
    (Quantity::Day, ("03:04:2026", "?", "2026-04-03")),
    (Quantity::Day, ("03\\04\\2026", "?", "2026-04-03")),
    (Quantity::Day, ("０３／０４／２０２６", "?", "2026-04-03")),
    (Quantity::Day, ("03⁄04⁄2026", "?", "2026-04-03")),
    (Quantity::Day, ("03∕04∕2026", "?", "2026-04-03")),
    (Quantity::Day, ("3 04 2027", "?", "2027-04-03")),
    (Quantity::Day, ("03.04.2026", "2026-04-03", "2026-04-03")),
    (Quantity::Day, ("4/3/2026?", "?", "?")),
    (Quantity::Day, ("3/-4/2026", "?", "?")),
    (Quantity::Day, ("3/−4/2026", "?", "?")),
    (Quantity::Day, ("mercredi 4 mars 2026", "2026-03-04", "2026-03-04")),
    (Quantity::Day, ("jeudi 4 mars 2026", "?", "?")),
    (Quantity::Day, ("4th of March 2026", "2026-03-04", "2026-03-04")),
    (Quantity::Day, ("20260304", "2026-03-04", "2026-03-04")),
    (Quantity::Moment, ("10.03.2031 09:00", "2031-03-10T09:00", "2031-03-10T09:00")),
    (Quantity::Moment, ("4 mars 2041 9h", "2041-03-04T09:00", "2041-03-04T09:00")),
    (Quantity::Moment, ("4 mars 2041 à 9 h 30", "2041-03-04T09:30", "2041-03-04T09:30")),
    (Quantity::Moment, ("4 March 2041 at 2 pm", "2041-03-04T14:00", "2041-03-04T14:00")),
    (Quantity::Moment, ("2031-01-27 9:00", "2031-01-27T09:00", "2031-01-27T09:00")),
    (Quantity::Moment, ("2031-01-27T09:00", "2031-01-27T09:00", "2031-01-27T09:00")),
    (Quantity::Moment, ("27/01/2031 14:30", "2031-01-27T14:30", "2031-01-27T14:30")),
    (Quantity::Moment, ("03/04/2031 14:30", "?", "2031-04-03T14:30")),
    (Quantity::Moment, ("27/01/2031 2:30", "?", "?")),
    (Quantity::Moment, ("27/01/2031", "?", "?")),
    (Quantity::Moment, ("14:30", "?", "?")),
    (Quantity::Moment, ("27/01/2031 25:00", "?", "?")),
];

#[test]
fn what_was_once_read_otherwise_is_understood_or_asked_back() {
    let of = |quantity| move |entry: &Entry| (quantity, *entry);
    let all = MINUTES
        .iter()
        .map(of(Quantity::Minutes))
        .chain(WEIGHTS_ASKED.iter().map(of(Quantity::Weight)))
        .chain(LENGTHS_SPELLED.iter().map(of(Quantity::Length)))
        .chain(OF_OTHERS.iter().copied());
    let mut wrong = Vec::new();
    for (quantity, (text, english, french)) in all {
        for (language, meant) in [(Language::English, english), (Language::French, french)] {
            let read = quantity.read(language, text);
            if read.as_deref().unwrap_or("?") != meant {
                wrong.push(format!("{text:?} in {language:?}: {read:?}, not {meant}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
