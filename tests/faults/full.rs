//! The disk fills up at FULL_POINTS moments (3) of a mixed load. A file system of a few megabytes
//! is mounted for it, which needs the right to; the rule itself is also tested inside `db`.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::at_length;
use crate::clinic::{Clinic, Server, fine};
use crate::line::{Line, Reply};
use crate::staff::Practice;

/// A file system of its own, unmounted at the end.
struct Small(PathBuf);

impl Small {
    /// Mounts one there; nothing where this user may not.
    fn at(folder: &Path) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=96m,mode=0700", "tmpfs"]).arg(folder);
        let is_mounted = mount.output().is_ok_and(|done| done.status.success());
        is_mounted.then(|| Self(folder.to_owned()))
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }

    /// Leaves that many bytes free.
    fn fill_up_to(&self, free: u64) {
        let mut ballast = File::create(self.ballast()).unwrap();
        let piece = vec![0; 1 << 20];
        while ballast.write_all(&piece).is_ok() {}
        let length = ballast.metadata().unwrap().len();
        ballast.set_len(length.saturating_sub(free)).unwrap();
    }

    fn make_room(&self) {
        fs::remove_file(self.ballast()).unwrap();
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// One step of the mixed load; `number` decides which.
fn step(practice: &Practice, line: &mut Line, patients: &mut Vec<String>, number: u64) -> Reply {
    let any = patients.get(number as usize % patients.len().max(1)).cloned();
    let (method, path, body) = match (number % 4, any) {
        (0, _) | (_, None) => ("POST", "/api/patients".to_owned(), practice.patient("Full")),
        (1, Some(path)) => ("PUT", path, json!({ "city": format!("n:{number}") })),
        // Each of its own: a change of nothing is none, and would be acknowledged without one.
        (2, Some(path)) => {
            let notes = format!("{number}: {}", "x".repeat(9000));
            ("PUT", path, json!({ "medical_notes": notes }))
        }
        (_, Some(path)) => {
            let invoice =
                json!({"patient_id": path.rsplit('/').next(), "amount": 80, "tax_amount": 0});
            ("POST", "/api/billing".to_owned(), invoice)
        }
    };
    let reply = practice.ask_over(line, method, &path, Some(&body)).unwrap();
    if reply.status == 201 && path == "/api/patients" {
        let id = reply.json()["data"]["patient"]["id"].as_str().unwrap().to_owned();
        patients.push(format!("/api/patients/{id}"));
    }
    reply
}

/// Works until the disk is full; how many changes were acknowledged.
fn work_until_full(practice: &Practice, patients: &mut Vec<String>, turn: &mut u64) -> u64 {
    let mut line = practice.line();
    for acknowledged in 0..20_000 {
        *turn += 1;
        let reply = step(practice, &mut line, patients, *turn);
        if reply.status < 300 {
            continue;
        }
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (507, "STORAGE_FULL"),
            "{}",
            reply.text()
        );
        let error = &reply.json()["error"];
        for field in ["message", "timestamp", "path", "method"] {
            assert!(error[field].is_string(), "{}", reply.text());
        }
        return acknowledged;
    }
    panic!("the disk never filled up");
}

fn rows(clinic: &Clinic) -> (i64, i64) {
    let count =
        |sql: &str| clinic.database().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let records = count(
        "SELECT (SELECT sum(version) FROM patients) + (SELECT coalesce(sum(version), 0) FROM billing)",
    );
    let told = count(
        "SELECT count(*) FROM audit_logs WHERE action IN ('CREATE', 'UPDATE') AND status = 'SUCCESS' \
         AND (resource_type LIKE 'patient%' OR resource_type LIKE 'billing%')",
    );
    (records, told)
}

#[test]
fn a_full_disk_refuses_changes_and_nothing_else() {
    let clinic = Clinic::new();
    let Some(small) = Small::at(&clinic.data()) else {
        let is_wanted = std::env::var_os("FULL_POINTS").is_some();
        assert!(!is_wanted, "this user may not mount a file system");
        eprintln!("not run: this user may not mount a file system");
        return;
    };
    fine(&clinic.add("admin", "ADMIN"));
    let practice = Practice::of(clinic, &[]);
    let (mut patients, mut turn, mut acknowledged) = (Vec::new(), 0, 0);
    let cookie = crate::vanish::cookie(&practice);
    let points = at_length("FULL_POINTS", 3);
    for point in 0..points {
        small.fill_up_to(point * 7919 % 300_000);
        acknowledged += work_until_full(&practice, &mut patients, &mut turn);
        // Reads go on, from the cache and past it.
        for path in ["/api/patients?limit=5", "/api/billing?limit=5", "/api/visits?limit=5"] {
            for _ in 0..2 {
                practice.ask("GET", &format!("{path}&offset={}", point % 3), None).fine();
            }
        }
        is_seen(&practice, &cookie);
        small.make_room();
        assert_eq!(practice.ask("GET", "/health/ready", None).status, 200);
        let reply = step(&practice, &mut practice.line(), &mut patients, 0);
        assert_eq!(reply.status, 201, "with room, point {point}: {}", reply.text());
        acknowledged += 1;
    }
    let Practice { server, clinic, .. } = practice;
    eprintln!("{points} times full: 507 each time, reads went on, writes resumed with room");
    check(server, &clinic, acknowledged);
}

/// Readiness, the metrics, the pages of an administrator and the log say that the disk is full.
fn is_seen(practice: &Practice, cookie: &str) {
    let ready = practice.ask("GET", "/health/ready", None);
    assert_eq!(ready.status, 503);
    assert!(ready.text().contains("disk"), "{}", ready.text());
    let metrics = practice.ask("GET", "/metrics", None).text();
    let free = metrics.lines().find_map(|line| line.strip_prefix("nutrivault_disk_free_bytes "));
    assert!(free.unwrap().parse::<f64>().unwrap() < 4e6, "{metrics}");
    let headers = [("Cookie", cookie), ("Accept", "text/html")];
    let page =
        practice.line().ask("GET", "/patients", &headers, None::<&serde_json::Value>).unwrap();
    assert!(page.text().contains("The disk is full: nothing can be saved"), "{}", page.text());
    let log = practice.clinic.folder.path().join("log");
    let begun = Instant::now();
    while !fs::read_to_string(&log).unwrap().contains("is full: changes are refused") {
        assert!(begun.elapsed() < Duration::from_secs(5), "the log does not say it");
        sleep(Duration::from_millis(100));
    }
}

/// Each acknowledged change is there with its audit row, and no other.
fn check(server: Server, clinic: &Clinic, acknowledged: u64) {
    assert_eq!(server.stop().0, Some(0));
    let (records, told) = rows(clinic);
    eprintln!("{acknowledged} acknowledged changes, {records} stored, {told} audit rows");
    assert_eq!(records, i64::try_from(acknowledged).unwrap(), "changes that nobody was told of");
    assert_eq!(told, records);
    fine(&clinic.run(&["doctor"]));
}
