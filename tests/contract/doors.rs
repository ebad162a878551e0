//! Every route × everybody who may knock. A route without a row fails.

use serde_json::json;

use crate::clinic::{Clinic, Server, fine};

const PASSWORD: &str = "NutriVault-demo-1";

/// Who knocks, in the order of a row's columns. Expired and deactivated are as good as nobody.
const ROLES: [&str; 5] = ["admin", "dietitian", "zoe.lefevre", "assistant", "viewer"];

/// A route, a harmless request to it, and the answer to: nobody, the admin, the dietitian of the
/// patient, another dietitian, the assistant, the viewer.
struct Door {
    method: &'static str,
    route: &'static str,
    request: &'static str,
    answers: [u16; 6],
}

const fn door(
    method: &'static str,
    route: &'static str,
    request: &'static str,
    answers: [u16; 6],
) -> Door {
    Door { method, route, request, answers }
}

const EVERYBODY: [u16; 6] = [401, 200, 200, 200, 200, 200];
const OWN: [u16; 6] = [401, 200, 200, 403, 200, 200];
const OWN_TO_CHANGE: [u16; 6] = [401, 200, 200, 403, 200, 403];
const ADMIN: [u16; 6] = [401, 200, 403, 403, 403, 403];
const EMPTY_BODY: [u16; 6] = [401, 400, 400, 400, 400, 403];
const ADMIN_EMPTY_BODY: [u16; 6] = [401, 400, 403, 403, 403, 403];
const PUBLIC: [u16; 6] = [200; 6];
const PUBLIC_EMPTY_BODY: [u16; 6] = [400; 6];
const FROM_ELSEWHERE: [u16; 6] = [403; 6];

