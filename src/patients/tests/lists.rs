//! Pages, columns, ages, related rows, figures.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::cache::{Page, Tag};
use crate::clock::age_on;
use crate::patients::stats;

#[test]
fn rows_leave_out_the_clinical_and_the_private_unless_asked() {
    let clinic = Clinic::new();
    clinic.patient("Ana", "Lopez", Some(clinic.alice));
    let (rows, total, cursor) = clinic.rows(Scope::All, "");
    assert_eq!((total, cursor), (Some(1), None));
    let row = rows[0].as_object().unwrap();
    for absent in [
        "address",
        "emergency_contact_name",
        "emergency_contact_phone",
        "medical_notes",
        "dietary_preferences",
        "allergies",
        "name_words",
    ] {
        assert!(!row.contains_key(absent), "{absent}");
    }
    assert_eq!(row["is_active"], true);
    assert_eq!(row["assignedDietitian"]["username"], "alice");
    let page = clinic.list(Scope::All, "fields=allergies,assignedDietitian").unwrap();
    let row = data(&page)["patients"][0].clone();
    assert_eq!(row.as_object().unwrap().len(), 3);
    let names_alone = |page: &Page| page.shows.list_at(0).is_some_and(|(_, rows)| !rows.is_text);
    assert!(!names_alone(&page), "allergies are clinical text");
    assert!(names_alone(&clinic.list(Scope::All, "fields=city").unwrap()));
}

#[test]
fn a_dietitian_lists_their_own_patients() {
    let clinic = Clinic::new();
    let own = clinic.patient("Own", "One", Some(clinic.alice));
    clinic.patient("Other", "One", Some(clinic.bob));
    clinic.patient("No", "One", None);
    let (rows, total, _) = clinic.rows(Scope::Dietitian(clinic.alice), "");
    assert_eq!((rows[0]["id"].clone(), total), (json!(own), Some(1)));
    let ever = clinic.now();
    let figures = clinic.read(|sql| stats::page(sql, Scope::All, ever, ever)).unwrap();
    let figures = data(&figures);
    assert_eq!((figures["total"].clone(), figures["inactive"].clone()), (json!(3), json!(0)));
    assert_eq!(figures["by_dietitian"].as_array().unwrap().len(), 3);
    let own =
        clinic.read(|sql| stats::page(sql, Scope::Dietitian(clinic.alice), ever, ever)).unwrap();
    let only = json!([{"dietitian": {"id": clinic.alice, "name": "alice Clinic", "username": "alice"}, "count": 1}]);
    assert_eq!(data(&own)["by_dietitian"], only);
}

#[test]
fn a_page_with_all_that_belongs_to_it_takes_four_statements_whatever_its_size() {
    let clinic = Clinic::new();
    let (now, zone) = (clinic.now(), Zone::utc());
    for number in 0..7 {
        let patient = clinic.patient("Ana", &format!("Lopez{number}"), None);
        let visit = clinic.visit(patient, now.plus_minutes(-60 * number), "COMPLETED");
        clinic.visit(patient, now.plus_minutes(60), "SCHEDULED");
        clinic.measurement(visit, patient, now, 80.0);
        clinic.invoice(patient, "PENDING", "EUR", 11_010, "2020-01-01");
    }
    let page = |query: &str| {
        let (query, meter) = (ask(query).unwrap(), Meter::default());
        let page = clinic
            .database
            .read_here(&meter, |sql| list::page(sql, &query, Scope::All, &zone, now))
            .unwrap();
        (page, meter.queries())
    };
    let (both, statements) = page("limit=100&include=visits,measurements");
    assert_eq!((statements, both.shows.parts()[0].ids().len(), both.until), (3, 7, None));
    assert!(both.tags.contains(&Tag::Visits) && !both.tags.contains(&Tag::Billing));
    let (all, statements) = page("limit=3&include=visits,billing,measurements");
    assert_eq!((statements, all.until), (4, Some(zone.next_midnight(now))));
    for row in data(&all)["patients"].as_array().unwrap() {
        assert_eq!(row["visits"].as_array().unwrap().len(), 2);
        assert_eq!(row["visits"][0]["status"], "SCHEDULED");
        assert_eq!(row["measurements"][0]["bmi"], 20.0);
        assert_eq!(row["billing"][0]["total_amount"], 110.1);
        assert_eq!(row["billing"][0]["status"], "OVERDUE");
    }
    assert!(!String::from_utf8(all.json).unwrap().contains("secret"));
}

