//! The steps of the first start: what each asks for, and the rules that its answers are held to.

use serde_json::{Map, Value};

use crate::auth::{Familiar, password};
use crate::error::{Error, Result};
use crate::http::Fields;
use crate::message::message;
use crate::settings::Change;
use crate::ui::form::{Field, Kind, Sent};
use crate::ui::language::say;
use crate::users::NewUser;

/// A step, in the order in which they are taken. The one after the account needs a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Language,
    Clinic,
    Money,
    Account,
}

const CLINIC: [&str; 3] = ["name", "address", "registration_number"];
const MONEY: [&str; 7] = [
    "time_zone",
    "currency",
    "locale",
    "payment_terms_days",
    "invoice_header",
    "tax_exemption_text",
    "invoice_footer",
];
const ACCOUNT: [&str; 4] = ["first_name", "last_name", "email", "username"];

impl Step {
    const ALL: [Self; 4] = [Self::Language, Self::Clinic, Self::Money, Self::Account];

    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|step| step.name() == name).unwrap_or(Self::Language)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Clinic => "clinic",
            Self::Money => "money",
            Self::Account => "account",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Language => say("Language"),
            Self::Clinic => say("Your clinic"),
            Self::Money => say("Place and invoices"),
            Self::Account => say("Your administrator account"),
        }
    }

    pub fn why(self) -> &'static str {
        match self {
            Self::Language => {
                say("NutriVault speaks to each user in their own language. Which is yours?")
            }
            Self::Clinic => {
                say("This stands at the head of every invoice. All of it can be changed later.")
            }
            Self::Money => {
                say("Days, times and sums are the clinic's. The texts stand on every invoice.")
            }
            Self::Account => {
                say("It can do everything. There is no default password, and no way around yours.")
            }
        }
    }

    pub fn place(self) -> usize {
        Self::ALL.iter().position(|step| *step == self).unwrap_or(0)
    }

    pub fn before(self) -> Self {
        Self::ALL[self.place().saturating_sub(1)]
    }

    /// The next one; nothing after the account.
    pub fn after(self) -> Option<Self> {
        Self::ALL.get(self.place() + 1).copied()
    }

    pub fn fields(self) -> Vec<Field> {
        let password = |name, label| Field::new(name, label, Kind::Line("password")).required();
        match self {
            Self::Language => {
                vec![Field::codes("language", say("Language"), &["en", "fr"]).required()]
            }
            Self::Clinic => vec![
                Field::line("name", say("Name of the clinic")).required(),
                Field::line("registration_number", say("Registration number")),
                Field::text("address", say("Address")),
            ],
            Self::Money => vec![
                Field::line("time_zone", say("Time zone"))
                    .required()
                    .hint(say("As in Europe/Paris.")),
                Field::line("currency", say("Currency"))
                    .required()
                    .hint(say("Three letters like EUR.")),
                Field::codes("locale", say("Language of documents"), &["en", "fr"]).required(),
                Field::new("payment_terms_days", say("Days to pay"), Kind::Line("number"))
                    .required(),
                Field::text("invoice_header", say("Text above the lines")),
                Field::text("tax_exemption_text", say("Tax exemption")),
                Field::text("invoice_footer", say("Text at the foot")),
            ],
            Self::Account => vec![
                Field::line("first_name", say("First name")).required(),
                Field::line("last_name", say("Last name")).required(),
                Field::new("email", say("E-mail"), Kind::Line("email")).required(),
                Field::line("username", say("User name")).required(),
                password("password", say("Password"))
                    .hint(say("At least 10 characters. A short sentence is easy to remember.")),
                password("password_again", say("Password, once more")),
            ],
        }
    }

    /// Holds the answers of this step to its rules.
    ///
    /// # Errors
    /// 400 with every field that is wrong.
    pub fn check(self, sent: &Sent) -> Result<()> {
        match self {
            Self::Language => Ok(()),
            Self::Clinic | Self::Money => {
                settings(sent, if self == Self::Clinic { &CLINIC } else { &MONEY }).map(drop)
            }
            Self::Account => account(sent).map(drop),
        }
    }
}

fn settings(sent: &Sent, names: &[&str]) -> Result<Change> {
    let mut fields = Fields::of(sent.only(names).body(&["payment_terms_days"]));
    let change = Change::read(&mut fields);
    fields.finish()?;
    Ok(change)
}

/// All that was answered about the clinic.
///
/// # Errors
/// 400 with every field that is wrong.
pub(super) fn clinic(sent: &Sent) -> Result<Change> {
    settings(sent, &[&CLINIC[..], &MONEY[..]].concat())
}

/// The first administrator and their password.
///
/// # Errors
/// 400 with every field that is wrong; `WEAK_PASSWORD`.
pub(super) fn account(sent: &Sent) -> Result<(NewUser, String)> {
    let mut body: Map<String, Value> = sent.only(&ACCOUNT).filled(&[]);
    body.insert("role".into(), "ADMIN".into());
    body.insert("locale".into(), sent.get("language").into());
    let mut fields = Fields::of(body);
    let new = NewUser::read(&mut fields);
    let chosen = sent.raw("password").to_owned();
    let names = [sent.get("first_name"), sent.get("last_name")];
    let owner = Familiar::of(sent.get("username"), sent.get("email"), names, sent.get("name"));
    if let Some(reason) = password::weakness(&chosen, &owner) {
        fields.refuse("password", reason);
    } else if chosen != sent.raw("password_again") {
        fields
            .refuse("password_again", message("same-password", "must be the same password again"));
    }
    fields.finish()?;
    let new = new.ok_or_else(|| Error::internal("a user without a field passed the checks"))?;
    Ok((new, chosen))
}

/// What a later step still needs of the earlier ones.
pub(super) fn carried(step: Step, sent: &Sent) -> Vec<(String, String)> {
    let own = step.fields();
    let is_own = |name: &str| own.iter().any(|field| field.name == name);
    let known = |name: &str| {
        name == "language" || [&CLINIC[..], &MONEY[..], &ACCOUNT[..]].concat().contains(&name)
    };
    sent.all().iter().filter(|(name, _)| known(name) && !is_own(name)).cloned().collect()
}
