//! Tables of foods: what comes in, what is told of it, and how it is found.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::clinic::fine;
use crate::practice::Practice;
use crate::wire::{Answer, Sent};

const KIND: &str = "multipart/form-data; boundary=grenze";

/// A file of the real tables, where they lie beside the checkout.
fn table(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/food").join(name);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
    }
    path.exists().then_some(path)
}

fn form(bytes: &[u8], dry_run: bool) -> Vec<u8> {
    let mut body = Vec::new();
    let head =
        "--grenze\r\nContent-Disposition: form-data; name=\"file\"; filename=\"table\"\r\n\r\n";
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    let tail = format!(
        "\r\n--grenze\r\nContent-Disposition: form-data; name=\"dry_run\"\r\n\r\n{dry_run}\r\n--grenze--\r\n"
    );
    body.extend_from_slice(tail.as_bytes());
    body
}

fn send_table(practice: &Practice, bytes: &[u8], dry_run: bool) -> Answer {
    let sent = Sent::new("POST", "/api/food-sources").bearer(&practice.admin);
    practice.send(&sent.body(KIND, form(bytes, dry_run)))
}

fn import(practice: &Practice, path: &Path) -> String {
    fine(&practice.clinic.run(&["foods", "import", path.to_str().unwrap()]))
}

/// The food of that code in the newest table that has it.
fn food(practice: &Practice, code: &str) -> Value {
    let id = practice.text(&format!(
        "SELECT f.id FROM foods f JOIN food_sources s ON s.rowno = f.source_no \
         WHERE f.code = '{code}' AND s.state = 'active' ORDER BY f.rowno DESC LIMIT 1"
    ));
    practice.get(&format!("/api/foods/{id}")).json()["data"]["food"].clone()
}

fn nutrient(food: &Value, tag: &str) -> Value {
    let nutrients = food["nutrients"].as_array().unwrap();
    nutrients.iter().find(|nutrient| nutrient["nutrient"] == tag).unwrap().clone()
}

#[track_caller]
fn assert_value(food: &Value, tag: &str, state: &str, amount: Option<f64>) {
    let found = nutrient(food, tag);
    let number = if state == "less_than" { &found["upper"] } else { &found["amount"] };
    assert_eq!(
        (&found["state"], number),
        (&json!(state), &json!(amount)),
        "{tag} of {}",
        food["code"]
    );
}

#[test]
fn the_real_table_of_2020_comes_in_whole_and_once() {
    let Some(path) = table("ciqual-2020.xls") else { return };
    let practice = Practice::open();
    let begun = Instant::now();
    let told = import(&practice, &path);
    println!("CIQUAL 2020 took {:?}", begun.elapsed());
    assert!(told.contains("rows 3186, foods 3185: 3185 new, 0 the same"), "{told}");
    let states = "129676 numbers, 16630 less than, 1904 traces, 65252 unknown (1564 of them empty, 0 not readable)";
    assert!(told.contains(states), "{told}");
    assert!(told.contains("row 3122 9621: 3123"), "{told}");
    let count = |what: &str| practice.number(&format!("SELECT count(*) FROM {what}"));
    let of = "food_values w JOIN foods f ON f.rowno = w.food_no JOIN food_sources s ON s.rowno = f.source_no \
              WHERE s.family = 'ciqual'";
    assert_eq!(count(of), 3185 * 67);
    // The twin that was left out had two values.
    let left_out = 129_676 + 16_630 + 1_904 - count(&format!("{of} AND w.state <> 'missing'"));
    assert!((0..10).contains(&left_out), "{left_out}");
    assert_eq!(count(&format!("{of} AND w.state = 'trace'")), 1904);
    assert_eq!(count(&format!("{of} AND w.state = 'less_than'")), 16_630);
    assert_eq!(count("audit_logs WHERE action = 'IMPORT' AND resource_type = 'food_source'"), 1);
    let again = import(&practice, &path);
    assert!(again.contains("nothing was changed"), "{again}");
    assert_eq!(count("food_sources WHERE family = 'ciqual'"), 1);
    assert_eq!(count("audit_logs WHERE action = 'IMPORT' AND resource_type = 'food_source'"), 1);
}

