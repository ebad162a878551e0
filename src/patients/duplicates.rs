//! Who of the patients is probably the person that somebody is about to register.

use jiff::civil::Date;
use rusqlite::params;
use serde::Serialize;

use super::fts_query;
use super::shapes::{NO_PHONE, has_signs_of_phone, is_email};
use crate::auth::Scope;
use crate::clock::parse_day;
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::http::{Parameters, out_of_length};
use crate::ids::Id;
use crate::list::phrase;
use crate::message::message;
use crate::text::edits::is_one_edit;
use crate::text::phone::Country;
use crate::text::{fold, letters, phone};

/// Shorter numbers are extensions, not people.
const SHORTEST_PHONE: usize = 5;
const MOST: usize = 20;
/// Those who share something and are compared: more than have a name or a birth date in common.
const MOST_COMPARED: i64 = 1_000;

/// What is known of somebody who is about to be registered: names as they are compared, the rest folded.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Registrant {
    first_name: String,
    last_name: String,
    date_of_birth: Option<Date>,
    email: Option<String>,
    phone: Option<String>,
    /// The clinic's country, whose numbers are written with and without its code.
    home: Option<Country>,
}

/// A patient who is likely the same person, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Likely {
    pub id: Id,
    pub first_name: Option<String>,
    pub last_name: String,
    pub date_of_birth: String,
    pub reasons: Vec<&'static str>,
    #[serde(skip)]
    score: u32,
}

/// Those whom the caller sees, likeliest first, and how many there are that they do not see.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct LikelyDuplicates {
    pub duplicates: Vec<Likely>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden: Option<usize>,
}

impl Registrant {
    /// Reads the parameters; all are optional, and an empty one says nothing.
    ///
    /// # Errors
    /// 400 naming the parameter.
    pub fn read(mut parameters: Parameters, home: Option<Country>) -> Result<Self> {
        let mut take = |name: &str, most: usize| -> Result<Option<String>> {
            let value = parameters.take(name).map(|value| value.trim().to_owned());
            match value.filter(|value| !value.is_empty()) {
                Some(value) if value.chars().count() > most => {
                    Err(Error::field(name, out_of_length(0, most)))
                }
                value => Ok(value),
            }
        };
        let first_name = name_key(&take("first_name", 100)?.unwrap_or_default());
        let last_name = name_key(&take("last_name", 100)?.unwrap_or_default());
        let birth = take("date_of_birth", 10)?;
        let email = take("email", 255)?;
        let phone = take("phone", 20)?;
        parameters.finish()?;
        let date_of_birth = match birth {
            None => None,
            Some(day) => Some(parse_day(&day).ok_or_else(|| {
                Error::field("date_of_birth", message("is-date", "must be a date like 2026-11-23"))
            })?),
        };
        if email.as_deref().is_some_and(|email| !is_email(email)) {
            return Err(Error::field(
                "email",
                message("is-email", "must be an e-mail address like name@example.org"),
            ));
        }
        if phone.as_deref().is_some_and(|text| !has_signs_of_phone(&phone::written(text))) {
            return Err(Error::field("phone", NO_PHONE));
        }
        let email = email.as_deref().map(fold);
        let phone = phone.filter(|phone| phone::bare(phone).len() >= SHORTEST_PHONE);
        Ok(Self { first_name, last_name, date_of_birth, email, phone, home })
    }

    /// The names of the fields that are known.
    pub fn facts(&self) -> Vec<&'static str> {
        let known = [
            ("first_name", !self.first_name.is_empty()),
            ("last_name", !self.last_name.is_empty()),
            ("date_of_birth", self.date_of_birth.is_some()),
            ("email", self.email.is_some()),
            ("phone", self.phone.is_some()),
        ];
        known.into_iter().filter(|(_, is_known)| *is_known).map(|(name, _)| name).collect()
    }

    /// Whether a patient is this person to whoever knows both the last name and the birth date: from
    /// less, or from the beginning of either, nobody learns whom colleagues treat.
    fn is_exactly(&self, other: &Candidate) -> bool {
        let born = self.date_of_birth.map(|day| day.to_string());
        let is_same = |own: &str, other: &str| own.is_empty() || own == other;
        !self.last_name.is_empty()
            && is_same(&self.first_name, &other.first_key)
            && self.last_name == other.last_key
            && born.as_deref() == Some(other.date_of_birth.as_str())
    }

    /// The query of `patients_lookup` for who shares the name or the end of the phone. Of whom the
    /// birth date is known the name is compared among those born that day.
    fn shared(&self) -> Option<String> {
        let end = self.phone.as_deref().map(|phone| phone::end(phone, self.home));
        let end = end.and_then(|end| fts_query::of_number(&end));
        let mut asked: Vec<String> =
            end.map(|end| format!("{{number_parts}} : {end}")).into_iter().collect();
        let names = [&self.first_name, &self.last_name].into_iter().filter(|name| !name.is_empty());
        let names: Vec<String> = names.map(|name| phrase(name)).collect();
        if !self.last_name.is_empty() && self.date_of_birth.is_none() {
            asked.push(format!("{{name_words}} : ({})", names.join(" AND ")));
        }
        (!asked.is_empty()).then(|| asked.join(" OR "))
    }

    /// The query of the index of trigrams for who shares the e-mail.
    fn shared_email(&self) -> Option<String> {
        self.email.as_ref().map(|email| format!("{{contact_folded}} : {}", phrase(email)))
    }

    /// Why a patient is likely the same person, with its weight.
    fn reasons(&self, other: &Candidate) -> (Vec<&'static str>, u32) {
        // A last name alone is the whole name of those who have one name.
        let has_name = !self.first_name.is_empty() || other.first_key.is_empty();
        let similarity = match has_name {
            _ if self.last_name.is_empty() => 0,
            true => similarity([&self.first_name, &self.last_name], other.name()),
            // Half a name that is the same, where only that half is known.
            false if self.last_name == other.last_key => SAME_NAME / 2,
            false => 0,
        };
        let born = self.date_of_birth.map(|day| day.to_string());
        let mut reasons = Vec::new();
        let mut score = 0;
        if similarity > 0 && born.as_deref() == Some(other.date_of_birth.as_str()) {
            reasons.push("same birth date, similar name");
            score += 40 + similarity;
        }
        // Without a birth date, the whole name must be the same.
        if similarity == SAME_NAME && born.is_none() {
            reasons.push("same name");
            score += 20;
        }
        if self.email.is_some() && self.email == other.email.as_deref().map(fold) {
            reasons.push("same e-mail");
            score += 30;
        }
        let phones = self.phone.as_deref().zip(other.phone.as_deref());
        if phones.is_some_and(|(own, other)| phone::is_same(own, other, self.home)) {
            reasons.push("same phone");
            score += 25;
        }
        (reasons, score)
    }
}

