//! A session ends for good at the moment it has to, whoever ends it.

use serde_json::{Value, json};

use crate::clinic::{PASSWORD, fine};
use crate::house::{House, Person};
use crate::line::Reply;

const OTHER: &str = "staple another battery";

/// What a bare token may do: its `me`.
fn me(house: &House, token: &str) -> u16 {
    house.server.call("GET", "/api/auth/me", Some(token), None).0
}

fn refresh(house: &House, token: &str) -> (u16, Value) {
    let body = json!({ "refresh_token": token });
    house.server.call("POST", "/api/auth/refresh", None, Some(&body))
}

/// The access and the refresh token of an answer.
#[track_caller]
fn pair((status, answer): (u16, Value)) -> [String; 2] {
    assert_eq!(status, 200, "{answer}");
    ["accessToken", "refreshToken"].map(|name| answer["data"][name].as_str().unwrap().to_owned())
}

fn with_key(house: &House, key: &str, method: &str, path: &str, body: Option<&Value>) -> Reply {
    house.line().ask(method, path, &[("X-API-Key", key)], body).unwrap()
}

/// A key of that person: its id and itself.
fn key_of(person: &Person, body: Value) -> [String; 2] {
    let made = person.post("/api/auth/api-keys", body).json();
    ["id", "key"].map(|name| made["data"][name].as_str().unwrap().to_owned())
}

#[test]
fn a_refresh_token_is_exchanged_once_and_a_twin_gets_a_sibling() {
    let house = House::of(&[("admin", "ADMIN")]);
    let admin = house.person("admin");
    let first = pair(refresh(&house, &admin.refresh));
    let twin = pair(refresh(&house, &admin.refresh));
    assert!(first[0] != twin[0] && first[1] != twin[1] && first[0] != admin.token);
    for token in [&first[0], &twin[0]] {
        assert_eq!(me(&house, token), 200);
    }
    let next = pair(refresh(&house, &twin[1]));
    assert_eq!(me(&house, &next[0]), 200);
    let sessions = admin.get("/api/auth/sessions").fine().json();
    assert_eq!(sessions["data"]["sessions"].as_array().unwrap().len(), 1, "one family");
}

#[test]
fn a_token_used_again_later_ends_its_whole_family_and_no_other() {
    let house = House::of(&[("admin", "ADMIN")]);
    let (admin, elsewhere) = (house.person("admin"), house.person("admin"));
    let first = pair(refresh(&house, &admin.refresh));
    let second = pair(refresh(&house, &first[1]));
    // Ten seconds pass for the tokens that are spent.
    let earlier = "UPDATE session_tokens SET spent_at = \
                   strftime('%Y-%m-%dT%H:%M:%fZ', spent_at, '-11 seconds') WHERE spent_at IS NOT NULL";
    assert_eq!(house.clinic.database().execute(earlier, []).unwrap(), 2);
    let (status, answer) = refresh(&house, &admin.refresh);
    assert_eq!((status, &answer["error"]["code"]), (401, &json!("INVALID_REFRESH_TOKEN")));
    for token in [&admin.token, &first[0], &second[0]] {
        assert_eq!(me(&house, token), 401);
    }
    assert_eq!(refresh(&house, &second[1]).0, 401);
    assert_eq!(me(&house, &elsewhere.token), 200);
    let told = "SELECT count(*) FROM audit_logs WHERE action = 'REFRESH' AND severity = 'CRITICAL'";
    assert_eq!(house.count(told), 1);
}

#[test]
fn logging_out_ends_access_at_once_here_or_everywhere() {
    let house = House::of(&[("admin", "ADMIN")]);
    let [here, there, far] = [(); 3].map(|()| house.person("admin"));
    let out = json!({ "refreshToken": here.refresh });
    assert_eq!(house.server.call("POST", "/api/auth/logout", None, Some(&out)).0, 200);
    assert_eq!([&here, &there].map(|person| me(&house, &person.token)), [401, 200]);
    assert_eq!(refresh(&house, &here.refresh).0, 401);
    assert_eq!(house.server.call("POST", "/api/auth/logout", None, Some(&out)).0, 200, "again");
    there.ask("POST", "/api/auth/logout-all", None).fine();
    assert_eq!([&there, &far].map(|person| me(&house, &person.token)), [401, 401]);
    assert_eq!(refresh(&house, &far.refresh).0, 401);
}

