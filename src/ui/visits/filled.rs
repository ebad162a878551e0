//! Templates in a consultation: which are offered, and what they say of this patient.

use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::ui::language::Language;
use crate::visits::templates::variables::Variables;
use crate::visits::templates::{Template, store};

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
pub(super) fn suited(sql: &Sql<'_>, user: Id, visit_type: Option<&str>) -> Result<Vec<Template>> {
    let mut all = store::list(sql, user)?;
    all.retain(|one| {
        one.details.visit_type.is_none() || one.details.visit_type.as_deref() == visit_type
    });
    all.sort_by_key(|one| (one.details.visit_type.is_none(), one.details.is_shared));
    Ok(all)
}

impl Offered {
    /// In the order in which they are offered: those of the reader's language first.
    pub fn of(mut found: Vec<Template>, variables: &Variables, language: Language) -> Self {
        found.sort_by_key(|one| {
            one.details.language.as_deref().is_some_and(|tag| tag != language.tag())
        });
        let mut offered = Self::default();
        for Template { id, details, .. } in found {
            match details.text {
                Some(text) if details.kind == "block" => {
                    offered.blocks.push((details.name, variables.fill(&text)));
                }
                _ => offered.notes.push((id, details.name)),
            }
        }
        offered
    }
}
