//! The doctor and the health check.

use serde_json::Value;

use crate::clinic::{Clinic, fine, out, refusal, small_demo};

#[test]
fn the_doctor_finds_a_changed_byte_of_the_audit_and_names_its_row() {
    let clinic = Clinic::new();
    assert!(refusal(&clinic.run(&["doctor"])).contains("no database"));
    fine(&small_demo(&clinic));
    let healthy = fine(&clinic.run(&["doctor"]));
    assert!(!healthy.contains("DAMAGE"), "{healthy}");
    let server = clinic.serve(&["serve"]);
    let beside: Value = serde_json::from_str(&fine(&clinic.run(&["doctor", "--json"]))).unwrap();
    assert_eq!(beside["ok"], true, "{beside}");
    server.stop();

    let database = clinic.database();
    let triggers: Vec<String> = database
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit_logs'",
        )
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for trigger in triggers {
        database.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    database
        .execute("UPDATE audit_logs SET resource_type = resource_type || 'x' WHERE seq = 17", [])
        .unwrap();
    drop(database);
    let ill = clinic.run(&["doctor"]);
    assert_eq!(ill.status.code(), Some(2));
    assert!(out(&ill).contains("Row 17"), "{}", out(&ill));
    let ill = clinic.run(&["doctor", "--json"]);
    assert_eq!(ill.status.code(), Some(2));
    assert_eq!(serde_json::from_str::<Value>(&out(&ill)).unwrap()["ok"], false);
}

#[test]
fn the_healthcheck_tells_a_running_server_from_none() {
    let clinic = Clinic::new();
    let server = clinic.serve(&["serve"]);
    let port = server.port().to_owned();
    let ask = || clinic.command(&["healthcheck"]).env("NUTRIVAULT_PORT", &port).output().unwrap();
    assert!(fine(&ask()).contains("ready"));
    server.stop();
    assert!(refusal(&ask()).contains("Is the server running?"));
}

#[test]
fn the_healthcheck_reaches_a_server_that_is_encrypted_on_one_address_of_the_network() {
    let clinic = Clinic::new();
    fine(&clinic.run(&["tls", "create"]));
    let address = crate::tls::own_address();
    let mut command = clinic.command(&["serve"]);
    let server = crate::clinic::Server::start({
        command.env("NUTRIVAULT_ADDRESS", &address);
        command
    });
    let port = server.port().to_owned();
    let mut asked = clinic.command(&["healthcheck"]);
    asked.env("NUTRIVAULT_ADDRESS", &address).env("NUTRIVAULT_PORT", &port);
    assert!(fine(&asked.output().unwrap()).contains("ready"));
}
