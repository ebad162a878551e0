//! A form that is sent twice, by two presses or by a browser that tries again, makes one record; and
//! what somebody presses is done to what they have seen.

use serde_json::json;

use crate::cast::Stage;
use crate::refusals::entries::{encoded, with};
use crate::refusals::page::{self, Form};

/// The page of a form, the end of the form's address, what is typed, and the table of what it makes.
type Making = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str);

const MAKING: &[Making] = &[
    ("/patients/{patient}/goals/new", "/goals", &[("title", "Walk")], "goals"),
    (
        "/patients/{patient}/contacts/new",
        "/contacts",
        &[("role", "OTHER_CONTACT"), ("name", "Ek")],
        "patient_contacts",
    ),
    ("/patients/{patient}/energy/new", "/energy", BODY, "energy_prescriptions"),
    (
        "/patients/{patient}/frequencies/new",
        "/frequencies",
        &[("fruit", "daily_1")],
        "food_frequencies",
    ),
    ("/patients/{patient}/intakes/new", "/intakes", &[("ate.0.0", "150 g broth")], "intakes"),
    ("/patients/{patient}/invoices/new", "/invoices", ADVICE, "billing"),
    ("/invoices/{owed}", "/pay", &[("amount", "1")], "payments"),
    ("/invoices/{owed}", "/credit", &[("amount", "1"), ("reason", "Late")], "credit_notes"),
    ("/patients/{patient}/pay", "/pay", &[("deposit_amount", "50")], "receipts"),
    ("/recipes/new", "/recipes", &[("name", "Soup"), ("items", "150 g broth")], "recipes"),
    ("/foods/new", "/foods", &[("name", "Our bread"), ("energy_kcal", "250")], "foods"),
    ("/target-sets/new", "/target-sets", &[("name", "Ours"), ("protein.aim", "60")], "target_sets"),
    ("/exchanges/new", "/exchanges", &[("name", "Ours")], "exchange_systems"),
    ("/note-templates/new", "/note-templates", BLOCK, "note_templates"),
    ("/settings/prices/new", "/prices", &[("name", "Talk"), ("unit_price", "20")], "services"),
    ("/settings/consent-texts/new", "/consent-texts", AGREED, "consent_texts"),
    ("/patients/{patient}/consents", "/consents", &[("text_id", "{consent_text}")], "consents"),
    ("/calendar/absences", "/absences", AWAY, "absences"),
    ("/patients/{patient}/visits/new", "/visits", &[("visit_date", "2031-03-06T10:00")], "visits"),
    ("/patients/new", "/patients", BORN, "patients"),
];
const BODY: &[(&str, &str)] =
    &[("pal", "1.5"), ("weight_kg", "80"), ("height_cm", "180"), ("age", "40"), ("sex", "female")];
const ADVICE: &[(&str, &str)] =
    &[("lines.0.description", "Advice"), ("lines.0.quantity", "1"), ("lines.0.unit_price", "50")];
const BLOCK: &[(&str, &str)] = &[("name", "Usual"), ("kind", "block"), ("text", "Well")];
const AGREED: &[(&str, &str)] =
    &[("title", "Photos"), ("code", "photos"), ("language", "en"), ("body", "I agree")];
const AWAY: &[(&str, &str)] =
    &[("dietitian_id", "clinic"), ("from", "2031-03-04"), ("to", "2031-03-05")];
const BORN: &[(&str, &str)] =
    &[("first_name", "Zoltan"), ("last_name", "Qwerty"), ("date_of_birth", "1981-02-03")];

/// The form of that page which is sent to an address with this end, with what is typed into it.
fn typed(stage: &Stage, (page, end, entries, _): &Making, owed: &str) -> Form {
    let page = stage.page(&page.replace("{owed}", owed));
    let mut forms = page::forms(&page);
    forms.retain(|form| form.action.ends_with(end));
    assert_eq!(forms.len(), 1, "forms to …{end}");
    let value = |text: &str| stage.cast.address(text);
    entries.iter().fold(forms.remove(0), |form, (name, text)| with(&form, name, &value(text)))
}

