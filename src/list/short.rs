//! Pages of a list that is short enough to be read whole, in an order of its own: what a patient's file or a
//! clinic's settings hold. The same parameters and answers as other lists have.

use rusqlite::types::Value;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::cursor::Cursor;
use super::direction::Direction;
use crate::error::{Error, Result};
use crate::http::Parameters;
use crate::ids::Id;

/// Rows of a page at most.
pub const MOST: usize = 100;
/// What a cursor of such a list is in the order of.
const ORDER: &str = "place";

/// A page as it is asked for.
#[derive(Clone, Debug)]
pub struct Paging {
    limit: usize,
    begin: Begin,
    counts: bool,
}

/// Where it begins.
#[derive(Clone, Debug)]
enum Begin {
    Offset(usize),
    /// Behind that record, which had this many before it and itself.
    After(String, usize),
}

/// The rows of a page, and where it stands in the list.
#[derive(Debug)]
pub struct ShortPage<T> {
    pub rows: Vec<T>,
    total: Option<usize>,
    limit: usize,
    offset: usize,
    next_cursor: Option<String>,
}

impl Paging {
    /// Takes the parameters of a page; without a limit it has so many rows.
    ///
    /// # Errors
    /// 400, naming the parameter.
    pub fn take(parameters: &mut Parameters, usual: usize) -> Result<Self> {
        let limit = match parameters.take("limit") {
            None => Some(usual),
            Some(given) => given.parse().ok().filter(|limit| (1..=MOST).contains(limit)),
        };
        let limit = limit.ok_or_else(|| {
            Error::field("limit", format!("must be a whole number from 1 to {MOST}"))
        })?;
        let begin = match (parameters.take("offset"), parameters.take("cursor")) {
            (Some(_), Some(_)) => {
                return Err(Error::field("cursor", "cannot be combined with offset"));
            }
            (None, Some(cursor)) => after(&cursor).ok_or_else(|| {
                Error::field("cursor", "must be a next_cursor of an earlier page")
            })?,
            (None, None) => Begin::Offset(0),
            (Some(offset), None) => offset.parse::<u32>().map_or_else(
                |_| Err(Error::field("offset", "must be a whole number, 0 or more")),
                |offset| Ok(Begin::Offset(offset as usize)),
            )?,
        };
        let counts = match parameters.take("count").as_deref() {
            None | Some("exact") => matches!(begin, Begin::Offset(_)),
            Some("none") => false,
            Some(_) => return Err(Error::field("count", "must be none or exact")),
        };
        Ok(Self { limit, begin, counts })
    }

    /// The page of a list.
    pub fn page<T>(&self, all: Vec<T>, id: impl Fn(&T) -> Id) -> ShortPage<T> {
        let (begin, offset) = self.begin(&all, &id);
        let total = all.len();
        let rows = all.into_iter().skip(begin).take(self.limit).collect();
        self.stands(rows, id, (begin, offset, total))
    }

    /// The page of a list whose rows may be long: it ends before they weigh more than that together. Its
    /// first row is there in any case, and what has no room is on the next page. Rows are weighed in
    /// their order, and none behind the first that has no room.
    ///
    /// # Errors
    /// What `weigh` says.
    pub fn page_within<T>(
        &self,
        all: Vec<T>,
        id: impl Fn(&T) -> Id,
        mut weigh: impl FnMut(&T) -> Result<usize>,
        most: usize,
    ) -> Result<ShortPage<T>> {
        let (begin, offset) = self.begin(&all, &id);
        let total = all.len();
        let (mut rows, mut weight) = (Vec::new(), 0_usize);
        for row in all.into_iter().skip(begin).take(self.limit) {
            weight = weight.saturating_add(weigh(&row)?);
            if weight > most && !rows.is_empty() {
                break;
            }
            rows.push(row);
        }
        Ok(self.stands(rows, id, (begin, offset, total)))
    }

    /// The place of its first row, and the offset that it tells.
    fn begin<T>(&self, all: &[T], id: impl Fn(&T) -> Id) -> (usize, usize) {
        match &self.begin {
            Begin::Offset(offset) => (*offset, *offset),
            Begin::After(last, behind) => {
                let place = all.iter().position(|row| id(row).to_string() == *last);
                // What was taken away meanwhile leaves its place to the next one.
                (place.map_or(behind.saturating_sub(1), |place| place + 1), 0)
            }
        }
    }

