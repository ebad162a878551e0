//! A recipe within a recipe is held in a version: what it becomes later changes neither the recipe nor what
//! is planned of it, until somebody looks at the newest and takes it.

use serde_json::{Value, json};

use crate::cast::Stage;
use crate::rooms::{cookie, knock};
use crate::wire::Sent;

impl Stage {
    fn read(&self, recipe: &str) -> Value {
        let answer = self.practice.get(&format!("/api/recipes/{recipe}"));
        answer.json()["data"]["recipe"].clone()
    }

    /// 100 g of broth (50 kcal), cooked to 100 g; and a dish of all of it.
    fn sauce_and_dish(&self) -> (String, String) {
        let sauce = self.recipe(1, "Sauce", json!([{ "food_id": self.broth, "grams": 100 }]));
        let dish = self.recipe(1, "Dish", json!([{ "recipe_id": sauce, "grams": 100 }]));
        (sauce, dish)
    }

    /// The sauce boiled down: twice as strong.
    fn boil_down(&self, sauce: &str) {
        self.done("PUT", &format!("/api/recipes/{sauce}"), json!({ "yield_g": 50 }));
    }
}

fn kcal(totals: &Value) -> f64 {
    let all = totals.as_array().unwrap();
    all.iter().find(|one| one["nutrient"] == "ENERC_KCAL").unwrap()["amount"].as_f64().unwrap()
}

#[test]
fn neither_a_recipe_nor_a_draft_changes_by_what_is_in_it() {
    let kitchen = Stage::open();
    let (sauce, dish) = kitchen.sauce_and_dish();
    let items = json!([{ "recipe_id": dish, "count": 1 }]);
    let days = json!([{ "label": "Monday", "meals": [{ "name": "Lunch", "items": items }] }]);
    let draft = kitchen.done("PUT", "/api/plans/{plan}", json!({ "days": days }))["plan"].clone();
    assert_eq!((kcal(&draft["mean_day"]), kcal(&kitchen.read(&dish)["per_serving"])), (50.0, 50.0));
    kitchen.boil_down(&sauce);
    assert_eq!(kcal(&kitchen.read(&sauce)["per_100g"]), 100.0);
    let read = kitchen.get("/api/plans/{plan}").json();
    assert_eq!(kcal(&read["data"]["plan"]["mean_day"]), 50.0, "a draft is what was planned");
    let now = kitchen.read(&dish);
    assert_eq!((kcal(&now["per_serving"]), &now["version"]), (50.0, &json!(1)));
    let inner = &now["items"][0];
    assert_eq!((&inner["recipe_version"], &inner["newest_version"]), (&json!(1), &json!(2)));
}

#[test]
fn another_change_of_a_recipe_keeps_the_version_and_the_newest_is_asked_for() {
    let kitchen = Stage::open();
    let (sauce, dish) = kitchen.sauce_and_dish();
    kitchen.boil_down(&sauce);
    let path = format!("/api/recipes/{dish}");
    let put = |body: Value| kitchen.done("PUT", &path, body)["recipe"].clone();
    let renamed = put(json!({ "name": "Dinner" }));
    assert_eq!(
        (&renamed["items"][0]["recipe_version"], kcal(&renamed["per_serving"])),
        (&json!(1), 50.0)
    );
    // The same inner recipe, of which more goes in.
    let more = put(json!({ "items": [{ "recipe_id": sauce, "grams": 200 }] }));
    assert_eq!(
        (&more["items"][0]["recipe_version"], kcal(&more["per_serving"])),
        (&json!(1), 100.0)
    );
    let items = json!([{ "recipe_id": sauce, "recipe_version": 2, "grams": 200 }]);
    let newest = put(json!({ "items": items }));
    assert_eq!(
        (&newest["items"][0]["recipe_version"], kcal(&newest["per_serving"])),
        (&json!(2), 200.0)
    );
    // One that was not in it comes in as it is now.
    let other = kitchen.recipe(1, "Other", json!([{ "recipe_id": sauce, "grams": 100 }]));
    assert_eq!(kitchen.read(&other)["items"][0]["recipe_version"], 2);
    let items = json!([{ "recipe_id": sauce, "recipe_version": 3, "grams": 200 }]);
    let refused = kitchen.ask("PUT", &path, json!({ "items": items }));
    assert_eq!(refused.status, 400, "{}", refused.text);
    assert_eq!(refused.json()["error"]["details"][0]["field"], "items[0].recipe_version");
}

#[test]
fn no_recipe_holds_itself_by_an_older_version_of_another() {
    let kitchen = Stage::open();
    let (sauce, dish) = kitchen.sauce_and_dish();
    let of_broth = json!([{ "food_id": kitchen.broth, "grams": 100 }]);
    kitchen.done("PUT", &format!("/api/recipes/{dish}"), json!({ "items": of_broth }));
    // The dish of now has no sauce; that of before does.
    let of_old = json!([{ "recipe_id": dish, "recipe_version": 1, "grams": 10 }]);
    let refused = kitchen.ask("PUT", &format!("/api/recipes/{sauce}"), json!({ "items": of_old }));
    assert_eq!(refused.status, 400, "{}", refused.text);
    let of_new = json!([{ "recipe_id": dish, "grams": 10 }]);
    kitchen.done("PUT", &format!("/api/recipes/{sauce}"), json!({ "items": of_new }));
}

#[test]
fn the_page_shows_what_the_newest_would_change_and_takes_it_with_a_press() {
    let kitchen = Stage::open();
    let (sauce, dish) = kitchen.sauce_and_dish();
    let admin = cookie(&kitchen.practice, "admin");
    let page = || knock(&kitchen.practice, "GET", &format!("/recipes/{dish}"), Some(&admin)).text;
    assert!(!page().contains("Take the newest versions"));
    kitchen.boil_down(&sauce);
    let told = page();
    assert!(told.contains("Sauce: version 1, now 2"), "{told}");
    assert!(told.contains("50\u{a0}kcal") && told.contains("100\u{a0}kcal"), "{told}");
    let viewer = cookie(&kitchen.practice, "viewer");
    let seen = knock(&kitchen.practice, "GET", &format!("/recipes/{dish}"), Some(&viewer)).text;
    assert!(seen.contains("version 1, now 2") && !seen.contains("/newest"), "{seen}");
    let press = |version: i64| {
        let sent = Sent::new("POST", format!("/recipes/{dish}/newest"))
            .header("Accept", "text/html")
            .header("Cookie", &admin)
            .header("Sec-Fetch-Site", "same-origin")
            .body("application/x-www-form-urlencoded", format!("version={version}"));
        kitchen.practice.send(&sent).status
    };
    assert_eq!(press(7), 409, "somebody else has changed it");
    assert_eq!(press(1), 303);
    let now = kitchen.read(&dish);
    assert_eq!((&now["version"], kcal(&now["per_serving"])), (&json!(2), 100.0));
    assert!(!page().contains("Take the newest versions"));
}
