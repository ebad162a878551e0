//! What everybody of the mix shares, and what a step of theirs asks.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Instant;

use crate::chance::{Chance, Zipf};
use crate::client::Asked;
use crate::open_loop::Observer;
use crate::step::Step;
use crate::witness::Witness;

/// What everybody shares.
pub struct Clinic {
    pub seen: Observer,
    pub witness: Witness,
    pub chance: Chance,
    pub visits: Vec<String>,
    pub invoices: Vec<String>,
    pub among_visits: Zipf,
    /// By token and path: what a browser keeps to ask with `If-None-Match`.
    pub etags: RefCell<HashMap<(String, String), String>>,
}

impl Clinic {
    /// Asks what the step says, and holds the answer against the changes known.
    pub async fn take(&self, step: Step, token: &str, due: Instant) {
        match step {
            Step::List { list, path } => {
                let sent = Instant::now();
                let answer = self.seen.ask("list", &Asked::get(&path, token), due).await.json();
                let rows = answer["data"][list].as_array().map_or(&[][..], Vec::as_slice);
                self.witness.see_list(rows, sent);
            }
            Step::Detail { record, id, path } => self.open(record, &id, &path, token, due).await,
            Step::Stats { list, path, total } => {
                let sent = Instant::now();
                let answer = self.seen.ask("stats", &Asked::get(&path, token), due).await.json();
                self.witness.see_total(list, answer["data"][total].as_i64(), sent);
            }
            Step::Report { path } => {
                self.seen.ask("report", &Asked::get(&path, token), due).await;
            }
            Step::Change { method, path, body, record, adds_to } => {
                let asked = Asked::with(method, &path, token, &body);
                let answer = self.seen.ask("change", &asked, due).await.json();
                self.witness.changed(&answer["data"][record]);
                if let Some(list) = adds_to {
                    self.witness.added(list);
                }
            }
        }
    }

    /// Every third time as a browser does that has the answer already.
    async fn open(&self, record: &str, id: &str, path: &str, token: &str, due: Instant) {
        let key = (token.to_owned(), path.to_owned());
        let known = self.etags.borrow().get(&key).cloned();
        let known = known.filter(|_| self.chance.share() < 0.33);
        let bearer = crate::client::bearer(token);
        let mut headers = vec![("Authorization", bearer.as_str())];
        headers.extend(known.as_deref().map(|etag| ("If-None-Match", etag)));
        let sent = Instant::now();
        let answer = self.seen.ask("detail", &Asked::new("GET", path, &headers, ""), due).await;
        match (answer.status, known) {
            (304, Some(etag)) => self.witness.see_etag(id, &etag, sent),
            _ => self.witness.see_record(&answer.json()["data"][record], sent),
        }
        if let Some(etag) = answer.header("ETag") {
            self.etags.borrow_mut().insert(key, etag.to_owned());
        }
    }
}
