//! The text that Prometheus reads (exposition format 0.0.4).

use std::fmt::{Display, Write};

use super::Vitals;
use super::tiers::Tiers;
use super::traffic::Traffic;
use crate::audit::QueueState;
use crate::backups::store::Record;
use crate::db::PoolState;
use crate::histogram::{BOUNDS, Reading};
use crate::{stderr, steady};

/// A growing text; families first, then their samples.
#[derive(Default)]
struct Page(String);

type Labels<'a> = [(&'a str, &'a str)];

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing into memory cannot fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &Labels<'_>, value: impl Display) {
        self.0.push_str(name);
        for (at, (label, text)) in labels.iter().enumerate() {
            let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.0, "{}{label}=\"{text}\"", if at == 0 { '{' } else { ',' });
        }
        let _ = writeln!(self.0, "{} {value}", if labels.is_empty() { "" } else { "}" });
    }

    fn gauge(&mut self, name: &str, help: &str, value: impl Display) {
        self.family(name, "gauge", help);
        self.sample(name, &[], value);
    }

    fn counter(&mut self, name: &str, help: &str, value: impl Display) {
        self.family(name, "counter", help);
        self.sample(name, &[], value);
    }

    fn histogram(&mut self, name: &str, help: &str, reading: &Reading) {
        self.family(name, "histogram", help);
        self.distribution(name, &[], reading);
    }

    fn distribution(&mut self, name: &str, labels: &Labels<'_>, reading: &Reading) {
        let bucket = format!("{name}_bucket");
        for (bound, count) in BOUNDS.iter().zip(reading.up_to) {
            self.sample(&bucket, &[labels, &[("le", &bound.to_string())]].concat(), count);
        }
        self.sample(&bucket, &[labels, &[("le", "+Inf")]].concat(), reading.count);
        self.sample(&format!("{name}_sum"), labels, reading.seconds);
        self.sample(&format!("{name}_count"), labels, reading.count);
    }
}

