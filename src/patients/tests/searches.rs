//! Search against a model in memory: the beginning of a run of the name, part of a contact, a day.

use proptest::prelude::*;

use super::*;
use crate::list::Search;
use crate::patients::finding;
use crate::patients::search::criteria;
use crate::patients::search_columns::{contact_folded, name_words};

fn person(clinic: &Clinic, name: [&str; 2], email: Option<&str>, phone: Option<&str>) {
    let body = json!({
        "first_name": name[0], "last_name": name[1], "date_of_birth": "1980-01-01",
        "email": email, "phone": phone,
    });
    clinic.create(&clinic.as_admin(), body).unwrap();
}

#[test]
fn every_word_begins_a_name_or_is_part_of_a_contact() {
    let clinic = Clinic::new();
    person(&clinic, ["Zoé", "Müller-Lefèvre"], Some("zoe@clinic.org"), Some("+33 6 12 34 56 78"));
    person(&clinic, ["Ana", "O'Brien"], None, Some("0612/".trim_end_matches('/')));
    let found = |words: &str| clinic.first_names(&format!("search={}", encoded(words)));
    for words in ["z", "ZO", "zoe", "muller", "lef", "zoé mull", "CLINIC", "g", "12345", "6.12.34"]
    {
        assert!(found(words).contains(&"Zoé".to_owned()), "{words}");
    }
    assert_eq!(found("o'b"), ["Ana"]);
    assert_eq!(found("bri"), ["Ana"]);
    for words in ["uller", "zoe brien", "%", "_", "\"", "*", "z*", "AND", "NEAR(z", "name_words:z"]
    {
        assert!(found(words).is_empty(), "{words}");
    }
    assert_eq!(found("  ").len(), 2);
    // Folded, ¨ is a space and a mark that is left out.
    assert_eq!(found("¨an"), ["Ana"]);
}

/// What a search shows page by page, beside what the whole list shows of those it matches.
fn assert_searched_as_listed(clinic: &Clinic, scope: Scope, rest: &str) {
    let of = |query: &str| clinic.rows(scope, query);
    let names = |rows: &[Value]| -> Vec<String> {
        rows.iter().map(|row| row["first_name"].as_str().unwrap().to_owned()).collect()
    };
    let (all, ..) = of(&format!("limit=100{rest}"));
    let all: Vec<String> = names(&all).into_iter().filter(|name| name.starts_with("Ana")).collect();
    let search = "search=ana example&limit=4";
    let mut by_offset = Vec::new();
    for page in 0..=all.len() / 4 {
        let (rows, total, _) = of(&format!("{search}&offset={}{rest}", page * 4));
        assert_eq!(total, Some(all.len() as i64));
        by_offset.extend(names(&rows));
    }
    let (rows, _, mut next) = of(&format!("{search}{rest}"));
    let mut by_cursor = names(&rows);
    while let Some(cursor) = next {
        let (rows, _, following) = of(&format!("{search}&cursor={cursor}{rest}"));
        by_cursor.extend(names(&rows));
        next = following;
    }
    assert_eq!(by_offset, all, "{rest}");
    assert_eq!(by_cursor, all, "{rest}");
}

#[test]
fn what_a_search_finds_is_in_the_order_of_the_list_whatever_the_clock_did() {
    let clinic = Clinic::new();
    let register = |count: usize, name: &str| {
        for number in 0..count {
            let body = json!({
                "first_name": format!("{name}{number}"), "last_name": "Example",
                "date_of_birth": "1980-01-01",
                "assigned_dietitian_id": if number % 2 == 0 { clinic.alice } else { clinic.bob },
            });
            clinic.create(&clinic.as_admin(), body).unwrap();
            clinic.database.clock().advance_ms(i64::from(number % 3 == 0));
        }
    };
    let is_in_order = || -> bool {
        let kept = "SELECT is_in_order FROM list_totals WHERE list = 'patients'";
        clinic.read(|sql| sql.one(kept, [], |row| row.get(0))).unwrap()
    };
    let assert_all = || {
        for rest in ["", "&sort_order=ASC", "&is_active=true", "&sort_by=first_name"] {
            assert_searched_as_listed(&clinic, Scope::All, rest);
            assert_searched_as_listed(&clinic, Scope::Dietitian(clinic.alice), rest);
        }
    };
    register(11, "Ana");
    register(5, "Else");
    clinic.run("UPDATE patients SET is_active = 0 WHERE rowno IN (3, 7)", []);
    assert!(is_in_order());
    assert_all();

    let two_hours = 2 * 3_600_000;
    clinic.database.clock().advance_ms(-two_hours);
    register(6, "Anabel");
    assert!(!is_in_order());
    assert_all();
}

