//! Workbooks of the old form, looked through before they are parsed: whoever parses them lays every sheet
//! out by its outermost cells, copies each shared text into each cell, and makes room for what the file says
//! of itself.

use super::Refusal;
use super::biff_texts::{lengths, record};
use super::compound::{stream, u16_at, u32_at};
use super::markup::odd;

/// Cells that the sheets have at most, laid out.
const MOST_CELLS: u64 = 600_000;
/// Records of all sheets at most.
const MOST_RECORDS: usize = 2_000_000;
/// Characters of all cells at most.
const MOST_TEXT: u64 = 16 * 1024 * 1024;
/// Bytes of formulas at most: a table of foods has none.
const MOST_FORMULAS: usize = 64 * 1024;
/// Sheets at most.
const MOST_SHEETS: usize = 100;

const END: u16 = 0x000A;
const TEXTS: u16 = 0x00FC;
const SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const FORMULA: u16 = 0x0006;
const MANY: u16 = 0x00BD;
const SHARED: u16 = 0x00FD;
const STRING: u16 = 0x0207;
/// Numbers and the like, which begin with row and column; texts of their own; …
const PLAIN: [u16; 3] = [0x0203, 0x0205, 0x027E];
const LABELS: [u16; 2] = [0x0204, 0x00D6];

/// Looks a workbook through.
///
/// # Errors
/// What no workbook of a food table is.
pub(super) fn measure(file: &[u8]) -> Result<(), Refusal> {
    let stream = stream(file, &["Workbook", "Book"]).ok_or_else(odd)?;
    let mut seen = Seen::default();
    let mut sheets = Vec::new();
    let mut at = 0;
    while let Some((kind, data, next)) = record(&stream, at) {
        match kind {
            SHEET => sheets.push(u32_at(data, 0).ok_or_else(odd)? as usize),
            TEXTS => seen.texts = lengths(&stream, at).ok_or_else(odd)?,
            _ => {}
        }
        at = next;
        seen.count()?;
        if kind == END {
            break;
        }
    }
    let text: u64 = seen.texts.iter().map(|length| u64::from(*length) + 24).sum();
    seen.add_text(text)?;
    if sheets.len() > MOST_SHEETS {
        return Err(odd());
    }
    sheets.into_iter().try_for_each(|begin| seen.sheet(&stream, begin))
}

/// What was seen of a workbook so far.
#[derive(Default)]
struct Seen {
    records: usize,
    cells: u64,
    text: u64,
    formulas: usize,
    /// How long each shared text is.
    texts: Vec<u16>,
}

/// The outermost cells of a sheet.
#[derive(Default)]
struct Extent(Option<[u64; 4]>);

impl Extent {
    fn add(&mut self, row: u64, from: u64, to: u64) {
        let [top, bottom, left, right] = self.0.unwrap_or([row, row, from, to]);
        let (left, right) = (left.min(from.min(to)), right.max(from.max(to)));
        self.0 = Some([top.min(row), bottom.max(row), left, right]);
    }

    fn cells(&self) -> u64 {
        self.0.map_or(0, |[top, bottom, left, right]| (bottom - top + 1) * (right - left + 1))
    }
}

impl Seen {
    fn count(&mut self) -> Result<(), Refusal> {
        self.records += 1;
        if self.records > MOST_RECORDS { Err(odd()) } else { Ok(()) }
    }

    fn add_text(&mut self, length: u64) -> Result<(), Refusal> {
        self.text += length;
        if self.text > MOST_TEXT { Err(odd()) } else { Ok(()) }
    }

    /// A sheet, with all that is nested in it.
    fn sheet(&mut self, stream: &[u8], begin: usize) -> Result<(), Refusal> {
        if begin > stream.len() {
            return Err(odd());
        }
        let (mut at, mut depth) = (begin, 0_usize);
        let (mut extent, mut formulas) = (Extent::default(), Extent::default());
        while let Some((kind, data, next)) = record(stream, at) {
            at = next;
            self.count()?;
            match kind {
                0x0809 => depth += 1,
                END if depth <= 1 => break,
                END => depth -= 1,
                DIMENSIONS => said(data)?,
                FORMULA => {
                    self.formulas += data.len();
                    if self.formulas > MOST_FORMULAS {
                        return Err(odd());
                    }
                    let (row, column) = cell(data)?;
                    formulas.add(row, column, column);
                    extent.add(row, column, column);
                }
                MANY => {
                    let (row, column) = cell(data)?;
                    let last = data.len().checked_sub(2).and_then(|at| u16_at(data, at));
                    extent.add(row, column, u64::from(last.ok_or_else(odd)?));
                }
                SHARED => {
                    let (row, column) = cell(data)?;
                    let place = u32_at(data, 6).ok_or_else(odd)? as usize;
                    let length = self.texts.get(place).copied().unwrap_or_default();
                    self.add_text(u64::from(length))?;
                    extent.add(row, column, column);
                }
                STRING => self.add_text(u64::from(u16_at(data, 0).unwrap_or_default()))?,
                kind if LABELS.contains(&kind) => {
                    let (row, column) = cell(data)?;
                    self.add_text(u64::from(u16_at(data, 6).unwrap_or_default()))?;
                    extent.add(row, column, column);
                }
                kind if PLAIN.contains(&kind) => {
                    let (row, column) = cell(data)?;
                    extent.add(row, column, column);
                }
                _ => {}
            }
        }
        self.cells += extent.cells() + formulas.cells();
        if self.cells > MOST_CELLS { Err(odd()) } else { Ok(()) }
    }
}

