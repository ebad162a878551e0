//! `/patients/<id>/consents`: what a patient agreed to; `/settings/consent-texts`: what they are asked.

mod acts;
mod editor;
mod pages;
mod paper;
mod texts;

use rocket::Route;

use super::language::Language;
use crate::consents::Text;

pub fn routes() -> Vec<Route> {
    [pages::routes(), acts::routes(), editor::routes(), paper::routes(), texts::routes()].concat()
}

/// The titles of texts, each once: in that language where it is written in it.
pub(in crate::ui) fn titles(texts: &[Text], language: Language) -> Vec<String> {
    let mut titles = Vec::new();
    for same in texts.chunk_by(|one, next| one.code == next.code) {
        let own = same.iter().find(|text| text.language == language.tag());
        titles.extend(own.or(same.first()).map(|text| text.title.clone()));
    }
    titles
}
