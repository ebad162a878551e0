//! Files as spreadsheets read them: the sheets of a workbook, the lines of a CSV file.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// Rows of a workbook's sheet, each cell as its text; the sheets by their names.
pub struct Book(Vec<(String, Vec<Vec<String>>)>);

impl Book {
    pub fn read(bytes: &[u8]) -> Self {
        let mut book = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = |name: &str| {
            let mut text = String::new();
            book.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        let workbook = text("xl/workbook.xml");
        let names = workbook.split("<sheet name=\"").skip(1);
        let names: Vec<String> = names.map(|rest| until(rest, "\"")).collect();
        let sheets = names.into_iter().enumerate().map(|(place, name)| {
            let sheet = text(&format!("xl/worksheets/sheet{}.xml", place + 1));
            (name, sheet.split("<row ").skip(1).map(cells).collect())
        });
        Self(sheets.collect())
    }

    /// The sheets, each with its name, its headings and its rows.
    #[allow(dead_code)]
    pub fn sheets(&self) -> &[(String, Vec<Vec<String>>)] {
        &self.0
    }

    /// The rows of the sheet of that name below its headings.
    #[allow(dead_code)]
    pub fn sheet(&self, title: &str) -> &[Vec<String>] {
        let sheet = self.0.iter().find(|(name, _)| name == title);
        let (_, rows) = sheet.unwrap_or_else(|| panic!("no {title}"));
        &rows[1..]
    }

    /// The names of the sheets.
    #[allow(dead_code)]
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Each row of a sheet by its headings.
    #[allow(dead_code)]
    pub fn rows(&self, place: usize) -> Vec<BTreeMap<String, String>> {
        let (_, rows) = &self.0[place];
        let (headings, rows) = rows.split_first().unwrap();
        let named = |row: &Vec<String>| headings.iter().cloned().zip(row.iter().cloned()).collect();
        rows.iter().map(named).collect()
    }
}

fn until(text: &str, end: &str) -> String {
    text.split(end).next().unwrap_or_default().to_owned()
}

/// The cells of a row, empty where there is none.
fn cells(row: &str) -> Vec<String> {
    let mut cells = Vec::new();
    for cell in row.split("<c r=\"").skip(1) {
        let letters = cell.bytes().take_while(u8::is_ascii_uppercase);
        let column = letters.fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1);
        let text = match (cell.split_once("<v>"), cell.split_once("<t")) {
            (Some((_, value)), _) => until(value, "</v>"),
            (None, Some((_, text))) => until(text.split_once('>').unwrap().1, "</t>"),
            (None, None) => String::new(),
        };
        cells.resize(column, String::new());
        cells[column - 1] = text;
    }
    cells
}

/// The lines of a CSV file, cell by cell.
pub fn lines(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.has_headers(false).flexible(true).from_reader(text.as_bytes());
    let row =
        |row: csv::Result<csv::StringRecord>| row.unwrap().iter().map(str::to_owned).collect();
    reader.records().map(row).collect()
}