/// Room is made for as many cells as a sheet says that it has.
fn said(data: &[u8]) -> Result<(), Refusal> {
    let (rows, columns) = match data.len() {
        10 => (
            u16_at(data, 0).zip(u16_at(data, 2)).map(|(from, to)| (from.into(), to.into())),
            u16_at(data, 4).zip(u16_at(data, 6)),
        ),
        _ => (u32_at(data, 0).zip(u32_at(data, 4)), u16_at(data, 8).zip(u16_at(data, 10))),
    };
    let ((top, bottom), (_, right)): ((u32, u32), (u16, u16)) =
        rows.zip(columns).ok_or_else(odd)?;
    let is_empty = bottom == 0 || right == 0;
    let rows = u64::from(bottom).checked_sub(u64::from(top));
    match rows {
        _ if is_empty => Ok(()),
        Some(1..) if u64::from(bottom) * u64::from(right) <= 16 * MOST_CELLS => Ok(()),
        _ => Err(odd()),
    }
}

fn cell(data: &[u8]) -> Result<(u64, u64), Refusal> {
    let place = u16_at(data, 0).zip(u16_at(data, 2)).ok_or_else(odd)?;
    Ok((place.0.into(), place.1.into()))
}

#[cfg(test)]
mod tests {
    use super::super::compound::tests::file;
    use super::*;

    fn piece(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
    }

    fn words(all: &[u16]) -> Vec<u8> {
        all.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    /// A workbook of one sheet with these records, and of these shared texts.
    fn book(texts: &[&str], sheet: &[Vec<u8>]) -> Vec<u8> {
        let mut shared = vec![0; 8];
        for text in texts {
            shared.extend(u16::try_from(text.len()).unwrap().to_le_bytes());
            shared.push(0);
            shared.extend(text.as_bytes());
        }
        let mut head = piece(0x0809, &[0; 16]);
        let begin = u32::try_from(head.len() + 12 + 4 + shared.len() + 4).unwrap();
        head.extend(piece(SHEET, &[&begin.to_le_bytes()[..], &[0; 4]].concat()));
        head.extend(piece(TEXTS, &shared));
        head.extend(piece(END, &[]));
        head.extend(piece(0x0809, &[0; 16]));
        head.extend(sheet.concat());
        head.extend(piece(END, &[]));
        head.resize(head.len().max(5000), 0);
        file("Workbook", &head)
    }

    fn number(row: u16, column: u16) -> Vec<u8> {
        piece(0x0203, &[words(&[row, column, 0]), vec![0; 8]].concat())
    }

    fn shared(row: u16, column: u16, place: u32) -> Vec<u8> {
        piece(SHARED, &[words(&[row, column, 0]), place.to_le_bytes().to_vec()].concat())
    }

    #[test]
    fn a_workbook_is_taken_by_what_it_would_come_to_and_not_by_its_length() {
        let is_taken = |texts: &[&str], sheet: &[Vec<u8>]| measure(&book(texts, sheet)).is_ok();
        assert!(is_taken(&["alim_code", "x"], &[shared(0, 0, 0), number(9, 3), shared(4, 4, 1)]));
        // Two cells, which a sheet is laid out between.
        assert!(!is_taken(&[], &[number(0, 0), number(65_535, 255)]));
        // One long text in many cells.
        let long = "x".repeat(8_000);
        let many: Vec<Vec<u8>> = (0..3_000).map(|row| shared(row, 0, 0)).collect();
        assert!(!is_taken(&[&long], &many) && is_taken(&["x"], &many));
        let says = |rows: u32, columns: u16| {
            let rows = [0_u32.to_le_bytes(), rows.to_le_bytes()].concat();
            piece(DIMENSIONS, &[rows, words(&[0, columns, 0])].concat())
        };
        assert!(is_taken(&[], &[says(3_187, 76), says(0, 0)]));
        assert!(!is_taken(&[], &[says(u32::MAX, u16::MAX)]) && !is_taken(&[], &[says(1 << 30, 1)]));
        assert!(measure(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").is_err());
    }
}
