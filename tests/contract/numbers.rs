//! File numbers at the page: whoever named too many that are taken keeps what they typed.

use serde_json::json;

use crate::cast::Cast;
use crate::practice::Practice;
use crate::rooms::cookie;

#[test]
fn a_registration_that_names_a_number_too_often_keeps_what_was_typed() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let taken = json!({
        "last_name": "Somebody", "date_of_birth": "1980-02-03", "file_number": "F-17",
    });
    practice.made("/api/patients", taken, "patient");
    let dietitian = cookie(&practice, &cast.own);
    let register = |number: &str| {
        let form = format!(
            "first_name=Wilhelmina&last_name=Oberthur&date_of_birth=1981-03-04&file_number={number}"
        );
        practice.press(&dietitian, "/patients", form)
    };
    for _ in 0..20 {
        assert_eq!(register("F-17").status, 400);
    }
    // One may have leaked away meanwhile.
    let answers: Vec<_> = ["F-17", "F-17", "F-18"].into_iter().map(register).collect();
    let last = answers.last().unwrap();
    assert_eq!(last.status, 429, "a free number tells nothing either");
    assert!(last.text.contains("Wilhelmina") && last.text.contains("F-18"), "{}", last.text);
    assert_eq!(register("").status, 303);
}
