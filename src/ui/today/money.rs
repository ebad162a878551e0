//! The figures of the owner's view: money of the day and of the month, and what was missed.

use jiff::civil::Date;

use crate::billing::status::{CLAIMING_STATUSES, UNPAID_STATUSES};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::figures;
use crate::money::Amount;
use crate::reports::Question;
use crate::reports::dashboard::{self, DashboardReport, MoneyToday};
use crate::reports::view::PerCurrency;
use crate::ui::invoices::store::moved_on;
use crate::ui::language::{Language, say};
use crate::ui::tile::Tile;

/// Money that was received today, in every currency.
fn received(sql: &Sql<'_>, asked: &Question, language: Language) -> Result<Tile> {
    let (clinic, today) = (&asked.clinic.currency, asked.today());
    let mut sums = vec![(Amount::new(0, clinic.clone()), 0)];
    for moved in moved_on(sql, today, asked.scope)? {
        let left = moved.came + moved.went;
        match sums.iter_mut().find(|(sum, _)| sum.currency == moved.currency) {
            Some((sum, times)) => {
                sum.minor += left;
                *times += moved.times;
            }
            None => sums.push((Amount::new(left, moved.currency), moved.times)),
        }
    }
    let list = format!("/payments?from_date={today}&to_date={today}");
    let (own, times) = sums[0].clone();
    let each = sums.iter().map(|(sum, _)| sum);
    let payments = language.count(times, say("1 payment"), say("{} payments"));
    Ok(Tile::money(say("Received today"), &own, each, language, &list)
        .of(times)
        .noting(payments)
        .meaning(figures::RECEIVED))
}

/// The words of the figures: this month beside the same days of the last.
struct Month<'a> {
    money: &'a PerCurrency<MoneyToday>,
    language: Language,
    /// The first and last day that it shows.
    days: (Date, Date),
    /// The day of the last month up to which it is compared.
    same_day: Date,
}

impl Month<'_> {
    fn number(&self, count: i64) -> String {
        self.language.number(&count.to_string())
    }

    /// The list of these days.
    fn since(&self, list: &str) -> String {
        let (first, last) = self.days;
        format!("{list}?from_date={first}&to_date={last}")
    }

    /// What it was by the same day of the month before.
    fn beside(&self, value: String) -> String {
        let day = self.language.short_date(self.same_day);
        self.language.fill(say("{} by {}"), &[&value, &day])
    }

    fn invoices(&self, count: i64) -> String {
        self.language.count(count, say("1 invoice"), say("{} invoices"))
    }

    fn in_each(&self, sum: fn(&MoneyToday) -> &Amount) -> impl Iterator<Item = &Amount> {
        self.money.by_currency.iter().map(move |row| sum(&row.figures))
    }

    fn billed(&self) -> Tile {
        let now = &self.money.clinic.this_month.billing;
        let last = &self.money.clinic.last_month.billing;
        let before = self.beside(self.language.money_of(&last.total_revenue));
        Tile::money(
            say("Billed this month"),
            &now.total_revenue,
            self.in_each(|row| &row.this_month.billing.total_revenue),
            self.language,
            &format!("{}&status_in={CLAIMING_STATUSES}", self.since("/invoices")),
        )
        .of(now.billed_invoices)
        .noting(format!("{} · {before}", self.invoices(now.billed_invoices)))
        .meaning(figures::BILLED)
    }

    fn outstanding(&self) -> Tile {
        let unpaid = &self.money.clinic.unpaid;
        Tile::money(
            say("Outstanding"),
            &unpaid.amount,
            self.in_each(|row| &row.unpaid.amount),
            self.language,
            &format!("/invoices?status_in={UNPAID_STATUSES}"),
        )
        .of(unpaid.count)
        .noting(self.invoices(unpaid.count))
        .meaning(figures::OUTSTANDING)
    }

    fn missed(&self, now: Moment) -> Tile {
        let rate = |rate: f64| self.language.percent(&self.language.figure(rate));
        let [this, last] =
            [&self.money.clinic.this_month, &self.money.clinic.last_month].map(|one| &one.visits);
        let missed = this.begun.no_shows;
        let words = self.language.count(missed, say("1 no-show"), say("{} no-shows"));
        Tile::counting(
            say("No-shows this month"),
            rate(this.no_show_rate),
            format!("{}&status=NO_SHOW&visit_date_lt={now}", self.since("/visits")),
        )
        .of(missed)
        .noting(format!("{words} · {}", self.beside(rate(last.no_show_rate))))
        .meaning(figures::MISSED)
    }

    fn counting(&self, label: &'static str, (now, before): (i64, i64), href: String) -> Tile {
        let beside = self.beside(self.number(before));
        Tile::counting(label, self.number(now), href).of(now).noting(beside)
    }
}

/// The figures of today and of this month beside last month's, and what is owed.
///
/// # Errors
/// What SQLite says.
pub(super) fn tiles(
    sql: &Sql<'_>,
    asked: &Question,
    report: &DashboardReport,
    (now, language): (Moment, Language),
) -> Result<Vec<Tile>> {
    let (days, (_, same_day)) = dashboard::months_to_date(asked.today());
    let month = Month { money: &report.money, language, days, same_day };
    let (this, last) = (&report.money.clinic.this_month, &report.money.clinic.last_month);
    let (first, last_day) = days;
    let met = format!("/patients?first_completed_gte={first}&first_completed_lte={last_day}");
    let visits = (this.visits.total, last.visits.total);
    let patients = (this.new_patients, last.new_patients);
    Ok(vec![
        received(sql, asked, language)?,
        month.billed(),
        month.outstanding(),
        month.missed(now),
        month
            .counting(say("Appointments this month"), visits, month.since("/visits"))
            .meaning(figures::VISITS),
        month
            .counting(say("New patients this month"), patients, met)
            .meaning(figures::NEW_PATIENTS),
    ])
}
