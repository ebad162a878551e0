//! Recipes and plans over the wire: what they add up to, what they refuse, and that a plan which was
//! given stays what it is.

use serde_json::{Value, json};

use crate::cast::{Cast, food};
use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::{Answer, Sent};

struct Kitchen {
    practice: Practice,
    cast: Cast,
    food: String,
    cookie: String,
}

impl Kitchen {
    fn open() -> Self {
        let practice = Practice::open();
        let cast = Cast::of(&practice);
        let food = food(&practice);
        let cookie = cookie(&practice, "admin");
        Self { practice, cast, food, cookie }
    }

    fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        let sent = Sent::new(method, self.cast.address(path)).bearer(&self.practice.admin);
        self.practice.send(&sent.json(body.to_string()))
    }

    fn done(&self, method: &str, path: &str, body: Value) -> Value {
        let answer = self.send(method, path, body);
        assert!(matches!(answer.status, 200 | 201), "{method} {path}: {}", answer.text);
        answer.json()["data"].clone()
    }

    fn recipe(&self, name: &str, items: Value) -> String {
        let body = json!({ "name": name, "servings": 2, "items": items });
        self.done("POST", "/api/recipes", body)["recipe"]["id"].as_str().unwrap().to_owned()
    }
}

fn total<'t>(totals: &'t Value, nutrient: &str) -> &'t Value {
    totals.as_array().unwrap().iter().find(|one| one["nutrient"] == nutrient).unwrap()
}

fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.json()["error"]["code"], code, "{}", answer.text);
}

#[test]
fn a_recipe_is_told_per_100_g_and_per_serving() {
    let kitchen = Kitchen::open();
    let read = kitchen.practice.get(&kitchen.cast.address("/api/recipes/{recipe}")).json();
    let recipe = &read["data"]["recipe"];
    // 300 g of 50 kcal, cooked to 250 g, for two.
    assert_eq!(total(&recipe["per_100g"], "ENERC_KCAL")["amount"], 60.0);
    assert_eq!(total(&recipe["per_serving"], "ENERC_KCAL")["amount"], 75.0);
    assert_eq!(total(&recipe["per_100g"], "PROCNT")["amount"], 1.2);
    assert_eq!((&recipe["raw_g"], &recipe["serving_g"]), (&json!(300.0), &json!(125.0)));
    let changed = kitchen.done("PUT", "/api/recipes/{recipe}", json!({ "yield_g": null }));
    assert_eq!(changed["recipe"]["version"], 2);
    assert_eq!(total(&changed["recipe"]["per_100g"], "ENERC_KCAL")["amount"], 50.0);
}

#[test]
fn no_recipe_holds_itself_by_whatever_way_and_none_goes_too_deep() {
    let kitchen = Kitchen::open();
    let of_food = || json!([{ "food_id": kitchen.food, "grams": 100 }]);
    let of = |inner: &str| json!([{ "recipe_id": inner, "grams": 50 }]);
    let first = kitchen.recipe("Stock", of_food());
    let second = kitchen.recipe("Sauce", of(&first));
    let third = kitchen.recipe("Dish", of(&second));
    for inner in [&first, &second, &third] {
        let path = format!("/api/recipes/{first}");
        let answer = kitchen.send("PUT", &path, json!({ "items": of(inner) }));
        refused(&answer, 400, "VALIDATION_ERROR");
        assert_eq!(answer.json()["error"]["details"][0]["field"], "items[0].recipe_id");
    }
    let fourth = kitchen.recipe("Menu", of(&third));
    let fifth = kitchen.recipe("Feast", of(&fourth));
    let sixth = json!({ "name": "Too much", "servings": 1, "items": of(&fifth) });
    refused(&kitchen.send("POST", "/api/recipes", sixth), 400, "VALIDATION_ERROR");
    // Nor by way of the innermost: it would stand a sixth below.
    let below = kitchen.recipe("Water", of_food());
    let answer =
        kitchen.send("PUT", &format!("/api/recipes/{first}"), json!({ "items": of(&below) }));
    refused(&answer, 400, "VALIDATION_ERROR");
    let unknown = "01900000-0000-7000-8000-00000000abcd";
    let answer =
        kitchen.send("PUT", &format!("/api/recipes/{first}"), json!({ "items": of(unknown) }));
    refused(&answer, 404, "RECIPE_NOT_FOUND");
    let items = json!([{ "food_id": unknown, "grams": 1 }]);
    refused(
        &kitchen.send("PUT", &format!("/api/recipes/{first}"), json!({ "items": items })),
        404,
        "FOOD_NOT_FOUND",
    );
    let many: Vec<Value> =
        (0..101).map(|_| json!({ "food_id": kitchen.food, "grams": 1 })).collect();
    refused(
        &kitchen.send("PUT", &format!("/api/recipes/{first}"), json!({ "items": many })),
        400,
        "VALIDATION_ERROR",
    );
}

