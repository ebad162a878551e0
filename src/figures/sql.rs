//! The same in SQL, each condition spelled once. They speak of `billing b`, `visits v`, `patients p`.

/// An issued invoice that is not cancelled: it claims something.
const ISSUED: &str = "b.status NOT IN ('DRAFT', 'CANCELLED')";

/// Money that came without an invoice, and what of it is not used or given back yet, as a table.
/// No view: one in the schema keeps SQLite from closing a database that it has just made.
pub(crate) const DEPOSITS: &str = "(SELECT r.id, r.patient_id, r.currency, r.payment_date, \
    (SELECT coalesce(sum(y.amount), 0) FROM payments y WHERE y.deposit_id = r.id) \
    - (SELECT coalesce(sum(a.amount), 0) FROM allocations a WHERE a.from_receipt_id = r.id) \
    + (SELECT coalesce(sum(a.amount), 0) FROM allocations a WHERE a.to_receipt_id = r.id) AS rest \
    FROM receipts r WHERE r.id IN (SELECT k.deposit_id FROM payments k WHERE k.deposit_id IS NOT NULL))";

/// An invoice of which the clinic owes something: what is paid and credited beyond its total, the first
/// half of a patient's credit. Only an issued one can be so.
pub(crate) const CLINIC_OWES: &str = "b.balance < 0";

/// A deposit of which something is left, the other half; `d` is of [`DEPOSITS`].
pub(crate) const LEFT: &str = "d.rest > 0";

/// A visit that took place.
const HELD: &str = "v.deleted_at IS NULL AND v.status = 'COMPLETED'";

/// A patient who is not archived, of whom no visit was held since `:since` and none is to come at
/// `:now`. Who was never seen counts from the day of registration.
const UNSEEN: &str = "p.is_active = 1 \
    AND NOT EXISTS (SELECT 1 FROM visits v WHERE v.patient_id = p.id AND {held} AND v.visit_date >= :since) \
    AND NOT EXISTS (SELECT 1 FROM visits v WHERE v.patient_id = p.id AND v.deleted_at IS NULL \
    AND v.status = 'SCHEDULED' AND v.visit_date >= :now) \
    AND (p.created_at < :since OR EXISTS (SELECT 1 FROM visits v WHERE v.patient_id = p.id AND {held}))";

macro_rules! unpaid {
    () => {
        "b.status IN ('PENDING', 'PARTIAL')"
    };
}

/// An issued invoice of which something is still to be paid: its balance is positive.
pub(crate) const UNPAID: &str = unpaid!();

/// The status that an answer shows: an invoice as stored has no OVERDUE, the clinic's day decides
/// it. The day is named as the statement has it.
macro_rules! status_on {
    ($today:literal) => {
        concat!(
            "CASE WHEN b.status IN ('PENDING', 'PARTIAL') AND b.due_date < ",
            $today,
            " THEN 'OVERDUE' ELSE b.status END"
        )
    };
}
pub(crate) use status_on;

/// The same of a status and a due date that are at hand, each as it is stored: for what is no row, or
/// no longer one. A test holds the two together.
pub(crate) fn shown_on<'s>(stored: &'s str, due_date: &str, today: &str) -> &'s str {
    match stored {
        "PENDING" | "PARTIAL" if due_date < today => "OVERDUE",
        stored => stored,
    }
}

/// A statement with the conditions put in for their names: `{issued}`, `{unpaid}`, `{owing}`,
/// `{deposits}`, `{left}`, `{held}`, `{unseen}`, and `{status}` on the day that the statement calls `today`.
pub fn spelled(statement: &str, today: &str) -> String {
    statement
        .replace("{issued}", ISSUED)
        .replace("{unpaid}", UNPAID)
        .replace("{owing}", CLINIC_OWES)
        .replace("{deposits}", DEPOSITS)
        .replace("{left}", LEFT)
        .replace("{unseen}", UNSEEN)
        .replace("{held}", HELD)
        .replace("{status}", status_on!("{today}"))
        .replace("{today}", today)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn an_overdue_invoice_is_one_that_is_unpaid() {
        assert!(status_on!("?1").contains(UNPAID));
        assert_eq!(spelled("a {issued} b", ":today"), format!("a {ISSUED} b"));
    }

    #[test]
    fn a_status_at_hand_is_shown_as_one_that_is_stored() {
        let database = rusqlite::Connection::open_in_memory().unwrap();
        let statement =
            format!("SELECT {} FROM (SELECT ?2 AS status, ?3 AS due_date) b", status_on!("?1"));
        for status in ["DRAFT", "PENDING", "PARTIAL", "PAID", "CANCELLED", "REFUNDED"] {
            for due in ["2026-01-30", "2026-01-31", "2026-02-01"] {
                let today = "2026-01-31";
                let stored: String =
                    database.query_row(&statement, [today, status, due], |row| row.get(0)).unwrap();
                assert_eq!(shown_on(status, due, today), stored, "{status} {due}");
            }
        }
    }

    fn statements(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => statements(&path, found),
                false => found
                    .push((path.display().to_string(), std::fs::read_to_string(&path).unwrap())),
            }
        }
    }

    #[test]
    fn no_statement_spells_the_states_of_an_invoice_itself() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut all = Vec::new();
        statements(&root.join("sql/queries"), &mut all);
        assert!(all.len() > 50);
        for (name, text) in all {
            for state in ["'PENDING'", "'PARTIAL'", "'DRAFT'", "'REFUNDED'", "'OVERDUE'"] {
                assert!(!text.contains(state), "{name} spells {state}");
            }
            for credit in [CLINIC_OWES, LEFT, "max(-b.balance"] {
                assert!(!text.contains(credit), "{name} spells {credit}");
            }
        }
    }
}
