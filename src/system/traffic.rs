//! Counting requests by route and status class, with atomics only.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use foldhash::fast::RandomState;
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Method;
use rocket::{Orbit, Request, Response, Rocket, async_trait};

use crate::histogram::{Histogram, Reading};
use crate::http;

/// What the requests since the start came to. Managed state and fairing.
pub struct Traffic {
    begun: Instant,
    /// By path pattern, then method: filled once at liftoff, so that counting takes no lock.
    routes: OnceLock<ByRoute>,
    unrouted: Figures,
}

type ByRoute = HashMap<String, Vec<(Method, Figures)>, RandomState>;

/// One route's answers: how many of each status class (1xx to 5xx), and how long they took.
#[derive(Default)]
pub(super) struct Figures {
    classes: [AtomicU64; 5],
    times: Histogram,
}

impl Default for Traffic {
    fn default() -> Self {
        Self { begun: Instant::now(), routes: OnceLock::new(), unrouted: Figures::default() }
    }
}

impl Figures {
    fn note(&self, status: u16, took: Duration) {
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        self.classes[class].fetch_add(1, Ordering::Relaxed);
        self.times.note(took);
    }

    /// Answers of each status class that occurred.
    pub(super) fn classes(&self) -> impl Iterator<Item = (&'static str, u64)> {
        const NAMES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
        let counts = self.classes.iter().map(|count| count.load(Ordering::Relaxed));
        NAMES.into_iter().zip(counts).filter(|(_, count)| *count > 0)
    }

    /// How long they took.
    pub(super) fn times(&self) -> Reading {
        self.times.read()
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

    /// How long all answers took.
    pub(super) fn times(&self) -> Reading {
        let all = self.by_route();
        all.iter().fold(Reading::default(), |sum, (_, _, figures)| sum.plus(&figures.times()))
    }

    /// Answers since the start, and those among them that say the server failed (5xx).
    pub(super) fn totals(&self) -> (u64, u64) {
        let mut totals = (0, 0);
        for (_, _, figures) in self.by_route() {
            for (class, count) in figures.classes() {
                totals.0 += count;
                totals.1 += if class == "5xx" { count } else { 0 };
            }
        }
        totals
    }
}

#[async_trait]
impl Fairing for Traffic {
    fn info(&self) -> Info {
        Info { name: "traffic", kind: Kind::Liftoff | Kind::Response }
    }

    async fn on_liftoff(&self, rocket: &Rocket<Orbit>) {
        let mut routes = ByRoute::default();
        for route in rocket.routes() {
            let methods = routes.entry(route.uri.path().to_owned()).or_default();
            methods.push((route.method, Figures::default()));
        }
        // A second liftoff of the same fairing would keep the first table.
        let _ = self.routes.set(routes);
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let figures = request.route().and_then(|route| {
            let methods = self.routes.get()?.get(route.uri.path())?;
            methods.iter().find(|(method, _)| *method == route.method).map(|(_, known)| known)
        });
        figures.unwrap_or(&self.unrouted).note(response.status().code, http::took(request));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_by_class_and_failures_apart() {
        let traffic = Traffic::default();
        for status in [200, 204, 404, 503] {
            traffic.unrouted.note(status, Duration::from_millis(3));
        }
        let classes: Vec<_> = traffic.unrouted.classes().collect();
        assert_eq!(classes, [("2xx", 2), ("4xx", 1), ("5xx", 1)]);
        assert_eq!(traffic.totals(), (4, 1));
        assert_eq!(traffic.times().count, 4);
    }
}
