//! Rows of tables: workbooks (BIFF8 and OOXML) and delimited text, cell by cell, without holding a
//! sheet that is larger than its cells.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

use calamine::{Data, DataRef, Reader, Xls, Xlsx, open_workbook};
use zip::ZipArchive;

use super::biff;
use super::markup::Markup;
use super::members::{allowed, too_large, unreadable, within};
use super::records::Records;
use super::{MOST_COLUMNS, MOST_ROWS, Refusal, too_wide};
use crate::leisure::let_pass;
use crate::message::message;

/// BIFF workbooks are held whole, many times their length.
const LONGEST_XLS: u64 = 24 * 1024 * 1024;
/// Cells of a workbook's sheets at most that are looked at, however often it names one.
const MOST_CELLS: usize = 20_000_000;
/// Bytes of the texts that its cells share at most, …
const MOST_SHARED: u64 = 32 * 1024 * 1024;
/// … and of each part that is no markup.
const MOST_BESIDE: u64 = 8 * 1024 * 1024;
/// Characters of a cell that are looked at.
const LONGEST_CELL: usize = 4_000;

/// A cell: nothing, text, or a number that the workbook keeps as one.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(f64),
}

impl Cell {
    /// As it reads; a whole number without a point, as codes are.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        match self {
            Self::Empty => "".into(),
            Self::Text(text) => text.into(),
            Self::Number(number) => number.to_string().into(),
        }
    }

    fn of_text(text: &str) -> Self {
        match text.is_empty() {
            true => Self::Empty,
            false => Self::Text(text.chars().take(LONGEST_CELL).collect()),
        }
    }
}

/// A row with its number in the file, from 1. Of delimited text it is that of its first line.
pub struct Row<'r> {
    pub number: usize,
    pub cells: &'r [Cell],
    /// Whether its width is part of its form: of text it is, a sheet leaves empty cells out.
    pub has_width: bool,
}

impl Row<'_> {
    /// The cell of that column; empty where the row is shorter.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }

    /// Its text in one line.
    pub fn line(&self, column: usize) -> String {
        super::one_line(&self.cell(column).text())
    }
}

/// What takes rows.
pub type Each<'e> = dyn FnMut(&Row<'_>) -> Result<(), Refusal> + 'e;

/// A file of rows.
pub enum Book {
    Xls(Box<Xls<BufReader<File>>>),
    Xlsx(Box<Xlsx<BufReader<File>>>),
    /// Delimited text.
    Text(std::path::PathBuf, u8),
}

impl Book {
    /// The file by what it begins with.
    ///
    /// # Errors
    /// A sentence: what is no table, or too large.
    pub fn open(path: &Path) -> Result<Self, Refusal> {
        let mut head = Vec::new();
        let file = File::open(path).map_err(|error| unreadable(&error))?;
        file.take(64 * 1024).read_to_end(&mut head).map_err(|error| unreadable(&error))?;
        if head.starts_with(b"\xd0\xcf\x11\xe0") {
            if path.metadata().is_ok_and(|file| file.len() > LONGEST_XLS) {
                return Err(too_large(LONGEST_XLS));
            }
            biff::measure(&fs::read(path).map_err(|error| unreadable(&error))?)?;
            let book = open_workbook::<Xls<_>, _>(path).map_err(|error| broken(&error))?;
            return Ok(Self::Xls(Box::new(book)));
        }
        if head.starts_with(b"PK\x03\x04") {
            measure(path)?;
            let book = open_workbook::<Xlsx<_>, _>(path).map_err(|error| broken(&error))?;
            return Ok(Self::Xlsx(Box::new(book)));
        }
        if head.contains(&0) {
            return Err(no_table());
        }
        let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let count = |mark: u8| first.iter().filter(|byte| **byte == mark).count();
        let mark = [b'\t', b';', b','].into_iter().max_by_key(|mark| count(*mark));
        Ok(Self::Text(path.to_owned(), mark.filter(|mark| count(*mark) > 0).ok_or_else(no_table)?))
    }

    /// The names of its sheets; delimited text has one without a name.
    pub fn sheets(&self) -> Vec<String> {
        match self {
            Self::Xls(book) => book.sheet_names(),
            Self::Xlsx(book) => book.sheet_names(),
            Self::Text(..) => vec![String::new()],
        }
    }

