//! How much recipes, plans and records of what was eaten hold, by whatever way they grow; and that the most
//! that they may hold is answered at once, everywhere.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::cast::Stage;
use crate::rooms::{cookie, knock};
use crate::wire::{Answer, Sent};

/// Nobody waits longer for a page, in a build for tests either.
const SOON: Duration = Duration::from_secs(2);
/// Bytes of an answer at most.
const MOST: usize = 12 * 1024 * 1024;

/// What those addresses take too long for, or fail with; what is slow once is asked again.
fn slow(kitchen: &Stage, addresses: &[String]) -> Vec<String> {
    let ask = |address: &String| {
        let begun = Instant::now();
        let answer = match address.starts_with("/api/") {
            true => kitchen.get(address),
            false => knock(
                &kitchen.practice,
                "GET",
                &kitchen.cast.address(address),
                Some(&kitchen.cookie),
            ),
        };
        let took = begun.elapsed();
        let is_right = answer.status == 200 && took < SOON && answer.text.len() < MOST;
        let told = || format!("{address}: {} {took:?} {}", answer.status, answer.text.len());
        if is_right { None } else { Some(told()) }
    };
    addresses.iter().filter_map(|address| ask(address).and_then(|_| ask(address))).collect()
}

/// What the refusal says, with its field.
#[track_caller]
fn refusal(answer: &Answer) -> String {
    assert_eq!(answer.status, 400, "{}", answer.text.chars().take(500).collect::<String>());
    let error = answer.json()["error"].clone();
    assert_eq!(error["code"], "VALIDATION_ERROR", "{error}");
    let detail = &error["details"][0];
    format!("{} {}", detail["field"].as_str().unwrap(), detail["message"].as_str().unwrap())
}

impl Stage {
    fn of_broth(&self, count: usize) -> Value {
        json!(vec![json!({ "food_id": self.broth, "grams": 1 }); count])
    }

    fn of_recipe(recipe: &str, count: usize) -> Value {
        json!(vec![json!({ "recipe_id": recipe, "grams": 100 }); count])
    }

    /// Five floors of a hundred, as they could be stored before there was a bound.
    fn deepest_of_all(&self) -> String {
        let mut inner = self.recipe(1, "Floor 1", self.of_broth(1));
        let mut all = vec![inner.clone()];
        for floor in 2..=5 {
            inner = self.recipe(1, &format!("Floor {floor}"), Self::of_recipe(&inner, 1));
            all.push(inner.clone());
        }
        let database = self.practice.clinic.database();
        for recipe in all {
            let copies = "INSERT INTO recipe_items (recipe_id, version, position, food_id, inner_id, \
                          inner_version, grams, note) SELECT recipe_id, version, n.value, food_id, inner_id, \
                          inner_version, grams, note FROM recipe_items, generate n WHERE recipe_id = ?1";
            let numbers = "WITH RECURSIVE generate(value) AS \
                           (SELECT 1 UNION ALL SELECT value + 1 FROM generate WHERE value < 99) ";
            database.execute(&format!("{numbers}{copies}"), [&recipe]).unwrap();
        }
        inner
    }

    fn items(&self, count: usize) -> Value {
        json!(vec![json!({ "food_id": self.broth, "grams": 10 }); count])
    }

    /// So many days of twelve meals of so many items, of which the first `full` have any.
    fn days(&self, days: usize, (full, items): (usize, usize)) -> Value {
        let meal = |items: usize| json!({ "name": "Meal", "items": self.items(items) });
        let day = |at: usize| {
            let items = if at < full { items } else { 0 };
            json!({ "label": format!("{}", at + 1), "meals": vec![meal(items); 12] })
        };
        json!((0..days).map(day).collect::<Vec<_>>())
    }

    fn patient(&self) -> String {
        self.cast.address("{patient}")
    }
}

