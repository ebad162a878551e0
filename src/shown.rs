//! What an answer shows of the clinic's records: said by whoever makes the answer, carried by the
//! answer itself, and written into the audit when it leaves ([`crate::http::Opened`]).

use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::ids::{Id, process_seed};

/// The records that an answer shows, and how much of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shows(Vec<Showing>);

/// Records of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Showing {
    /// The kind, as the audit calls it.
    pub kind: &'static str,
    pub extent: Extent,
}

impl Showing {
    /// The ids of its records.
    pub fn ids(&self) -> &[Id] {
        match &self.extent {
            Extent::Record(id) => std::slice::from_ref(id),
            Extent::Rows(rows) => &rows.ids,
        }
    }
}

/// How much of them is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Extent {
    /// One record, opened.
    Record(Id),
    /// The rows of a list.
    Rows(Rows),
}

/// The rows of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// Whether more than names shows: clinical text, or whole records.
    pub is_text: bool,
    /// In ascending order, each once.
    pub ids: Vec<Id>,
    /// The hash of the ids. Keyed at random: nobody can choose records whose lists collide.
    pub print: u128,
}

/// A page that says which records it shows.
pub trait Discloses {
    /// The records on the page as it stands.
    fn shows(&self) -> Shows;
}

impl Shows {
    /// No record of a patient's.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// One record, opened.
    pub fn record(kind: &'static str, id: Id) -> Self {
        Self(vec![Showing { kind, extent: Extent::Record(id) }])
    }

    /// The names of these records and what finds a person, nothing more.
    pub fn names(kind: &'static str, ids: impl IntoIterator<Item = Id>) -> Self {
        Self::rows(kind, false, ids)
    }

    /// Clinical text of these records, or all that is known of them.
    pub fn texts(kind: &'static str, ids: impl IntoIterator<Item = Id>) -> Self {
        Self::rows(kind, true, ids)
    }

    fn rows(kind: &'static str, is_text: bool, ids: impl IntoIterator<Item = Id>) -> Self {
        let mut ids: Vec<Id> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        match (ids.as_slice(), is_text) {
            ([], _) => return Self::nothing(),
            // The same as its record, opened.
            ([one], true) => return Self::record(kind, *one),
            _ => {}
        }
        let bytes: Vec<u8> = ids.iter().flat_map(|id| id.bytes()).collect();
        let print = xxh3_128_with_seed(&bytes, process_seed());
        Self(vec![Showing { kind, extent: Extent::Rows(Rows { is_text, ids, print }) }])
    }

    /// These and those.
    pub fn and(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    /// Whether no record shows.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The list at that place among the parts, with its kind.
    pub fn list_at(&self, place: usize) -> Option<(&'static str, &Rows)> {
        match self.0.get(place)? {
            Showing { kind, extent: Extent::Rows(rows) } => Some((kind, rows)),
            Showing { .. } => None,
        }
    }

    /// Kind by kind.
    pub fn parts(&self) -> &[Showing] {
        &self.0
    }
}

/// Says of pages that they show no record of a patient's.
#[macro_export]
macro_rules! shows_no_record {
    ($($page:ty),+ $(,)?) => {
        $(
            impl $crate::shown::Discloses for $page {
                fn shows(&self) -> $crate::shown::Shows {
                    $crate::shown::Shows::nothing()
                }
            }
        )+
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_rows_in_another_order_are_the_same_rows() {
        let (one, other) = (Id::new(), Id::new());
        assert_eq!(Shows::names("visit", [one, other, one]), Shows::names("visit", [other, one]));
        assert_ne!(Shows::names("visit", [one]), Shows::names("visit", [other]));
        assert_ne!(Shows::names("visit", [one]), Shows::texts("visit", [one]));
        assert_eq!(Shows::texts("visit", [one, one]), Shows::record("visit", one));
        assert!(Shows::names("visit", []).is_empty());
    }
}
