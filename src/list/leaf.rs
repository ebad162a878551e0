//! Leaves of what has whole texts in each row, the newest first: an answer ends before it grows too large, whatever
//! was written and however often, and tells where it goes on.

use crate::error::{Error, Result};
use crate::http::Parameters;

/// Rows of a leaf at most.
const MOST: i64 = 500;
/// Bytes of the texts of a leaf: two long consultations before and after a change, or years of usual ones.
const BYTES: i64 = 2 << 20;

/// Which leaf is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Leaf {
    most: i64,
    /// The rows before this number.
    before: i64,
}

/// The rows of a leaf, by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The oldest.
    pub least: i64,
    /// Where the next leaf begins, as its `cursor`; none after the last.
    pub next: Option<i64>,
}

impl Default for Leaf {
    fn default() -> Self {
        Self { most: MOST, before: i64::MAX }
    }
}

impl Leaf {
    /// The newest row alone.
    pub const NEWEST: Self = Self { most: 1, before: i64::MAX };

    /// Reads `limit` and `cursor`.
    ///
    /// # Errors
    /// 400 naming the parameter.
    pub fn read(parameters: &Parameters) -> Result<Self> {
        let most = match parameters.get("limit") {
            None => MOST,
            Some(limit) => {
                let limit = limit.parse().ok().filter(|limit| (1..=MOST).contains(limit));
                limit.ok_or_else(|| {
                    Error::field("limit", format!("must be a whole number from 1 to {MOST}"))
                })?
            }
        };
        let before = match parameters.get("cursor") {
            None => i64::MAX,
            Some(cursor) => {
                let cursor = cursor.parse().ok().filter(|cursor| *cursor > 0);
                cursor.ok_or_else(|| {
                    Error::field("cursor", "must be the next_cursor of an earlier answer")
                })?
            }
        };
        Ok(Self { most, before })
    }

    /// The number before which its rows stand.
    pub fn before(self) -> i64 {
        self.before
    }

    /// How many rows are to be weighed: one more than it can have.
    pub fn weighed(self) -> i64 {
        self.most + 1
    }

    /// Whether newer rows stand on the leaves before.
    pub fn is_continued(self) -> bool {
        self.before != i64::MAX
    }

    /// The leaf of rows by their numbers and bytes, the newest first: always one, then as many as there is room
    /// for. None of no rows.
    pub fn cut(self, rows: &[(i64, i64)]) -> Option<Cut> {
        let (mut least, mut bytes, mut kept) = (None, 0, 0);
        for (number, weighs) in rows {
            bytes += weighs;
            if kept == self.most || kept > 0 && bytes > BYTES {
                return least.map(|least| Cut { least, next: Some(least) });
            }
            kept += 1;
            least = Some(*number);
        }
        least.map(|least| Cut { least, next: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_ends_where_its_texts_grow_too_large_and_has_always_a_row() {
        let leaf = Leaf::default();
        assert_eq!(leaf.cut(&[]), None);
        assert_eq!(leaf.cut(&[(9, 10 * BYTES)]), Some(Cut { least: 9, next: None }));
        assert_eq!(leaf.cut(&[(9, 10 * BYTES), (8, 1)]), Some(Cut { least: 9, next: Some(9) }));
        assert_eq!(
            leaf.cut(&[(9, BYTES - 1), (8, 1), (7, 1)]),
            Some(Cut { least: 8, next: Some(8) })
        );
        let many: Vec<(i64, i64)> = (1..=MOST + 1).rev().map(|number| (number, 1)).collect();
        assert_eq!(leaf.cut(&many), Some(Cut { least: 2, next: Some(2) }));
        assert_eq!(Leaf::NEWEST.cut(&[(3, 1), (2, 1)]), Some(Cut { least: 3, next: Some(3) }));
    }

    #[test]
    fn what_is_no_leaf_is_refused() {
        let read = |query: &str| Leaf::read(&Parameters::parse(query).unwrap());
        for query in ["limit=0", "limit=501", "limit=x", "cursor=x", "cursor=0", "cursor=-1"] {
            assert!(read(query).is_err(), "{query}");
        }
        let leaf = read("limit=2&cursor=7").unwrap();
        assert_eq!((leaf.before(), leaf.weighed(), leaf.is_continued()), (7, 3, true));
    }
}