#[test]
fn the_deepest_recipes_are_answered_at_once_and_no_more_are_made() {
    let kitchen = Stage::open();
    let hundred = kitchen.recipe(1, "Hundred", kitchen.of_broth(100));
    let body = json!({ "name": "Ten", "servings": 1, "items": Stage::of_recipe(&hundred, 10) });
    let thousand = kitchen.done("POST", "/api/recipes", body)["recipe"]["id"].clone();
    let more = json!({ "name": "More", "servings": 1, "items": Stage::of_recipe(&hundred, 11) });
    let told = refusal(&kitchen.ask("POST", "/api/recipes", more));
    assert!(told.starts_with("items ") && told.contains("1100") && told.contains("1000"), "{told}");
    let within = Stage::of_recipe(thousand.as_str().unwrap(), 2);
    let told = refusal(&kitchen.ask(
        "POST",
        "/api/recipes",
        json!({ "name": "x", "servings": 1, "items": within }),
    ));
    assert!(told.contains("2000"), "{told}");

    let deepest = kitchen.deepest_of_all();
    let path = format!("/api/recipes/{deepest}");
    kitchen.done("PUT", &path, json!({ "name": "Ten thousand million" }));
    refusal(&kitchen.ask("PUT", &path, json!({ "items": Stage::of_recipe(&hundred, 11) })));
    let items = json!(vec![json!({ "recipe_id": deepest, "grams": 100 }); 60]);
    let days = json!(vec![
        json!({ "label": "x", "meals": vec![json!({ "name": "Lunch", "items": items }); 2] });
        7
    ]);
    let begun = Instant::now();
    kitchen.done("PUT", "/api/plans/{plan}", json!({ "days": days }));
    let intake = json!({ "kind": "diary", "days": days });
    let intake = kitchen.practice.made(
        &kitchen.cast.address("/api/patients/{patient}/intakes"),
        intake,
        "intake",
    );
    assert!(begun.elapsed() < 4 * SOON, "{:?}", begun.elapsed());
    let recipes = [path.clone(), format!("/recipes/{deepest}"), format!("/recipes/{deepest}/edit")];
    let mut all: Vec<String> = recipes
        .into_iter()
        .chain([
            "/api/plans/{plan}".to_owned(),
            "/plans/{plan}".to_owned(),
            "/plans/{plan}?day=0".to_owned(),
            "/plans/{plan}?at=0.0.0".to_owned(),
            "/plans/{plan}?copy=0".to_owned(),
            "/plans/{plan}/handout".to_owned(),
            "/plans/{plan}/handout?language=fr&paper=letter".to_owned(),
            "/api/patients/{patient}/intakes".to_owned(),
            "/patients/{patient}/plans".to_owned(),
            format!("/intakes/{intake}"),
            format!("/intakes/{intake}/edit"),
            "/plans/foods?typed=ten%20thousand".to_owned(),
            "/api/search?q=thousand".to_owned(),
        ])
        .collect();
    let faults = slow(&kitchen, &all);
    assert!(faults.is_empty(), "{faults:#?}");
    kitchen.done("POST", "/api/plans/{plan}/give", json!({}));
    all.retain(|address| address.contains("{plan}"));
    let faults = slow(&kitchen, &all);
    assert!(faults.is_empty(), "given: {faults:#?}");
}

