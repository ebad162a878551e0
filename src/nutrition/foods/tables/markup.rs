//! The parts of a workbook, looked through before anybody parses them: what a reader would hold at once is
//! bounded, whatever it says of itself.

use super::Refusal;
use crate::message::message;

/// Bytes of a tag, or of the text up to the next one, at most.
const LONGEST: usize = 256 * 1024;
/// Texts that its cells share at most.
const MOST_TEXTS: usize = 500_000;
/// The beginning of a tag, which has its name and its counts.
const HEAD: usize = 512;

/// Where a part stands.
#[derive(Clone, Copy, Default, PartialEq)]
enum Place {
    #[default]
    Text,
    Tag,
    /// Within a value of a tag, up to that sign.
    Quoted(u8),
    /// Within `<?…?>`.
    Instruction,
}

/// A part as it comes by.
#[derive(Default)]
pub(super) struct Markup {
    place: Place,
    /// Bytes since the last tag began or ended.
    length: usize,
    /// The byte before.
    last: u8,
    head: Vec<u8>,
    texts: usize,
}

impl Markup {
    /// The next bytes of it.
    ///
    /// # Errors
    /// What no workbook has: tags without an end, comments, more texts than cells could show.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        bytes.iter().try_for_each(|byte| self.step(*byte))
    }

    fn step(&mut self, byte: u8) -> Result<(), Refusal> {
        self.length += 1;
        if self.length > LONGEST {
            return Err(odd());
        }
        let last = std::mem::replace(&mut self.last, byte);
        match (self.place, byte) {
            (Place::Text, b'<') => self.enter(Place::Tag),
            (Place::Text, _) => {}
            (Place::Tag, b'!') if last == b'<' => return Err(odd()),
            (Place::Tag, b'?') if last == b'<' => self.place = Place::Instruction,
            (Place::Tag, b'>') => {
                self.ended()?;
                self.enter(Place::Text);
            }
            (Place::Tag, b'"' | b'\'') => {
                self.keep(byte);
                self.place = Place::Quoted(byte);
            }
            (Place::Tag, _) => self.keep(byte),
            (Place::Quoted(mark), _) => {
                self.keep(byte);
                if byte == mark {
                    self.place = Place::Tag;
                }
            }
            (Place::Instruction, b'>') if last == b'?' => self.enter(Place::Text),
            (Place::Instruction, _) => {}
        }
        Ok(())
    }

    fn enter(&mut self, place: Place) {
        (self.place, self.length) = (place, 0);
        self.head.clear();
    }

    fn keep(&mut self, byte: u8) {
        if self.head.len() < HEAD {
            self.head.push(byte);
        }
    }

    /// A tag that is read to its end.
    fn ended(&mut self) -> Result<(), Refusal> {
        let is_space = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'/';
        let name = self.head.split(is_space).next().unwrap_or_default();
        let name = name.rsplit(|byte| *byte == b':').next().unwrap_or_default();
        match name {
            b"si" => {
                self.texts += 1;
                if self.texts > MOST_TEXTS { Err(odd()) } else { Ok(()) }
            }
            // A reader makes room for as many as it says there are.
            b"sst" if self.says_more_than(MOST_TEXTS) => Err(odd()),
            _ => Ok(()),
        }
    }

    /// Whether it counts more than so many different ones; what cannot be seen of it counts too many.
    fn says_more_than(&self, most: usize) -> bool {
        const COUNT: &[u8] = b"uniqueCount";
        let counts = |at: usize| {
            let behind = self.head[at..].iter().skip_while(|byte| !byte.is_ascii_digit());
            let digits = behind.take_while(|byte| byte.is_ascii_digit()).take(20);
            let add = |count: usize, digit: &u8| count * 10 + usize::from(digit - b'0');
            digits.fold(0, |count: usize, digit| add(count.min(usize::MAX / 100), digit))
        };
        let mut places = (0..self.head.len()).filter(|at| self.head[*at..].starts_with(COUNT));
        self.head.len() >= HEAD || places.any(|at| counts(at) > most)
    }
}

/// Why a workbook of either form is not taken that only looks like one.
pub(super) fn odd() -> Refusal {
    message(
        "foods-workbook-odd",
        "This workbook is put together like none of a food table. Nothing was changed; open it in a \
         spreadsheet program and save it anew.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_taken(xml: &[u8]) -> bool {
        let mut markup = Markup::default();
        xml.chunks(7).all(|some| markup.take(some).is_ok())
    }

    #[test]
    fn a_part_is_taken_whose_pieces_are_short_and_whose_counts_are_small() {
        let usual = b"<?xml version=\"1.0\" standalone=\"yes\"?>\r\n<sst count=\"7\" uniqueCount=\"2\" \
            xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>a > b</t></si>\
            <si><t x='>'>\xc3\xa9</t></si></sst>";
        assert!(is_taken(usual));
        let long = |piece: &[u8]| [piece.repeat(400_000), b"<a/>".to_vec()].concat();
        assert!(!is_taken(&long(b"x")));
        assert!(!is_taken(&[b"<a b=\"".to_vec(), long(b">")].concat()));
        assert!(!is_taken(&[b"<a ".to_vec(), long(b"b")].concat()));
        assert!(!is_taken(b"<a><!-- > --></a>"));
        assert!(!is_taken(b"<sst uniqueCount=\"99999999999999\"><si/></sst>"));
        assert!(!is_taken(&b"<x:si></x:si>".repeat(500_001)));
    }
}
