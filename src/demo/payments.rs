//! How the demo clinic's invoices were settled.

use jiff::civil::Date;

use super::model::{Invoice, Payment};
use super::random::Random;
use super::scene::Scene;

const METHODS: [&str; 7] =
    ["CREDIT_CARD", "CASH", "BANK_TRANSFER", "CHECK", "DEBIT_CARD", "INSURANCE", "OTHER"];
const METHOD_WEIGHTS: [usize; 7] = [45, 15, 15, 10, 8, 6, 1];

/// Decides how an issued invoice stands today, and records what was paid for it.
pub fn settle(
    scene: &Scene<'_>,
    random: &mut Random,
    invoice: &mut Invoice,
    issued: Date,
    age_days: i64,
) {
    let weights = if age_days > 60 { [93, 2, 3, 2] } else { [55, 12, 31, 2] };
    invoice.status = ["PAID", "PARTIAL", "PENDING", "CANCELLED"][random.weighted(&weights)];
    let total = invoice.total();
    let parts: &[i64] = match invoice.status {
        "PAID" if random.percent(12) => &[total / 2, total - total / 2],
        "PAID" => &[total],
        "PARTIAL" => &[total * random.between(20, 80) / 100],
        _ => &[],
    };
    let mut days = 0;
    for amount in parts {
        days += if random.percent(65) { 0 } else { random.between(1, 40) };
        invoice.payments.push(receive(scene, random, invoice, issued, days, *amount));
    }
}

fn receive(
    scene: &Scene<'_>,
    random: &mut Random,
    invoice: &Invoice,
    issued: Date,
    days: i64,
    amount: i64,
) -> Payment {
    let calendar = scene.calendar;
    // No later than yesterday, no earlier than the invoice.
    let day = calendar.moved(issued, days).min(calendar.moved(calendar.today, -1));
    let day = calendar.open_day(day).max(issued);
    let at_desk = invoice.written.plus_minutes(2);
    let taken = if day == issued { at_desk } else { calendar.in_hours(day, random).max(at_desk) };
    let method = METHODS[random.weighted(&METHOD_WEIGHTS)];
    let reference = match method {
        "BANK_TRANSFER" => Some(format!("SEPA-{:08}", random.below(100_000_000))),
        "CHECK" => Some(format!("{:07}", random.below(10_000_000))),
        _ => None,
    };
    Payment { id: random.id(taken), amount, method, date: day.to_string(), reference, taken }
}