#[test]
fn deleted_visits_are_not_included_nor_their_measurements() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Ana", "Lopez", None);
    let visit = clinic.visit(patient, clinic.now(), "COMPLETED");
    clinic.measurement(visit, patient, clinic.now(), 80.0);
    clinic.run("UPDATE visits SET deleted_at = visit_date WHERE id = ?1", [visit]);
    let (rows, _, _) = clinic.rows(Scope::All, "include=visits,measurements");
    assert_eq!((&rows[0]["visits"], &rows[0]["measurements"]), (&json!([]), &json!([])));
}

#[test]
fn nonsense_is_refused() {
    let clinic = Clinic::new();
    for (query, code) in [
        ("age_min=old", "INVALID_FILTER"),
        ("age_min=-1", "INVALID_FILTER"),
        ("age_max=151", "INVALID_FILTER"),
        ("age_min=30&age_max=20", "INVALID_FILTER"),
        ("allergies=nuts", "INVALID_FILTER"),
        ("from_date=2026-01-01", "INVALID_FILTER"),
        ("gender_gt=MALE", "INVALID_OPERATOR"),
        ("sort_by=email", "VALIDATION_ERROR"),
        ("include=payments", "VALIDATION_ERROR"),
        ("fields=name_words", "VALIDATION_ERROR"),
    ] {
        assert_eq!(clinic.list(Scope::All, query).unwrap_err().code(), code, "{query}");
    }
}

/// Follows the cursors to the end and returns the ids seen, in order.
fn walk(clinic: &Clinic, query: &str) -> Vec<String> {
    let mut seen = Vec::new();
    let mut cursor = None;
    loop {
        let from = cursor.map(|cursor: String| format!("&cursor={cursor}")).unwrap_or_default();
        let (rows, _, next) = clinic.rows(Scope::All, &format!("limit=7&{query}{from}"));
        seen.extend(rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()));
        match next {
            Some(next) => cursor = Some(next),
            None => return seen,
        }
    }
}

#[test]
fn cursors_pass_every_row_exactly_once_in_every_order() {
    let clinic = Clinic::new();
    for number in 0..40 {
        // Few names, one birth date in three, and instants that repeat: ties everywhere.
        let id = clinic.patient(["Ana", "Éva", "eva"][number % 3], ["Li", "ÅS"][number % 2], None);
        clinic.run(
            "UPDATE patients SET created_at = ?2, updated_at = ?2, date_of_birth = ?3, email = ?4 \
             WHERE id = ?1",
            params![
                id,
                Moment::from_ms((number as i64 / 9) * 1000),
                ["1980-01-01", "1990-01-01"][number % 2],
                (number % 4 == 0).then_some("a@b.co"),
            ],
        );
    }
    for sort in ["created_at", "updated_at", "first_name", "last_name", "date_of_birth"] {
        for order in ["asc", "desc"] {
            let seen = walk(&clinic, &format!("sort_by={sort}&sort_order={order}"));
            let unique: BTreeSet<&String> = seen.iter().collect();
            assert_eq!((seen.len(), unique.len()), (40, 40), "{sort} {order}");
            let (whole, _, _) =
                clinic.rows(Scope::All, &format!("limit=100&sort_by={sort}&sort_order={order}"));
            let whole: Vec<&str> = whole.iter().map(|row| row["id"].as_str().unwrap()).collect();
            assert_eq!(seen, whole, "{sort} {order}");
        }
    }
    assert_eq!(walk(&clinic, "email_null=true").len(), 30);
}

#[test]
fn ages_are_whole_years_in_the_clinics_day() {
    let clinic = Clinic::new();
    let today = Zone::utc().day_of(clinic.now());
    let mut births = Vec::new();
    for number in 0..60_i32 {
        let id = clinic.patient(&format!("N{number}"), "Old", None);
        // Days around the birthday, 29 February among them.
        let birth = match number % 4 {
            0 => day(&format!("{}-02-29", 1904 + number / 4 * 8)),
            _ => {
                let span = jiff::Span::new().years(number * 2).days(number % 4 - 2);
                today.checked_sub(span).unwrap().min(today)
            }
        };
        clinic.run(
            "UPDATE patients SET date_of_birth = ?2 WHERE id = ?1",
            params![id, birth.to_string()],
        );
        births.push(age_on(birth, today));
    }
    for (least, most) in [(0, 0), (0, 150), (18, 18), (17, 65), (2, 4), (64, 99)] {
        let (_, total, _) = clinic.rows(Scope::All, &format!("age_min={least}&age_max={most}"));
        let expected = births.iter().filter(|age| (least..=most).contains(*age)).count();
        assert_eq!(total, Some(expected as i64), "{least} to {most}");
    }
}

