//! Recipes and plans over the wire: what they add up to, what they refuse, and that a plan which was
//! given stays what it is.

use serde_json::{Value, json};

use crate::cast::Stage;
use crate::practice::Practice;
use crate::wire::{Answer, Sent};

fn total<'t>(totals: &'t Value, nutrient: &str) -> &'t Value {
    totals.as_array().unwrap().iter().find(|one| one["nutrient"] == nutrient).unwrap()
}

fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.json()["error"]["code"], code, "{}", answer.text);
}

#[test]
fn a_recipe_is_told_per_100_g_and_per_serving() {
    let kitchen = Stage::open();
    let read = kitchen.get("/api/recipes/{recipe}").json();
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
    let kitchen = Stage::open();
    let of_food = || json!([{ "food_id": kitchen.broth, "grams": 100 }]);
    let of = |inner: &str| json!([{ "recipe_id": inner, "grams": 50 }]);
    let first = kitchen.recipe(2, "Stock", of_food());
    let second = kitchen.recipe(2, "Sauce", of(&first));
    let third = kitchen.recipe(2, "Dish", of(&second));
    for inner in [&first, &second, &third] {
        let path = format!("/api/recipes/{first}");
        let answer = kitchen.ask("PUT", &path, json!({ "items": of(inner) }));
        refused(&answer, 400, "VALIDATION_ERROR");
        assert_eq!(answer.json()["error"]["details"][0]["field"], "items[0].recipe_id");
    }
    let fourth = kitchen.recipe(2, "Menu", of(&third));
    let fifth = kitchen.recipe(2, "Feast", of(&fourth));
    let sixth = json!({ "name": "Too much", "servings": 1, "items": of(&fifth) });
    refused(&kitchen.ask("POST", "/api/recipes", sixth), 400, "VALIDATION_ERROR");
    // Nor by way of the innermost: it would stand a sixth below.
    let below = kitchen.recipe(2, "Water", of_food());
    let answer =
        kitchen.ask("PUT", &format!("/api/recipes/{first}"), json!({ "items": of(&below) }));
    refused(&answer, 400, "VALIDATION_ERROR");
    let unknown = "01900000-0000-7000-8000-00000000abcd";
    let answer =
        kitchen.ask("PUT", &format!("/api/recipes/{first}"), json!({ "items": of(unknown) }));
    refused(&answer, 404, "RECIPE_NOT_FOUND");
    let items = json!([{ "food_id": unknown, "grams": 1 }]);
    refused(
        &kitchen.ask("PUT", &format!("/api/recipes/{first}"), json!({ "items": items })),
        404,
        "FOOD_NOT_FOUND",
    );
    let many: Vec<Value> =
        (0..101).map(|_| json!({ "food_id": kitchen.broth, "grams": 1 })).collect();
    refused(
        &kitchen.ask("PUT", &format!("/api/recipes/{first}"), json!({ "items": many })),
        400,
        "VALIDATION_ERROR",
    );
}

/// A plan of two days: 200 g of broth or 100 g of it, then a serving of soup and a text.
fn two_days(kitchen: &Stage) -> Value {
    let broth = |grams: f64| json!({ "food_id": kitchen.broth, "grams": grams });
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
    let kitchen = Stage::open();
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
        json!({ "days": [{ "label": "x", "meals": [{ "name": "y", "items": [{ "food_id": kitchen.broth }] }] }] }),
        json!({ "days": [{ "label": "x", "meals": [{ "name": "y", "items": [{ "food_id": kitchen.broth, "grams": 5001 }] }] }] }),
        json!({ "days": [{ "label": "x", "meals": [{ "name": "y", "items": [{ "text": "a", "alternative_of": 7 }] }] }] }),
        json!({ "days": [{ "label": "x", "meals": [{ "name": "y", "items": [{ "food_id": kitchen.broth, "count": 1 }] }] }] }),
        json!({ "days": vec![json!({ "label": "x", "meals": [] }); 29] }),
        json!({ "targets": [{ "nutrient": "MAGIC", "aim": 1 }] }),
        json!({ "energy": { "equation": "mifflin", "age": 30, "weight_kg": 60, "height_cm": 165 } }),
        json!({ "from_date": "2026-02-02", "to_date": "2026-02-01" }),
    ] {
        refused(&kitchen.ask("PUT", "/api/plans/{plan}", bad), 400, "VALIDATION_ERROR");
    }
}

