//! Counting requests by route and status class, with atomics only.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Method;
use rocket::{Orbit, Request, Response, Rocket, async_trait};

use crate::http;

/// Upper bounds of the histogram's buckets, seconds; one more bucket takes the rest.
pub(super) const BOUNDS: [f64; 12] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// What the requests since the start came to. Managed state and fairing.
pub struct Traffic {
    begun: Instant,
    /// By path pattern, then method: filled once at liftoff, so that counting takes no lock.
    routes: OnceLock<HashMap<String, Vec<(Method, Figures)>>>,
    unrouted: Figures,
    buckets: [AtomicU64; BOUNDS.len() + 1],
    nanos: AtomicU64,
}

/// One route's answers by status class (1xx to 5xx).
#[derive(Default)]
pub(super) struct Figures {
    classes: [AtomicU64; 5],
    nanos: AtomicU64,
}

impl Default for Traffic {
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            routes: OnceLock::new(),
            unrouted: Figures::default(),
            buckets: Default::default(),
            nanos: AtomicU64::new(0),
        }
    }
}

impl Figures {
    fn note(&self, status: u16, nanos: u64) {
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        self.classes[class].fetch_add(1, Ordering::Relaxed);
        self.nanos.fetch_add(nanos, Ordering::Relaxed);
    }

    /// Answers of each status class that occurred.
    pub(super) fn classes(&self) -> impl Iterator<Item = (&'static str, u64)> {
        const NAMES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
        let counts = self.classes.iter().map(|count| count.load(Ordering::Relaxed));
        NAMES.into_iter().zip(counts).filter(|(_, count)| *count > 0)
    }

    /// Time spent on them all, seconds.
    pub(super) fn seconds(&self) -> f64 {
        Duration::from_nanos(self.nanos.load(Ordering::Relaxed)).as_secs_f64()
    }
}

impl Traffic {
    /// Time since the start.
    pub fn uptime(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Every route's method, path pattern and figures, in the order of the paths.
    pub(super) fn by_route(&self) -> Vec<(&'static str, &str, &Figures)> {
        let known = self.routes.get().into_iter().flatten();
        let mut all: Vec<_> = known
            .flat_map(|(path, methods)| {
                methods.iter().map(|(method, figures)| (method.as_str(), path.as_str(), figures))
            })
            .chain([("", "", &self.unrouted)])
            .collect();
        all.sort_by_key(|(method, path, _)| (*path, *method));
        all
    }

    /// How many requests took up to each of [`BOUNDS`], and how many there were.
    pub(super) fn histogram(&self) -> ([u64; BOUNDS.len()], u64) {
        let mut so_far = 0;
        let counts = std::array::from_fn(|at| {
            so_far += self.buckets[at].load(Ordering::Relaxed);
            so_far
        });
        (counts, so_far + self.buckets[BOUNDS.len()].load(Ordering::Relaxed))
    }

    /// Time spent on all requests, seconds.
    pub(super) fn seconds(&self) -> f64 {
        Duration::from_nanos(self.nanos.load(Ordering::Relaxed)).as_secs_f64()
    }

    fn note(&self, figures: &Figures, status: u16, took: Duration) {
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        figures.note(status, nanos);
        let seconds = took.as_secs_f64();
        self.buckets[BOUNDS.partition_point(|bound| *bound < seconds)]
            .fetch_add(1, Ordering::Relaxed);
        self.nanos.fetch_add(nanos, Ordering::Relaxed);
    }
}

#[async_trait]
impl Fairing for Traffic {
    fn info(&self) -> Info {
        Info { name: "traffic", kind: Kind::Liftoff | Kind::Response }
    }

    async fn on_liftoff(&self, rocket: &Rocket<Orbit>) {
        let mut routes: HashMap<String, Vec<(Method, Figures)>> = HashMap::new();
        for route in rocket.routes() {
            let methods = routes.entry(route.uri.path().to_owned()).or_default();
            methods.push((route.method, Figures::default()));
        }
        // A second liftoff of the same fairing would keep the first table.
        let _ = self.routes.set(routes);
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let took = http::took(request);
        let figures = request.route().and_then(|route| {
            let methods = self.routes.get()?.get(route.uri.path())?;
            methods.iter().find(|(method, _)| *method == route.method).map(|(_, known)| known)
        });
        self.note(figures.unwrap_or(&self.unrouted), response.status().code, took);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_histogram_is_cumulative_and_ends_with_all() {
        let traffic = Traffic::default();
        for ms in [0, 1, 3, 700, 90_000] {
            traffic.note(&traffic.unrouted, 200, Duration::from_millis(ms));
        }
        let (counts, all) = traffic.histogram();
        assert_eq!(counts, [1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4]);
        assert_eq!(all, 5);
        assert_eq!(traffic.unrouted.classes().collect::<Vec<_>>(), [("2xx", 5)]);
        assert!((traffic.seconds() - 90.704).abs() < 1e-6);
    }
}