#[test]
fn a_plan_and_a_record_hold_so_much_by_whatever_way_they_grow() {
    let kitchen = Stage::open();
    // 28 days, of which the first has twelve meals of sixty.
    let plan =
        kitchen.done("PUT", "/api/plans/{plan}", json!({ "days": kitchen.days(28, (1, 60)) }));
    let version = plan["plan"]["version"].as_i64().unwrap();
    let to = |what: &str, places: Vec<Value>| json!({ "what": what, "to": places });
    let days: Vec<Value> = (1..28).map(|day| json!({ "day": day })).collect();
    let (full, beyond) = (kitchen.days(3, (3, 47)), kitchen.days(3, (3, 48)));
    let new = |days: &Value| json!({ "patient_id": kitchen.patient(), "title": "x", "days": days });
    let record = |days: &Value| json!({ "kind": "diary", "days": days });
    let intakes = "/api/patients/{patient}/intakes";
    let refused = [
        kitchen.ask("POST", "/api/plans/{plan}/copy", to("day", days)),
        kitchen.ask(
            "POST",
            "/api/plans/{plan}/copy",
            to("week", vec![json!({ "day": 7 }), json!({ "day": 14 })]),
        ),
        kitchen.ask("PUT", "/api/plans/{plan}", json!({ "days": beyond })),
        kitchen.ask("POST", "/api/plans", new(&beyond)),
        kitchen.ask("POST", intakes, record(&beyond)),
    ];
    for answer in &refused {
        let told = refusal(answer);
        assert!(told.contains("1700") && told.contains("days"), "{told}");
    }
    let meals = json!([{ "label": "x", "meals": [{ "name": "x", "items": kitchen.items(61) }] }]);
    for answer in [
        kitchen.ask("POST", "/api/plans", new(&meals)),
        kitchen.ask("POST", intakes, record(&meals)),
    ] {
        let told = refusal(&answer);
        assert!(told.contains("60"), "{told}");
    }
    // The page's own ways: another day, a line more in a full meal, something else instead of one of it.
    let ways = [
        (
            "/plans/{plan}/days",
            (1..28).map(|day| format!("&to.{day}=on")).collect::<String>() + "&from=0",
            "1700",
        ),
        ("/plans/{plan}", "&add.0.0=100+g+apple".to_owned(), "60"),
        ("/plans/{plan}/item", "&at=0.0.0&or=100+g+apple".to_owned(), "60"),
        ("/plans/{plan}/arrange", format!("&title=x&days={}&meals=Lunch", "a%0A".repeat(29)), "28"),
    ];
    for (path, form, bound) in ways {
        let answer = kitchen.press(path, format!("version={version}{form}"));
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.text.contains(bound), "{path} says nothing of {bound}");
    }
    let lines = "apple%0A".repeat(61);
    let answer =
        kitchen.press("/patients/{patient}/intakes", format!("complete.0=true&ate.0.0={lines}"));
    assert_eq!(answer.status, 400, "{}", answer.text);
    assert!(answer.text.contains("60"), "{}", answer.text);
    let now = kitchen.get("/api/plans/{plan}").json();
    assert_eq!(now["data"]["plan"]["version"], version, "nothing was changed");
    // The most that one holds is kept, and answered at once.
    kitchen.done("PUT", "/api/plans/{plan}", json!({ "days": full }));
    let places: Vec<Value> = (0..336).map(|n| json!({ "day": n % 3, "meal": n % 12 })).collect();
    let begun = Instant::now();
    kitchen.done("POST", "/api/plans/{plan}/copy", to("meal", places));
    assert!(begun.elapsed() < 2 * SOON, "{:?}", begun.elapsed());
    let mut all: Vec<String> =
        ["/api/plans/{plan}", "/plans/{plan}", "/plans/{plan}/handout"].map(str::to_owned).into();
    for _ in 0..3 {
        kitchen.done("POST", intakes, record(&full));
    }
    all.push("/api/patients/{patient}/intakes".to_owned());
    let faults = slow(&kitchen, &all);
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_page_of_long_records_ends_early_and_the_cursor_tells_all() {
    let kitchen = Stage::open();
    let path = kitchen.cast.address("/api/patients/{patient}/intakes");
    let before = kitchen.get(&path).json()["data"]["total"].as_u64().unwrap();
    for _ in 0..3 {
        let body = json!({ "kind": "diary", "days": kitchen.days(3, (3, 47)) });
        kitchen.done("POST", &path, body);
    }
    let (mut seen, mut query, mut pages) = (0, String::new(), 0);
    loop {
        let answer = kitchen.get(&format!("{path}{query}"));
        assert!(answer.status == 200 && answer.text.len() < MOST, "{}", answer.text.len());
        let data = answer.json()["data"].clone();
        seen += data["intakes"].as_array().unwrap().len() as u64;
        pages += 1;
        let Some(cursor) = data["next_cursor"].as_str() else { break };
        query = format!("?cursor={cursor}");
    }
    assert_eq!(seen, before + 3);
    assert!(pages >= 3, "{pages}");
}

