//! Elements of the XML set, as they stand in the files: no declaration is believed (they say Windows-1252
//! and are UTF-8 at times), control characters stray about, and a bound is at times written as a bare `<`,
//! which no reader of XML takes.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::super::members::unreadable;
use super::super::usda::decoded;
use super::super::{Refusal, one_line};
use crate::leisure::let_pass;
use crate::message::message;

/// Bytes up to the end of a tag at most.
const LONGEST: u64 = 64 * 1024;
/// Fields of a record at most.
const MOST_FIELDS: usize = 100;

/// The fields of a record: name of the element and its text.
#[derive(Debug, Default)]
pub struct Record {
    pub number: usize,
    fields: Vec<(String, String)>,
}

impl Record {
    /// The text of that element; empty where it is absent, empty or said to be missing.
    pub fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text)
    }
}

/// Hands over each record of that name.
///
/// # Errors
/// What cannot be read, or `each` refuses.
pub fn each(
    path: &Path,
    name: &str,
    each: &mut dyn FnMut(&Record) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut reader = BufReader::new(File::open(path).map_err(|error| unreadable(&error))?);
    let (mut piece, mut record, mut is_inside) = (Vec::new(), Record::default(), false);
    loop {
        piece.clear();
        let read = (&mut reader).take(LONGEST).read_until(b'>', &mut piece);
        if read.map_err(|error| unreadable(&error))? == 0 {
            return Ok(());
        }
        if piece.len() as u64 == LONGEST {
            return Err(too_long());
        }
        let Some((text, tag)) = split(&piece) else { continue };
        match tag.strip_prefix('/') {
            Some(closed) if closed == name && is_inside => {
                let_pass();
                each(&record)?;
                is_inside = false;
            }
            Some(_) if is_inside && record.fields.len() >= MOST_FIELDS => return Err(too_long()),
            Some(closed) if is_inside => {
                let text = one_line(&unescaped(&text));
                let text = if text == "missing" { String::new() } else { text };
                record.fields.push((closed.to_owned(), text));
            }
            None if tag == name => {
                record = Record { number: record.number + 1, fields: Vec::new() };
                is_inside = true;
            }
            _ => {}
        }
    }
}

fn too_long() -> Refusal {
    message("foods-xml-long", "This XML has an element that is too long. Nothing was changed.")
}

/// The text before a tag, and the tag's name (with its `/` when it closes).
fn split(piece: &[u8]) -> Option<(String, String)> {
    let is_tag = |pair: &[u8]| {
        pair[0] == b'<' && (pair[1].is_ascii_alphabetic() || matches!(pair[1], b'/' | b'?' | b'!'))
    };
    // The last one that can be a tag: a bare `<` before a number is text.
    let at = piece.windows(2).rposition(is_tag)?;
    let inside = decoded(&piece[at + 1..piece.len() - 1]).into_owned();
    let name = inside.split(char::is_whitespace).next()?.trim_end();
    Some((decoded(&piece[..at]).into_owned(), name.to_owned()))
}

fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    // The ampersand last: what it spelt out is no entity.
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(xml: &[u8]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("compo.xml");
        std::fs::write(&file, xml).unwrap();
        let mut texts = Vec::new();
        each(&file, "COMPO", &mut |record| {
            texts.push(record.text("teneur").to_owned());
            Ok(())
        })
        .unwrap();
        texts
    }

    #[test]
    fn a_bare_sign_a_stray_control_and_either_encoding_are_read() {
        let xml = b"<TABLE><COMPO><teneur> < 0,5 </teneur></COMPO>\
            <COMPO><teneur> &lt; 0,5\x01 </teneur></COMPO>\
            <COMPO><teneur missing=\" \" /></COMPO>\
            <COMPO><teneur> \xe9 &amp;lt; </teneur></COMPO>\
            <COMPO><teneur> \xc3\xa9 </teneur></COMPO></TABLE>";
        assert_eq!(texts(xml), ["< 0,5", "< 0,5", "", "é &lt;", "é"]);
    }
}