#[test]
fn a_session_ends_from_another_one() {
    let house = House::of(&[("admin", "ADMIN"), ("dora", "DIETITIAN")]);
    let (here, there, dora) = (house.person("admin"), house.person("admin"), house.person("dora"));
    let list = here.get("/api/auth/sessions").fine().json();
    let list = list["data"]["sessions"].as_array().unwrap().clone();
    assert_eq!(list.len(), 2, "only one's own: {list:?}");
    let other = list.iter().find(|session| session["current"] == false).unwrap();
    let path = format!("/api/auth/sessions/{}", other["id"].as_str().unwrap());
    assert_eq!(dora.ask("DELETE", &path, None).status, 404);
    assert_eq!(me(&house, &there.token), 200);
    here.delete(&path);
    assert_eq!([&here, &there].map(|person| me(&house, &person.token)), [200, 401]);
}

#[test]
fn a_change_of_role_counts_from_the_next_request() {
    let house = House::full();
    let [admin, dora] = ["admin", "dora"].map(|name| house.person(name));
    let patient = admin.patient("Anna", &dora);
    let path = format!("/api/patients/{patient}");
    assert_eq!(dora.get(&path).status, 200);
    let roles = admin.get("/api/roles").fine().json();
    let role = |name: &str| {
        let roles = roles["data"]["roles"].as_array().unwrap();
        roles.iter().find(|role| role["name"] == name).unwrap()["id"].clone()
    };
    let user = format!("/api/users/{}", dora.id);
    admin.put(&user, json!({ "role_id": role("VIEWER") }));
    let refused = dora.ask("PUT", &path, Some(&json!({"city": "Lyon"})));
    assert_eq!((refused.status, refused.code()), (403, "PERMISSION_DENIED".into()));
    assert_eq!(dora.get(&path).status, 200, "the same session, with the new role");
    admin.put(&user, json!({ "role_id": role("DIETITIAN") }));
    dora.put(&path, json!({"city": "Lyon"}));
    let own = dora.ask("PUT", &user, Some(&json!({ "role_id": role("ADMIN") })));
    assert_eq!(own.status, 403);
}

#[test]
fn a_deactivated_user_is_out_at_the_next_request_and_stays_out() {
    let house = House::full();
    let [admin, dora] = ["admin", "dora"].map(|name| house.person(name));
    let [_, key] = key_of(&dora, json!({"name": "lab import"}));
    let user = format!("/api/users/{}", dora.id);
    assert_eq!(with_key(&house, &key, "GET", "/api/patients", None).status, 200);
    admin.put(&format!("{user}/deactivate"), json!({}));
    let out = |why: &str| {
        assert_eq!(dora.get("/api/patients").status, 401, "{why}");
        assert_eq!(refresh(&house, &dora.refresh).0, 401, "{why}");
        assert_eq!(with_key(&house, &key, "GET", "/api/patients", None).status, 401, "{why}");
    };
    out("deactivated");
    assert_eq!(house.server.login("dora", PASSWORD).1["error"]["code"], "INVALID_CREDENTIALS");
    admin.put(&format!("{user}/activate"), json!({}));
    out("what was revoked does not come back");
    house.person("dora");
}

#[test]
fn a_shell_on_the_server_cuts_a_running_session_at_its_next_request() {
    let house = House::full();
    let (dora, vera) = (house.person("dora"), house.person("vera"));
    for person in [&dora, &vera] {
        assert_eq!(person.get("/api/patients").status, 200);
    }
    fine(&house.clinic.run(&["user", "disable", "dora"]));
    assert_eq!([&dora, &vera].map(|person| person.get("/api/patients").status), [401, 200]);
    let reset = ["user", "reset-password", "vera"];
    fine(&house.clinic.run_with_stdin(&reset, &format!("{OTHER}\n")));
    assert_eq!(vera.get("/api/patients").status, 401);
}

#[test]
fn a_new_password_ends_every_other_session() {
    let house = House::full();
    let (here, there) = (house.person("dora"), house.person("dora"));
    let path = format!("/api/users/{}/password", here.id);
    let wrong = json!({"current_password": "not this one", "new_password": OTHER});
    let refused = here.ask("PUT", &path, Some(&wrong));
    assert_eq!((refused.status, refused.code()), (401, "INVALID_PASSWORD".into()));
    assert_eq!(there.get("/api/patients").status, 200);
    here.put(&path, json!({"current_password": PASSWORD, "new_password": OTHER}));
    assert_eq!([&here, &there].map(|person| me(&house, &person.token)), [200, 401]);
    assert_eq!(refresh(&house, &there.refresh).0, 401);
    assert_eq!([PASSWORD, OTHER].map(|typed| house.server.login("dora", typed).0), [401, 200]);
}