/// What a filter is tried against: rows as plain values.
#[derive(Clone, Debug)]
struct Row {
    city: Option<&'static str>,
    gender: Option<&'static str>,
    birth: &'static str,
    is_active: bool,
}

fn any_row() -> impl Strategy<Value = Row> {
    let city = prop::option::of(prop::sample::select(vec!["Lyon", "lyon", "100%", "a_b", "Évian"]));
    let gender = prop::option::of(prop::sample::select(vec!["MALE", "FEMALE"]));
    let birth = prop::sample::select(vec!["1980-01-01", "1980-01-02", "1999-12-31"]);
    (city, gender, birth, any::<bool>()).prop_map(|(city, gender, birth, is_active)| Row {
        city,
        gender,
        birth,
        is_active,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(6) })]

    #[test]
    fn filters_keep_exactly_what_they_say(rows in prop::collection::vec(any_row(), 1..12)) {
        let clinic = Clinic::new();
        for row in &rows {
            let id = clinic.patient("A", "B", None);
            clinic.run(
                "UPDATE patients SET city = ?2, gender = ?3, date_of_birth = ?4, is_active = ?5 \
                 WHERE id = ?1",
                params![id, row.city, row.gender, row.birth, row.is_active],
            );
        }
        type Keeps = fn(&Row) -> bool;
        let filters: [(&str, Keeps); 12] = [
            ("city=Lyon", |row| row.city == Some("Lyon")),
            ("city_ne=Lyon", |row| row.city != Some("Lyon")),
            ("city_ilike=LYO", |row| matches!(row.city, Some("Lyon" | "lyon"))),
            ("city_ilike=evi", |row| row.city == Some("Évian")),
            ("city_like=0%25", |row| row.city == Some("100%")),
            ("city_like=_", |row| row.city == Some("a_b")),
            ("city_null=true", |row| row.city.is_none()),
            ("gender_in=MALE,OTHER", |row| row.gender == Some("MALE")),
            ("gender_not_null=true&is_active=false", |row| row.gender.is_some() && !row.is_active),
            ("date_of_birth_lte=1980-01-02", |row| row.birth <= "1980-01-02"),
            ("date_of_birth_between=1980-01-02,1999-12-31", |row| row.birth >= "1980-01-02"),
            ("is_active=true&date_of_birth_gt=1980-01-01", |row| row.is_active && row.birth > "1980-01-01"),
        ];
        for (query, keeps) in filters {
            let expected = rows.iter().filter(|row| keeps(row)).count() as i64;
            prop_assert_eq!(clinic.rows(Scope::All, query).1, Some(expected), "{}", query);
        }
    }
}

#[test]
fn related_rows_that_are_more_than_an_answer_holds_are_refused_by_name() {
    let clinic = Clinic::new();
    let id = clinic.patient("Ana", "Lopez", None);
    // Six hundred visits with 60 kB of notes each.
    clinic.run(
        "INSERT INTO visits (id, patient_id, dietitian_id, visit_date, ends_at, duration_minutes, \
         status, nutrition_diagnosis, intervention, monitoring_evaluation, created_at, updated_at) \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600), \
         t(long) AS (SELECT printf('%.20000c', 'x')) \
         SELECT printf('00000000-0000-7000-8000-%012d', i), ?1, ?2, ?3, ?4, 30, 'COMPLETED', \
         long, long, long, ?3, ?3 FROM n, t",
        params![id, clinic.alice, clinic.now(), clinic.now().plus_minutes(30)],
    );
    let refused = clinic.list(Scope::All, "include=visits").unwrap_err();
    assert_eq!(
        (refused.code(), refused.details()[0].field.as_str()),
        ("VALIDATION_ERROR", "include")
    );
    assert!(clinic.list(Scope::All, "include=measurements,billing").is_ok());
    clinic.run(
        "UPDATE visits SET deleted_at = ?1 WHERE id > ?2",
        params![clinic.now(), "00000000-0000-7000-8000-000000000300",],
    );
    let (rows, ..) = clinic.rows(Scope::All, "include=visits");
    assert_eq!(rows[0]["visits"].as_array().unwrap().len(), 300);
}
