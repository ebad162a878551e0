//! A document in words and, of a picture, as a small one.

use crate::documents::{Document, Owner};
use crate::ids::Id;
use crate::settings::InForce;
use crate::ui::language::Language;

/// Pictures larger than that are not shown small: every one of them would be sent whole.
const LARGEST_SHOWN: i64 = 6 << 20;

/// A document in words.
pub(in crate::ui) struct DocumentLine {
    pub id: Id,
    pub name: String,
    pub kind: String,
    pub title: String,
    pub description: String,
    pub added: String,
    pub size: String,
    pub is_shown: bool,
    /// Whether it is a picture that stands small beside its name.
    pub is_picture: bool,
    /// The visit that it belongs to.
    pub visit: Option<Id>,
}

/// The document in that language.
pub(in crate::ui) fn line(
    document: &Document,
    language: Language,
    settings: &InForce,
) -> DocumentLine {
    let is_shown = document.can_be_shown();
    DocumentLine {
        id: document.id,
        name: document.original_filename.clone(),
        kind: language.code(&document.label.document_type),
        title: document.label.title.clone().unwrap_or_default(),
        description: document.label.description.clone().unwrap_or_default(),
        added: language.moment(document.created_at, &settings.0.zone),
        size: language.size(document.file_size.unsigned_abs()),
        is_shown,
        is_picture: is_shown
            && document.mime_type.starts_with("image/")
            && document.file_size <= LARGEST_SHOWN,
        visit: (document.resource_type == Owner::Visit.name()).then_some(document.resource_id),
    }
}
