//! Templates in a consultation: which are offered, and what they say of this patient.

use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::ui::language::Language;
use crate::visits::templates::store::{self, Offer};
use crate::visits::templates::variables::Variables;

/// The templates and text blocks that the page offers.
#[derive(Default)]
pub(super) struct Offered {
    /// Sections of a note: the id and the name.
    pub notes: Vec<(Id, String)>,
    /// Texts for where somebody writes: the name and the text, filled in.
    pub blocks: Vec<(String, String)>,
}

/// The templates that suit a visit of that type, its own before those of any.
///
/// # Errors
/// What SQLite says.
pub(super) fn suited(sql: &Sql<'_>, user: Id, visit_type: Option<&str>) -> Result<Vec<Offer>> {
    let mut all = store::offered(sql, user, visit_type)?;
    all.sort_by_key(|one| (one.visit_type.is_none(), one.is_shared));
    Ok(all)
}

impl Offered {
    /// In the order in which they are offered: those of the reader's language first.
    pub fn of(mut found: Vec<Offer>, variables: &Variables, language: Language) -> Self {
        found.sort_by_key(|one| one.language.as_deref().is_some_and(|tag| tag != language.tag()));
        let mut offered = Self::default();
        for one in found {
            match one.block {
                Some(text) => offered.blocks.push((one.name, variables.fill(&text))),
                None => offered.notes.push((one.id, one.name)),
            }
        }
        offered
    }
}
