//! Accounts: passwords that somebody else chose, API keys, documents of users, one's own e-mail.

use serde_json::{Value, json};

use crate::cast::Cast;
use crate::doors;
use crate::practice::Practice;
use crate::rooms::{self, cookie_with, knock};
use crate::wire::{Answer, Sent};

const GIVEN: &str = "given by somebody else";
const CHOSEN: &str = "chosen by herself alone";

/// A user whom the administrator has just made: id and user name.
fn newcomer(practice: &Practice, name: &str, role: &str, route: &str) -> String {
    let body = json!({
        "username": name, "email": format!("{name}@clinic.example"), "first_name": "New",
        "last_name": "Comer", "role": role, "password": GIVEN,
    });
    let sent = Sent::new("POST", route).bearer(&practice.admin).json(body.to_string());
    let made = practice.send(&sent);
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.json()["data"]["user"]["must_change_password"], json!(true));
    made.json()["data"]["user"]["id"].as_str().unwrap().to_owned()
}

fn code(answer: &Answer) -> (u16, String) {
    let code = answer.json()["error"]["code"].as_str().unwrap_or_default().to_owned();
    (answer.status, code)
}

/// A key of whoever holds that token: id and secret.
fn key(practice: &Practice, token: &str, name: &str) -> (String, String) {
    let made = practice.ask_as(token, "POST", "/api/auth/api-keys", json!({ "name": name }));
    assert_eq!(made.status, 201, "{}", made.text);
    let text = |field: &str| made.json()["data"][field].as_str().unwrap().to_owned();
    (text("id"), text("key"))
}

fn lives(practice: &Practice, key: &str) -> bool {
    let answer = practice.send(&Sent::new("GET", "/api/auth/me").header("X-API-Key", key));
    answer.status == 200
}

