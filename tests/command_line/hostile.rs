//! Databases that somebody has prepared for a clinic: none is restored, each is named in a sentence,
//! and none takes long. The same files by the command and through the page.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nutrivault::backups::examine;
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::backup::{backed_up, demo};
use crate::clinic::{Clinic, Server, fine, refusal};

const PASSWORD: &str = "NutriVault-demo-1";
/// Nobody waits longer than that for any of them.
const PATIENCE: Duration = Duration::from_secs(5);

/// An endless row source.
const ENDLESS: &str =
    "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) AS";

/// What somebody does to a copy, and a word of the sentence that refuses it.
const BY_SQL: [(&str, &str, &str); 38] = [
    (
        "a trigger that promotes",
        "CREATE TRIGGER promote AFTER INSERT ON sessions BEGIN \
         UPDATE users SET role_id = (SELECT id FROM roles WHERE name = 'ADMIN'); END",
        "the trigger promote",
    ),
    (
        "a trigger on the trail",
        "CREATE TRIGGER hush BEFORE INSERT ON audit_logs BEGIN SELECT RAISE(IGNORE); END",
        "the trigger hush",
    ),
    (
        "a trigger on patients",
        "CREATE TRIGGER z AFTER UPDATE ON patients BEGIN DELETE FROM visits; END",
        "the trigger z",
    ),
    (
        "a view that takes writes",
        "CREATE VIEW v AS SELECT * FROM users; CREATE TRIGGER vi INSTEAD OF INSERT ON v \
         BEGIN DELETE FROM users; END",
        "the view v",
    ),
    ("a view", "CREATE VIEW everybody AS SELECT * FROM users", "the view everybody"),
    ("a name as of a temporary table", "CREATE TABLE temp_users (a)", "the table temp_users"),
    ("a dotted name", "CREATE TABLE \"main.users\" (a)", "the table main.users"),
    ("a foreign table", "CREATE TABLE loot AS SELECT * FROM users", "the table loot"),
    (
        "a generated column",
        "ALTER TABLE users ADD COLUMN leak TEXT AS (password_hash) VIRTUAL",
        "the generated column users.leak",
    ),
    (
        "a generated column, stored",
        "UPDATE sqlite_schema SET sql = replace(sql, 'first_name           TEXT NOT NULL,', \
         'first_name TEXT NOT NULL, leak TEXT AS (email) STORED,') WHERE name = 'users'",
        "the generated column users.leak",
    ),
    ("a foreign column", "ALTER TABLE roles ADD COLUMN hidden TEXT", "the column roles.hidden"),
    (
        "a check that is gone",
        "UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (must_change_password IN (0, 1))', '') \
         WHERE name = 'users'",
        "the table users is not as NutriVault makes it",
    ),
    (
        "another default",
        "UPDATE sqlite_schema SET sql = replace(sql, 'must_change_password INTEGER NOT NULL DEFAULT 0', \
         'must_change_password INTEGER NOT NULL DEFAULT (abs(-9223372036854775808))') WHERE name = 'users'",
        "the table users is not as NutriVault makes it",
    ),
    (
        "a guard that is gone",
        "DROP TRIGGER payments_never_go",
        "the trigger payments_never_go is missing",
    ),
    (
        "a guard that sleeps",
        "DROP TRIGGER audit_logs_never_go; CREATE TRIGGER audit_logs_never_go BEFORE DELETE ON audit_logs \
         WHEN 0 BEGIN SELECT RAISE(ABORT, 'no'); END",
        "the trigger audit_logs_never_go is not as NutriVault makes it",
    ),
    (
        "a shadow table more",
        "CREATE TABLE patients_search_more (a)",
        "the table patients_search_more",
    ),
    (
        "a shadow table of another shape",
        "UPDATE sqlite_schema SET sql = replace(sql, ', v)', ', v, w AS (v))') \
         WHERE name = 'patients_search_config'",
        "patients_search_config",
    ),
    (
        "a search that reads the users",
        "CREATE VIRTUAL TABLE leak USING fts5 (password_hash, content = 'users')",
        "the table leak",
    ),
    (
        "our search over another table",
        "UPDATE sqlite_schema SET sql = replace(sql, '''patients''', '''users''') \
         WHERE name = 'patients_search'",
        "the table patients_search is not as NutriVault makes it",
    ),
    ("pages as a table", "CREATE VIRTUAL TABLE pages USING dbstat", "the table pages"),
    (
        "words as a table",
        "CREATE VIRTUAL TABLE words USING fts5vocab ('visits_search', 'instance')",
        "the table words",
    ),
    ("boxes", "CREATE VIRTUAL TABLE boxes USING rtree (id, a, b)", "boxes"),
    ("an index that computes", "CREATE INDEX slow ON users (length(email))", "the index slow"),
    ("an index that forbids", "CREATE UNIQUE INDEX one ON users (email)", "the index one"),
    (
        "a guest's table with a trigger",
        "CREATE TABLE _litestream_lock (id INTEGER); CREATE TRIGGER guest AFTER INSERT ON \
         _litestream_lock BEGIN DELETE FROM users; END",
        "the trigger guest",
    ),
    (
        "a guest's table with a column more",
        "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER, more TEXT)",
        "the table _litestream_seq",
    ),
    (
        "an object twice",
        "INSERT INTO sqlite_schema SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema \
         WHERE name = 'payments_never_go'",
        "payments_never_go",
    ),
    (
        "a hundred thousand tables",
        "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000) \
         INSERT INTO sqlite_schema SELECT 'table', 't' || x, 't' || x, 2, \
         'CREATE TABLE t' || x || ' (a)' FROM n",
        "thousands of tables",
    ),
    (
        "an endless manifest",
        "DROP TABLE backup_manifest; CREATE VIEW backup_manifest AS {endless} manifest FROM n",
        "the view backup_manifest",
    ),
    (
        "an endless head",
        "DROP TABLE audit_head; CREATE VIEW audit_head AS {endless} seq FROM n",
        "the view audit_head",
    ),
    (
        "endless users",
        "ALTER TABLE users RENAME TO people; CREATE VIEW users AS {endless} id FROM n",
        "the view users",
    ),
    (
        "an endless view under a table's name",
        "UPDATE sqlite_schema SET sql = 'CREATE VIEW sessions AS {endless} id FROM n' WHERE name = 'sessions'",
        "sessions",
    ),
    (
        "a hash of cost 31",
        "UPDATE users SET password_hash = substr(password_hash, 1, 4) || '31' || substr(password_hash, 7) \
         WHERE username = 'admin'",
        "the stored password of admin",
    ),
    (
        "a hash of cost 15",
        "UPDATE users SET password_hash = '$2b$15$' || substr(password_hash, 8) WHERE username = 'admin'",
        "the stored password of admin",
    ),
    (
        "a trail that is cut",
        "{unguarded} DELETE FROM audit_logs WHERE seq BETWEEN 20 AND 44; {guarded}",
        "is damaged: a row of audit_values",
    ),
    ("another program's mark", "PRAGMA application_id = 7", "NutriVault"),
    ("a schema of tomorrow", "PRAGMA user_version = 90", "schema has version 90"),
    ("a schema of yesterday", "PRAGMA user_version = 3", "schema"),
];

