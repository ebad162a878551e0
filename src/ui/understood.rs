//! What a filter takes, and what was typed into it as the lists read it.

use jiff::civil::Date;

use super::language::Language;
use super::typed::Quantity;
use crate::clock::parse_day;
use crate::list::{Kind, Spec, compared};
use crate::message::{Message, message};
use crate::schedule::YEARS;

/// What a filter of that name takes as people write it; none where its value stays as it is. In a
/// list the column decides, wherever the list has one.
pub(super) fn quantity<'a>(
    spec: Option<&Spec>,
    name: &str,
    currency: &'a str,
) -> Option<Quantity<'a>> {
    let named = |name: &str| Quantity::of(name, currency);
    let Some(column) = spec.and_then(|spec| compared(spec, name)) else {
        let is_read = |of: &Quantity<'_>| !matches!(of, Quantity::Plain | Quantity::Time);
        return Some(named(name)).filter(is_read);
    };
    match column.kind {
        Kind::Day | Kind::Moment => Some(Quantity::Day),
        Kind::Money(_) => Some(Quantity::Sum(currency)),
        Kind::Integer | Kind::Real => Some(match (named(column.name), column.kind) {
            (Quantity::Plain, Kind::Integer) => Quantity::Count,
            (of, _) => of,
        }),
        _ => None,
    }
}

/// The value as the list reads it. An instant, which no field makes but links do, stays one where the
/// list has instants.
///
/// # Errors
/// What is asked of what cannot be read, or in two ways, and of what no filter means.
pub(super) fn read(
    quantity: Quantity<'_>,
    language: Language,
    typed: &str,
    takes_instants: bool,
) -> Result<String, Message> {
    let is_instant = quantity == Quantity::Day && typed.as_bytes().get(10) == Some(&b'T');
    let value = match is_instant && takes_instants {
        true => typed.to_owned(),
        false => quantity.read(language, typed).ok_or_else(|| question(quantity))?,
    };
    match quantity {
        Quantity::Day => {
            let day = value.get(..10).and_then(parse_day).ok_or_else(|| question(quantity))?;
            let is_of_people = |day: &Date| YEARS.contains(&day.year());
            Some(day)
                .filter(is_of_people)
                .map(|_| value)
                .ok_or_else(|| message("filter-years", "must be a day of the years 1900 to 2199"))
        }
        Quantity::Sum(_) | Quantity::Plain => Ok(value),
        _ if value.starts_with('-') => Err(message("not-negative", "must not be negative")),
        _ => Ok(value),
    }
}

fn question(quantity: Quantity<'_>) -> Message {
    match quantity {
        Quantity::Count => {
            message("filter-count", "cannot be read as a whole number: write it like 30")
        }
        other => other.question(),
    }
}

/// The filter that ends what this one begins.
pub(super) fn end_of(name: &str) -> Option<String> {
    let ends = [("_gte", "_lte"), ("_gt", "_lt"), ("_min", "_max")];
    if name == "from_date" {
        return Some("to_date".to_owned());
    }
    ends.iter().find_map(|(from, to)| Some(format!("{}{to}", name.strip_suffix(from)?)))
}

/// What is asked where a stretch ends before it begins.
pub(super) fn backwards(quantity: Quantity<'_>, from: &str, to: &str) -> Option<Message> {
    if quantity == Quantity::Day {
        // An instant and a day have their days in common.
        return (from.get(..10) > to.get(..10))
            .then(|| message("ends-before-it-begins", "must not be before the first day"));
    }
    let (from, to): (f64, f64) = (from.parse().ok()?, to.parse().ok()?);
    (from > to).then(|| message("filter-backwards", "must not be less than the lower bound"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::BillingList;
    use crate::list::Listed;
    use crate::patients::PatientList;
    use crate::visits::VisitList;

    #[test]
    fn the_column_decides_what_its_filter_takes() {
        let (bills, visits, patients) = (BillingList::SPEC, VisitList::SPEC, PatientList::SPEC);
        for (spec, name, of) in [
            (bills, "total_amount_gte", Some(Quantity::Sum("EUR"))),
            (bills, "balance_lt", Some(Quantity::Sum("EUR"))),
            (bills, "tax_rate", Some(Quantity::Share)),
            (bills, "due_date_lte", Some(Quantity::Day)),
            (bills, "due_date_between", None),
            (bills, "status_in", None),
            (visits, "duration_minutes_gte", Some(Quantity::Minutes)),
            (visits, "visit_date_gte", Some(Quantity::Day)),
            (visits, "from_date", Some(Quantity::Day)),
            (patients, "age_min", Some(Quantity::Count)),
            (patients, "last_completed_gte", Some(Quantity::Day)),
            (patients, "city", None),
        ] {
            assert_eq!(quantity(Some(spec), name, "EUR"), of, "{name}");
        }
        assert_eq!(quantity(None, "day", "EUR"), Some(Quantity::Day));
        assert_eq!(quantity(None, "method", "EUR"), None);
    }

    #[test]
    fn a_filter_is_read_as_its_language_writes_it_or_asked_back() {
        let (english, french) = (Language::English, Language::French);
        let sum = Quantity::Sum("EUR");
        for (of, language, typed, value) in [
            (sum, french, "1 200,50", Some("1200.50")),
            (sum, french, "1.200", None),
            (sum, english, "1,200", Some("1200")),
            (sum, english, "1e3", None),
            (Quantity::Minutes, english, "1h", Some("60")),
            (Quantity::Minutes, english, "-1", None),
            (Quantity::Share, french, "5,5 %", Some("5.5")),
            (Quantity::Share, english, "-1", None),
            (Quantity::Day, french, "12/01/2026", Some("2026-01-12")),
            (Quantity::Day, english, "03/04/2026", None),
            (Quantity::Day, english, "0026-01-12", None),
            (Quantity::Day, english, "2026-01-12T10:00:00Z", Some("2026-01-12T10:00:00Z")),
            (Quantity::Count, english, "abc", None),
        ] {
            let read = read(of, language, typed, true);
            assert_eq!(read.ok().as_deref(), value, "{typed}");
        }
        assert!(read(Quantity::Day, english, "2026-01-12T10:00:00Z", false).is_err());
    }

    #[test]
    fn a_stretch_does_not_end_before_it_begins() {
        assert_eq!(end_of("age_min").as_deref(), Some("age_max"));
        assert_eq!(end_of("due_date_gte").as_deref(), Some("due_date_lte"));
        assert_eq!(end_of("due_date"), None);
        assert!(backwards(Quantity::Count, "40", "20").is_some());
        assert!(backwards(Quantity::Count, "9", "20").is_none());
        assert!(backwards(Quantity::Day, "2026-02-01", "2026-01-31").is_some());
        assert!(backwards(Quantity::Day, "2026-01-31T08:00:00Z", "2026-01-31").is_none());
    }
}
