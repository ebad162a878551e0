//! What pages print and files hold of the books: the same sums as the API's.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use crate::clinic::PASSWORD;
use crate::house::{House, Person};

/// Rows of a workbook's sheet, each cell as its text; the sheets by their names.
pub struct Book(Vec<(String, Vec<Vec<String>>)>);

/// The figures that a page prints above its tables: the label, and the sum in every currency.
pub struct Page(String);

/// Somebody in the pages.
pub struct Reader<'h> {
    house: &'h House,
    cookie: String,
}

impl<'h> Reader<'h> {
    pub fn of(house: &'h House, name: &str) -> Self {
        let form = format!("username={name}&password={PASSWORD}");
        let headers = [("Sec-Fetch-Site", "same-origin")];
        let kind = "application/x-www-form-urlencoded";
        let reply = house.line().send("POST", "/login", &headers, kind, form.as_bytes()).unwrap();
        let set = reply.headers.iter().filter(|(name, _)| name == "set-cookie");
        let cookies: Vec<&str> = set.map(|(_, value)| value.split(';').next().unwrap()).collect();
        Self { house, cookie: cookies.join("; ") }
    }

    fn get(&self, path: &str) -> Vec<u8> {
        let headers = [("Cookie", self.cookie.as_str())];
        let reply = self.house.line().ask("GET", path, &headers, None).unwrap();
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply.bytes
    }

    pub fn page(&self, path: &str) -> Page {
        Page(String::from_utf8(self.get(path)).unwrap())
    }

    pub fn book(&self, path: &str) -> Book {
        Book::read(&self.get(path))
    }

    /// The lines of a CSV file, cell by cell.
    pub fn lines(&self, path: &str) -> Vec<Vec<String>> {
        lines(&String::from_utf8(self.get(path)).unwrap())
    }
}

/// The same of an answer of the API.
pub fn lines(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.has_headers(false).flexible(true).from_reader(text.as_bytes());
    let row =
        |row: csv::Result<csv::StringRecord>| row.unwrap().iter().map(str::to_owned).collect();
    reader.records().map(row).collect()
}

pub fn book_of(person: &Person, path: &str) -> Book {
    Book::read(&person.get(path).fine().bytes)
}

impl Page {
    /// The sums that stand under that label, as they are printed.
    pub fn tile(&self, label: &str) -> Vec<String> {
        let tiles = self.0.split("<div class=\"tile\">").skip(1);
        let label = format!("<span class=\"label\">{label}</span>");
        let tile = tiles.into_iter().find(|tile| tile.contains(&label));
        let tile = tile.unwrap_or_else(|| panic!("no {label}: {}", self.0));
        tile.split(['<', '>']).filter(|text| !text.trim().is_empty()).map(str::to_owned).collect()
    }
}

impl Book {
    fn read(bytes: &[u8]) -> Self {
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

    /// The rows of the sheet of that name below its headings.
    pub fn sheet(&self, title: &str) -> &[Vec<String>] {
        let sheet = self.0.iter().find(|(name, _)| name == title);
        let (_, rows) = sheet.unwrap_or_else(|| panic!("no {title}"));
        &rows[1..]
    }

    /// The names of the sheets.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Each row of a sheet by its headings.
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
