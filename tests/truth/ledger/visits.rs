//! Visits and who came for the first time, added up from what was done at the desks and held
//! against every place that says the same: answers, pages, files and the lists behind them.

use std::collections::BTreeMap;
use std::thread;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::desk::{Desk, KINDS, STATUSES, Visit};
use super::printed::{self, Reader};
use super::zones::{ZONES, Zone};
use super::{asked_operations, seed};
use crate::house::{House, Person};

const DESKS: usize = 8;
/// By default a visit or two for each operation of the tills.
const OPERATIONS: usize = 300;

/// Inclusive days, or all of them.
type Days = Option<(Date, Date)>;

/// What some visits come to.
#[derive(Default)]
struct Figures {
    total: i64,
    by_status: BTreeMap<&'static str, i64>,
    by_kind: BTreeMap<Option<&'static str>, i64>,
    by_dietitian: BTreeMap<String, i64>,
    minutes: i64,
    held: i64,
    missed: i64,
    new: i64,
}

/// What the desks did, in one clinic at one moment.
struct Books<'z> {
    zone: &'z Zone,
    now_ms: i64,
    visits: Vec<Visit>,
}

/// Hundredths of a quotient, a half rounded up.
fn hundredths(dividend: i64, divisor: i64) -> i64 {
    if divisor == 0 { 0 } else { (dividend * 200 + divisor) / (2 * divisor) }
}

impl Figures {
    fn of(&self, status: &str) -> i64 {
        self.by_status.get(status).copied().unwrap_or_default()
    }

    /// In hundredths of a minute.
    fn average(&self) -> i64 {
        hundredths(self.minutes, self.of("COMPLETED"))
    }

    /// In hundredths of a percent.
    fn rate(&self) -> i64 {
        hundredths(self.missed * 100, self.held + self.missed)
    }
}

impl Books<'_> {
    fn is_within(&self, begins_ms: i64, days: Days) -> bool {
        days.is_none_or(|(from, to)| (from..=to).contains(&self.zone.day(begins_ms)))
    }

    fn present(&self) -> impl Iterator<Item = &Visit> {
        self.visits.iter().filter(|visit| !visit.is_deleted)
    }

    /// When each patient had their first completed visit.
    fn first_ones(&self) -> BTreeMap<&str, i64> {
        let mut first: BTreeMap<&str, i64> = BTreeMap::new();
        for visit in self.present().filter(|visit| visit.status == "COMPLETED") {
            let known = first.entry(&visit.patient).or_insert(visit.begins_ms);
            *known = visit.begins_ms.min(*known);
        }
        first
    }

    fn of(&self, days: Days) -> Figures {
        let mut figures = Figures::default();
        for visit in self.present().filter(|visit| self.is_within(visit.begins_ms, days)) {
            figures.total += 1;
            *figures.by_status.entry(visit.status).or_default() += 1;
            *figures.by_kind.entry(visit.kind).or_default() += 1;
            *figures.by_dietitian.entry(visit.dietitian.clone()).or_default() += 1;
            let has_begun = visit.begins_ms < self.now_ms;
            match visit.status {
                "COMPLETED" => {
                    figures.minutes += visit.minutes;
                    figures.held += i64::from(has_begun);
                }
                "NO_SHOW" => figures.missed += i64::from(has_begun),
                _ => {}
            }
        }
        let first = self.first_ones();
        figures.new = first.values().filter(|at| self.is_within(**at, days)).count() as i64;
        figures
    }

    /// How many patients had a completed visit in the last twelve months.
    fn seen(&self) -> usize {
        let since = self.zone.start_of(self.zone.day(self.now_ms).saturating_sub(12.months()));
        let lately = self.present().filter(|one| one.status == "COMPLETED");
        let lately = lately.filter(|one| one.begins_ms >= since).map(|one| one.patient.as_str());
        lately.collect::<std::collections::BTreeSet<_>>().len()
    }

    /// The months that some days touch, each with those of its days.
    fn months((from, to): (Date, Date)) -> Vec<(String, (Date, Date))> {
        let mut months = Vec::new();
        let mut begin = from;
        while begin <= to {
            let end = begin.last_of_month().min(to);
            months.push((begin.strftime("%Y-%m").to_string(), (begin, end)));
            begin = end.tomorrow().unwrap();
        }
        months
    }

    /// The days to be asked for: all, changes of the clocks by themselves, the days around today,
    /// months, and some of several months.
    fn periods(&self) -> Vec<Days> {
        let today = self.zone.day(self.now_ms);
        let mut periods = vec![None, Some((today.first_of_month(), today))];
        for day in self.zone.days_of_change() {
            let next = day.tomorrow().unwrap();
            periods.extend([Some((day, day)), Some((next, next)), Some((day, next))]);
        }
        for ago in [0, 1, 5, 11] {
            let month = today.saturating_sub(ago.months());
            periods.push(Some((month.first_of_month(), month.last_of_month())));
        }
        for shift in -2..=2 {
            let day = today.saturating_add(shift.days());
            periods.push(Some((day, day)));
        }
        let year = today.saturating_sub(12.months());
        periods.push(Some((year, today.saturating_add(30.days()))));
        periods.push(Some((year.saturating_sub(3.months()), year)));
        periods
    }
}