#[test]
fn a_chosen_number_or_date_of_a_row_is_noticed() {
    let is_in_order = |change: &str| -> bool {
        let clinic = Clinic::new();
        for name in ["Ana", "Ben", "Cleo"] {
            clinic.patient(name, "Example", None);
        }
        clinic.run(change, []);
        let kept = "SELECT is_in_order FROM list_totals WHERE list = 'patients'";
        clinic.read(|sql| sql.one(kept, [], |row| row.get(0))).unwrap()
    };
    assert!(is_in_order("UPDATE patients SET city = 'Lyon', created_at = created_at"));
    assert!(is_in_order("DELETE FROM patients WHERE rowno = 2"));
    assert!(!is_in_order(
        "UPDATE patients SET created_at = '2020-01-01T00:00:00.000Z' WHERE rowno = 2"
    ));
    assert!(!is_in_order("UPDATE patients SET rowno = 9 WHERE rowno = 1"));
}

/// Names, words and contacts that try the borders of the query language.
fn nasty() -> impl Strategy<Value = String> {
    let known = [
        "%", "_", "\"", "*", "AND", "OR", "NOT", "NEAR(", "'", "-", "a-b", "^", "(", ")", "{", "}",
        ":", "+", "\\", "a\"b", "\"\"", "é", "É", "ß", "ss", "İ", "ﬁ", "山", "김", "ab", "abc",
        "12", "0612", "06-12", "+33", "@", ".co", "א", "😀", "a😀b",
    ];
    prop_oneof![
        3 => prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => "[a-cé '\"%-]{1,4}",
        1 => "\\PC{1,4}",
    ]
}

fn person_name() -> impl Strategy<Value = String> {
    prop::collection::vec(nasty(), 1..3).prop_map(|parts| parts.join(" "))
}

type Contact = (Option<String>, Option<String>);

fn contact() -> impl Strategy<Value = Contact> {
    let email = prop::option::of("[a-cé%_\"'*]{1,3}@[a-c]{1,2}\\.co");
    let phone = prop::option::of("[+0-3 ().-]{1,9}");
    (email, phone)
}

/// Whether the model finds all parts of a search, of which a contact has stretches so long.
fn matches(details: &crate::patients::Details, typed: &str, shortest: usize) -> bool {
    let (names, contacts) = (name_words(details), contact_folded(details));
    let Some(search) = Search::read(Some(typed), "search", &Zone::utc()).unwrap() else {
        return true;
    };
    let born = details.date_of_birth;
    criteria(&search).iter().all(|part| part.is_in(&names, &contacts, born, shortest))
}

/// Those whom the search of the pages finds, and whether a letter was mended.
fn found(clinic: &Clinic, scope: Scope, typed: &str, most: usize) -> finding::FoundPatients {
    let search = Search::read(Some(typed), "q", &Zone::utc()).unwrap().unwrap();
    let now = clinic.now();
    clinic.read(|sql| finding::find(sql, &search, scope, now, most)).unwrap()
}

