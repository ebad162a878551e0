//! What the codes of a font stand for: what the font says itself (`ToUnicode`), else the letters of
//! Windows-1252 with its own differences (ISO 32000-1, §9.10).

use std::collections::HashMap;

use encoding_rs::WINDOWS_1252;

use super::bounds::Bounds;
use super::cmap::CMap;
use super::glyphs::letter;
use super::pdf_objects::Objects;
use super::pdf_syntax::{Dictionary, Object};

/// A font, as far as its text is read.
pub(super) enum Font {
    Mapped(CMap),
    /// One byte a letter.
    Plain(HashMap<u8, char>),
    /// Nobody says what its codes are.
    Unknown,
}

impl Font {
    /// What its dictionary says.
    pub fn of(fields: &Dictionary, objects: &Objects<'_>, bounds: &mut Bounds) -> Self {
        if let Some(told) = fields.get(b"ToUnicode".as_slice()) {
            let map = CMap::read(&objects.content(told, bounds));
            if !map.is_empty() {
                return Self::Mapped(map);
            }
        }
        if fields.get(b"Subtype".as_slice()).and_then(Object::name) == Some(b"Type0") {
            return Self::Unknown;
        }
        let encoding = objects.field(fields, b"Encoding").and_then(Object::dictionary);
        let differences = encoding.and_then(|encoding| objects.field(encoding, b"Differences"));
        let mut own = HashMap::new();
        let mut code = 0_u8;
        for part in differences.and_then(Object::array).unwrap_or_default() {
            match part {
                Object::Number(number) => code = *number as u8,
                Object::Name(name) => {
                    own.extend(letter(name).map(|letter| (code, letter)));
                    code = code.wrapping_add(1);
                }
                _ => {}
            }
        }
        Self::Plain(own)
    }

    /// The text of a string.
    pub fn text(&self, bytes: &[u8]) -> String {
        match self {
            Self::Mapped(map) => map.text(bytes),
            Self::Plain(own) => {
                let letter = |byte: &u8| own.get(byte).copied().unwrap_or_else(|| ansi(*byte));
                bytes.iter().map(letter).collect()
            }
            Self::Unknown => String::new(),
        }
    }
}

/// A letter of Windows-1252.
pub(super) fn ansi(byte: u8) -> char {
    let bytes = [byte];
    let (letter, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
    letter.chars().next().unwrap_or(' ')
}