#[test]
fn no_two_items_of_a_plan_have_one_id() {
    let kitchen = Stage::open();
    let id = "01900000-0000-7000-8000-0000000000aa";
    let item = |grams: u32| json!({ "id": id, "food_id": kitchen.broth, "grams": grams });
    let meal = |items: Value| json!({ "name": "Lunch", "items": items });
    let of = |meals: Vec<Value>| json!({ "days": [{ "label": "x", "meals": meals }] });
    let same = of(vec![meal(json!([item(100), item(200)]))]);
    let told = refusal(&kitchen.ask("PUT", "/api/plans/{plan}", &same));
    assert!(told.starts_with("days[0].meals[0].items[1].id "), "{told}");
    let other = of(vec![meal(json!([item(100)])), meal(json!([item(200)]))]);
    let told = refusal(&kitchen.ask("PUT", "/api/plans/{plan}", &other));
    assert!(told.starts_with("days[0].meals[1].items[0].id "), "{told}");
    let body = json!({ "kind": "diary", "days": same["days"] });
    refusal(&kitchen.ask("POST", "/api/patients/{patient}/intakes", body));
    kitchen.done("PUT", "/api/plans/{plan}", of(vec![meal(json!([item(100)]))]));
}

#[test]
fn nobody_waits_to_write_while_many_lines_are_looked_up() {
    let kitchen = Stage::open();
    let days = json!([{ "label": "x", "meals": (0..12).map(|_| json!({ "name": "Meal" })).collect::<Vec<_>>() }]);
    kitchen.done("PUT", "/api/plans/{plan}", json!({ "days": days }));
    let lines = |count: usize| -> String {
        let meal = |at: usize| {
            let lines: Vec<String> =
                (0..count).map(|n| format!("2+exchanges+of+x{at}y{n}")).collect();
            format!("&add.0.{at}={}", lines.join("%0A"))
        };
        (0..12).map(meal).collect()
    };
    let short: String = (0..12).map(|at| format!("&add.0.{at}={}", "q%0A".repeat(30))).collect();
    let refused = kitchen.press("/plans/{plan}", &short[1..]);
    assert_eq!(refused.status, 400);
    assert!(refused.text.contains("300 new lines"), "the bound is not told");
    let words: String = lines(15).replace("2+exchanges+of+", "9+g+a+b+c+d+");
    let slowest = thread::scope(|scope| {
        let typed = scope.spawn(|| kitchen.press("/plans/{plan}", &words[1..]));
        let mut slowest = Duration::ZERO;
        while !typed.is_finished() {
            let begun = Instant::now();
            kitchen.done(
                "PUT",
                "/api/foods/01900000-0000-7000-8000-0000000f00d0/favourite",
                json!({ "is_favourite": true }),
            );
            slowest = slowest.max(begun.elapsed());
        }
        assert_eq!(typed.join().unwrap().status, 303);
        slowest
    });
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
}

