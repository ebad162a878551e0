//! What is typed for a food: the food that is meant and what it weighs, or the question how much. In
//! plans, diaries, recipes and the form of a food, in both languages.

use serde_json::{Value, json};

use crate::cast::Stage;
use crate::wire::{Answer, Sent};

/// What becomes of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Meant<'t> {
    /// So much of what is called so in English; grams, or exchanges of a group.
    Of(&'t str, f64),
    /// Kept in words.
    Words,
    AskedBack,
}

use Meant::{AskedBack, Of, Words};

impl Stage {
    fn type_in(&self, language: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let cookie = format!("{}; nutrivault_language={language}", self.cookie);
        let sent = Sent::new("POST", self.cast.address(path)).header("Cookie", cookie);
        let sent = sent.header("Accept", "text/html").header("Sec-Fetch-Site", "same-origin");
        let fields: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.practice.send(&sent.body("application/x-www-form-urlencoded", fields.join("&")))
    }

    /// A starter food by its code.
    fn starter(&self, typed: &str, code: &str) -> String {
        let found = self.done("GET", &format!("/api/foods?search={typed}&limit=20"), Value::Null);
        let mut ids = found["foods"].as_array().unwrap().iter().map(|food| food["id"].clone());
        let is_it = |id: &Value| {
            let path = format!("/api/foods/{}", id.as_str().unwrap());
            self.done("GET", &path, Value::Null)["food"]["code"] == code
        };
        ids.find(is_it).unwrap().as_str().unwrap().to_owned()
    }

    /// A plan of one meal, and its address among the pages.
    fn plan_of(&self, items: Value) -> String {
        let days = json!([{ "label": "Day", "meals": [{ "name": "Lunch", "items": items }] }]);
        let body =
            json!({ "patient_id": self.cast.address("{patient}"), "title": "Typed", "days": days });
        let id = self.done("POST", "/api/plans", body)["plan"]["id"].clone();
        format!("/plans/{}", id.as_str().unwrap())
    }

    fn first_item(&self, plan: &str) -> Value {
        let plan = self.done("GET", &format!("/api{plan}"), Value::Null);
        plan["plan"]["days"][0]["meals"][0]["items"][0].clone()
    }