/// The form that is asked for once it is meant: an appointment some years away is asked about.
fn meant(stage: &Stage, form: Form) -> Form {
    if !form.action.ends_with("/visits") {
        return form;
    }
    let asked = stage.press(&form.action, encoded(&form));
    let again = page::forms(&asked.text).into_iter().find(|again| again.action == form.action);
    again.unwrap_or(form)
}

/// An invoice of the cast's patient that is owed; its id.
fn owed(stage: &Stage) -> String {
    let lines = json!([{ "description": "Advice", "quantity": 1, "unit_price": 90 }]);
    let body = json!({ "patient_id": stage.cast.address("{patient}"), "status": "PENDING", "lines": lines });
    stage.practice.made("/api/billing", body, "billing")
}

#[test]
fn a_form_that_is_sent_twice_makes_one_record() {
    let stage = Stage::open();
    let owed = owed(&stage);
    let mut wrong = Vec::new();
    for making in MAKING {
        let form = meant(&stage, typed(&stage, making, &owed));
        let count = || stage.practice.number(&format!("SELECT count(*) FROM {}", making.3));
        let before = count();
        let [first, again] = [(); 2].map(|()| stage.press(&form.action, encoded(&form)));
        let (made, told) = (count() - before, (first.status, again.status));
        let is_led = first.header("location") == again.header("location");
        if made != 1 || first.status != 303 || !is_led {
            wrong.push(format!("{}: {made} more, {told:?}: {}", form.action, first.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_form_that_says_something_else_the_second_time_is_asked_back_with_what_was_typed() {
    let stage = Stage::open();
    let owed = owed(&stage);
    let paying: Making = ("/invoices/{owed}", "/pay", &[("amount", "12.34")], "payments");
    let form = typed(&stage, &paying, &owed);
    assert_eq!(stage.press(&form.action, encoded(&form)).status, 303);
    let other = stage.press(&form.action, encoded(&with(&form, "amount", "23.45")));
    assert_eq!(other.status, 400, "{}", other.text);
    assert!(other.text.contains("This was sent before") && other.text.contains("23.45"));
    // The page that asks has an id of its own: pressed once more, it is another payment.
    let again = page::forms(&other.text).into_iter().find(|form| form.action.ends_with("/pay"));
    let again = again.unwrap();
    assert_eq!(stage.press(&again.action, encoded(&again)).status, 303);
    let paid = format!("SELECT sum(amount) FROM payments WHERE billing_id = '{owed}'");
    assert_eq!(stage.practice.number(&paid), 1234 + 2345);
}

#[test]
fn nobody_issues_cancels_or_signs_what_somebody_else_has_changed_since() {
    let stage = Stage::open();
    let patient = stage.cast.address("{patient}");
    let line =
        |price: i64| json!([{ "description": "Advice", "quantity": 1, "unit_price": price }]);
    let body = json!({ "patient_id": patient, "status": "DRAFT", "lines": line(10) });
    let draft = stage.practice.made("/api/billing", body, "billing");
    let page = stage.page(&format!("/invoices/{draft}"));
    stage.done("PUT", &format!("/api/billing/{draft}"), json!({ "lines": line(999) }));
    for form in page::forms(&page) {
        if form.action.ends_with("/issue") || form.action.ends_with("/cancel") {
            let answer = stage.press(&form.action, encoded(&form));
            assert_eq!(answer.status, 409, "{}: {}", form.action, answer.text);
            assert!(answer.text.contains("Somebody else has changed this meanwhile"));
            assert!(answer.text.contains("999"), "as it is now");
        }
    }
    let status = format!("SELECT status FROM billing WHERE id = '{draft}'");
    assert_eq!(stage.practice.text(&status), "DRAFT");

    let visit = stage.cast.address("/api/visits/{visit}");
    stage.done("PUT", &visit, json!({ "status": "COMPLETED", "assessment": "As I read it" }));
    let page = stage.page("/visits/{visit}");
    let sign = page::forms(&page).into_iter().find(|form| form.action.ends_with("/sign")).unwrap();
    stage.done("PUT", &visit, json!({ "assessment": "As somebody else has put it" }));
    let answer = stage.press(&sign.action, encoded(&sign));
    assert_eq!(answer.status, 409, "{}", answer.text);
    assert!(answer.text.contains("As somebody else has put it"));
    let signed = stage.cast.address("SELECT edition FROM visits WHERE id = '{visit}'");
    assert_eq!(stage.practice.number(&signed), 0);
}

#[test]
fn an_undo_leaves_alone_what_others_have_done_since() {
    let stage = Stage::open();
    let (patient, dietitian) = (stage.cast.address("{patient}"), stage.cast.address("{dietitian}"));
    let book = |at: &str| {
        let body = json!({ "patient_id": patient, "dietitian_id": dietitian, "visit_date": at });
        stage.practice.made("/api/visits", body, "visit")
    };
    let visit = book("2031-03-05T09:00:00Z");
    let undone = |answer: &crate::wire::Answer| {
        assert_eq!(answer.status, 303, "{}", answer.text);
        let shown = answer.header("location").unwrap().split('#').next().unwrap().to_owned();
        let page = stage.page(&shown);
        assert!(page.contains("moved-back"), "{shown}");
        page::forms(&page).into_iter().find(|form| form.action.contains("/moved-back")).unwrap()
    };
    let moved = |to: &str| {
        let form = page::forms(&stage.page(&format!("/visits/{visit}/move")));
        let form = form.into_iter().find(|form| form.action.ends_with("/move")).unwrap();
        let form = with(&form, "visit_date", to);
        let answer = stage.press(&form.action, encoded(&form));
        let again =
            page::forms(&answer.text).into_iter().find(|form| form.action.ends_with("/move"));
        // The page asks whether that time is meant.
        again.map_or(answer, |form| stage.press(&form.action, encoded(&form)))
    };
    let at = || stage.practice.text(&format!("SELECT visit_date FROM visits WHERE id = '{visit}'"));
    let undo = undone(&moved("2031-03-05T15:00"));
    stage.done(
        "PUT",
        &format!("/api/visits/{visit}"),
        json!({ "visit_date": "2031-03-05T17:00:00Z" }),
    );
    let answer = stage.press(&undo.action, encoded(&undo));
    assert_eq!(answer.status, 303, "{}: {}", undo.action, answer.text);
    assert!(answer.header("location").unwrap().contains("done=moved-on"), "{}", answer.text);
    assert!(at().starts_with("2031-03-05T17:00"));

    let was = at();
    let undo = undone(&moved("2031-03-05T11:00"));
    let body = json!({ "patient_id": patient, "dietitian_id": dietitian, "visit_date": was });
    stage.practice.made("/api/visits", body, "visit");
    let there = at();
    let answer = stage.press(&undo.action, encoded(&undo));
    assert_eq!(answer.status, 303, "{}: {}", undo.action, answer.text);
    assert!(answer.header("location").unwrap().contains("done=was-taken"), "{}", answer.text);
    assert_eq!(at(), there, "nobody is booked over");
    let form = stage.page(answer.header("location").unwrap());
    assert!(form.contains("Its old time is taken by now"));
}

#[test]
fn hours_that_were_unset_are_not_overwritten_by_who_did_not_see_them() {
    let stage = Stage::open();
    let forms = page::forms(&stage.page("/settings/hours/clinic"));
    let form = forms.into_iter().find(|form| form.action.contains("/hours/")).unwrap();
    let hours = json!([{ "weekday": 6, "from": "09:00", "to": "12:00" }]);
    stage.done("PUT", "/api/opening-hours", json!({ "hours": hours }));
    let answer = stage.press(&form.action, encoded(&with(&form, "monday", "8:00-19:00")));
    assert_eq!(answer.status, 409, "{}", answer.text);
    let saturdays = "SELECT count(*) FROM opening_hours WHERE weekday = 6";
    assert_eq!(stage.practice.number(saturdays), 1);
}
