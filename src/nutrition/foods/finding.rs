//! Foods as they are looked for while typing: every word the beginning of a word, own and used ones
//! first, shorter names before longer ones.
//!
//! Foods lie in the order of their names' lengths (a source its own stretch of numbers), and the index
//! gives them in that order: twenty of ten thousand matches cost twenty.

use std::collections::HashSet;

use rusqlite::params;

use super::import::FIRST_OWN;
use super::view::{Names, name_in};
use crate::cache::Tag;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::list::kept_total;
use crate::text::{beginning, letters};

/// Matches of a source that are looked at, so that those whose names begin so come first.
const LOOKED_AT: usize = 60;
/// Nobody turns so many pages.
const DEEPEST: usize = 100_000;
/// What somebody has starred or used last, at most.
const MOST_MARKED: i64 = 300;

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The words as they are searched for.
    words: Vec<String>,
    pub by: Id,
    /// The code of the reader's language: tables in it come first.
    pub language: String,
    /// Only in this table.
    pub source: Option<Id>,
}

/// A food that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub id: Id,
    pub name: String,
    pub names: Names,
    pub source: String,
    pub is_favourite: bool,
    pub is_recent: bool,
    number: i64,
    words: String,
}

/// A stretch of numbers: those of a source.
struct Stretch {
    first: i64,
    last: i64,
}

impl Wanted {
    /// What somebody types; nothing where there is no word in it.
    pub fn of(typed: &str, by: Id, language: &str, source: Option<Id>) -> Option<Self> {
        let words = words_of(typed);
        let language = language.to_owned();
        (!words.is_empty()).then_some(Self { words, by, language, source })
    }

    /// The question to the index: every word a beginning. A word is letters and digits alone.
    fn expression(&self) -> String {
        expression(&self.words)
    }

    fn fits(&self, words: &str) -> bool {
        let begins = |word: &String| words.split(' ').any(|known| known.starts_with(word.as_str()));
        self.words.iter().all(begins)
    }
}