/// `{patient}` is the dietitian's, `{visit}` is that patient's and held by the dietitian, `{user}`
/// is the admin, `{nobody}` is an id that nothing has.
const DOORS: &[Door] = &[
    door("GET", "/api", "/api", PUBLIC),
    door("GET", "/health", "/health", PUBLIC),
    door("GET", "/health/ready", "/health/ready", PUBLIC),
    door("GET", "/metrics", "/metrics", PUBLIC),
    door("GET", "/", "/", PUBLIC),
    door("GET", "/assets/<name>", "/assets/style.css", PUBLIC),
    door("POST", "/login", "/login", FROM_ELSEWHERE),
    door("POST", "/logout", "/logout", FROM_ELSEWHERE),
    door("POST", "/api/auth/login", "/api/auth/login", PUBLIC_EMPTY_BODY),
    door("POST", "/api/auth/refresh", "/api/auth/refresh", PUBLIC_EMPTY_BODY),
    door("POST", "/api/auth/logout", "/api/auth/logout", PUBLIC_EMPTY_BODY),
    door("GET", "/api/auth/me", "/api/auth/me", EVERYBODY),
    door("GET", "/api/auth/sessions", "/api/auth/sessions", EVERYBODY),
    door(
        "DELETE",
        "/api/auth/sessions/<id>",
        "/api/auth/sessions/{nobody}",
        [401, 404, 404, 404, 404, 404],
    ),
    door("POST", "/api/auth/api-keys", "/api/auth/api-keys", [401, 400, 400, 400, 403, 403]),
    door("GET", "/api/auth/api-keys", "/api/auth/api-keys", [401, 200, 200, 200, 403, 403]),
    door(
        "DELETE",
        "/api/auth/api-keys/<id>",
        "/api/auth/api-keys/{nobody}",
        [401, 404, 404, 404, 403, 403],
    ),
    door("POST", "/api/auth/register", "/api/auth/register", ADMIN_EMPTY_BODY),
    door("GET", "/api/users", "/api/users", EVERYBODY),
    door("GET", "/api/users/stats", "/api/users/stats", EVERYBODY),
    door("POST", "/api/users", "/api/users", ADMIN_EMPTY_BODY),
    door("GET", "/api/users/<id>", "/api/users/{user}", EVERYBODY),
    door("PUT", "/api/users/<id>", "/api/users/{user}", ADMIN),
    door("PUT", "/api/users/<id>/password", "/api/users/{user}/password", ADMIN_EMPTY_BODY),
    door("PUT", "/api/users/<id>/activate", "/api/users/{user}/activate", ADMIN_EMPTY_BODY),
    door("PUT", "/api/users/<id>/deactivate", "/api/users/{user}/deactivate", ADMIN_EMPTY_BODY),
    door("DELETE", "/api/users/<id>", "/api/users/{user}", ADMIN_EMPTY_BODY),
    door("GET", "/api/roles", "/api/roles", ADMIN),
    door("GET", "/api/settings", "/api/settings", ADMIN),
    door("PUT", "/api/settings", "/api/settings", ADMIN),
    door("GET", "/api/system/status", "/api/system/status", ADMIN),
    door("GET", "/api/audit-logs", "/api/audit-logs?limit=1", ADMIN),
    door("GET", "/api/audit-logs/stats", "/api/audit-logs/stats", ADMIN),
    door("GET", "/api/audit-logs/verify", "/api/audit-logs/verify", ADMIN),
    door("GET", "/api/audit-logs/<id>", "/api/audit-logs/{nobody}", [401, 404, 403, 403, 403, 403]),
    door("GET", "/api/patients", "/api/patients", EVERYBODY),
    door("GET", "/api/patients/stats", "/api/patients/stats", EVERYBODY),
    door("GET", "/api/patients/duplicates", "/api/patients/duplicates?last_name=Martin", EVERYBODY),
    door("POST", "/api/patients", "/api/patients", EMPTY_BODY),
    door("GET", "/api/patients/<id>", "/api/patients/{patient}", OWN),
    door("PUT", "/api/patients/<id>", "/api/patients/{patient}", OWN_TO_CHANGE),
    door(
        "PUT",
        "/api/patients/<id>/activate",
        "/api/patients/{patient}/activate",
        [401, 400, 400, 403, 400, 403],
    ),
    door(
        "PUT",
        "/api/patients/<id>/deactivate",
        "/api/patients/{nobody}/deactivate",
        [401, 404, 403, 403, 403, 403],
    ),
    door("DELETE", "/api/patients/<id>", "/api/patients/{nobody}", [401, 404, 403, 403, 403, 403]),
    door("GET", "/api/patients/<id>/timeline", "/api/patients/{patient}/timeline", OWN),
    door("GET", "/api/patients/<id>/measurements", "/api/patients/{patient}/measurements", OWN),
    door("GET", "/api/visits", "/api/visits", EVERYBODY),
    door("GET", "/api/visits/stats", "/api/visits/stats", EVERYBODY),
    door("POST", "/api/visits", "/api/visits", EMPTY_BODY),
    door("GET", "/api/visits/<id>", "/api/visits/{visit}", OWN),
    door("PUT", "/api/visits/<id>", "/api/visits/{visit}", OWN_TO_CHANGE),
    door("DELETE", "/api/visits/<id>", "/api/visits/{nobody}", [401, 404, 404, 404, 403, 403]),
    door(
        "POST",
        "/api/visits/<id>/restore",
        "/api/visits/{visit}/restore",
        [401, 200, 200, 403, 403, 403],
    ),
    door("GET", "/api/visits/<id>/measurements", "/api/visits/{visit}/measurements", OWN),
    door(
        "POST",
        "/api/visits/<id>/measurements",
        "/api/visits/{visit}/measurements",
        [401, 400, 400, 403, 400, 403],
    ),
    door(
        "PUT",
        "/api/visits/<id>/measurements/<mid>",
        "/api/visits/{visit}/measurements/{nobody}",
        [401, 404, 404, 403, 404, 403],
    ),
    door(
        "DELETE",
        "/api/visits/<id>/measurements/<mid>",
        "/api/visits/{visit}/measurements/{nobody}",
        [401, 404, 404, 403, 404, 403],
    ),
    // Last: it ends the sessions.
    door("POST", "/api/auth/logout-all", "/api/auth/logout-all", EVERYBODY),
];

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let folder = tempfile::tempdir().unwrap();
    let config = nutrivault::config::Config::default().with_data(&folder.path().join("data"));
    std::fs::create_dir_all(&config.data).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let rocket = runtime.block_on(nutrivault::server::rocket(config).ignite()).unwrap();
    let is_fallback = |route: &&rocket::Route| route.uri.path().ends_with("<path..>");
    let mut mounted: Vec<String> = rocket
        .routes()
        .filter(|route| !is_fallback(route))
        .map(|route| format!("{} {}", route.method, tidy(route.uri.path())))
        .collect();
    let mut known: Vec<String> =
        DOORS.iter().map(|door| format!("{} {}", door.method, door.route)).collect();
    mounted.sort();
    known.sort();
    assert_eq!(mounted, known, "a route without a row, or a row without a route");
}

