//! A PDF while its pages are read: the fonts and the forms that they name.

use std::collections::{HashMap, HashSet};

use super::bounds::Bounds;
use super::fonts::Font;
use super::pdf_objects::Objects;
use super::pdf_syntax::{Dictionary, Object};

/// Pages above a page that hand down what it does not say itself.
const MOST_ABOVE: usize = 16;
/// Forms within forms, at most so deep.
const MOST_FORMS: usize = 4;

/// The pages of a file while they are read.
pub(super) struct Reading<'o, 'b> {
    pub objects: &'o Objects<'b>,
    /// By the number of their object.
    fonts: HashMap<u32, Font>,
}

impl<'o, 'b> Reading<'o, 'b> {
    pub fn of(objects: &'o Objects<'b>) -> Self {
        Self { objects, fonts: HashMap::new() }
    }

    /// What a page names its fonts by: its own, or that of the pages above it.
    pub fn inherited(&self, page: &'o Dictionary) -> Option<&'o Dictionary> {
        let mut above = page;
        for _ in 0..MOST_ABOVE {
            if let Some(found) = self.objects.field(above, b"Resources") {
                return found.dictionary();
            }
            above = self.objects.field(above, b"Parent")?.dictionary()?;
        }
        None
    }

    /// The font of that name.
    pub fn font(
        &mut self,
        resources: Option<&'o Dictionary>,
        name: &[u8],
        bounds: &mut Bounds,
    ) -> Option<u32> {
        let fonts = self.objects.field(resources?, b"Font")?.dictionary()?;
        let number = fonts.get(name)?.reference()?;
        if !self.fonts.contains_key(&number) {
            let fields = self.objects.get(number)?.object.dictionary()?;
            let font = Font::of(fields, self.objects, bounds);
            self.fonts.insert(number, font);
        }
        Some(number)
    }

    /// The text that a font makes of the bytes of a string.
    pub fn text(&self, font: Option<u32>, bytes: &[u8]) -> String {
        font.and_then(|number| self.fonts.get(&number))
            .map(|font| font.text(bytes))
            .unwrap_or_default()
    }

    /// The content of a form of that name with its own resources, unless it is within itself.
    pub fn form(
        &self,
        resources: Option<&'o Dictionary>,
        name: &[u8],
        within: &HashSet<u32>,
        bounds: &mut Bounds,
    ) -> Option<(u32, Vec<u8>, Option<&'o Dictionary>)> {
        let forms = self.objects.field(resources?, b"XObject")?.dictionary()?;
        let reference = forms.get(name)?;
        let number = reference.reference()?;
        let fields = self.objects.get(number)?.object.dictionary()?;
        let is_form = fields.get(b"Subtype".as_slice()).and_then(Object::name) == Some(b"Form");
        if !is_form || within.contains(&number) || within.len() >= MOST_FORMS {
            return None;
        }
        let own = self.objects.field(fields, b"Resources").and_then(Object::dictionary);
        Some((number, self.objects.content(reference, bounds), own.or(resources)))
    }
}
