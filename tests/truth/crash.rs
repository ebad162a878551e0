//! SIGKILL in the middle of writes: what was acknowledged is there, told of, and sound.

use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::{text, token};
use crate::clinic::{Clinic, fine};

/// Kills; `CRASH_ROUNDS` asks for more.
fn rounds() -> u32 {
    std::env::var("CRASH_ROUNDS").ok().and_then(|given| given.parse().ok()).unwrap_or(6)
}

#[test]
fn nothing_acknowledged_is_lost_when_the_program_is_killed() {
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
    let acknowledged = Mutex::new(Vec::<(String, String)>::new());
    for round in 0..rounds() {
        let mut server = clinic.serve(&["serve"]);
        let token = token(&server);
        let address = server.address.clone();
        thread::scope(|scope| {
            for writer in 0..3 {
                let (acknowledged, token, address) = (&acknowledged, &token, &address);
                scope.spawn(move || {
                    let agent: ureq::Agent =
                        ureq::Agent::config_builder().http_status_as_error(false).build().into();
                    for number in 0.. {
                        let name = format!("Round {round} writer {writer} number {number}");
                        let body = json!({"first_name": name, "last_name": "Kept", "date_of_birth": "1990-01-01"});
                        let sent = agent
                            .post(format!("http://{address}/api/patients"))
                            .header("Authorization", format!("Bearer {token}"))
                            .header("Content-Type", "application/json")
                            .send(body.to_string());
                        let Ok(mut answer) = sent else { break };
                        let Ok(answer) = answer.body_mut().read_to_string() else { break };
                        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
                        let id = text(&answer, "/data/patient/id").to_owned();
                        acknowledged.lock().unwrap().push((id, name));
                    }
                });
            }
            thread::sleep(Duration::from_millis(60 + u64::from(round) * 17 % 90));
            server.child.kill().unwrap();
            server.child.wait().unwrap();
        });
    }
    // Reopened once more by the program itself, and closed as it should be.
    clinic.serve(&["serve"]).stop();
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() > 20, "only {} were acknowledged", acknowledged.len());
    let database = clinic.database();
    for (id, name) in &acknowledged {
        let found: String = database
            .query_row("SELECT first_name FROM patients WHERE id = ?1", [id], |row| row.get(0))
            .unwrap();
        assert_eq!(&found, name);
        let told: i64 = database
            .query_row(
                "SELECT count(*) FROM audit_logs WHERE resource_id = ?1 AND action = 'CREATE'",
                [id],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(told, 1, "{name} has no audit row");
    }
    drop(database);
    fine(&clinic.run(&["doctor"]));
}
