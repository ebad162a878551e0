//! The end of a server.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::clinic::{Clinic, PASSWORD, Server, fine};

#[test]
fn a_stop_leaves_one_complete_file_and_waits_for_no_idle_connection() {
    let clinic = Clinic::new();
    fine(&clinic.add("anna", "ADMIN"));
    let server = clinic.serve(&["serve"]);
    server.login("anna", PASSWORD);
    let _silent = TcpStream::connect(&server.address).unwrap();
    let mut kept = TcpStream::connect(&server.address).unwrap();
    kept.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    assert!(kept.read(&mut [0; 2048]).unwrap() > 0);
    let (code, took) = server.stop();
    assert_eq!(code, Some(0));
    // 0.2 s on a quiet machine; Rocket alone would take 3.
    assert!(took < Duration::from_millis(1500), "{took:?}");
    let mut left: Vec<_> = std::fs::read_dir(clinic.data())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["browsers.key", "nutrivault.db", "nutrivault.lock", "seal.key"]);
    let copy = clinic.folder.path().join("copy.db");
    std::fs::copy(clinic.file("nutrivault.db"), &copy).unwrap();
    let copy = rusqlite::Connection::open(copy).unwrap();
    let logins = "SELECT count(*) FROM audit_logs WHERE action = 'LOGIN'";
    assert_eq!(copy.query_row(logins, [], |row| row.get::<_, i64>(0)).unwrap(), 1);
}

#[test]
fn a_request_in_flight_is_answered_before_the_end() {
    let clinic = Clinic::new();
    fine(&clinic.add("anna", "ADMIN"));
    let mut command = clinic.command(&["serve"]);
    // A login of about half a second.
    command.env("NUTRIVAULT_AUTH__BCRYPT_COST", "12");
    let server = Server::start(command);
    std::thread::scope(|scope| {
        let login = scope.spawn(|| server.login("anna", PASSWORD).0);
        std::thread::sleep(Duration::from_millis(100));
        server.terminate();
        assert_eq!(login.join().unwrap(), 200);
    });
    assert_eq!(server.ended().0, Some(0));
}
