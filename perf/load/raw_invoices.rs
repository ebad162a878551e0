//! Invoices written by nothing but SQLite: the statements of one creation, one FULL immediate
//! transaction each, in a loop on one connection.

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior, named_params, params};

const AUDIT: &str = "INSERT INTO audit_logs (seq, id, timestamp, user_id, username, action, \
    resource_type, resource_id, patient_id, ip_address, user_agent, request_method, request_path, \
    values_digest, status, severity, error_message, session_id, api_key_id, imported, prev_hash, hash) \
    VALUES (?1, ?2, ?3, ?4, 'admin', 'CREATE', 'billing', ?5, ?6, '127.0.0.1', NULL, 'POST', \
    '/api/billing', ?7, 'SUCCESS', 'INFO', NULL, ?4, NULL, 0, ?8, ?7)";

/// A copy of a clinic that only the loop writes to.
pub struct RawInvoices {
    connection: Connection,
    patient: String,
    user: String,
    written: u64,
}

impl RawInvoices {
    /// Opened as the server opens its writer.
    pub fn of(database: &Path) -> Self {
        let connection = Connection::open(database).expect("the copy opens");
        let pragmas = [
            ("journal_mode", "WAL"),
            ("synchronous", "FULL"),
            ("foreign_keys", "ON"),
            ("temp_store", "MEMORY"),
            ("cache_size", "-4000"),
        ];
        for (name, value) in pragmas {
            connection.pragma_update(None, name, value).expect("a pragma");
        }
        connection.set_prepared_statement_cache_capacity(128);
        let first = |table: &str| {
            let statement = format!("SELECT id FROM {table} ORDER BY created_at LIMIT 1");
            connection.query_row(&statement, [], |row| row.get(0)).expect("a row")
        };
        let (patient, user) = (first("patients"), first("users"));
        Self { connection, patient, user, written: 0 }
    }

    /// Invoices a second over that time.
    pub fn per_second(&mut self, time: Duration) -> f64 {
        let (begun, before) = (Instant::now(), self.written);
        while begun.elapsed() < time {
            self.write().expect("an invoice");
            self.written += 1;
        }
        (self.written - before) as f64 / begun.elapsed().as_secs_f64()
    }

    fn write(&mut self) -> rusqlite::Result<()> {
        let now = Timestamp::now();
        let (id, line, row) = (uuid(), uuid(), uuid());
        let (today, now) = (now.strftime("%Y-%m-%d").to_string(), format!("{now:.3}"));
        let behaviour = TransactionBehavior::Immediate;
        let tx = self.connection.transaction_with_behavior(behaviour)?;
        let number: i64 = tx
            .prepare_cached(
                "INSERT INTO number_series (series, year, last_number) VALUES ('INV', ?1, 1) \
                 ON CONFLICT DO UPDATE SET last_number = last_number + 1 RETURNING last_number",
            )?
            .query_row([&today[..4]], |row| row.get(0))?;
        let number = format!("INV-{}-{number:06}", &today[..4]);
        tx.prepare_cached(include_str!("../../sql/queries/billing/insert.sql"))?.execute(
            named_params! {
                ":id": id, ":patient_id": self.patient, ":visit_id": None::<String>,
                ":invoice_number": number, ":invoice_date": today, ":due_date": today,
                ":currency": "EUR", ":amount": 6_000, ":tax_amount": 1_200, ":total": 7_200,
                ":status": "PENDING", ":notes": None::<String>, ":issued_at": now,
                ":snapshot": SNAPSHOT, ":discount_percent": None::<i64>, ":discount_amount": 0,
                ":by": self.user, ":now": now,
            },
        )?;
        tx.prepare_cached(
            "INSERT INTO billing_lines (id, billing_id, position, service_id, description, \
             quantity_milli, unit_price, tax_rate_milli, amount, tax_amount) \
             VALUES (?1, ?2, 1, NULL, 'Consultation', 1000, 6000, 20000, 6000, 1200)",
        )?
        .execute([&line, &id])?;
        let (seq, hash): (i64, Vec<u8>) = tx
            .prepare_cached("SELECT seq, hash FROM audit_head WHERE id = 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut next = hash.clone();
        next.rotate_left(1);
        let values = params![seq + 1, row, now, self.user, id, self.patient, next, hash];
        tx.prepare_cached(AUDIT)?.execute(values)?;
        tx.prepare_cached("INSERT INTO audit_values (seq, salt, body) VALUES (?1, ?2, ?3)")?
            .execute(params![seq + 1, &next[..16], CHANGES])?;
        tx.prepare_cached("UPDATE audit_head SET seq = ?1, hash = ?2 WHERE id = 1")?
            .execute(params![seq + 1, next])?;
        tx.commit()
    }
}

/// As long as those that the server writes.
const SNAPSHOT: &str = r#"{"clinic":{"name":"Cabinet de nutrition","address":"12 rue de la Paix, 75002 Paris","registration_number":"123 456 789 00012"},"patient":{"first_name":"Marguerite","last_name":"Duquesnoy","address":"3 place du Marché","postal_code":"69002","city":"Lyon","country":"France"},"texts":{"header":null,"footer":null,"tax_exemption":null}}"#;
const CHANGES: &str = r#"{"invoice_number":{"old":null,"new":"INV-2026-000042"},"patient_id":{"old":null,"new":"01890000-0000-7000-8000-000000000000"},"invoice_date":{"old":null,"new":"2026-11-24"},"due_date":{"old":null,"new":"2026-12-24"},"currency":{"old":null,"new":"EUR"},"amount":{"old":null,"new":60},"tax_amount":{"old":null,"new":12},"status":{"old":null,"new":"PENDING"},"lines":{"old":null,"new":[{"description":"Consultation","quantity":1,"unit_price":60,"tax_rate":20}]}}"#;

fn uuid() -> String {
    uuid::Uuid::now_v7().to_string()
}