/// A plan of two days: 200 g of broth or 100 g of it, then a serving of soup and a text.
fn two_days(kitchen: &Kitchen) -> Value {
    let broth = |grams: f64| json!({ "food_id": kitchen.food, "grams": grams });
    let mut other = broth(100.0);
    other["alternative_of"] = json!(0);
    json!([
        { "label": "Monday", "meals": [{ "name": "Lunch", "time": "12:30", "items": [broth(200.0), other] }] },
        { "label": "Tuesday", "meals": [{ "name": "Dinner", "items": [
            { "recipe_id": kitchen.cast.address("{recipe}"), "count": 1 }, { "text": "Salad" },
        ] }] },
        { "label": "Wednesday", "meals": [] },
    ])
}

#[test]
fn a_plan_adds_up_and_of_alternatives_one_counts() {
    let kitchen = Kitchen::open();
    let targets = json!([{ "nutrient": "ENERC_KCAL", "aim": 1800 }]);
    let energy = json!({ "equation": "mifflin", "sex": "female", "age": 30, "weight_kg": 60, "height_cm": 165, "pal": 1.5 });
    let body = json!({ "days": two_days(&kitchen), "targets": targets, "energy": energy });
    let plan = kitchen.done("PUT", "/api/plans/{plan}", body)["plan"].clone();
    let kcal = |totals: &Value| total(totals, "ENERC_KCAL")["amount"].as_f64().unwrap();
    let meals = &plan["days"][0]["meals"][0];
    assert_eq!(kcal(&meals["items"][1]["totals"]), 50.0);
    assert_eq!((kcal(&meals["totals"]), kcal(&plan["days"][0]["totals"])), (100.0, 100.0));
    assert_eq!(kcal(&plan["days"][1]["totals"]), 75.0);
    assert_eq!(kcal(&plan["mean_day"]), 87.5);
    assert_eq!(plan["days"][1]["not_counted"], 1);
    assert_eq!(plan["energy"]["kcal"], 1320.25);
    assert_eq!(plan["energy"]["total_kcal"], 1980.375);
    // The other one is eaten: it counts instead.
    let mut days = two_days(&kitchen);
    days[0]["meals"][0]["items"][1]["is_chosen"] = json!(true);
    let plan = kitchen.done("PUT", "/api/plans/{plan}", json!({ "days": days }))["plan"].clone();
    assert_eq!(kcal(&plan["days"][0]["totals"]), 50.0);
    let chosen: Vec<&Value> = plan["days"][0]["meals"][0]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["is_chosen"])
        .collect();
    assert_eq!(chosen, [&json!(false), &json!(true)]);
    for bad in [
        json!({ "days": [{ "label": "x", "meals": [{ "name": "y", "items": [{ "food_id": kitchen.food }] }] }] }),
        json!({ "days": [{ "label": "x", "meals": [{ "name": "y", "items": [{ "food_id": kitchen.food, "grams": 5001 }] }] }] }),
        json!({ "days": [{ "label": "x", "meals": [{ "name": "y", "items": [{ "text": "a", "alternative_of": 7 }] }] }] }),
        json!({ "days": [{ "label": "x", "meals": [{ "name": "y", "items": [{ "food_id": kitchen.food, "count": 1 }] }] }] }),
        json!({ "days": vec![json!({ "label": "x", "meals": [] }); 29] }),
        json!({ "targets": [{ "nutrient": "MAGIC", "aim": 1 }] }),
        json!({ "energy": { "equation": "mifflin", "age": 30, "weight_kg": 60, "height_cm": 165 } }),
        json!({ "from_date": "2026-02-02", "to_date": "2026-02-01" }),
    ] {
        refused(&kitchen.send("PUT", "/api/plans/{plan}", bad), 400, "VALIDATION_ERROR");
    }
}