/// A number of an answer in hundredths.
#[track_caller]
fn in_hundredths(value: &Value) -> i64 {
    let number = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    let hundredths = (number * 100.0).round();
    assert!((number * 100.0 - hundredths).abs() < 1e-6, "{number} has more than two decimals");
    hundredths as i64
}

/// The parameters of these days.
fn asking(days: Days) -> String {
    days.map_or_else(String::new, |(from, to)| format!("from_date={from}&to_date={to}"))
}

#[test]
fn visits_and_newcomers_agree_with_everything_that_was_done() {
    let zone = &ZONES[seed() as usize % ZONES.len()];
    let house = House::of(&[("admin", "ADMIN"), ("dora", "DIETITIAN")]);
    let (admin, dora) = (house.person("admin"), house.person("dora"));
    admin.put("/api/settings", json!({ "time_zone": zone.name }));
    let now_ms = jiff::Timestamp::now().as_millisecond();
    let operations = asked_operations(OPERATIONS);
    let desks: Vec<Desk<'_>> = (0..DESKS)
        .map(|number| {
            let dietitians = vec![admin.id.clone(), dora.id.clone()];
            let seed = seed() * 7000 + number as u64;
            Desk::new(admin.on_another_line(&house), (zone, now_ms), dietitians, seed)
        })
        .collect();
    let desks: Vec<Desk<'_>> = thread::scope(|scope| {
        let threads: Vec<_> = desks
            .into_iter()
            .map(|mut desk| {
                scope.spawn(move || {
                    desk.work(operations / DESKS);
                    desk
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let done: usize = desks.iter().map(|desk| desk.done).sum();
    let visits: Vec<Visit> = desks.into_iter().flat_map(|desk| desk.visits).collect();
    eprintln!(
        "{done} of {operations} operations were lawful, on {} appointments in {}",
        visits.len(),
        zone.name
    );
    assert!(done * 2 > operations, "only {done} of {operations} were lawful");
    let books = Books { zone, now_ms, visits };
    let reader = Reader::of(&house, "admin");
    for days in books.periods() {
        answers_are(&admin, &books, days);
        pages_and_files_are(&admin, &reader, &books, days);
    }
    the_dashboard_is(&admin, &books);
    let dora = house.person("dora");
    let hers = books.present().filter(|one| one.dietitian == dora.id).count();
    let shown = dora.get("/api/reports/visits").fine().json();
    assert_eq!(shown["data"]["summary"]["total"], hers, "what a dietitian's own report counts");
}

fn answers_are(admin: &Person, books: &Books<'_>, days: Days) {
    let asked = asking(days);
    let answer = |path: &str| {
        let joint = if path.contains('?') { '&' } else { '?' };
        admin.get(&format!("{path}{joint}{asked}")).fine().json()["data"].clone()
    };
    let figures = books.of(days);
    let (report, overview) = (answer("/api/reports/visits"), answer("/api/reports/overview"));
    for summary in [&report["summary"], &overview["visits"]] {
        let what = format!("{days:?}: {summary}");
        assert_eq!(summary["total"], figures.total, "{what}");
        assert_eq!(summary["completed"], figures.of("COMPLETED"), "{what}");
        assert_eq!(summary["noShows"], figures.of("NO_SHOW"), "{what}");
        assert_eq!(summary["begun"]["completed"], figures.held, "{what}");
        assert_eq!(summary["begun"]["noShows"], figures.missed, "{what}");
        assert_eq!(in_hundredths(&summary["noShowRate"]), figures.rate(), "{what}");
        assert_eq!(in_hundredths(&summary["averageDuration"]), figures.average(), "{what}");
    }
    let stats = answer("/api/visits/stats");
    assert_eq!(stats["total"], figures.total, "{days:?}");
    let counted = |rows: &Value, key: &str, word: Option<&str>| -> i64 {
        let rows = rows.as_array().unwrap().iter().filter(|row| row[key] == json!(word));
        rows.map(|row| row["count"].as_i64().unwrap()).sum()
    };
    for status in STATUSES {
        let count = figures.of(status);
        assert_eq!(counted(&report["byStatus"], "status", Some(status)), count, "{days:?}");
        assert_eq!(counted(&stats["by_status"], "status", Some(status)), count, "{days:?}");
        let list = answer(&format!("/api/visits?limit=1&status={status}"));
        assert_eq!(list["total"], count, "the list of {status} in {days:?}");
    }
    for kind in KINDS.map(Some).into_iter().chain([None]) {
        let count = figures.by_kind.get(&kind).copied().unwrap_or_default();
        assert_eq!(counted(&report["byType"], "visit_type", kind), count, "{days:?}");
        assert_eq!(counted(&stats["by_type"], "type", kind), count, "{days:?}");
    }
    for row in report["byDietitian"].as_array().unwrap() {
        let id = row["dietitian_id"].as_str().unwrap();
        assert_eq!(row["count"], figures.by_dietitian[id], "{days:?}");
    }
    let patients = answer("/api/reports/patients");
    for new in [&patients["summary"]["new"], &overview["patients"]["new"]] {
        assert_eq!(*new, figures.new, "new in {days:?}");
    }
    if let Some(days) = days {
        for (place, (name, part)) in Books::months(days).into_iter().enumerate() {
            let month = books.of(Some(part));
            for (rows, count) in [
                (&report["visitTrend"], month.total),
                (&overview["trends"]["visits"], month.total),
                (&patients["newPatientsTrend"], month.new),
                (&overview["trends"]["newPatients"], month.new),
            ] {
                assert_eq!(rows[place], with_registered(&rows[place], &name, count), "{days:?}");
            }
        }
    } else {
        let stats = answer("/api/patients/stats");
        for seen in [&patients["summary"]["seen"], &stats["seen"], &overview["patients"]["seen"]] {
            assert_eq!(*seen, books.seen(), "seen in twelve months");
        }
    }
}

/// A row of a trend with that month and count, whatever else it says.
fn with_registered(row: &Value, month: &str, count: i64) -> Value {
    let mut row = row.clone();
    (row["month"], row["count"]) = (json!(month), json!(count));
    row
}

/// The pages' tiles and tables and the files, in their readers' form.
fn pages_and_files_are(admin: &Person, reader: &Reader<'_>, books: &Books<'_>, days: Days) {
    let (asked, figures) = (asking(days), books.of(days));
    let seen = days.is_none().then(|| books.seen() as i64 * 100);
    for (report, expected) in [
        (
            "visits",
            vec![
                ("Appointments", Some(figures.total * 100)),
                ("Minutes on average", Some(figures.average())),
                ("No-shows, %", Some(figures.rate())),
            ],
        ),
        ("patients", vec![("New patients", Some(figures.new * 100)), ("Active", seen)]),
    ] {
        let page = reader.page(&format!("/reports/{report}?{asked}"));
        let book = reader.book(&format!("/reports/{report}/xlsx?{asked}"));
        let lines = reader.lines(&format!("/reports/{report}/csv?{asked}"));
        for (label, expected) in expected {
            let Some(expected) = expected else { continue };
            let tile = page.tile(label);
            let shown = tile.iter().filter_map(|text| text.replace(',', "").parse::<f64>().ok());
            let is_shown = shown.map(|number| (number * 100.0).round() as i64).next();
            assert_eq!(is_shown, Some(expected), "{label} in {days:?}: {tile:?}");
            let in_file = |cells: &Vec<String>| cells.first().is_some_and(|cell| cell == label);
            for (rows, kind) in [(book.sheet("Figures"), "XLSX"), (&lines[..], "CSV")] {
                let row = rows.iter().find(|row| in_file(row) && row.len() > 1);
                let row = row.unwrap_or_else(|| panic!("no {label} in the {kind}"));
                let value: f64 = row[1].parse().unwrap();
                let value = (value * 100.0).round() as i64;
                assert_eq!(value, expected, "{label} in {days:?} as {kind}");
            }
        }
        must_be_the_same(&book, &lines, &format!("{report} of {days:?}"));
        if report == "visits"
            && let Some(days) = days
        {
            let rows = book.sheet("No-shows per month, %");
            for (row, (name, part)) in rows.iter().zip(Books::months(days)) {
                let month = books.of(Some(part));
                let rate = (row[1].parse::<f64>().unwrap() * 10_000.0).round() as i64;
                let expected = (
                    name,
                    month.rate(),
                    month.missed.to_string(),
                    (month.held + month.missed).to_string(),
                );
                assert_eq!((row[0].clone(), rate, row[2].clone(), row[3].clone()), expected);
            }
        }
    }
    the_lists_as_files_are(admin, books, days);
}

/// A report has the same tables as workbook and as text.
fn must_be_the_same(book: &printed::Book, lines: &[Vec<String>], what: &str) {
    for title in book.titles() {
        let at = lines.iter().position(|line| line[0] == title && line.len() == 1);
        let at = at.unwrap_or_else(|| panic!("no {title} in the CSV of {what}: {lines:?}"));
        for (row, line) in book.sheet(title).iter().zip(&lines[at + 2..]) {
            for (place, cell) in row.iter().enumerate() {
                let text = line.get(place).map_or("", String::as_str);
                let same = cell == text || numbers(cell, text);
                assert!(same, "{title} of {what}: {cell:?} beside {text:?}");
            }
        }
    }
}

/// Whether both are the same number; a workbook keeps percent as a part of one.
fn numbers(cell: &str, text: &str) -> bool {
    let (Ok(cell), Ok(number)) = (cell.parse::<f64>(), text.trim_end_matches('%').parse::<f64>())
    else {
        return false;
    };
    (cell - number).abs() < 1e-9 || (cell * 100.0 - number).abs() < 1e-9
}

/// The list of the visits as files comes to the same figures.
fn the_lists_as_files_are(admin: &Person, books: &Books<'_>, days: Days) {
    let figures = books.of(days);
    let asked = asking(days);
    let path = format!("/api/export/visits?format=csv&{asked}");
    let lines = printed::lines(&admin.get(&path).fine().text());
    let at = |name: &str| lines[0].iter().position(|heading| heading == name).unwrap();
    let (status, minutes) = (at("status"), at("duration_minutes"));
    let held = || lines[1..].iter().filter(|line| line[status] == "COMPLETED");
    let sum: i64 = held().map(|line| line[minutes].parse::<i64>().unwrap()).sum();
    let found = (lines.len() as i64 - 1, held().count() as i64, sum);
    assert_eq!(found, (figures.total, figures.of("COMPLETED"), figures.minutes), "{days:?}");
    let path = format!("/api/export/visits?format=xlsx&{asked}");
    let rows = printed::book_of(admin, &path).rows(0);
    let missed = rows.iter().filter(|row| row["status"] == "NO_SHOW").count() as i64;
    assert_eq!((rows.len() as i64, missed), (figures.total, figures.of("NO_SHOW")), "{days:?}");
}

/// This month up to today, and the same days of the last.
fn the_dashboard_is(admin: &Person, books: &Books<'_>) {
    let today = books.zone.day(books.now_ms);
    let before = today.saturating_sub(1.months());
    let shown = admin.get("/api/reports/dashboard").fine().json()["data"].clone();
    for (month, days) in [("thisMonth", today), ("lastMonth", before)] {
        let figures = books.of(Some((days.first_of_month(), days)));
        let own = &shown[month];
        assert_eq!(own["visits"]["total"], figures.total, "{month}: {own}");
        assert_eq!(in_hundredths(&own["visits"]["noShowRate"]), figures.rate(), "{month}: {own}");
        let average = in_hundredths(&own["visits"]["averageDuration"]);
        assert_eq!(average, figures.average(), "{month}: {own}");
        assert_eq!(own["newPatients"], figures.new, "{month}: {own}");
    }
}
