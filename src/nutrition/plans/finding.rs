//! What somebody means who types a food's name into a meal: a food in use or a recipe of the clinic; or
//! exchanges, where that word is typed: "3 starch exchanges".
//!
//! What a name says it is comes before what it is made of or served with ([`Fit`]), what somebody has
//! starred or used before the rest, foods before recipes but those that are named in full. Who types
//! less than that means nothing yet: it is offered, and never taken unasked.

use crate::db::Sql;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::nutrition::foods::store::from_json;
use crate::nutrition::foods::view::{Names, SourceView};
use crate::nutrition::naming::{Fit, Name, typed};
use crate::text::plural::stem;

/// The food, recipe or group of exchanges that a typed name may mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Found {
    pub kind: FoundKind,
    pub id: Id,
}

/// What a typed name can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FoundKind {
    Food,
    Recipe,
    Exchange,
}

/// The words for [`FoundKind`], in its order.
const KINDS: [&str; 3] = ["food", "recipe", "exchange"];

impl FoundKind {
    pub fn name(self) -> &'static str {
        KINDS[self as usize]
    }

    pub fn named(name: &str) -> Option<Self> {
        let at = KINDS.iter().position(|kind| *kind == name)?;
        Some([Self::Food, Self::Recipe, Self::Exchange][at])
    }
}

/// Who types, and how their language writes numbers and names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Typist {
    /// Whose stars and last foods come first.
    pub by: Option<Id>,
    /// The code of their language.
    pub language: &'static str,
}

impl Typist {
    /// Whether a comma parts thousands.
    pub fn comma_groups(self) -> bool {
        self.language == "en"
    }
}

/// The words that ask for exchanges, folded.
pub(super) const EXCHANGE: [&str; 4] = ["exchange", "exchanges", "echange", "echanges"];
/// Foods and recipes that are looked at, the shortest names of those that have the words.
const LOOKED_AT: i64 = 200;

/// One that fits, and whether it may be taken unasked.
pub(super) struct Fitting {
    pub found: Found,
    pub is_sure: bool,
    /// « Huile » of « Huile d'olive »: other oils may be meant.
    pub is_linked: bool,
}

impl Fitting {
    fn of(found: Found, fit: Fit) -> Self {
        Self { found, is_sure: fit.is_sure(), is_linked: fit == Fit::Linked }
    }
}

/// Whether the words ask for exchanges.
pub(super) fn is_of_exchanges(name: &str) -> bool {
    typed(name).iter().any(|word| EXCHANGE.contains(&word.as_str()))
}

/// How near a fit is: recipes named in full, foods, other recipes; then what is no more than offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    kind: u8,
    is_foreign: bool,
    /// What a thing is comes first, and what somebody has used of it.
    is_linked: bool,
    is_others: bool,
    fit: Fit,
    is_starter: bool,
    length: usize,
}

/// The foods that have the words.
///
/// # Errors
/// What SQLite says.
pub(super) fn foods(
    sql: &Sql<'_>,
    words: &[String],
    typist: Typist,
) -> Result<Vec<(Rank, Fitting)>> {
    // Terms are the beginnings of words; a word of letters and digits needs no further quoting.
    let asked: Vec<String> = words.iter().map(|word| format!("\"{}\"*", stem(word))).collect();
    let statement = include_str!("../../../sql/queries/foods/named.sql");
    let by = typist.by.map(|id| id.to_string());
    let mut found = Vec::new();
    sql.each(statement, rusqlite::params![asked.join(" "), by, LOOKED_AT], |row| {
        let food = KnownFood {
            names: names_of(row)?,
            words: row.get("words")?,
            is_own: row.get::<_, String>("family")? == SourceView::CLINIC,
            is_starter: row.get::<_, String>("family")? == SourceView::STARTER,
            is_marked: row.get("is_marked")?,
        };
        if let Some(rank) = food.rank(words, typist.language) {
            let one = Found { kind: FoundKind::Food, id: row.get("id")? };
            found.push((rank, Fitting::of(one, rank.fit)));
        }
        Ok(())
    })?;
    Ok(found)
}

/// The names of a food by their languages, the one in its table's own among them.
fn names_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Vec<(String, String)>> {
    let (name, language): (String, String) = (row.get("name")?, row.get("language")?);
    let names: Names = from_json(row, "names")?;
    let is_told = names.values().any(|known| *known == name);
    Ok(names.into_iter().chain((!is_told).then_some((language, name))).collect())
}

/// A food that has the words.
struct KnownFood {
    names: Vec<(String, String)>,
    /// As the index has them.
    words: String,
    is_own: bool,
    is_starter: bool,
    is_marked: bool,
}

impl KnownFood {
    /// How near it is by the best of its names; none where the index has no more than their stems.
    fn rank(&self, words: &[String], reader: &str) -> Option<Rank> {
        let named = self.names.iter().filter_map(|(language, name)| {
            let fit = match self.is_own {
                true => in_either(name, words)?,
                false => Name::of(name, language).fit(words)?,
            };
            Some((!self.is_own && language != reader, fit, name.chars().count()))
        });
        let begins =
            |word: &String| self.words.split(' ').any(|own| own.starts_with(word.as_str()));
        let otherwise = || words.iter().all(begins).then_some((true, Fit::Beginnings, usize::MAX));
        let near = |(is_foreign, fit, length): (bool, Fit, usize)| Rank {
            kind: if fit.is_sure() { 1 } else { 3 },
            is_foreign,
            is_linked: fit >= Fit::Linked,
            is_others: !self.is_own && !self.is_marked,
            fit,
            is_starter: self.is_starter,
            length,
        };
        named.map(near).min().or_else(|| otherwise().map(near))
    }
}

/// The fit of a name of which nobody has said the language.
fn in_either(name: &str, words: &[String]) -> Option<Fit> {
    ["en", "fr"].iter().filter_map(|language| Name::of(name, language).fit(words)).min()
}

/// The recipes that have the words. They are named in any language, and by more than a word: who types
/// "chicken" does not mean "Chicken with rice".
///
/// # Errors
/// What SQLite says.
pub(super) fn recipes(sql: &Sql<'_>, words: &[String]) -> Result<Vec<(Rank, Fitting)>> {
    let statement = "SELECT id, name FROM recipes WHERE is_archived = 0 AND NOT EXISTS (SELECT 1 FROM \
                     json_each(?1) word WHERE instr(fold(name), word.value) = 0) \
                     ORDER BY length(name), id LIMIT ?2";
    let stems: Vec<&str> = words.iter().map(|word| stem(word)).collect();
    let asked = serde_json::to_string(&stems).map_err(Error::internal)?;
    let mut found = Vec::new();
    sql.each(statement, rusqlite::params![asked, LOOKED_AT], |row| {
        let (id, name): (Id, String) = (row.get(0)?, row.get(1)?);
        let Some(fit) = in_either(&name, words) else { return Ok(()) };
        let rank = Rank {
            kind: match fit {
                Fit::Whole => 0,
                Fit::First => 2,
                _ => 4,
            },
            is_foreign: false,
            is_linked: fit >= Fit::Linked,
            is_others: false,
            fit,
            is_starter: false,
            length: name.chars().count(),
        };
        let one = Found { kind: FoundKind::Recipe, id };
        found.push((rank, Fitting { found: one, is_sure: rank.kind < 4, is_linked: false }));
        Ok(())
    })?;
    Ok(found)
}