/// The most memory that the server has had, kB.
fn peak(kitchen: &Stage) -> u64 {
    let status =
        std::fs::read_to_string(format!("/proc/{}/status", kitchen.practice.server.child.id()))
            .unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn zipped(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn send(kitchen: &Stage, bytes: &[u8]) -> Answer {
    let mut body =
        b"--x\r\nContent-Disposition: form-data; name=\"dry_run\"\r\n\r\ntrue\r\n--x\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"table\"\r\n\r\n"
            .to_vec();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let sent = Sent::new("POST", "/api/food-sources").bearer(&kitchen.practice.admin);
    kitchen.practice.send(&sent.body("multipart/form-data; boundary=x", body))
}

#[test]
fn no_small_upload_takes_much_memory_or_ends_the_server() {
    let kitchen = Stage::open();
    let commas = |count: usize| vec![b','; count];
    let workbook = |shared: Vec<u8>| {
        zipped(&[("[Content_Types].xml", b"<Types/>".to_vec()), ("xl/sharedStrings.xml", shared)])
    };
    let quoted = [b"a,b\n\"".to_vec(), b"x\n".repeat(7_000_000)].concat();
    let xml =
        |inside: Vec<u8>| [b"<TABLE><ALIM>".to_vec(), inside, b"</ALIM></TABLE>".to_vec()].concat();
    let uploads = [
        ("a record of commas", zipped(&[("t.csv", commas(30_000_000))])),
        ("one of fewer", zipped(&[("t.csv", commas(15_000_000))])),
        ("a field without an end", zipped(&[("t.csv", quoted)])),
        (
            "columns of FDC",
            zipped(&[("food.csv", commas(9_000_000)), ("food_nutrient.csv", commas(10))]),
        ),
        ("shared texts", workbook([b"<sst>".to_vec(), b"<si></si>".repeat(1_500_000)].concat())),
        ("a count of texts", workbook(b"<sst uniqueCount=\"9999999999999\"></sst>".to_vec())),
        ("a long text", workbook([b"<sst><si><t>".to_vec(), vec![b'x'; 15_000_000]].concat())),
        (
            "fields of a record",
            zipped(&[
                ("alim_1.xml", xml(b"<a></a>".repeat(2_000_000))),
                ("compo_1.xml", xml(Vec::new())),
            ]),
        ),
        ("an old workbook of nothing", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".repeat(200)),
    ];
    for (what, bytes) in uploads {
        assert!(bytes.len() < 1_000_000, "{what}: {}", bytes.len());
        let answer = send(&kitchen, &bytes);
        assert_eq!(answer.status, 400, "{what}: {}", answer.text);
        let now = peak(&kitchen);
        assert!(now < 150_000, "{what}: {now} kB");
    }
}

#[test]
fn a_text_of_a_person_does_not_become_everybodys() {
    let kitchen = Stage::open();
    let name = kitchen
        .practice
        .text(&format!("SELECT last_name FROM patients WHERE id = '{}'", kitchen.patient()));
    let texts = [
        format!("Soup for {name}"),
        "Rice – zqremark".into(),
        "Salad".into(),
        "Zqremark@x.example".into(),
    ];
    let items: Vec<Value> = texts.iter().map(|text| json!({ "text": text })).collect();
    let days = json!([{ "label": "Monday", "meals": [{ "name": format!("Lunch with {name}"), "items": items }] }]);
    kitchen.done("PUT", "/api/plans/{plan}", json!({ "days": days }));
    let body = json!({ "is_template": true });
    let template = kitchen.done("POST", "/api/plans/{plan}/copy", body)["plan"].clone();
    let text = template.to_string().to_lowercase();
    assert!(!text.contains(&name.to_lowercase()) && !text.contains("zqremark"), "{text}");
    let meal = &template["days"][0]["meals"][0];
    let kept: Vec<&str> = meal["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["text"].as_str().unwrap())
        .collect();
    assert_eq!((&meal["name"], kept), (&json!("Lunch"), vec!["Soup", "Rice", "Salad"]));
    let cookie = cookie(&kitchen.practice, "viewer");
    let page = knock(
        &kitchen.practice,
        "GET",
        &format!("/plans/{}", template["id"].as_str().unwrap()),
        Some(&cookie),
    );
    assert!(page.status == 200 && !page.text.contains(&name), "{}", page.status);
}