/// The words that are looked for, each once, the first of them: a character may stand for four, and
/// one typed word for many.
pub fn words_of(typed: &str) -> Vec<String> {
    const LONGEST: usize = 500;
    const MOST: usize = 8;
    let key = letters::key(beginning(typed, LONGEST));
    let mut words: Vec<String> = Vec::new();
    for word in letters::words(&key) {
        if words.len() < MOST && !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// The question to the index of foods whether these begin words of a name.
pub fn expression(words: &[String]) -> String {
    words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ")
}

/// Finds foods, best first: those from `offset` on, at most so many.
///
/// # Errors
/// What SQLite says.
pub fn find(sql: &Sql<'_>, wanted: &Wanted, offset: usize, most: usize) -> Result<Vec<Found>> {
    let enough = offset.saturating_add(most).min(DEEPEST);
    let mut found = marked(sql, wanted)?;
    let known: HashSet<i64> = found.iter().map(|food| food.number).collect();
    for stretch in stretches(sql, wanted)? {
        if found.len() >= enough {
            break;
        }
        let more = in_stretch(sql, wanted, &stretch, enough + known.len())?;
        found.extend(more.into_iter().filter(|food| !known.contains(&food.number)));
    }
    Ok(found.into_iter().skip(offset).take(most).collect())
}

/// How many foods match.
///
/// # Errors
/// What SQLite says.
pub fn count(sql: &Sql<'_>, wanted: &Wanted) -> Result<i64> {
    // Somebody who types asks for the same beginnings all day: each is counted once.
    let question = format!("foods found {:?} {}", wanted.source, wanted.expression());
    kept_total(sql, question, &[Tag::Foods], || counted(sql, wanted))
}

fn counted(sql: &Sql<'_>, wanted: &Wanted) -> Result<i64> {
    let all = "SELECT count(*) FROM foods_search WHERE foods_search MATCH ?1 \
               AND rowid BETWEEN ?2 AND ?3";
    // Only a clinic's own are ever put away.
    let own = "SELECT count(*) FROM foods_search x CROSS JOIN foods f ON f.rowno = x.rowid \
               WHERE x.foods_search MATCH ?1 AND x.rowid BETWEEN ?2 AND ?3 AND f.is_archived = 0";
    let mut total = 0;
    for stretch in stretches(sql, wanted)? {
        let bounds = params![wanted.expression(), stretch.first, stretch.last];
        let statement = if stretch.first > FIRST_OWN { own } else { all };
        total += sql.one(statement, bounds, |row| row.get::<_, i64>(0))?;
    }
    Ok(total)
}

/// The sources in use: the clinic's own, then those in the reader's language, then others; the starter
/// table last.
fn stretches(sql: &Sql<'_>, wanted: &Wanted) -> Result<Vec<Stretch>> {
    let source = wanted.source.map(|id| id.to_string());
    let statement = include_str!("../../../sql/queries/foods/stretches.sql");
    sql.all(statement, params![wanted.language, source], |row| {
        Ok(Stretch { first: row.get(0)?, last: row.get(1)? })
    })
}

fn in_stretch(
    sql: &Sql<'_>,
    wanted: &Wanted,
    stretch: &Stretch,
    most: usize,
) -> Result<Vec<Found>> {
    let statement = include_str!("../../../sql/queries/foods/find.sql");
    let most = most.max(LOOKED_AT);
    let bounds = params![wanted.expression(), stretch.first, stretch.last, most as i64];
    let mut found = sql.all(statement, bounds, read)?;
    let first = wanted.words.first().map_or("", String::as_str);
    // By the name that the reader sees: the order of the numbers is that of the table's own language.
    found.sort_by_cached_key(|food| {
        let name = name_in(&food.names, &food.name, &wanted.language);
        (!letters::key(name).starts_with(first), name.chars().count())
    });
    Ok(found)
}

/// What this person has starred or used, the stars first, then the last used.
fn marked(sql: &Sql<'_>, wanted: &Wanted) -> Result<Vec<Found>> {
    let statement = include_str!("../../../sql/queries/foods/marked.sql");
    let source = wanted.source.map(|id| id.to_string());
    let mut found = sql.all(statement, params![wanted.by, source, MOST_MARKED], |row| {
        let food = read(row)?;
        Ok(Found { is_favourite: row.get("is_favourite")?, is_recent: true, ..food })
    })?;
    found.retain(|food| wanted.fits(&food.words));
    Ok(found)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Found> {
    Ok(Found {
        id: row.get("id")?,
        name: row.get("name")?,
        names: super::store::from_json(row, "names")?,
        source: row.get("source")?,
        is_favourite: false,
        is_recent: false,
        number: row.get("rowno")?,
        words: row.get("words")?,
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::clock::Clock;
    use crate::config::Config;
    use crate::db::{Database, Meter};
    use crate::nutrition::foods::import::{ensure_starter, insert_many};
    use crate::nutrition::foods::starter;

    fn open() -> (tempfile::TempDir, Database) {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::default().with_data(folder.path());
        let (database, _) = Database::open(&config, Clock::default()).unwrap();
        ensure_starter(&database).unwrap();
        (folder, database)
    }

    fn names(database: &Database, typed: &str, language: &str) -> Vec<String> {
        let wanted = Wanted::of(typed, Id::new(), language, None).unwrap();
        let found = database.read_here(&Meter::default(), |sql| find(sql, &wanted, 0, 5)).unwrap();
        found.iter().map(|food| name_in(&food.names, &food.name, language).to_owned()).collect()
    }

    #[test]
    fn a_food_is_found_by_the_beginnings_of_its_words_in_either_language() {
        let (_folder, database) = open();
        assert!(names(&database, "pomme", "fr")[0].starts_with("Pomme"));
        assert!(names(&database, "OEUF", "fr")[0].contains('Œ'));
        assert!(names(&database, "carr raw", "en").iter().all(|name| name.contains("Carrot")));
        assert_eq!(names(&database, "zzz", "en"), Vec::<String>::new());
        assert!(Wanted::of("' - \" *", Id::new(), "en", None).is_none());
        assert!(names(&database, "apple\" OR words : *", "en").is_empty());
    }

    #[test]
    fn twenty_of_twenty_five_thousand_foods_are_found_at_once() {
        let (_folder, database) = open();
        let starter = starter::table().unwrap().foods;
        let foods = (0..25_000_usize).map(|number| {
            let mut food = starter[number % starter.len()].clone();
            food.code = number.to_string();
            food.values.clear();
            food.portions.clear();
            food.names
                .iter_mut()
                .for_each(|(_, name)| name.push_str(&format!(", variant {number}")));
            food
        });
        let many: Vec<_> = foods.collect();
        insert_many(&database, &many).unwrap();
        let typed = [
            "a",
            "p",
            "po",
            "pom",
            "pomme",
            "raw",
            "c r",
            "variant",
            "variant 12",
            "frai",
            "lait ent",
            "v",
        ];
        let mut took: Vec<Duration> = Vec::new();
        for round in 0..240 {
            let wanted = Wanted::of(typed[round % typed.len()], Id::new(), "fr", None).unwrap();
            let begun = Instant::now();
            let found =
                database.read_here(&Meter::default(), |sql| find(sql, &wanted, 0, 20)).unwrap();
            took.push(begun.elapsed());
            assert!(!found.is_empty());
        }
        took.sort_unstable();
        let p95 = took[took.len() * 95 / 100];
        println!("p95 of a search in 25,000 foods: {p95:?}, worst {:?}", took[took.len() - 1]);
        assert!(p95 < Duration::from_millis(50), "{p95:?}: not even for a busy machine");
    }
}
