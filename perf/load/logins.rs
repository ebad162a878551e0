//! What logins cost the others: a list from the cache while ten clients log in without a pause,
//! against the same list while nobody does; and the logins themselves at two a second.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::Extent;
use crate::client::{Asked, Connection};
use crate::clinic::{Copied, original};
use crate::closed_loop::{Effort, repeat};
use crate::latency::{Latencies, median};
use crate::served::{Served, log_in};
use crate::verdict::Verdict;

const CLIENTS: usize = 10;

pub async fn measure(extent: Extent, verdict: &mut Verdict) {
    let copy = Copied::of(&original(1));
    let ours = Served::clinic(copy.data()).await;
    let list = Asked::get("/api/patients?limit=20", &ours.token);
    let effort = Effort::new(10, extent.seconds.max(1.0));
    repeat(&ours, Effort::new(10, 0.3), &list).await;
    let (mut idle, mut busy) = (Latencies::default(), Latencies::default());
    let (mut ratios, logins) = (vec![], Rc::new(RefCell::new(Latencies::default())));
    for _ in 0..extent.pairs {
        let alone = repeat(&ours, effort, &list).await.latencies;
        // The crowd stays until the readers are done; what it still waits for is no concern.
        let reading = tokio::select! {
            reading = repeat(&ours, effort, &list) => reading.latencies,
            () = crowd(ours.port, &logins) => unreachable!("it never has enough"),
        };
        ratios.push(reading.ms(95.0) / alone.ms(95.0));
        idle.add(&alone);
        busy.add(&reading);
        // Behind all that are still queued.
        ours.log_in("viewer").await;
    }
    verdict.note("logins.read_p95_ratio", median(&ratios));
    verdict.note("logins.read_p95_ms", busy.ms(95.0));
    verdict.note("logins.idle_read_p95_ms", idle.ms(95.0));
    verdict.note("logins.crowd_p95_ms", logins.borrow().ms(95.0));
    let curves = [("while ten log in", &busy), ("while nobody does", &idle)];
    verdict.plot("cached list, 10 connections", &curves);
    two_a_second(&ours, if extent.is_short { 8 } else { 30 }, verdict).await;
}

/// Clients who log in again and again, until nobody waits for them any more.
async fn crowd(port: u16, logins: &Rc<RefCell<Latencies>>) {
    let set = tokio::task::LocalSet::new();
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        clients.spawn_local_on(log_in_for_ever(port, Rc::clone(logins)), &set);
    }
    set.run_until(async { while clients.join_next().await.is_some() {} }).await;
}

async fn log_in_for_ever(port: u16, logins: Rc<RefCell<Latencies>>) {
    let asked = log_in("viewer");
    let mut connection = Connection::open(port).await.expect("the server answers");
    loop {
        let sent = Instant::now();
        let status = connection.status(&asked).await.expect("an answer");
        assert_eq!(status, 200, "a right password");
        logins.borrow_mut().note(sent.elapsed());
    }
}

async fn two_a_second(ours: &Served, seconds: u32, verdict: &mut Verdict) {
    let (mut latencies, asked) = (Latencies::default(), log_in("viewer"));
    let mut connection = Connection::open(ours.port).await.expect("the server answers");
    let begun = Instant::now();
    for turn in 0..seconds * 2 {
        let due = begun + Duration::from_millis(500) * turn;
        tokio::time::sleep_until(due.into()).await;
        let status = connection.status(&asked).await.expect("an answer");
        assert_eq!(status, 200, "a login at two a second");
        latencies.note(due.elapsed());
    }
    verdict.note("login.two_a_second.p95_ms", latencies.ms(95.0));
    verdict.plot("login, two a second", &[("NutriVault", &latencies)]);
}
