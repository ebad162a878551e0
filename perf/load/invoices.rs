//! Invoices created over ten connections, against the same statements in a loop.

use std::time::Duration;

use serde_json::json;

use crate::Extent;
use crate::client::Asked;
use crate::clinic::{Copied, original};
use crate::closed_loop::{Effort, run};
use crate::latency::{Latencies, Load, median};
use crate::raw_invoices::RawInvoices;
use crate::served::Served;
use crate::verdict::Verdict;

pub async fn measure(extent: Extent, verdict: &mut Verdict) {
    let (copy, twin) = (Copied::of(&original(1)), Copied::of(&original(1)));
    let ours = Served::clinic(copy.data()).await;
    let mut loops = RawInvoices::of(&twin.database());
    let patients = ours.ids("patients", 500).await;
    let token = ours.token.clone();
    let create = move |turn: u64| {
        let patient = &patients[turn as usize % patients.len()];
        let line = json!({
            "description": "Consultation", "quantity": 1, "unit_price": 60, "tax_rate": 20,
        });
        let body = json!({ "patient_id": patient, "lines": [line] });
        Asked::with("POST", "/api/billing", &token, &body)
    };
    let effort = Effort::new(10, extent.seconds.max(1.0));
    run(&ours, Effort::new(10, 0.3), create.clone()).await;
    loops.per_second(Duration::from_millis(300));
    let (mut loads, mut ratios, mut raw): (Vec<Load>, Vec<f64>, Vec<f64>) = Default::default();
    for _ in 0..extent.pairs {
        let yardstick = loops.per_second(effort.time);
        let load = run(&ours, effort, create.clone()).await;
        ratios.push(load.per_second() / yardstick);
        raw.push(yardstick);
        loads.push(load);
    }
    let middle = |of: fn(&Load) -> f64| median(&loads.iter().map(of).collect::<Vec<_>>());
    verdict.note("invoice.10.throughput_ratio", median(&ratios));
    verdict.note("invoice.10.per_second", middle(Load::per_second));
    verdict.note("invoice.10.raw_per_second", median(&raw));
    verdict.note("invoice.10.p95_ms", middle(|load| load.latencies.ms(95.0)));
    verdict.note("invoice.10.errors", loads.iter().map(|load| load.errors as f64).sum());
    let mut all = Latencies::default();
    loads.iter().for_each(|load| all.add(&load.latencies));
    verdict.plot("create invoice, 10 connections", &[("NutriVault", &all)]);
}
