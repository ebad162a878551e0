//! What is typed into the fields of a form, one after another.

use super::page::{Field, Form};

/// The password of everybody in a demo clinic.
pub const PASSWORD: &str = "NutriVault-demo-1";
/// One that would do.
pub const GOOD: &str = "A walk along the river 7";

/// What no field takes, by what it is.
pub fn bad_for(field: &Field) -> Vec<(&'static str, String)> {
    match field.kind.as_str() {
        "password" => bad_passwords(),
        _ => bad_texts(),
    }
}

fn bad_texts() -> Vec<(&'static str, String)> {
    vec![
        ("nothing", String::new()),
        ("a word", "zzz".into()),
        ("a sign that cannot be seen", "a\u{1}b".into()),
        ("too much", "x".repeat(20_500)),
        ("a long line", "y".repeat(600)),
        ("less than nothing", "-5".into()),
        ("far too much", "99999999999999999".into()),
        ("decimals", "12.34567".into()),
        ("no day", "31/02/2026".into()),
        ("a day of another time", "0026-01-01".into()),
        ("a record that is not there", "01900000-0000-7000-8000-00000000abcd".into()),
    ]
}

fn bad_passwords() -> Vec<(&'static str, String)> {
    vec![
        ("nothing", String::new()),
        ("too short", "zzz".into()),
        ("one sign over and over", "aaaaaaaaaaaaaaaa".into()),
        ("one that everybody tries", "password123".into()),
        ("their own name", "administrator".into()),
        ("a sign that cannot be seen", "a\u{1}bcdefghijkl".into()),
        ("too much", "x".repeat(20_500)),
    ]
}

/// The form with passwords that are right.
pub fn with_passwords(form: &Form) -> Form {
    let mut form = form.clone();
    for field in form.fields.iter_mut().filter(|field| field.kind == "password") {
        let is_present = field.name == "current_password";
        (if is_present { PASSWORD } else { GOOD }).clone_into(&mut field.value);
    }
    form
}

/// The form with this in that field.
pub fn with(form: &Form, name: &str, entry: &str) -> Form {
    let mut form = form.clone();
    for field in form.fields.iter_mut().filter(|field| field.name == name) {
        entry.clone_into(&mut field.value);
    }
    form
}

/// The form as a browser sends it.
pub fn encoded(form: &Form) -> String {
    let code = |text: &str| {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                    char::from(byte).to_string()
                }
                other => format!("%{other:02X}"),
            })
            .collect::<String>()
    };
    let pairs =
        form.fields.iter().map(|field| format!("{}={}", code(&field.name), code(&field.value)));
    pairs.collect::<Vec<_>>().join("&")
}
