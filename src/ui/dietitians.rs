//! Dietitians by name, on every page that names one or lets one be chosen: whoever has left keeps
//! the name, with that beside it.

use super::language::{Language, say};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::list::UserName;
use crate::users::store::{self, Dietitian, Standing};

/// Everybody to whom visits or patients belong, or may, in one language.
pub struct Dietitians {
    all: Vec<Dietitian>,
    language: Language,
}

impl Dietitians {
    /// # Errors
    /// What SQLite says.
    pub fn read(sql: &Sql<'_>, language: Language) -> Result<Self> {
        Ok(Self::of(store::dietitians(sql)?, language))
    }

    /// These, in one language.
    pub fn of(all: Vec<Dietitian>, language: Language) -> Self {
        Self { all, language }
    }

    /// What is looked for: those who practise, then those who no longer do and have records.
    pub fn all(&self) -> Vec<(String, String)> {
        self.all.iter().map(|one| self.option(one)).collect()
    }

    /// What a form offers: those who practise, and to whom the record belongs now. Without that
    /// one among the choices the form would hand the record over without a word.
    pub fn choices(&self, present: Option<Id>) -> Vec<(String, String)> {
        let offered = |one: &&Dietitian| practises(one) || Some(one.id) == present;
        self.all.iter().filter(offered).map(|one| self.option(one)).collect()
    }

    /// Those who practise, but for one.
    pub fn others(&self, than: Id) -> Vec<(String, String)> {
        let offered = |one: &&Dietitian| practises(one) && one.id != than;
        self.all.iter().filter(offered).map(|one| self.option(one)).collect()
    }

    /// The first of those who practise.
    pub fn first(&self) -> Option<Id> {
        self.all.iter().find(|one| practises(one)).map(|one| one.id)
    }

    /// Who receives patients, and does nothing else here.
    pub fn receiving(&self) -> impl Iterator<Item = Id> {
        self.all.iter().filter(|one| practises(one) && one.is_dietitian).map(|one| one.id)
    }

    /// Whether this one may be given what is new.
    pub fn may_take(&self, id: Id) -> bool {
        self.all.iter().any(|one| one.id == id && practises(one))
    }

    /// The name with how its bearer stands, by the id; `otherwise` for an id of none of them.
    pub fn name(&self, id: &str, otherwise: String) -> String {
        let known = self.all.iter().find(|one| one.id.to_string() == id);
        known.map_or(otherwise, |one| self.option(one).1)
    }

    /// The name where there is little room: initials and the last name.
    pub fn short(&self, id: Id) -> Option<String> {
        let one = self.all.iter().find(|one| one.id == id)?;
        let initial = |part: &str| part.chars().next().map(|letter| format!("{letter}."));
        let double = |name: &str| name.split('-').filter_map(initial).collect::<Vec<_>>().join("-");
        let initials: Vec<String> = one.first_name.split_whitespace().map(double).collect();
        Some(format!("{} {}", initials.join(" "), one.last_name).trim().to_owned())
    }

    /// The same, with the whole name of whoever no longer practises: how they stand belongs to it.
    pub fn brief(&self, id: Id, otherwise: String) -> String {
        match self.all.iter().any(|one| one.id == id && practises(one)) {
            true => self.short(id).unwrap_or(otherwise),
            false => self.name(&id.to_string(), otherwise),
        }
    }

    /// The name of a user as the rows of lists have one, blank for nobody.
    pub fn named(&self, user: Option<&UserName>) -> String {
        let own = |user: &UserName| format!("{} {}", user.first_name, user.last_name);
        user.map_or_else(String::new, |user| self.name(&user.id.to_string(), own(user)))
    }

    fn option(&self, one: &Dietitian) -> (String, String) {
        let name = format!("{} {}", one.first_name, one.last_name);
        (one.id.to_string(), standing(&name, one.standing, self.language))
    }
}

fn practises(one: &Dietitian) -> bool {
    one.standing == Standing::Practising
}

/// A name with how its bearer stands.
pub fn standing(name: &str, standing: Standing, language: Language) -> String {
    match standing {
        Standing::Practising => name.to_owned(),
        Standing::Left => language.fill(say("{} (has left)"), &[name]),
        Standing::OtherRole => language.fill(say("{} (no longer a dietitian)"), &[name]),
    }
}