#[test]
fn a_password_given_by_somebody_else_must_be_changed_first() {
    let house = House::full();
    let [admin, dora] = ["admin", "dora"].map(|name| house.person(name));
    let path = format!("/api/users/{}/password", dora.id);
    admin.put(&path, json!({ "new_password": OTHER }));
    assert_eq!(me(&house, &dora.token), 401, "the old session");
    let [token, refresher] = pair(house.server.login("dora", OTHER));
    let call = |method: &str, path: &str, body: Option<&Value>| {
        let (status, answer) = house.server.call(method, path, Some(&token), body);
        (status, answer["error"]["code"].as_str().unwrap_or_default().to_owned())
    };
    let required = (403, "PASSWORD_CHANGE_REQUIRED".to_owned());
    for path in ["/api/patients", "/api/visits/stats", "/api/audit-logs", "/api/users"] {
        assert_eq!(call("GET", path, None), required, "{path}");
    }
    let key = json!({ "name": "lab import" });
    assert_eq!(call("POST", "/api/auth/api-keys", Some(&key)), required);
    assert_eq!(call("GET", "/api/auth/api-keys", None).0, 200);
    let elsewhere = format!("/api/users/{}/password", admin.id);
    let change = json!({ "current_password": OTHER, "new_password": "a third one of mine" });
    assert_eq!(call("PUT", &elsewhere, Some(&change)), required);
    assert_eq!(call("GET", "/api/auth/me", None).0, 200);
    let [token_after, _] = pair(refresh(&house, &refresher));
    let still = house.server.call("GET", "/api/patients", Some(&token_after), None);
    assert_eq!(still.0, 403, "a new token does not help");
    assert_eq!(call("PUT", &path, Some(&change)).0, 200);
    assert_eq!(call("GET", "/api/patients", None).0, 200);
}

#[test]
fn a_key_acts_as_its_owner_but_manages_nobody() {
    let house = House::full();
    let [admin, dora] = ["admin", "dora"].map(|name| house.person(name));
    let [id, key] = key_of(&admin, json!({"name": "lab import"}));
    let [_, doras] = key_of(&dora, json!({"name": "lab import"}));
    let patient = admin.patient("Bert", &admin);
    let path = format!("/api/patients/{patient}");
    assert_eq!(with_key(&house, &key, "GET", &path, None).status, 200);
    assert_eq!(with_key(&house, &doras, "GET", &path, None).status, 403, "not hers");
    assert_eq!(with_key(&house, "nutri_ak_nonsense", "GET", &path, None).code(), "INVALID_API_KEY");
    let user = json!({
        "username": "intruder", "email": "i@clinic.example", "password": OTHER,
        "first_name": "In", "last_name": "Truder", "role": "ADMIN",
    });
    let of_dora = format!("/api/users/{}", dora.id);
    let password = json!({ "new_password": OTHER });
    for (method, path, body) in [
        ("POST", "/api/users", &user),
        ("POST", "/api/auth/register", &user),
        ("PUT", &of_dora, &json!({"last_name": "Other"})),
        ("DELETE", &of_dora, &json!({})),
        ("PUT", &format!("{of_dora}/deactivate"), &json!({})),
        ("PUT", &format!("{of_dora}/password"), &password),
        ("PUT", &format!("/api/users/{}/password", admin.id), &password),
        ("POST", "/api/auth/api-keys", &json!({"name": "another"})),
        ("GET", "/api/auth/api-keys", &json!({})),
        ("DELETE", &format!("/api/auth/api-keys/{id}"), &json!({})),
        ("POST", "/api/auth/logout-all", &json!({})),
    ] {
        let refused = with_key(&house, &key, method, path, Some(body));
        assert_eq!(refused.status, 403, "{method} {path}: {}", refused.text());
    }
    admin.delete(&format!("/api/auth/api-keys/{id}"));
    assert_eq!(with_key(&house, &key, "GET", &path, None).code(), "INVALID_API_KEY");
    let vera =
        house.person("vera").ask("POST", "/api/auth/api-keys", Some(&json!({"name": "own"})));
    assert_eq!(vera.status, 403);
}
