//! What pages print and files hold of the books: the same sums as the API's.

pub use super::workbook::{Book, lines};
use crate::clinic::PASSWORD;
use crate::house::{House, Person};

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
