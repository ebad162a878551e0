//! What was typed, as criteria, and the condition of a list that they make.
//!
//! A list is asked for all who meet them, in any order and at any depth; the way from a few letters to a file
//! (`finding`) for the closest few at once, however many patients there are. So they ask different indexes:
//!
//! | where the words stand | what is found there | asked by |
//! |---|---|---|
//! | `patients_search` (`name_words`, `contact_folded`) | any three characters in a row | lists, here |
//! | `patients_terms`, its vocabulary | two characters, by the trigrams that they begin | lists, here |
//! | `patients_lookup` (`name_words`, `number_parts`, days of birth) | words and their beginnings | `finding` |
//! | `patients_contacts` (`contact_parts`) | five characters in a row of an e-mail | `finding` |
//! | `name_terms` | names one slip away from a word | `mending` |

use jiff::civil::Date;
use rusqlite::types::Value;

use super::fts_query as terms;
use crate::list::{Clauses, FullText, Search, Word, in_names, phrase};
use crate::text::{day, names, numbers, phone};

/// The rest of an expression, in SQL: or a contact has one of the trigrams that sort from the first value
/// to the second, which are those that begin with two characters.
const BEGUN_BY: &str = " || (SELECT coalesce(group_concat(' OR {contact_folded} : \"' || \
     replace(term, '\"', '\"\"') || '\"', ''), '') FROM patients_terms WHERE term BETWEEN ? AND ?)";

const INDEX: FullText = FullText { name: "patients_search", rowno: "p.rowno" };

/// Years that stand beside a name for the year of birth.
const BIRTH_YEARS: std::ops::RangeInclusive<i16> = 1890..=2100;
/// Characters that an index of trigrams finds.
const TRIGRAM: usize = 3;
/// Figures that are looked for by themselves though others follow them.
const WHOLE_GROUP: usize = 4;

/// One thing that whoever is found must have: a word, a number in several groups, or a date.
#[derive(Clone, Debug, Default)]
pub(crate) struct Criterion {
    /// What it may mean in a name, as a question to the index.
    names: Option<String>,
    /// What a line of the contacts may have inside.
    contacts: Vec<String>,
    /// Groups that may each be found by themselves.
    groups: Vec<String>,
    /// The days of birth that it may be, and the year.
    days: Vec<Date>,
    year: Option<i16>,
    /// Whether it is a number: then all that it may be part of are numbers.
    is_number: bool,
    /// The ways in which a name has it, word by word; for what may be mistyped.
    pub words: names::Readings,
}

/// The criteria of a search.
pub(crate) fn criteria(search: &Search) -> Vec<Criterion> {
    let words = &search.words;
    let has_name = words.iter().any(|word| !phone::is_number(&word.typed) && word.is_word());
    let mut criteria = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (criterion, taken) = written_date(search, &words[at..])
            .or_else(|| number(search, &words[at..], has_name))
            .unwrap_or_else(|| (word(search, &words[at]), 1));
        criteria.push(criterion);
        at += taken;
    }
    criteria
}

/// A date with the name of its month, in two or three words.
fn written_date(search: &Search, words: &[Word]) -> Option<(Criterion, usize)> {
    (2..=3).rev().find_map(|length| {
        let typed = joined(words.get(..length)?);
        let days = day::births(search.order, &typed);
        let is_written = typed.contains(char::is_alphabetic) && !days.is_empty();
        is_written.then(|| (Criterion { days, ..Criterion::default() }, length))
    })
}