#[test]
fn a_plan_that_was_given_cannot_be_changed_by_any_route_nor_by_what_it_is_made_of() {
    let kitchen = Kitchen::open();
    kitchen.done("PUT", "/api/plans/{plan}", json!({ "days": two_days(&kitchen) }));
    let given = kitchen.done("POST", "/api/plans/{plan}/give", json!({}))["plan"].clone();
    assert_eq!(given["status"], "given");
    let day = || json!({ "what": "day", "day": 0, "to": [{ "day": 1 }] });
    for (method, path, body) in [
        ("PUT", "/api/plans/{plan}", json!({ "title": "Other" })),
        ("PUT", "/api/plans/{plan}", json!({})),
        ("POST", "/api/plans/{plan}/give", json!({})),
        ("POST", "/api/plans/{plan}/copy", day()),
        ("POST", "/api/plans/{plan}/copy", json!({ "what": "item", "to": [{ "day": 1 }] })),
    ] {
        refused(&kitchen.send(method, path, body), 409, "PLAN_GIVEN");
    }
    // What it was made of changes; the plan does not.
    kitchen.done("PUT", "/api/recipes/{recipe}", json!({ "yield_g": 1000, "name": "Thin soup" }));
    kitchen
        .practice
        .clinic
        .database()
        .execute("UPDATE food_values SET amount = 900 WHERE tag = 'ENERC_KCAL'", [])
        .unwrap();
    let read =
        |at: &str| kitchen.practice.get(&kitchen.cast.address(at)).json()["data"]["plan"].clone();
    let now = read("/api/plans/{plan}");
    assert_eq!((&now["days"], &now["mean_day"]), (&given["days"], &given["mean_day"]));
    let raw = kitchen
        .practice
        .clinic
        .database()
        .execute("UPDATE plans SET title = 'x' WHERE status = 'given'", []);
    assert!(raw.unwrap_err().to_string().contains("does not change"));
    // A copy is a draft of today's values.
    let copied =
        kitchen.done("POST", "/api/plans/{plan}/copy", json!({ "title": "Second" }))["plan"]
            .clone();
    assert_eq!((&copied["status"], &copied["title"]), (&json!("draft"), &json!("Second")));
    assert_ne!(copied["mean_day"], given["mean_day"]);
    assert_ne!(
        copied["days"][0]["meals"][0]["items"][0]["id"],
        given["days"][0]["meals"][0]["items"][0]["id"]
    );
    let ended = kitchen.done("POST", "/api/plans/{plan}/end", json!({}))["plan"].clone();
    assert_eq!((&ended["status"], &ended["days"]), (&json!("ended"), &given["days"]));
    refused(&kitchen.send("POST", "/api/plans/{plan}/end", json!({})), 409, "PLAN_GIVEN");
    refused(&kitchen.send("PUT", "/api/plans/{plan}", json!({ "notes": "x" })), 409, "PLAN_GIVEN");
}

#[test]
fn a_plan_goes_to_a_template_and_from_there_to_another_patient() {
    let kitchen = Kitchen::open();
    kitchen.done(
        "PUT",
        "/api/plans/{plan}",
        json!({ "days": two_days(&kitchen), "targets": [{ "nutrient": "PROCNT", "aim": 60 }] }),
    );
    let copy = |of: &str, body: Value| {
        kitchen.done("POST", &format!("/api/plans/{of}/copy"), body)["plan"].clone()
    };
    let template = copy("{plan}", json!({ "is_template": true, "title": "Light" }));
    assert_eq!((&template["is_template"], &template["targets"]), (&json!(true), &json!([])));
    let id = template["id"].as_str().unwrap();
    refused(
        &kitchen.send("POST", &format!("/api/plans/{id}/give"), json!({})),
        400,
        "VALIDATION_ERROR",
    );
    let other = kitchen.practice.text(&format!(
        "SELECT id FROM patients WHERE id <> '{}' LIMIT 1",
        kitchen.cast.address("{patient}")
    ));
    let plan = copy(id, json!({ "patient_id": other }));
    assert_eq!((&plan["patient_id"], &plan["mean_day"]), (&json!(other), &template["mean_day"]));
    // Parts within the draft: a day, a meal, an item.
    let id = plan["id"].as_str().unwrap();
    let monday = &plan["days"][0]["totals"];
    let days =
        copy(id, json!({ "what": "day", "day": 0, "to": [{ "day": 1 }, { "day": 2 }] }))["days"]
            .clone();
    assert_eq!(
        (&days[1]["totals"], &days[2]["totals"], &days[2]["label"]),
        (monday, monday, &json!("Wednesday"))
    );
    let item =
        json!({ "what": "item", "day": 0, "meal": 0, "item": 0, "to": [{ "day": 2, "meal": 0 }] });
    let days = copy(id, item)["days"].clone();
    assert_eq!(total(&days[2]["totals"], "ENERC_KCAL")["amount"], 200.0);
    let nowhere = json!({ "what": "meal", "day": 0, "to": [{ "day": 9 }] });
    refused(
        &kitchen.send("POST", &format!("/api/plans/{id}/copy"), nowhere),
        400,
        "VALIDATION_ERROR",
    );
    // A dietitian finds the plans of their own patients, and templates.
    let token = kitchen.cast.tokens[3].as_deref().unwrap();
    let listed =
        kitchen.practice.send(&Sent::new("GET", "/api/plans?limit=100").bearer(token)).json();
    let own = kitchen.cast.address("{patient}");
    let plans = listed["data"]["plans"].as_array().unwrap().clone();
    assert!(plans.iter().all(|plan| plan["patient_id"] != json!(own)));
    assert!(plans.iter().any(|plan| plan["is_template"] == true));
}

