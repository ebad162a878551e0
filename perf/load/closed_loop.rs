//! So many connections, each asking again as soon as it is answered: what a server can carry.

use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::client::{Asked, Connection};
use crate::latency::{Latencies, Load};
use crate::served::Served;

/// How long, over how many connections, and how many requests at most.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    pub connections: usize,
    pub time: Duration,
    pub most: u64,
}

impl Effort {
    pub fn new(connections: usize, seconds: f64) -> Self {
        Self { connections, time: Duration::from_secs_f64(seconds), most: u64::MAX }
    }
}

/// The same request again and again.
pub async fn repeat(served: &Served, effort: Effort, asked: &Asked) -> Load {
    let asked = asked.clone();
    run(served, effort, move |_| asked.clone()).await
}

/// `ask` is told a number that no other request of this stretch has.
pub async fn run(served: &Served, effort: Effort, ask: impl Fn(u64) -> Asked + 'static) -> Load {
    let (port, ask) = (served.port, Rc::new(ask));
    let (begun, cpu) = (Instant::now(), served.cpu_seconds());
    let set = tokio::task::LocalSet::new();
    let mut workers = JoinSet::new();
    for first in 0..effort.connections {
        let ask = Rc::clone(&ask);
        let turns = (first as u64..effort.most).step_by(effort.connections);
        workers.spawn_local_on(
            async move {
                let mut own = Load::default();
                let mut connection = Connection::open(port).await.ok();
                for turn in turns {
                    if begun.elapsed() >= effort.time {
                        break;
                    }
                    work(&mut connection, port, &ask(turn), &mut own).await;
                }
                own
            },
            &set,
        );
    }
    let mut load = Load::default();
    set.run_until(async {
        while let Some(own) = workers.join_next().await {
            let own = own.expect("no worker panics");
            load.latencies.add(&own.latencies);
            load.errors += own.errors;
        }
    })
    .await;
    load.seconds = begun.elapsed().as_secs_f64();
    load.cpu_seconds = served.cpu_seconds() - cpu;
    load
}

async fn work(connection: &mut Option<Connection>, port: u16, asked: &Asked, own: &mut Load) {
    let sent = Instant::now();
    let status = match connection {
        Some(open) => open.status(asked).await.ok(),
        None => None,
    };
    match status {
        Some(200..400) => own.latencies.note(sent.elapsed()),
        Some(_) => own.errors += 1,
        None => {
            own.errors += 1;
            // Not at once: a server that is gone would be asked a million times.
            tokio::time::sleep(Duration::from_millis(20)).await;
            *connection = Connection::open(port).await.ok();
        }
    }
}

/// One connection, `many` requests: the latencies alone.
pub async fn in_turn(served: &Served, many: u64, ask: impl Fn(u64) -> Asked) -> Latencies {
    let mut latencies = Latencies::default();
    let mut connection = Connection::open(served.port).await.expect("the server answers");
    for turn in 0..many {
        let asked = ask(turn);
        let sent = Instant::now();
        let status = connection.status(&asked).await.expect("an answer");
        assert!((200..400).contains(&status), "{status} for {asked:?}");
        latencies.note(sent.elapsed());
    }
    latencies
}