#[test]
fn a_plan_that_was_given_cannot_be_changed_by_any_route_nor_by_what_it_is_made_of() {
    let kitchen = Stage::open();
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
        refused(&kitchen.ask(method, path, body), 409, "PLAN_GIVEN");
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
    refused(&kitchen.ask("POST", "/api/plans/{plan}/end", json!({})), 409, "PLAN_GIVEN");
    refused(&kitchen.ask("PUT", "/api/plans/{plan}", json!({ "notes": "x" })), 409, "PLAN_GIVEN");
}

#[test]
fn a_plan_goes_to_a_template_and_from_there_to_another_patient() {
    let kitchen = Stage::open();
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
        &kitchen.ask("POST", &format!("/api/plans/{id}/give"), json!({})),
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
        &kitchen.ask("POST", &format!("/api/plans/{id}/copy"), nowhere),
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
    let kitchen = Stage::open();
    let answer = kitchen.ask("PUT", "/api/plans/{plan}", json!({ "version": 0, "title": "x" }));
    refused(&answer, 409, "STALE_WRITE");
    assert_eq!(answer.json()["data"]["plan"]["title"], "First plan");
    let answer = kitchen.ask("POST", "/api/plans/{plan}/give", json!({ "version": 0 }));
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
    let kitchen = Stage::open();
    let targets =
        json!([{ "nutrient": "ENERC_KCAL", "aim": 200 }, { "nutrient": "VITC", "min": 10 }]);
    let energy = json!({ "equation": "mifflin", "sex": "female", "age": 30, "weight_kg": 60, "height_cm": 165 });
    let body = json!({ "targets": targets, "energy": energy, "days": two_days(&kitchen) });
    kitchen.done("PUT", "/api/plans/{plan}", body);
    kitchen.done("POST", "/api/plans/{plan}/give", json!({}));
    let day = |grams: f64, is_complete: bool| {
        let items = json!([{ "food_id": kitchen.broth, "grams": grams }]);
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
    let listed = kitchen.get(path).json();
    assert_eq!(listed["data"]["intakes"].as_array().unwrap().len(), 2, "with the cast's own");
    for bad in [
        json!({ "kind": "recall", "days": [day(1.0, true), day(1.0, true)] }),
        json!({ "kind": "dream", "days": [day(1.0, true)] }),
        json!({ "kind": "diary", "days": [] }),
        json!({ "kind": "diary" }),
    ] {
        refused(&kitchen.ask("POST", path, bad), 400, "VALIDATION_ERROR");
    }
}

#[test]
fn a_plan_is_written_without_a_script() {
    let kitchen = Stage::open();
    let done = |path: &str, fields: &str| {
        let answer = kitchen.press(path, fields);
        assert_eq!(answer.status, 303, "{path} {fields}: {}", answer.text);
        answer.header("location").unwrap().to_owned()
    };
    let plan = done("/patients/{patient}/plans", "title=Spring");
    let plan = plan.as_str();
    // Two meals at once: a food by its amount, one that no table knows, a recipe by its servings.
    done(plan, "version=1&add.0.0=200+g+broth&add.0.1=market+salad&add.1.2=2+soup");
    let html = kitchen.page(plan);
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
    let stale = kitchen.press(plan, "version=1&add.2.0=1+kg+broth");
    assert_eq!(stale.status, 409);
    assert!(stale.text.contains("value=\"1 kg broth\""), "what was typed is kept: {}", stale.text);
    // An item: another amount, an alternative, then that one counts, then the first goes.
    let item = format!("{plan}/item");
    done(&item, "at=0.0.0&amount=100+g&note=warm");
    done(&item, "at=0.0.0&or=50+g+broth");
    done(&item, "at=0.0.1&then=choose");
    assert!(kitchen.page(&format!("{plan}?day=0")).contains("25\u{a0}kcal"));
    done(&item, "at=0.0.0&then=remove");
    done(&format!("{plan}/days"), "from=0&to.5=yes&to.6=yes");
    done(&format!("{plan}/targets"), "aim.ENERC_KCAL=1800&max.NACL=5");
    let html = kitchen.page(&format!("{plan}?day=6"));
    assert!(html.contains("of 1,800\u{a0}kcal") && html.contains("25\u{a0}kcal"), "{html}");
    let wrong = kitchen.press(&item, "at=0.0.0&amount=much&note=");
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
    assert!(kitchen.page(plan).contains("Spring 2"));
    // Given, it can be read and printed, and nothing takes a change.
    done(&format!("{plan}/give"), "");
    let html = kitchen.page(plan);
    assert!(!html.contains("name=\"add."), "{html}");
    for (path, fields) in [
        ("", "add.0.0=1+kg+broth"),
        ("/item", "at=0.0.0&then=remove"),
        ("/days", "from=0&to.1=yes"),
        ("/targets", "aim.FAT=1"),
        ("/give", ""),
    ] {
        assert_eq!(kitchen.press(&format!("{plan}{path}"), fields).status, 409, "{path}");
    }
    let sheet = kitchen.page(&format!("{plan}/handout?language=fr&paper=letter"));
    for shown in
        ["Votre plan alimentaire", "Bouillon", "Liste de courses", "Market salad", "Six, Seven"]
    {
        assert!(sheet.contains(shown), "{shown}: {sheet}");
    }
}

#[test]
fn the_sheet_for_the_kitchen_door_is_in_the_language_of_whoever_eats_from_it() {
    let kitchen = Stage::open();
    let sheet = kitchen.cast.address("/plans/{plan}/handout");
    for (language, title) in [("en", "Your meal plan"), ("fr", "Votre plan alimentaire")] {
        kitchen.done("PUT", "/api/patients/{patient}", json!({ "language": language }));
        assert!(kitchen.page(&sheet).contains(title), "{language}");
    }
    assert!(kitchen.page(&format!("{sheet}?language=en")).contains("Your meal plan"));
}

#[test]
fn a_plan_is_given_from_the_consultation_with_one_press_and_what_was_typed_is_kept() {
    let kitchen = Stage::open();
    // Whoever writes the note sees the newest plan beside it: the one of the cast.
    let shown = kitchen.page("/visits/{visit}?edit=1");
    let press = kitchen.cast.address("value=\"give:{plan}:1\"");
    assert!(shown.contains(&press), "{shown}");
    let typed = kitchen.cast.address("assessment=Half+a+sentence&then=give:{plan}:1");
    let given = kitchen.press("/visits/{visit}", &typed);
    assert_eq!(given.status, 303, "{}", given.text);
    let told = |done: &str| kitchen.cast.address(&format!("/visits/{{visit}}?edit=1&done={done}"));
    assert_eq!(given.header("location"), Some(told("given").as_str()));
    let plan = kitchen.get("/api/plans/{plan}").json();
    assert_eq!(plan["data"]["plan"]["status"], "given");
    let again = kitchen.page("/visits/{visit}?edit=1");
    assert!(again.contains("Half a sentence"), "{again}");
    assert!(
        again.contains(&kitchen.cast.address("/plans/{plan}/handout")) && !again.contains(&press)
    );
    // Given meanwhile, or of somebody else: it is said, and what was typed stays.
    let other = kitchen
        .practice
        .text(&kitchen.cast.address("SELECT id FROM patients WHERE id <> '{patient}' LIMIT 1"));
    let body = json!({ "patient_id": other, "title": "Other", "days": [] });
    let made = kitchen.done("POST", "/api/plans", body)["plan"]["id"].clone();
    for (plan, typed) in [("{plan}", "Whole"), (made.as_str().unwrap(), "Another")] {
        let fields = kitchen.cast.address(&format!("assessment={typed}&then=give:{plan}:1"));
        let answer = kitchen.press("/visits/{visit}", &fields);
        assert_eq!(answer.header("location"), Some(told("not-given").as_str()), "{}", answer.text);
        assert!(kitchen.page("/visits/{visit}?edit=1").contains(typed), "{typed}");
    }
    let plan = kitchen.done("GET", &format!("/api/plans/{}", made.as_str().unwrap()), Value::Null);
    assert_eq!(plan["plan"]["status"], "draft");
}

#[test]
fn a_recipe_is_written_as_lines_and_read_in_both_languages() {
    let kitchen = Stage::open();
    let made = kitchen.press(
        "/recipes",
        "name=Stew&servings=4&yield_g=800&items=1+kg+broth%0A2+soup&steps=Cook.&is_archived=false",
    );
    assert_eq!(made.status, 303, "{}", made.text);
    let recipe = made.header("location").unwrap().split('?').next().unwrap().to_owned();
    let html = kitchen.page(&recipe);
    for shown in ["Stew", "1,000\u{a0}g", "Soup", "Cook."] {
        assert!(html.contains(shown), "{shown}: {html}");
    }
    let unknown =
        kitchen.press("/recipes", "name=Stew&servings=4&items=1+kg+moonstone&is_archived=false");
    assert_eq!(unknown.status, 400);
    assert!(
        unknown.text.contains("moonstone") && unknown.text.contains("nor a recipe"),
        "{}",
        unknown.text
    );
    let itself = kitchen.press(&recipe, "name=Stew&servings=4&items=1+stew&is_archived=false");
    assert_eq!(itself.status, 400);
    assert!(itself.text.contains("holds this recipe itself"), "{}", itself.text);
    let renamed = kitchen
        .press(&recipe, "name=Stew+2&servings=4&items=1000+g+Broth%0A250+g+Soup&is_archived=true");
    assert_eq!(renamed.status, 303, "{}", renamed.text);
    assert!(kitchen.page(&recipe).contains("Archived"));
}

#[test]
fn a_day_of_exchanges_adds_up_to_the_systems_figures_and_keeps_them_when_it_is_given() {
    let kitchen = Stage::open();
    let group = |place: u8| format!("00000000-0000-7000-a000-0000000002{place:02x}");
    // Starch 4, fruit 3, fat-free milk 2, vegetables 4, lean protein 6, fat 4.
    let day = [(1, 4), (2, 3), (3, 2), (7, 4), (8, 6), (12, 4)];
    let items: Vec<Value> = day
        .iter()
        .map(|(place, count)| json!({ "exchange_id": group(*place), "count": count }))
        .collect();
    let days = json!([{ "label": "Monday", "meals": [{ "name": "All day", "items": items }] }]);
    let patient = kitchen.cast.address("{patient}");
    let body = json!({ "patient_id": patient, "title": "By exchanges", "days": days });
    let plan = kitchen.done("POST", "/api/plans", body)["plan"].clone();
    let of_day = |plan: &Value| {
        let totals = &plan["days"][0]["totals"];
        ["CHOAVL", "PROCNT", "FAT", "ENERC_KCAL"]
            .map(|nutrient| total(totals, nutrient)["amount"].as_f64().unwrap())
    };
    // The groups' fat of starch and lean protein is told too: 4 × 1 + 6 × 2 + 4 × 5.
    assert_eq!(of_day(&plan), [149.0, 78.0, 36.0, 1250.0]);
    assert_eq!(plan["days"][0]["energy_shares"]["kcal"], 149.0 * 4.0 + 78.0 * 4.0 + 36.0 * 9.0);
    let told = plan["days"][0]["exchanges"].as_array().unwrap();
    assert_eq!((told.len(), &told[0]["count"]), (6, &json!(4.0)));
    let path = format!("/api/plans/{}", plan["id"].as_str().unwrap());
    let given = kitchen.done("POST", &format!("{path}/give"), json!({}))["plan"].clone();
    // A better figure changes drafts, not what somebody has on the kitchen door.
    let system = kitchen.done("GET", "/api/exchange-systems/{exchanges}", Value::Null);
    let mut groups = system["exchange_system"]["groups"].clone();
    groups[0]["carbohydrate"] = json!(20);
    groups[0]["foods"] = json!([{ "food_id": kitchen.broth, "grams": 30 }]);
    kitchen.done("PUT", "/api/exchange-systems/{exchanges}", json!({ "groups": groups }));
    assert_eq!(of_day(&kitchen.done("GET", &path, Value::Null)["plan"]), of_day(&given));
    let copy = kitchen.done("POST", &format!("{path}/copy"), json!({}))["plan"].clone();
    assert_eq!(of_day(&copy)[0], 169.0);
    let sheet =
        kitchen.page(&format!("/plans/{}/handout?language=en", copy["id"].as_str().unwrap()));
    for shown in ["4 exchanges", "Swap list", "Broth"] {
        assert!(sheet.contains(shown), "{shown}: {sheet}");
    }
    // A group of a draft stays, and there is none that nobody knows.
    let fewer = json!({ "groups": groups.as_array().unwrap()[1..] });
    refused(
        &kitchen.ask("PUT", "/api/exchange-systems/{exchanges}", fewer),
        400,
        "VALIDATION_ERROR",
    );
    let nobodys = json!([{ "exchange_id": group(99), "count": 1 }]);
    let days = json!([{ "label": "Day", "meals": [{ "name": "Lunch", "items": nobodys }] }]);
    let body = json!({ "patient_id": patient, "title": "None", "days": days });
    refused(&kitchen.ask("POST", "/api/plans", body), 400, "VALIDATION_ERROR");
}

#[test]
fn exchanges_are_typed_into_meals_and_amounts_of_foods_are_proposed_and_confirmed() {
    let kitchen = Stage::open();
    let starch = kitchen.cast.address("/exchanges/{exchanges}/groups/{starch}");
    let figures = "name_en=Starch&name_fr=F%C3%A9culents&carried_by=protein&carbohydrate=15&protein=3&fat=1&kcal=80";
    // 1 g of protein in 100 g: 300 g carry 3 g.
    let proposed = kitchen.press(&starch, format!("{figures}&foods=broth"));
    assert_eq!(proposed.status, 400);
    assert!(proposed.text.contains("300 g broth") && proposed.text.contains("save again"));
    let unknown = kitchen.press(&starch, format!("{figures}&foods=30+g+moonstone"));
    assert!(unknown.status == 400 && unknown.text.contains("moonstone"), "{}", unknown.text);
    let saved = kitchen.press(&starch, format!("{figures}&foods=300+g+broth"));
    assert_eq!(saved.status, 303, "{}", saved.text);
    let list = kitchen.page(&kitchen.cast.address("/exchanges/{exchanges}"));
    assert!(list.contains("Broth") && list.contains("300\u{a0}g"), "{list}");
    let plan = kitchen.cast.address("/plans/{plan}");
    let added = kitchen.press(&plan, "add.0.0=3+starch+exchanges");
    assert_eq!(added.status, 303, "{}", added.text);
    let shown = kitchen.page(&plan);
    assert!(shown.contains("3 exchanges") && shown.contains("Starch"), "{shown}");
    let gone = kitchen.press(&format!("{starch}/remove"), "");
    assert_eq!(gone.status, 400, "a draft has it");
}

#[test]
fn what_was_eaten_is_typed_by_occasion_corrected_and_held_beside_the_plan() {
    let kitchen = Stage::open();
    let patient = kitchen.cast.address("{patient}");
    let targets = json!([{ "nutrient": "ENERC_KCAL", "aim": 200 }]);
    let plan = json!({ "patient_id": patient, "title": "Aims", "targets": targets });
    let plan = kitchen.done("POST", "/api/plans", plan)["plan"]["id"].clone();
    kitchen.done("POST", &format!("/api/plans/{}/give", plan.as_str().unwrap()), json!({}));
    let offered = kitchen.page(&format!("/patients/{patient}/intakes/new?days=2"));
    assert!(offered.contains("ate.1.5") && offered.contains("what is often forgotten"));
    let path = format!("/patients/{patient}/intakes");
    let typed = "complete.0=true&ate.0.0=200+g+broth%0Aa+walk&complete.1=true&ate.1.2=400+g+broth&date.1=2026-01-31";
    let made = kitchen.press(&path, typed);
    assert_eq!(made.status, 303, "{}", made.text);
    let address = made.header("location").unwrap().split('?').next().unwrap().to_owned();
    let shown = kitchen.page(&address);
    for words in [
        "Food diary",
        "Average of 2 days",
        "150",
        "100 to 200",
        "a walk",
        "not counted",
        "31 Jan 2026",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let nothing = kitchen.press(&path, "complete.0=true&notes=None");
    assert!(nothing.status == 400 && nothing.text.contains("None"), "{}", nothing.text);
    let no_day = kitchen.press(&path, "complete.0=true&ate.0.0=broth&date.0=soon");
    assert_eq!(no_day.status, 400, "{}", no_day.text);
    let corrected =
        "version=1&complete.0=true&ate.0.0=200+g+broth&complete.1=false&ate.1.2=400+g+broth";
    assert_eq!(kitchen.press(&address, corrected).status, 303);
    let shown = kitchen.page(&address);
    assert!(shown.contains("Average of 1 day<"), "{shown}");
    let late = kitchen.press(&address, corrected);
    assert!(late.status == 409 && late.text.contains("corrected this record meanwhile"));
    let listed = kitchen.page(&format!("/patients/{patient}/plans"));
    assert!(listed.contains("Food diary") && listed.contains(&address), "{listed}");
}

#[test]
fn a_correction_keeps_every_meal_of_what_a_program_took_down() {
    let kitchen = Stage::open();
    let patient = kitchen.cast.address("{patient}");
    let meal = |number: u8| {
        let items = json!([{ "food_id": kitchen.broth, "grams": 10 * u32::from(number) }]);
        json!({ "name": format!("Bite {number}"), "time": "07:30", "note": "at home", "items": items })
    };
    let meals: Vec<Value> = (1..=9).map(meal).collect();
    let body = json!({ "kind": "recall", "days": [{ "label": "Sunday", "meals": meals }] });
    let path = format!("/api/patients/{patient}/intakes");
    let id = kitchen.done("POST", &path, body)["intake"]["id"].as_str().unwrap().to_owned();
    let offered = kitchen.page(&format!("/intakes/{id}/edit"));
    assert!(offered.contains("Bite 9") && offered.contains("90\u{a0}g Broth"), "{offered}");
    let told: String = (0..9)
        .map(|at| format!("&ate.0.{at}={}+g+Broth", if at == 0 { 15 } else { 10 * (at + 1) }))
        .collect();
    let saved =
        kitchen.press(&format!("/intakes/{id}"), format!("version=1&complete.0=true{told}"));
    assert_eq!(saved.status, 303, "{}", saved.text);
    let all = kitchen.done("GET", &path, Value::Null);
    let one =
        all["intakes"].as_array().unwrap().iter().find(|one| one["id"] == *id).unwrap().clone();
    let day = &one["days"][0];
    assert_eq!((&day["label"], day["meals"].as_array().unwrap().len()), (&json!("Sunday"), 9));
    assert_eq!(day["meals"][0]["items"][0]["grams"], 15.0);
    let last = &day["meals"][8];
    assert_eq!((&last["items"][0]["grams"], &last["note"]), (&json!(90.0), &json!("at home")));
}