#[test]
fn whose_password_another_chose_reaches_only_the_way_to_a_new_one() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    // An administrator, so that no permission is what refuses.
    let id = newcomer(&practice, "nora", "ADMIN", "/api/auth/register");
    let token = practice.token_with("nora", GIVEN);
    let mut wrong = Vec::new();
    for (method, route, address, body, expected) in doors::TABLE {
        let closed = route.starts_with("/api/")
            && !route.starts_with("/api/auth/")
            && expected[0] == 401
            && *route != "/api/users/<id>/password";
        if !closed {
            continue;
        }
        let sent = Sent::new(method, cast.address(address)).bearer(&token);
        let answer = practice.send(&if body.is_empty() { sent } else { sent.json(body) });
        if code(&answer) != (403, "PASSWORD_CHANGE_REQUIRED".to_owned()) && *method != "HEAD" {
            wrong.push(format!("{method} {address}: {} {}", answer.status, answer.text));
        }
    }
    for target in ["/api/auth/me", "/api/auth/sessions", "/api/auth/api-keys"] {
        assert_eq!(practice.ask_as(&token, "GET", target, Value::Null).status, 200, "{target}");
    }
    let cookie = cookie_with(&practice, "nora", GIVEN);
    for (method, route, address, expected) in rooms::TABLE {
        if expected[0] != 303 || route.starts_with("/account") || route.starts_with("/language") {
            continue;
        }
        let answer = knock(&practice, method, &cast.address(address), Some(&cookie));
        if (answer.status, answer.header("location")) != (303, Some("/account")) {
            wrong.push(format!("{method} {address}: {} {:?}", answer.status, answer.headers));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let account = knock(&practice, "GET", "/account", Some(&cookie));
    assert!(account.text.contains("choose a new one"), "{}", account.text);

    let body = json!({ "current_password": GIVEN, "new_password": CHOSEN });
    let changed = practice.ask_as(&token, "PUT", &format!("/api/users/{id}/password"), body);
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(practice.ask_as(&token, "GET", "/api/patients", Value::Null).status, 200);
}

#[test]
fn every_way_to_make_a_user_for_somebody_else_asks_for_a_new_password() {
    let practice = Practice::open();
    newcomer(&practice, "by-api", "VIEWER", "/api/users");
    newcomer(&practice, "by-register", "VIEWER", "/api/auth/register");
    let cookie = rooms::cookie(&practice, "admin");
    let role = practice.text("SELECT id FROM roles WHERE name = 'VIEWER'");
    let form = format!(
        "username=by-page&email=page%40clinic.example&first_name=By&last_name=Page&role_id={role}"
    );
    let sent = Sent::new("POST", "/users").header("Cookie", cookie.as_str());
    let sent = sent.header("Sec-Fetch-Site", "same-origin");
    let page = practice.send(&sent.body("application/x-www-form-urlencoded", form));
    assert!(page.text.contains("At the first login a new one has to be chosen"), "{}", page.text);
    let free = "SELECT coalesce(group_concat(username), '') FROM users \
                WHERE username LIKE 'by-%' AND must_change_password = 0";
    assert_eq!(practice.text(free), "");
    assert_eq!(practice.number("SELECT count(*) FROM users WHERE username LIKE 'by-%'"), 3);
}

#[test]
fn api_keys_end_with_a_reset_and_when_their_owner_or_an_administrator_says_so() {
    let practice = Practice::open();
    let id = practice.text("SELECT id FROM users WHERE username = 'dietitian'");
    let token = practice.token("dietitian");
    let (first, secret) = key(&practice, &token, "first");
    let (_, second) = key(&practice, &token, "second");
    let keys = format!("/api/users/{id}/api-keys");

    // Keys manage no keys, whoever owns them.
    let (_, admins) = key(&practice, &practice.admin, "of the admin");
    for (method, target) in
        [("GET", keys.clone()), ("DELETE", keys.clone()), ("DELETE", format!("{keys}/{first}"))]
    {
        let sent = Sent::new(method, &target).header("X-API-Key", admins.as_str());
        assert_eq!(code(&practice.send(&sent)), (403, "PERMISSION_DENIED".into()), "{target}");
    }
    let seen = practice.get(&keys);
    assert_eq!((seen.status, &seen.json()["data"]["count"]), (200, &json!(2)), "{}", seen.text);
    assert!(!seen.text.contains(&secret));
    let one = format!("{keys}/{first}");
    assert_eq!(practice.ask("DELETE", &one, Value::Null).status, 200);
    assert!(!lives(&practice, &secret) && lives(&practice, &second));
    let all = practice.ask("DELETE", &keys, Value::Null);
    assert_eq!(all.json()["data"]["api_keys_ended"], json!(1), "{}", all.text);
    assert!(!lives(&practice, &second));

    // Their owner's own change and way out leave them, unless told otherwise.
    let (_, third) = key(&practice, &token, "third");
    let own = format!("/api/users/{id}/password");
    let change = |token: &str, from: &str, to: &str, end: Value| {
        let body = json!({ "current_password": from, "new_password": to, "end_api_keys": end });
        practice.ask_as(token, "PUT", &own, body).status
    };
    assert_eq!(change(&token, "NutriVault-demo-1", CHOSEN, Value::Null), 200);
    assert!(lives(&practice, &third));
    assert_eq!(change(&token, CHOSEN, "another one of hers", json!(true)), 200);
    assert!(!lives(&practice, &third));
    let (_, fourth) = key(&practice, &token, "fourth");
    assert_eq!(practice.ask_as(&token, "POST", "/api/auth/logout-all", Value::Null).status, 200);
    assert!(lives(&practice, &fourth));
    let token = practice.token_with("dietitian", "another one of hers");
    let wrong = practice.ask_as(&token, "POST", "/api/auth/logout-all", json!({"end_api_keys": 7}));
    assert_eq!(wrong.status, 400, "{}", wrong.text);
    let body = json!({ "end_api_keys": true });
    assert_eq!(practice.ask_as(&token, "POST", "/api/auth/logout-all", body).status, 200);
    assert!(!lives(&practice, &fourth));

    // An administrator's reset ends them all, and the trail names each.
    let token = practice.token_with("dietitian", "another one of hers");
    let (fifth, secret) = key(&practice, &token, "fifth");
    let reset = json!({ "new_password": GIVEN });
    assert_eq!(practice.ask("PUT", &own, reset).status, 200);
    assert!(!lives(&practice, &secret));
    let row = format!(
        "SELECT count(*) FROM audit_logs WHERE resource_type = 'api_key' AND action = 'DELETE' \
         AND resource_id = '{fifth}' AND username = 'admin'"
    );
    assert_eq!(practice.number(&row), 1);
}

#[test]
fn one_whose_role_makes_no_keys_any_more_still_sees_and_ends_their_own() {
    let practice = Practice::open();
    let id = practice.text("SELECT id FROM users WHERE username = 'dietitian'");
    let (made, secret) = key(&practice, &practice.token("dietitian"), "from before");
    let role = practice.text("SELECT id FROM roles WHERE name = 'VIEWER'");
    let change = json!({ "role_id": role });
    let user = format!("/api/users/{id}");
    assert_eq!(practice.ask("PUT", &user, change).status, 200);
    let cookie = rooms::cookie(&practice, "dietitian");
    let account = knock(&practice, "GET", "/account", Some(&cookie)).text;
    assert!(account.contains("from before") && !account.contains(&secret));
    let token = practice.token("dietitian");
    let own = practice.ask_as(&token, "GET", "/api/auth/api-keys", Value::Null);
    assert_eq!(own.json()["data"]["apiKeys"][0]["name"], "from before", "{}", own.text);
    let refused = practice.ask_as(&token, "POST", "/api/auth/api-keys", json!({ "name": "more" }));
    assert_eq!(refused.status, 403);
    let ended = knock(&practice, "POST", &format!("/account/keys/{made}/end"), Some(&cookie));
    assert_eq!(ended.status, 303, "{}", ended.text);
    assert!(!lives(&practice, &secret));
}

const FORM: &str = "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\n\
                    Contract of employment\r\n--x--\r\n";

#[test]
fn a_users_documents_are_their_own_and_of_those_who_manage_users() {
    let practice = Practice::open();
    let staff = ["admin", "dietitian", "assistant", "viewer"];
    let upload = |token: &str, id: &str| {
        let sent = Sent::new("POST", format!("/api/users/{id}/documents")).bearer(token);
        practice.send(&sent.body("multipart/form-data; boundary=x", FORM))
    };
    let mut wrong = Vec::new();
    for owner in staff {
        let id = practice.text(&format!("SELECT id FROM users WHERE username = '{owner}'"));
        let stored = upload(&practice.admin, &id);
        assert_eq!(stored.status, 201, "{}", stored.text);
        let document = stored.json()["data"]["documents"][0]["id"].as_str().unwrap().to_owned();
        for other in staff {
            let is_let_in = other == owner || other == "admin";
            let token = practice.token(other);
            let mut is = |what: &str, answer: Answer| {
                let is_denied = answer.status == 403;
                // What the role lacks stays refused for one's own documents too.
                let is_lacking = code(&answer).1 == "PERMISSION_DENIED";
                if is_denied == is_let_in && !(is_let_in && is_lacking) {
                    wrong.push(format!("{other}, {what} of {owner}: {}", answer.text));
                }
            };
            let of_user = format!("/api/users/{id}/documents");
            let single = format!("/api/documents/{document}");
            let get = |target: &str| practice.ask_as(&token, "GET", target, Value::Null);
            is("list", get(&of_user));
            is("stats", get(&format!("{of_user}/stats")));
            is("detail", get(&single));
            is("download", get(&format!("{single}/download")));
            is(
                "page",
                knock(
                    &practice,
                    "GET",
                    &format!("/documents/{document}"),
                    Some(&rooms::cookie(&practice, other)),
                ),
            );
            is("label", practice.ask_as(&token, "PATCH", &single, json!({ "title": "Contract" })));
            is("upload", upload(&token, &id));
            if !is_let_in {
                is("deletion", practice.ask_as(&token, "DELETE", &single, Value::Null));
                practice.ask("DELETE", &single, Value::Null);
                let restore = format!("{single}/restore");
                is("restore", practice.ask_as(&token, "POST", &restore, Value::Null));
                practice.ask("POST", &restore, Value::Null);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ones_own_email_moves_with_the_password_only() {
    let practice = Practice::open();
    for name in ["admin", "viewer"] {
        let id = practice.text(&format!("SELECT id FROM users WHERE username = '{name}'"));
        let (path, token) = (format!("/api/users/{id}"), practice.token(name));
        let put = |body: Value| code(&practice.ask_as(&token, "PUT", &path, body));
        let email = format!("{name}@moved.example");
        let refused = (401, "INVALID_PASSWORD".to_owned());
        assert_eq!(put(json!({ "email": email })), refused);
        assert_eq!(put(json!({ "email": email, "current_password": "" })), refused);
        assert_eq!(put(json!({ "email": email, "current_password": "a guess" })), refused);
        let stored = format!("SELECT email FROM users WHERE id = '{id}'");
        let before = practice.text(&stored);
        assert_ne!(before, email);
        // Names, and the address as it is, need none.
        assert_eq!(put(json!({ "email": before, "first_name": "Zoé" })).0, 200);
        let body = json!({ "email": email, "current_password": "NutriVault-demo-1" });
        assert_eq!(put(body).0, 200);
        assert_eq!(practice.text(&stored), email);

        let cookie = rooms::cookie(&practice, name);
        let send = |password: &str| {
            let form = format!("email={name}%40page.example&current_password={password}");
            let sent = Sent::new("POST", "/account/email").header("Cookie", cookie.as_str());
            let sent = sent.header("Sec-Fetch-Site", "same-origin");
            practice.send(&sent.body("application/x-www-form-urlencoded", form))
        };
        let page = send("guess+again");
        assert_eq!(page.status, 401, "{}", page.text);
        assert!(page.text.contains("not right") && !page.text.contains("guess again"));
        assert_eq!(practice.text(&stored), email);
        assert_eq!(send("NutriVault-demo-1").status, 303);
        assert_eq!(practice.text(&stored), format!("{name}@page.example"));
    }
    // Somebody else's is an administrator's to change.
    let id = practice.text("SELECT id FROM users WHERE username = 'viewer'");
    let body = json!({ "email": "vera@clinic.example" });
    let path = format!("/api/users/{id}");
    assert_eq!(practice.ask("PUT", &path, body).status, 200);
}

/// What every address of the demo's staff ends with.
const STAFFS: &str = "@nutrivault.example";

#[test]
fn nobody_but_who_changes_users_is_shown_an_address_or_finds_by_it() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let mut wrong = Vec::new();
    for name in ["dietitian", "assistant", "viewer"] {
        let own = practice.text(&format!("SELECT email FROM users WHERE username = '{name}'"));
        let (token, cookie) = (practice.token(name), rooms::cookie(&practice, name));
        let mut look = |what: &str, answer: Answer| {
            if answer.text.replace(&own, "").contains(STAFFS) {
                wrong.push(format!("{name}: {what} shows an address"));
            }
        };
        for (method, _, address, _, _) in doors::TABLE {
            let address = cast.address(address);
            if *method == "GET" {
                look(&address, practice.ask_as(&token, "GET", &address, Value::Null));
            }
        }
        for (method, _, address, _) in rooms::TABLE {
            let address = cast.address(address);
            if *method == "GET" {
                look(&address, knock(&practice, "GET", &address, Some(&cookie)));
            }
        }
        let patient = cast.address("/api/patients/{patient}");
        look("a change", practice.ask_as(&token, "PUT", &patient, json!({ "city": "Lyon" })));
        look("a stale change", practice.ask_as(&token, "PUT", &patient, json!({ "version": 0 })));

        // What is not shown is not found, filtered or sorted by either.
        let get = |query: &str| {
            practice.ask_as(&token, "GET", &format!("/api/users?{query}"), Value::Null)
        };
        for query in [
            "sort_by=email",
            "sort_by=last_login_at",
            "last_login_at_gt=2020-01-01",
            "last_login_at_null=true",
            "email=admin@nutrivault.example",
            "fields=username,email",
            "fields=last_login_at",
        ] {
            assert_eq!(get(query).status, 400, "{name}: {query}");
        }
        for word in ["nutrivault.example", "@", "admin@nutrivault", "nutrivault"] {
            let found = get(&format!("search={word}")).json()["data"]["total"].clone();
            assert_eq!(found, json!(0), "{name} searches {word}");
            let page = knock(&practice, "GET", &format!("/users?search={word}"), Some(&cookie));
            assert!(!page.text.contains("/users/0"), "{name} searches {word} in the page");
        }
        assert_ne!(get(&format!("search={name}")).json()["data"]["total"], json!(0));
        let row = get("").json()["data"]["users"][0].clone();
        assert!(row.get("email").is_none() && row.get("last_login_at").is_none(), "{row}");
        // Oneself one does see.
        let me = practice.ask_as(&token, "GET", "/api/auth/me", Value::Null).json();
        assert_eq!(me["data"]["user"]["email"], json!(own));
        let id = me["data"]["user"]["id"].as_str().unwrap().to_owned();
        let oneself = practice.ask_as(&token, "GET", &format!("/api/users/{id}"), Value::Null);
        assert_eq!(oneself.json()["data"]["user"]["email"], json!(own));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Whoever changes users does see them.
    let all = practice.get("/api/users?search=nutrivault.example&sort_by=email");
    assert!(all.json()["data"]["users"][0]["email"].as_str().unwrap().ends_with(STAFFS));
    let patient = practice.get(&cast.address("/api/patients/{patient}"));
    assert!(patient.text.contains(STAFFS), "{}", patient.text);
}

#[test]
fn a_password_that_others_try_first_is_refused_wherever_one_is_chosen() {
    let practice = Practice::open();
    let id = practice.text("SELECT id FROM users WHERE username = 'viewer'");
    let own = format!("/api/users/{id}/password");
    let (last, clinic) = (
        practice.text(&format!("SELECT last_name FROM users WHERE id = '{id}'")),
        practice.text("SELECT name FROM settings"),
    );
    let token = practice.token("viewer");
    let cookie = rooms::cookie(&practice, "viewer");
    for weak in [
        "nutrivault-demo-1",
        "NUTRIVAULT-DEMO-1!",
        "Summer2026!!",
        "P4$$w0rd-2026",
        "D1et1tian1234",
        &format!("{last}-2026-{last}!!"),
        &format!("{clinic} 2026"),
    ] {
        let body = json!({ "current_password": "NutriVault-demo-1", "new_password": weak });
        let refused = practice.ask_as(&token, "PUT", &own, body);
        assert_eq!(code(&refused), (400, "WEAK_PASSWORD".into()), "{weak}: {}", refused.text);
        let body = json!({ "new_password": weak });
        let refused = practice.ask("PUT", &own, body);
        assert_eq!(code(&refused), (400, "WEAK_PASSWORD".into()), "{weak}");
        let mut body = json!({
            "username": "nora", "email": "nora@clinic.example", "first_name": "Nora",
            "role": "VIEWER", "password": weak,
        });
        body["last_name"] = json!(last);
        for route in ["/api/users", "/api/auth/register"] {
            let refused = practice.ask("POST", route, body.clone());
            assert_eq!(code(&refused), (400, "WEAK_PASSWORD".into()), "{weak}");
        }
        let escaped: String = weak.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let form = format!("current_password=NutriVault-demo-1&new_password={escaped}");
        let sent = Sent::new("POST", "/account/password").header("Cookie", cookie.as_str());
        let sent = sent.header("Sec-Fetch-Site", "same-origin");
        let page = practice.send(&sent.body("application/x-www-form-urlencoded", form));
        assert_eq!(page.status, 400, "{weak}: {}", page.text);
    }
    let body = json!({ "current_password": "NutriVault-demo-1", "new_password": CHOSEN });
    assert_eq!(practice.ask_as(&token, "PUT", &own, body).status, 200);
}
