//! Whether the money adds up: each invoice with its lines, payments and credit notes.

use rusqlite::Connection;

use super::Finding;
use super::said::{Said, told};
use crate::figures::spelled;

/// What must hold, and a question for the invoices (by number or id) of which it does not.
const RULES: [(Said, &str); 9] = [
    (
        told("of {} ({}) paid is not what their payments come to"),
        "SELECT coalesce(b.invoice_number, b.id) FROM billing b \
         LEFT JOIN (SELECT billing_id, sum(amount) AS paid FROM payments GROUP BY billing_id) y \
           ON y.billing_id = b.id \
         LEFT JOIN (SELECT billing_id, sum(amount) AS used FROM ( \
             SELECT to_billing_id AS billing_id, amount FROM allocations \
             UNION ALL SELECT from_billing_id, -amount FROM allocations) GROUP BY billing_id) a \
           ON a.billing_id = b.id \
         WHERE b.amount_paid <> coalesce(y.paid, 0) + coalesce(a.used, 0)",
    ),
    (
        told("of {} ({}) credited is not what their credit notes come to"),
        "SELECT coalesce(b.invoice_number, b.id) FROM billing b \
         LEFT JOIN (SELECT billing_id, sum(total_amount) AS credited FROM credit_notes \
                    GROUP BY billing_id) n \
           ON n.billing_id = b.id WHERE b.amount_credited <> coalesce(n.credited, 0)",
    ),
    (
        told("of {} ({}) amounts are not what their lines come to"),
        "SELECT coalesce(b.invoice_number, b.id) FROM billing b \
         LEFT JOIN (SELECT billing_id, sum(amount) AS net, sum(tax_amount) AS tax \
                    FROM billing_lines GROUP BY billing_id) l \
           ON l.billing_id = b.id \
         WHERE b.amount <> coalesce(l.net, 0) OR b.tax_amount <> coalesce(l.tax, 0)",
    ),
    (
        told("of {} ({}) paid, credited and owed do not make up the total"),
        "SELECT coalesce(invoice_number, id) FROM billing \
         WHERE amount + tax_amount <> total_amount \
            OR amount_paid + amount_credited + balance <> total_amount",
    ),
    (
        told("of {} ({}) the status is not the one that the figures give"),
        "SELECT coalesce(invoice_number, id) FROM billing WHERE status <> CASE \
           WHEN status IN ('DRAFT', 'CANCELLED') AND amount_paid = 0 AND amount_credited = 0 \
             THEN status \
           WHEN balance > 0 THEN CASE WHEN amount_paid > 0 THEN 'PARTIAL' ELSE 'PENDING' END \
           WHEN balance = 0 AND total_amount <= amount_credited THEN 'REFUNDED' ELSE 'PAID' END",
    ),
    (
        told("of {} ({}) a number stands on a draft or is missing on an issued one"),
        "SELECT coalesce(invoice_number, id) FROM billing \
         WHERE (status = 'DRAFT') <> (invoice_number IS NULL)",
    ),
    (
        told("of {} ({}) a reversal is not the opposite of its payment"),
        "SELECT coalesce(b.invoice_number, b.id, r.id) FROM payments r \
         JOIN payments y ON y.id = r.reverses_id LEFT JOIN billing b ON b.id = r.billing_id \
         WHERE r.amount <> -y.amount OR r.billing_id IS NOT y.billing_id \
            OR r.deposit_id IS NOT y.deposit_id OR y.kind <> 'PAYMENT'",
    ),
    (
        told("of {} ({}) more of a deposit is used or given back than came in"),
        "SELECT d.id FROM {deposits} d WHERE d.rest < 0",
    ),
    (
        told("of {} ({}) a payment over several invoices is not what its shares come to"),
        "SELECT c.id FROM receipts c \
         LEFT JOIN (SELECT receipt_id, sum(amount) AS shares FROM payments \
                    WHERE receipt_id IS NOT NULL GROUP BY receipt_id) y \
           ON y.receipt_id = c.id WHERE c.amount <> coalesce(y.shares, 0)",
    ),
];

const TODO: Said = told(
    "Somebody changed the figures outside the program. Keep this file as evidence; the audit trail of these invoices and the newest copy in the backups folder say what they were.",
);

/// Walks every invoice once a rule.
pub(super) fn sums(connection: &Connection) -> Finding {
    const CHECK: &str = "ledger";
    let mut wrong = Vec::new();
    for (what, question) in RULES {
        match first(connection, &spelled(question, "")) {
            Ok((0, _)) => {}
            Ok((count, names)) => wrong.push(what.number(count).text(names)),
            Err(error) => return Finding::broken_off(CHECK, &error),
        }
    }
    if wrong.is_empty() {
        let count = "SELECT count(*) FROM billing";
        return match connection.query_row(count, [], |row| row.get::<_, i64>(0)) {
            Ok(count) => Finding::fine(CHECK, told("All {} invoices add up.").number(count)),
            Err(error) => Finding::broken_off(CHECK, &error),
        };
    }
    Finding::damage(CHECK, told("Invoices do not add up: {}.").several(wrong, "; "), TODO)
}

/// How many rows a question has, and the first few.
fn first(connection: &Connection, question: &str) -> rusqlite::Result<(i64, String)> {
    let statement = format!(
        "WITH wrong (name) AS ({question}) SELECT (SELECT count(*) FROM wrong), \
         (SELECT group_concat(name, ', ') FROM (SELECT name FROM wrong LIMIT 3))"
    );
    connection.query_row(&statement, [], |row| {
        Ok((row.get(0)?, row.get::<_, Option<String>>(1)?.unwrap_or_default()))
    })
}
