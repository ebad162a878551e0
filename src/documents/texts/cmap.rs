//! `ToUnicode`: which text the codes of a font stand for (ISO 32000-1, §9.10.3).

use std::collections::HashMap;

use super::pdf_syntax::{Object, Syntax};

/// Codes of a font at most.
const MOST: usize = 70_000;

/// Text by code.
#[derive(Default)]
pub(super) struct CMap {
    texts: HashMap<u32, String>,
    /// Bytes of a code.
    width: usize,
}

impl CMap {
    /// What a stream says.
    pub fn read(bytes: &[u8]) -> Self {
        let mut map = Self { width: 1, ..Self::default() };
        let mut syntax = Syntax::of_content(bytes);
        let mut operands: Vec<Object> = Vec::new();
        while let Some(object) = syntax.next() {
            let Object::Word(word) = object else {
                operands.push(object);
                continue;
            };
            match word.as_slice() {
                b"endcodespacerange" => {
                    let widths = operands.iter().filter_map(text).map(<[u8]>::len);
                    map.width = widths.max().unwrap_or(1).clamp(1, 4);
                }
                b"endbfchar" => {
                    for pair in operands.chunks_exact(2) {
                        map.add(text(&pair[0]).map(code), text(&pair[1]));
                    }
                }
                b"endbfrange" => operands.chunks_exact(3).for_each(|range| map.range(range)),
                _ => {}
            }
            operands.clear();
        }
        map
    }

    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    fn add(&mut self, code: Option<u32>, text: Option<&[u8]>) {
        if let (Some(code), Some(text)) = (code, text)
            && self.texts.len() < MOST
        {
            self.texts.insert(code, utf16(text));
        }
    }

    fn range(&mut self, range: &[Object]) {
        let (Some(from), Some(to)) = (text(&range[0]).map(code), text(&range[1]).map(code)) else {
            return;
        };
        for (step, at) in (from..=to).take(MOST).enumerate() {
            match &range[2] {
                Object::Array(each) => self.add(Some(at), each.get(step).and_then(text)),
                // The last unit counts up.
                Object::Text(first) if first.len() >= 2 => {
                    let mut counted = first.clone();
                    let last = counted.split_off(counted.len() - 2);
                    let unit = u16::from_be_bytes([last[0], last[1]]).wrapping_add(step as u16);
                    counted.extend(unit.to_be_bytes());
                    self.add(Some(at), Some(&counted));
                }
                _ => return,
            }
        }
    }

    /// The text of a string of codes.
    pub fn text(&self, bytes: &[u8]) -> String {
        let known = |bytes: &[u8]| self.texts.get(&code(bytes)).map(String::as_str);
        bytes.chunks(self.width).filter_map(known).collect()
    }
}

fn text(object: &Object) -> Option<&[u8]> {
    match object {
        Object::Text(bytes) => Some(bytes),
        _ => None,
    }
}

fn code(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |code, byte| code << 8 | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> =
        bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}
