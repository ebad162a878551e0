use super::*;

#[test]
fn codes_and_days_read_as_people_write_them() {
    let (english, french) = (Language::English, Language::French);
    assert_eq!(english.code("FOLLOW_UP"), "Follow-up");
    assert_eq!(english.code("IN_PERSON"), "In person");
    assert_eq!(english.code(""), "");
    assert_eq!(english.day("2026-11-04"), "4 Nov 2026");
    assert_eq!(french.day("2026-02-04"), "4 févr. 2026");
    assert_eq!(english.day("soon"), "soon");
    let day = jiff::civil::date(2026, 8, 4);
    assert_eq!(english.short_weekday(day), "Tue 4 Aug");
    assert_eq!(french.short_weekday(day), "mar. 4 août");
    assert_eq!(french.long_month(day), "août 2026");
}

#[test]
fn numbers_take_the_signs_of_the_language() {
    let (english, french) = (Language::English, Language::French);
    assert_eq!(english.number("-1234567.50"), "−1,234,567.50");
    assert_eq!(french.number("1234.5"), "1\u{202f}234,5");
    assert_eq!(english.money_of(&Amount::new(1200, "EUR")), "€12.00");
    assert_eq!(english.number("n/a"), "n/a");
    assert_eq!(english.percent("5.500"), "5.5%");
    assert_eq!(french.percent("20.0"), "20\u{a0}%");
    assert_eq!(french.typed(&Amount::new(123_450, "EUR")), "1234,50");
    assert_eq!(english.typed(&Amount::new(1234, "JPY")), "1234");
}
