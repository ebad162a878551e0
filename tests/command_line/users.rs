//! Users, managed with and without a running server.

use serde_json::Value;

use crate::clinic::{Clinic, PASSWORD, fine, refusal};

#[test]
fn a_server_without_users_says_how_to_add_the_first() {
    let clinic = Clinic::new();
    let server = clinic.serve(&["serve"]);
    assert!(server.said.contains("nutrivault user add"), "{}", server.said);
    assert!(server.said.contains("/setup/"), "{}", server.said);
    fine(&clinic.add("anna", "admin"));
    assert_eq!(server.login("anna", PASSWORD).0, 200);
    server.stop();
    assert_eq!(clinic.serve(&["serve"]).said, "");
}

#[test]
fn users_are_managed_without_a_server() {
    let clinic = Clinic::new();
    assert!(fine(&clinic.add("anna", "ADMIN")).contains("anna"));
    fine(&clinic.add("bert", "VIEWER"));
    assert!(refusal(&clinic.add("ANNA", "VIEWER")).contains("already"));
    assert!(refusal(&clinic.add("carl", "BOSS")).contains("role"));
    fine(&clinic.run(&["user", "disable", "bert"]));
    assert!(refusal(&clinic.run(&["user", "disable", "anna"])).contains("administrator"));
    let list = fine(&clinic.run(&["user", "list"]));
    assert!(list.lines().any(|line| line.starts_with("bert") && line.contains("disabled")));
    assert!(refusal(&clinic.run(&["user", "enable", "nobody"])).contains("user list"));
    let weak = clinic.run_with_stdin(&["user", "reset-password", "anna"], "short\n");
    assert!(refusal(&weak).contains("10 characters"));
    assert!(refusal(&clinic.run(&["user", "reset-password", "anna"])).contains("stdin"));
    let by: String = clinic
        .database()
        .query_row("SELECT username FROM audit_logs ORDER BY seq DESC LIMIT 1", [], |r| r.get(0))
        .unwrap();
    assert_eq!(by, "command line");
}

#[test]
fn disabling_a_user_cuts_a_running_session_at_its_next_request() {
    let clinic = Clinic::new();
    fine(&clinic.add("anna", "ADMIN"));
    fine(&clinic.add("bert", "VIEWER"));
    let server = clinic.serve(&["serve"]);
    let me = |token: &str| server.call("GET", "/api/auth/me", Some(token), None).0;
    let token = |login: (u16, Value)| login.1["data"]["accessToken"].as_str().unwrap().to_owned();
    let session = token(server.login("bert", PASSWORD));
    assert_eq!(me(&session), 200);
    fine(&clinic.run(&["user", "disable", "bert"]));
    assert_eq!(me(&session), 401);
    assert_eq!(server.login("bert", PASSWORD).0, 401);
    fine(&clinic.run(&["user", "enable", "bert"]));
    assert_eq!(me(&session), 401);
    let session = token(server.login("bert", PASSWORD));
    let other = "staple another battery";
    fine(&clinic.run_with_stdin(&["user", "reset-password", "bert"], &format!("{other}\n")));
    assert_eq!(me(&session), 401);
    assert_eq!(server.login("bert", PASSWORD).0, 401);
    assert_eq!(server.login("bert", other).0, 200);
    assert!(fine(&clinic.run(&["user", "list"])).contains("bert"));
}
