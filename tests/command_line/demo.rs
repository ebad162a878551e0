//! The made-up clinic.

use crate::clinic::{Clinic, fine, refusal, small_demo};

#[test]
fn a_demo_clinic_is_made_once() {
    let clinic = Clinic::new();
    let made = fine(&small_demo(&clinic));
    assert!(made.contains("20 patients") && made.contains("dietitian"), "{made}");
    let before = std::fs::read(clinic.file("nutrivault.db")).unwrap();
    assert!(refusal(&small_demo(&clinic)).contains("already"));
    assert!(before == std::fs::read(clinic.file("nutrivault.db")).unwrap(), "the file has changed");
}

#[test]
fn serve_demo_prints_logins_that_work_and_adds_nothing_the_second_time() {
    let clinic = Clinic::new();
    let server = clinic.serve(&["serve", "--demo"]);
    for login in ["admin", "dietitian", "assistant", "viewer"] {
        assert!(server.said.contains(login), "{}", server.said);
        assert_eq!(server.login(login, "NutriVault-demo-1").0, 200, "{login}");
    }
    server.stop();
    let users = || clinic.database().query_row("SELECT count(*) FROM users", [], |r| r.get(0));
    let before: i64 = users().unwrap();
    let again = clinic.serve(&["serve", "--demo"]);
    assert!(again.said.contains("no demo data was added"), "{}", again.said);
    again.stop();
    assert_eq!(users().unwrap(), before);
}