#[test]
fn a_stale_change_is_told_the_plan_as_it_is() {
    let kitchen = Kitchen::open();
    let answer = kitchen.send("PUT", "/api/plans/{plan}", json!({ "version": 0, "title": "x" }));
    refused(&answer, 409, "STALE_WRITE");
    assert_eq!(answer.json()["data"]["plan"]["title"], "First plan");
    let answer = kitchen.send("POST", "/api/plans/{plan}/give", json!({ "version": 0 }));
    refused(&answer, 409, "STALE_WRITE");
}

#[test]
fn energy_is_told_with_its_inputs_and_what_is_lacking_is_named() {
    let practice = Practice::shared();
    let asked = |query: &str| practice.get(&format!("/api/energy?{query}"));
    let data = |query: &str| {
        let answer = asked(query);
        assert_eq!(answer.status, 200, "{query}: {}", answer.text);
        answer.json()["data"].clone()
    };
    let body = "age=30&weight_kg=70&height_cm=175";
    for (query, kcal, holds) in [
        ("equation=mifflin&sex=M", 1648.75, true),
        ("equation=cunningham&lean_mass_kg=56", 1732.0, true),
        ("equation=katch_mcardle&body_fat_percentage=20", 1579.6, true),
        ("equation=henry_2005&sex=female", 8.18 * 70.0 + 502.0 * 1.75 - 11.6, true),
        ("equation=nasem_2023&sex=F&activity=active", 2508.25, true),
        ("equation=nasem_2023&sex=F&pal=1.7", 2508.25, true),
        ("equation=mifflin&sex=F&pregnancy_week=20&bmi_before=22", 1482.75, false),
    ] {
        let told = data(&format!("{query}&{body}"));
        assert!((told["kcal"].as_f64().unwrap() - kcal).abs() < 1e-6, "{query}: {told}");
        assert_eq!(told["holds"], holds, "{query}");
        assert!(told["source"].as_str().unwrap().len() > 10 && told["inputs"]["weight_kg"] == 70.0);
    }
    assert_eq!(data("equation=schofield&sex=M&age=2&weight_kg=10")["kcal"], 564.72);
    let lean = data(&format!("equation=katch_mcardle&sex=M&{body}"));
    assert_eq!(lean["inputs"]["lean_mass_from"], "Boer 1984");
    for (query, field) in [
        ("equation=mifflin&age=30&weight_kg=70&height_cm=175", "sex"),
        ("equation=mifflin&sex=M&age=30&weight_kg=70", "height_cm"),
        ("equation=nasem_2023&sex=M&age=30&weight_kg=70&height_cm=175", "activity"),
        ("equation=magic&age=30&weight_kg=70", "equation"),
        ("equation=mifflin&sex=M&age=30&weight_kg=401&height_cm=175", "weight_kg"),
        ("equation=mifflin&sex=M&age=30&weight_kg=70&height_cm=44", "height_cm"),
        ("equation=mifflin&sex=F&age=90&weight_kg=30&height_cm=120", "weight_kg"),
        (
            "equation=nasem_2023&sex=M&age=30&weight_kg=70&height_cm=175&activity=low_active&lactation_months=3",
            "sex",
        ),
    ] {
        let answer = asked(query);
        refused(&answer, 400, "VALIDATION_ERROR");
        assert_eq!(answer.json()["error"]["details"][0]["field"], field, "{query}");
    }
    refused(&asked(&format!("equation=mifflin&sex=M&colour=red&{body}")), 400, "INVALID_FILTER");
}

