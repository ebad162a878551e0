//! What has become of an invoice: derived from its figures, never typed.

use super::Ledger;

/// The statuses that an answer shows.
pub const STATUSES: &[&str] =
    &["DRAFT", "PENDING", "PARTIAL", "PAID", "OVERDUE", "CANCELLED", "REFUNDED"];
/// Those of an issued invoice that is not cancelled, as an address has them.
pub const CLAIMING_STATUSES: &str = "PENDING,PARTIAL,PAID,OVERDUE,REFUNDED";
/// Those of an invoice of which something is still to be paid, as an address has them.
pub const UNPAID_STATUSES: &str = "PENDING,PARTIAL,OVERDUE";

/// Whether something is still to be paid on an invoice that shows this status.
pub fn is_unpaid(shown: &str) -> bool {
    UNPAID_STATUSES.split(',').any(|status| status == shown)
}

/// Whether an invoice that shows this status claims something.
pub fn is_claiming(shown: &str) -> bool {
    CLAIMING_STATUSES.split(',').any(|status| status == shown)
}

/// How money changes hands.
pub const METHODS: &[&str] =
    &["CASH", "CREDIT_CARD", "DEBIT_CARD", "CHECK", "BANK_TRANSFER", "INSURANCE", "OTHER"];

/// A status as stored. OVERDUE is not among them: it is PENDING or PARTIAL past the due date, and
/// so changes at midnight without anybody's doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Draft,
    Pending,
    Partial,
    Paid,
    Cancelled,
    Refunded,
}

impl Status {
    /// Of an issued invoice that is not cancelled.
    ///
    /// REFUNDED says that credit notes have taken back all of it and nobody owes anything for it
    /// either way. While money is still to be given back it is PAID, with a negative balance.
    pub fn of(ledger: Ledger) -> Self {
        match ledger.balance() {
            owed if owed > 0 => match ledger.paid > 0 {
                true => Self::Partial,
                false => Self::Pending,
            },
            0 if ledger.uncredited() <= 0 => Self::Refunded,
            _ => Self::Paid,
        }
    }

    /// The word in the `status` column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Pending => "PENDING",
            Self::Partial => "PARTIAL",
            Self::Paid => "PAID",
            Self::Cancelled => "CANCELLED",
            Self::Refunded => "REFUNDED",
        }
    }

    /// The status of that word.
    pub fn named(name: &str) -> Option<Self> {
        let all = [
            Self::Draft,
            Self::Pending,
            Self::Partial,
            Self::Paid,
            Self::Cancelled,
            Self::Refunded,
        ];
        all.into_iter().find(|status| status.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_follows_the_figures() {
        let status =
            |paid, credited| Status::of(Ledger { amount: 90, tax_amount: 10, paid, credited });
        assert_eq!(status(0, 0), Status::Pending);
        assert_eq!(status(30, 0), Status::Partial);
        assert_eq!(status(100, 0), Status::Paid);
        assert_eq!(status(60, 40), Status::Paid);
        assert_eq!(status(0, 40), Status::Pending);
        assert_eq!(status(0, 100), Status::Refunded);
        // Credited in full after it was paid: the clinic still owes the money, then no longer.
        assert_eq!(status(100, 100), Status::Paid);
        assert_eq!(status(30, 100), Status::Paid);
        // A payment that bounced after it had been refunded.
        assert_eq!(status(-100, 100), Status::Pending);
    }
}
