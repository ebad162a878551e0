//! Help, usage and configuration.

use crate::clinic::{Clinic, fine, refusal};

#[test]
fn the_help_names_every_command_and_the_exit_codes() {
    let help = fine(&Clinic::new().run(&["--help"]));
    for word in [
        "serve",
        "demo",
        "user",
        "doctor",
        "healthcheck",
        "config",
        "migrate",
        "Exit codes",
        "NUTRIVAULT_",
    ] {
        assert!(help.contains(word), "{word} is missing in:\n{help}");
    }
    let user = fine(&Clinic::new().run(&["user", "--help"]));
    for word in ["add", "list", "disable", "enable", "reset-password"] {
        assert!(user.contains(word), "{word} is missing in:\n{user}");
    }
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    for arguments in [&[][..], &["sreve"], &["demo", "--patients", "many"], &["user", "disable"]] {
        assert_eq!(Clinic::new().run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn the_configuration_is_printed_with_its_secrets_masked() {
    let clinic = Clinic::new();
    let printed = clinic
        .command(&["config"])
        .env("NUTRIVAULT_METRICS_TOKEN", "hush-hush")
        .env("NUTRIVAULT_CACHE__SHORT_TTL", "7")
        .output()
        .unwrap();
    let toml = fine(&printed);
    assert!(!toml.contains("hush-hush") && toml.contains("metrics_token = \"****"), "{toml}");
    assert!(toml.contains("short_ttl = 7") && toml.contains("default 30"), "{toml}");
    assert!(!clinic.data().exists(), "printing the configuration made a data folder");
}

#[test]
fn an_unknown_key_of_the_environment_is_named() {
    let output = Clinic::new().command(&["config"]).env("NUTRIVAULT_PROT", "1").output().unwrap();
    assert!(refusal(&output).contains("NUTRIVAULT_PROT"));
}
