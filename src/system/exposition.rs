//! The text that Prometheus reads (exposition format 0.0.4).

use std::fmt::{Display, Write};

use super::Traffic;
use super::status::Tiers;
use super::traffic::BOUNDS;
use crate::audit::QueueState;
use crate::backups::store::Record;
use crate::db::PoolState;

/// Everything that is measured, at one moment.
pub(super) struct Measured<'a> {
    pub(super) traffic: &'a Traffic,
    pub(super) cache: Option<Tiers>,
    pub(super) pool: PoolState,
    pub(super) slow_queries: u64,
    pub(super) audit_queue: Option<QueueState>,
    pub(super) database_bytes: u64,
    pub(super) wal_bytes: u64,
    pub(super) resident_bytes: Option<u64>,
    pub(super) backups: Option<Record>,
}

/// A growing text; families first, then their samples.
#[derive(Default)]
struct Page(String);

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing into memory cannot fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.0.push_str(name);
        for (at, (label, text)) in labels.iter().enumerate() {
            let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.0, "{}{label}=\"{text}\"", if at == 0 { '{' } else { ',' });
        }
        let _ = writeln!(self.0, "{} {value}", if labels.is_empty() { "" } else { "}" });
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl Display) {
        self.family(name, kind, help);
        self.sample(name, &[], value);
    }
}

/// Writes it all down.
pub(super) fn expose(measured: &Measured<'_>) -> String {
    let mut page = Page::default();
    page.family("nutrivault_build_info", "gauge", "The version that runs.");
    page.sample("nutrivault_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    let uptime = measured.traffic.uptime().as_secs_f64();
    page.one("nutrivault_uptime_seconds", "gauge", "Time since the start.", uptime);
    requests(&mut page, measured.traffic);
    durations(&mut page, measured.traffic);
    if let Some(tiers) = &measured.cache {
        cache(&mut page, tiers);
    }
    database(&mut page, measured);
    if let Some(queue) = measured.audit_queue {
        audit(&mut page, queue);
    }
    if let Some(record) = &measured.backups {
        backups(&mut page, record);
    }
    if let Some(bytes) = measured.resident_bytes {
        page.one("process_resident_memory_bytes", "gauge", "Memory in use.", bytes);
    }
    page.0
}

fn requests(page: &mut Page, traffic: &Traffic) {
    let routes = traffic.by_route();
    let name = "nutrivault_http_requests_total";
    page.family(name, "counter", "Answers by method, route and status class.");
    for (method, route, figures) in &routes {
        for (class, count) in figures.classes() {
            page.sample(name, &[("method", method), ("route", route), ("status", class)], count);
        }
    }
    let name = "nutrivault_http_route_seconds_total";
    page.family(name, "counter", "Time spent on answers, by method and route.");
    for (method, route, figures) in &routes {
        if figures.classes().next().is_some() {
            page.sample(name, &[("method", method), ("route", route)], figures.seconds());
        }
    }
}

fn durations(page: &mut Page, traffic: &Traffic) {
    let name = "nutrivault_http_request_duration_seconds";
    page.family(name, "histogram", "Time from a request's arrival to its answer.");
    let (counts, all) = traffic.histogram();
    let bucket = format!("{name}_bucket");
    for (bound, count) in BOUNDS.iter().zip(counts) {
        page.sample(&bucket, &[("le", &bound.to_string())], count);
    }
    page.sample(&bucket, &[("le", "+Inf")], all);
    page.sample(&format!("{name}_sum"), &[], traffic.seconds());
    page.sample(&format!("{name}_count"), &[], all);
}

fn cache(page: &mut Page, tiers: &Tiers) {
    let mut family =
        |name: &str, kind: &str, help: &str, value: fn(&crate::cache::TierState) -> u64| {
            page.family(name, kind, help);
            for (tier, state) in tiers.each() {
                page.sample(name, &[("tier", tier)], value(state));
            }
        };
    family("nutrivault_cache_hits_total", "counter", "Lookups that hit.", |tier| tier.hits);
    family("nutrivault_cache_misses_total", "counter", "Lookups that missed.", |tier| tier.misses);
    family(
        "nutrivault_cache_invalidations_total",
        "counter",
        "Answers found, but made untrue by a change.",
        |tier| tier.invalidations,
    );
    family("nutrivault_cache_entries", "gauge", "Answers kept.", |tier| tier.entries as u64);
    family("nutrivault_cache_bytes", "gauge", "Bytes kept.", |tier| tier.bytes as u64);
}

fn database(page: &mut Page, measured: &Measured<'_>) {
    let PoolState { size, available, using, waiting } = measured.pool;
    page.one("nutrivault_pool_size", "gauge", "Open connections.", size);
    page.one("nutrivault_pool_available", "gauge", "Questions that could start.", available);
    page.one("nutrivault_pool_using", "gauge", "Questions being answered.", using);
    page.one("nutrivault_pool_waiting", "gauge", "Questions that wait.", waiting);
    page.one(
        "nutrivault_slow_queries_total",
        "counter",
        "Statements that reached the slow limit.",
        measured.slow_queries,
    );
    let (file, wal) = (measured.database_bytes, measured.wal_bytes);
    page.one("nutrivault_database_bytes", "gauge", "Size of the database file.", file);
    page.one("nutrivault_wal_bytes", "gauge", "Size of its write-ahead log.", wal);
}

fn audit(page: &mut Page, queue: QueueState) {
    page.one("nutrivault_audit_queue_length", "gauge", "Audit rows that wait.", queue.waiting);
    page.one(
        "nutrivault_audit_queued_rows_total",
        "counter",
        "Audit rows written from the queue.",
        queue.written,
    );
    page.one(
        "nutrivault_audit_lost_rows_total",
        "counter",
        "Audit rows that could not be written.",
        queue.lost,
    );
}

fn backups(page: &mut Page, record: &Record) {
    let seconds = |ms: i64| ms as f64 / 1000.0;
    if let Some(good) = &record.last_good {
        let name = "nutrivault_backup_last_success_timestamp_seconds";
        let at = seconds(good.started.ms());
        page.one(name, "gauge", "When the newest verified backup was begun.", at);
        let name = "nutrivault_backup_duration_seconds";
        page.one(name, "gauge", "How long it took, verified.", seconds(good.took_ms));
        page.one("nutrivault_backup_bytes", "gauge", "How large it is.", good.bytes);
    }
    if let Some(at) = record.last_failed {
        let name = "nutrivault_backup_last_failure_timestamp_seconds";
        page.one(name, "gauge", "When a backup failed last.", seconds(at.ms()));
    }
    let is_failing = u8::from(record.failure.is_some());
    page.one("nutrivault_backup_failing", "gauge", "1 when the newest backup failed.", is_failing);
    let is_alone = u8::from(record.second_error.is_some());
    let name = "nutrivault_backup_second_folder_failing";
    page.one(name, "gauge", "1 when the newest one is not in the second folder.", is_alone);
}
