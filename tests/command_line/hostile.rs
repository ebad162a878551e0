//! Databases that somebody has prepared for a clinic: none is restored, each is named in a sentence,
//! and none takes long. The same files by the command and through the page.

mod forgeries;
mod predecessors;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use forgeries::{BY_HAND, BY_SQL, Copies};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::backup::{backed_up, demo};
use crate::clinic::{Clinic, Server, fine, refusal};

const PASSWORD: &str = "NutriVault-demo-1";
/// Nobody waits longer than that for any of them.
const PATIENCE: Duration = Duration::from_secs(5);

#[track_caller]
fn refused_by_the_command(clinic: &Clinic, name: &str, file: &Path, word: &str) {
    let live = fs::read(clinic.file("nutrivault.db")).unwrap();
    let begun = Instant::now();
    let said = refusal(&clinic.run(&["restore", file.to_str().unwrap(), "--yes"]));
    assert!(begun.elapsed() < PATIENCE, "{name}: {:?}", begun.elapsed());
    assert!(said.contains(word), "{name}: {said}");
    assert!(fs::read(clinic.file("nutrivault.db")).unwrap() == live, "{name}");
    assert!(!clinic.file("restoring").exists(), "{name}");
}

#[test]
fn no_prepared_database_is_restored_by_the_command() {
    let clinic = demo();
    let copies = Copies::of(&clinic);
    for (name, sql, word) in BY_SQL {
        let file = copies.forged(sql);
        refused_by_the_command(&clinic, name, &file, word);
    }
    for (number, (name, make, word)) in BY_HAND.iter().enumerate() {
        let file = clinic.folder.path().join(format!("made-{number}.db"));
        make(&copies, &file);
        refused_by_the_command(&clinic, name, &file, word);
    }
    // What was forged is what is refused: the copies themselves go back.
    for file in [&copies.plain, &copies.sealed] {
        fine(&clinic.run(&["restore", file.to_str().unwrap(), "--yes"]));
    }
}

/// An administrator at a browser.
struct Admin<'s> {
    server: &'s Server,
    agent: ureq::Agent,
    cookie: String,
}

impl<'s> Admin<'s> {
    fn of(server: &'s Server) -> Self {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        let answer = agent
            .post(format!("http://{}/login", server.address))
            .header("Sec-Fetch-Site", "same-origin")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .send(format!("username=admin&password={PASSWORD}"))
            .unwrap();
        let set = answer.headers().get_all("Set-Cookie").iter().map(|set| set.to_str().unwrap());
        let session = set.into_iter().find(|set| set.starts_with("nutrivault_session=")).unwrap();
        let cookie = session.split(';').next().unwrap().to_owned();
        Self { server, agent, cookie }
    }

    fn get(&self, path: &str) -> (u16, String) {
        let address = format!("http://{}{path}", self.server.address);
        let asked = self.agent.get(address).header("Cookie", &self.cookie);
        let mut answer = asked.header("Accept", "text/html").call().unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    }

    /// Sends a file as a browser does.
    fn upload(&self, content: &[u8]) -> (u16, String) {
        let mut body =
            b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.db\"\r\n\
                         Content-Type: application/octet-stream\r\n\r\n"
                .to_vec();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let mut answer = self
            .agent
            .post(format!("http://{}/system/backups/upload", self.server.address))
            .header("Cookie", &self.cookie)
            .header("Accept", "text/html")
            .header("Sec-Fetch-Site", "same-origin")
            .header("Content-Type", "multipart/form-data; boundary=edge")
            .send(&body[..])
            .unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    }
}

/// How a page begins to say what a file is that is not taken in.
const KINDS_OF_REFUSED: [&str; 6] = [
    "This copy is damaged",
    "This copy holds a stored password of admin",
    "This copy was changed after it was made here",
    "This file is a database, but not one of NutriVault's",
    "This file is no copy to go back to",
    "A newer NutriVault wrote this copy",
];

/// What a page says of it, whose language has no words for the kinds of SQL's objects: their names.
fn named_by_a_page(word: &str) -> Vec<&str> {
    const UNSAID: &str = "the index trigger view table generated column is not as NutriVault makes it missing damaged: of";
    match word {
        "thousands of tables" => vec!["This copy was changed by somebody or something else"],
        word => {
            let is_unsaid = |part: &&str| UNSAID.split(' ').any(|unsaid| unsaid == *part);
            word.split(' ').filter(|part| !is_unsaid(part)).collect()
        }
    }
}