#[test]
fn the_index_of_terms_follows_every_change_of_a_patient() {
    let clinic = Clinic::new();
    let id = clinic.patient("Ana", "O'Brien", Some(clinic.alice));
    let is_found = |typed: &str, scope: Scope| {
        found(&clinic, scope, typed, 10).matches.iter().any(|one| one.id == id)
    };
    let own = |dietitian| Scope::Dietitian(dietitian);
    assert!(is_found("obri", own(clinic.alice)) && !is_found("obri", own(clinic.bob)));
    let body = json!({
        "last_name": "Quill", "phone": "06 12 34 56 78", "assigned_dietitian_id": clinic.bob,
    });
    super::changes::update(&clinic, &clinic.as_admin(), id, body).unwrap();
    clinic.run("UPDATE patients SET date_of_birth = '1979-02-03'", []);
    for typed in ["quill", "345678", "3 February 1979", "ana 1979"] {
        assert!(is_found(typed, own(clinic.bob)), "{typed}");
        assert!(!is_found(typed, own(clinic.alice)), "{typed}");
    }
    assert!(!is_found("obri", Scope::All) && !is_found("17 May 1980", Scope::All));
    clinic.run("UPDATE patients SET is_active = 0", []);
    assert!(is_found("quill", Scope::All));
    for index in ["patients_lookup", "patients_contacts"] {
        let check = format!("INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)");
        clinic.run(&check, []);
    }
}

#[test]
fn of_many_the_closest_are_found_and_archived_ones_only_where_others_are_too_few() {
    let clinic = Clinic::new();
    let register = |first: &str, last: &str, email: Option<String>| {
        let body = json!({
            "first_name": first, "last_name": last, "date_of_birth": "1980-01-01", "email": email,
        });
        clinic.create(&clinic.as_admin(), body).unwrap().patient.id
    };
    let names = |typed: &str, most: usize| -> Vec<String> {
        found(&clinic, Scope::All, typed, most).matches.into_iter().map(|one| one.name).collect()
    };
    for number in 0..3 {
        register("Ana", "Quill", None);
        register("Ben", "Vogel", Some(format!("quill{number}@example.org")));
    }
    let archived = register("Zita", "Quill", None);
    clinic.run("UPDATE patients SET is_active = 0 WHERE id = ?1", [archived]);
    for number in 0..250 {
        register(&format!("Cleo{number}"), "Quillfeather", None);
    }
    let all = names("quill", 400);
    assert_eq!(all[..3], ["Ana Quill", "Ana Quill", "Ana Quill"]);
    let feathers = &all[3..3 + finding::CANDIDATES];
    assert!(feathers.iter().all(|name| name.ends_with("Quillfeather")), "{all:?}");
    assert_eq!(
        all[3 + finding::CANDIDATES..],
        ["Ben Vogel", "Ben Vogel", "Ben Vogel", "Zita Quill"]
    );
    assert_eq!(names("quill", 2), ["Ana Quill", "Ana Quill"]);
    // Of one of several words, e-mails are looked through where the names are too few.
    assert_eq!(names("ben quill", 10), ["Ben Vogel", "Ben Vogel", "Ben Vogel"]);
    assert_eq!(names("zita quill", 10), ["Zita Quill"]);
    assert!(names("zita vogel", 10).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn search_finds_exactly_what_the_model_finds(
        people in prop::collection::vec((person_name(), person_name(), contact()), 1..8),
        searches in prop::collection::vec(person_name(), 12),
    ) {
        let clinic = Clinic::new();
        let mut known = Vec::new();
        for (number, (first, last, (email, phone))) in people.into_iter().enumerate() {
            let body = json!({
                "first_name": first, "last_name": last, "date_of_birth": "1980-01-01",
                "email": email, "phone": phone, "file_number": format!("F{number}"),
            });
            // A name of spaces alone is no name.
            if let Ok(created) = clinic.create(&clinic.as_admin(), body) {
                known.push(created.patient.details);
            }
        }
        for search in searches {
            let expected = known.iter().filter(|person| matches(person, &search, 1)).count();
            let (_, total, _) = clinic.rows(Scope::All, &format!("search={}", encoded(&search)));
            prop_assert_eq!(total, Some(expected as i64), "{:?} in {:?}", search, known);
            if Search::read(Some(&search), "q", &Zone::utc()).unwrap().is_none() {
                continue;
            }
            let found = found(&clinic, Scope::All, &search, 50);
            let expected = known.iter().filter(|person| matches(person, &search, 3)).count();
            let exact = if found.is_mended { 0 } else { found.matches.len() };
            prop_assert_eq!(exact, expected, "{:?} in {:?}", search, known);
        }
    }
}
