//! The words of a PDF: its pages in their order, each text in the characters that its font stands for.

use std::collections::HashSet;

use memchr::memmem;

use super::bounds::Bounds;
use super::operators;
use super::pdf_objects::{Objects, is_of_type};
use super::pdf_syntax::Object;
use super::reading::Reading;

/// Reads the pages. One that is locked is not read.
pub(super) fn read(file: &[u8], bounds: &mut Bounds) {
    if memmem::find(file, b"/Encrypt").is_some() {
        return;
    }
    let objects = Objects::of(file, bounds);
    let mut pages: Vec<u32> = objects
        .all()
        .filter(|(_, stored)| is_of_type(&stored.object, b"Page"))
        .map(|(number, _)| *number)
        .collect();
    pages.sort_unstable();
    let mut reading = Reading::of(&objects);
    for page in pages {
        if bounds.is_over() {
            return;
        }
        read_page(&mut reading, page, bounds);
        bounds.gap();
    }
}

fn read_page(reading: &mut Reading<'_, '_>, number: u32, bounds: &mut Bounds) {
    let objects = reading.objects;
    let Some(fields) = objects.get(number).and_then(|page| page.object.dictionary()) else {
        return;
    };
    let resources = reading.inherited(fields);
    let mut content = Vec::new();
    match fields.get(b"Contents".as_slice()) {
        Some(one @ Object::Reference(_)) => match objects.follow(one) {
            Object::Array(parts) => join(objects, parts, &mut content, bounds),
            _ => content = objects.content(one, bounds),
        },
        Some(Object::Array(parts)) => join(objects, parts, &mut content, bounds),
        _ => {}
    }
    operators::read(reading, &content, resources, &mut HashSet::new(), bounds);
}

/// A page in parts is one, cut anywhere between words of its syntax.
fn join(objects: &Objects<'_>, parts: &[Object], content: &mut Vec<u8>, bounds: &mut Bounds) {
    for part in parts {
        if bounds.is_over() {
            return;
        }
        content.extend(objects.content(part, bounds));
        content.push(b'\n');
    }
}
