//! What happened to an invoice's money: payments, what takes them back, credit that moved, credit notes.

use super::ROOM;
use crate::billing::MovementKind;
use crate::billing::view::{CreditMoveView, InvoiceView, NoteView, PaymentView};
use crate::clock::Zone;
use crate::ui::language::{Language, say};

/// One of them, in words.
pub(super) struct Booking {
    pub id: String,
    /// The document itself, where it is one.
    pub href: String,
    pub date: String,
    pub what: String,
    pub reference: String,
    pub amount: String,
    pub may_reverse: bool,
    /// Whether the document is a receipt of it.
    pub is_receipted: bool,
}

/// Those of an invoice.
pub(super) fn bookings(
    invoice: &InvoiceView,
    may_update: bool,
    language: Language,
    zone: &Zone,
) -> Vec<Booking> {
    let is_reversed = |payment: &PaymentView| {
        invoice.payments.iter().any(|other| other.reverses_id == Some(payment.id))
    };
    let money = invoice.payments.iter().map(|payment| Booking {
        may_reverse: may_update && payment.kind == MovementKind::Payment && !is_reversed(payment),
        ..of_payment(payment, language)
    });
    let moved = invoice.credit_moves.iter().map(|one| of_credit(one, invoice, language, zone));
    let notes = invoice.credit_notes.iter().map(|note| of_note(note, language));
    money.chain(moved).chain(notes).collect()
}

fn of_payment(payment: &PaymentView, language: Language) -> Booking {
    Booking {
        id: payment.id.to_string(),
        href: payment.receipt_id.map(|id| format!("/receipts/{id}")).unwrap_or_default(),
        date: language.day(&payment.date),
        what: format!(
            "{} · {}",
            language.code(payment.kind.name()),
            language.code(&payment.method)
        ),
        reference: payment.reference.clone().unwrap_or_default(),
        amount: language.money_of(&payment.amount),
        may_reverse: false,
        is_receipted: payment.receipt_id.is_some(),
    }
}

fn of_credit(
    moved: &CreditMoveView,
    invoice: &InvoiceView,
    language: Language,
    zone: &Zone,
) -> Booking {
    let day = zone.parse(&moved.created_at).map(|at| zone.day_of(at).to_string());
    Booking {
        id: String::new(),
        href: match moved.billing_id {
            Some(other) => format!("{ROOM}/{other}"),
            None => {
                let currency = &invoice.currency;
                format!("/patients/{}/pay?currency={currency}", invoice.patient_id)
            }
        },
        date: day.map_or_else(|_| String::new(), |day| language.day(&day)),
        what: language.t(say("Credit of the patient")).to_owned(),
        reference: String::new(),
        amount: language.money_of(&moved.amount),
        may_reverse: false,
        is_receipted: false,
    }
}

fn of_note(note: &NoteView, language: Language) -> Booking {
    Booking {
        id: String::new(),
        href: format!("/credit-notes/{}", note.id),
        date: language.day(&note.date),
        what: language.fill(say("Credit note {}"), &[&note.number]),
        reference: note.reason.clone(),
        amount: language.money_of(&note.total_amount),
        may_reverse: false,
        is_receipted: false,
    }
}