/// A number in one word or several: a phone, a file number or a date in figures.
fn number(search: &Search, words: &[Word], has_name: bool) -> Option<(Criterion, usize)> {
    let length = words.iter().take_while(|word| phone::is_number(&word.typed)).count();
    let typed = joined(words.get(..length).filter(|words| !words.is_empty())?);
    let mut contacts = phone::ways(&typed, search.home);
    contacts.extend(numbers::ways(&typed));
    if length == 1 {
        contacts.push(words[0].folded.clone());
    }
    let groups: Vec<String> = words[..length].iter().map(|word| word.folded.clone()).collect();
    let are_whole = length > 1 && groups.iter().all(|group| group.len() >= WHOLE_GROUP);
    let year = typed.parse().ok().filter(|year| has_name && BIRTH_YEARS.contains(year));
    let criterion = Criterion {
        names: (length == 1).then(|| words[0].name_expression()).flatten(),
        contacts,
        groups: if are_whole { groups } else { Vec::new() },
        days: day::births(search.order, &typed),
        year,
        is_number: true,
        words: words[..length].iter().take(1).flat_map(|word| word.names.clone()).collect(),
    };
    Some((criterion, length))
}

fn word(search: &Search, word: &Word) -> Criterion {
    let has_figure = word.typed.contains(char::is_numeric);
    let mut contacts = vec![word.folded.clone()];
    if has_figure {
        contacts.extend(numbers::ways(&word.typed));
    }
    Criterion {
        names: word.name_expression(),
        contacts,
        days: if has_figure { day::births(search.order, &word.typed) } else { Vec::new() },
        words: word.names.clone(),
        ..Criterion::default()
    }
}

fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.typed.as_str()).collect::<Vec<_>>().join(" ")
}

/// Adds the condition that every criterion is met.
pub(super) fn add(search: &Search, clauses: &mut Clauses) {
    criteria(search).iter().for_each(|criterion| criterion.add(clauses));
}

impl Criterion {
    /// The question to the index of terms: whether its words begin words of a name, or are whole
    /// ones, or it begins a part of a number, or is a day of birth. None where it can be nothing
    /// of these.
    pub(super) fn lookup(&self, is_whole: bool) -> Option<String> {
        let mut asked = Vec::new();
        if self.has_names() {
            asked.extend(terms::of_names(&self.words, is_whole));
        }
        let has_figure = |way: &&String| way.contains(|c: char| c.is_ascii_digit());
        let ways = self.contacts.iter().filter(has_figure);
        let mut numbers: Vec<String> = ways.filter_map(|way| terms::of_number(way)).collect();
        let groups = self.groups.iter().map(|group| terms::of_number(group));
        let groups: Option<Vec<String>> = groups.collect();
        let groups = groups.filter(|groups| !groups.is_empty());
        numbers.extend(groups.map(|groups| format!("({})", groups.join(" AND "))));
        let year = self.year.map(|year| terms::beginning(&format!("{year}-")));
        let days = self.days.iter().map(|day| phrase(&day.to_string())).chain(year).collect();
        for (column, ways) in [("number_parts", numbers), ("date_of_birth", days)] {
            if !ways.is_empty() {
                asked.push(format!("{{{column}}} : ({})", ways.join(" OR ")));
            }
        }
        (!asked.is_empty()).then(|| asked.join(" OR "))
    }

    /// The question to the index of contacts whether it stands within one that is no number; those
    /// are looked up.
    pub(super) fn within_contacts(&self) -> Option<String> {
        if self.is_number {
            return None;
        }
        let ways = self.contacts.iter();
        let asked: Vec<String> = ways.filter_map(|way| terms::of_contact(way)).collect();
        (!asked.is_empty()).then(|| asked.join(" OR "))
    }

    /// Whether it may be of a name.
    pub(super) fn has_names(&self) -> bool {
        self.names.is_some()
    }

    /// Whether it is of a name rather than of a number.
    pub(super) fn is_name(&self) -> bool {
        self.has_names() && !self.is_number
    }

    /// Asks for the words as they now are.
    pub(super) fn ask_words(&mut self) {
        if self.has_names() {
            self.names = Some(in_names(&self.words));
        }
    }

    /// Whether one of the ways of a contact meets that.
    pub(super) fn is_contact(&self, is: impl Fn(&String) -> bool) -> bool {
        self.contacts.iter().any(is)
    }

    /// What the index is asked, any of which is enough.
    fn asked(&self) -> Vec<String> {
        let mut asked: Vec<String> = self.names.iter().cloned().collect();
        asked.extend(self.asked_of_contacts());
        asked
    }