#[test]
fn what_a_patient_ate_is_summed_a_day_and_held_against_the_plan_given_last() {
    let kitchen = Kitchen::open();
    let targets =
        json!([{ "nutrient": "ENERC_KCAL", "aim": 200 }, { "nutrient": "VITC", "min": 10 }]);
    let energy = json!({ "equation": "mifflin", "sex": "female", "age": 30, "weight_kg": 60, "height_cm": 165 });
    let body = json!({ "targets": targets, "energy": energy, "days": two_days(&kitchen) });
    kitchen.done("PUT", "/api/plans/{plan}", body);
    kitchen.done("POST", "/api/plans/{plan}/give", json!({}));
    let day = |grams: f64, is_complete: bool| {
        let items = json!([{ "food_id": kitchen.food, "grams": grams }]);
        json!({ "label": "x", "date": "2026-03-02", "is_complete": is_complete, "meals": [{ "name": "Lunch", "items": items }] })
    };
    let days = json!([day(100.0, true), day(300.0, true), day(900.0, false)]);
    let path = "/api/patients/{patient}/intakes";
    let intake =
        kitchen.done("POST", path, json!({ "kind": "diary", "days": days }))["intake"].clone();
    let kcal = |totals: &Value| total(totals, "ENERC_KCAL")["amount"].as_f64().unwrap();
    assert_eq!((kcal(&intake["days"][2]["totals"]), kcal(&intake["mean"])), (450.0, 100.0));
    let range = total(&intake["range"], "ENERC_KCAL");
    assert_eq!((&range["min"], &range["max"]), (&json!(50.0), &json!(150.0)));
    let share = total(&intake["share_of_target"], "ENERC_KCAL");
    assert_eq!(share["percent"], 50.0);
    assert_eq!(total(&intake["share_of_target"], "VITC")["percent"], Value::Null);
    assert_eq!((&intake["days_counted"], &intake["is_too_few_days"]), (&json!(2), &json!(true)));
    assert_eq!(
        (&intake["energy_over_bmr"], &intake["may_be_under_reported"]),
        (&json!(100.0 / 1320.25), &json!(true))
    );
    let listed = kitchen.practice.get(&kitchen.cast.address(path)).json();
    assert_eq!(listed["data"]["intakes"].as_array().unwrap().len(), 1);
    for bad in [
        json!({ "kind": "recall", "days": [day(1.0, true), day(1.0, true)] }),
        json!({ "kind": "dream", "days": [day(1.0, true)] }),
        json!({ "kind": "diary", "days": [] }),
        json!({ "kind": "diary" }),
    ] {
        refused(&kitchen.send("POST", path, bad), 400, "VALIDATION_ERROR");
    }
}

fn form(kitchen: &Kitchen, path: &str, fields: &str) -> Answer {
    let sent = Sent::new("POST", kitchen.cast.address(path)).header("Cookie", &kitchen.cookie);
    let sent = sent.header("Accept", "text/html").header("Sec-Fetch-Site", "same-origin");
    kitchen.practice.send(&sent.body("application/x-www-form-urlencoded", fields))
}

fn page(kitchen: &Kitchen, path: &str) -> String {
    let answer =
        knock(&kitchen.practice, "GET", &kitchen.cast.address(path), Some(&kitchen.cookie));
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.text
}