#[test]
fn every_trap_of_the_new_form_becomes_what_it_must() {
    let (Some(path), Some(expected)) =
        (table("ciqual-2025-traps.tsv"), table("ciqual-2025-traps.expected.csv"))
    else {
        return;
    };
    let practice = Practice::open();
    let told = import(&practice, &path);
    assert!(told.contains("CIQUAL 2025") && told.contains("foods 37"), "{told}");
    for line in [
        "row 257 900038",
        "row 258 900039",
        "row 259 Sans code",
        "row 237 n/a",
        "row 251 1e-3",
        "row 241 -3",
        "900010: 115.0 g",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let mut reader = csv::Reader::from_path(expected).unwrap();
    for row in reader.records().map(Result::unwrap) {
        let [code, tag, state, amount, upper] = [0, 1, 2, 3, 4].map(|at| row[at].to_owned());
        if state == "rejected" {
            let count =
                practice.number(&format!("SELECT count(*) FROM foods WHERE code = '{code}'"));
            assert_eq!(count, 0, "{code}");
            continue;
        }
        let food = food(&practice, &code);
        let tag = if tag == "VITA" { "VITA_RE" } else { tag.as_str() };
        let number = if state == "less_than" { upper } else { amount };
        assert_value(&food, tag, &state, number.parse().ok());
    }
    let names = |code: &str| food(&practice, code)["name"].as_str().unwrap().to_owned();
    assert_eq!(names("900015"), "Nom avec tabulation");
    assert_eq!(names("900016"), "Yaourt nature");
    assert_eq!(names("900029"), "=SUM(A1:A9)");
    assert_eq!(food(&practice, "900001")["is_average"], true);
    assert_eq!(
        food(&practice, "900018")["group"],
        json!(["viandes, œufs, poissons et assimilés", "poissons crus"])
    );
    for (search, code) in
        [("oeuf", "900017"), ("ile fran", "900017"), ("MAÏS oeuf", "900017"), ("Œuf", "900017")]
    {
        let query: String = search.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let found = practice.get(&format!("/api/foods?search={query}")).json();
        assert_eq!(found["data"]["foods"][0]["code"], code, "{search}: {found}");
    }
}

#[test]
fn the_other_forms_are_read_as_their_publishers_mean_them() {
    let (Some(xml), Some(fdc)) = (table("ciqual-xml-mini"), table("fdc-mini")) else { return };
    let practice = Practice::open();
    import(&practice, &xml);
    let cream = food(&practice, "900101");
    assert_eq!(
        (&cream["name"], &cream["names"]["en"]),
        (&json!("Crème brûlée inventée"), &json!("Invented crème brûlée"))
    );
    let protein = nutrient(&cream, "PROCNT");
    assert_eq!(protein["confidence"], "A");
    assert_eq!(
        (&protein["amount"], &protein["min"], &protein["max"]),
        (&json!(4.13), &json!(3.9), &json!(4.4))
    );
    assert_value(&cream, "ZN", "less_than", Some(0.5));
    assert_value(&food(&practice, "900102"), "CHOAVL", "trace", None);
    assert_value(&food(&practice, "900103"), "ENERC_KCAL", "missing", None);
    assert_eq!(food(&practice, "900103")["name"], "Poivre & sel");

    let told = import(&practice, &fdc);
    assert!(told.contains("foods 6"), "{told}");
    for (code, kcal) in [("910001", 52.0), ("910002", 402.0), ("910003", 371.0), ("910006", 45.0)] {
        assert_value(&food(&practice, code), "ENERC_KCAL", "value", Some(kcal));
    }
    assert_value(&food(&practice, "910004"), "ENERC_KCAL", "missing", None);
    let oil = nutrient(&food(&practice, "910005"), "ENERC_KCAL");
    assert!(
        (oil["amount"].as_f64().unwrap() - 884.3).abs() < 0.05 && oil["derived"].is_string(),
        "{oil}"
    );
    let oats = food(&practice, "910003");
    assert_value(&oats, "FIBTG", "value", Some(10.4));
    assert_value(&oats, "FIB2011", "value", Some(12.9));
    assert_eq!(oats["portions"][0]["grams"], 81.2);
    assert_eq!(oats["carbohydrate_basis"], "by_difference");

    import(&practice, &table("cofid-mini.xlsx").unwrap());
    let beans = food(&practice, "13-901");
    for (tag, state) in [
        ("FAT", "trace"),
        ("FIBTG", "missing"),
        ("FASAT", "trace"),
        ("NA", "trace"),
        ("ID", "trace"),
    ] {
        assert_value(&beans, tag, state, None);
    }
    assert_value(&food(&practice, "12-903"), "VITC", "missing", None);
    assert_value(&food(&practice, "17-904"), "FE", "missing", None);

    import(&practice, &table("bls-mini.xlsx").unwrap());
    let bread = food(&practice, "B999200");
    assert_value(&bread, "CU", "trace", None);
    assert_value(&bread, "MN", "value", Some(1.9));
    assert_value(&bread, "VITB6", "value", Some(0.19));
    assert_value(&food(&practice, "F999100"), "CU", "value", Some(0.048));
    assert_value(&food(&practice, "X999400"), "WATER", "missing", None);
    assert_value(&bread, "SE", "missing", None);

    let told = import(&practice, &table("sr26-300").unwrap());
    assert!(told.contains("USDA SR 26") && told.contains("foods 300"), "{told}");
    let butter = food(&practice, "01001");
    assert_eq!(butter["group"], json!(["Dairy and Egg Products"]));
    assert_eq!(butter["portions"][0]["name"], "pat (1\" sq, 1/3\" high)");
}

#[test]
fn an_edition_takes_the_place_of_the_one_before_which_stays_for_what_was_planned() {
    let practice = Practice::open();
    let head = "alim_grp_code\talim_ssgrp_code\talim_ssssgrp_code\talim_grp_nom_fr\talim_ssgrp_nom_fr\t\
                alim_ssssgrp_nom_fr\talim_code\talim_nom_fr\talim_nom_sci\tLipides (g/100 g)\n";
    let edition = |rows: &str| format!("{head}{rows}");
    let wait = || {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let import = practice.get("/api/food-sources").json()["data"]["import"].clone();
            if !["reading", "writing"].contains(&import["state"].as_str().unwrap()) {
                return import;
            }
            assert!(Instant::now() < deadline, "{import}");
            thread::sleep(Duration::from_millis(20));
        }
    };
    let first =
        edition("1\t\t\tg\t\t\t11\tRiz testé\t\t1,5\n1\t\t\tg\t\t\t12\tPain testé\t\ttraces\n");
    assert_eq!(
        send_table(&practice, first.as_bytes(), true).json()["data"]["result"]["outcome"],
        "rehearsed"
    );
    assert_eq!(practice.number("SELECT count(*) FROM foods WHERE code = '11'"), 0);
    assert_eq!(send_table(&practice, first.as_bytes(), false).status, 200);
    assert_eq!(wait()["result"]["report"]["new"], 2);
    let rice = practice.text("SELECT id FROM foods WHERE code = '11'");
    let star = Sent::new("PUT", format!("/api/foods/{rice}/favourite")).bearer(&practice.admin);
    assert_eq!(practice.send(&star.json(r#"{"is_favourite":true}"#)).status, 200);

    let second =
        edition("1\t\t\tg\t\t\t11\tRiz testé\t\t1,6\n1\t\t\tg\t\t\t13\tRiz testé long\t\t< 0,5\n");
    send_table(&practice, second.as_bytes(), false);
    let report = wait()["result"]["report"].clone();
    assert_eq!(
        (&report["new"], &report["changed"], &report["gone"]),
        (&json!(1), &json!(1), &json!(1))
    );
    let found = practice.get("/api/foods?search=testé".replace('é', "%C3%A9").as_str()).json();
    assert_eq!(found["data"]["total"], 2, "{found}");
    assert_ne!(found["data"]["foods"][0]["id"], rice.as_str(), "the retired one is not offered");
    assert_eq!(found["data"]["foods"][0]["code"], "11", "the star has followed");
    let old = practice.get(&format!("/api/foods/{rice}")).json();
    assert_eq!(old["data"]["food"]["source"]["state"], "retired");
    assert_value(&old["data"]["food"], "FAT", "value", Some(1.5));
    for (bytes, code) in [(&b"no table at all"[..], 400), (b"", 400), (b"PK\x03\x04broken", 400)] {
        assert_eq!(send_table(&practice, bytes, true).status, code);
    }
}

#[test]
fn an_official_food_never_changes_and_its_copy_is_the_clinics_own() {
    let practice = Practice::open();
    let found = practice.get("/api/foods?search=apple").json();
    let apple = found["data"]["foods"][0]["id"].as_str().unwrap().to_owned();
    let send = |method: &str, path: &str, body: Value| {
        practice.send(&Sent::new(method, path).bearer(&practice.admin).json(body.to_string()))
    };
    let refused = send("PUT", &format!("/api/foods/{apple}"), json!({ "name": "Mine" }));
    assert_eq!(refused.status, 400, "{}", refused.text);
    let nutrients = json!([{ "nutrient": "VITC", "amount": 9.5 }, { "nutrient": "FE", "state": "less_than", "upper": 0.2 },
        { "nutrient": "ZN", "state": "trace" }, { "nutrient": "CA", "state": "missing" }]);
    let copy = send(
        "POST",
        "/api/foods",
        json!({ "derived_from": apple, "name": "Apple from the garden", "nutrients": nutrients }),
    );
    assert_eq!(copy.status, 201, "{}", copy.text);
    let copy = copy.json()["data"]["food"].clone();
    assert_eq!(
        (&copy["derived_from"], &copy["source"]["family"]),
        (&json!(apple), &json!("clinic"))
    );
    assert_value(&copy, "VITC", "value", Some(9.5));
    assert_value(&copy, "FE", "less_than", Some(0.2));
    assert_value(&copy, "ZN", "trace", None);
    assert_value(&copy, "CA", "missing", None);
    let original = practice.get(&format!("/api/foods/{apple}")).json()["data"]["food"].clone();
    assert_eq!(nutrient(&copy, "K")["amount"], nutrient(&original, "K")["amount"]);
    let found = practice.get("/api/foods?search=app%20gard").json();
    assert_eq!(found["data"]["foods"][0]["id"], copy["id"]);
    let at = format!("/api/foods/{}", copy["id"].as_str().unwrap());
    let stale = send("PUT", &at, json!({ "version": 7, "name": "x" }));
    assert_eq!((stale.status, &stale.json()["data"]["food"]["name"]), (409, &copy["name"]));
    let saved =
        send("PUT", &at, json!({ "version": 1, "portions": [{ "name": "slice", "grams": 12 }] }));
    assert_eq!(saved.json()["data"]["food"]["portions"][0]["grams"], 12.0, "{}", saved.text);
    let wrong = send(
        "POST",
        "/api/foods",
        json!({ "name": "x", "nutrients": [{ "nutrient": "NOPE", "amount": 1 }, { "nutrient": "FAT", "amount": 101 }] }),
    );
    let details = wrong.json()["error"]["details"].clone();
    assert_eq!(details.as_array().unwrap().len(), 2, "{details}");
}
