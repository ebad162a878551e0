//! Requests at instants fixed in advance. A latency counts from the instant that the request was
//! due, not from when it could be sent: a server that stalls is not asked less (no coordinated
//! omission).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::client::{Answer, Asked, Connection};
use crate::latency::Latencies;
use crate::verdict::Verdict;

/// Requests a second, for so many seconds.
#[derive(Clone, Copy, Debug)]
pub struct Phase {
    pub per_second: u32,
    pub seconds: u64,
}

/// The rates of the scenarios: up, up again and to the peak.
pub fn phases(is_short: bool) -> [Phase; 3] {
    let of = |per_second, seconds| Phase { per_second, seconds };
    match is_short {
        true => [of(5, 3), of(10, 4), of(20, 8)],
        false => [of(5, 60), of(10, 120), of(20, 60)],
    }
}

/// The timer of the runtime is as coarse as this: the rest of the wait is spent awake.
const TIMER: Duration = Duration::from_millis(2);

/// What is seen of one server. Cheap to clone.
#[derive(Clone)]
pub struct Observer(Rc<Seen>);

struct Seen {
    port: u16,
    latencies: RefCell<BTreeMap<&'static str, Latencies>>,
    errors: RefCell<Vec<String>>,
    /// With the instant of its last answer.
    idle: RefCell<Vec<(Connection, Instant)>>,
}

/// The server ends connections that were silent for 60 s; none is used that may be ending.
const STALE: Duration = Duration::from_secs(30);

impl Observer {
    pub fn of(port: u16) -> Self {
        let (latencies, errors, idle) = Default::default();
        Self(Rc::new(Seen { port, latencies, errors, idle }))
    }

    /// Asks over a connection that is free, and notes how long after `due` the answer was there.
    pub async fn ask(&self, kind: &'static str, asked: &Asked, due: Instant) -> Answer {
        let answer = self.answer(asked).await.unwrap_or_default();
        self.0.latencies.borrow_mut().entry(kind).or_default().note(due.elapsed());
        if !answer.is_good() {
            self.fail(format!("{kind}: {} {}", answer.status, answer.json()));
        }
        answer
    }

    /// Something that must not be.
    pub fn fail(&self, what: String) {
        let mut errors = self.0.errors.borrow_mut();
        if errors.len() < 5 {
            println!("  {what}");
        }
        errors.push(what);
    }

    async fn answer(&self, asked: &Asked) -> std::io::Result<Answer> {
        let idle = self.0.idle.borrow_mut().pop();
        let mut connection = match idle.filter(|(_, since)| since.elapsed() < STALE) {
            Some((connection, _)) => connection,
            None => Connection::open(self.0.port).await?,
        };
        let answer = connection.send(asked).await?;
        self.0.idle.borrow_mut().push((connection, Instant::now()));
        Ok(answer)
    }

    pub fn report(&self, scenario: &str, verdict: &mut Verdict) {
        let latencies = self.0.latencies.borrow();
        for (kind, latencies) in latencies.iter() {
            verdict.note(&format!("{scenario}.{kind}.p50_ms"), latencies.ms(50.0));
            verdict.note(&format!("{scenario}.{kind}.p95_ms"), latencies.ms(95.0));
        }
        let count: u64 = latencies.values().map(Latencies::count).sum();
        verdict.note(&format!("{scenario}.requests"), count as f64);
        verdict.note(&format!("{scenario}.errors"), self.0.errors.borrow().len() as f64);
        let curves: Vec<(&str, &Latencies)> =
            latencies.iter().map(|(kind, l)| (*kind, l)).collect();
        verdict.plot(scenario, &curves);
    }
}

/// Starts `step` at each instant of the phases, and waits for the last.
pub async fn run<F>(phases: &[Phase], step: impl Fn(u64, Instant) -> F)
where
    F: Future<Output = ()> + 'static,
{
    let set = tokio::task::LocalSet::new();
    let mut under_way = JoinSet::new();
    set.run_until(async {
        let (mut turn, mut begun) = (0, Instant::now());
        for phase in phases {
            for nth in 0..u64::from(phase.per_second) * phase.seconds {
                let due = begun + Duration::from_secs_f64(nth as f64 / f64::from(phase.per_second));
                wait_until(due).await;
                under_way.spawn_local(step(turn, due));
                turn += 1;
                while under_way.try_join_next().is_some() {}
            }
            begun += Duration::from_secs(phase.seconds);
        }
        while under_way.join_next().await.is_some() {}
    })
    .await;
}

async fn wait_until(due: Instant) {
    if let Some(early) = due.checked_sub(TIMER) {
        tokio::time::sleep_until(early.into()).await;
    }
    while Instant::now() < due {
        tokio::task::yield_now().await;
    }
}
