//! Invoices: one line each, and a payment for what was paid. Amounts are taken to the cent of
//! their currency, half up.

use super::Import;
use super::record::{Record, id_of};
use super::store::{self, InvoiceRow};
use super::visits::word;
use super::vocabulary;
use crate::error::Result;
use crate::ids::Id;
use crate::money::{decimals, to_json};

const KNOWN: [&str; 18] = [
    "id",
    "patient_id",
    "visit_id",
    "invoice_number",
    "invoice_date",
    "due_date",
    "amount",
    "tax_amount",
    "total_amount",
    "currency",
    "status",
    "payment_method",
    "payment_date",
    "notes",
    "created_by",
    "updated_by",
    "created_at",
    "updated_at",
];

pub(super) fn bring(import: &Import<'_>, clinic_currency: &str) -> Result<()> {
    import.each("billing", "created_at, id", |row| invoice(import, row, clinic_currency))?;
    store::raise_counters(import.tx)
}

fn invoice(import: &Import<'_>, row: &Record<'_>, clinic_currency: &str) -> Result<()> {
    if store::exists(import.tx, "billing", row.id)? {
        import.already_there("billing");
        return Ok(());
    }
    let patient_text = row.text("patient_id").unwrap_or_default();
    let patient = id_of(&patient_text);
    if !import.patients.borrow().contains(&patient) {
        import.leave_out(row, "patient_id", &patient_text, "names no patient");
        return Ok(());
    }
    let created_at = import.moment(row, "created_at", import.now())?;
    let currency = currency(import, row, clinic_currency)?;
    let amount = minor(import, row, "amount", &currency)?.unwrap_or(0);
    let tax = minor(import, row, "tax_amount", &currency)?.unwrap_or(0);
    let total = amount + tax;
    if let Some(theirs) = minor(import, row, "total_amount", &currency)?
        && theirs != total
    {
        let done = format!(
            "is not amount and tax, which make {}: that is the total",
            to_json(total, &currency)
        );
        import.keep(row, "total_amount", &to_json(theirs, &currency), &done)?;
    }
    let created_day = import.zone.day_of(created_at);
    let invoice_date = import.day(row, "invoice_date")?.unwrap_or_else(|| created_day.to_string());
    let due_date = import.day(row, "due_date")?.unwrap_or_else(|| invoice_date.clone());
    if due_date < invoice_date {
        import.remark(row, "due_date", &due_date, "is before the invoice's date: kept as it is");
    }
    let mut new = InvoiceRow {
        id: row.id,
        patient,
        visit: visit(import, row, patient)?,
        number: Some(number(import, row)?),
        invoice_date,
        due_date,
        currency,
        amount,
        tax,
        paid: 0,
        credited: 0,
        status: "PENDING",
        method: None,
        payment_date: None,
        notes: row.text("notes"),
        created_by: import.user(row, "created_by")?,
        updated_by: import.user(row, "updated_by")?,
        created_at,
        updated_at: import.moment(row, "updated_at", created_at)?,
    };
    settle(import, row, &mut new)?;
    import.keep_unknown(row, &KNOWN)?;
    import.arrived("billing");
    Ok(())
}

/// What the status says of money: a payment for PAID; for REFUNDED the payment, a credit note and
/// the refund; what a part payment came to is nowhere written.
fn settle(import: &Import<'_>, row: &Record<'_>, new: &mut InvoiceRow) -> Result<()> {
    let total = new.amount + new.tax;
    let status = word(import, row, "status", vocabulary::invoice_status)?.unwrap_or("PENDING");
    let method = word(import, row, "payment_method", vocabulary::method)?;
    let date = import.day(row, "payment_date")?;
    let is_settled = matches!(status, "PAID" | "REFUNDED") && total > 0;
    if is_settled {
        if method.is_none() && row.text("payment_method").is_none() {
            import.remark(row, "payment_method", "", "is not told: OTHER stands in");
        }
        if date.is_none() {
            import.remark(row, "payment_date", "", "is not told: the invoice's date stands in");
        }
        new.method = Some(method.unwrap_or("OTHER"));
        new.payment_date = Some(date.unwrap_or_else(|| new.invoice_date.clone()));
    } else if row.text("payment_method").is_some() || date.is_some() {
        let value = format!("{} {}", method.unwrap_or(""), date.as_deref().unwrap_or(""));
        import.keep(
            row,
            "payment_date",
            value.trim(),
            "tells of a payment without its amount: none was recorded",
        )?;
    }
    take_status(import, row, new, (status, is_settled, total))?;
    store::insert_invoice(import.tx, new)?;
    if status == "REFUNDED" && is_settled {
        let note = "was given back: a payment, a credit note and a refund are recorded";
        import.remark(row, "status", "REFUNDED", note);
        return store::insert_refund(import.tx, new);
    }
    if new.paid > 0 {
        store::insert_payment(import.tx, new, new.paid)?;
    }
    Ok(())
}