#[test]
fn no_prepared_database_is_taken_in_by_the_page_and_none_hangs_the_list() {
    let clinic = demo();
    let copies = Copies::of(&clinic);
    let server = Server::start(clinic.command(&["serve"]));
    let admin = Admin::of(&server);
    let folder = clinic.file("backups");
    let kept = || fs::read_dir(&folder).unwrap().count();
    let before = kept();
    let refused = |name: &str, file: &Path, word: &str| {
        let begun = Instant::now();
        let (status, page) = admin.upload(&fs::read(file).unwrap());
        assert!(begun.elapsed() < PATIENCE, "{name}: {:?}", begun.elapsed());
        assert_eq!(status, 400, "{name}: {page}");
        let page = page.replace("&#39;", "'");
        // What is foreign is named; the rest is a kind of file that a page has a sentence for.
        let is_foreign = page.contains("This copy was changed by somebody or something else");
        let is_named = named_by_a_page(word).iter().all(|word| page.contains(word));
        let is_told = KINDS_OF_REFUSED.iter().any(|said| page.contains(said));
        assert!(if is_foreign { is_named } else { is_told }, "{name}: {page}");
        assert_eq!(kept(), before, "{name}");
    };
    for (name, sql, word) in BY_SQL {
        refused(name, &copies.forged(sql), word);
    }
    // What a browser sends is a plain file, alone.
    for (number, (name, make, word)) in BY_HAND.iter().take(8).enumerate() {
        let file = clinic.folder.path().join(format!("sent-{number}.db"));
        make(&copies, &file);
        refused(name, &file, word);
    }
    // The same files laid into the folder by hand: the list is there at once, for all of them.
    for (number, (_, sql, _)) in BY_SQL.iter().enumerate() {
        fs::copy(copies.forged(sql), folder.join(format!("laid-{number}.db"))).unwrap();
    }
    for (number, (_, make, _)) in BY_HAND.iter().enumerate() {
        make(&copies, &folder.join(format!("made-{number}.db")));
    }
    let begun = Instant::now();
    let (status, page) = admin.get("/system/backups");
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
    assert!(status == 200 && page.contains("laid-1.db"), "{page}");
    let begun = Instant::now();
    let (status, page) = admin.get("/system/backups/laid-28.db/restore");
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
    assert!(status == 400 && page.contains("backup_manifest"), "{page}");
}

#[test]
fn who_may_more_in_a_copy_is_named_before_it_comes_back() {
    let clinic = demo();
    let copies = Copies::of(&clinic);
    let file = copies.forged(
        "INSERT INTO role_permissions SELECT r.id, p.id, '2026-01-01T00:00:00.000Z' FROM roles r, \
         permissions p WHERE r.name = 'VIEWER' AND p.name = 'patients.delete'; \
         UPDATE users SET role_id = (SELECT id FROM roles WHERE name = 'ADMIN') WHERE username = 'viewer'",
    );
    let said = fine(&clinic.run(&["restore", file.to_str().unwrap(), "--dry-run"]));
    assert!(said.contains("every VIEWER may patients.delete, and may not now"), "{said}");
    assert!(said.contains("viewer: VIEWER becomes ADMIN"), "{said}");
}

#[test]
fn a_copy_in_which_the_doctor_finds_damage_is_refused_before_the_swap() {
    let clinic = demo();
    let copies = Copies::of(&clinic);
    let file = copies.forged("UPDATE settings SET time_zone = 'Nowhere/City'");
    refused_by_the_command(&clinic, "a zone", &file, "the doctor finds damage");
}

#[test]
fn a_clinic_that_was_tampered_with_is_served_and_says_so() {
    let clinic = demo();
    let sql = "CREATE TRIGGER promote AFTER INSERT ON sessions BEGIN SELECT 1; END; \
               UPDATE users SET password_hash = '$2b$31$' || substr(password_hash, 8) WHERE username = 'viewer'";
    clinic.database().execute_batch(sql).unwrap();
    let doctor = clinic.run(&["doctor"]);
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert_eq!(doctor.status.code(), Some(2), "{said}");
    assert!(said.contains("the trigger promote does not belong to NutriVault"), "{said}");
    assert!(said.contains("The stored password of viewer has a cost"), "{said}");
    let server = Server::start(clinic.command(&["serve"]));
    let begun = Instant::now();
    let (status, _) = server.login("viewer", PASSWORD);
    assert!(status == 401 && begun.elapsed() < PATIENCE, "{status} {:?}", begun.elapsed());
    let admin = Admin::of(&server);
    let (status, page) = admin.get("/system");
    assert!(status == 200 && page.contains("the trigger promote does not belong"), "{page}");
}