    fn asked_of_contacts(&self) -> Vec<String> {
        let mut asked = Vec::new();
        let long = self.contacts.iter().filter(|way| way.chars().count() >= TRIGRAM);
        asked.extend(long.map(|way| format!("{{contact_folded}} : {}", phrase(way))));
        if !self.groups.is_empty() {
            let groups: Vec<String> = self.groups.iter().map(|group| phrase(group)).collect();
            asked.push(format!("{{contact_folded}} : ({})", groups.join(" AND ")));
        }
        asked
    }

    /// The question to the index, in SQL, with its values; none where the index cannot be asked.
    fn question(&self) -> Option<(String, Vec<Value>)> {
        let asked = self.asked();
        let pairs: Vec<&String> =
            self.contacts.iter().filter(|way| way.chars().count() + 1 == TRIGRAM).collect();
        if asked.is_empty() && pairs.is_empty() {
            return None;
        }
        // An index cannot be asked nothing.
        let expression = match asked.is_empty() {
            true => phrase("\u{10ffff}\u{10ffff}\u{10ffff}"),
            false => asked.join(" OR "),
        };
        let (mut question, mut values) = ("?".to_owned(), vec![Value::Text(expression)]);
        for pair in pairs {
            question.push_str(BEGUN_BY);
            let last = format!("{pair}\u{10ffff}");
            values.extend([pair.clone(), last].map(Value::Text));
        }
        Some((question, values))
    }

    /// Whether it stands in these indexed texts, or is that day; within a contact if it has so many
    /// characters.
    pub(super) fn is_in(&self, names: &str, contacts: &str, born: Date, shortest: usize) -> bool {
        let begins =
            |ways: &Vec<String>| ways.iter().any(|way| names.contains(&format!("  {way}")));
        let is_name = self.names.is_some() && self.words.iter().all(begins);
        let is_groups = !self.groups.is_empty() && self.groups.iter().all(|g| contacts.contains(g));
        let is_born = self.days.contains(&born) || self.year == Some(born.year());
        let is_within =
            |way: &String| way.chars().count() >= shortest && contacts.contains(way.as_str());
        is_name || is_groups || is_born || self.contacts.iter().any(is_within)
    }

    /// What finds the rows of those born on these days, with its values.
    pub(super) fn births(&self) -> Vec<(&'static str, Vec<Value>)> {
        let on = "SELECT rowno FROM patients WHERE date_of_birth = ?";
        let within = "SELECT rowno FROM patients WHERE date_of_birth BETWEEN ? AND ?";
        let day = |day: &Date| (on, vec![Value::Text(day.to_string())]);
        let year = self.year.map(|year| {
            let ends = [format!("{year}-01-01"), format!("{year}-12-31")];
            (within, ends.map(Value::Text).into())
        });
        self.days.iter().map(day).chain(year).collect()
    }

    fn add(&self, clauses: &mut Clauses) {
        let letters: Vec<&String> =
            self.contacts.iter().filter(|way| way.chars().count() == 1).collect();
        let question = self.question();
        let births = self.births();
        if let (Some((question, values)), true, true) =
            (&question, letters.is_empty(), births.is_empty())
        {
            return clauses.and_match(INDEX, question, values.clone());
        }
        let (mut rows, mut values) = (Vec::new(), Vec::new());
        if let Some((question, asked)) = question {
            rows.push(format!(
                "SELECT rowid FROM patients_search WHERE patients_search MATCH {question}"
            ));
            values.extend(asked);
        }
        for (born, days) in births {
            rows.push(born.to_owned());
            values.extend(days);
        }
        let mut conditions = Vec::new();
        if !rows.is_empty() {
            conditions.push(format!("p.rowno IN ({})", rows.join(" UNION ALL ")));
        }
        // A single letter is in most contacts: too many trigrams begin with it, and one need not
        // look far.
        for letter in letters {
            conditions.push("instr(p.contact_folded, ?) > 0".to_owned());
            values.push(Value::Text(letter.clone()));
        }
        clauses.and_with(&conditions.join(" OR "), values);
    }
}
