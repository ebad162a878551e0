//! The accounts that the journal books to: the clinic's own numbers, and the usual ones where it has
//! none (of the French chart of accounts, PCG, where documents are French).

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::http::{Field, Fields};

/// The longest number of an account.
const LONGEST: usize = 20;

/// An account: the field that names it, and its usual number in English and in French books.
pub struct Account {
    pub field: &'static str,
    /// What it is called.
    pub name: &'static str,
    english: &'static str,
    french: &'static str,
}

const fn account(
    field: &'static str,
    name: &'static str,
    english: &'static str,
    french: &'static str,
) -> Account {
    Account { field, name, english, french }
}

/// What patients owe.
pub const RECEIVABLE: &str = "account_receivable";
/// What was earned.
pub const REVENUE: &str = "account_revenue";
/// Tax to be passed on, and a second one.
pub const TAX: &str = "account_tax";
pub const SECOND_TAX: &str = "account_second_tax";
/// What patients have paid in advance.
pub const DEPOSITS: &str = "account_deposits";

/// Every account; after the first five, one for each way of paying.
pub const ACCOUNTS: [Account; 12] = [
    account(RECEIVABLE, "What patients owe", "1100", "411000"),
    account(REVENUE, "Revenue", "4000", "706000"),
    account(TAX, "Tax", "2200", "445710"),
    account(SECOND_TAX, "Second tax", "2210", "445720"),
    account(DEPOSITS, "Paid in advance", "2300", "419100"),
    account("account_cash", "Cash", "1000", "530000"),
    account("account_credit_card", "Credit card", "1020", "511500"),
    account("account_debit_card", "Debit card", "1020", "511500"),
    account("account_check", "Check", "1030", "511200"),
    account("account_bank_transfer", "Bank transfer", "1010", "512000"),
    account("account_insurance", "Insurance", "1010", "512000"),
    account("account_other", "Other ways", "1090", "511800"),
];

/// The account of money that comes this way.
pub fn of_method(method: &str) -> &'static str {
    let field = format!("account_{}", method.to_lowercase());
    ACCOUNTS.iter().find(|account| account.field == field).map_or("account_other", |a| a.field)
}

/// What that account is called.
pub fn name_of(field: &str) -> &'static str {
    ACCOUNTS.iter().find(|account| account.field == field).map_or("", |account| account.name)
}

/// The numbers of all accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    /// The clinic's own, by field.
    own: BTreeMap<String, String>,
    is_french: bool,
}

impl Accounts {
    /// As stored, in a clinic whose documents are in that language.
    pub(super) fn of(stored: Option<&str>, locale: &str) -> Self {
        let own = stored.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        Self { own, is_french: locale.starts_with("fr") }
    }

    /// What is stored of them.
    pub(super) fn stored(&self) -> Option<String> {
        let text = serde_json::to_string(&self.own).ok();
        text.filter(|_| !self.own.is_empty())
    }

    /// The number of that account.
    pub fn number(&self, field: &str) -> &str {
        let usual = || {
            let account = ACCOUNTS.iter().find(|account| account.field == field);
            account.map_or("", |a| if self.is_french { a.french } else { a.english })
        };
        self.own.get(field).map_or_else(usual, String::as_str)
    }

    /// These with a change made.
    pub(super) fn changed(&self, change: AccountsChange, locale: &str) -> Self {
        let mut changed = Self { own: self.own.clone(), is_french: locale.starts_with("fr") };
        for (field, number) in change.0 {
            match number {
                Field::Absent => {}
                Field::Null => {
                    changed.own.remove(field);
                }
                Field::Set(number) if changed.number(field) == number => {}
                Field::Set(number) => {
                    changed.own.insert(field.to_owned(), number);
                }
            }
        }
        changed
    }
}

impl Serialize for Accounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(ACCOUNTS.iter().map(|a| (a.field, self.number(a.field))))
    }
}

/// What a change says of the accounts; a field without a value goes back to the usual number.
pub(super) struct AccountsChange(Vec<(&'static str, Field<String>)>);

impl AccountsChange {
    pub fn read(fields: &mut Fields) -> Self {
        let read = |account: &Account| {
            let number = fields.line(account.field, 1..=LONGEST);
            if let Field::Set(text) = &number
                && !text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
            {
                fields.refuse(account.field, "must be letters, digits, points and dashes");
            }
            (account.field, number)
        };
        Self(ACCOUNTS.iter().map(read).collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;

    fn changed(accounts: &Accounts, body: &Value, locale: &str) -> Accounts {
        let mut fields = Fields::of(body.as_object().unwrap().clone());
        let change = AccountsChange::read(&mut fields);
        fields.finish().unwrap();
        accounts.changed(change, locale)
    }

    #[test]
    fn an_account_has_the_usual_number_of_its_language_until_the_clinic_says_another() {
        let usual = Accounts::of(None, "fr");
        assert_eq!((usual.number(REVENUE), usual.number(of_method("CASH"))), ("706000", "530000"));
        assert_eq!(Accounts::of(None, "en").number(REVENUE), "4000");
        let own =
            changed(&usual, &json!({ "account_revenue": "706-1", "account_tax": "445710" }), "en");
        assert_eq!((own.number(REVENUE), own.number(RECEIVABLE)), ("706-1", "1100"));
        assert_eq!(Accounts::of(own.stored().as_deref(), "en"), own);
        let back = changed(&own, &json!({ "account_revenue": null, "account_tax": null }), "en");
        assert_eq!(back.stored(), None);
        assert_eq!(of_method("BARTER"), "account_other");
        let mut wrong = Fields::of(Map::from_iter([("account_tax".to_owned(), json!("=1+1"))]));
        AccountsChange::read(&mut wrong);
        assert!(wrong.finish().is_err());
    }
}