#[test]
fn a_plan_is_written_without_a_script() {
    let kitchen = Kitchen::open();
    let done = |path: &str, fields: &str| {
        let answer = form(&kitchen, path, fields);
        assert_eq!(answer.status, 303, "{path} {fields}: {}", answer.text);
        answer.header("location").unwrap().to_owned()
    };
    let plan = done("/patients/{patient}/plans", "title=Spring");
    let plan = plan.as_str();
    // Two meals at once: a food by its amount, one that no table knows, a recipe by its servings.
    done(plan, "version=1&add.0.0=200+g+broth&add.0.1=market+salad&add.1.2=2+soup");
    let html = page(&kitchen, plan);
    for shown in [
        "Broth",
        "200\u{a0}g",
        "market salad",
        "Soup",
        "2 portion",
        "100\u{a0}kcal",
        "150\u{a0}kcal",
    ] {
        assert!(html.contains(shown), "{shown}: {html}");
    }
    assert!(html.len() < 60_000, "{}", html.len());
    let stale = form(&kitchen, plan, "version=1&add.2.0=1+kg+broth");
    assert_eq!(stale.status, 409);
    assert!(stale.text.contains("value=\"1 kg broth\""), "what was typed is kept: {}", stale.text);
    // An item: another amount, an alternative, then that one counts, then the first goes.
    let item = format!("{plan}/item");
    done(&item, "at=0.0.0&amount=100+g&note=warm");
    done(&item, "at=0.0.0&or=50+g+broth");
    done(&item, "at=0.0.1&then=choose");
    assert!(page(&kitchen, &format!("{plan}?day=0")).contains("25\u{a0}kcal"));
    done(&item, "at=0.0.0&then=remove");
    done(&format!("{plan}/days"), "from=0&to.5=yes&to.6=yes");
    done(&format!("{plan}/targets"), "aim.ENERC_KCAL=1800&max.NACL=5");
    let html = page(&kitchen, &format!("{plan}?day=6"));
    assert!(html.contains("of 1,800\u{a0}kcal") && html.contains("25\u{a0}kcal"), "{html}");
    let wrong = form(&kitchen, &item, "at=0.0.0&amount=much&note=");
    assert_eq!(wrong.status, 400);
    assert!(
        wrong.text.contains("value=\"much\"") && wrong.text.contains("150 g or 2 tbsp"),
        "{}",
        wrong.text
    );
    done(
        &format!("{plan}/arrange"),
        "title=Spring+2&days=One%0ATwo%0AThree%0AFour%0AFive%0ASix%0ASeven&meals=Breakfast+07:00%0ALunch%0ADinner%0ALate",
    );
    assert!(page(&kitchen, plan).contains("Spring 2"));
    // Given, it can be read and printed, and nothing takes a change.
    done(&format!("{plan}/give"), "");
    let html = page(&kitchen, plan);
    assert!(!html.contains("name=\"add."), "{html}");
    for (path, fields) in [
        ("", "add.0.0=1+kg+broth"),
        ("/item", "at=0.0.0&then=remove"),
        ("/days", "from=0&to.1=yes"),
        ("/targets", "aim.FAT=1"),
        ("/give", ""),
    ] {
        assert_eq!(form(&kitchen, &format!("{plan}{path}"), fields).status, 409, "{path}");
    }
    let sheet = page(&kitchen, &format!("{plan}/handout?language=fr&paper=letter"));
    for shown in
        ["Votre plan alimentaire", "Bouillon", "Liste de courses", "Market salad", "Six, Seven"]
    {
        assert!(sheet.contains(shown), "{shown}: {sheet}");
    }
}

#[test]
fn a_recipe_is_written_as_lines_and_read_in_both_languages() {
    let kitchen = Kitchen::open();
    let made = form(
        &kitchen,
        "/recipes",
        "name=Stew&servings=4&yield_g=800&items=1+kg+broth%0A2+soup&steps=Cook.&is_archived=false",
    );
    assert_eq!(made.status, 303, "{}", made.text);
    let recipe = made.header("location").unwrap().split('?').next().unwrap().to_owned();
    let html = page(&kitchen, &recipe);
    for shown in ["Stew", "1,000\u{a0}g", "Soup", "Cook."] {
        assert!(html.contains(shown), "{shown}: {html}");
    }
    let unknown =
        form(&kitchen, "/recipes", "name=Stew&servings=4&items=1+kg+moonstone&is_archived=false");
    assert_eq!(unknown.status, 400);
    assert!(
        unknown.text.contains("moonstone") && unknown.text.contains("nor a recipe"),
        "{}",
        unknown.text
    );
    let itself = form(&kitchen, &recipe, "name=Stew&servings=4&items=1+stew&is_archived=false");
    assert_eq!(itself.status, 400);
    assert!(itself.text.contains("holds this recipe itself"), "{}", itself.text);
    let renamed = form(
        &kitchen,
        &recipe,
        "name=Stew+2&servings=4&items=1000+g+Broth%0A250+g+Soup&is_archived=true",
    );
    assert_eq!(renamed.status, 303, "{}", renamed.text);
    assert!(page(&kitchen, &recipe).contains("Put away"));
}
