//! An invoice and what stands beside it, as answers show them and pages read them. The order of the
//! fields is the order in the answer.

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::lines::ExactPrice;
use super::movement_kind::MovementKind;
use crate::ids::Id;
use crate::money::{Amount, Thousandths};

/// An invoice, whole.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct InvoiceView {
    pub id: Id,
    pub patient_id: Id,
    pub visit_id: Option<Id>,
    pub invoice_number: Option<String>,
    pub invoice_date: String,
    pub due_date: String,
    pub currency: String,
    pub amount: Amount,
    pub tax_amount: Amount,
    pub total_amount: Amount,
    pub amount_paid: Amount,
    pub amount_credited: Amount,
    pub balance: Amount,
    /// With OVERDUE.
    pub status: String,
    pub payment_method: Option<String>,
    pub payment_date: Option<String>,
    pub notes: Option<String>,
    pub visit: Option<VisitOf>,
    pub created_by: Option<Id>,
    pub updated_by: Option<Id>,
    pub created_at: String,
    pub updated_at: String,
    pub version: i64,
    pub patient: PatientOf,
    pub creator: Option<Creator>,
    pub discount_percent: Option<Thousandths>,
    pub discount_amount: Amount,
    pub issued_at: Option<String>,
    /// What was frozen when it was issued, as it was stored.
    pub snapshot: Option<Box<RawValue>>,
    pub lines: Vec<LineView>,
    pub payments: Vec<PaymentView>,
    #[serde(rename = "allocations")]
    pub credit_moves: Vec<CreditMoveView>,
    pub credit_notes: Vec<NoteView>,
}

/// Whose invoice it is.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PatientOf {
    pub id: Id,
    pub first_name: Option<String>,
    pub last_name: String,
    pub email: Option<String>,
}

impl PatientOf {
    /// As pages name the patient.
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name.as_deref().unwrap_or_default(), self.last_name)
            .trim()
            .to_owned()
    }
}

/// The visit that it is for.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct VisitOf {
    pub id: Id,
    pub visit_date: String,
    pub visit_type: Option<String>,
}

/// Who drew it up.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Creator {
    pub id: Id,
    pub username: String,
    pub first_name: String,
    pub last_name: String,
}

/// A line of an invoice.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LineView {
    pub id: Id,
    pub service_id: Option<Id>,
    pub description: String,
    pub quantity: Thousandths,
    pub unit_price: Amount,
    pub exact_unit_price: Option<ExactPrice>,
    pub discount_percent: Option<Thousandths>,
    pub discount_amount: Amount,
    pub tax_rate: Option<Thousandths>,
    pub second_tax_rate: Option<Thousandths>,
    pub amount: Amount,
    pub tax_amount: Amount,
    pub second_tax_amount: Amount,
}

/// Money received, taken back or given back.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PaymentView {
    pub id: Id,
    pub kind: MovementKind,
    pub amount: Amount,
    pub method: String,
    pub date: String,
    pub reference: Option<String>,
    pub reverses_id: Option<Id>,
    pub receipt_id: Option<Id>,
    pub created_by: Option<Id>,
    pub created_at: String,
}

/// Credit that came to the invoice (positive) or left it, and where it came from or went.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CreditMoveView {
    pub id: Id,
    pub amount: Amount,
    pub billing_id: Option<Id>,
    pub receipt_id: Option<Id>,
    pub created_by: Option<Id>,
    pub created_at: String,
}

/// A credit note of the invoice.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NoteView {
    pub id: Id,
    pub number: String,
    pub date: String,
    pub amount: Amount,
    pub tax_amount: Amount,
    pub total_amount: Amount,
    pub reason: String,
    pub lines: Vec<NoteLineView>,
    pub created_by: Option<Id>,
    pub created_at: String,
}

/// What a credit note takes back at one rate.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NoteLineView {
    pub description: String,
    pub tax_rate: Option<Thousandths>,
    pub second_tax_rate: Option<Thousandths>,
    #[serde(serialize_with = "as_real")]
    pub amount: Amount,
    #[serde(serialize_with = "as_real")]
    pub tax_amount: Amount,
    #[serde(serialize_with = "as_real")]
    pub second_tax_amount: Amount,
}

/// These answers have always written the sums of a note's lines with a point.
fn as_real<S: Serializer>(sum: &Amount, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(sum.real())
}

/// Something taxed: a line of an invoice or of a credit note.
pub(crate) trait Taxed {
    /// The rate, the net that bears it, the tax: of the first tax, and of the second where there is
    /// one. A rate is none where only the amounts are known.
    fn taxes(&self) -> (RateSums, Option<RateSums>);
}

/// What bears one tax rate: its net, and the tax of that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RateSums {
    pub rate: Option<Thousandths>,
    pub net: Amount,
    pub tax: Amount,
}

impl RateSums {
    /// Those of a line, by its first and its second rate.
    fn both(
        (rate, second_rate): (Option<Thousandths>, Option<Thousandths>),
        net: &Amount,
        (tax, second): (&Amount, &Amount),
    ) -> (Self, Option<Self>) {
        let of = |rate, tax| Self {
            rate,
            net: net.clone(),
            tax: Amount::new(tax, net.currency.as_str()),
        };
        let beside = second_rate.map(|rate| of(Some(rate), second.minor));
        (of(rate, tax.minor - second.minor), beside)
    }
}

impl Taxed for LineView {
    fn taxes(&self) -> (RateSums, Option<RateSums>) {
        let rates = (self.tax_rate, self.second_tax_rate);
        RateSums::both(rates, &self.amount, (&self.tax_amount, &self.second_tax_amount))
    }
}

impl Taxed for NoteLineView {
    fn taxes(&self) -> (RateSums, Option<RateSums>) {
        let rates = (self.tax_rate, self.second_tax_rate);
        RateSums::both(rates, &self.amount, (&self.tax_amount, &self.second_tax_amount))
    }
}

/// Net and tax of each rate, the lowest first; what has no rate stands before all.
pub(crate) fn by_rate(lines: &[impl Taxed]) -> Vec<RateSums> {
    let mut rates: Vec<RateSums> = Vec::new();
    for line in lines {
        let (first, second) = line.taxes();
        for part in std::iter::once(first).chain(second) {
            match rates.iter_mut().find(|known| known.rate == part.rate) {
                Some(known) => {
                    known.net.minor += part.net.minor;
                    known.tax.minor += part.tax.minor;
                }
                None => rates.push(part),
            }
        }
    }
    rates.sort_by_key(|part| part.rate);
    rates
}

/// A credit note as a document of its own.
#[derive(Clone, Debug)]
pub(crate) struct NoteDocument {
    pub note: NoteView,
    pub billing_id: Id,
    pub invoice_number: String,
    pub invoice_date: String,
    pub snapshot: Option<Box<RawValue>>,
}

/// What a patient handed over, or got back, at once.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReceiptView {
    pub id: Id,
    pub patient_id: Id,
    pub currency: String,
    pub amount: Amount,
    pub method: String,
    pub date: String,
    pub reference: Option<String>,
    pub created_by: Option<Id>,
    pub created_at: String,
    #[serde(rename = "allocations")]
    pub shares: Vec<ReceiptShare>,
    /// What of it is nobody's invoice: a deposit, or given back out of one.
    pub credit: Amount,
    /// What was handed over before change was given, where it was said.
    #[serde(rename = "received")]
    pub handed_over: Option<Amount>,
}

/// What of a receipt went to an invoice, or came from it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReceiptShare {
    pub billing_id: Id,
    pub amount: Amount,
    pub payment_id: Id,
}
