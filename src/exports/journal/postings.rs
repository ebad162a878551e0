//! Double entry: what a document or a payment books to which accounts. Debit and credit of each come
//! to the same.

use super::facts::{Document, Fact, Moved, Rate};
use crate::settings::accounts::{DEPOSITS, RECEIVABLE, REVENUE, SECOND_TAX, TAX, of_method};

/// A line of the journal; sums are in minor units of its currency.
#[derive(Clone, Debug, Default)]
pub(super) struct Posting {
    pub account: &'static str,
    /// Thousandths of a percent.
    pub rate: Option<i64>,
    /// What the document says at this rate; stands once, on its line of revenue.
    pub net: Option<i64>,
    pub tax: Option<i64>,
    pub gross: Option<i64>,
    /// Money that moved; stands once, on its line of the way it came.
    pub payment: Option<i64>,
    /// Positive: debit. Negative: credit.
    pub amount: i64,
}

impl Posting {
    fn of(account: &'static str, amount: i64) -> Self {
        Self { account, amount, ..Self::default() }
    }
}

/// What a fact books, the account that takes first.
pub(super) fn postings(fact: &Fact) -> Vec<Posting> {
    let mut all = match fact {
        Fact::Document(document) => of_document(document),
        Fact::Moved(moved) => of_money(moved),
        Fact::CreditUsed { amount, .. } => {
            vec![Posting::of(DEPOSITS, *amount), Posting::of(RECEIVABLE, -amount)]
        }
    };
    // A line says something, if only that a document came to nothing.
    all.retain(|posting| posting.amount != 0 || posting.gross.is_some());
    all
}

fn of_document(document: &Document) -> Vec<Posting> {
    let gross: i64 = document.rates.iter().map(Rate::gross).sum();
    let mut all = vec![Posting::of(RECEIVABLE, gross)];
    for rate in &document.rates {
        all.push(Posting {
            rate: rate.rate,
            net: Some(rate.net),
            tax: Some(rate.tax + rate.second_tax),
            gross: Some(rate.gross()),
            ..Posting::of(REVENUE, -rate.net)
        });
        all.push(Posting { rate: rate.rate, ..Posting::of(TAX, -rate.tax) });
        all.push(Posting { rate: rate.second_rate, ..Posting::of(SECOND_TAX, -rate.second_tax) });
    }
    all
}

fn of_money(moved: &Moved) -> Vec<Posting> {
    let owed = if moved.is_deposit { DEPOSITS } else { RECEIVABLE };
    let way = Posting::of(of_method(&moved.method), moved.amount);
    vec![Posting { payment: Some(moved.amount), ..way }, Posting::of(owed, -moved.amount)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::facts::Head;
    use super::*;

    proptest! {
        #[test]
        fn debit_is_credit_whatever_a_document_says(
            rates in proptest::collection::vec((-90_000_i64..90_000, -900_i64..9000, 0_i64..900), 1..5),
            amount in -90_000_i64..90_000,
            is_deposit: bool,
        ) {
            let rates: Vec<Rate> = rates
                .into_iter()
                .map(|(net, tax, second_tax)| Rate { rate: Some(8100), second_rate: None, net, tax, second_tax })
                .collect();
            let gross: i64 = rates.iter().map(Rate::gross).sum();
            let document = Fact::Document(Document { head: Head::default(), rates });
            let method = "CASH".to_owned();
            let moved = Fact::Moved(Moved { head: Head::default(), method, amount, is_deposit });
            for (fact, billed, received) in [(document, gross, 0), (moved, 0, amount)] {
                let all = postings(&fact);
                prop_assert_eq!(all.iter().map(|posting| posting.amount).sum::<i64>(), 0);
                let said: i64 = all.iter().filter_map(|posting| posting.gross).sum();
                let paid: i64 = all.iter().filter_map(|posting| posting.payment).sum();
                prop_assert_eq!((said, paid), (billed, received));
            }
        }
    }
}
