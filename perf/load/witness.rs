//! Remembers every change with the instant at which its answer arrived: whatever is asked after
//! that instant must show it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::time::Instant;

use serde_json::Value;

#[derive(Default)]
pub struct Witness {
    /// The versions of each record, as their changes were answered.
    versions: RefCell<HashMap<String, Vec<(Instant, i64)>>>,
    /// How many there were of each list at least.
    totals: RefCell<HashMap<&'static str, Vec<(Instant, i64)>>>,
    pub checked: Cell<u64>,
    pub stale: Cell<u64>,
}

impl Witness {
    /// The answer of a change has just arrived: it holds the record.
    pub fn changed(&self, record: &Value) {
        if let (Some(id), Some(version)) = (record["id"].as_str(), record["version"].as_i64()) {
            let mut versions = self.versions.borrow_mut();
            versions.entry(id.to_owned()).or_default().push((Instant::now(), version));
        }
    }

    /// So many are in that list, as its own answer says.
    pub fn counted(&self, list: &'static str, total: i64) {
        self.totals.borrow_mut().entry(list).or_default().push((Instant::now(), total));
    }

    /// One more is in that list.
    pub fn added(&self, list: &'static str) {
        let last = self.at_least(list, Instant::now());
        self.counted(list, last + 1);
    }

    fn at_least(&self, list: &str, sent: Instant) -> i64 {
        self.totals.borrow().get(list).map_or(0, |known| newest(known, sent))
    }

    /// Whether the rows of a list that was asked for at `sent` show all that was known then.
    pub fn see_list(&self, rows: &[Value], sent: Instant) {
        rows.iter().for_each(|row| self.see_record(row, sent));
    }

    /// The same of a figure that counts a whole list.
    pub fn see_total(&self, list: &str, total: Option<i64>, sent: Instant) {
        let least = self.at_least(list, sent);
        if let Some(total) = total.filter(|_| least > 0) {
            self.judge(total >= least, || format!("{list}: {total}, not {least}"));
        }
    }

    pub fn see_record(&self, record: &Value, sent: Instant) {
        if let (Some(id), Some(version)) = (record["id"].as_str(), record["version"].as_i64()) {
            self.see_version(id, version, sent);
        }
    }

    /// An ETag that was confirmed by a 304 begins with the version: `"v7-…"`.
    pub fn see_etag(&self, id: &str, etag: &str, sent: Instant) {
        let digits: String =
            etag.trim_start_matches("\"v").chars().take_while(char::is_ascii_digit).collect();
        if let Ok(version) = digits.parse() {
            self.see_version(id, version, sent);
        }
    }

    fn see_version(&self, id: &str, version: i64, sent: Instant) {
        if let Some(known) = self.versions.borrow().get(id) {
            let least = newest(known, sent);
            self.judge(version >= least, || format!("{id}: version {version}, not {least}"));
        }
    }

    fn judge(&self, is_fresh: bool, what: impl Fn() -> String) {
        self.checked.set(self.checked.get() + 1);
        if !is_fresh {
            self.stale.set(self.stale.get() + 1);
            println!("  stale: {}", what());
        }
    }
}

/// The highest that was known at that instant.
fn newest(known: &[(Instant, i64)], sent: Instant) -> i64 {
    let before = known.iter().filter(|(at, _)| *at <= sent);
    before.map(|(_, value)| *value).max().unwrap_or(0)
}