fn tidy(path: &str) -> &str {
    if path.len() > 1 { path.trim_end_matches('/') } else { path }
}

#[test]
fn everybody_gets_through_their_doors_and_no_others() {
    let clinic = Clinic::new();
    let sizes =
        ["demo", "--patients", "60", "--visits", "200", "--invoices", "20", "--audit", "30"];
    fine(&clinic.run(&sizes));
    let server = clinic.serve(&["serve"]);
    let ids = Ids::of(&clinic);
    let tokens: Vec<String> = ROLES.iter().map(|role| token(&server, role)).collect();
    // A token whose session ended in the file before anybody used it, and one of a leaver.
    let leaver = token(&server, "s.obrien");
    let admin = Some(tokens[0].as_str());
    let path = format!("/api/users/{}/deactivate", ids.leaver);
    assert_eq!(server.call("PUT", &path, admin, Some(&json!({}))).0, 200);
    let nobodies =
        [None, Some(leaver.as_str()), Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")];

    let mut wrong = Vec::new();
    for door in DOORS {
        let request = ids.fill(door.request);
        let mut knock = |who: &str, token: Option<&str>, expected: u16| {
            let body = (door.method != "GET").then(|| json!({}));
            let (status, answer) = server.call(door.method, &request, token, body.as_ref());
            if status != expected {
                wrong.push(format!(
                    "{who}: {} {request} → {status}, not {expected}: {answer}",
                    door.method
                ));
            }
        };
        for nobody in nobodies {
            knock("nobody", nobody, door.answers[0]);
        }
        for ((role, token), expected) in ROLES.iter().zip(&tokens).zip(&door.answers[1..]) {
            knock(role, Some(token), *expected);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_session_that_has_expired_opens_nothing() {
    let clinic = Clinic::new();
    fine(&clinic.run(&[
        "demo",
        "--patients",
        "5",
        "--visits",
        "5",
        "--invoices",
        "5",
        "--audit",
        "5",
    ]));
    let server = clinic.serve(&["serve"]);
    let token = token(&server, "admin");
    server.stop();
    let expire = "UPDATE session_tokens SET expires_at = '2020-01-01T00:00:00.000Z'";
    clinic.database().execute(expire, []).unwrap();
    let server = clinic.serve(&["serve"]);
    let (status, answer) = server.call("GET", "/api/patients", Some(&token), None);
    assert_eq!((status, &answer["error"]["code"]), (401, &json!("INVALID_TOKEN")));
}

fn token(server: &Server, username: &str) -> String {
    let (status, answer) = server.login(username, PASSWORD);
    assert_eq!(status, 200, "{username}: {answer}");
    answer["data"]["accessToken"].as_str().unwrap().to_owned()
}

/// The ids that requests are filled with.
struct Ids {
    patient: String,
    visit: String,
    user: String,
    leaver: String,
}

impl Ids {
    fn of(clinic: &Clinic) -> Self {
        let database = clinic.database();
        let one = |sql: &str| -> String { database.query_row(sql, [], |row| row.get(0)).unwrap() };
        let visit = "FROM visits v JOIN patients p ON p.id = v.patient_id \
                     JOIN users u ON u.id = p.assigned_dietitian_id AND u.id = v.dietitian_id \
                     WHERE u.username = 'dietitian' AND p.is_active = 1 AND v.deleted_at IS NULL \
                     ORDER BY v.id LIMIT 1";
        Self {
            patient: one(&format!("SELECT p.id {visit}")),
            visit: one(&format!("SELECT v.id {visit}")),
            user: one("SELECT id FROM users WHERE username = 'admin'"),
            leaver: one("SELECT id FROM users WHERE username = 's.obrien'"),
        }
    }

    fn fill(&self, request: &str) -> String {
        request
            .replace("{patient}", &self.patient)
            .replace("{visit}", &self.visit)
            .replace("{user}", &self.user)
            .replace("{nobody}", "01900000-0000-7000-8000-000000000000")
    }
}