    fn typed(&self, language: &str, text: &str) -> (Meant<'static>, String) {
        let plan = self.plan_of(json!([]));
        let answer = self.type_in(language, &plan, &[("add.0.0", text)]);
        if answer.status == 400 {
            let asks = ["150 g or 2 tbsp", "150\u{a0}g ou 2\u{a0}c."];
            assert!(asks.iter().any(|asks| answer.text.contains(asks)), "{text}: {}", answer.text);
            return (AskedBack, String::new());
        }
        assert_eq!(answer.status, 303, "{text}: {}", answer.text);
        let item = self.first_item(&plan);
        let amount = item["grams"].as_f64().or(item["count"].as_f64());
        let name = item["names"]["en"].as_str().or(item["name"].as_str()).unwrap().to_owned();
        match item["text"].is_string() {
            true => (Words, name),
            false => (Of("", amount.unwrap()), name),
        }
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

const ENGLISH: &[(&str, Meant<'_>)] = &[
    ("1 apple", Of("Apple, raw", 150.0)),
    ("½ apple", Of("Apple, raw", 75.0)),
    ("2 apples", Of("Apple, raw", 300.0)),
    ("2 medium apples", Of("Apple, raw", 300.0)),
    ("2 bananas", Of("Banana", 240.0)),
    ("2 eggs", Of("Egg, raw", 100.0)),
    ("2 tomatoes", Of("Tomato, raw", 246.0)),
    ("200 g potatoes", Of("Potato, raw", 200.0)),
    ("150 g rice", Of("White rice, raw", 150.0)),
    ("200 g milk", Of("Milk, 2 % fat", 200.0)),
    ("1 L. whole milk", Of("Whole milk", 1030.0)),
    ("1 cup wheat flour", Of("Wheat flour", 132.0)),
    ("2 tbsp sugar", Of("Sugar", 25.5)),
    ("1 cc honey", Of("Honey", 1.42)),
    ("1 tbsp olive oil", Of("Olive oil", 10.0)),
    ("10 cashew nuts", Of("Cashew nuts", 17.0)),
    ("1,500 g rice", Of("White rice, raw", 1500.0)),
    ("1 chicken with rice", Of("Chicken with rice", 325.0)),
    ("½ exchange fat", Of("Fat", 0.5)),
    ("2 exchanges of starch", Of("Starch", 2.0)),
    ("1 tsp. salt", Words),
    ("100 g chicken", Words),
    ("1.500 g rice", AskedBack),
    ("2-3 apples", AskedBack),
    ("3 exchanges", AskedBack),
    ("100 g starch exchange", AskedBack),
    ("1 milk exchange", AskedBack),
    ("1 slice chicken with rice", AskedBack),
    ("1 handful chicken with rice", AskedBack),
    ("10 broccoli", AskedBack),
    ("3 strawberries", AskedBack),
    ("5% minced beef", AskedBack),
    ("2% milk", AskedBack),
    ("100% orange juice", AskedBack),
    ("70% dark chocolate", AskedBack),
    ("2$ chips", AskedBack),
    ("€2 milk", AskedBack),
    ("1 £ apple", AskedBack),
    ("6\" baguette", AskedBack),
    ("2' apple", AskedBack),
    ("2) banana", AskedBack),
    ("3) coffee black", AskedBack),
    ("3. apple", AskedBack),
    ("2? eggs", AskedBack),
    ("2+ apples", AskedBack),
    ("200 ml 2% milk", Of("Milk, 2 % fat", 206.0)),
    ("1 pizza with extra cheese", AskedBack),
    ("half a pizza with extra cheese", AskedBack),
    ("2 slices pizza with extra cheese", Of("Pizza with extra cheese, thin", 200.0)),
    ("half a watermelon", AskedBack),
    ("1 slice watermelon", Of("Watermelon", 200.0)),
    ("1 sponge cake", AskedBack),
    ("1/2 apple pie", AskedBack),
    ("1 brie", AskedBack),
    ("1 garlic", AskedBack),
    ("1 clove garlic", Of("Garlic, raw", 3.0)),
    ("10 chips", AskedBack),
    ("1 serving of almonds blanched", Of("Almonds, blanched", 30.0)),
    ("1 portion cashew nuts", Of("Cashew nuts", 30.0)),
    ("1 serving of olives green", AskedBack),
    ("1 portion apple", Of("Apple, raw", 150.0)),
    ("49 cherries", Of("Cherries", 392.0)),
    ("100 cherries", AskedBack),
    ("50 eggs", AskedBack),
    ("120 prawns cooked", AskedBack),
    ("55 pieces cherries", Of("Cherries", 440.0)),
    ("200 whole milk", Of("Whole milk", 200.0)),
    ("1 cup lettuce raw", AskedBack),
    ("2 cups spinach raw", AskedBack),
    ("1 cup corn flakes", AskedBack),
    ("1 cup parmesan grated", AskedBack),
    ("1 cup almonds blanched", AskedBack),
    ("1 cup black tea", Of("Black tea", 200.0)),
    ("8.30 coffee black", AskedBack),
    ("0830 coffee black", AskedBack),
    ("10.30 apple", AskedBack),
    ("9.00 apple", AskedBack),
    ("2 dozen eggs", Of("Egg, raw", 1200.0)),
    ("eleven almonds blanched", Of("Almonds, blanched", 14.3)),
    ("one and a half apples", Of("Apple, raw", 225.0)),
    ("about 2 apples", AskedBack),
    ("~150 g honey", AskedBack),
    ("99999 g honey", AskedBack),
];

const FRENCH: &[(&str, Meant<'_>)] = &[
    ("1 pomme", Of("Apple, raw", 150.0)),
    ("2 pommes", Of("Apple, raw", 300.0)),
    ("2 moyennes pommes", Of("Apple, raw", 300.0)),
    ("2 œufs", Of("Egg, raw", 100.0)),
    ("2 oeufs", Of("Egg, raw", 100.0)),
    ("2 carottes", Of("Carrot, raw", 140.0)),
    ("200 g de pommes de terre", Of("Potato, raw", 200.0)),
    ("2 yaourts", Of("Yoghurt, skimmed, plain", 250.0)),
    ("10 noix de cajou", Of("Cashew nuts", 17.0)),
    ("1 noix de beurre", Of("Butter, salted", 10.0)),
    ("1 cc de miel", Of("Honey", 7.1)),
    ("1 c.à c. de miel", Of("Honey", 7.1)),
    ("2 c.à s. d’huile d’olive", Of("Olive oil", 20.0)),
    ("1 demi de bière", Of("Beer", 250.0)),
    ("1 500 g de riz", Of("White rice, raw", 1500.0)),
    ("1 morceau de sucre", Of("Sugar", 5.0)),
    ("100 g de salade", Of("Lettuce, raw", 100.0)),
    ("1 salade de quinoa", Of("Salade de quinoa", 300.0)),
    ("1 pincée de sel", Words),
    ("1.500 g de riz", AskedBack),
    ("2 à 3 pommes", AskedBack),
    ("1 filet d’huile d’olive", AskedBack),
    ("1 filet de citron", AskedBack),
    ("1 noix de coco", AskedBack),
    ("1 morceau de pain", AskedBack),
    ("1 morceau de fromage", AskedBack),
    ("1 feuille de salade", AskedBack),
    ("3 échanges", AskedBack),
    ("5 % bœuf haché cuit", AskedBack),
    ("2 % lait", AskedBack),
    ("85 % chocolat noir", AskedBack),
    ("50 % pomme", AskedBack),
    ("2€ de frites", AskedBack),
    ("2: banane", AskedBack),
    ("2- banane", AskedBack),
    ("2° banane", AskedBack),
    ("2 pommes ?", AskedBack),
    ("2+ pommes", AskedBack),
    ("1 ananas", AskedBack),
    ("un demi ananas", AskedBack),
    ("un pain complet", AskedBack),
    ("un demi pain blanc", AskedBack),
    ("1 chocolat noir", AskedBack),
    ("1 saucisson sec", AskedBack),
    ("1 ail", AskedBack),
    ("1 saumon fumé", AskedBack),
    ("2 tranches de saumon fumé", Of("Smoked salmon", 80.0)),
    ("2 portions de cerises", AskedBack),
    ("une portion de noix de cajou", Of("Cashew nuts", 30.0)),
    ("50 dattes", AskedBack),
    ("60 moules cuites", AskedBack),
    ("1 bol de granola", AskedBack),
    ("1 bol d’épinards crus", AskedBack),
    ("1 bol de pain blanc", AskedBack),
    ("1 l champignons de paris crus", AskedBack),
    ("1 verre d’amandes mondées", AskedBack),
    ("1 bol de bouillon de volaille", Of("Chicken stock", 250.0)),
    ("8.30 café noir", AskedBack),
    ("12,15 banane", AskedBack),
    ("un quart de vin rouge", Of("Red wine", 250.0)),
    ("un quart de pomme", Of("Apple, raw", 37.5)),
    ("1,250 pomme", AskedBack),
    ("2,500 œufs", AskedBack),
    ("onze œufs", Of("Egg, raw", 550.0)),
    ("2 douzaines d’œufs", Of("Egg, raw", 1200.0)),
    ("une pomme et demie", Of("Apple, raw", 225.0)),
    ("1 litre et demi de lait entier", Of("Whole milk", 1545.0)),
    ("1 kg 500 de pomme de terre crue", Of("Potato, raw", 1500.0)),
    ("environ 150 g de miel", AskedBack),
];

#[test]
fn a_food_is_the_one_that_is_meant_and_an_amount_is_clear_or_asked_back() {
    let table = Stage::open();
    let mut wrong = Vec::new();
    for (language, texts) in [("en", ENGLISH), ("fr", FRENCH)] {
        for (text, meant) in texts {
            let (got, name) = table.typed(language, text);
            let is_meant = match (*meant, got) {
                (Of(wanted, amount), Of(_, got)) => wanted == name && (amount - got).abs() < 1e-9,
                (wanted, got) => wanted == got,
            };
            if !is_meant {
                wrong.push(format!("{language} {text}: {got:?} {name}, not {meant:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_offered_while_typing_is_what_would_be_taken() {
    let table = Stage::open();
    for (language, text, shown) in [
        ("en", "2 apples", "Apple, raw"),
        ("en", "2 medium apples", "2 medium"),
        ("en", "1 app", "Apple, raw"),
        ("en", "2-3 apples", "How much?"),
        ("fr", "1 filet de citron", "Combien\u{202f}?"),
        ("fr", "1 promenade", "Garder"),
    ] {
        let cookie = format!("{}; nutrivault_language={language}", table.cookie);
        let path = format!("/plans/foods?typed={}", encoded(text));
        let sent = Sent::new("GET", path).header("Cookie", cookie);
        let offered = table.practice.send(&sent.header("Accept", "text/html")).text;
        assert!(offered.contains(shown), "{text}: {offered}");
    }
}

#[test]
fn what_somebody_has_starred_comes_first_among_what_is_meant() {
    let table = Stage::open();
    let starred = table.starter("apple", "apple-peeled-raw");
    let pie = table.starter("apple", "apple-pie");
    for id in [&starred, &pie] {
        let path = format!("/api/foods/{id}/favourite");
        table.done("PUT", &path, json!({ "is_favourite": true }));
    }
    assert_eq!(table.typed("en", "1 apple").1, "Apple, peeled, raw");
}

#[test]
fn what_somebody_has_planned_with_comes_first_from_then_on() {
    let table = Stage::open();
    assert_eq!(table.typed("en", "1 slice wholemeal bread").1, "Wholemeal bread");
    assert_eq!(table.typed("en", "1 slice bread").1, "Wholemeal bread");
    assert_eq!(table.typed("fr", "1 tranche de pain").1, "Wholemeal bread");
    assert_eq!(table.typed("fr", "100 g de riz complet cuit").1, "Brown rice, cooked");
    assert_eq!(table.typed("en", "100 g rice").1, "Brown rice, cooked");
}

#[test]
fn the_amount_of_an_item_is_read_to_its_last_word() {
    let table = Stage::open();
    let apple = table.starter("apple", "apple-raw");
    for (language, text, grams) in [
        ("fr", "1 500 g", Some(1500.0)),
        ("fr", "1\u{202f}500 g", Some(1500.0)),
        ("en", "1,500 g", Some(1500.0)),
        ("en", "2 medium", Some(300.0)),
        ("fr", "½ moyenne", Some(75.0)),
        ("en", "200 g apple", Some(200.0)),
        ("en", "2", Some(300.0)),
        ("en", "2-3", None),
        ("fr", "2-3", None),
        ("en", "10 quatsch", None),
        ("fr", "1.500 g", None),
        ("en", "1.500 g", None),
        ("fr", "1 filet", None),
        ("en", "much", None),
        ("en", "8.30", None),
        ("fr", "8,30", None),
        ("fr", "1,250", None),
        ("en", "5%", None),
        ("en", "2)", None),
        ("fr", "une et demie", Some(225.0)),
        ("en", "60", Some(60.0)),
    ] {
        let plan = table.plan_of(json!([{ "food_id": apple, "grams": 10 }]));
        let fields = [("at", "0.0.0"), ("amount", text)];
        let answer = table.type_in(language, &format!("{plan}/item"), &fields);
        let status = if grams.is_some() { 303 } else { 400 };
        assert_eq!(answer.status, status, "{text}: {}", answer.text);
        let item = table.first_item(&plan);
        assert_eq!(item["grams"], grams.unwrap_or(10.0), "{text}");
    }
}

#[test]
fn lines_of_a_recipe_that_stay_keep_their_foods_and_notes() {
    let table = Stage::open();
    // Two foods of one name: typed anew, the name would be the clinic's own.
    let own = json!({ "name": "Carrot, raw", "carbohydrate_basis": "available", "nutrients": [] });
    let official = table.starter("carrot", "carrot-raw");
    table.done("POST", "/api/foods", own);
    let broth = &table.broth;
    let id = table.recipe(
        2,
        "Kept",
        json!([
            { "food_id": official, "grams": 200, "note": "peeled" },
            { "food_id": broth, "grams": 100.25, "note": "warm" },
        ]),
    );
    for (language, lines, grams) in [
        ("en", "200 g Carrot, raw\r\n100.25 g Broth\r\n50 g Banana", 200.0),
        ("fr", "150 g Carotte crue\n100,25 g Bouillon\n50 g Banane", 150.0),
    ] {
        let fields =
            [("name", "Kept"), ("servings", "2"), ("items", lines), ("is_archived", "false")];
        let saved = table.type_in(language, &format!("/recipes/{id}"), &fields);
        assert_eq!(saved.status, 303, "{}", saved.text);
        let recipe = table.done("GET", &format!("/api/recipes/{id}"), Value::Null);
        let items = recipe["recipe"]["items"].as_array().unwrap();
        assert_eq!(items.len(), 3, "{items:?}");
        assert_eq!(items[0]["food_id"], official.as_str(), "{language}");
        assert_eq!((&items[0]["grams"], &items[0]["note"]), (&json!(grams), &json!("peeled")));
        assert_eq!((&items[1]["food_id"], &items[1]["note"]), (&json!(broth), &json!("warm")));
        assert_eq!(items[1]["grams"], 100.25);
    }
    for (language, line) in [
        ("en", "2-3 bananas"),
        ("en", "~150 g honey"),
        ("en", "about 2 apples"),
        ("en", "99999 g honey"),
        ("fr", "environ 150 g de miel"),
    ] {
        let unclear =
            [("name", "Kept"), ("servings", "2"), ("items", line), ("is_archived", "false")];
        let asked = table.type_in(language, &format!("/recipes/{id}"), &unclear);
        let asks = ["150 g or 2 tbsp", "150\u{a0}g ou 2\u{a0}c."];
        let is_asked = asks.iter().any(|asks| asked.text.contains(asks));
        assert!(asked.status == 400 && is_asked, "{line}: {}", asked.text);
    }
}

#[test]
fn a_bare_number_beside_a_count_is_grams_only_where_nobody_eats_so_many() {
    let table = Stage::open();
    let apple = table.starter("apple", "apple-raw");
    let found = table.done("GET", &format!("/api/foods/{apple}"), Value::Null);
    let portion = &found["food"]["portions"][0]["id"];
    for (text, grams) in [("150", Some(150.0)), ("60", None), ("3", Some(450.0))] {
        let item = json!({ "food_id": apple, "portion_id": portion, "count": 2 });
        let plan = table.plan_of(json!([item]));
        let fields = [("at", "0.0.0"), ("amount", text)];
        let answer = table.type_in("en", &format!("{plan}/item"), &fields);
        let status = if grams.is_some() { 303 } else { 400 };
        assert_eq!(answer.status, status, "{text}: {}", answer.text);
        assert_eq!(table.first_item(&plan)["grams"], grams.unwrap_or(300.0), "{text}");
    }
}

#[test]
fn a_meal_of_a_plan_has_the_time_that_is_typed_behind_it_or_is_asked_about() {
    let table = Stage::open();
    for (language, line, time) in [
        ("en", "Lunch 12.30", Some("12:30")),
        ("en", "Dinner 7:30 pm", Some("19:30")),
        ("fr", "Déjeuner 12 h 30", Some("12:30")),
        ("en", "Lunch 25:00", None),
        ("en", "Snack 9:60", None),
    ] {
        let plan = table.plan_of(json!([]));
        let fields = [("title", "Typed"), ("days", "Day"), ("meals", line)];
        let answer = table.type_in(language, &format!("{plan}/arrange"), &fields);
        let status = if time.is_some() { 303 } else { 400 };
        assert_eq!(answer.status, status, "{line}: {}", answer.text);
        let kept = table.done("GET", &format!("/api{plan}"), Value::Null);
        let meal = &kept["plan"]["days"][0]["meals"][0];
        assert_eq!(meal["time"], json!(time), "{line}");
    }
}

#[test]
fn foods_of_an_exchange_group_stay_when_its_form_is_saved() {
    let table = Stage::open();
    let official = table.starter("carrot", "carrot-raw");
    let figures = [
        ("name_en", "Starch"),
        ("name_fr", "Féculents"),
        ("carried_by", "carbohydrate"),
        ("carbohydrate", "15"),
    ];
    let group = "/exchanges/{exchanges}/groups/{starch}";
    let own = json!({ "name": "Carrot, raw", "carbohydrate_basis": "available" });
    let foods = || {
        let system = table.done("GET", "/api/exchange-systems/{exchanges}", Value::Null);
        let groups = system["exchange_system"]["groups"].as_array().unwrap().clone();
        let of = |group: &&Value| group["names"]["en"] == "Starch";
        groups.iter().find(of).unwrap()["foods"].clone()
    };
    for (lines, grams) in [("160 g carrot raw", [160.0]), ("150 g Carrot, raw", [150.0])] {
        let fields = figures.iter().copied().chain([("foods", lines)]).collect::<Vec<_>>();
        let saved = table.type_in("en", group, &fields);
        assert_eq!(saved.status, 303, "{}", saved.text);
        for (food, grams) in foods().as_array().unwrap().iter().zip(grams) {
            assert_eq!((&food["food_id"], &food["grams"]), (&json!(official), &json!(grams)));
        }
        // From now on the name is found as the clinic's own first.
        table.done("POST", "/api/foods", own.clone());
    }
}

#[test]
fn a_diary_asks_back_what_is_not_clear() {
    let table = Stage::open();
    let path = "/patients/{patient}/intakes";
    for (language, text, status) in [
        ("en", "2-3 apples", 400),
        ("fr", "1 filet de citron", 400),
        ("en", "2 apples", 303),
        ("fr", "une promenade", 303),
    ] {
        let answer = table.type_in(language, path, &[("complete.0", "true"), ("ate.0.0", text)]);
        assert_eq!(answer.status, status, "{text}: {}", answer.text);
        assert!(status == 303 || answer.text.contains(text), "{}", answer.text);
    }
}

#[test]
fn the_form_of_a_food_reads_numbers_as_its_language_writes_them() {
    let table = Stage::open();
    for (language, grams, sodium, kept) in [
        ("en", "30 g", "1,200", Some((30.0, 1200.0))),
        ("fr", "26,5", "1,2", Some((26.5, 1.2))),
        ("fr", "1.200", "1", None),
        ("en", "30", "about 1", None),
        ("fr", "30", "1.200", None),
    ] {
        let fields = [
            ("name", "Typed"),
            ("carbohydrate_basis", "available"),
            ("portion_1", "slice"),
            ("portion_1_grams", grams),
            ("NA", sodium),
            ("is_archived", "false"),
        ];
        let answer = table.type_in(language, "/foods", &fields);
        assert_eq!(answer.status, if kept.is_some() { 303 } else { 400 }, "{}", answer.text);
        let Some((grams, sodium)) = kept else { continue };
        let id = answer.header("location").unwrap().split(['/', '?']).nth(2).unwrap().to_owned();
        let food = table.done("GET", &format!("/api/foods/{id}"), Value::Null)["food"].clone();
        assert_eq!(food["portions"][0]["grams"], grams);
        let nutrients = food["nutrients"].as_array().unwrap();
        let told = nutrients.iter().find(|one| one["nutrient"] == "NA").unwrap();
        assert_eq!(told["amount"], sodium);
    }
}

#[test]
fn counts_of_one_stand_in_the_singular() {
    let table = Stage::open();
    let broth = &table.broth;
    // Of two foods one knows nothing of its fibre, and the other does.
    let apple = table.starter("apple", "apple-raw");
    let both = json!([{ "food_id": broth, "grams": 100 }, { "food_id": apple, "grams": 100 }]);
    let id = table.recipe(2, "One", both);
    table.done("PUT", &format!("/api/recipes/{id}"), json!({ "servings": 1 }));
    for (language, serving, unknown) in [
        ("en", "1 serving of 200\u{a0}g", "1 of 2 foods unknown"),
        ("fr", "1 portion de 200\u{a0}g", "inconnue pour 1 des 2 aliments"),
    ] {
        let cookie = format!("{}; nutrivault_language={language}", table.cookie);
        let sent = Sent::new("GET", format!("/recipes/{id}")).header("Cookie", cookie);
        let page = table.practice.send(&sent.header("Accept", "text/html")).text;
        assert!(page.contains(serving) && page.contains(unknown), "{page}");
    }
}