/// Changes a value in a sealed copy and computes its digests anew, as somebody can who has read the
/// program; without the key they cannot compute the proof. `is_stripped`: the copy no longer says
/// that it has one.
fn resealed(sealed: &Path, is_stripped: bool) {
    let open = Connection::open(sealed).unwrap();
    open.execute_batch(
        "UPDATE patients SET city = 'Forged'; UPDATE backup_manifest SET manifest = \
         json_set(manifest, '$.digests', json('{}'))",
    )
    .unwrap();
    if is_stripped {
        open.execute("UPDATE backup_manifest SET manifest = json_remove(manifest, '$.key')", [])
            .unwrap();
    }
    // The old text would still lie in a free page.
    open.execute_batch("VACUUM").unwrap();
    let place: String =
        open.query_row("SELECT digest FROM backup_manifest", [], |row| row.get(0)).unwrap();
    let rest = place.len() - place.rfind(':').unwrap() - 1;
    assert_eq!(rest, 128, "{place}");
    drop(open);
    let mut bytes = fs::read(sealed).unwrap();
    let written = place.as_bytes();
    let at = bytes.windows(written.len()).position(|window| window == written).unwrap();
    let at = at + written.len() - rest;
    let zeros = if is_stripped { 64 } else { 128 };
    let mut blank = bytes.clone();
    blank[at..at + zeros].fill(b'0');
    let digest: String = Sha256::digest(&blank).iter().map(|byte| format!("{byte:02x}")).collect();
    bytes[at..at + 64].copy_from_slice(digest.as_bytes());
    fs::write(sealed, bytes).unwrap();
}

#[test]
fn a_copy_says_that_it_was_made_here_only_where_the_key_proves_it() {
    let clinic = demo();
    let file = backed_up(&clinic);
    let path = file.to_str().unwrap();
    let rehearsed = |clinic: &Clinic| fine(&clinic.run(&["restore", path, "--dry-run"]));
    assert!(rehearsed(&clinic).contains("It was made here"));
    // The stick stayed, the PC burned.
    let other = Clinic::new();
    fine(&other.run(&["restore", path, "--yes"]));
    assert!(rehearsed(&other).contains("NOT MADE HERE"));
    // The key lies in the data folder alone, for its owner.
    let key = fs::read(clinic.file("seal.key")).unwrap();
    assert_eq!(key.len(), 32);
    assert!(!fs::read(&file).unwrap().windows(32).any(|window| window == key));
    fs::remove_file(clinic.file("seal.key")).unwrap();
    assert!(rehearsed(&clinic).contains("NOT MADE HERE"));
}

#[test]
fn a_seal_that_was_forged_anew_is_refused_or_is_not_of_this_place() {
    let clinic = demo();
    let file = backed_up(&clinic);
    let (kept, stripped) =
        (clinic.folder.path().join("kept.db"), clinic.folder.path().join("stripped.db"));
    fs::copy(&file, &kept).unwrap();
    fs::copy(&file, &stripped).unwrap();
    resealed(&kept, false);
    resealed(&stripped, true);
    refused_by_the_command(
        &clinic,
        "a seal made anew",
        &kept,
        "the proof is not that of its content",
    );
    let said = fine(&clinic.run(&["restore", stripped.to_str().unwrap(), "--dry-run"]));
    assert!(said.contains("NOT MADE HERE") && !said.contains("It was made here"), "{said}");

    let server = Server::start(clinic.command(&["serve"]));
    let admin = Admin::of(&server);
    let (_, page) = admin.get("/system/backups");
    assert!(page.contains("Made here"), "{page}");
    let (status, page) = admin.upload(&fs::read(&kept).unwrap());
    assert!(status == 400 && page.contains("the proof is not that of its content"), "{page}");
    assert_eq!(admin.upload(&fs::read(&stripped).unwrap()).0, 303);
    let (_, page) = admin.get("/system/backups");
    assert!(page.contains("Not made here"), "{page}");
    // The same name, another content: what was found out of the file is no longer said.
    fs::copy(&kept, &file).unwrap();
    let (_, page) = admin.get("/system/backups");
    assert!(page.contains("Not checked") && !page.contains("Made here"), "{page}");
    let name = file.file_name().unwrap().to_str().unwrap();
    let (status, page) = admin.get(&format!("/system/backups/{name}/restore"));
    assert!(status == 400 && page.contains("the proof is not that of its content"), "{page}");
}