/// Writes it all down.
pub(super) fn expose(vitals: &Vitals) -> String {
    let mut page = Page::default();
    page.family("nutrivault_build_info", "gauge", "The version that runs.");
    page.sample("nutrivault_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    let uptime = vitals.traffic.uptime().as_secs_f64();
    page.gauge("nutrivault_uptime_seconds", "Time since the start.", uptime);
    requests(&mut page, &vitals.traffic);
    cache(&mut page, &vitals.cache);
    pool(&mut page, vitals);
    database(&mut page, vitals);
    audit(&mut page, vitals.audit_queue);
    page.gauge("nutrivault_sessions", "Tokens in memory that let somebody in.", vitals.sessions);
    if let Some(record) = &vitals.backups {
        backups(&mut page, record);
    }
    page.counter(
        "nutrivault_background_panics_total",
        "Panics of the work beside the requests, which was begun anew.",
        steady::panics(),
    );
    page.counter(
        "nutrivault_log_lines_dropped_total",
        "Lines of the log that were dropped because nobody read them.",
        stderr::dropped(),
    );
    last_minute(&mut page, vitals);
    process(&mut page, vitals);
    page.0
}

fn requests(page: &mut Page, traffic: &Traffic) {
    let mut routes = traffic.by_route();
    routes.retain(|(_, _, figures)| figures.classes().next().is_some());
    let name = "nutrivault_http_requests_total";
    page.family(name, "counter", "Answers by method, route and status class.");
    for (method, route, figures) in &routes {
        for (class, count) in figures.classes() {
            page.sample(name, &[("method", method), ("route", route), ("status", class)], count);
        }
    }
    let name = "nutrivault_http_route_seconds";
    page.family(name, "histogram", "Time from a request's arrival to its answer, by route.");
    for (method, route, figures) in &routes {
        let labels = [("method", *method), ("route", *route)];
        page.distribution(name, &labels, &figures.times());
    }
    let name = "nutrivault_http_request_duration_seconds";
    page.histogram(name, "The same for all routes together.", &traffic.times());
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

fn pool(page: &mut Page, vitals: &Vitals) {
    let PoolState { size, available, using, waiting } = vitals.pool;
    page.gauge("nutrivault_pool_size", "Open connections.", size);
    page.gauge("nutrivault_pool_available", "Questions that could start.", available);
    page.gauge("nutrivault_pool_using", "Questions being answered.", using);
    page.gauge("nutrivault_pool_waiting", "Questions that wait.", waiting);
    let (reads, writes) = (&vitals.load.reader_waits, &vitals.load.writer_waits);
    page.histogram("nutrivault_pool_wait_seconds", "Waits of questions for a connection.", reads);
    page.histogram("nutrivault_write_wait_seconds", "Waits of changes for their turn.", writes);
}

fn database(page: &mut Page, vitals: &Vitals) {
    let name = "nutrivault_database_busy_seconds_total";
    page.family(name, "counter", "Time spent on questions and on changes.");
    page.sample(name, &[("door", "read")], vitals.load.reading_s);
    page.sample(name, &[("door", "write")], vitals.load.writing_s);
    page.counter(
        "nutrivault_slow_queries_total",
        "Statements that reached the slow limit.",
        vitals.slow_queries,
    );
    let (file, wal) = (vitals.database_bytes, vitals.wal_bytes);
    page.gauge("nutrivault_database_bytes", "Size of the database file.", file);
    page.gauge("nutrivault_wal_bytes", "Size of its write-ahead log.", wal);
    if let Some(free) = vitals.free_bytes {
        page.gauge("nutrivault_disk_free_bytes", "Room on the disk of the clinic's data.", free);
    }
    page.gauge(
        "nutrivault_wal_held_bytes",
        "Bytes of it that a reader keeps from being folded into the file.",
        vitals.held_bytes,
    );
}

fn audit(page: &mut Page, queue: QueueState) {
    page.gauge("nutrivault_audit_queue_length", "Audit rows that wait.", queue.waiting);
    page.counter(
        "nutrivault_audit_queued_rows_total",
        "Audit rows written from the queue.",
        queue.written,
    );
    page.counter(
        "nutrivault_audit_lost_rows_total",
        "Audit rows that could not be written.",
        queue.lost,
    );
}

fn last_minute(page: &mut Page, vitals: &Vitals) {
    let minute = &vitals.last_minute;
    page.gauge("nutrivault_cpu_cores", "Processors kept busy in the last minute.", minute.cpu);
    page.gauge(
        "nutrivault_database_writing_share",
        "Share of the last minute in which a change was being stored.",
        minute.database_writing,
    );
    page.gauge(
        "nutrivault_http_error_rate",
        "Share of the last minute's answers that say the server failed.",
        minute.error_rate,
    );
    page.histogram(
        "nutrivault_scheduler_delay_seconds",
        "How late a task was woken that was due.",
        &vitals.scheduler_delays,
    );
}

fn process(page: &mut Page, vitals: &Vitals) {
    let process = vitals.process;
    if let Some(bytes) = process.resident_bytes {
        page.gauge("process_resident_memory_bytes", "Memory in use.", bytes);
    }
    if let Some(seconds) = process.cpu_seconds {
        page.counter("process_cpu_seconds_total", "Processor time since the start.", seconds);
    }
    if let Some(files) = process.open_files {
        page.gauge("process_open_fds", "Open files and sockets.", files);
    }
    if let Some(threads) = process.threads {
        page.gauge("process_threads", "Threads.", threads);
    }
}

fn backups(page: &mut Page, record: &Record) {
    let seconds = |ms: i64| ms as f64 / 1000.0;
    if let Some(good) = &record.last_good {
        let name = "nutrivault_backup_last_success_timestamp_seconds";
        let at = seconds(good.started.ms());
        page.gauge(name, "When the newest verified backup was begun.", at);
        let name = "nutrivault_backup_duration_seconds";
        page.gauge(name, "How long it took, verified.", seconds(good.took_ms));
        page.gauge("nutrivault_backup_bytes", "How large it is.", good.bytes);
    }
    if let Some(at) = record.last_failed {
        let name = "nutrivault_backup_last_failure_timestamp_seconds";
        page.gauge(name, "When a backup failed last.", seconds(at.ms()));
    }
    let is_failing = u8::from(record.failure.is_some());
    page.gauge("nutrivault_backup_failing", "1 when the newest backup failed.", is_failing);
    let is_alone = u8::from(record.second_error.is_some());
    let name = "nutrivault_backup_second_folder_failing";
    page.gauge(name, "1 when the newest one is not in the second folder.", is_alone);
}
