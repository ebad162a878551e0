//! What surrounds the server: a supervisor that is told how it does, a terminal that is closed, a
//! data folder that lies deep.

use std::os::unix::net::UnixDatagram;
use std::process::Command;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::clinic::{Clinic, Server, fine};

#[test]
fn a_supervisor_hears_that_the_server_is_ready_lives_and_stops() {
    let clinic = Clinic::new();
    let socket = clinic.folder.path().join("notify");
    let supervisor = UnixDatagram::bind(&socket).unwrap();
    supervisor.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let hear = || {
        let mut heard = [0; 64];
        let length = supervisor.recv(&mut heard).unwrap();
        String::from_utf8(heard[..length].to_vec()).unwrap()
    };
    let mut command = clinic.command(&["serve"]);
    command.env("NOTIFY_SOCKET", &socket).env("WATCHDOG_USEC", "600000");
    let server = Server::start(command);
    let beginning = [hear(), hear(), hear(), hear()];
    assert!(beginning.contains(&"READY=1".to_owned()), "{beginning:?}");
    assert!(beginning.iter().filter(|said| *said == "WATCHDOG=1").count() >= 3, "{beginning:?}");
    server.terminate();
    while hear() != "STOPPING=1" {}
    assert_eq!(server.ended().0, Some(0));
}

#[test]
fn a_server_that_is_stopped_in_its_tracks_beats_no_more() {
    let clinic = Clinic::new();
    let socket = clinic.folder.path().join("notify");
    let supervisor = UnixDatagram::bind(&socket).unwrap();
    supervisor.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    let mut command = clinic.command(&["serve"]);
    command.env("NOTIFY_SOCKET", &socket).env("WATCHDOG_USEC", "600000");
    let server = Server::start(command);
    let mut heard = [0; 64];
    supervisor.recv(&mut heard).unwrap();
    kill_process(Pid::from_child(&server.child), Signal::STOP).unwrap();
    while supervisor.recv(&mut heard).is_ok() {}
    kill_process(Pid::from_child(&server.child), Signal::CONT).unwrap();
    supervisor.recv(&mut heard).unwrap();
    assert_eq!(server.stop().0, Some(0));
}

#[test]
fn a_closed_terminal_ends_the_server_in_order_unless_it_was_told_to_outlive_it() {
    let clinic = Clinic::new();
    let server = clinic.serve(&["serve"]);
    kill_process(Pid::from_child(&server.child), Signal::HUP).unwrap();
    assert_eq!(server.ended().0, Some(0));
    assert!(!clinic.file("nutrivault.db-wal").exists(), "the single file is complete");

    let plain = clinic.command(&["serve"]);
    let mut outliving = Command::new("sh");
    outliving.args(["-c", "trap '' HUP; exec \"$0\" serve"]).arg(plain.get_program());
    outliving.current_dir(clinic.folder.path()).env_clear();
    outliving.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    outliving.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let server = Server::start(outliving);
    kill_process(Pid::from_child(&server.child), Signal::HUP).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(server.call("GET", "/health", None, None).0, 200);
    assert_eq!(server.stop().0, Some(0));
}

#[test]
fn a_data_folder_may_lie_as_deep_as_a_disk_allows() {
    let clinic = Clinic::new();
    let deep = clinic.folder.path().join("a".repeat(120)).join("b".repeat(120));
    let command = |arguments: &[&str]| {
        let mut command = clinic.command(arguments);
        command.env("NUTRIVAULT_DATA", &deep);
        command
    };
    let server = Server::start(command(&["serve"]));
    fine(&command(&["user", "list"]).output().unwrap());
    fine(&command(&["backup"]).output().unwrap());
    assert_eq!(server.stop().0, Some(0));
    assert!(!deep.join("nutrivault.sock").exists());
}