/// The status as it is here, and what was paid or credited with it.
fn take_status(
    import: &Import<'_>,
    row: &Record<'_>,
    new: &mut InvoiceRow,
    (status, is_settled, total): (&str, bool, i64),
) -> Result<()> {
    match status {
        "PAID" if is_settled => (new.status, new.paid) = ("PAID", total),
        "REFUNDED" if is_settled => (new.status, new.credited) = ("REFUNDED", total),
        "CANCELLED" => new.status = "CANCELLED",
        "DRAFT" => {
            new.status = "DRAFT";
            if let Some(number) = new.number.take() {
                import.keep(
                    row,
                    "invoice_number",
                    &number,
                    "stands on a draft, which has none here",
                )?;
            }
        }
        "PARTIAL" => {
            import.keep(row, "status", "PARTIAL", "has no payments: PENDING stands in")?;
        }
        "OVERDUE" => {
            import.remark(
                row,
                "status",
                "OVERDUE",
                "follows from the due date here: stored as PENDING",
            );
        }
        "PAID" | "REFUNDED" => {
            // Nothing to pay.
            new.status = if total == 0 { "PAID" } else { "PENDING" };
            import.keep(row, "status", status, "without an amount above zero")?;
        }
        _ => {}
    }
    Ok(())
}

fn currency(import: &Import<'_>, row: &Record<'_>, clinic: &str) -> Result<String> {
    // The predecessor's own default.
    let text = row.text("currency").unwrap_or_else(|| "USD".into());
    let upper = text.trim().to_uppercase();
    if !looks_like_a_currency(&upper) {
        import.keep(row, "currency", &text, &format!("is no currency: {clinic} stands in"))?;
        return Ok(clinic.to_owned());
    }
    if upper != text {
        import.remark(row, "currency", &text, &format!("is spelt {upper} here"));
    }
    Ok(upper)
}

/// An import keeps what it finds: a currency that is no more had its time.
fn looks_like_a_currency(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())
}

/// An amount in minor units. Its shortest decimal text is rounded, not the binary number behind
/// it: 2.675 is 2.68.
fn minor(
    import: &Import<'_>,
    row: &Record<'_>,
    column: &'static str,
    currency: &str,
) -> Result<Option<i64>> {
    let Some(text) = row.text(column) else { return Ok(None) };
    let number = row.number(column).filter(|number| number.is_finite() && number.abs() < 1e12);
    let Some(number) = number else {
        import.keep(row, column, &text, "is no amount: 0 stands in")?;
        return Ok(None);
    };
    let (minor, is_exact) = rounded(&number.abs().to_string(), decimals(currency));
    let minor = if number < 0.0 { -minor } else { minor };
    if !is_exact {
        import.remark(row, column, &text, &format!("is rounded to {}", to_json(minor, currency)));
    }
    Ok(Some(minor))
}

/// A plain decimal text in units of that many places, half up, and whether nothing was lost.
fn rounded(text: &str, places: u32) -> (i64, bool) {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let places = places as usize;
    let kept: String = part.chars().chain(std::iter::repeat('0')).take(places).collect();
    let units: i64 = format!("{whole}{kept}").parse().unwrap_or(0);
    let lost = part.get(places..).unwrap_or("");
    let rounds_up = lost.chars().next().is_some_and(|digit| digit >= '5');
    (units + i64::from(rounds_up), lost.chars().all(|digit| digit == '0'))
}

fn visit(import: &Import<'_>, row: &Record<'_>, patient: Id) -> Result<Option<Id>> {
    let Some(text) = row.text("visit_id") else { return Ok(None) };
    let visit = id_of(&text);
    match import.visits.borrow().get(&visit) {
        Some(owner) if *owner == patient => Ok(Some(visit)),
        Some(_) => {
            import.keep(row, "visit_id", &text, "is another patient's visit: left empty")?;
            Ok(None)
        }
        None => {
            import.keep(row, "visit_id", &text, "names no visit: left empty")?;
            Ok(None)
        }
    }
}

/// The number as it is; one that is missing or taken gets an ending that makes it unique.
fn number(import: &Import<'_>, row: &Record<'_>) -> Result<String> {
    let given = row.text("invoice_number");
    let stem = given.clone().unwrap_or_else(|| format!("IMPORT-{}", &row.id.to_string()[..8]));
    let mut number = stem.clone();
    let mut ending = 1;
    while store::is_number_taken(import.tx, &number)? {
        ending += 1;
        number = format!("{stem}-{ending}");
    }
    match given {
        Some(given) if given != number => {
            import.keep(row, "invoice_number", &given, &format!("is taken: {number} stands in"))?;
        }
        Some(given) if !is_ours(&given) => {
            import.remark(row, "invoice_number", &given, "has another format: kept as it is");
        }
        Some(_) => {}
        None => {
            import.remark(row, "invoice_number", "", &format!("is missing: {number} stands in"))
        }
    }
    Ok(number)
}

/// `INV-2026-000042`
fn is_ours(number: &str) -> bool {
    let parts: Vec<&str> = number.split('-').collect();
    let digits = |text: &str, count: usize| {
        text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    matches!(parts.as_slice(), ["INV", year, n] if digits(year, 4) && digits(n, 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_rounded_as_they_are_written() {
        assert_eq!(rounded("0.30000000000000004", 2), (30, false));
        assert_eq!(rounded("2.675", 2), (268, false));
        assert_eq!(rounded("156.13", 2), (15613, true));
        assert_eq!(rounded("5400", 0), (5400, true));
        assert_eq!(rounded("99.5", 0), (100, false));
        assert_eq!(rounded("1.5", 3), (1500, true));
    }
}