/// A patient who shares something with the person.
struct Candidate {
    id: Id,
    first_name: Option<String>,
    last_name: String,
    first_key: String,
    last_key: String,
    date_of_birth: String,
    email: Option<String>,
    phone: Option<String>,
    assigned_to: Option<Id>,
}

impl Candidate {
    fn name(&self) -> [&str; 2] {
        [&self.first_key, &self.last_key]
    }
}

/// The likely duplicates of a person, in one statement.
///
/// # Errors
/// What SQLite says.
pub(crate) fn find(sql: &Sql<'_>, person: &Registrant, scope: Scope) -> Result<LikelyDuplicates> {
    let born = person.date_of_birth.map(|day| day.to_string());
    let (shared, of_email) = (person.shared(), person.shared_email());
    let values = params![born, shared, of_email, person.last_name, person.email, MOST_COMPARED];
    let statement = include_str!("../../sql/queries/patients/duplicates.sql");
    let mut found = LikelyDuplicates::default();
    let mut hidden = 0;
    sql.each(statement, values, |row| {
        let (first_name, last_name): (Option<String>, String) =
            (row.get("first_name")?, row.get("last_name")?);
        let candidate = Candidate {
            id: row.get("id")?,
            first_key: name_key(first_name.as_deref().unwrap_or_default()),
            last_key: name_key(&last_name),
            first_name,
            last_name,
            date_of_birth: row.get("date_of_birth")?,
            email: row.get("email")?,
            phone: row.get("phone")?,
            assigned_to: row.get("assigned_dietitian_id")?,
        };
        let is_visible = scope.dietitian().is_none_or(|own| candidate.assigned_to == Some(own));
        let (reasons, score) = person.reasons(&candidate);
        match (is_visible, reasons.is_empty()) {
            (false, _) => hidden += usize::from(person.is_exactly(&candidate)),
            (true, true) => {}
            (true, false) => found.duplicates.push(Likely {
                id: candidate.id,
                first_name: candidate.first_name,
                last_name: candidate.last_name,
                date_of_birth: candidate.date_of_birth,
                reasons,
                score,
            }),
        }
        Ok(())
    })?;
    found.duplicates.sort_by_key(|likely| (std::cmp::Reverse(likely.score), likely.id));
    found.duplicates.truncate(MOST);
    found.hidden = (hidden > 0).then_some(hidden);
    Ok(found)
}

const SAME_NAME: u32 = 20;

/// How alike two names of [`name_key`] are, first and last: 0 for not at all, [`SAME_NAME`] for the same. Swapped ones count as well.
fn similarity(a: [&str; 2], b: [&str; 2]) -> u32 {
    let straight = |b: [&str; 2]| match (a == b, alike(a[0], b[0]) && alike(a[1], b[1])) {
        (true, _) => SAME_NAME,
        (false, true) => SAME_NAME / 2,
        (false, false) => 0,
    };
    straight(b).max(straight([b[1], b[0]]))
}

/// The same, one the beginning of the other (`Alex`, `Alexandra`), or one edit apart.
fn alike(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let letters = short.chars().count();
    let is_prefix = letters >= 2 && long.starts_with(short);
    // In names of one or two letters another letter is another name.
    short == long || is_prefix || letters >= 3 && is_one_edit(a, b)
}

/// A name as it is compared: without what parts its words, as a search has it; twice as many letters as it may be written with, at most.
fn name_key(name: &str) -> String {
    letters::words(&letters::key(name)).flat_map(str::chars).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_when_one_typing_error_or_a_short_form_apart() {
        for (a, b) in [
            ("martin", "martin"),
            ("alex", "alexandra"),
            ("sophie", "sohpie"),
            ("meyer", "meier"),
            ("anna", "ana"),
            ("li", "lin"),
        ] {
            assert!(alike(a, b) && alike(b, a), "{a} {b}");
        }
        for (a, b) in [("martin", "marten s"), ("li", "lu"), ("paul", "anne"), ("", "x")] {
            assert!(!alike(a, b) && !alike(b, a), "{a} {b}");
        }
    }

    #[test]
    fn a_first_name_in_the_wrong_box_is_seen() {
        assert_eq!(similarity(["paul", "simon"], ["simon", "paul"]), SAME_NAME);
        assert_eq!(similarity(["paul", "simon"], ["paula", "durand"]), 0);
    }
}