/// A copy of the clinic without a seal, and one with.
struct Copies {
    plain: PathBuf,
    sealed: PathBuf,
}

impl Copies {
    fn of(clinic: &Clinic) -> Self {
        let folder = clinic.folder.path();
        let (plain, sealed) = (folder.join("plain.db"), folder.join("sealed.db"));
        fs::rename(backed_up(clinic), &sealed).unwrap();
        fs::copy(&sealed, &plain).unwrap();
        let open = Connection::open(&plain).unwrap();
        open.execute_batch("DROP TABLE backup_manifest; VACUUM").unwrap();
        drop(open);
        examine(&plain).unwrap();
        Self { plain, sealed }
    }

    fn forged(&self, sql: &str) -> PathBuf {
        let file = self.plain.with_file_name("forged.db");
        let base = if sql.contains("backup_manifest") { &self.sealed } else { &self.plain };
        fs::copy(base, &file).unwrap();
        let open = Connection::open(&file).unwrap();
        open.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
        open.pragma_update(None, "writable_schema", sql.contains("sqlite_schema")).unwrap();
        open.pragma_update(None, "foreign_keys", false).unwrap();
        let guard: String = open
            .query_row(
                "SELECT sql FROM sqlite_schema WHERE name = 'audit_logs_never_go'",
                [],
                |r| r.get(0),
            )
            .unwrap();
        let sql = sql
            .replace("{endless}", ENDLESS)
            .replace("{unguarded}", "DROP TRIGGER audit_logs_never_go;")
            .replace("{guarded}", &guard);
        open.execute_batch(&sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        file
    }
}

/// What nobody writes with SQL: how it is made, and a word of the sentence.
type Made = (&'static str, fn(&Copies, &Path), &'static str);

const BY_HAND: [Made; 13] = [
    ("nothing", |_, file| fs::write(file, "").unwrap(), "is empty"),
    ("some text", |_, file| fs::write(file, "hello, clinic").unwrap(), "no SQLite database"),
    ("a packed copy", |_, file| fs::write(file, [0x1f, 0x8b, 8, 0]).unwrap(), "unpack it"),
    ("the beginning of a copy", |copies, file| cut(&copies.sealed, file, 40_960), "cut off"),
    ("half a page", |copies, file| cut(&copies.sealed, file, 50), "cut off"),
    ("small pages", |copies, file| paged(&copies.plain, file, 512), "512 bytes"),
    ("large pages", |copies, file| paged(&copies.plain, file, 65_536), "65536 bytes"),
    ("UTF-16", |_, file| drop(encoded(file)), "UTF-16"),
    (
        "a log beside it",
        |copies, file| {
            fs::copy(&copies.plain, file).unwrap();
            fs::write(format!("{}-wal", file.display()), [7; 4152]).unwrap();
        },
        "write-ahead log",
    ),
    (
        "ten gigabytes of nothing",
        |copies, file| {
            fs::copy(&copies.sealed, file).unwrap();
            File::options().write(true).open(file).unwrap().set_len(10 << 30).unwrap();
        },
        "blown up",
    ),
    ("a folder", |_, file| fs::create_dir(file).unwrap(), "is a folder"),
    (
        "a link",
        |copies, file| std::os::unix::fs::symlink(&copies.sealed, file).unwrap(),
        "is a link",
    ),
    ("a pipe", |_, file| pipe(file), "is a pipe"),
];

fn cut(from: &Path, to: &Path, length: usize) {
    fs::write(to, &fs::read(from).unwrap()[..length]).unwrap();
}

fn paged(from: &Path, to: &Path, bytes: u32) {
    fs::copy(from, to).unwrap();
    let open = Connection::open(to).unwrap();
    open.execute_batch(&format!(
        "PRAGMA journal_mode = DELETE; PRAGMA page_size = {bytes}; VACUUM"
    ))
    .unwrap();
}

fn encoded(file: &Path) -> Connection {
    let open = Connection::open(file).unwrap();
    open.execute_batch(
        "PRAGMA encoding = 'UTF-16'; CREATE TABLE users (a); PRAGMA application_id = 1314278484",
    )
    .unwrap();
    open
}

fn pipe(file: &Path) {
    let made = std::process::Command::new("mkfifo").arg(file).status();
    assert!(made.unwrap().success());
}

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
        let set = answer.headers().get("Set-Cookie").unwrap().to_str().unwrap();
        let cookie = set.split(';').next().unwrap().to_owned();
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
        // Nothing of a file without a byte reaches the check.
        let word = if word == "is empty" { "Choose a backup file" } else { word };
        assert!(page.contains(word), "{name}: {page}");
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
    assert!(status == 400 && page.contains("the view backup_manifest"), "{page}");
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
