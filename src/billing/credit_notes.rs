//! Credit notes: documents of their own series that take an issued invoice back, in full or in
//! part. What was paid beyond what is left is then the clinic's to give back, by a refund.

use serde_json::{Map, Value, json};

use super::clerk::{Clerk, Told, changes_with, record_and_invalidate, stored, visible};
use super::input::{NewCreditNote, TakenBack};
use super::numbering::{Series, allot};
use super::payment_rules::must_take_money;
use super::payments::Recorded;
use super::shares::proportional_shares;
use super::store::{self, NoteRow};
use super::view::NoteView;
use super::{Invoice, Line, line_input, snapshot};
use crate::audit::Action;
use crate::db::{Creation, Tx, claim_id_below};
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::message::{Message, message};
use crate::money;

/// Writes a credit note, or answers with the one that the same request has written.
///
/// # Errors
/// 400 for a draft, a cancelled invoice, or more than is left; 404; 403.
pub(crate) fn write(
    tx: &Tx<'_>,
    clerk: &Clerk,
    id: Id,
    new: NewCreditNote,
    body: &Map<String, Value>,
) -> Result<Recorded<NoteView>> {
    let before = visible(tx, clerk, id)?;
    let note = match claim_id_below(tx, clerk.author.id, ("credit_note", id), new.id, body)? {
        Creation::New(note) => note,
        Creation::Again(note) => return recorded(tx, clerk, id, note),
    };
    must_take_money(&before)?;
    let lines = lines_of(tx, &before, new.taken_back, &new.reason)?;
    let amount: i64 = lines.iter().map(|line| line.amount).sum();
    let tax_amount: i64 = lines.iter().map(|line| line.tax_amount).sum();
    let is_untaxed = lines.iter().any(Line::is_untaxed);
    let today = clerk.today(tx);
    let number = allot(tx, Series::CreditNote, today.year())?;
    let currency = &before.head.currency;
    let row = NoteRow {
        id: note,
        number: &number,
        date: today,
        currency,
        amount,
        tax_amount,
        reason: &new.reason,
        snapshot: &snapshot::of_note(tx, &before, is_untaxed)?,
    };
    store::insert_credit_note(tx, id, &row, &lines, clerk.author.id)?;
    let mut after = before.clone();
    after.ledger.credited += amount + tax_amount;
    after.follow_ledger();
    store::settle(tx, &after, clerk.author.id)?;
    let told = json!({
        "id": note,
        "number": number,
        "total_amount": money::to_value(amount + tax_amount, currency),
        "reason": new.reason,
    });
    record_and_invalidate(
        tx,
        clerk,
        Action::Update,
        &after,
        changes_with(&before, &after, Told::of("credit_note", told)),
    )?;
    recorded(tx, clerk, id, note)
}

/// The lines of the note; neither net nor tax is more than credit notes have left.
fn lines_of(tx: &Tx<'_>, invoice: &Invoice, taken: TakenBack, reason: &str) -> Result<Vec<Line>> {
    let credited = store::credited_lines(tx, invoice.id)?;
    let rests = left_by_rate(invoice, &credited);
    let net_left: i64 = rests.iter().map(|rest| rest.net).sum();
    let tax_left: i64 = rests.iter().map(|rest| rest.tax).sum();
    let left = net_left + tax_left;
    if left <= 0 {
        let must =
            message("fully-credited", "is more than is left: the invoice is credited in full");
        return Err(Error::field("amount", must).and_nothing_changed());
    }
    let currency = &invoice.head.currency;
    match taken {
        TakenBack::Rest if invoice.ledger.credited == 0 => {
            let copy = |line: &Line| Line { id: Id::new(), ..line.clone() };
            Ok(invoice.lines.iter().map(copy).collect())
        }
        TakenBack::Rest => Ok(rests.iter().filter_map(|rest| rest.line(reason)).collect()),
        TakenBack::Amount(amount) => {
            let total = amount.in_minor(currency).map_err(|must| Error::field("amount", must))?;
            if total < 1 {
                return Err(Error::field("amount", message("above-zero", "must be more than 0"))
                    .and_nothing_changed());
            }
            if total > left {
                return Err(Error::field("amount", TOO_MUCH).and_nothing_changed());
            }
            // The last note takes exactly the rest of every rate.
            let parts = if total == left { rests } else { split(total, &rests) };
            Ok(parts.iter().filter_map(|part| part.line(reason)).collect())
        }
        TakenBack::Lines(given) => {
            let given = line_input::resolve(tx, given, currency)?;
            let net: i64 = given.iter().map(|line| line.amount).sum();
            let tax: i64 = given.iter().map(|line| line.tax_amount).sum();
            if net + tax < 1 {
                return Err(Error::field(
                    "lines",
                    message("comes-to-zero", "must come to more than 0"),
                )
                .and_nothing_changed());
            }
            if net > net_left || tax > tax_left {
                return Err(Error::field("lines", TOO_MUCH).and_nothing_changed());
            }
            let is_last = (net, tax) == (net_left, tax_left);
            if is_last && leaves_any(invoice, &credited, &given) {
                // Whatever rates it names, the last note takes exactly the rest of every rate.
                return Ok(rests.iter().filter_map(|rest| rest.line(reason)).collect());
            }
            Ok(given)
        }
    }
}

const TOO_MUCH: Message =
    message("credit-too-large", "is more than credit notes have left of this invoice");

