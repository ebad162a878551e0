//! What is open: each item with what it counts and the list that has as many rows.

use std::cell::OnceCell;

use super::store::{self, Draft};
use crate::auth::{Caller, Permission};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::figures::{self, Definition};
use crate::money::Amount;
use crate::reports::{self, NOT_DUE, Question};
use crate::settings::InForce;
use crate::ui::attention::store::{Due, DueVisit, missed_count, unseen_count};
use crate::ui::language::{Language, say};
use crate::ui::tile::in_currency;

/// Patients not seen for long that are counted at most.
const MOST_UNSEEN: i64 = 10_000;
/// Notes and plans that the card of a dietitian names.
const NAMED: u64 = 4;

/// Something that wants to be looked at.
pub(super) struct Item {
    pub text: String,
    pub href: String,
    /// What it counts, and how many.
    pub meaning: Option<Definition>,
    pub count: Option<i64>,
}

/// Asks for what is open, each only of those who may see it.
pub(super) struct Open<'a, 'c> {
    sql: &'a Sql<'c>,
    caller: &'a Caller,
    settings: &'a InForce,
    now: Moment,
    language: Language,
    /// The notes to be signed, counted once a page.
    unsigned: OnceCell<i64>,
}

impl<'a, 'c> Open<'a, 'c> {
    pub fn new(
        sql: &'a Sql<'c>,
        caller: &'a Caller,
        settings: &'a InForce,
        (now, language): (Moment, Language),
    ) -> Self {
        Self { sql, caller, settings, now, language, unsigned: OnceCell::new() }
    }

    fn unsigned(&self) -> Result<i64> {
        if let Some(known) = self.unsigned.get() {
            return Ok(*known);
        }
        let own = self.caller.scope().dietitian();
        let count = Due::Signature.count(self.sql, own, (&*self.settings.0, self.now))?;
        Ok(*self.unsigned.get_or_init(|| count))
    }

    fn number(&self, count: i64) -> String {
        self.language.number(&count.to_string())
    }

    fn item(&self, words: &str, count: i64, href: &str, meaning: Definition) -> Option<Item> {
        (count > 0).then(|| Item {
            text: self.language.fill(words, &[&self.number(count)]),
            href: href.to_owned(),
            meaning: Some(meaning),
            count: Some(count),
        })
    }

    /// What somebody who runs the clinic, or a dietitian of their own patients, has to look at.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn items(&self, question: &Question) -> Result<Vec<Item>> {
        let own = self.caller.scope().dietitian();
        let clinic = &*self.settings.0;
        let mut all = Vec::new();
        if self.caller.may(Permission::BillingList) {
            all.extend(self.money(question)?);
        }
        if self.caller.may(Permission::VisitsList) {
            if self.caller.notes().are_shown() {
                let unwritten = Due::Note.count(self.sql, own, (clinic, self.now))?;
                let words = say("Completed consultations of the last 90 days without a note: {}");
                let list = "/attention/unwritten";
                all.extend(self.item(words, unwritten, list, figures::WITHOUT_NOTE));
            }
            // Asked of those who sign.
            if self.caller.notes().are_all() {
                let unsigned = self.unsigned()?;
                let (words, list) = (say("Notes to sign: {}"), "/attention/unsigned");
                all.extend(self.item(words, unsigned, list, figures::UNSIGNED));
            }
            let missed = missed_count(self.sql, own, (&clinic.zone, self.now))?;
            let words = say("No-shows without another appointment: {}");
            all.extend(self.item(words, missed, "/attention/missed", figures::TO_CALL));
        }
        all.extend(self.unseen()?);
        Ok(all)
    }

    /// What is owed past its day and what the clinic owes: each currency for itself, and each with
    /// its own list.
    fn money(&self, question: &Question) -> Result<Vec<Item>> {
        let mut all = Vec::new();
        let mut overdue: Vec<(Amount, i64)> = Vec::new();
        for row in reports::owed(self.sql, question)?.iter() {
            if row.bucket == NOT_DUE || row.count == 0 {
                continue;
            }
            match overdue.iter_mut().find(|(sum, _)| sum.currency == row.currency) {
                Some((sum, count)) => {
                    sum.minor += row.balance;
                    *count += row.count;
                }
                None => overdue.push((Amount::new(row.balance, &row.currency), row.count)),
            }
        }
        let item = |words: &str, sum: &Amount, count: i64, list: &str, meaning| Item {
            text: self.language.fill(words, &[&self.number(count), &self.language.money_of(sum)]),
            href: in_currency(list, &sum.currency),
            meaning: Some(meaning),
            count: Some(count),
        };
        let words = say("Overdue invoices: {} · {}");
        let list = "/invoices?status=OVERDUE";
        all.extend(overdue.iter().map(|(sum, n)| item(words, sum, *n, list, figures::OVERDUE)));
        for row in reports::owing(self.sql, question)?.iter().filter(|row| row.count > 0) {
            let (words, sum) =
                (say("Owed to patients: {} · {}"), Amount::new(row.amount, &row.currency));
            all.push(item(words, &sum, row.count, "/credits", figures::OWED_TO_PATIENTS));
        }
        Ok(all)
    }

    fn unseen(&self) -> Result<Option<Item>> {
        if !self.caller.may(Permission::PatientsList) {
            return Ok(None);
        }
        let (own, when) = (self.caller.scope().dietitian(), (&self.settings.0.zone, self.now));
        let unseen = unseen_count(self.sql, own, when, MOST_UNSEEN + 1)?;
        let words = say("Patients not seen for six months: {}");
        let item = self.item(words, unseen, "/attention/unseen", figures::UNSEEN);
        // The largest clinics count no further: a page that is opened all day looks at no more.
        Ok(item.map(|item| match unseen > MOST_UNSEEN {
            true => Item {
                text: self.language.fill(words, &[&format!("{}+", self.number(MOST_UNSEEN))]),
                count: None,
                ..item
            },
            false => item,
        }))
    }

    /// What a dietitian still has to finish: the notes to sign and the plans to give.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn to_finish(&self) -> Result<ToFinish> {
        let own = self.caller.scope().dietitian();
        let when = (&*self.settings.0, self.now);
        let (plans, plan_count) = match self.caller.may(Permission::NutritionRead) {
            true => store::drafts(self.sql, self.caller.scope(), NAMED as i64)?,
            false => (Vec::new(), 0),
        };
        let note_count = self.unsigned()?;
        Ok(ToFinish {
            notes: match note_count {
                0 => Vec::new(),
                _ => Due::Signature.visits(self.sql, own, when, (NAMED, 0))?,
            },
            note_count,
            plans,
            plan_count,
        })
    }
}

/// What a dietitian still has to finish.
pub(super) struct ToFinish {
    pub notes: Vec<DueVisit>,
    pub note_count: i64,
    pub plans: Vec<Draft>,
    pub plan_count: i64,
}
