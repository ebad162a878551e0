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
    assert!(refusal(&clinic.run(&["serve"])).contains("cannot be used"));
    for command in [&["migrate"][..], &["user", "list"]] {
        assert!(refusal(&clinic.run(command)).contains("no database"), "{command:?}");
    }
}

#[test]
fn a_database_of_another_program_is_refused() {
    let clinic = Clinic::new();
    std::fs::create_dir(clinic.data()).unwrap();
    clinic.database().execute_batch("CREATE TABLE theirs (id)").unwrap();
    assert!(refusal(&clinic.run(&["serve"])).contains("not one of NutriVault's"));
    for (file, advice) in [
        (&b"no database at all, but some text"[..], "a text"),
        (b"\x1f\x8b\x08\0 packed", "gunzip"),
        (b"\0\x01\x02\x03 no database", "nutrivault.db"),
    ] {
        std::fs::write(clinic.file("nutrivault.db"), file).unwrap();
        for command in ["migrate", "serve"] {
            let sentence = refusal(&clinic.run(&[command]));
            assert!(sentence.contains(advice), "{command}: {sentence}");
        }
    }
}

/// Every file below a folder.
fn all_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => [vec![path.display().to_string()], all_in(&path)].concat(),
            false => vec![path.display().to_string()],
        })
        .collect()
}

#[test]
fn only_a_start_a_demo_and_an_import_make_a_clinic() {
    let clinic = Clinic::new();
    let add = [
        "user",
        "add",
        "--username",
        "anna",
        "--email",
        "a@clinic.example",
        "--role",
        "ADMIN",
        "--first-name",
        "Anna",
        "--last-name",
        "Ek",
    ];
    for make_folder in [false, true] {
        if make_folder {
            std::fs::create_dir(clinic.data()).unwrap();
        }
        let before = all_in(clinic.folder.path());
        for command in [
            &["doctor"][..],
            &["doctor", "--json"],
            &["backup"],
            &["backup", "--json"],
            &["migrate"],
            &["user", "list"],
            &["user", "disable", "anna"],
            &["user", "enable", "anna"],
            &["user", "reset-password", "anna"],
            &add,
            &["healthcheck"],
            &["restore", "nowhere.db", "--dry-run"],
        ] {
            let output = clinic.run(command);
            assert_eq!(output.status.code(), Some(1), "{command:?}");
            assert_eq!(all_in(clinic.folder.path()), before, "{command:?}");
            if command.contains(&"--json") {
                let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
                assert_eq!(told["ok"], false, "{told}");
                assert!(told["error"].as_str().unwrap().contains("no database"), "{told}");
            }
        }
    }
}

#[test]
fn json_is_json_whatever_is_wrong() {
    let clinic = Clinic::new();
    for command in [&["doctor", "--json"][..], &["backup", "--json"]] {
        let mut broken = clinic.command(command);
        let output = broken.env("NUTRIVAULT_PORT", "no number").output().unwrap();
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(told["error"].as_str().unwrap().contains("NUTRIVAULT_PORT"), "{told}");
        let output = clinic.run(&[command, &["--unheard-of"]].concat());
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(told["error"].as_str().unwrap().contains("--unheard-of"), "{told}");
        assert_eq!(output.status.code(), Some(2));
    }
}

#[test]
fn an_empty_variable_is_one_that_is_not_set() {
    let clinic = Clinic::new();
    let mut command = clinic.command(&["config"]);
    for name in [
        "PORT",
        "ADDRESS",
        "TLS__CERTIFICATE",
        "TLS__KEY",
        "METRICS_TOKEN",
        "PROFILE",
        "LOG_LEVEL",
        "POOL__MAX",
    ] {
        command.env(format!("NUTRIVAULT_{name}"), " ");
    }
    let told = fine(&command.output().unwrap());
    for line in [
        "port = 3001",
        "address = \"127.0.0.1\"",
        "# certificate is not set",
        "log_level = \"INFO\"",
        "max = 10",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
}

#[test]
fn a_section_of_rockets_own_is_named() {
    let clinic = Clinic::new();
    for section in ["release", "debug", "release.tls"] {
        let text = format!("[default]\nport = 3001\n[{section}]\nkey = \"x\"\n");
        std::fs::write(clinic.folder.path().join("Rocket.toml"), text).unwrap();
        let sentence = refusal(&clinic.run(&["config"]));
        let name = section.split('.').next().unwrap();
        assert!(sentence.contains(&format!("[{name}]")), "{sentence}");
    }
}

#[test]
fn a_newer_schema_is_refused_with_what_to_do() {
    let clinic = Clinic::new();
    clinic.make();
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