/// What bears one pair of tax rates: of what credit notes have left of an invoice, or of a credit note. In
/// minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct RatePortion {
    rate: Option<i64>,
    second_rate: Option<i64>,
    net: i64,
    /// Of both taxes.
    tax: i64,
    second_tax: i64,
}

impl RatePortion {
    /// The line of a credit note that takes it back; none where nothing is left.
    fn line(&self, reason: &str) -> Option<Line> {
        (self.net != 0 || self.tax != 0).then(|| Line {
            description: reason.to_owned(),
            tax_rate_milli: self.rate,
            second_tax_rate_milli: self.second_rate,
            second_tax_amount: self.second_tax,
            ..Line::of_amounts(self.net, self.tax)
        })
    }
}

/// What credit notes have left of each pair of rates of the invoice, in the order of its lines.
fn left_by_rate(invoice: &Invoice, credited: &[Line]) -> Vec<RatePortion> {
    let mut rests: Vec<RatePortion> = Vec::new();
    let signed = invoice.lines.iter().map(|line| (line, 1));
    for (line, sign) in signed.chain(credited.iter().map(|line| (line, -1))) {
        let (rate, second_rate) = (line.tax_rate_milli, line.second_tax_rate_milli);
        let is_same = |rest: &RatePortion| rest.rate == rate && rest.second_rate == second_rate;
        let at = rests.iter().position(is_same).unwrap_or_else(|| {
            rests.push(RatePortion { rate, second_rate, net: 0, tax: 0, second_tax: 0 });
            rests.len() - 1
        });
        rests[at].net += sign * line.amount;
        rests[at].tax += sign * line.tax_amount;
        rests[at].second_tax += sign * line.second_tax_amount;
    }
    rests
}

/// Whether a rate would be left with anything after a note of these lines.
fn leaves_any(invoice: &Invoice, credited: &[Line], given: &[Line]) -> bool {
    let all: Vec<Line> = credited.iter().chain(given).cloned().collect();
    let is_left = |rest: &RatePortion| (rest.net, rest.tax, rest.second_tax) != (0, 0, 0);
    left_by_rate(invoice, &all).iter().any(is_left)
}

/// A sum, tax included, over the rates in proportion to what is left of each, and within a rate
/// over its net and its taxes.
fn split(total: i64, rests: &[RatePortion]) -> Vec<RatePortion> {
    let rests = evened(rests);
    let weights: Vec<i64> = rests.iter().map(|rest| rest.net + rest.tax).collect();
    let part = |(rest, sum): (&RatePortion, i64)| {
        let parts =
            proportional_shares(sum, &[rest.net, rest.tax - rest.second_tax, rest.second_tax]);
        RatePortion { net: parts[0], tax: parts[1] + parts[2], second_tax: parts[2], ..*rest }
    };
    rests.iter().zip(proportional_shares(total, &weights)).map(part).collect()
}

/// The rests without one below nothing: lines of a credit note may have taken back more of a rate
/// than the invoice had of it, which the others then bear.
fn evened(rests: &[RatePortion]) -> Vec<RatePortion> {
    let nets = without_deficits(&rests.iter().map(|rest| rest.net).collect::<Vec<_>>());
    let firsts = rests.iter().map(|rest| rest.tax - rest.second_tax);
    let taxes: Vec<i64> = firsts.chain(rests.iter().map(|rest| rest.second_tax)).collect();
    let taxes = without_deficits(&taxes);
    let (firsts, seconds) = taxes.split_at(rests.len());
    let each = rests.iter().zip(nets).zip(firsts.iter().zip(seconds));
    each.map(|((rest, net), (first, second))| RatePortion {
        net,
        tax: first + second,
        second_tax: *second,
        ..*rest
    })
    .collect()
}

fn without_deficits(parts: &[i64]) -> Vec<i64> {
    let positive: Vec<i64> = parts.iter().map(|part| (*part).max(0)).collect();
    let deficit: i64 = parts.iter().map(|part| (-part).max(0)).sum();
    let borne = proportional_shares(deficit, &positive);
    positive.iter().zip(borne).map(|(part, borne)| part - borne).collect()
}

fn recorded(tx: &Tx<'_>, clerk: &Clerk, id: Id, note: Id) -> Result<Recorded<NoteView>> {
    Ok(Recorded { document: store::credit_note(tx, note)?, invoice: stored(tx, clerk, id)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(rate: i64, net: i64, tax: i64) -> RatePortion {
        RatePortion { rate: Some(rate), second_rate: None, net, tax, second_tax: 0 }
    }

    #[test]
    fn a_sum_is_split_over_the_rates_in_proportion() {
        let rests = [rest(20_000, 10_000, 2_000), rest(5_500, 10_000, 550), rest(0, 7_450, 0)];
        let parts = split(3_000, &rests);
        assert_eq!(parts, [rest(20_000, 1_000, 200), rest(5_500, 1_000, 55), rest(0, 745, 0)]);
        let parts = split(1_001, &rests);
        assert_eq!(parts.iter().map(|part| part.net + part.tax).sum::<i64>(), 1_001);
    }

    #[test]
    fn what_is_left_of_a_rate_that_was_credited_too_much_takes_no_more() {
        let parts = split(500, &[rest(20_000, 1_000, 200), rest(0, -100, 0)]);
        assert_eq!(parts[1], rest(0, 0, 0));
        assert_eq!(parts[0].net + parts[0].tax, 500);
        let parts = split(1_099, &[rest(20_000, 1_000, 200), rest(0, -100, 0)]);
        assert!(parts[0].net <= 900 && parts[0].tax <= 200, "{parts:?}");
    }
}
