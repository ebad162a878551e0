//! Money: the reports against sums over random invoices, payments and credit notes in memory.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::login::tests::{House, Seen, Session, text};

/// Minor units of an amount in an answer.
fn minor(value: &Value, currency: &str) -> i64 {
    let factor = if currency == "JPY" { 1.0 } else { 100.0 };
    (value.as_f64().unwrap() * factor).round() as i64
}

/// An invoice as the model knows it.
struct Invoice {
    currency: &'static str,
    month: String,
    net: i64,
    tax: i64,
    is_darias: bool,
    status: String,
    balance: i64,
    /// Month and amount.
    payments: Vec<(String, i64)>,
    credited: i64,
}

async fn clinic(alice: &Session<'_>, daria_id: &str, this_month: &str) -> Vec<Invoice> {
    let mut patients = Vec::new();
    for dietitian in [json!(daria_id), Value::Null] {
        let body = json!({"first_name": "P", "last_name": "Q", "date_of_birth": "1980-01-01", "assigned_dietitian_id": dietitian});
        let seen = alice.post("/api/patients", body).await;
        patients.push(text(&seen.body, "/data/patient/id").to_owned());
    }
    let mut invoices = Vec::new();
    for turn in 0..48_i64 {
        let currency = ["EUR", "EUR", "USD", "JPY"][(turn % 4) as usize];
        let unit = if currency == "JPY" { 1.0 } else { 100.0 };
        let (net, tax) = (1000 + turn * 37, turn * 3);
        let month = format!("2026-{:02}", 1 + turn % 6);
        let status = if turn % 11 == 0 { "DRAFT" } else { "PENDING" };
        let body = json!({"patient_id": patients[(turn % 2) as usize], "currency": currency, "status": status,
            "amount": net as f64 / unit, "tax_amount": tax as f64 / unit, "invoice_date": format!("{month}-15"),
            "due_date": if turn % 3 == 0 { "2026-06-30" } else { "2035-01-01" }});
        let seen = alice.post("/api/billing", body).await;
        assert_eq!(seen.status, 201, "{seen:?}");
        let path = format!("/api/billing/{}", text(&seen.body, "/data/billing/id"));
        let mut invoice = Invoice {
            currency,
            month,
            net,
            tax,
            is_darias: turn % 2 == 0,
            status: String::new(),
            balance: 0,
            payments: Vec::new(),
            credited: 0,
        };
        let mut last = seen;
        if status != "DRAFT" {
            last = live(alice, &path, turn, unit, &mut invoice).await.unwrap_or(last);
        }
        let shown = &last.body["data"]["billing"];
        invoice.status = text(shown, "/status").to_owned();
        invoice.balance = minor(&shown["balance"], currency);
        assert_eq!(this_month.len(), 7);
        invoices.push(invoice);
    }
    invoices
}

/// What happens to an issued invoice, by its turn.
async fn live(
    alice: &Session<'_>,
    path: &str,
    turn: i64,
    unit: f64,
    invoice: &mut Invoice,
) -> Option<Seen> {
    let total = invoice.net + invoice.tax;
    let mut last = None;
    if turn % 5 < 3 {
        let amount = if turn % 5 == 0 { total } else { total / 3 };
        let month = format!("2026-{:02}", 1 + turn % 9);
        let body = json!({"amount": amount as f64 / unit, "method": "CASH", "date": format!("{month}-20")});
        last = Some(alice.post(&format!("{path}/payments"), body).await);
        invoice.payments.push((month, amount));
    }
    if turn % 7 == 1 {
        let amount = if turn % 2 == 0 { total } else { total / 4 };
        let body = json!({"amount": amount as f64 / unit, "reason": "r"});
        let seen = alice.post(&format!("{path}/credit-note"), body).await;
        assert_eq!(seen.status, 201, "{seen:?}");
        last = Some(seen);
        invoice.credited = amount;
    }
    if turn % 13 == 4 && invoice.payments.is_empty() && invoice.credited == 0 {
        alice.delete(path).await;
        last = Some(alice.get(path).await);
    }
    last
}

fn is_revenue(status: &str) -> bool {
    !["DRAFT", "CANCELLED"].contains(&status)
}

