//! What somebody does to a copy before it reaches the clinic, and a word of the sentence that refuses
//! it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use nutrivault::backups::examine;
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::backup::backed_up;
use crate::clinic::Clinic;

/// An endless row source.
const ENDLESS: &str =
    "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) AS";

/// What somebody does to a copy, and a word of the sentence that refuses it.
pub const BY_SQL: [(&str, &str, &str); 38] = [
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
pub struct Copies {
    pub plain: PathBuf,
    pub sealed: PathBuf,
}

impl Copies {
    pub fn of(clinic: &Clinic) -> Self {
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

    pub fn forged(&self, sql: &str) -> PathBuf {
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
pub type Made = (&'static str, fn(&Copies, &Path), &'static str);

pub const BY_HAND: [Made; 13] = [
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
