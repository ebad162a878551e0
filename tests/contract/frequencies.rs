//! How often somebody usually eats what: kept as told, in portions, for those who read notes.

use serde_json::{Value, json};

use crate::cast::Cast;
use crate::practice::Practice;
use crate::rooms::cookie;
use crate::wire::Sent;

#[test]
fn answers_are_kept_as_told_and_what_was_not_asked_is_not_never() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let path = cast.address("/api/patients/{patient}/food-frequencies");
    let ask = |method: &str, body: Value| practice.ask(method, &path, body);
    let answers =
        json!({ "vegetables": "daily_1", "fruit": "weekly_5_6", "red_meat": "weekly_5_6" });
    let kept = ask("POST", json!({ "answers": answers, "notes": "On holidays more fish." }));
    assert_eq!(kept.status, 201, "{}", kept.text);
    let kept = kept.json()["data"]["food_frequency"].clone();
    assert_eq!(kept["answers"], answers);
    assert_eq!(kept["per_week"]["vegetables"], 7.0);
    assert!(kept["per_week"].get("fish").is_none(), "{kept}");
    let listed = ask("GET", Value::Null).json();
    assert_eq!(listed["data"]["food_frequencies"][0]["id"], kept["id"]);

    let page = cast.address("/patients/{patient}/frequencies");
    let sent = Sent::new("GET", page).header("Accept", "text/html");
    let shown = practice.send(&sent.header("Cookie", cookie(&practice, "admin")));
    for told in
        ["12.5 portions a week", "Once a day", "On holidays more fish.", "about three at most"]
    {
        assert!(shown.text.contains(told), "{told}: {}", shown.text);
    }
}

#[test]
fn what_is_no_answer_is_refused_by_its_name() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let path = cast.address("/api/patients/{patient}/food-frequencies");
    for (body, field) in [
        (json!({}), "answers"),
        (json!({ "answers": {} }), "answers"),
        (json!({ "answers": { "fish": "often" } }), "answers.fish"),
        (json!({ "answers": { "unicorn": "never" } }), "answers.unicorn"),
    ] {
        let answer = practice.ask("POST", &path, &body);
        assert_eq!(answer.status, 400, "{body}: {}", answer.text);
        assert!(answer.text.contains(field), "{body}: {}", answer.text);
    }
}