    /// Hands over the rows of a sheet that are not empty.
    ///
    /// # Errors
    /// What cannot be read, is too large, or `each` refuses.
    pub fn each(&mut self, sheet: &str, each: &mut Each<'_>) -> Result<(), Refusal> {
        match self {
            Self::Xls(book) => {
                let range = book.worksheet_range(sheet).map_err(|error| broken(&error))?;
                let (first, offset) = range.start().unwrap_or_default();
                bounded(range.height(), range.width() + offset as usize)?;
                for (place, row) in range.rows().enumerate() {
                    let mut cells = vec![Cell::Empty; offset as usize];
                    cells.extend(row.iter().map(of_data));
                    hand(first as usize + place + 1, &cells, false, each)?;
                }
                Ok(())
            }
            Self::Xlsx(book) => each_of_xlsx(book, sheet, each),
            Self::Text(path, mark) => each_of_text(path, *mark, each),
        }
    }
}

fn hand(
    number: usize,
    cells: &[Cell],
    has_width: bool,
    each: &mut Each<'_>,
) -> Result<(), Refusal> {
    if cells.iter().all(|cell| *cell == Cell::Empty) {
        return Ok(());
    }
    let_pass();
    each(&Row { number, cells, has_width })
}

/// The cells as they stream by: a sheet is never laid out, however far apart its cells are.
fn each_of_xlsx(
    book: &mut Xlsx<BufReader<File>>,
    sheet: &str,
    each: &mut Each<'_>,
) -> Result<(), Refusal> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|error| broken(&error))?;
    let (mut number, mut cells, mut seen) = (0, Vec::new(), 0);
    while let Some(cell) = reader.next_cell().map_err(|error| broken(&error))? {
        seen += 1;
        if seen > MOST_CELLS {
            return Err(too_wide());
        }
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize, column as usize);
        bounded(row, column + 1)?;
        if row != number {
            hand(number + 1, &cells, false, each)?;
            cells.clear();
            number = row;
        }
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Empty);
        }
        cells[column] = of_ref(cell.get_value());
    }
    hand(number + 1, &cells, false, each)
}

fn each_of_text(path: &Path, mark: u8, each: &mut Each<'_>) -> Result<(), Refusal> {
    let (mut records, mut count) = (Records::open(path, mark)?, 0);
    while let Some((record, number)) = records.next()? {
        count += 1;
        bounded(count, record.len())?;
        let mut cells: Vec<Cell> =
            record.iter().map(|bytes| Cell::of_text(&super::usda::decoded(bytes))).collect();
        if let (1, Some(Cell::Text(first))) = (count, cells.first_mut()) {
            *first = first.trim_start_matches('\u{feff}').to_owned();
        }
        hand(number, &cells, true, each)?;
    }
    Ok(())
}

fn of_data(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::String(text) => Cell::of_text(text),
        other => Cell::of_text(&other.to_string()),
    }
}

fn of_ref(data: &DataRef<'_>) -> Cell {
    match data {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::of_text(text),
        DataRef::SharedString(text) => Cell::of_text(text),
        other => Cell::of_text(&Data::from(other.clone()).to_string()),
    }
}

/// Refuses a workbook that unpacks to more than may be, whatever its entries say of their lengths, or of
/// whose parts a reader would hold more than a table has.
fn measure(path: &Path) -> Result<(), Refusal> {
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let most = allowed(file.metadata().map_err(|error| unreadable(&error))?.len());
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| broken(&error))?;
    let (mut size, mut buffer) = (0, vec![0; 64 * 1024]);
    for place in 0..archive.len() {
        let mut entry = archive.by_index(place).map_err(|error| broken(&error))?;
        let name = entry.name().map_err(|error| broken(&error))?.to_lowercase();
        let is_markup = name.ends_with(".xml") || name.ends_with(".rels");
        let (mut markup, before) = (Markup::default(), size);
        loop {
            let count = entry.read(&mut buffer).map_err(|error| broken(&error))?;
            size += count as u64;
            within(size, most)?;
            if count == 0 {
                break;
            }
            match is_markup {
                true => markup.take(&buffer[..count])?,
                // Pictures and the like, which may be markup by another name.
                false => within(size - before, MOST_BESIDE)?,
            }
            let_pass();
        }
        if name.ends_with("sharedstrings.xml") {
            within(size - before, MOST_SHARED)?;
        }
    }
    Ok(())
}

fn bounded(rows: usize, columns: usize) -> Result<(), Refusal> {
    if rows <= MOST_ROWS && columns <= MOST_COLUMNS { Ok(()) } else { Err(too_wide()) }
}

fn broken(error: &dyn std::fmt::Display) -> Refusal {
    message("foods-broken", "This table is damaged: {why}. Nothing was changed; save it anew.")
        .name("why", error.to_string().chars().take(200).collect::<String>())
}

pub(super) fn no_table() -> Refusal {
    message(
        "foods-unknown",
        "This is none of the food tables that can be read (CIQUAL, USDA FoodData Central, USDA SR, \
         CoFID, BLS). Nothing was changed.",
    )
}
