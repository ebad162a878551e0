//! The order of the source: what stands on what, who speaks HTTP, who speaks SQL.

use std::path::{Path, PathBuf};

/// The features, each standing on those before it only.
const FEATURES: [&str; 14] = [
    "settings",
    "backups",
    "users",
    "patients",
    "visits",
    "handover",
    "billing",
    "documents",
    "search",
    "exports",
    "system",
    "reports",
    "openapi",
    "ui",
];

/// The kernel that every feature stands on: it knows none of them.
const KERNEL: [&str; 12] = [
    "clock", "config", "error", "figures", "ids", "list", "cache", "money", "network", "reach",
    "text", "tls",
];

/// Kernel files that name a feature, and why.
const KNOWS_A_FEATURE: [(&str, &str); 1] =
    [("list/query.rs", "the days of a filter are the clinic's, by the zone in its settings")];

/// What a file of ours is allowed to know of Rocket, by its name: routes, pages, guards.
const SPEAKS_HTTP: [&str; 4] = ["api", "pages", "assets", "mod"];

/// Other files outside src/http, src/auth and src/server that know Rocket, and why.
const SPEAKS_HTTP_TOO: [(&str, &str); 58] = [
    ("system/disk_watch.rs", "a fairing that watches the room on the disk"),
    ("system/file_watch.rs", "a fairing that watches the database's files"),
    ("db/handle.rs", "the database of a request is a guard"),
    ("ui/account/keys.rs", "routes of one's own API keys"),
    ("ui/users/keys.rs", "routes of somebody's API keys"),
    ("ui/users/handing.rs", "routes of keeping somebody out and of handing over"),
    ("ui/settings/accounts.rs", "routes of the accounts of the journal"),
    ("ui/reports/files.rs", "the route of a report as a file"),
    ("ui/reports/journal.rs", "the route of the journal"),
    ("ui/settings/first.rs", "routes of the first questions to an administrator"),
    ("users/list.rs", "a guard that asks for as much as its caller sees"),
    ("audit/denials.rs", "a fairing that sees every 403"),
    ("audit/openings.rs", "a fairing that sees what every answer shows"),
    ("backups/schedule.rs", "a fairing that looks whether a backup is due"),
    ("cache/entry.rs", "a kept answer is a responder"),
    ("cli/logger.rs", "silences Rocket's own words"),
    ("cli/serve.rs", "launches the server"),
    ("control/listener.rs", "a fairing that opens the socket and ends with the server"),
    ("control/order.rs", "an order is refused with the statuses of the API"),
    ("db/pool.rs", "the pool is one of rocket_db_pools"),
    ("system/pulse.rs", "it beats from liftoff to shutdown"),
    ("system/vitals.rs", "a guard gathers what is managed"),
    ("error.rs", "an error knows its HTTP status"),
    ("health.rs", "two routes"),
    ("list/query.rs", "a list's question is a guard"),
    ("reports/warming.rs", "begins when the server does"),
    ("app.rs", "puts the application together"),
    ("system/traffic.rs", "a fairing that counts and times every request"),
    ("ui/calendar/sheet.rs", "the route of the day's sheet"),
    ("ui/backups/planning.rs", "routes of the schedule of the backups"),
    ("ui/backups/restoring.rs", "routes of going back to a backup"),
    ("ui/backups/upload.rs", "the route that takes a backup in"),
    ("ui/form.rs", "what a form sends is a guard, what it shows an answer"),
    ("ui/invoices/drawing.rs", "routes of the invoice editor"),
    ("ui/invoices/money.rs", "routes of payments and credit notes"),
    ("ui/invoices/note.rs", "the route of a credit note"),
    ("ui/invoices/owing.rs", "the route of what is owed to patients"),
    ("ui/invoices/received.rs", "the route of the payments"),
    ("ui/language.rs", "the language of a request is in its headers"),
    ("ui/list.rs", "addresses are written percent-encoded"),
    ("ui/patients/chronicle.rs", "addresses are written percent-encoded"),
    ("ui/patients/listing.rs", "the route of the list"),
    ("ui/patients/searching.rs", "the route of the search"),
    ("ui/patients/measured.rs", "routes of charts and of who opened the file"),
    ("ui/patients/summary.rs", "the route of the summary"),
    ("ui/settings/prices.rs", "routes of the price list"),
    ("ui/setup/done.rs", "the route that says how the clinic is reached"),
    ("ui/system/examination.rs", "the route of the doctor's page"),
    ("ui/staff.rs", "the guards of the pages"),
    ("ui/waiting.rs", "the guard and the route of forms that wait for a login"),
    ("ui/visits/booking.rs", "routes of booking and moving"),
    ("ui/visits/editor.rs", "routes of the visit editor"),
    ("ui/visits/saving.rs", "the route that saves a visit"),
    ("users/api/access.rs", "checking a password is a guard"),
    ("system/watch.rs", "a fairing that watches the pool"),
    ("system/log_watch.rs", "a fairing that watches the write-ahead log"),
    ("steady.rs", "catches panics with the futures that Rocket brings"),
    ("ui/documents/label.rs", "the routes of a document's label"),
];

/// Files that hold SQL by what they are: stores, lists, searches, the database itself.
const SPEAKS_SQL: [&str; 11] = [
    "store",
    "session_store",
    "key_store",
    "list",
    "search",
    "stats",
    "sql",
    "page",
    "filter",
    "cursor",
    "measurements",
];