    /// Where these rows stand in a list of so many.
    fn stands<T>(
        &self,
        rows: Vec<T>,
        id: impl Fn(&T) -> Id,
        (begin, offset, total): (usize, usize, usize),
    ) -> ShortPage<T> {
        let end = begin + rows.len();
        let last = rows.last().filter(|_| end < total).map(|row| Cursor {
            sort: ORDER.to_owned(),
            direction: Direction::Ascending,
            value: Value::Integer(i64::try_from(end).unwrap_or(i64::MAX)),
            id: id(row).to_string(),
        });
        ShortPage {
            rows,
            total: self.counts.then_some(total),
            limit: self.limit,
            offset,
            next_cursor: last.map(|cursor| cursor.encode()),
        }
    }
}

fn after(cursor: &str) -> Option<Begin> {
    let Cursor { sort, value, id, .. } = Cursor::decode(cursor)?;
    match value {
        Value::Integer(place) if sort == ORDER => {
            Some(Begin::After(id, usize::try_from(place).ok()?))
        }
        _ => None,
    }
}

impl<T> ShortPage<T> {
    /// The same page of other rows.
    pub fn of<U>(self, rows: Vec<U>) -> ShortPage<U> {
        let Self { total, limit, offset, next_cursor, .. } = self;
        ShortPage { rows, total, limit, offset, next_cursor }
    }
}

impl<T: Serialize> ShortPage<T> {
    /// What an answer says: the rows under that name, and where the page stands.
    pub fn named<'p>(&'p self, plural: &'p str) -> NamedPage<'p, T> {
        NamedPage { plural, page: self }
    }
}

/// A page under the name of its rows, as answers have it.
#[derive(Clone, Copy, Debug)]
pub struct NamedPage<'p, T> {
    plural: &'p str,
    page: &'p ShortPage<T>,
}

impl<T: Serialize> Serialize for NamedPage<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let ShortPage { rows, total, limit, offset, next_cursor } = self.page;
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry(self.plural, rows)?;
        map.serialize_entry("total", total)?;
        map.serialize_entry("limit", limit)?;
        map.serialize_entry("offset", offset)?;
        map.serialize_entry("next_cursor", next_cursor)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Result<Paging> {
        Paging::take(&mut Parameters::parse(query).unwrap(), 3)
    }

    fn ids(many: u128) -> Vec<Id> {
        (0..many).map(|bits| Id::at(1_700_000_000_000, bits)).collect()
    }

    #[test]
    fn pages_by_cursor_are_the_whole_list_once_also_when_a_row_goes_meanwhile() {
        let mut all = ids(8);
        let first = asked("").unwrap().page(all.clone(), |id| *id);
        assert_eq!((first.rows.as_slice(), first.total, first.offset), (&all[..3], Some(8), 0));
        let next = |page: &ShortPage<Id>| format!("cursor={}", page.next_cursor.as_ref().unwrap());
        let second = asked(&next(&first)).unwrap().page(all.clone(), |id| *id);
        assert_eq!((second.rows.as_slice(), second.total), (&all[3..6], None));
        // The last row of the page before is taken away.
        let sixth = all.remove(5);
        assert_eq!(second.rows[2], sixth);
        let third = asked(&next(&second)).unwrap().page(all.clone(), |id| *id);
        assert_eq!((third.rows.as_slice(), third.next_cursor.is_none()), (&all[5..], true));
    }

    #[test]
    fn a_page_of_long_rows_ends_where_they_have_no_room_and_none_is_lost() {
        let all = ids(7);
        let heavy = all[2];
        let weigh = |row: &Id| Ok(if *row == heavy { 9 } else { 2 });
        let (mut seen, mut query) = (Vec::new(), "limit=5".to_owned());
        let mut lengths = Vec::new();
        loop {
            let page = asked(&query).unwrap().page_within(all.clone(), |id| *id, weigh, 6).unwrap();
            lengths.push(page.rows.len());
            seen.extend(page.rows);
            let Some(cursor) = page.next_cursor else { break };
            query = format!("limit=5&cursor={cursor}");
        }
        assert_eq!((seen, lengths), (all, vec![2, 1, 3, 1]));
    }

    #[test]
    fn a_page_by_offset_counts_unless_it_is_not_to() {
        let page = asked("limit=2&offset=4&count=none").unwrap().page(ids(5), |id| *id);
        assert_eq!((page.rows.len(), page.total, page.limit, page.offset), (1, None, 2, 4));
        assert!(page.next_cursor.is_none());
        let beyond = asked("offset=9").unwrap().page(ids(5), |id| *id);
        assert_eq!((beyond.rows.len(), beyond.total), (0, Some(5)));
        let bad = [
            "limit=0",
            "limit=101",
            "limit=x",
            "limit=-1",
            "offset=-1",
            "offset=x",
            "cursor=x",
            "count=maybe",
            "cursor=W10&offset=1",
        ];
        for query in bad {
            assert!(asked(query).is_err(), "{query}");
        }
    }
}
