//! The objects of a PDF, read where they stand (ISO 32000-1, §7.2 and §7.3): as much of them as leads to
//! the words.

use std::collections::HashMap;

/// Objects within objects, at most so deep.
const DEEPEST: usize = 32;
/// Parts of one array or dictionary at most.
const WIDEST: usize = 100_000;

/// An object.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Object {
    Number(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Object>),
    Dictionary(Dictionary),
    /// Another object, by its number.
    Reference(u32),
    /// An operator of a content stream, or a word of the syntax.
    Word(Vec<u8>),
}

pub(super) type Dictionary = HashMap<Vec<u8>, Object>;

impl Object {
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub fn name(&self) -> Option<&[u8]> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    pub fn array(&self) -> Option<&[Object]> {
        match self {
            Self::Array(parts) => Some(parts),
            _ => None,
        }
    }

    pub fn dictionary(&self) -> Option<&Dictionary> {
        match self {
            Self::Dictionary(fields) => Some(fields),
            _ => None,
        }
    }

    pub fn reference(&self) -> Option<u32> {
        match self {
            Self::Reference(number) => Some(*number),
            _ => None,
        }
    }
}

/// A place in the bytes of a file or stream.
pub(super) struct Syntax<'b> {
    bytes: &'b [u8],
    pub at: usize,
    /// Whether `1 0 R` is a reference: in a content stream it is three operands.
    refers: bool,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn ends_word(byte: u8) -> bool {
    is_space(byte)
        || matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'b> Syntax<'b> {
    /// The objects of a file.
    pub fn of_file(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at, refers: true }
    }

    /// The operands and operators of a content stream.
    pub fn of_content(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0, refers: false }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                let rest = &self.bytes[self.at..];
                let line = rest.iter().position(|byte| matches!(byte, 10 | 13));
                self.at += line.unwrap_or(rest.len());
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// The next object; none at the end.
    pub fn next(&mut self) -> Option<Object> {
        self.object(DEEPEST)
    }

    fn object(&mut self, depth: usize) -> Option<Object> {
        self.skip();
        let depth = depth.checked_sub(1)?;
        match self.peek()? {
            b'/' => Some(Object::Name(self.name())),
            b'(' => Some(Object::Text(self.literal())),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.dictionary(depth),
            b'<' => Some(Object::Text(self.hexadecimal())),
            b'[' => self.array(depth),
            b')' | b'>' | b']' | b'{' | b'}' => {
                self.at += 1;
                Some(Object::Word(vec![self.bytes[self.at - 1]]))
            }
            _ => Some(self.word()),
        }
    }

    fn array(&mut self, depth: usize) -> Option<Object> {
        self.at += 1;
        let mut parts = Vec::new();
        loop {
            self.skip();
            if self.peek()? == b']' {
                self.at += 1;
                return Some(Object::Array(parts));
            }
            parts.push(self.object(depth)?);
            if parts.len() > WIDEST {
                return None;
            }
        }
    }

    fn dictionary(&mut self, depth: usize) -> Option<Object> {
        self.at += 2;
        let mut fields = Dictionary::new();
        loop {
            self.skip();
            match self.peek()? {
                b'>' => {
                    self.at += 2;
                    return Some(Object::Dictionary(fields));
                }
                b'/' => {
                    let name = self.name();
                    let value = self.object(depth)?;
                    fields.insert(name, value);
                }
                // Whatever else stands there is a mistake of its maker.
                _ => {
                    self.object(depth)?;
                }
            }
            if fields.len() > WIDEST {
                return None;
            }
        }
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|byte| !ends_word(*byte)) {
            let code = self.bytes.get(self.at + 1..self.at + 3).filter(|_| byte == b'#');
            match code.and_then(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)) {
                Some(code) => {
                    name.push(code);
                    self.at += 3;
                }
                None => {
                    name.push(byte);
                    self.at += 1;
                }
            }
        }
        name
    }

    /// Text in parentheses, which may hold others.
    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let (mut text, mut open) = (Vec::new(), 1);
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => open -= 1,
                b'\\' => {
                    self.escaped(&mut text);
                    continue;
                }
                _ => {}
            }
            if open == 0 {
                break;
            }
            text.push(byte);
        }
        text
    }

    fn escaped(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            // A line that goes on.
            b'\r' => self.at += usize::from(self.peek() == Some(b'\n')),
            b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(next @ b'0'..=b'7') = self.peek() else { break };
                    code = code * 8 + u32::from(next - b'0');
                    self.at += 1;
                }
                text.push((code & 0xff) as u8);
            }
            other => text.push(other),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut digits = Vec::new();
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            digits.extend(digit(byte));
        }
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
    }

    /// A number, a reference, or a word.
    fn word(&mut self) -> Object {
        let begun = self.at;
        while self.peek().is_some_and(|byte| !ends_word(byte)) {
            self.at += 1;
        }
        let word = &self.bytes[begun..self.at];
        let Some(number) = number(word) else { return Object::Word(word.to_vec()) };
        if self.refers && word.iter().all(u8::is_ascii_digit) {
            let after = self.at;
            if let (true, Ok(id)) = (self.is_reference(), format!("{number}").parse()) {
                return Object::Reference(id);
            }
            self.at = after;
        }
        Object::Number(number)
    }

    /// Whether a generation and `R` follow.
    fn is_reference(&mut self) -> bool {
        self.skip();
        let digits = self.bytes[self.at..].iter().take(6).take_while(|byte| byte.is_ascii_digit());
        let digits = digits.count();
        self.at += digits;
        self.skip();
        let is_word = self.bytes.get(self.at + 1).is_none_or(|byte| ends_word(*byte));
        let refers = (1..=5).contains(&digits) && self.peek() == Some(b'R') && is_word;
        self.at += 1;
        refers
    }
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn number(word: &[u8]) -> Option<f64> {
    let is_number = !word.is_empty()
        && word.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'));
    std::str::from_utf8(word).ok().filter(|_| is_number)?.parse().ok()
}