/// Other files that hold SQL, and why.
const SPEAKS_SQL_TOO: [(&str, &str); 23] = [
    ("audit/chain.rs", "the chain's three statements stand beside the bytes they hash"),
    ("audit/walk.rs", "reads the chain as stored, without the trail's list"),
    ("billing/numbering.rs", "a number's rule is its one statement"),
    ("billing/snapshot.rs", "one question for the patient's name and address"),
    ("health.rs", "one question to see that the database answers"),
    ("list/people.rs", "one question for who the users are, for every list that names them"),
    ("list/related.rs", "puts together the statement of included rows"),
    ("documents/access.rs", "the rule of whose documents one sees, for a search of them"),
    ("patients/finding.rs", "puts together the statement of a ranked search"),
    ("patients/mending.rs", "looks up the names one slip away"),
    ("search/documents.rs", "the statement of its search"),
    ("search/invoices.rs", "the statement of its search"),
    ("search/visits.rs", "the statement of its search"),
    ("patients/derivation.rs", "reads what is derived and writes it anew"),
    ("predecessor/leftovers.rs", "asks a foreign file"),
    ("predecessor/mod.rs", "lets users name each other in any order"),
    ("predecessor/record.rs", "asks a foreign file"),
    ("predecessor/source.rs", "asks a foreign file"),
    ("predecessor/source/guard.rs", "asks a foreign file"),
    ("predecessor/users.rs", "asks a foreign file"),
    ("system/doctor.rs", "examines the file itself"),
    ("ui/invoices/received.rs", "names the order of the payments' statement"),
    ("system/integrity.rs", "has SQLite check the file"),
];

struct Source {
    /// Below src, like `patients/api.rs`.
    name: String,
    /// The program's lines: without comments, and without the tests at the end.
    code: String,
}

impl Source {
    fn folder(&self) -> &str {
        self.name.split(['/', '.']).next().unwrap()
    }

    fn stem(&self) -> &str {
        self.name.rsplit('/').next().unwrap().trim_end_matches(".rs")
    }

    fn is_in(&self, allowed: &[(&str, &str)]) -> bool {
        allowed.iter().any(|(name, _)| *name == self.name)
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(&path, found),
            false => found.push(path),
        }
    }
}

/// The program's own files, without its tests.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    let mut sources = Vec::new();
    for path in paths {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        let is_test = name.contains("tests/") || name.ends_with("tests.rs");
        if !name.ends_with(".rs") || is_test {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let program = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let lines = program.lines().filter(|line| !line.trim_start().starts_with("//"));
        sources.push(Source { name, code: lines.collect::<Vec<_>>().join("\n") });
    }
    assert!(sources.len() > 100, "only {} files were found", sources.len());
    sources
}

/// Whether the file uses that module of ours.
fn imports(code: &str, module: &str) -> bool {
    let path = format!("crate::{module}");
    code.match_indices(&path).any(|(at, _)| {
        let next = code[at + path.len()..].chars().next();
        !next.is_some_and(|next| next.is_alphanumeric() || next == '_')
    })
}

#[track_caller]
fn none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_feature_stands_only_on_those_before_it() {
    let mut wrong = Vec::new();
    for source in sources() {
        let own = FEATURES.iter().position(|feature| *feature == source.folder());
        let above = match own {
            Some(own) => &FEATURES[own + 1..],
            None if KERNEL.contains(&source.folder()) => &FEATURES[..],
            None => continue,
        };
        let upward = above.iter().filter(|feature| imports(&source.code, feature));
        if !source.is_in(&KNOWS_A_FEATURE) {
            wrong.extend(upward.map(|feature| format!("{} imports {feature}", source.name)));
        }
    }
    none(wrong);
}

#[test]
fn only_routes_pages_and_guards_know_rocket() {
    let mut wrong = Vec::new();
    for source in sources() {
        let is_ours = SPEAKS_HTTP.contains(&source.stem())
            || ["http", "auth", "server"].contains(&source.folder())
            || source.name.contains("/api/")
            || source.is_in(&SPEAKS_HTTP_TOO);
        let knows = source.code.contains("rocket::") || source.code.contains("use rocket");
        if knows && !is_ours {
            wrong.push(format!("{} knows Rocket", source.name));
        }
        if !knows && source.is_in(&SPEAKS_HTTP_TOO) {
            wrong.push(format!("{} knows nothing of Rocket: take it off the list", source.name));
        }
    }
    none(wrong);
}

/// Whether the file holds a statement, or a part of one, in a string.
fn holds_sql(code: &str) -> bool {
    const WORDS: [&str; 10] = [
        "SELECT ",
        "INSERT INTO ",
        "UPDATE ",
        "DELETE FROM ",
        "PRAGMA ",
        "CREATE TABLE",
        "WHERE ",
        "ORDER BY ",
        " JOIN ",
        "EXISTS (",
    ];
    WORDS.iter().any(|word| code.contains(word))
}

#[test]
fn only_stores_and_lists_hold_sql() {
    let mut wrong = Vec::new();
    for source in sources() {
        let is_store = SPEAKS_SQL.contains(&source.stem())
            || source.name.contains("store/")
            || source.name.starts_with("db/")
            || source.name.starts_with("system/doctor/")
            || source.is_in(&SPEAKS_SQL_TOO);
        if holds_sql(&source.code) && !is_store {
            wrong.push(format!("{} holds SQL", source.name));
        }
        if !holds_sql(&source.code) && source.is_in(&SPEAKS_SQL_TOO) {
            wrong.push(format!("{} holds no SQL: take it off the list", source.name));
        }
    }
    none(wrong);
}
