//! A clinic's day in minutes: how much what fourteen people look at adds to the trail.
//!
//! DAY_MINUTES are the minutes of the clinic (30; `scripts/soak day` takes the eight hours). The
//! clock of the server is moved on between the acts, so that rows coalesce as they do in a day.

use nutrivault::app;
use nutrivault::audit::ReadLog;
use nutrivault::clock::Clock;
use nutrivault::config::Config;
use nutrivault::db::Database;
use rocket::http::{Accept, Cookie, Header};
use rocket::local::asynchronous::Client;
use rusqlite::params;
use sha2::{Digest, Sha256};

use crate::clinic::{Clinic, fine};

const PEOPLE: usize = 14;
/// Seconds from one act of a person to the next, on average.
const PACE_S: u64 = 75;
const MOST_BYTES_OF_A_DAY: i64 = 10_000_000;
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36";

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end.max(1)
    }
}

/// Somebody at work: their cookie, and what they may open.
struct Person {
    token: String,
    /// Visits and their patients, near today.
    visits: Vec<(String, String)>,
    next_ms: u64,
}

fn minutes() -> u64 {
    std::env::var("DAY_MINUTES").ok().and_then(|minutes| minutes.parse().ok()).unwrap_or(30)
}

/// Fourteen sessions of those who work in the demo clinic.
fn people(clinic: &Clinic) -> Vec<Person> {
    let database = clinic.database();
    let users = "SELECT u.id, r.name FROM users u JOIN roles r ON r.id = u.role_id \
                 WHERE u.is_active = 1 ORDER BY u.id";
    let mut statement = database.prepare(users).unwrap();
    let users = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let users: Vec<(String, String)> = users.map(Result::unwrap).collect();
    let seat = |number: usize| {
        let (user, role) = &users[number % users.len()];
        let token = format!("{number:043}");
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let session = format!("01900000-0000-7000-8000-{number:012}");
        database
            .execute(
                "INSERT INTO sessions (id, user_id, kind, created_at, last_seen_at, expires_at) \
                 VALUES (?1, ?2, 'UI', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), \
                 strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), '2999-01-01T00:00:00.000Z')",
                [&session, user],
            )
            .unwrap();
        database
            .execute(
                "INSERT INTO session_tokens (hash, session_id, kind, issued_at, expires_at) VALUES \
                 (?1, ?2, 'ACCESS', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), '2999-01-01T00:00:00.000Z')",
                params![hash, session],
            )
            .unwrap();
        let visits = "SELECT v.id, v.patient_id FROM visits v JOIN patients p ON p.id = v.patient_id \
                      WHERE v.deleted_at IS NULL AND v.edition = 0 AND (?1 <> 'DIETITIAN' OR p.assigned_dietitian_id = ?2) \
                      ORDER BY abs(julianday(v.visit_date) - julianday('now')) LIMIT 40";
        let mut statement = database.prepare(visits).unwrap();
        let visits =
            statement.query_map([role, user], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        Person { token, visits: visits.map(Result::unwrap).collect(), next_ms: 0 }
    };
    (0..PEOPLE).map(seat).collect()
}

/// What somebody looks at next, page by page.
fn act(person: &Person, dice: &mut Dice) -> Vec<String> {
    let (visit, patient) = &person.visits[dice.below(person.visits.len())];
    let typed = ["m", "ma", "mar", "mart"].map(|word| format!("/search?search={word}"));
    match dice.below(20) {
        0..3 => vec!["/".into()],
        3..7 => vec![format!("/calendar?view={}", ["day", "day", "week"][dice.below(3)])],
        7..10 => typed.into_iter().chain([format!("/patients/{patient}")]).collect(),
        10..12 => vec![format!("/patients/{patient}"), format!("/patients/{patient}/measurements")],
        12..16 => vec![format!("/visits/{visit}")],
        16 => vec!["/patients".into()],
        17 => vec!["/visits".into()],
        _ => vec!["/invoices".into()],
    }
}

/// Bytes of the file, its log folded in.
fn bytes(database: &Database) -> i64 {
    database.checkpoint().unwrap();
    let size = std::fs::metadata(database.path()).unwrap().len();
    i64::try_from(size).unwrap()
}

#[test]
fn a_day_of_fourteen_people_leaves_a_trail_of_ten_megabytes_at_most() {
    let clinic = Clinic::new();
    let made = "demo --patients 400 --visits 3000 --invoices 1500 --audit 100 --seed 7";
    fine(&clinic.run(&made.split(' ').collect::<Vec<_>>()));
    let mut people = people(&clinic);
    let config = Config::default().with_data(&clinic.data());
    let runtime = app::runtime(&config).unwrap();
    runtime.block_on(async {
        let client = Client::untracked(app::rocket(config)).await.unwrap();
        let state = client.rocket();
        let (database, clock) =
            (state.state::<Database>().unwrap(), state.state::<Clock>().unwrap());
        let log = state.state::<ReadLog>().unwrap();
        let (before, mut dice, mut now_ms, mut answers) = (bytes(database), Dice(7), 0, 0_u64);
        for person in &mut people {
            person.next_ms = dice.below(2_000 * PACE_S as usize) as u64;
        }
        let end_ms = minutes() * 60_000;
        loop {
            let person = people.iter_mut().min_by_key(|person| person.next_ms).unwrap();
            if person.next_ms >= end_ms {
                break;
            }
            clock.advance_ms(i64::try_from(person.next_ms - now_ms).unwrap());
            now_ms = person.next_ms;
            for page in act(person, &mut dice) {
                let answer = client
                    .get(&page)
                    .header(Accept::HTML)
                    .header(Header::new("User-Agent", BROWSER))
                    .cookie(Cookie::new("nutrivault_session", person.token.clone()))
                    .dispatch()
                    .await;
                let code = answer.status().code;
                assert!(matches!(code, 200 | 303), "{page}: {code}");
                answers += 1;
            }
            log.flush().await;
            person.next_ms += dice.below(2_000 * PACE_S as usize) as u64;
        }
        let grown = bytes(database) - before;
        let rows = log.state().written;
        let of_a_day = grown * 480 / i64::try_from(minutes()).unwrap();
        println!(
            "{PEOPLE} people, {} minutes, an act every {PACE_S} s: {answers} answers, {rows} rows, \
             {:.1} MB; {:.1} MB in eight hours",
            minutes(),
            grown as f64 / 1e6,
            of_a_day as f64 / 1e6
        );
        assert!(rows > 0 && of_a_day <= MOST_BYTES_OF_A_DAY, "{of_a_day} bytes");
    });
}
