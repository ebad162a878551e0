//! What a start refuses, and what it makes.

use std::path::Path;

use crate::clinic::{Clinic, fine, refusal};

#[test]
fn a_second_server_on_the_same_folder_is_refused() {
    let clinic = Clinic::new();
    let server = clinic.serve(&["serve"]);
    for command in [&["serve"][..], &["demo"], &["migrate"]] {
        let sentence = refusal(&clinic.run(command));
        assert!(sentence.contains("NUTRIVAULT_DATA"), "{command:?}: {sentence}");
        assert!(sentence.contains(&server.child.id().to_string()), "{command:?}: {sentence}");
    }
    assert_eq!(server.call("GET", "/health/ready", None, None).0, 200);
}

#[test]
fn a_port_in_use_is_refused_with_a_sentence() {
    let (first, second) = (Clinic::new(), Clinic::new());
    let server = first.serve(&["serve"]);
    let output = second.command(&["serve"]).env("NUTRIVAULT_PORT", server.port()).output().unwrap();
    assert!(refusal(&output).contains("NUTRIVAULT_PORT"));
    assert!(!second.file("nutrivault.db-wal").exists());
}

#[test]
fn a_folder_that_cannot_be_used_is_refused_with_a_sentence() {
    let clinic = Clinic::new();
    std::fs::write(clinic.data(), "not a folder").unwrap();
    for command in [&["serve"][..], &["migrate"], &["user", "list"]] {
        assert!(refusal(&clinic.run(command)).contains("cannot be used"), "{command:?}");
    }
}

#[test]
fn a_database_of_another_program_is_refused() {
    let clinic = Clinic::new();
    std::fs::create_dir(clinic.data()).unwrap();
    clinic.database().execute_batch("CREATE TABLE theirs (id)").unwrap();
    assert!(refusal(&clinic.run(&["serve"])).contains("not one of NutriVault's"));
    std::fs::write(clinic.file("nutrivault.db"), "no database at all, but some text").unwrap();
    assert!(refusal(&clinic.run(&["migrate"])).contains("nutrivault.db"));
}

#[test]
fn a_newer_schema_is_refused_with_what_to_do() {
    let clinic = Clinic::new();
    assert!(fine(&clinic.run(&["migrate"])).contains("Created"));
    assert!(fine(&clinic.run(&["migrate"])).contains("current"));
    let newer = clinic.database();
    newer.execute_batch("CREATE TABLE later (id INTEGER)").unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    for command in ["migrate", "serve"] {
        let sentence = refusal(&clinic.run(&[command]));
        assert!(sentence.contains("99") && sentence.contains("newer"), "{sentence}");
    }
}

#[test]
fn everything_in_the_data_folder_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let clinic = Clinic::new();
    let _server = clinic.serve(&["serve"]);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&clinic.data()), 0o700);
    let mut seen = Vec::new();
    for entry in std::fs::read_dir(clinic.data()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        seen.push(path.file_name().unwrap().to_owned());
    }
    assert!(seen.iter().any(|name| name == "nutrivault.sock"), "{seen:?}");
}

#[test]
fn a_server_that_was_killed_leaves_nothing_that_hinders_the_next() {
    let clinic = Clinic::new();
    let mut server = clinic.serve(&["serve"]);
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    assert!(clinic.file("nutrivault.sock").exists());
    let next = clinic.serve(&["serve"]);
    fine(&clinic.run(&["user", "list"]));
    assert_eq!(next.stop().0, Some(0));
}
