//! The figures above a report as tiles: counts, and money in each currency beside the clinic's,
//! each with its list.

use super::sheet::Maker;
use crate::billing::status::{CLAIMING_STATUSES, UNPAID_STATUSES};
use crate::figures;
use crate::list::Datum;
use crate::money::Amount;
use crate::reports::view::{CountedSum, InCurrency};
use crate::ui::language::say;
use crate::ui::tile::Tile;

impl<'m> Maker<'m> {
    /// The same for another currency.
    pub fn within<'o>(&self, currency: &'o str) -> Maker<'o>
    where
        'm: 'o,
    {
        Maker { currency, ..*self }
    }

    /// The rows of the currencies that are not this one.
    pub fn elsewhere<'o, T>(
        &self,
        rows: &'o [InCurrency<T>],
    ) -> impl Iterator<Item = &'o InCurrency<T>> {
        rows.iter().filter(|row| row.currency != self.currency)
    }

    /// A count with its list.
    pub fn count(&self, label: &'static str, count: i64, list: String) -> Tile {
        let figure = self.language.number(&count.to_string());
        Tile::counting(label, figure, list).of(count).valued(Datum::Integer(count))
    }

    /// Revenue.
    pub fn billed<'s>(
        &self,
        sum: &Amount,
        all: impl Iterator<Item = &'s Amount>,
        invoices: i64,
    ) -> Tile {
        let link = self.days.link("/invoices", &format!("status_in={CLAIMING_STATUSES}"));
        Tile::money(say("Billed"), sum, all, self.language, &link)
            .of(invoices)
            .noting(self.invoices(invoices))
            .meaning(figures::BILLED)
    }

    /// Money that came in.
    pub fn received<'s>(
        &self,
        sum: &Amount,
        all: impl Iterator<Item = &'s Amount>,
        payments: i64,
    ) -> Tile {
        Tile::money(say("Received"), sum, all, self.language, &self.moved(""))
            .of(payments)
            .noting(self.language.count(payments, say("1 payment"), say("{} payments")))
            .meaning(figures::RECEIVED)
    }

    /// The list of the money that moved in the days, up to today.
    pub fn moved(&self, filter: &str) -> String {
        self.days.until(self.today).link("/payments", filter)
    }

    /// What is still to be paid.
    pub fn outstanding<'s>(
        &self,
        sum: &Amount,
        all: impl Iterator<Item = &'s Amount>,
        invoices: i64,
    ) -> Tile {
        let link = self.days.link("/invoices", &format!("status_in={UNPAID_STATUSES}"));
        Tile::money(say("Outstanding"), sum, all, self.language, &link)
            .of(invoices)
            .noting(self.invoices(invoices))
            .meaning(figures::OUTSTANDING)
    }

    /// What the clinic owes.
    pub fn owed_to_patients<'s>(
        &self,
        owed: &CountedSum,
        all: impl Iterator<Item = &'s Amount>,
    ) -> Tile {
        let link = self.days.link("/credits", "");
        let (one, many) = (say("1 invoice or deposit"), say("{} invoices or deposits"));
        Tile::money(say("Owed to patients"), &owed.amount, all, self.language, &link)
            .of(owed.count)
            .noting(self.language.count(owed.count, one, many))
            .meaning(figures::OWED_TO_PATIENTS)
    }

    fn invoices(&self, count: i64) -> String {
        self.language.count(count, say("1 invoice"), say("{} invoices"))
    }
}
