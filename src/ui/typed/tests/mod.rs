//! What people type, and what it means: each entry is understood as its writer meant it, or asked back.

mod slips;

use proptest::prelude::*;

use super::*;

/// A text, and its value for an English and for a French writer; "?" where it is asked back.
type Entry = (&'static str, &'static str, &'static str);

const SUMS: [Entry; 46] = [
    ("1200", "1200", "1200"),
    ("1,200", "1200", "?"),
    ("1.200", "?", "?"),
    ("1 200", "1200", "1200"),
    ("1\u{202f}200,50", "1200.50", "1200.50"),
    ("1\u{a0}200", "1200", "1200"),
    ("1'200.50", "1200.50", "1200.50"),
    ("1,250.00", "1250.00", "1250.00"),
    ("1.250,00", "1250.00", "1250.00"),
    ("1 234,56", "1234.56", "1234.56"),
    ("1,234,567.89", "1234567.89", "1234567.89"),
    ("1.234.567,89", "1234567.89", "1234567.89"),
    ("1,234,567", "1234567", "1234567"),
    ("1.234.567", "1234567", "1234567"),
    ("12,50", "12.50", "12.50"),
    ("12,5", "12.5", "12.5"),
    ("12.5", "12.5", "12.5"),
    ("0,50", "0.50", "0.50"),
    (".50", "0.50", "0.50"),
    (",5", "0.5", "0.5"),
    ("75.-", "75", "75"),
    ("75,-", "75", "75"),
    ("75,–", "75", "75"),
    ("€75.00", "75.00", "75.00"),
    ("75,00 €", "75.00", "75.00"),
    ("75,00\u{a0}€", "75.00", "75.00"),
    ("75€", "75", "75"),
    ("75 EUR", "75", "75"),
    ("EUR 75", "75", "75"),
    ("eur75", "75", "75"),
    ("75 euros", "75", "75"),
    ("75€50", "75.50", "75.50"),
    ("−€120.00", "-120.00", "-120.00"),
    ("−120,00\u{a0}€", "-120.00", "-120.00"),
    ("-120", "-120", "-120"),
    ("€-120", "-120", "-120"),
    ("+5", "5", "5"),
    ("１２００", "1200", "1200"),
    ("١٢٫٥", "12.5", "12.5"),
    ("$75", "?", "?"),
    ("75 USD", "?", "?"),
    ("1e3", "?", "?"),
    ("1,20,000", "?", "?"),
    ("1 20", "?", "?"),
    ("abc", "?", "?"),
    ("€", "?", "?"),
];

const WEIGHTS: [Entry; 28] = [
    ("72.5", "72.5", "72.5"),
    ("72,5", "72.5", "72.5"),
    ("72,5 kg", "72.5", "72.5"),
    ("72.5kg", "72.5", "72.5"),
    ("72 kilos", "72", "72"),
    ("72 KG", "72", "72"),
    ("72 kg 500", "72.500", "72.500"),
    ("72kg5", "?", "?"),
    ("154 lb", "69.85", "69.85"),
    ("154lbs", "69.85", "69.85"),
    ("154 pounds", "69.85", "69.85"),
    ("154 livres", "?", "?"),
    ("154.5 lb", "70.08", "70.08"),
    ("11 st 4", "71.67", "71.67"),
    ("11st4", "71.67", "71.67"),
    ("11 st 4 lb", "71.67", "71.67"),
    ("11 stone 4 pounds", "71.67", "71.67"),
    ("11 stone", "69.85", "69.85"),
    ("11 st 15", "?", "?"),
    ("11.5 st", "73.03", "73.03"),
    ("7 lb 8 oz", "3.4", "3.4"),
    ("3450 g", "3.45", "3.45"),
    ("3 450 g", "3.45", "3.45"),
    ("3456 g", "3.456", "3.456"),
    ("seventy", "?", "?"),
    ("72..5", "?", "?"),
    ("72-75", "?", "?"),
    ("72,5 cm", "?", "?"),
];

const LENGTHS: [Entry; 26] = [
    ("175", "175", "175"),
    ("175cm", "175", "175"),
    ("175,5 cm", "175.5", "175.5"),
    ("1.75 m", "175", "175"),
    ("1,75 m", "175", "175"),
    ("1,75m", "175", "175"),
    ("1m75", "175", "175"),
    ("1 m 75", "175", "175"),
    ("1m75cm", "175", "175"),
    ("1 m 5 cm", "105", "105"),
    ("1m5", "?", "?"),
    ("1750 mm", "175", "175"),
    ("5'7\"", "170.18", "170.18"),
    ("5’7”", "170.18", "170.18"),
    ("5′7″", "170.18", "170.18"),
    ("5' 7", "170.18", "170.18"),
    ("5 ft 7 in", "170.18", "170.18"),
    ("5ft7", "170.18", "170.18"),
    ("5 feet 7 inches", "170.18", "170.18"),
    ("5 pieds 7 pouces", "170.18", "170.18"),
    ("5'7½\"", "171.45", "171.45"),
    ("5'", "152.4", "152.4"),
    ("68 in", "172.72", "172.72"),
    ("68\"", "172.72", "172.72"),
    ("5'13\"", "?", "?"),
    ("5,7'", "?", "?"),
];

const OTHERS: [(Quantity<'static>, Entry); 48] = [
    (Quantity::Share, ("5.5 %", "5.5", "5.5")),
    (Quantity::Share, ("5,5%", "5.5", "5.5")),
    (Quantity::Share, ("20 percent", "20", "20")),
    (Quantity::Pressure, ("120 mmHg", "120", "120")),
    (Quantity::Pressure, ("120/80", "?", "?")),
    (Quantity::Minutes, ("45", "45", "45")),
    (Quantity::Minutes, ("45 min", "45", "45")),
    (Quantity::Minutes, ("1 h 30", "90", "90")),
    (Quantity::Minutes, ("1h", "60", "60")),
    (Quantity::Minutes, ("1.5 h", "90", "90")),
    (Quantity::Minutes, ("1:30", "90", "90")),
    (Quantity::Minutes, ("1h75", "?", "?")),
    (Quantity::Days, ("30 days", "30", "30")),
    (Quantity::Days, ("30 jours", "30", "30")),
    (Quantity::Minutes, ("1h 30m", "90", "90")),
    (Quantity::Minutes, ("30m", "?", "?")),
    (Quantity::Days, ("1.000", "?", "?")),
    (Quantity::Count, ("12", "12", "12")),
    (Quantity::Count, ("1.000", "?", "?")),
    (Quantity::Count, ("1,000", "1000", "?")),
    (Quantity::Count, ("12 mois", "?", "?")),
    (Quantity::Energy, ("-500 kcal", "-500", "-500")),
    (Quantity::Energy, ("−1,000", "-1000", "?")),
    (Quantity::Energy, ("2.350", "?", "?")),
    (Quantity::Energy, ("8400 kJ", "?", "?")),
    (Quantity::Grams, ("1,200 g", "1200", "?")),
    (Quantity::Grams, ("1.200", "?", "?")),
    (Quantity::Grams, ("1.225 g", "?", "?")),
    (Quantity::Grams, ("1,225 g", "1225", "?")),
    (Quantity::Time, ("9h30", "09:30", "09:30")),
    (Quantity::Time, ("2:30", "?", "?")),
    (Quantity::Plain, ("1,500", "1500", "?")),
    (Quantity::Plain, ("1.500", "?", "?")),
    (Quantity::Plain, ("1.525", "1.525", "?")),
    (Quantity::Plain, ("0,500", "0.500", "0.500")),
    (Quantity::Plain, ("01,200", "?", "?")),
    (Quantity::Plain, ("0.5", "0.5", "0.5")),
    (Quantity::Day, ("2026-11-24", "2026-11-24", "2026-11-24")),
    (Quantity::Day, ("24/11/2026", "2026-11-24", "2026-11-24")),
    (Quantity::Day, ("24.11.2026", "2026-11-24", "2026-11-24")),
    (Quantity::Day, ("24 Nov 2026", "2026-11-24", "2026-11-24")),
    (Quantity::Day, ("1er déc. 2026", "2026-12-01", "2026-12-01")),
    (Quantity::Day, ("November 24, 2026", "2026-11-24", "2026-11-24")),
    (Quantity::Day, ("03/04/2026", "?", "2026-04-03")),
    (Quantity::Day, ("03-04-2026", "?", "2026-04-03")),
    (Quantity::Day, ("24/11/26", "?", "?")),
    (Quantity::Day, ("31/02/2026", "?", "?")),
    (Quantity::Day, ("-1985-04-03", "?", "?")),
];

fn entries() -> impl Iterator<Item = (Quantity<'static>, Entry)> {
    let of = |quantity| move |entry: Entry| (quantity, entry);
    SUMS.into_iter()
        .map(of(Quantity::Sum("EUR")))
        .chain(WEIGHTS.into_iter().map(of(Quantity::Weight)))
        .chain(LENGTHS.into_iter().map(of(Quantity::Length)))
        .chain(OTHERS)
}

#[test]
fn an_entry_is_understood_as_its_writer_meant_it_or_asked_back() {
    let mut wrong = Vec::new();
    for (quantity, (text, english, french)) in entries() {
        for (language, meant) in [(Language::English, english), (Language::French, french)] {
            let read = quantity.read(language, text);
            if read.as_deref().unwrap_or("?") != meant {
                wrong.push(format!("{text:?} in {language:?}: {read:?}, not {meant}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(entries().count() >= 120);
}

#[test]
fn a_currency_reads_its_own_signs_and_decimals() {
    let read = |currency, text| Quantity::Sum(currency).read(Language::English, text);
    assert_eq!(read("USD", "$75").as_deref(), Some("75"));
    assert_eq!(read("GBP", "£1,200.50").as_deref(), Some("1200.50"));
    assert_eq!(read("KWD", "1.500").as_deref(), Some("1.500"));
    assert_eq!(read("JPY", "¥1,500").as_deref(), Some("1500"));
    assert_eq!(read("CHF", "1'200.– Fr.").as_deref(), Some("1200"));
    assert_eq!(read("CHF", "CHF 80.00").as_deref(), Some("80.00"));
    assert_eq!(read("EUR", "£5"), None);
}

#[test]
fn a_field_takes_the_quantity_of_its_name() {
    let of = |name| Quantity::of(name, "EUR");
    assert_eq!(of("weight_kg"), Quantity::Weight);
    assert_eq!(of("waist_circumference_cm"), Quantity::Length);
    assert_eq!(of("lines.3.unit_price"), Quantity::Sum("EUR"));
    assert_eq!(of("tax_rate"), Quantity::Share);
    assert_eq!(of("carbohydrate"), Quantity::Plain);
    assert_eq!(of("protein_g_per_kg"), Quantity::Grams);
    assert_eq!(of("minutes"), Quantity::Minutes);
    assert_eq!(of("aim.ENERC_KCAL"), Quantity::Energy);
    assert_eq!(of("keep_daily"), Quantity::Count);
    assert_eq!(of("not_before"), Quantity::Day);
    assert_eq!(of("payment_date"), Quantity::Day);
    assert_eq!(of("visit_date"), Quantity::Moment);
    assert_eq!(of("repeat_times"), Quantity::Times);
    assert_eq!(of("age_min"), Quantity::Count);
    assert_eq!(of("version"), Quantity::Plain);
}

proptest! {
    #[test]
    fn what_a_page_prints_can_be_typed_into_it(
        minor in -99_999_999_i64..=99_999_999, currency in "EUR|USD|GBP|CHF|JPY|KWD|CAD", is_french: bool,
    ) {
        let language = if is_french { Language::French } else { Language::English };
        let digits = crate::money::to_fixed(minor, &currency);
        for printed in [language.sum(&digits, &currency), language.number(&digits)] {
            // A sum of three decimals, or of none, is written with one sign that may part thousands.
            let read = Quantity::Sum(&currency).read(language, &printed);
            let value = |text: &str| text.parse::<f64>().unwrap();
            let is_asked = read.is_none() && currency == "KWD";
            prop_assert!(is_asked || read.as_deref().map(value) == Some(value(&digits)), "{printed}");
        }
    }

    #[test]
    fn no_text_breaks_a_reader(text in "\\PC{0,24}|[0-9.,' €$mkgft\"-]{0,16}") {
        for (quantity, _) in entries() {
            let _ = quantity.read(Language::English, &text);
            let _ = quantity.read(Language::French, &text);
        }
    }
}
