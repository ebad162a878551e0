//! Queries read lately, by their text: staff ask for the same few pages all day, and reading one
//! costs more than finding its answer.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::RandomState;
use parking_lot::RwLock;

use super::query::ListQuery;
use super::spec::Spec;
use crate::notes::Notes;

/// More than that are forgotten all at once.
const MOST: usize = 512;
/// Longer texts are read anew: nobody fills the memory with them.
const LONGEST: usize = 300;

/// What a text means depends on the list, for days on the zone that the settings name, and on how
/// much of the notes its reader reads.
struct Known {
    spec: &'static Spec,
    settings_version: i64,
    notes: Notes,
    text: Box<str>,
    query: Arc<ListQuery>,
}

/// Managed state.
#[derive(Default)]
pub struct KnownQueries {
    by_hash: RwLock<HashMap<u64, Known, RandomState>>,
    hasher: RandomState,
}

impl KnownQueries {
    /// The query that this text was read as.
    pub(super) fn get(
        &self,
        spec: &'static Spec,
        (settings_version, notes): (i64, Notes),
        text: &str,
    ) -> Option<Arc<ListQuery>> {
        let queries = self.by_hash.read();
        let known = queries.get(&self.hash(spec, notes, text))?;
        let is_it = std::ptr::eq(known.spec, spec)
            && known.settings_version == settings_version
            && known.notes == notes
            && *known.text == *text;
        is_it.then(|| Arc::clone(&known.query))
    }

    /// Remembers what this text was read as.
    pub(super) fn keep(
        &self,
        spec: &'static Spec,
        (settings_version, notes): (i64, Notes),
        text: &str,
        query: &Arc<ListQuery>,
    ) {
        if text.len() > LONGEST {
            return;
        }
        let query = Arc::clone(query);
        let known = Known { spec, settings_version, notes, text: text.into(), query };
        let hash = self.hash(spec, notes, text);
        let mut queries = self.by_hash.write();
        if queries.len() >= MOST {
            queries.clear();
        }
        queries.insert(hash, known);
    }

    fn hash(&self, spec: &'static Spec, notes: Notes, text: &str) -> u64 {
        self.hasher.hash_one((spec.plural, notes, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Zone;
    use crate::http::Parameters;
    use crate::list::Listed;

    #[test]
    fn a_text_is_known_for_its_list_and_its_settings_alone() {
        let known = KnownQueries::default();
        let spec = crate::patients::PatientList::SPEC;
        let read = |text: &str| {
            let parameters = Parameters::parse(text).unwrap();
            Arc::new(ListQuery::read(spec, parameters, &Zone::utc(), Notes::All).unwrap())
        };
        known.keep(spec, (1, Notes::All), "limit=7", &read("limit=7"));
        assert_eq!(known.get(spec, (1, Notes::All), "limit=7").unwrap().limit, 7);
        assert!(known.get(spec, (2, Notes::All), "limit=7").is_none());
        assert!(known.get(spec, (1, Notes::Hidden), "limit=7").is_none());
        assert!(known.get(spec, (1, Notes::All), "limit=8").is_none());
        for n in 0..2 * MOST {
            let text = format!("offset={n}");
            known.keep(spec, (1, Notes::All), &text, &read(&text));
        }
        assert!(known.by_hash.read().len() <= MOST);
    }
}
