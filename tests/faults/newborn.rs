//! A new clinic is sound: while its first server runs, after that was killed, and where it could
//! not even begin to listen.

use std::net::TcpListener;

use crate::at_length;
use crate::clinic::{Clinic, fine, out, refusal};

#[test]
fn a_clinic_of_a_second_is_sound_beside_its_server_and_after_its_end() {
    for settles in [false, true] {
        let clinic = Clinic::new();
        let mut server = clinic.serve(&["serve"]);
        let told = fine(&clinic.run(&["doctor"]));
        assert!(!told.contains("damaged"), "{told}");
        if settles {
            fine(&clinic.add("admin", "ADMIN"));
        }
        server.child.kill().unwrap();
        server.child.wait().unwrap();
        let told = fine(&clinic.run(&["doctor"]));
        assert!(!told.contains("damaged"), "{told}");
    }
}

#[test]
fn a_first_start_that_was_killed_anywhere_is_no_damage_and_the_next_one_works() {
    for round in 0..at_length("BIRTHS", 12) {
        let clinic = Clinic::new();
        let mut first = clinic.command(&["serve"]).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(round * 7));
        first.kill().unwrap();
        first.wait().unwrap();
        let doctor = clinic.run(&["doctor"]);
        let told = out(&doctor);
        // Before there is a file there is nothing to examine.
        let holds_some = |name: &str| clinic.file(name).metadata().is_ok_and(|f| f.len() > 0);
        let is_there = holds_some("nutrivault.db") || holds_some("nutrivault.db-wal");
        assert_eq!(doctor.status.code(), Some(if is_there { 0 } else { 1 }), "{round}: {told}");
        clinic.serve(&["serve"]).stop();
        fine(&clinic.run(&["doctor"]));
    }
}

#[test]
fn a_first_start_on_a_port_that_is_taken_says_so_and_speaks_of_no_damage() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for _ in 0..at_length("BUSY_STARTS", 5) {
        let clinic = Clinic::new();
        let mut command = clinic.command(&["serve"]);
        let sentence = refusal(&command.env("NUTRIVAULT_PORT", &port).output().unwrap());
        assert!(sentence.contains("Another program listens there"), "{sentence}");
        assert!(!sentence.contains("damaged") && !sentence.contains("restore"), "{sentence}");
        fine(&clinic.run(&["doctor"]));
    }
}
