//! Records of workbooks of the old form, and the texts that their cells share.

use super::compound::{u16_at, u32_at};

/// What goes on with the record before.
const CONTINUE: u16 = 0x003C;

/// The record there: its kind, its bytes, and where the next one is.
pub(super) fn record(stream: &[u8], at: usize) -> Option<(u16, &[u8], usize)> {
    let rest = stream.get(at..)?;
    let (kind, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
    Some((kind, rest.get(4..4 + length)?, at + 4 + length))
}

/// How many characters each shared text says that it has; none where they are cut off.
pub(super) fn lengths(stream: &[u8], at: usize) -> Option<Vec<u16>> {
    let (_, first, mut next) = record(stream, at)?;
    let mut pieces = vec![first.get(8..)?];
    while let Some((CONTINUE, data, after)) = record(stream, next) {
        pieces.push(data);
        next = after;
    }
    let mut lengths = Vec::new();
    let (mut piece, mut place) = (0, 0);
    loop {
        while pieces.get(piece).is_some_and(|bytes| place >= bytes.len()) {
            (piece, place) = (piece + 1, 0);
        }
        let Some(bytes) = pieces.get(piece) else { return Some(lengths) };
        let (length, flags) = (u16_at(bytes, place)?, *bytes.get(place + 2)?);
        place += 3;
        let mut beside = 0;
        if flags & 8 > 0 {
            beside += 4 * usize::from(u16_at(bytes, place)?);
            place += 2;
        }
        if flags & 4 > 0 {
            beside += u32_at(bytes, place)? as usize;
            place += 4;
        }
        lengths.push(length);
        (piece, place) = behind(&pieces, (piece, place), (length.into(), flags & 1 > 0), beside)?;
    }
}

/// The place behind a text of so many characters, wide ones or not, and so many bytes beside it. Where it
/// goes on in another record it says again whether they are wide.
fn behind(
    pieces: &[&[u8]],
    (mut piece, mut place): (usize, usize),
    (mut characters, mut is_wide): (usize, bool),
    mut beside: usize,
) -> Option<(usize, usize)> {
    loop {
        let left = pieces.get(piece)?.len().checked_sub(place)?;
        let width = if is_wide { 2 } else { 1 };
        let here = characters.min(left / width);
        (characters, place) = (characters - here, place + here * width);
        if characters == 0 {
            break;
        }
        (piece, place) = (piece + 1, 1);
        is_wide = pieces.get(piece)?.first()? & 1 > 0;
    }
    while beside > 0 {
        let left = pieces.get(piece)?.len().checked_sub(place)?;
        let here = beside.min(left);
        (beside, place) = (beside - here, place + here);
        if beside > 0 {
            (piece, place) = (piece + 1, 0);
        }
    }
    Some((piece, place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
    }

    fn words(all: &[u16]) -> Vec<u8> {
        all.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn a_text_goes_on_in_the_next_record_in_whatever_width() {
        let first = [vec![0; 8], words(&[4]), vec![0], b"ab".to_vec()].concat();
        let second = [vec![1], words(&[99, 100]), words(&[1]), vec![0], b"z".to_vec()].concat();
        let stream = [piece(0x00FC, &first), piece(CONTINUE, &second), piece(0x000A, &[])].concat();
        assert_eq!(lengths(&stream, 0), Some(vec![4, 1]));
        assert_eq!(lengths(&stream[..stream.len() - 6], 0), None);
    }
}
