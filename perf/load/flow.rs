//! `auth-flow`: somebody logs in, then looks at patients, visits and invoices. One request in ten
//! is a login: two a second at the peak, which one thread of bcrypt is promised to carry.

use std::cell::RefCell;
use std::rc::Rc;

use crate::Extent;
use crate::client::Asked;
use crate::clinic::{Copied, original};
use crate::open_loop::{Observer, phases, run};
use crate::served::{Served, log_in};
use crate::verdict::Verdict;

const STAFF: [&str; 4] = ["viewer", "assistant", "admin", "dietitian"];

pub async fn measure(extent: Extent, verdict: &mut Verdict) {
    let copy = Copied::of(&original(1));
    let ours = Served::clinic(copy.data()).await;
    let seen = Observer::of(ours.port);
    // Whoever logged in last asks on.
    let token = Rc::new(RefCell::new(ours.token.clone()));
    run(&phases(extent.is_short), |turn, due| {
        let (seen, token) = (seen.clone(), Rc::clone(&token));
        async move {
            let offset = turn % 50 * 20;
            let get = |list: &str| {
                Asked::get(&format!("/api/{list}?limit=20&offset={offset}"), &token.borrow())
            };
            match turn % 10 {
                0 => {
                    let who = STAFF[(turn / 10) as usize % STAFF.len()];
                    let answer = seen.ask("login", &log_in(who), due).await.json();
                    if let Some(new) = answer["data"]["accessToken"].as_str() {
                        *token.borrow_mut() = new.to_owned();
                    }
                }
                1 | 4 | 7 => drop(seen.ask("patients", &get("patients"), due).await),
                2 | 5 | 8 => drop(seen.ask("visits", &get("visits"), due).await),
                _ => drop(seen.ask("billing", &get("billing"), due).await),
            }
        }
    })
    .await;
    seen.report("auth-flow", verdict);
}
