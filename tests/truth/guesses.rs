//! Guessing passwords: every guess counts, and neither answer nor time tells who exists.

use std::thread;
use std::time::Instant;

use serde_json::json;

use crate::clinic::{Clinic, PASSWORD, Server, fine};
use crate::line::{Line, Reply};

const COST: &str = "10";

/// A clinic whose passwords cost as much work as in earnest, and never slow an account down. Its
/// server ends before its folder goes.
fn guarded(address_burst: &str) -> (Clinic, Server) {
    let clinic = Clinic::new();
    let guarded = |arguments: &[&str]| {
        let mut command = clinic.command(arguments);
        command
            .env("NUTRIVAULT_AUTH__BCRYPT_COST", COST)
            .env("NUTRIVAULT_AUTH__ACCOUNT_BURST", "100000")
            .env("NUTRIVAULT_AUTH__ADDRESS_BURST", address_burst);
        command
    };
    fine(&clinic.add("admin", "ADMIN"));
    let server = Server::start(guarded(&["serve"]));
    // The first login stores the password again, at today's cost.
    assert_eq!(server.login("admin", PASSWORD).0, 200);
    (clinic, server)
}

fn guess(line: &mut Line, name: &str) -> Reply {
    let body = json!({ "username": name, "password": "not this one" });
    line.ask("POST", "/api/auth/login", &[], Some(&body)).unwrap()
}

#[test]
fn thirty_parallel_wrong_passwords_count_thirty() {
    let (clinic, server) = guarded("30");
    let answers: Vec<Reply> = thread::scope(|scope| {
        let guesses: Vec<_> = (0..30)
            .map(|_| scope.spawn(|| guess(&mut Line::to(&server.address).unwrap(), "admin")))
            .collect();
        guesses.into_iter().map(|guess| guess.join().unwrap()).collect()
    });
    for answer in &answers {
        assert_eq!((answer.status, answer.code()), (401, "INVALID_CREDENTIALS".into()));
    }
    let failed = "SELECT count(*) FROM audit_logs WHERE action = 'FAILED_LOGIN'";
    let count = || clinic.database().query_row(failed, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count(), 30);
    // A guess leaks away every two seconds: a few more are heard, then the address has to wait.
    let mut line = Line::to(&server.address).unwrap();
    let late: Vec<Reply> = (0..20).map(|_| guess(&mut line, "admin")).collect();
    let slowed = late.iter().find(|answer| answer.status == 429).expect("none was slowed down");
    assert_eq!(slowed.code(), "TOO_MANY_REQUESTS");
    let wait: u64 = slowed.header("Retry-After").unwrap().parse().unwrap();
    assert!((1..=300).contains(&wait), "{wait}");
    assert_eq!(count(), 30, "above the burst a minute's attempts share a row");
    // One is heard every two seconds: of three in a breath the last two wait.
    let statuses = [(); 3].map(|()| server.login("admin", PASSWORD).0);
    assert!(statuses.contains(&429), "the address waits, right or wrong: {statuses:?}");
}

/// The times of nine answers for each of the names, asked in turn; sorted.
fn times(line: &mut Line, names: [&str; 2]) -> [Vec<f64>; 2] {
    let mut times = [const { Vec::new() }; 2];
    for _ in 0..9 {
        for (times, name) in times.iter_mut().zip(names) {
            let begun = Instant::now();
            assert_eq!(guess(line, name).status, 401);
            times.push(begun.elapsed().as_secs_f64());
        }
    }
    times.map(sorted)
}

fn sorted(mut times: Vec<f64>) -> Vec<f64> {
    times.sort_by(f64::total_cmp);
    times
}

/// Whether two times differ by at most a tenth, where that part of the sorted ones lies.
fn are_alike([one, other]: &[Vec<f64>; 2], part: usize) -> bool {
    let [one, other] = [one, other].map(|times| times[times.len() / part]);
    (one / other - 1.0).abs() <= 0.10
}

#[test]
fn neither_answer_nor_time_tells_an_unknown_user_from_a_wrong_password() {
    let (_clinic, server) = guarded("100000");
    let mut line = Line::to(&server.address).unwrap();
    let (unknown, wrong) = (guess(&mut line, "nobody"), guess(&mut line, "admin"));
    let shape = |reply: &Reply| {
        let mut error = reply.json()["error"].clone();
        error["timestamp"].take();
        (reply.status, error, reply.header("Server-Timing").is_some())
    };
    assert_eq!(shape(&unknown), shape(&wrong));
    assert_eq!(unknown.header("Server-Timing"), None);
    // Other tests run beside this one and only ever make an answer slower: when the medians of a
    // busy moment differ, the fast quarter of all answers so far decides. A true difference stays.
    let mut all = [const { Vec::new() }; 2];
    for _ in 0..6 {
        let round = times(&mut line, ["nobody", "admin"]);
        for (all, times) in all.iter_mut().zip(&round) {
            all.extend_from_slice(times);
        }
        all = all.map(sorted);
        if are_alike(&round, 2) || are_alike(&all, 4) {
            return;
        }
    }
    panic!("the times differ: {all:?}");
}
