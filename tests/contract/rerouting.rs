//! A form that names another method: no request is what its body says that it is.

use crate::practice::Practice;
use crate::wire::Sent;

const FORM: &str = "application/x-www-form-urlencoded";

fn form(target: &str, body: &str) -> Sent {
    Sent::new("POST", target).body(FORM, body)
}

#[test]
fn a_form_that_says_delete_deactivates_nobody() {
    let practice = Practice::open();
    let patient = practice.text("SELECT id FROM patients WHERE is_active ORDER BY id LIMIT 1");
    let state = format!("SELECT is_active * 1000 + version FROM patients WHERE id = '{patient}'");
    let (before, target) = (practice.number(&state), format!("/api/patients/{patient}"));
    for body in [
        "_method=DELETE",
        "_method=delete&a=b",
        "&_method=DELETE",
        "_method=PUT&city=x",
        "_method=GET",
        "_method=nonsense",
    ] {
        for kind in [FORM, "application/x-www-form-urlencoded; charset=utf-8"] {
            let sent = Sent::new("POST", &target).body(kind, body).bearer(&practice.admin);
            let answer = practice.send(&sent);
            let error = &answer.json()["error"];
            assert_eq!(answer.status, 415, "{body}: {}", answer.text);
            assert_eq!(error["code"], "UNSUPPORTED_MEDIA_TYPE", "{body}");
            assert_eq!((&error["method"], &error["path"]), (&"POST".into(), &(*target).into()));
            assert_eq!(practice.number(&state), before, "{body} changed the patient");
        }
    }
    // The same address by the method itself still does what it says.
    let answer = practice.send(&Sent::new("DELETE", &target).bearer(&practice.admin));
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_ne!(practice.number(&state), before);
}

#[test]
fn a_form_that_says_a_method_opens_no_door_without_credentials() {
    let practice = Practice::shared();
    let body = "_method=DELETE";
    let answer = practice.send(&form("/api/visits", body));
    assert_eq!(
        (answer.status, answer.json()["error"]["code"].as_str()),
        (401, Some("AUTHENTICATION_REQUIRED"))
    );
    let answer = practice.send(&form("/api/auth/login", body));
    assert_eq!(answer.status, 415, "{}", answer.text);
    for page in ["/", "/login", "/logout"] {
        let answer = practice.send(&form(page, body).header("Accept", "text/html"));
        assert_eq!(answer.status, 400, "{page}: {}", answer.text);
        assert!(answer.text.contains("Nothing was changed"), "{page}: {}", answer.text);
    }
}
