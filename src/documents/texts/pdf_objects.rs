//! The objects of a PDF by their numbers: all that stand in the file, and those that are packed in others
//! (ISO 32000-1, §7.5.7). Its own table of them is not read: what it leads to stands there anyway, and in
//! files that were mended it is wrong.

use std::collections::HashMap;
use std::io::Read;

use flate2::read::ZlibDecoder;
use memchr::memmem;

use super::bounds::Bounds;
use super::pdf_syntax::{Dictionary, Object, Syntax};

/// Objects of a file at most.
const MOST: usize = 200_000;

/// An object with the bytes of its stream.
pub(super) struct Stored<'b> {
    pub object: Object,
    pub stream: Option<&'b [u8]>,
}

/// The objects of a file.
pub(super) struct Objects<'b>(HashMap<u32, Stored<'b>>);

impl<'b> Objects<'b> {
    /// All that can be found.
    pub fn of(file: &'b [u8], bounds: &mut Bounds) -> Self {
        let mut all = HashMap::new();
        for at in memmem::find_iter(file, b" obj") {
            if bounds.is_over() || all.len() >= MOST {
                break;
            }
            if let Some(number) = numbered(&file[..at])
                && let Some(stored) = stored(file, at + 4)
            {
                // A later one takes the place of an earlier one.
                all.insert(number, stored);
            }
        }
        let mut objects = Self(all);
        objects.unpack(bounds);
        objects
    }

    /// Adds the objects that stand in streams.
    fn unpack(&mut self, bounds: &mut Bounds) {
        let is_packed = |stored: &&Stored<'_>| is_of_type(&stored.object, b"ObjStm");
        let mut packed: Vec<(Dictionary, &[u8])> = Vec::new();
        for stored in self.0.values().filter(is_packed) {
            if let (Some(fields), Some(stream)) = (stored.object.dictionary(), stored.stream) {
                packed.push((fields.clone(), stream));
            }
        }
        for (fields, stream) in packed {
            if bounds.is_over() || self.0.len() >= MOST {
                return;
            }
            let bytes = unpacked(&fields, stream, bounds);
            let place = |name: &[u8]| fields.get(name).and_then(Object::number).unwrap_or(0.0);
            let (count, first) = (place(b"N") as usize, place(b"First") as usize);
            let mut index = Syntax::of_content(&bytes);
            for _ in 0..count.min(MOST) {
                let pair = (index.next(), index.next());
                let (Some(Object::Number(number)), Some(Object::Number(offset))) = pair else {
                    break;
                };
                let mut syntax = Syntax::of_file(&bytes, first.saturating_add(offset as usize));
                if let Some(object) = syntax.next() {
                    self.0.entry(number as u32).or_insert(Stored { object, stream: None });
                }
            }
        }
    }

    /// Every one.
    pub fn all(&self) -> impl Iterator<Item = (&u32, &Stored<'b>)> {
        self.0.iter()
    }

    pub fn get(&self, number: u32) -> Option<&Stored<'b>> {
        self.0.get(&number)
    }

    /// The object itself, or the one that it refers to.
    pub fn follow<'o>(&'o self, object: &'o Object) -> &'o Object {
        let found = object.reference().and_then(|number| self.get(number));
        found.map_or(object, |stored| &stored.object)
    }

    /// A field of a dictionary, followed.
    pub fn field<'o>(&'o self, fields: &'o Dictionary, name: &[u8]) -> Option<&'o Object> {
        fields.get(name).map(|object| self.follow(object))
    }

    /// The unpacked bytes of a stream.
    pub fn content(&self, object: &Object, bounds: &mut Bounds) -> Vec<u8> {
        let stored = object.reference().and_then(|number| self.get(number));
        let Some((Some(fields), Some(stream))) =
            stored.map(|stored| (stored.object.dictionary(), stored.stream))
        else {
            return Vec::new();
        };
        unpacked(fields, stream, bounds)
    }
}

/// Whether a dictionary says that it is of that type.
pub(super) fn is_of_type(object: &Object, wanted: &[u8]) -> bool {
    let fields = object.dictionary();
    fields.and_then(|fields| fields.get(b"Type".as_slice())?.name()) == Some(wanted)
}

/// The number before a generation: `12 0` of `12 0 obj`.
fn numbered(before: &[u8]) -> Option<u32> {
    let digits =
        |bytes: &[u8]| bytes.iter().rev().take(10).take_while(|b| b.is_ascii_digit()).count();
    let generation = digits(before);
    let before = &before[..before.len() - generation];
    let before = before.strip_suffix(b" ").filter(|_| generation > 0)?;
    let number = digits(before);
    std::str::from_utf8(&before[before.len() - number..]).ok()?.parse().ok()
}

fn stored(file: &[u8], at: usize) -> Option<Stored<'_>> {
    let mut syntax = Syntax::of_file(file, at);
    let object = syntax.next()?;
    let length =
        object.dictionary().map(|fields| fields.get(b"Length".as_slice()).and_then(Object::number));
    let stream = length.and_then(|length| stream(file, syntax.at, length));
    Some(Stored { object, stream })
}

/// The bytes between `stream` and `endstream`: as many as are said, where that leads to its end.
fn stream(file: &[u8], at: usize, length: Option<f64>) -> Option<&[u8]> {
    let rest = file.get(at..)?;
    let space = rest.iter().take(64).take_while(|byte| byte.is_ascii_whitespace()).count();
    let rest = rest[space..].strip_prefix(b"stream")?;
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
    let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    let ends = |end: usize| {
        rest.get(end..).is_some_and(|after| after.trim_ascii_start().starts_with(b"endstream"))
    };
    let said = length.map(|length| length as usize).filter(|end| ends(*end));
    let end = said.or_else(|| memmem::find(rest, b"endstream"))?;
    Some(&rest[..end])
}

/// The bytes of a stream that is packed with Flate, or not at all; nothing of any other.
fn unpacked(fields: &Dictionary, stream: &[u8], bounds: &mut Bounds) -> Vec<u8> {
    let filter = match fields.get(b"Filter".as_slice()) {
        Some(Object::Array(filters)) if filters.len() > 1 => return Vec::new(),
        Some(Object::Array(filters)) => filters.first(),
        other => other,
    };
    let mut bytes = Vec::new();
    match filter.map(Object::name) {
        None => bytes.extend_from_slice(stream),
        Some(Some(b"FlateDecode" | b"Fl")) => {
            // What was unpacked before a fault is read all the same.
            let _ = ZlibDecoder::new(stream).take(bounds.left()).read_to_end(&mut bytes);
        }
        Some(_) => return Vec::new(),
    }
    bounds.spend(bytes.len() as u64);
    bytes
}