/// What is still owed of the invoices that are open.
fn open<'i>(mine: &'i [&'i Invoice]) -> impl Iterator<Item = &'i Invoice> {
    let is_open = |one: &&Invoice| ["PENDING", "PARTIAL", "OVERDUE"].contains(&one.status.as_str());
    mine.iter().copied().filter(is_open)
}

/// Holds the report of invoices against the invoices themselves.
fn report_is_of(mine: &[&Invoice], currency: &str, billing: &Value, this_month: &str) {
    let counted = || mine.iter().filter(|i| is_revenue(&i.status));
    let revenue: i64 = counted().map(|i| i.net + i.tax - i.credited).sum();
    let summary = &billing["summary"];
    assert_eq!(minor(&summary["totalRevenue"], currency), revenue, "{currency}");
    assert_eq!(summary["totalInvoices"], mine.len());
    let owed: i64 = open(mine).map(|i| i.balance).sum();
    assert_eq!(minor(&summary["outstanding"]["amount"], currency), owed);
    assert_eq!(summary["outstanding"]["count"], open(mine).count());
    for status in billing["byStatus"].as_array().unwrap() {
        let name = text(status, "/status");
        let same = || mine.iter().filter(|i| i.status == name);
        let claimed: i64 =
            same().filter(|_| is_revenue(name)).map(|i| i.net + i.tax - i.credited).sum();
        assert_eq!(
            (status["count"].as_u64(), minor(&status["revenue"], currency)),
            (Some(same().count() as u64), claimed),
            "{name}"
        );
    }
    let mut months: BTreeMap<&str, i64> = BTreeMap::new();
    for invoice in counted() {
        *months.entry(&invoice.month).or_default() += invoice.net + invoice.tax;
        *months.entry(this_month).or_default() -= invoice.credited;
    }
    for month in billing["revenueTrend"].as_array().unwrap() {
        let expected = months.get(text(month, "/month")).copied().unwrap_or_default();
        assert_eq!(minor(&month["revenue"], currency), expected, "{currency} {month}");
    }
}

/// Holds the books against the invoices, and the figures of one name against each other.
fn books_are_of(
    mine: &[&Invoice],
    currency: &str,
    (billing, books, stats): (&Value, &Value, &Value),
) {
    let summary = &billing["summary"];
    let owed: i64 = open(mine).map(|i| i.balance).sum();
    let issued = || mine.iter().filter(|i| !["DRAFT", "CANCELLED"].contains(&i.status.as_str()));
    let billed: i64 = issued().map(|i| i.net + i.tax - i.credited).sum();
    assert_eq!(minor(&books["billed"], currency), billed);
    let received: i64 = mine.iter().flat_map(|i| &i.payments).map(|(_, amount)| amount).sum();
    assert_eq!(stats["total_revenue"], summary["totalRevenue"]);
    assert_eq!(stats["paid_revenue"], books["received"]);
    assert_eq!(stats["pending_revenue"], books["outstanding"]);
    assert_eq!(books["billed"], summary["totalRevenue"]);
    assert_eq!(books["owedToPatients"], summary["owedToPatients"]);
    assert_eq!(stats["owed_to_patients"], books["owedToPatients"]);
    let owing: i64 = mine.iter().map(|i| (-i.balance).max(0)).sum();
    assert_eq!(minor(&books["owedToPatients"]["amount"], currency), owing);
    assert_eq!(minor(&books["received"], currency), received);
    assert_eq!(minor(&books["outstanding"], currency), owed);
    let sum = |rows: &Value, field: &str| {
        rows.as_array().unwrap().iter().map(|row| minor(&row[field], currency)).sum::<i64>()
    };
    assert_eq!(sum(&books["ageing"], "amount"), owed);
    assert_eq!(sum(&books["byMethod"], "amount"), received);
    assert_eq!(sum(&books["tax"], "net") + sum(&books["tax"], "tax"), billed);
}

#[rocket::async_test]
async fn the_books_are_those_of_the_invoices_each_currency_for_itself() {
    let house = House::open().await;
    let (alice, daria) = (Session::of(&house, "Alice").await, Session::of(&house, "Daria").await);
    let daria_id = text(&daria.get("/api/auth/me").await.body, "/data/user/id").to_owned();
    let now = house.database().clock().now().to_string();
    let this_month = now[..7].to_owned();
    let invoices = clinic(&alice, &daria_id, &this_month).await;
    for (session, all) in [(&alice, true), (&daria, false)] {
        let billing = session.get("/api/reports/billing").await;
        let books = session.get("/api/reports/financial").await;
        let stats = session.get("/api/billing/stats").await;
        for currency in ["EUR", "USD", "JPY"] {
            let mine: Vec<&Invoice> = invoices
                .iter()
                .filter(|i| i.currency == currency && (all || i.is_darias))
                .collect();
            let row = |seen: &Seen| {
                let rows = seen.body["data"]["byCurrency"].as_array().unwrap();
                rows.iter().find(|row| row["currency"] == currency).cloned().unwrap_or_default()
            };
            if mine.is_empty() {
                continue;
            }
            let (billing, books, stats) = (row(&billing), row(&books), row(&stats));
            report_is_of(&mine, currency, &billing, &this_month);
            books_are_of(&mine, currency, (&billing, &books, &stats));
        }
        let top = &billing.body["data"];
        let own = top["byCurrency"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["currency"] == "EUR")
            .unwrap();
        assert_eq!(
            (&top["summary"], &top["revenueTrend"]),
            (&own["summary"], &own["revenueTrend"])
        );
    }
}
